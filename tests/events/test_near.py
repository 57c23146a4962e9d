"""The next walks near a place: exact, filtered, and never nearer than one may know."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from geopy.distance import geodesic

from community.events import (
    Reply,
    WalkFilters,
    answer_occurrence,
    call_off,
    move_occurrence,
    next_walks_of,
    walks_near,
    walks_of_group,
)
from community.foundation.authorisation import SYSTEM
from community.foundation.database import write_transaction
from community.groups import Group
from community.places.rules import rounded_place
from community.routes import Route
from tests.builders.groups import VADUZ, a_group
from tests.builders.people import a_person
from tests.builders.walks import NOW, THURSDAY, a_walk

SCHAAN = (47.1650, 9.5087)


def graded(group: Group, **columns: Any) -> int:
    """Store a route row with these derived columns and return its id."""
    values: dict[str, Any] = {
        "name": "A route",
        "line": b"",
        "facts": {},
        "inspection": {},
        "length_m": 2400.0,
        "ascent_m": 3.0,
        "descent_m": 3.0,
        "letter": "A",
        "shown_letter": "A",
        "confidence": "high",
        "start_lat": 47.14,
        "start_lon": 9.51,
        "created_at": NOW,
        "changed_at": NOW,
        **columns,
    }
    with write_transaction(by=SYSTEM):
        return int(Route.create(group=group, **values).id)


def test_nearest_first_by_the_length_of_the_geodesic(app: Flask) -> None:
    near = a_group(shows_exact_place=True)
    far = a_group(name="Schaan Walkers", lat=SCHAAN[0], lon=SCHAAN[1], shows_exact_place=True)
    a_walk(far, title="Far", meeting_lat=SCHAAN[0], meeting_lon=SCHAAN[1])
    a_walk(near, title="Near", start_local=THURSDAY + timedelta(days=7))
    found = walks_near(None, *VADUZ, NOW)
    assert [one.title for one in found] == ["Near", "Far"]
    expected = geodesic(VADUZ, SCHAAN).meters
    assert found[1].distance_m == pytest.approx(expected, abs=0.001)
    assert found[1].place_is_exact


def test_who_may_not_know_the_place_reads_a_distance_from_a_rounded_one(app: Flask) -> None:
    tom = a_person("Tom")
    group = a_group(members=[tom])
    date = a_walk(group)
    point = (date.walk.meeting_lat, date.walk.meeting_lon)
    (for_all,) = walks_near(None, *VADUZ, NOW)
    (for_member,) = walks_near(tom, *VADUZ, NOW)
    assert for_member.distance_m == pytest.approx(geodesic(VADUZ, point).meters, abs=0.001)
    assert for_all.distance_m == pytest.approx(
        geodesic(VADUZ, rounded_place(*point)).meters, abs=0.001
    )
    assert (for_all.lat, for_all.lon) == rounded_place(*point)
    assert not for_all.place_is_exact


def test_each_walk_appears_once_with_its_next_date(app: Flask) -> None:
    group = a_group()
    a_walk(group, weekly=[1, 3])
    a_walk(group, title="Once")
    found = walks_near(None, *VADUZ, NOW)
    assert sorted(one.title for one in found) == ["Once", "Rhine dam loop"]
    assert {one.start_local for one in found} == {THURSDAY}


def test_a_called_off_date_stays_until_its_day_is_over_beside_the_next_one(app: Flask) -> None:
    ruth = a_person("Ruth")
    first = a_walk(a_group(leaders=[ruth]), ruth, weekly=[3])
    call_off(ruth.id, first.id, "ice", NOW)
    found = walks_near(None, *VADUZ, NOW)
    assert [(one.is_called_off, one.start_local) for one in found] == [
        (True, THURSDAY),
        (False, THURSDAY + timedelta(days=7)),
    ]
    evening = first.end_utc + timedelta(hours=8)
    assert len(walks_near(None, *VADUZ, evening)) == 2
    assert len(walks_near(None, *VADUZ, evening + timedelta(hours=8))) == 1


def test_a_moved_date_carries_the_start_it_had(app: Flask) -> None:
    ruth = a_person("Ruth")
    date = a_walk(a_group(leaders=[ruth]), ruth)
    move_occurrence(ruth.id, date.id, THURSDAY + timedelta(hours=1), "", NOW)
    (found,) = walks_near(None, *VADUZ, NOW)
    assert found.moved_from == THURSDAY
    assert found.start_local == THURSDAY + timedelta(hours=1)


def test_begun_far_and_late_walks_are_left_out(app: Flask) -> None:
    group = a_group()
    date = a_walk(group)
    a_walk(group, title="Late", start_local=THURSDAY + timedelta(days=40))
    assert walks_near(None, *VADUZ, date.start_utc) == []
    assert len(walks_near(None, *VADUZ, NOW)) == 1
    assert walks_near(None, 53.82, -1.58, NOW) == []


def test_walks_of_invite_only_groups_are_for_their_members(app: Flask) -> None:
    tom, zoe = a_person("Tom"), a_person("Zoe")
    group = a_group(members=[tom], joining="invite")
    a_walk(group)
    assert [len(walks_near(who, *VADUZ, NOW)) for who in (None, zoe, tom)] == [0, 0, 1]
    assert [len(walks_of_group(who, group.id, NOW)) for who in (None, zoe, tom)] == [0, 0, 1]


FILTERS = [
    ({"shown_letter": "A"}, {}, WalkFilters(level_only=True), True),
    ({"shown_letter": "B"}, {}, WalkFilters(level_only=True), False),
    ({"shown_letter": "B"}, {}, WalkFilters(gentle=True), True),
    ({"shown_letter": "C"}, {}, WalkFilters(gentle=True), False),
    ({"seats": 3, "seats_known": True}, {}, WalkFilters(seats=True), True),
    ({"seats": 0, "seats_known": True}, {}, WalkFilters(seats=True), False),
    ({"toilets": True}, {}, WalkFilters(toilets=True), True),
    ({"toilets": None}, {}, WalkFilters(toilets=True), False),
    ({}, {"minutes": 30}, WalkFilters(short=True), True),
    ({}, {"minutes": 31}, WalkFilters(short=True), False),
    ({}, {"start_local": datetime(2026, 5, 14, 11, 59)}, ("morning",), True),
    ({}, {"start_local": datetime(2026, 5, 14, 12, 0)}, ("morning",), False),
    ({}, {"start_local": datetime(2026, 5, 14, 16, 59)}, ("afternoon",), True),
    ({}, {"start_local": datetime(2026, 5, 14, 17, 0)}, ("afternoon", "evening"), True),
    ({}, {"start_local": datetime(2026, 5, 14, 17, 0)}, ("morning", "afternoon"), False),
]


@pytest.mark.parametrize(("route", "walk", "wanted", "kept"), FILTERS)
def test_filters(
    app: Flask, route: dict[str, Any], walk: dict[str, Any], wanted: Any, kept: bool
) -> None:
    filters = wanted
    if isinstance(wanted, tuple):
        filters = WalkFilters(parts_of_day=frozenset(wanted))
    group = a_group()
    a_walk(group, route_id=graded(group, **route), **walk)
    assert len(walks_near(None, *VADUZ, NOW, filters)) == kept


def test_a_walk_without_a_route_passes_no_filter_of_its_route(app: Flask) -> None:
    a_walk(a_group())
    for wanted in ("level_only", "gentle", "seats", "toilets"):
        assert walks_near(None, *VADUZ, NOW, WalkFilters(**{wanted: True})) == []


def test_cards_say_places_and_the_viewers_answer(app: Flask) -> None:
    tom, ana = a_person("Tom"), a_person("Ana")
    group = a_group(members=[tom, ana])
    date = a_walk(group, capacity=3)
    answer_occurrence(tom.id, date.id, Reply("coming", 2), NOW)
    answer_occurrence(ana.id, date.id, Reply("coming"), NOW)
    (card,) = walks_near(ana, *VADUZ, NOW)
    assert (card.coming, card.waiting, card.room, card.is_full) == (3, 1, 0, True)
    assert card.my_answer == "waiting"


def test_next_walks_are_those_answered_and_led_until_their_end(app: Flask) -> None:
    ruth, tom = a_person("Ruth"), a_person("Tom")
    group = a_group(leaders=[ruth], members=[tom])
    first = a_walk(group, ruth)
    second = a_walk(group, ruth, title="Second", start_local=THURSDAY + timedelta(days=1))
    answer_occurrence(tom.id, first.id, Reply("maybe"), NOW)
    answer_occurrence(ruth.id, second.id, Reply("cant"), NOW)
    assert [one.title for one in next_walks_of(tom.id, NOW)] == ["Rhine dam loop"]
    assert [(one.title, one.leads) for one in next_walks_of(ruth.id, NOW)] == [
        ("Rhine dam loop", True)
    ]
    assert len(next_walks_of(tom.id, first.end_utc - timedelta(minutes=1))) == 1
    assert next_walks_of(tom.id, first.end_utc) == []


def test_lists_ask_the_database_the_same_number_of_times_for_many_groups(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    tom = a_person("Tom")
    for n in range(12):
        a_walk(a_group(name=f"Group {n}"), weekly=[n % 7])
    asked: list[str] = []
    real = type(app.extensions["database"])
    run = real.execute_sql

    def counted(self: object, sql: str, *rest: object) -> object:
        asked.append(sql)
        return run(self, sql, *rest)

    monkeypatch.setattr(real, "execute_sql", counted)
    assert len(walks_near(tom, *VADUZ, NOW, limit=12)) == 12
    # Own groups, groups in a box (three sizes at most), their cards and counts, dates, answers.
    assert len(asked) <= 10
