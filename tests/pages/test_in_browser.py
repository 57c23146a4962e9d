"""The pages in a real browser: where I am, small screens, both themes, no script."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from community.accounts import Person
from community.events import Reply, answer_occurrence, call_off, move_occurrence
from community.foundation import clock
from tests.builders.groups import VADUZ, a_group
from tests.builders.people import PASSWORD, a_person
from tests.builders.routes import a_route
from tests.builders.walks import a_walk
from tests.components.test_gallery import violations

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

PHONE = {"width": 390, "height": 844}
PAGES = ["/", "/find", "/find?near=Vaduz&gentle=1&toilets=1", "/find?near=Nowhere", "/how-it-works"]


@pytest.fixture
def ana(app: Flask) -> Person:
    """Ana, with walks around Vaduz that are planned, moved and called off."""
    now = clock.now()
    first = (now + timedelta(days=2)).replace(hour=9, minute=30, second=0, microsecond=0)
    start = first.replace(tzinfo=None)
    ruth, ana = a_person("Ruth"), a_person("Ana")
    group = a_group(ruth, members=[ana], shows_exact_place=True)
    route = a_route(group, shown_letter="B", seats=9, seats_known=True, toilets=True)
    dates = [
        a_walk(group, now=now, title=title, start_local=start, route_id=route.id, minutes=30)
        for title in ("Rhine dam loop", "Canal path to Mühleholz", "Binnendammwegspaziergang")
    ]
    for date in dates:
        answer_occurrence(ana.id, date.id, Reply("coming"), now)
    later = now + timedelta(seconds=2)
    move_occurrence(ruth.id, dates[1].id, start + timedelta(hours=1), "the café opens late", later)
    call_off(ruth.id, dates[2].id, "ice on the path", later)
    return ana


@pytest.fixture
def open_window(
    ana: Person, start_server: Callable[..., Any], browser: Browser
) -> Callable[..., Page]:
    """Open a window, signed in as Ana if wanted; `reading` is what the Aa panel keeps."""
    server = start_server()

    def window(signed_in: bool = False, reading: str = "100.light.00", **context: Any) -> Page:
        opened = browser.new_context(base_url=server.url, **{"viewport": PHONE, **context})
        cookie = {"name": "amble_reading", "value": reading, "url": server.url}
        opened.add_cookies([cookie])  # type: ignore[list-item]
        page = opened.new_page()
        if signed_in:
            page.goto("/sign-in")
            page.get_by_label("E-mail").fill(ana.email)
            page.locator("input[name=password]").fill(PASSWORD)
            page.get_by_role("button", name="Sign in", exact=True).click()
            expect(page.get_by_role("heading", level=1)).to_contain_text("Ana")
            opened.add_cookies([cookie])  # type: ignore[list-item]
        return page

    return window


def test_where_i_am_opens_find_there_rounded(open_window: Callable[..., Page]) -> None:
    here = {"latitude": VADUZ[0] + 0.0004321, "longitude": VADUZ[1]}
    page = open_window(geolocation=here, permissions=["geolocation"])
    page.goto("/")
    page.get_by_role("button", name="Use where I am").click()
    expect(page).to_have_url(re.compile(r"/find\?lat=47\.141&lon=9\.521$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Walks near you")


def test_filters_stay_when_the_place_changes(open_window: Callable[..., Page]) -> None:
    here = {"latitude": VADUZ[0], "longitude": VADUZ[1]}
    page = open_window(geolocation=here, permissions=["geolocation"])
    page.goto("/find?near=Vaduz&toilets=1&part=morning")
    page.get_by_role("button", name="Near me").click()
    page.wait_for_url("**lat=47.141**")
    assert "toilets=1" in page.url
    assert "part=morning" in page.url


def test_who_does_not_tell_where_she_is_gets_a_sentence(open_window: Callable[..., Page]) -> None:
    page = open_window(permissions=[])
    page.goto("/")
    page.get_by_role("button", name="Use where I am").click()
    expect(page.get_by_text("We could not find out where you are.")).to_be_visible()


def test_without_scripts_a_place_is_typed_and_chips_filter(
    open_window: Callable[..., Page],
) -> None:
    page = open_window(java_script_enabled=False)
    page.goto("/")
    expect(page.get_by_role("button", name="Use where I am")).to_be_hidden()
    page.get_by_label("Where do you live?").fill("vaduz")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Walks near Vaduz")
    page.get_by_role("link", name="Level only").click()
    expect(page.get_by_text("No level walk near Vaduz this week.")).to_be_visible()
    page.get_by_role("link", name="Without “Level only”").click()
    expect(page.get_by_role("link", name="Rhine dam loop")).to_be_visible()
    page.get_by_role("link", name="List").click()
    expect(page.get_by_role("img", name="Where the walks near by start")).to_be_hidden()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(open_window: Callable[..., Page], theme: str) -> None:
    tall = {"width": 390, "height": 4000}  # what the fixed tabs cover would count as too small
    stranger = open_window(reading=f"100.{theme}.00", viewport=tall)
    ana = open_window(True, f"100.{theme}.00", viewport=tall)
    for page, paths in ((stranger, PAGES), (ana, PAGES[:2])):
        for path in paths:
            page.goto(path)
            assert violations(page) == [], path


@pytest.mark.parametrize(("width", "size"), [(390, "100"), (320, "100"), (320, "200")])
def test_nothing_scrolls_sideways(open_window: Callable[..., Page], width: int, size: str) -> None:
    viewport = {"width": width, "height": 700}
    stranger = open_window(reading=f"{size}.light.00", viewport=viewport)
    ana = open_window(True, f"{size}.light.00", viewport=viewport)
    for page, paths in ((stranger, PAGES), (ana, PAGES[:2])):
        for path in paths:
            page.goto(path)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_the_map_shows_once_beside_the_list_on_a_desktop(
    open_window: Callable[..., Page],
) -> None:
    page = open_window(viewport={"width": 1280, "height": 900})
    page.goto("/find")
    maps = page.get_by_role("img", name="Where the walks near by start")
    expect(maps).to_have_count(1)
    box, first = maps.bounding_box(), page.locator(".result").first.bounding_box()
    assert box
    assert first
    assert box["x"] >= first["x"] + first["width"]


def test_still_coming_is_one_tap_by_keyboard_too(open_window: Callable[..., Page]) -> None:
    page = open_window(True)
    page.goto("/")
    expect(page.get_by_text("Ruth: the café opens late.")).to_be_visible()
    page.get_by_role("button", name="Still coming").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/walks/**")
    page.goto("/")
    expect(page.get_by_role("button", name="Still coming")).to_have_count(0)
    expect(page.get_by_text("is called off")).to_be_visible()
