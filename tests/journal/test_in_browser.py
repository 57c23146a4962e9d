"""The journal and a challenge in a real browser: taps, keys, both themes, small screens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from community.accounts import Person
from community.challenges import Challenge, Span
from community.foundation import clock
from community.journal import Log
from tests.builders.challenges import a_challenge
from tests.builders.groups import a_group
from tests.builders.logs import a_draft, a_log, may_note_pain
from tests.builders.people import PASSWORD, a_person
from tests.builders.walks import a_walk
from tests.components.test_gallery import violations

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

PHONE = {"width": 390, "height": 844}


def today() -> date:
    return clock.now().date()


@pytest.fixture
def anas(app: Flask) -> tuple[Person, Log, Challenge]:
    """Ana with a walk to save, walks behind her, and a challenge that runs."""
    ana, tom, jean = a_person("Ana"), a_person("Tom"), a_person("Jean")
    group = a_group(members=[ana, tom, jean])
    may_note_pain(ana)
    for days, before, after in ((9, 5, 4), (5, 4, 4), (1, 4, 2)):
        a_log(ana, 12, today() - timedelta(days=days), clock.now(), before=before, after=after)
    span = Span(today() - timedelta(days=200), today() + timedelta(days=9))
    challenge = a_challenge(group, [ana, tom, jean], span=span, now=clock.now())
    return ana, a_draft(ana, a_walk(group), clock.now()), challenge


@pytest.fixture
def sign_in(start_server: Callable[..., Any], browser: Browser) -> Callable[..., Page]:
    """Open a window of a person who is signed in."""

    def open_window(person: Person, **context: Any) -> Page:
        server = start_server()
        window = browser.new_context(base_url=server.url, **{"viewport": PHONE, **context})
        page = window.new_page()
        page.goto("/sign-in?next=/journal")
        page.get_by_label("E-mail").fill(person.email)
        page.locator("input[name=password]").fill(PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        return page

    return open_window


def test_two_taps_and_the_total_stands_higher(
    anas: tuple[Person, Log, Challenge], sign_in: Callable[..., Page]
) -> None:
    ana, draft, challenge = anas
    page = sign_in(ana)
    page.get_by_role("button", name="More: Back pain before").click()
    expect(page.locator(".pain-value").first).not_to_have_text("Not answered yet")
    page.get_by_role("slider", name="Back pain before").fill("4")
    page.get_by_role("slider", name="Back pain now").fill("2")
    page.get_by_role("button", name="Save this walk").first.click()
    expect(page.get_by_text("Saved. Only you can see this.").first).to_be_visible()
    log = Log.get_by_id(draft.id)
    assert (log.state, log.before, log.after, log.minutes) == ("confirmed", 4, 2, 50)
    page.goto(f"/challenges/{challenge.id}")
    expect(page.get_by_text("81", exact=True)).to_be_visible()  # 3 x 12, and 45 of 50
    switch = page.get_by_role("switch", name="Count my walks here")
    expect(switch).to_have_attribute("aria-checked", "true")
    switch.press("Enter")
    expect(page.get_by_role("switch")).to_have_attribute("aria-checked", "false")


def test_the_morning_saves_itself(
    anas: tuple[Person, Log, Challenge], sign_in: Callable[..., Page]
) -> None:
    page = sign_in(anas[0])
    page.get_by_role("slider", name="Back pain this morning").fill("3")
    expect(page.locator(".morning-state")).to_have_text("Saved. Only you can see this.")
    page.reload()
    expect(page.get_by_text("Your back this morning: 3.")).to_be_visible()
    page.get_by_text("Change", exact=True).click()
    expect(page.get_by_role("slider", name="Back pain this morning")).to_have_value("3")


def test_it_works_without_a_script(
    anas: tuple[Person, Log, Challenge], sign_in: Callable[..., Page]
) -> None:
    page = sign_in(anas[0], java_script_enabled=False)
    page.get_by_role("combobox", name="Back pain before").select_option("4")
    page.get_by_role("combobox", name="Back pain now").select_option("3")
    page.get_by_role("button", name="Save this walk").first.click()
    expect(page.get_by_text("Saved. Only you can see this.").first).to_be_visible()
    page.get_by_role("combobox", name="Back pain this morning").select_option("2")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Your back this morning: 2.")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_is_out_of_reach_or_cut_off(
    anas: tuple[Person, Log, Challenge], sign_in: Callable[..., Page], theme: str, width: int
) -> None:
    ana, draft, challenge = anas
    # As tall as the page: axe takes what lies under the tabs at the bottom for too small to tap.
    page = sign_in(ana, viewport={"width": width, "height": 4000})
    paths = ["/journal", "/journal/new", f"/journal/{draft.id}", f"/journal/{draft.id}/delete"]
    for path in [*paths, f"/challenges/{challenge.id}"]:
        page.goto(path)
        page.locator("html[data-script=on]").wait_for()
        page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
        page.evaluate(
            "document.querySelectorAll('main details').forEach(one => { one.open = true })"
        )
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert violations(page) == [], path
        page.evaluate("document.documentElement.dataset.textSize = '200'")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
