"""Moving, calling off, changing: counters, signals, what stays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from community.events import (
    Answer,
    Occurrence,
    OccurrenceCalledOff,
    OccurrenceMoved,
    Promoted,
    Reply,
    Walk,
    WalkChanged,
    WalkDetails,
    answer_occurrence,
    call_off,
    edit_walk,
    move_occurrence,
)
from community.foundation import signals
from community.foundation.errors import Changed, InvalidForm, NotAllowed, NotFound
from tests.builders.groups import a_group
from tests.builders.people import a_person
from tests.builders.walks import NOW, THURSDAY, a_walk

LATER = THURSDAY + timedelta(hours=1)


@pytest.fixture
def told() -> Iterator[list[object]]:
    """What was signalled, in order."""
    seen: list[object] = []
    kinds = (OccurrenceMoved, OccurrenceCalledOff, WalkChanged, Promoted)
    receiver = signals.receives(*kinds)(seen.append)
    yield seen
    for kind in kinds:
        signals._inside[kind].remove(receiver)


def test_a_move_changes_this_date_only_and_keeps_answers(app: Flask, told: list[object]) -> None:
    ruth, tom = a_person("Ruth"), a_person("Tom")
    group = a_group(leaders=[ruth], members=[tom])
    first = a_walk(group, ruth, weekly=[3], count=3)
    answer_occurrence(tom.id, first.id, Reply("coming"), NOW)
    moved = move_occurrence(ruth.id, first.id, LATER, "the café opens later", NOW)
    assert (moved.original_local, moved.start_local) == (THURSDAY, LATER)
    assert moved.start_utc == datetime(2026, 5, 14, 8, 30, tzinfo=UTC)
    assert moved.end_utc - moved.start_utc == timedelta(minutes=50)
    assert (moved.rev, moved.version, moved.changed_by_id) == (1, 1, ruth.id)
    assert moved.changed_at == NOW + timedelta(seconds=1)
    assert Walk.get().rev == 1
    assert Answer.get().kind == "coming"
    others = Occurrence.select().where(Occurrence.id != first.id)
    assert all(one.start_local is None and one.rev == 0 for one in others)
    assert told == [
        OccurrenceMoved(
            first.id, group.id, THURSDAY, LATER, "Europe/Vaduz", "the café opens later",
            ruth.id, "Ruth",
        )
    ]  # fmt: skip


def test_a_date_moved_back_is_as_the_series_again(app: Flask) -> None:
    ruth = a_person("Ruth")
    date = a_walk(a_group(leaders=[ruth]), ruth)
    move_occurrence(ruth.id, date.id, LATER, "", NOW)
    back = move_occurrence(ruth.id, date.id, THURSDAY, "", NOW)
    assert back.start_local is None
    assert back.start_utc == date.start_utc
    assert back.rev == 2


def test_a_move_keeps_the_local_hour_over_a_change_of_the_clocks(app: Flask) -> None:
    ruth = a_person("Ruth")
    date = a_walk(a_group(leaders=[ruth]), ruth)
    moved = move_occurrence(ruth.id, date.id, datetime(2026, 11, 5, 9, 30), "", NOW)
    assert moved.start_utc == datetime(2026, 11, 5, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("new_start", "field"),
    [
        (THURSDAY, "start"),
        (datetime(2026, 5, 12, 10, 59), "day"),
        (datetime(2027, 3, 28, 2, 30), "start"),
        (datetime(2033, 1, 1, 9, 0), "day"),
    ],
)
def test_a_move_that_cannot_be_says_why(app: Flask, new_start: datetime, field: str) -> None:
    ruth = a_person("Ruth")
    date = a_walk(a_group(leaders=[ruth]), ruth)
    with pytest.raises(InvalidForm) as refused:
        move_occurrence(ruth.id, date.id, new_start, "", NOW)
    assert list(refused.value.fields) == [field]
    assert Occurrence.get().rev == 0


def test_a_called_off_date_keeps_reason_answers_and_who_said_it(
    app: Flask, told: list[object]
) -> None:
    ruth, tom = a_person("Ruth"), a_person("Tom")
    group = a_group(leaders=[ruth], members=[tom])
    date = a_walk(group, ruth)
    answer_occurrence(tom.id, date.id, Reply("coming"), NOW)
    off = call_off(ruth.id, date.id, "ice on the path", NOW, version=0)
    assert (off.status, off.reason, off.changed_by_id) == ("cancelled", "ice on the path", ruth.id)
    assert (off.rev, Walk.get().rev) == (1, 1)
    assert Answer.get().kind == "coming"
    assert told == [
        OccurrenceCalledOff(date.id, group.id, THURSDAY, "ice on the path", ruth.id, "Ruth")
    ]
    for refused in (
        lambda: call_off(ruth.id, date.id, "again", NOW),
        lambda: move_occurrence(ruth.id, date.id, LATER, "", NOW),
        lambda: answer_occurrence(tom.id, date.id, Reply("maybe"), NOW),
    ):
        with pytest.raises(NotAllowed) as problem:
            refused()
        assert problem.value.code == "called_off"
    assert len(told) == 1


def test_calling_off_needs_a_reason(app: Flask) -> None:
    ruth = a_person("Ruth")
    date = a_walk(a_group(leaders=[ruth]), ruth)
    with pytest.raises(InvalidForm):
        call_off(ruth.id, date.id, "  ", NOW)
    assert Occurrence.get().status == "planned"


def test_only_leaders_of_this_group_move_and_call_off(app: Flask) -> None:
    ruth, tom, zoe = a_person("Ruth"), a_person("Tom"), a_person("Zoe")
    group = a_group(leaders=[ruth], members=[tom])
    a_group(name="Schaan Walkers", leaders=[zoe])
    date = a_walk(group, ruth)
    for person in (tom, zoe):
        with pytest.raises(NotAllowed):
            move_occurrence(person.id, date.id, LATER, "", NOW)
        with pytest.raises(NotAllowed):
            call_off(person.id, date.id, "ice", NOW)
        with pytest.raises(NotAllowed):
            edit_walk(person.id, date.walk_id, details((ruth.id,)), NOW)
    for gone in (
        lambda: move_occurrence(ruth.id, 999, LATER, "", NOW),
        lambda: call_off(ruth.id, 999, "ice", NOW),
        lambda: edit_walk(ruth.id, 999, details((ruth.id,)), NOW),
    ):
        with pytest.raises(NotFound):
            gone()


def details(leader_ids: tuple[int, ...], **changes: Any) -> WalkDetails:
    """Return what a walk says."""
    values: dict[str, Any] = {
        "title": "Rhine dam loop",
        "meeting_point": "Bench",
        "meeting_lat": None,
        "meeting_lon": None,
        "route_id": None,
        "minutes": 50,
        "capacity": 20,
        "leader_ids": leader_ids,
        **changes,
    }
    return WalkDetails(**values)


def test_an_old_version_changes_nothing(app: Flask) -> None:
    ruth = a_person("Ruth")
    date = a_walk(a_group(leaders=[ruth]), ruth)
    edit_walk(ruth.id, date.walk_id, details((ruth.id,), title="First"), NOW, version=0)
    move_occurrence(ruth.id, date.id, LATER, "", NOW, version=0)
    for stale in (
        lambda: edit_walk(ruth.id, date.walk_id, details((ruth.id,)), NOW, version=0),
        lambda: move_occurrence(ruth.id, date.id, THURSDAY, "", NOW, version=0),
        lambda: call_off(ruth.id, date.id, "ice", NOW, version=0),
    ):
        with pytest.raises(Changed):
            stale()
    assert Walk.get().title == "First"
    assert Occurrence.get().status == "planned"


def test_more_places_let_people_move_up_in_order(app: Flask, told: list[object]) -> None:
    ruth = a_person("Ruth")
    group = a_group(leaders=[ruth])
    date = a_walk(group, ruth, capacity=1)
    people = [a_person(f"Walker {n}") for n in range(4)]
    for person in people:
        answer_occurrence(person.id, date.id, Reply("coming"), NOW)
    edit_walk(ruth.id, date.walk_id, details((ruth.id,), capacity=3), NOW)
    assert [one.person_id for one in told if isinstance(one, Promoted)] == [
        people[1].id,
        people[2].id,
    ]
    assert told[-1] == WalkChanged(date.walk_id, group.id)


def test_fewer_places_throw_nobody_out(app: Flask) -> None:
    ruth = a_person("Ruth")
    date = a_walk(a_group(leaders=[ruth]), ruth)
    for n in range(3):
        answer_occurrence(a_person(f"Walker {n}").id, date.id, Reply("coming"), NOW)
    edit_walk(ruth.id, date.walk_id, details((ruth.id,), capacity=1), NOW)
    assert not any(one.waiting for one in Answer.select())


def test_another_leader_makes_twenty_more_places(app: Flask) -> None:
    ruth, priya = a_person("Ruth"), a_person("Priya")
    group = a_group(leaders=[ruth, priya])
    date = a_walk(group, ruth)
    for n in range(21):
        answer_occurrence(a_person(f"Walker {n}").id, date.id, Reply("coming"), NOW)
    edit_walk(ruth.id, date.walk_id, details((ruth.id, priya.id), capacity=40), NOW)
    assert not any(one.waiting for one in Answer.select())


def test_another_length_moves_the_end_of_dates_ahead_only(app: Flask) -> None:
    ruth = a_person("Ruth")
    first = a_walk(a_group(leaders=[ruth]), ruth, weekly=[3], count=3)
    later = first.end_utc + timedelta(hours=1)
    edit_walk(ruth.id, first.walk_id, details((ruth.id,), minutes=80), later)
    lengths = [
        int((one.end_utc - one.start_utc).total_seconds() / 60)
        for one in Occurrence.select().order_by(Occurrence.start_utc)
    ]
    assert lengths == [50, 80, 80]
