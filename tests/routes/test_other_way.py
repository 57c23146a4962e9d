"""A route the other way: from what is kept, without measuring anything again."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from flask import Flask

from community.accounts import Person
from community.groups import Group
from community.places.rules.map_facts import MapFacts, MapSeat, WayStretch
from community.routes import Route, RouteFacts, Seat, route_page
from community.routes.assessment import assess
from community.routes.line import pack, unpack, without_times
from community.routes.other_way import (
    place_at,
    turned_found,
    turned_line,
    turned_map,
    turned_page,
)
from community.routes.rules import read_gpx
from tests.builders.browsing import Browser, page_text
from tests.builders.groups import a_group
from tests.builders.people import a_person
from tests.builders.routes import METRES_PER_DEGREE, START, a_gpx, a_route

ONE_FALL = ((500.0, 0.0), (200.0, -8.0), (900.0, 0.0))


def a_line() -> bytes:
    return pack(without_times(read_gpx(io.BytesIO(a_gpx(*ONE_FALL)))))


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    return assess(a_line(), RouteFacts.said(seats=[Seat(300.0), Seat(1500.0)]))


def test_what_falls_rises_and_places_count_from_the_other_end(found: dict[str, Any]) -> None:
    back, length = turned_found(found), found["length_m"]
    assert (back["ascent_m"], back["descent_m"]) == (found["descent_m"], found["ascent_m"])
    assert back["grade"]["forward"] == found["grade"]["backward"]
    ours, theirs = found["profile"]["steepest"], back["profile"]["steepest"]
    assert theirs["slope_pct"] == -ours["slope_pct"]
    assert theirs["at_m"] == pytest.approx(length - ours["at_m"] - ours["length_m"], abs=0.2)
    rows = back["profile"]["drawing"]["rows"]
    assert rows[0]["from_m"] == pytest.approx(0, abs=0.02)
    assert rows[-1]["to_m"] == pytest.approx(length, abs=0.1)
    assert [row["to_m"] for row in rows[:-1]] == [row["from_m"] for row in rows[1:]]
    assert sum(row["up_m"] for row in rows) == pytest.approx(
        sum(row["down_m"] for row in found["profile"]["drawing"]["rows"])
    )


def test_twice_the_other_way_is_the_same(found: dict[str, Any]) -> None:
    again = turned_found(turned_found(found))
    assert again["grade"] == found["grade"]
    for name in ("bands", "line", "seats"):
        ours, theirs = again["profile"]["drawing"][name], found["profile"]["drawing"][name]
        assert str(ours).count("[") == str(theirs).count("[")
        numbers = [
            [float(one) for one in re.findall(r"-?\d+\.\d+", str(what))] for what in (ours, theirs)
        ]
        assert numbers[0] == pytest.approx(numbers[1], abs=0.02)
    assert [point[:3] for point in again["drawn"]] == [
        pytest.approx(point[:3], abs=0.11) for point in found["drawn"]
    ]
    assert [point[3] for point in again["drawn"][:-1]] == [
        point[3] for point in found["drawn"][:-1]
    ]
    assert again["start"] == pytest.approx(found["start"], abs=1e-5)


def test_the_drawing_is_that_of_a_recording_the_other_way(found: dict[str, Any]) -> None:
    recorded = assess(turned_line(a_line()), RouteFacts())
    back = turned_found(found)
    for ours, theirs in zip(
        back["profile"]["drawing"]["bands"], recorded["profile"]["drawing"]["bands"], strict=True
    ):
        assert ours["name"] == theirs["name"]
        assert ours["from_x"] == pytest.approx(theirs["from_x"], abs=6)
    assert back["start"] == pytest.approx(recorded["start"], abs=1e-5)


def test_places_along_the_line(found: dict[str, Any]) -> None:
    lat, lon = place_at(found, 700)
    assert lat == pytest.approx(START[0] + 700 / METRES_PER_DEGREE, abs=3e-5)
    assert lon == pytest.approx(START[1], abs=1e-5)
    assert place_at(turned_found(found), found["length_m"] - 700) == pytest.approx(
        (lat, lon), abs=2e-5
    )


def test_left_is_right_on_the_map(app: Flask) -> None:
    told = MapFacts(
        1000.0,
        stretches=(WayStretch(0, 300, name="Au", incline_pct=4.0), WayStretch(300, 1000)),
        seats=(MapSeat(200, 5, side="left"),),
    )
    back = turned_map(told)
    assert [(one.from_m, one.to_m) for one in back.stretches] == [(0, 700), (700, 1000)]
    assert back.stretches[1].incline_pct == -4.0
    assert (back.seats[0].at_m, back.seats[0].side) == (800, "right")
    assert turned_map(back) == told


def test_a_line_of_two_segments_turns_whole() -> None:
    track = unpack(a_line())
    half = track.points // 3
    two = replace(track, segment_starts=np.array([0, half]), segment_tracks=np.array([0, 0]))
    back = unpack(turned_line(pack(two)))
    assert back.segment_starts.tolist() == [0, track.points - half]
    assert back.latitudes[0] == pytest.approx(track.latitudes[-1])
    assert back.heights_m[-1] == pytest.approx(track.heights_m[0])


@pytest.fixture
def route(app: Flask) -> Route:
    group: Group = a_group(leaders=[a_person("Ruth")], members=[a_person("Ana")])
    return a_route(group, *ONE_FALL, facts=RouteFacts.said(seats=[Seat(300.0)]))


def test_the_page_swaps_and_says_so(app: Flask, route: Route) -> None:
    browser = Browser(app)
    there = browser.get(f"/routes/{route.id}")
    back = browser.get(f"/routes/{route.id}?way=back")
    assert f'href="/routes/{route.id}?way=back"' in there.text
    assert f'href="/routes/{route.id}"' in back.text
    assert "This is the other way round." in page_text(back)
    assert "because of one descent" in page_text(there)
    assert "because of one rise" in page_text(back)
    assert "it falls for" in page_text(there)
    assert "it rises for" in page_text(back)
    page = route_page(None, route.id)
    again = turned_page(turned_page(page))
    assert (again.card.letter, again.card.deciding) == (page.card.letter, page.card.deciding)
    assert again.along == page.along


def test_a_route_without_heights_has_another_way_too(app: Flask) -> None:
    route = a_route(a_group(), heights=False)
    told = page_text(Browser(app).get(f"/routes/{route.id}?way=back"))
    assert "This is the other way round. See it as it was drawn" in told


def test_the_download_goes_the_way_that_was_asked(app: Flask, route: Route) -> None:
    browser = Browser(app).sign_in(Person.get(Person.name == "Ruth"))
    lines = [
        re.findall(r'lat="([\d.]+)"', browser.get(f"/routes/{route.id}.gpx{way}").text)
        for way in ("", "?way=back")
    ]
    assert lines[0]
    assert lines[1] == lines[0][::-1]
