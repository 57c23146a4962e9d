"""The register: who was there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from community.events import (
    Attendance,
    RegisterChanged,
    occurrence_facts,
    register_arrival,
    register_departure,
    register_of,
    unregister,
)
from community.foundation import signals
from community.foundation.authorisation import SYSTEM
from community.foundation.errors import NotAllowed, NotFound
from tests.builders.groups import a_group
from tests.builders.people import a_person
from tests.builders.walks import NOW, a_walk


@pytest.fixture
def told() -> Iterator[list[object]]:
    """What was signalled, in order."""
    seen: list[object] = []
    receiver = signals.receives(RegisterChanged)(seen.append)
    yield seen
    signals._inside[RegisterChanged].remove(receiver)


def test_arrival_departure_and_coming_back(app: Flask, told: list[object]) -> None:
    ruth, tom = a_person("Ruth"), a_person("Tom")
    date = a_walk(a_group(leaders=[ruth], members=[tom]), ruth)
    at = date.start_utc
    assert register_arrival(tom.id, date.id, at, by=tom.id)
    assert not register_arrival(tom.id, date.id, at + timedelta(minutes=1), by=ruth.id)
    left = at + timedelta(minutes=20)
    assert register_departure(tom.id, date.id, left, by=ruth.id)
    assert [(one.name, one.arrived_at, one.left_at) for one in register_of(date.id)] == [
        ("Tom", at, left)
    ]
    assert register_arrival(tom.id, date.id, left + timedelta(minutes=5), by=tom.id)
    assert register_of(date.id)[0].left_at is None
    assert unregister(tom.id, date.id, left, by=ruth.id)
    assert not unregister(tom.id, date.id, left, by=ruth.id)
    assert register_of(date.id) == []
    assert [one.present for one in told] == [True, True, True, False]


def test_nobody_registers_for_others_or_in_other_groups(app: Flask) -> None:
    ruth, tom, jean, zoe = (a_person(name) for name in ("Ruth", "Tom", "Jean", "Zoe"))
    date = a_walk(a_group(leaders=[ruth], members=[tom, jean]), ruth)
    with pytest.raises(NotAllowed):
        register_arrival(jean.id, date.id, date.start_utc, by=tom.id)
    for person, by in ((zoe, zoe), (tom, zoe), (zoe, ruth)):
        with pytest.raises(NotFound):
            register_arrival(person.id, date.id, date.start_utc, by=by.id)
    with pytest.raises(NotAllowed):
        register_arrival(tom.id, date.id, NOW, by=tom.id)
    assert Attendance.select().count() == 0


def test_the_board_may_write_by_the_systems_authority(app: Flask) -> None:
    tom = a_person("Tom")
    date = a_walk(a_group(members=[tom]))
    assert register_arrival(tom.id, date.id, NOW, by=SYSTEM)
    assert Attendance.get().ticked_by_id is None


def test_facts_of_a_date(app: Flask) -> None:
    ruth = a_person("Ruth")
    group = a_group(leaders=[ruth])
    date = a_walk(group, ruth)
    facts = occurrence_facts(date.id)
    assert (facts.title, facts.group_id, facts.leader_ids) == (
        "Rhine dam loop",
        group.id,
        (ruth.id,),
    )
    assert (facts.start_local, facts.minutes, facts.status) == (date.original_local, 50, "planned")
    with pytest.raises(NotFound):
        occurrence_facts(999)
