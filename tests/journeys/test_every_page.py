"""Every page of the demo, for who is signed out, Ana, Ruth and Olu, in a real browser.

axe finds nothing in light and dark; nothing is cut off at 320 px with letters at 200 %; one
heading, a title, a language. Keyboard and scripts: test_keyboard.py, test_without_scripts.py.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.components.test_gallery import violations
from tests.journeys.demo_site import PEOPLE, DemoSite
from tests.journeys.phone import Phone

# Two groups of tests for two workers; each seeds the demo once.
GROUPS = {"nobody": "demo_2", "Ana": "demo_1", "Ruth": "demo_2", "Olu": "demo_1"}
# axe takes what lies below a fixed bar for too small to tap, so nothing lies below one here.
TALL = {"width": 390, "height": 12000}
SMALL = {"width": 320, "height": 640}
# Pages of the same build are audited once: the same kinds of elements in the same kinds of places,
# however many there are of each.
BUILD = """() => {
  const kind = (one) => [one.tagName, one.className.baseVal ?? one.className,
    one.getAttribute('role'), one.type, one.hasAttribute('aria-label'),
    one.getAttribute('aria-pressed')].join();
  const kinds = new Set();
  for (const one of document.querySelectorAll('body *'))
    kinds.add(kind(one.parentElement) + '>' + kind(one));
  return [...kinds].sort().join();
}"""
# Opens what can be opened; of a long list of things that open alike only the first three.
OPEN_ALL = """() => {
  for (const one of document.querySelectorAll('main details')) {
    const row = one.closest('li');
    const before = row ? [...row.parentElement.children].indexOf(row) : 0;
    if (before < 3) one.open = true;
  }
}"""
A_LONG_WAY_S = 900  # some hundred pages, each in both themes and twice as large


@pytest.fixture(scope="session")
def audited() -> set[int]:
    """The builds of pages that were audited, whoever saw them."""
    return set()


@pytest.mark.timeout(A_LONG_WAY_S)
@pytest.mark.parametrize(
    "name", [pytest.param(one, marks=pytest.mark.xdist_group(GROUPS[one])) for one in PEOPLE]
)
def test_every_page(
    demo_site: DemoSite, phone: Callable[..., Phone], audited: set[int], name: str
) -> None:
    url = demo_site.server.url
    big = phone(url, name, viewport=TALL).being(name)
    small = phone(url, f"{name}, 320 px", viewport=SMALL).being(name)
    small.context.add_cookies([{"name": "amble_reading", "value": "200.light.00", "url": url}])
    opened, wrong = 0, []
    for path in demo_site.addresses():
        with big.without_server():  # what she may not see is told by its status
            answer = big.page.goto(path)
        if answer is None or answer.status in (401, 403, 404):
            continue
        opened += 1
        wrong += [f"{path}: {found}" for found in faults(big.page, answer.status)]
        build = hash(big.page.evaluate(BUILD))
        if build not in audited:
            audited.add(build)
            wrong += [f"{path}: {found}" for found in found_by_axe(big.page)]
            small.page.goto(path)
            wrong += [f"{path}: {found}" for found in cut_off(small.page)]
    assert not wrong, "\n".join(wrong)
    assert opened > (10 if name == "nobody" else 40)


def faults(page: Page, status: int) -> list[str]:
    """Return what is wrong with the page as such."""
    page.locator("html[data-script=on]").wait_for()
    page.locator("[data-module]:not([data-connected])").first.wait_for(state="detached")
    found: dict[str, object] = page.evaluate(
        """() => ({
            headings: document.querySelectorAll('h1').length,
            heading: document.querySelector('h1')?.textContent.trim(),
            title: document.title, lang: document.documentElement.lang,
            main: document.querySelectorAll('main').length})"""
    )
    return [
        what
        for what, is_right in (
            (f"status {status}", status == 200),
            (f"{found['headings']} h1", found["headings"] == 1 and bool(found["heading"])),
            (f"title {found['title']!r}", len(str(found["title"])) > len(" · Amble")),
            (f"lang {found['lang']!r}", found["lang"] == "en"),
            (f"{found['main']} main", found["main"] == 1),
        )
        if not is_right
    ]


def found_by_axe(page: Page) -> list[str]:
    """Return what axe finds, everything that can be opened open, in both themes."""
    page.evaluate(OPEN_ALL)
    found = []
    for theme in ("light", "dark"):
        page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
        found += [f"{theme}: {one}" for one in violations(page)]
    return found


def cut_off(page: Page) -> list[str]:
    """Return what sticks out sideways."""
    page.locator("html[data-text-size='200']").wait_for()
    page.evaluate(OPEN_ALL)
    width = page.evaluate("document.documentElement.scrollWidth")
    if width <= SMALL["width"]:
        return []
    widest = page.evaluate(
        """() => [...document.querySelectorAll('body *')]
            .filter(one => one.getBoundingClientRect().right > innerWidth + 1)
            .map(one => one.outerHTML.slice(0, 120)).slice(0, 3)"""
    )
    return [f"{width} px wide at 320 px and 200 %: {widest}"]
