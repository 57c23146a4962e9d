"""Planning walks: rows of their dates, in the group's zone, and what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from community.challenges import Goal, Span, start_challenge
from community.events import Occurrence, Walk, WalkLeader, WalkPlan, WalkPlanned, plan_walk
from community.foundation import signals
from community.foundation.authorisation import SYSTEM
from community.foundation.database import write_transaction
from community.foundation.errors import InvalidForm, NotAllowed, NotFound
from community.foundation.models import FormReceipt
from community.groups import Membership
from community.journal import Entry, write_log
from tests.builders.groups import a_group
from tests.builders.people import a_person
from tests.builders.routes import a_route
from tests.builders.walks import NOW, THURSDAY, a_walk

PLAN = {"title": "Loop", "start_local": THURSDAY, "minutes": 50, "meeting_point": "Bench"}


def test_a_walk_that_takes_place_once_has_one_date(app: Flask) -> None:
    ruth = a_person("Ruth")
    group = a_group(leaders=[ruth])
    seen: list[WalkPlanned] = []
    signals.receives(WalkPlanned)(seen.append)
    date_ = a_walk(group, ruth)
    signals._inside[WalkPlanned].remove(seen.append)
    assert Occurrence.select().count() == 1
    assert date_.original_local == THURSDAY
    assert date_.start_utc == datetime(2026, 5, 14, 7, 30, tzinfo=UTC)
    assert date_.end_utc - date_.start_utc == timedelta(minutes=50)
    walk = date_.walk
    assert (walk.zone, walk.capacity, walk.status, walk.rev) == ("Europe/Vaduz", 20, "published", 0)
    assert walk.lineage == walk.id
    assert len(walk.uid) == 16
    assert seen == [WalkPlanned(walk.id, group.id)]


def test_a_weekly_walk_has_rows_400_days_ahead_at_the_same_local_time(app: Flask) -> None:
    first = a_walk(a_group(), weekly=[3])
    rows = list(
        Occurrence.select().where(Occurrence.walk == first.walk_id).order_by(Occurrence.start_utc)
    )
    assert len(rows) == 57
    assert all(row.original_local.time() == THURSDAY.time() for row in rows)
    assert all(row.original_local.weekday() == 3 for row in rows)
    assert rows[-1].original_local <= NOW.replace(tzinfo=None) + timedelta(days=401)
    # Central European time begins on 25 October: the hour in UTC moves, the walk's does not.
    assert {row.start_utc.hour for row in rows} == {7, 8}


def test_the_start_moves_to_the_first_day_of_the_rule(app: Flask) -> None:
    first = a_walk(a_group(), weekly=[0, 4])
    assert first.original_local == datetime(2026, 5, 15, 9, 30)


def test_a_count_and_a_last_day_end_the_series(app: Flask) -> None:
    group = a_group()
    counted = a_walk(group, weekly=[3], count=9)
    until = a_walk(group, weekly=[3], until_date=date(2026, 7, 15))
    assert Occurrence.select().where(Occurrence.walk == counted.walk_id).count() == 9
    assert Occurrence.select().where(Occurrence.walk == until.walk_id).count() == 9


def test_a_series_beyond_the_horizon_still_has_its_first_date(app: Flask) -> None:
    first = a_walk(a_group(), weekly=[3], start_local=datetime(2028, 1, 6, 9, 30))
    assert first.original_local == datetime(2028, 1, 6, 9, 30)


def test_capacity_is_twenty_for_each_leader_unless_the_leader_takes_fewer(app: Flask) -> None:
    ruth, priya = a_person("Ruth"), a_person("Priya")
    group = a_group(leaders=[ruth, priya])
    assert a_walk(group, ruth).walk.capacity == 20
    assert a_walk(group, ruth, leader_ids=(ruth.id, priya.id)).walk.capacity == 40
    assert a_walk(group, ruth, capacity=12).walk.capacity == 12
    with pytest.raises(InvalidForm) as refused:
        a_walk(group, ruth, capacity=21)
    assert "capacity" in refused.value.fields


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"start_local": datetime(2026, 5, 12, 10, 30)}, "day"),  # half an hour ago
        ({"start_local": datetime(2027, 3, 28, 2, 30)}, "start"),  # the clocks skip it
        ({"start_local": datetime(2033, 5, 12, 10, 30)}, "day"),
        ({"minutes": 0}, "minutes"),
        ({"minutes": 1441}, "minutes"),
        ({"weekdays": (3,), "count": 1}, "repeats"),
        ({"weekdays": (3,), "count": 201}, "repeats"),
        ({"weekdays": (3,), "count": 5, "until_date": date(2026, 7, 1)}, "repeats"),
        ({"weekdays": (3,), "until_date": date(2026, 5, 1)}, "repeats"),
        ({"weekdays": (3,), "until_date": date(2032, 5, 1)}, "repeats"),
        ({"leader_ids": ()}, "leaders"),
        ({"leader_ids": (999,)}, "leaders"),
        ({"route_id": 999}, "route"),
        ({"capacity": 0}, "capacity"),
    ],
)
def test_a_plan_with_a_fault_says_in_which_field_and_stores_nothing(
    app: Flask, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidForm) as refused:
        a_walk(a_group(), **changes)
    assert list(refused.value.fields) == [field]
    assert Walk.select().count() == 0


def test_the_route_of_another_group_is_refused(app: Flask) -> None:
    other = a_route(a_group(name="Schaan Walkers"))
    with pytest.raises(InvalidForm):
        a_walk(a_group(), route_id=other.id)


def test_members_and_strangers_cannot_plan(app: Flask) -> None:
    tom, zoe = a_person("Tom"), a_person("Zoe")
    group = a_group(members=[tom])
    plan = WalkPlan(**PLAN, leader_ids=(tom.id,))
    for person in (tom, zoe):
        with pytest.raises(NotAllowed):
            plan_walk(person.id, group.id, plan, NOW)
    with pytest.raises(NotFound):
        plan_walk(tom.id, 999, plan, NOW)
    assert Walk.select().count() == 0


def test_the_same_form_twice_makes_one_walk(app: Flask) -> None:
    ruth = a_person("Ruth")
    group = a_group(leaders=[ruth])
    plan = WalkPlan(**PLAN, leader_ids=(ruth.id,))
    first = plan_walk(ruth.id, group.id, plan, NOW, form_id="f" * 36)
    again = plan_walk(ruth.id, group.id, plan, NOW, form_id="f" * 36)
    assert again.occurrence_id == first.occurrence_id
    assert again.again
    assert Walk.select().count() == 1
    assert WalkLeader.select().count() == 1


@pytest.mark.parametrize("led_to", ["/challenges/7", "vaduz-amblers", "/walks/999999", ""])
def test_a_form_that_led_elsewhere_is_refused_with_a_sentence(app: Flask, led_to: str) -> None:
    ruth = a_person("Ruth")
    group = a_group(leaders=[ruth])
    with write_transaction(by=SYSTEM):
        FormReceipt.create(form_id="f" * 36, person_id=ruth.id, path=led_to, received_at=NOW)
    plan = WalkPlan(leader_ids=(ruth.id,), **PLAN)
    with pytest.raises(InvalidForm):
        plan_walk(ruth.id, group.id, plan, NOW, form_id="f" * 36)
    goal = Goal("Elsewhere", 600, Span(NOW.date(), NOW.date()))
    olu_id = Membership.get(Membership.role == "organiser").person_id
    with write_transaction(by=SYSTEM):
        FormReceipt.update(person_id=olu_id).execute()
    assert start_challenge(olu_id, group.id, goal, NOW, "f" * 36) in (None, 7)
    assert write_log(olu_id, Entry(30, NOW.date()), NOW, "f" * 36) is None
