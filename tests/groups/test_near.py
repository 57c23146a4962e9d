"""Groups near a place, nearest first, by exact distance."""

from __future__ import annotations

import random
import time
from typing import Any

import pytest
from flask import Flask
from geopy.distance import geodesic

from community.foundation.authorisation import SYSTEM
from community.foundation.database import write_transaction
from community.groups import Group, groups_near, named_places
from tests.builders.groups import VADUZ, a_group
from tests.builders.people import LONG_AGO


def many(places: list[tuple[float, float]], **changes: Any) -> None:
    """Insert a group at each place, fast."""
    rows = [
        {
            "slug": f"group-{number}",
            "name": f"Group {number}",
            "place_name": f"Place {number % 500}",
            "lat": lat,
            "lon": lon,
            "zone": "Europe/Vaduz",
            "invite_code": "x",
            "created_at": LONG_AGO,
            **changes,
        }
        for number, (lat, lon) in enumerate(places)
    ]
    with write_transaction(by=SYSTEM):
        for start in range(0, len(rows), 500):
            Group.insert_many(rows[start : start + 500]).execute()


def test_thousands_of_groups_are_in_exact_order_and_quick(app: Flask) -> None:
    chance = random.Random(7)
    places = [(47.1 + chance.gauss(0, 0.4), 9.5 + chance.gauss(0, 0.6)) for _ in range(3000)]
    many(places)
    groups_near(*VADUZ, limit=20)
    started = time.perf_counter()
    found = groups_near(*VADUZ, limit=20)
    took_s = time.perf_counter() - started
    wanted = sorted(geodesic(VADUZ, place).m for place in places)[:20]
    assert [near.distance_m for near in found] == pytest.approx(wanted, abs=0.01)
    assert took_s < 0.25


def test_those_far_away_are_found_by_growing_circles(app: Flask) -> None:
    many([(47.5, 9.5), (48.5, 9.5), (47.15, 9.52)])
    assert [near.card.slug for near in groups_near(*VADUZ, within_m=50_000)] == [
        "group-2",
        "group-0",
    ]
    assert len(groups_near(*VADUZ, within_m=200_000)) == 3
    assert groups_near(*VADUZ, within_m=500) == []


def test_the_limit_holds(app: Flask) -> None:
    many([(47.14, 9.52)] * 30)
    assert len(groups_near(*VADUZ, limit=6)) == 6


def test_near_holds_across_the_date_line_and_at_the_poles(app: Flask) -> None:
    many([(0, 179.99), (0, -179.99), (89.99, 0), (89.99, 180)])
    across = groups_near(0, 180, within_m=5_000)
    assert {near.card.slug for near in across} == {"group-0", "group-1"}
    polar = groups_near(90, 0, within_m=5_000)
    assert {near.card.slug for near in polar} == {"group-2", "group-3"}


def test_archived_groups_are_not_found_and_members_are_counted(app: Flask) -> None:
    a_group(archived_at=LONG_AGO)
    a_group(name="Living")
    found = groups_near(*VADUZ)
    assert [(near.card.name, near.members) for near in found] == [("Living", 1)]


def test_the_number_of_queries_does_not_grow_with_groups(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    many([(47.14, 9.52)] * 200)
    sent: list[str] = []
    real: Any = app.extensions["database"]
    execute = real.execute_sql
    monkeypatch.setattr(
        real, "execute_sql", lambda sql, *rest, **more: (sent.append(sql), execute(sql, *rest))[1]
    )
    groups_near(*VADUZ, limit=20)
    assert len(sent) == 3


def test_places_are_named_once_with_the_middle_of_their_groups(app: Flask) -> None:
    many([(47.0, 9.0), (48.0, 10.0)], place_name="Vaduz")
    with write_transaction(by=SYSTEM):
        Group.update(archived_at=LONG_AGO).where(Group.slug == "none").execute()
    (place,) = named_places()
    assert (place.name, place.lat, place.lon) == ("Vaduz", 47.5, 9.5)
