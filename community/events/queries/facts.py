"""One date as higher features need it: what, when, who leads, who comes, who was there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import peewee

from community.accounts import Person
from community.events.models import Answer, Attendance, Occurrence, Walk, WalkLeader
from community.events.rules import waiting_list
from community.events.rules.capacity import places_of
from community.foundation.errors import NotFound
from community.foundation.prepared import Slot, prepared


@dataclass(frozen=True)
class OccurrenceFacts:
    """One date of a walk, its own values or the walk's; `start_local` is on the clock of `zone`."""

    occurrence_id: int
    walk_id: int
    lineage: int
    group_id: int
    route_id: int | None
    title: str
    zone: str
    start_utc: datetime
    end_utc: datetime
    start_local: datetime
    minutes: int
    status: str
    walk_status: str
    leader_ids: tuple[int, ...]

    @property
    def end_local(self) -> datetime:
        """The planned end, as written on the page: elapsed minutes after the start."""
        return self.start_local + timedelta(minutes=self.minutes)


@dataclass(frozen=True)
class Coming:
    """One person with a place: those who answered, and the leaders unless they said no."""

    person_id: int
    name: str
    guests: int
    is_leader: bool


@dataclass(frozen=True)
class RegisterEntry:
    """One person in the register."""

    person_id: int
    name: str
    arrived_at: datetime
    left_at: datetime | None


def occurrence_facts(occurrence_id: int) -> OccurrenceFacts:
    """Return the facts of one date, whoever asks. Errors: `NotFound`."""
    date = occurrence_and_walk(occurrence_id)
    return facts_of(date, leader_ids_of(date.walk_id))


def occurrence_and_walk(occurrence_id: int) -> Occurrence:
    """Return the date's row with its walk loaded. Errors: `NotFound`."""
    found: Occurrence | None = _date_and_walk(occurrence_id=occurrence_id).first()
    if found is None:
        raise NotFound
    return found


@prepared
def _date_and_walk(occurrence_id: Slot) -> peewee.ModelSelect[Any]:
    rows = Occurrence.select(Occurrence, Walk).join(Walk)
    return rows.where(Occurrence.id == occurrence_id).limit(1)


def facts_of(date: Occurrence, leader_ids: tuple[int, ...]) -> OccurrenceFacts:
    """Return the facts of a date whose walk is loaded."""
    walk = date.walk
    return OccurrenceFacts(
        occurrence_id=date.id,
        walk_id=walk.id,
        lineage=walk.lineage or walk.id,
        group_id=walk.group_id,
        route_id=date.route_id or walk.route_id,
        title=date.title or walk.title,
        zone=walk.zone,
        start_utc=date.start_utc,
        end_utc=date.end_utc,
        start_local=date.start_local or date.original_local,
        minutes=date.minutes or walk.minutes,
        status=date.status,
        walk_status=walk.status,
        leader_ids=leader_ids,
    )


def leader_ids_of(walk_id: int) -> tuple[int, ...]:
    """Return the ids of the walk's leaders, first named first."""
    return tuple(person_id for (person_id,) in _leaders(walk_id=walk_id))


@prepared
def _leaders(walk_id: Slot) -> peewee.ModelSelect[Any]:
    return (
        WalkLeader.select(WalkLeader.person)
        .where(WalkLeader.walk == walk_id)
        .order_by(WalkLeader.position, WalkLeader.id)
        .tuples()
    )


def capacity_of(walk: Walk, own: int | None, leaders: int) -> int:
    """Return the places of a date: 20 for each leader, or fewer if walk or date say so.

    A walk whose only leader left the group keeps one leader's places until another is named:
    those who are coming shall not find themselves on a waiting list.
    """
    return places_of(max(1, leaders), walk.capacity if own is None else own)


def placed_answers(
    occurrence_ids: list[int], leader_ids: tuple[int, ...]
) -> dict[int, list[waiting_list.Answer]]:
    """Return the stored answers of dates of one walk, as the rules of places know them."""
    rows = (
        Answer.select(
            Answer.occurrence,
            Answer.person,
            Answer.kind,
            Answer.guests,
            Answer.waiting,
            Answer.order,
        )
        .where(Answer.occurrence.in_(occurrence_ids))
        .order_by(Answer.order)
        .tuples()
    )
    found: dict[int, list[waiting_list.Answer]] = {one: [] for one in occurrence_ids}
    for occurrence_id, person_id, kind, guests, waiting, order in rows:
        found[occurrence_id].append(
            waiting_list.Answer(
                person_id,
                waiting_list.Kind(kind),
                guests,
                order,
                place_of(kind, waiting),
                person_id in leader_ids,
            )
        )
    return found


def place_of(kind: str, waiting: bool) -> waiting_list.Place:
    """Return what a stored answer has: a place, a position in line, or neither."""
    if kind != waiting_list.Kind.COMING:
        return waiting_list.Place.NONE
    return waiting_list.Place.WAITING if waiting else waiting_list.Place.IN


def coming_to(occurrence_id: int) -> list[Coming]:
    """Return who comes: leaders first, then in the order of their answers; without who waits."""
    date = occurrence_and_walk(occurrence_id)
    leaders = leader_ids_of(date.walk_id)
    rows = list(
        Answer.select(Answer.person, Person.name, Answer.kind, Answer.guests, Answer.waiting)
        .join(Person)
        .where(Answer.occurrence == occurrence_id)
        .order_by(Answer.order)
        .tuples()
    )
    answers = {row[0]: row for row in rows}
    names = dict(
        Person.select(Person.id, Person.name).where(Person.id.in_(list(leaders) or [0])).tuples()
    )
    found = [
        Coming(one, names[one], answers[one][3] if one in answers else 0, True)
        for one in leaders
        if one in names and (one not in answers or answers[one][2] != "cant")
    ]
    for person_id, name, kind, guests, waiting in rows:
        if kind == "coming" and not waiting and person_id not in leaders:
            found.append(Coming(person_id, name, guests, False))
    return found


def register_of(occurrence_id: int) -> list[RegisterEntry]:
    """Return who was there, in the order of arrival."""
    rows = (
        Attendance.select(Attendance.person, Person.name, Attendance.arrived_at, Attendance.left_at)
        .join(Person, on=(Attendance.person == Person.id))
        .where(Attendance.occurrence == occurrence_id)
        .order_by(Attendance.arrived_at, Attendance.id)
        .tuples()
    )
    return [RegisterEntry(*row) for row in rows]
