"""Every component in every state, in a real browser: nothing inaccessible, nothing cut off."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.components.conftest import Pages
from tests.components.render_gallery import ROOT

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SIZES = {  # width, height, size of letters
    "phone": (390, 844, "100"),
    "small phone": (320, 640, "100"),
    "small phone, letters at 150%": (320, 640, "150"),
    "small phone, letters at 200%": (320, 640, "200"),
    "tablet": (910, 800, "100"),
    "desktop": (1280, 900, "100"),
}
TEMPLATES = ["components/gallery.html", "room.html", "errors/error.html"]
ERROR = {
    "title": "Something broke on our side",
    "sentence": "Nothing you wrote is lost. Try again in a minute.",
    "status": 500,
    "request_id": "0f9a2c4e7b",
}


def violations(page: Page) -> list[str]:
    """What axe finds on the open page. Its source is evaluated: our policy refuses script tags."""
    page.evaluate(AXE.read_text())
    found: dict[str, Any] = page.evaluate(
        "rules => axe.run(document, {runOnly: rules, rules: {'target-size': {enabled: true}}})",
        RULES,
    )
    return [
        f"{broken['id']}: {broken['help']}: {node['html'][:160]}"
        for broken in found["violations"]
        for node in broken["nodes"]
    ]


@pytest.mark.parametrize(
    ("size", "theme"),
    [*((size, "light") for size in SIZES), ("phone", "dark"), ("desktop", "dark")],
)
@pytest.mark.parametrize("template", TEMPLATES)
def test_no_violation_and_no_sideways_scrolling(
    browser: Browser, pages: Pages, template: str, size: str, theme: str
) -> None:
    width, height, letters = SIZES[size]
    page = browser.new_page(viewport={"width": width, "height": height})
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(pages.template(template, theme=theme, text_size=letters, **ERROR))
    page.locator("html[data-script=on]").wait_for()
    page.locator("[data-module]:not([data-connected])").first.wait_for(state="detached")

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page) == []
    assert complaints == []
    page.close()


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_gallery_without_javascript_is_whole(browser: Browser, pages: Pages, size: str) -> None:
    width, height, _ = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height}, java_script_enabled=False
    )
    page = context.new_page()
    page.goto(pages.template("components/gallery.html"))

    assert page.locator("select[name=now]").select_option("3") == ["3"]
    page.get_by_role("spinbutton", name="Minutes walked").fill("14")
    page.locator(".reading summary").click()
    assert page.locator(".reading").get_by_role("button", name="Save").is_visible()
    assert page.get_by_role("button", name="Show").count() == 0
    context.close()


def test_letters_and_controls_keep_their_size(browser: Browser, pages: Pages) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(pages.template("components/gallery.html"))

    smallest = page.evaluate(
        """() => Math.min(...[...document.querySelectorAll('main *, .tabs *')]
            .filter(e => e.checkVisibility() && !e.closest('.ring'))
            .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
            .map(e => parseFloat(getComputedStyle(e).fontSize)))"""
    )
    assert smallest >= 15.7
    for name in ("I’m coming", "Maybe", "Save this walk"):
        box = page.get_by_role("button", name=name).first.bounding_box()
        assert box is not None
        assert box["height"] >= 55.9
    page.close()


@pytest.mark.parametrize(("height", "letters"), [(560, "100"), (900, "150")])
def test_bars_scroll_with_the_page_in_low_windows(
    browser: Browser, pages: Pages, height: int, letters: str
) -> None:
    page = browser.new_page(viewport={"width": 390, "height": height})
    for template in ("components/gallery.html", "errors/error.html"):
        page.goto(pages.template(template, text_size=letters, **ERROR))
        assert page.locator(".bar, .tabs").first.evaluate("e => getComputedStyle(e).position") == (
            "static"
        )
    page.close()


def test_tabs_that_do_not_fit_become_a_list_with_a_link_to_it(
    browser: Browser, pages: Pages
) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 1300})
    page.goto(pages.template("errors/error.html", text_size="150", **ERROR))
    assert page.locator(".tabs").evaluate("e => getComputedStyle(e).position") == "static"
    page.get_by_role("link", name="Menu").click()
    today = page.locator(".tabs").get_by_role("link", name="Today").bounding_box()
    find = page.locator(".tabs").get_by_role("link", name="Find").bounding_box()
    assert today is not None
    assert find is not None
    assert today["y"] == find["y"]
    assert find["x"] > today["x"]
    page.close()
