"""What is told of a route: units, notices, ways back, what is not known."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask import Flask

from community.accounts import Person
from community.foundation import formats
from community.foundation.authorisation import SYSTEM
from community.foundation.database import write_transaction
from community.groups import Group
from community.places.rules.map_facts import MapFacts, MapPlace, WayStretch
from community.routes import Flight, Gate, Noted, Route, RouteFacts, Seat, route_page
from community.routes.telling import ground_said, in_words, owed, unknown_of, ways_back
from tests.builders.browsing import Browser, page_text
from tests.builders.groups import a_group
from tests.builders.people import a_person
from tests.builders.routes import ONE_RISE, a_route

OSM = "© OpenStreetMap contributors"


@pytest.fixture
def ruth(app: Flask) -> Person:
    return a_person("Ruth")


@pytest.fixture
def group(ruth: Person) -> Group:
    return a_group(leaders=[ruth])


FACTS = RouteFacts.said(
    steps=[Flight(9, 700.0, True)],
    barriers=[Gate("kissing_gate", 1000.0)],
    seats=[Seat(300.0), Seat(2000.0)],
    exits=(1200.0,),
)


def test_the_way_is_told_in_the_readers_unit(app: Flask, group: Group) -> None:
    route = a_route(group, *ONE_RISE, facts=FACTS)
    page = route_page(None, route.id)
    with app.test_request_context():
        told = [sentence.replace("\u00a0", " ") for sentence in in_words(page)]
        assert told == [
            "Start towards the north; level for the first 1.4 km; bench at 300 m.",
            "After 700 m there are 9 steps with a handrail.",
            "After 1.0 km go through a kissing gate.",
            "After 1.4 km it rises for 140 m, at most 4.5%; bench at 2.0 km.",
            "After 2.4 km you are at the end.",
        ]
        with formats.written_in("miles"):
            miles = " ".join(in_words(page)).replace("\u00a0", " ")
    assert "After 0.4 miles there are 9 steps" in miles
    assert " km" not in miles


def test_ways_back_are_exits_and_seats(app: Flask, group: Group) -> None:
    page = route_page(None, a_route(group, *ONE_RISE, facts=FACTS).id)
    with app.test_request_context():
        found = ways_back(page)
    assert [(one.kind, one.at_m) for one in found] == [
        ("seat", 300.0),
        ("exit", 1200.0),
        ("seat", 2000.0),
    ]
    assert found[1].left_m == pytest.approx(page.card.length_m - 1200.0, abs=0.1)


def test_names_of_streets_and_places_are_for_who_may_know_the_exact_place(
    app: Flask, ruth: Person, group: Group
) -> None:
    told = MapFacts(
        2400.0,
        (
            WayStretch(0.0, 900.0, name="Lettstrasse", kind="residential"),
            WayStretch(900.0, 2400.0, kind="path", beside="water", beside_name="Giessen"),
        ),
        places=(
            MapPlace(600.0, 20.0, "parking", "Mölihof"),
            MapPlace(1700.0, 20.0, "stop", "Au, Post"),
        ),
    )
    crossing = Noted("crossing", 700.0, value="Landstrasse")  # type: ignore[arg-type]
    route = a_route(group, *ONE_RISE, facts=replace(FACTS, noted=(*FACTS.noted, crossing)))
    with write_transaction(by=SYSTEM):
        found = {**route.inspection, "map": told.as_json()}
        Route.update(inspection=found).where(Route.id == route.id).execute()
    names = ("Lettstrasse", "Giessen", "Landstrasse", "Mölihof", "Au, Post")
    hers = page_text(Browser(app).sign_in(ruth).get(f"/routes/{route.id}"))
    assert {name for name in names if name in hers} >= {"Lettstrasse", "Mölihof", "Au, Post"}
    for browser in (Browser(app), Browser(app).sign_in(a_person("Zoe"))):
        for way in ("", "?way=back"):
            text = page_text(browser.get(f"/routes/{route.id}{way}"))
            assert "A car park" in text
            assert not [name for name in names if name in text]
    with write_transaction(by=SYSTEM):
        Group.update(shows_exact_place=True).where(Group.id == group.id).execute()
    assert "Lettstrasse" in page_text(Browser(app).get(f"/routes/{route.id}"))


def test_a_route_without_heights_lists_what_nobody_knows(app: Flask, group: Group) -> None:
    route = a_route(group, *ONE_RISE, heights=False, facts=RouteFacts.said(steps=[]))
    page = route_page(None, route.id)
    with app.test_request_context():
        assert unknown_of(page) == [
            "slopes_unknown", "surface", "cross_slope", "width", "barriers",
        ]  # fmt: skip
        assert ground_said(page) == ""
    text = page_text(Browser(app).get(f"/routes/{route.id}"))
    assert "Heights, and so slopes and the grade" in text


def test_who_is_owed_is_named_once_and_linked(app: Flask) -> None:
    with app.test_request_context():
        told = owed([f"Heights: <b>swisstopo · {OSM}", OSM, ""])
    assert told.count(OSM) == 1
    assert "Heights: &lt;b&gt;swisstopo" in told
    assert f'href="https://www.openstreetmap.org/copyright" rel="license">{OSM}</a>' in told


def test_the_download_names_who_is_owed(app: Flask, ruth: Person, group: Group) -> None:
    route: Route = a_route(group, *ONE_RISE)
    with write_transaction(by=SYSTEM):
        Route.update(attribution=f"Heights: © swisstopo · {OSM}").where(
            Route.id == route.id
        ).execute()
    gpx = Browser(app).sign_in(ruth).get(f"/routes/{route.id}.gpx?way=back").text
    found = re.search(r'<copyright author="([^"]+)"', gpx)
    assert found is not None
    assert found[1] == f"Heights: © swisstopo · {OSM}"
