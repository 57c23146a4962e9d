"""What the map says of an upload, and how leaders put it right, over HTTP on both databases."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from community.accounts import Person
from community.groups import Group
from community.places.rules.map_facts import (
    Floats,
    MapBarrier,
    MapFacts,
    MapPlace,
    MapSeat,
    WayStretch,
)
from community.routes import Route, RouteDraft, RouteFacts, route_page
from tests.builders.browsing import Browser, fields_of, page_text
from tests.builders.groups import a_group
from tests.builders.people import a_person
from tests.builders.routes import way
from tests.routes.test_views import saved, uploaded

DAM = MapFacts(
    length_m=2400.0,
    stretches=(
        WayStretch(0.0, 1100.0, 7, "path", surface="asphalt"),
        WayStretch(1100.0, 1500.0, 8, "path"),
        WayStretch(1500.0, 1503.0, 9, "steps", step_count=3, surface="concrete"),
        WayStretch(1503.0, 2400.0, 10, "residential"),
    ),
    barriers=(MapBarrier(700.0, "stile", "node/70"),),
    seats=(
        MapSeat(400.0, 3.0, True, None, "left", "node/40"),
        MapSeat(1200.0, 4.0, None, None, "right", "node/120"),
    ),
    places=(MapPlace(900.0, 80.0, "cafe", "Café Amann | Dam", osm="node/90"),),
    coverage_share=1.0,
    covered_share=0.0,
)


FLAT = ((2400, 0),)


class OneMap:
    """A map that knows one line."""

    def __init__(self, facts: MapFacts) -> None:
        self.facts = facts

    def facts_along(self, lats: Floats, lons: Floats) -> MapFacts | None:
        return self.facts


@pytest.fixture
def the_map(monkeypatch: pytest.MonkeyPatch) -> OneMap:
    known = OneMap(DAM)
    for module in ("doors", "jobs"):
        monkeypatch.setattr(f"community.routes.{module}.map_of", lambda settings: known)
    return known


@pytest.fixture
def ruth(app: Flask) -> Person:
    return a_person("Ruth")


@pytest.fixture
def group(app: Flask, ruth: Person) -> Group:
    return a_group(leaders=[ruth])


@pytest.fixture
def browser(app: Flask, ruth: Person) -> Browser:
    return Browser(app).sign_in(ruth)


def answered(browser: Browser, path: str, **answers: Any) -> str:
    """Send the form as it stands but for these answers; return what the page says then."""
    sent = {**fields_of(browser.get(path), "route-form"), "do": "update", **answers}
    return page_text(browser.follow(browser.post(path, sent)))


def token_of(browser: Browser, path: str, osm: str) -> str:
    fields = fields_of(browser.get(path), "route-form")
    return next(name for name, text in fields.items() if text == osm).removeprefix("osm-")


def said_of(browser: Browser) -> RouteFacts:
    return RouteFacts.from_json(RouteDraft.get().facts)


def test_the_leader_sees_what_the_map_says(browser: Browser, group: Group, the_map: OneMap) -> None:
    text = page_text(browser.get(uploaded(browser, group, *FLAT)))
    assert "D because of a stile, at 700 m." in text
    assert "3 steps At 1.5 km" in text
    assert "The ground is known for 83% of the way" in text
    assert "Path unknown for 400 m From 1.1 km to 1.5 km" in text
    assert "At 400 m Seat with a backrest from the map" in text
    assert "Firm ground, street, taken as paved from the map" in text
    assert "What would make this an A?" in text
    assert "A stile, at 700 m" in text
    assert "Nobody has said how wide it is." in text
    assert "© OpenStreetMap contributors" in text


def test_a_form_sent_as_it_is_says_nothing(browser: Browser, group: Group, the_map: OneMap) -> None:
    draft = uploaded(browser, group, *FLAT)
    assert "Kept. The grade stays" in answered(browser, draft)
    assert said_of(browser) == RouteFacts()


def test_what_is_not_there_no_longer_counts_and_outlives_the_next_map(
    browser: Browser, group: Group, the_map: OneMap
) -> None:
    draft = uploaded(browser, group, *FLAT)
    stile = token_of(browser, draft, "node/70")
    text = answered(browser, draft, **{f"verdict-{stile}": "gone"})
    assert "The grade is now C" in text
    assert "Stile not there, says Ruth" in text
    moved = replace(DAM, barriers=(MapBarrier(712.0, "stile", "node/70"),))
    the_map.facts = moved
    assert "Kept. The grade stays C" in answered(browser, draft)
    the_map.facts = replace(DAM, barriers=(MapBarrier(706.0, "stile", "node/71"),))
    assert "Kept. The grade stays C" in answered(browser, draft)
    back = token_of(browser, draft, "node/71")
    assert "D because of a stile" in answered(browser, draft, **{f"verdict-{back}": ""})
    assert said_of(browser) == RouteFacts()


def test_what_is_changed_or_confirmed_carries_who_said_it_and_when(
    browser: Browser, group: Group, the_map: OneMap, ruth: Person
) -> None:
    draft = uploaded(browser, group, *FLAT)
    near, far = (token_of(browser, draft, osm) for osm in ("node/40", "node/120"))
    changes = {f"verdict-{near}": "right", f"what-{far}": "seat:yes", f"at-{far}": "1,250"}
    answered(browser, draft, walked_on="2026-05-01", **changes)
    seats = {one.osm: one for one in said_of(browser).of("seat")}
    assert (seats["node/40"].verdict, seats["node/120"].verdict) == ("right", "there")
    assert (seats["node/120"].at_m, seats["node/120"].value) == (1250.0, True)
    assert {(one.by, str(one.on)) for one in seats.values()} == {(ruth.id, "2026-05-01")}
    saved(browser, draft, **fields_of(browser.get(draft), "route-form"))
    along = route_page(ruth.id, Route.get().id).along
    told = [(item.at_m, item.by_name, item.source) for item in along if item.kind == "seat"]
    assert told == [(400.0, "Ruth", "leader"), (1250.0, "Ruth", "leader")]


def test_open_ground_is_answered_with_one_tap(
    browser: Browser, group: Group, the_map: OneMap
) -> None:
    draft = uploaded(browser, group, *FLAT)
    ground = token_of(browser, draft, "way/8")
    text = answered(browser, draft, quick=f"what-{ground}:surface:rough")
    assert "Path unknown" not in text
    assert "Rough ground for 400 m, at 1.1 km" in text
    (said,) = said_of(browser).noted
    assert (said.kind, said.at_m, said.to_m, said.value) == ("surface", 1100.0, 1500.0, "rough")


def test_no_steps_wins_over_the_map(browser: Browser, group: Group, the_map: OneMap) -> None:
    draft = uploaded(browser, group, *FLAT)
    assert "No steps" in answered(browser, draft, steps="none")
    assert RouteDraft.get().inspection["grade"]["forward"]["letter"] == "D"
    saved(browser, draft, **{**fields_of(browser.get(draft), "route-form"), "name": "Dam"})
    assert Route.get().steps == 0


def test_all_are_listed_keeps_the_maps_and_nothing_else(
    browser: Browser, group: Group, the_map: OneMap
) -> None:
    draft = uploaded(browser, group, *FLAT)
    answered(browser, draft, seats="some")
    the_map.facts = replace(DAM, seats=(*DAM.seats, MapSeat(2000.0, 1.0, osm="node/200")))
    answered(browser, draft)
    seats = said_of(browser).of("seat")
    assert sorted((one.osm, one.verdict) for one in seats) == [
        ("node/120", "right"),
        ("node/40", "right"),
    ]


def test_what_is_missing_is_added_at_its_place(
    browser: Browser, group: Group, the_map: OneMap
) -> None:
    draft = uploaded(browser, group, *FLAT)
    rows = way(
        ("danger", "300", "", "", "Bicycles come fast"),
        ("exit", "0.6 km"),
        ("width", "800", "0.8"),
        ("kerb:raised", "820", "12"),
    )
    form = fields_of(browser.get(draft), "route-form")
    row = [*form["row"], *rows.pop("row")]
    text = answered(browser, draft, row=row, **rows)
    assert "At 300 m Take care here, Bicycles come fast Ruth" in text
    assert "At 820 m High kerb: 12 cm Ruth" in text
    assert "A narrow place, 0.8 m wide, at 800 m" in text
    assert RouteDraft.get().inspection["grade"]["exits"] == [600.0]


def test_where_it_starts_at_home_what_was_said_moves_with_the_start(
    browser: Browser, group: Group
) -> None:
    draft = uploaded(browser, group, *FLAT)
    answered(browser, draft, **way(("seat", "700"), ("seat", "100")))
    answered(browser, draft, home="start")
    assert [seat.at_m for seat in said_of(browser).of("seat")] == [500.0]
    answered(browser, draft, home="")
    assert [seat.at_m for seat in said_of(browser).of("seat")] == [700.0]
