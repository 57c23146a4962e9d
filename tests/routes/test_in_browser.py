"""Uploading and reading a route in a real browser: with and without scripts, small and large."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from community.accounts import Person
from community.groups import Group
from community.routes import Flight, Route, RouteFacts, Seat
from tests.builders.routes import HILL, ONE_RISE, a_gpx, a_route
from tests.components.test_gallery import violations

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "dam.gpx"
    path.write_bytes(a_gpx(*ONE_RISE, name="Along the dam"))
    return path


def read(page: Page, file: Path) -> None:
    page.get_by_label("GPX, FIT or TCX file").set_input_files(file)
    page.get_by_role("button", name="Read this file").click()
    expect(page.get_by_role("heading", name="Check your route")).to_be_visible()


def test_answers_change_the_grade_at_once(
    ruths: tuple[Person, Group], sign_in: Callable[..., Page], file: Path
) -> None:
    ruth, group = ruths
    page = sign_in(ruth, f"/groups/{group.slug}/routes/new")
    read(page, file)
    reason = page.locator("#found-grade .grade-reason")
    expect(reason).to_have_text("B because of one rise: 4.5% for 140\u00a0m, at 1.4\u00a0km.")
    expect(page.get_by_text("6 questions open")).to_be_visible()
    page.get_by_role("button", name="None: Are there gates or stiles?").click()
    expect(page.get_by_text("5 questions open")).to_be_visible()
    expect(page.get_by_text("No gates, no stiles")).to_be_visible()
    page.get_by_label("What is there").last.select_option("steps")
    page.get_by_label("How many").last.fill("30")
    page.get_by_label("How many").last.blur()
    expect(reason).to_have_text("D because of 30 steps on the way.")
    expect(page.locator(".flashes")).to_contain_text("The grade is now D, it was B.")
    page.get_by_role("button", name="Save route as D").click()
    expect(page.get_by_role("heading", name="Along the dam")).to_be_visible()
    assert Route.get().letter == "D"


def test_more_seats_than_lines_can_be_told(
    ruths: tuple[Person, Group], sign_in: Callable[..., Page], file: Path
) -> None:
    ruth, group = ruths
    page = sign_in(ruth, f"/groups/{group.slug}/routes/new")
    read(page, file)
    lines = page.locator("[data-rows=way] [data-row]")
    for at in range(5):
        if at >= lines.count():
            page.locator("[data-rows=way] + button").click()
        lines.nth(at).get_by_label("What is there").select_option("seat")
        lines.nth(at).get_by_label("Metres from the start").fill(str(100 + at * 400))
    page.get_by_role("button", name="Save route as B").click()
    expect(page.get_by_role("heading", name="Along the dam")).to_be_visible()
    assert Route.get().seats == 5


def test_it_works_without_scripts(
    ruths: tuple[Person, Group], sign_in: Callable[..., Page], file: Path
) -> None:
    ruth, group = ruths
    page = sign_in(ruth, f"/groups/{group.slug}/routes/new", java_script_enabled=False)
    read(page, file)
    page.get_by_role("button", name="No steps: Are there steps?").click()
    expect(page.get_by_text("Kept. The grade stays B.")).to_be_visible()
    page.get_by_label("The ground", exact=True).select_option("rough")
    page.get_by_role("button", name="Update the grade").click()
    expect(page.locator(".flashes")).to_contain_text("The grade is now D, it was B.")
    page.get_by_role("button", name="Save route as D").click()
    expect(page.get_by_role("heading", name="Along the dam")).to_be_visible()
    page.get_by_text("As a table").click()
    expect(page.get_by_role("cell", name="1.4\u00a0km").first).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_is_out_of_reach_or_cut_off(
    ruths: tuple[Person, Group],
    sign_in: Callable[..., Page],
    file: Path,
    theme: str,
    width: int,
) -> None:
    ruth, group = ruths
    seats = (Seat(0.0, True), Seat(700.0, False), Seat(1500.0))
    facts = RouteFacts.said(steps=(Flight(12, 900.0),), seats=seats, toilets=False)
    route = a_route(group, *HILL, facts=facts)
    page = sign_in(
        ruth, f"/groups/{group.slug}/routes/new", viewport={"width": width, "height": 7000}
    )
    read(page, file)
    draft = page.url
    paths = [
        f"/groups/{group.slug}/routes/new",
        f"/groups/{group.slug}/routes",
        draft,
        f"/routes/{route.id}",
        f"/routes/{route.id}/facts",
        f"/routes/{route.id}/recce",
    ]
    for path in paths:
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
