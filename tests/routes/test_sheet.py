"""The route sheet: what stands on it, for whom, and that it is one A4 side."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from community.places.rules.map_facts import WayStretch
from community.routes import RouteFacts, Seat
from community.routes.sheet import MOST_ROWS, SheetRow, fewest_rows, roads_met, street_at_start
from tests.builders.browsing import Browser, page_text
from tests.builders.groups import a_group
from tests.builders.people import a_person
from tests.builders.routes import ONE_RISE, a_route


def row(from_m: float, to_m: float, slope: float, seats: int | None = 1) -> SheetRow:
    rise = (to_m - from_m) * abs(slope) / 100
    up, down = (rise, 0.0) if slope > 0 else (0.0, rise)
    return SheetRow(from_m, to_m, up, down, slope, ("firm",), seats, True)


def test_a_long_table_becomes_short_and_nothing_steep_is_lost() -> None:
    rows = [row(100.0 * at, 100.0 * (at + 1), (0, 4, 0, -6, 0, 12)[at % 6]) for at in range(40)]
    fewer = fewest_rows(rows, MOST_ROWS)
    assert len(fewer) == MOST_ROWS
    assert (fewer[0].from_m, fewer[-1].to_m) == (0, 4000)
    assert sum(one.up_m for one in fewer) == pytest.approx(sum(one.up_m for one in rows))
    assert sum(one.seats or 0 for one in fewer) == 40
    for before in rows:
        (after,) = [one for one in fewer if one.from_m <= before.from_m < one.to_m]
        assert abs(after.steepest_pct) >= abs(before.steepest_pct)
    assert fewest_rows(rows[:3], MOST_ROWS) == tuple(rows[:3])


def test_the_nearest_street_and_roads_that_are_met() -> None:
    ways = [
        WayStretch(0, 60, kind="path", name="Giessenweg"),
        WayStretch(60, 300, kind="residential", name="Lettstrasse"),
        WayStretch(300, 305, kind="secondary", name="Landstrasse"),
        WayStretch(305, 900, kind="path"),
        WayStretch(900, 999, kind="residential", name="Lettstrasse"),
    ]
    assert street_at_start(ways) == "Lettstrasse"
    assert street_at_start(ways[:1]) == "Giessenweg"
    assert street_at_start([]) == ""
    assert roads_met(ways) == [(60, "Lettstrasse"), (300, "Landstrasse")]


def test_what_stands_on_the_sheet(app: Flask) -> None:
    ruth = a_person("Ruth")
    group = a_group(leaders=[ruth], shows_exact_place=False)
    route = a_route(group, *ONE_RISE, facts=RouteFacts.said(seats=[Seat(300.0)]))
    text = page_text(Browser(app).sign_in(ruth).get(f"/routes/{route.id}/sheet"))
    assert "Rhine dam" in text
    assert "B · Gentle" in text
    assert "because of one rise" in text
    assert "Start: 47.13960, 9.50950" in text
    assert "Benches: 300 m" in text
    assert "In an emergency: call 112" in text
    assert "Half-way, at 1.2 km" in text
    assert re.search(r"32T NT \d{5} \d{5}", text)
    back = page_text(Browser(app).sign_in(ruth).get(f"/routes/{route.id}/sheet?way=back"))
    assert "the other way round" in back
    assert "Benches: 2.1 km" in back


def test_the_exact_place_is_for_who_may_know_it(app: Flask) -> None:
    ruth = a_person("Ruth")
    hidden = a_route(a_group(leaders=[ruth], shows_exact_place=False))
    shown = a_route(a_group(leaders=[ruth], shows_exact_place=True))
    nobody, zoe = Browser(app), Browser(app).sign_in(a_person("Zoe"))
    assert nobody.get(f"/routes/{hidden.id}/sheet").status_code in (303, 401)
    refused = zoe.get(f"/routes/{hidden.id}/sheet")
    assert refused.status_code == 403
    assert "The route sheet tells the exact place" in page_text(refused)
    assert nobody.get(f"/routes/{shown.id}/sheet").status_code == 200
    assert "Route sheet" not in page_text(zoe.get(f"/routes/{hidden.id}"))
