""" "My back" in a real browser: by keyboard alone, then the answer on a route, on small screens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from community.routes import Route, RouteFacts
from tests.builders.groups import a_group
from tests.builders.people import PASSWORD, a_person
from tests.builders.routes import a_route
from tests.components.test_gallery import violations

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def route(app: Flask) -> Route:
    ana = a_person("Ana", email="ana@example.org")
    facts = RouteFacts(surface="firm", complete=("steps", "barrier"))  # type: ignore[call-arg]
    return a_route(a_group(members=[ana]), (900, 0), (200, -4), (900, 0), facts=facts)


@pytest.fixture
def page(route: Route, start_server: Callable[..., Any], browser: Browser) -> Page:
    server = start_server()
    page = browser.new_context(base_url=server.url, viewport=PHONE).new_page()
    page.goto("/sign-in?next=/journal/back")
    page.get_by_label("E-mail").fill("ana@example.org")
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="My back", level=1)).to_be_visible()
    return page


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_from_the_question_to_the_answer_by_keyboard(page: Page, route: Route) -> None:
    assert violations(page) == []
    page.get_by_role("button", name="Yes, keep it for me").press("Enter")
    tick = page.get_by_label("Spinal stenosis: it gets hard until I sit down")
    tick.press("Space")
    expect(tick).to_be_checked()
    page.get_by_label("Minutes until you have to sit").fill("10")
    page.set_viewport_size({"width": 390, "height": 2600})  # half under the bar is "too small"
    assert violations(page) == []
    page.set_viewport_size(PHONE)
    page.get_by_role("button", name="Save", exact=True).press("Enter")
    expect(page.get_by_text("Saved. Only you can see this.")).to_be_visible()
    page.goto(f"/routes/{route.id}")
    card = page.get_by_role("region", name="Is it for me?")
    expect(card).to_contain_text("With care")
    expect(card).to_contain_text("One descent goes 8\u00a0m down without a break, at 880\u00a0m.")
    expect(card).to_contain_text("You decide.")
    assert violations(page) == []
    page.goto("/journal/back")
    page.get_by_role("switch", name="Show me “Is it for me?”").press("Space")
    page.get_by_role("button", name="Save", exact=True).press("Enter")
    expect(page.get_by_text("Saved. Only you can see this.")).to_be_visible()
    page.goto(f"/routes/{route.id}")
    expect(card).to_have_count(0)


def test_nothing_is_cut_on_the_smallest_screen_with_the_largest_text(
    page: Page, route: Route
) -> None:
    page.get_by_role("button", name="Yes, keep it for me").click()
    page.get_by_label("Spinal stenosis: it gets hard until I sit down").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved. Only you can see this.")).to_be_visible()
    page.set_viewport_size({"width": 320, "height": 640})
    for path in ("/journal/back", "/journal/back/erase", f"/routes/{route.id}"):
        page.goto(path)
        page.evaluate("document.documentElement.style.fontSize = '36px'")
        assert fits(page), path
