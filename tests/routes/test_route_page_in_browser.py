"""The route's page, its forms and the printed sheet in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from community.accounts import Person
from community.groups import Group
from community.routes import Flight, RouteFacts, Seat
from tests.builders.photos import a_picture
from tests.builders.routes import LEVEL, ONE_RISE, a_route
from tests.components.test_gallery import violations

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

HILLY = tuple((180.0, slope) for _ in range(16) for slope in (0.0, 6.0, 0.0, -9.0))


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page[^s]", pdf))


def sizes_of(pdf: bytes) -> list[tuple[float, float]]:
    boxes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", pdf)
    return [(float(wide), float(high)) for wide, high in boxes]


def test_the_sheet_is_one_a4_side_however_long_the_route(
    sign_in: Callable[..., Page], ruths: tuple[Person, Group]
) -> None:
    ruth, group = ruths
    many = RouteFacts.said(
        seats=[Seat(100.0 * at, at % 2 == 0) for at in range(100)],
        steps=[Flight(12, 900.0, True)],
        surface="mostly_firm",
        toilets=True,
    )
    routes = [
        a_route(group, *LEVEL),
        a_route(group, *ONE_RISE, heights=False),
        a_route(group, *HILLY, facts=many, name="The long way round by all seven villages "),
        a_route(group, *HILLY, facts=many, name="W" * 80),
    ]
    page = sign_in(ruth, f"/routes/{routes[0].id}/sheet")
    for route in routes:
        for way in ("", "?way=back"):
            page.goto(f"/routes/{route.id}/sheet{way}")
            pdf = page.pdf(prefer_css_page_size=True, print_background=True)
            assert pages_of(pdf) == 1, (route.name, way)
            ((wide, high),) = set(sizes_of(pdf))
            assert (wide, high) == (pytest.approx(595, abs=1.5), pytest.approx(842, abs=1.5))
    page.emulate_media(media="print")
    assert page.locator(".top").is_hidden()
    expect(page.get_by_text("In an emergency: call 112")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_are_clean(
    sign_in: Callable[..., Page], ruths: tuple[Person, Group], scheme: str
) -> None:
    ruth, group = ruths
    route = a_route(group, *ONE_RISE, facts=RouteFacts.said(seats=[Seat(300.0)]))
    page = sign_in(ruth, f"/routes/{route.id}/report", color_scheme=scheme)
    page.get_by_label("Ice").check()
    page.get_by_label("How far from the start?").fill("400")
    page.get_by_role("button", name="Report this").click()
    expect(page.get_by_text("Ice at 400 m, seen today")).to_be_visible()
    for path in ("", "?way=back", "/sheet", "/report", "/photos/new"):
        page.goto(f"/routes/{route.id}{path}")
        if scheme == "dark":
            page.evaluate("document.documentElement.dataset.theme = 'dark'")
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_a_picture_is_added_without_scripts(
    sign_in: Callable[..., Page], ruths: tuple[Person, Group], tmp_path: Path
) -> None:
    ruth, group = ruths
    route = a_route(group, *ONE_RISE)
    picture = tmp_path / "bridge.jpg"
    picture.write_bytes(a_picture(gps=True))
    page = sign_in(ruth, f"/routes/{route.id}/photos/new", java_script_enabled=False)
    page.get_by_label("Picture", exact=True).set_input_files(picture)
    page.get_by_label("What does the picture show?").fill("Three steps, a rail on the left")
    page.get_by_label("How far from the start?").fill("1.4 km")
    page.get_by_role("button", name="Add this picture").click()
    shown = page.get_by_alt_text("Three steps, a rail on the left")
    expect(shown).to_be_visible()
    expect(page.get_by_text("Where and when it was taken is not kept in it.")).to_be_visible()
