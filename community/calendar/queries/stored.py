"""Rows of walks as files need them: a light look first, then all of those that must be written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from community.accounts import Person
from community.calendar.rules.event import FirstName
from community.calendar.rules.feed import DAYS_AHEAD, DAYS_BACK
from community.calendar.rules.mine import Mine, MyAnswer, MySeriesAnswer
from community.events import Answer, Occurrence, SeriesAnswer, Walk, WalkLeader
from community.foundation.database import db
from community.groups import GroupCard

MOST_AT_ONCE = 500  # ids in one query; SQLite takes a few thousand


@dataclass(frozen=True, slots=True)
class LightWalk:
    """As much of a walk as tells whether its written form is still good."""

    id: int
    uid: str
    rev: int
    group_id: int
    lineage: int


@dataclass(frozen=True)
class StoredWalks:
    """All rows of some walks. occurrences: those that differ, or all where `whole`."""

    walks: tuple[Walk, ...]
    leaders: dict[int, FirstName]
    occurrences: dict[int, list[Occurrence]]
    changed_by: dict[int, FirstName]


def light_walks_of_group(group_id: int, today: date) -> list[LightWalk]:
    """Return the published walks of a group with any date in the window of feeds."""
    return _light((Walk.group == group_id) & Walk.id.in_(_in_window(today)))


def light_walks(walk_ids: Iterable[int]) -> list[LightWalk]:
    """Return these walks, those that are published."""
    return _light(Walk.id.in_(list(walk_ids) or [0]))


def light_walks_of_person(
    person_id: int, group_ids: Iterable[int], today: date
) -> tuple[list[LightWalk], dict[int, Mine]]:
    """Return the walks that concern a person, and what each is to her, by the walk's number.

    group_ids: groups all of whose walks she wants to see.
    """
    answers: dict[int, list[MyAnswer]] = defaultdict(list)
    for walk_id, *values in (
        Answer.select(
            Occurrence.walk,
            Answer.occurrence,
            Answer.kind,
            Answer.waiting,
            Answer.rev,
            Answer.changed_at,
        )
        .join(Occurrence)
        .where(Answer.person == person_id)
        .order_by(Answer.occurrence)
        .tuples()
    ):
        answers[walk_id].append(MyAnswer(*values))
    series = {
        lineage: MySeriesAnswer(kind, rev, changed_at)
        for lineage, kind, rev, changed_at in SeriesAnswer.select(
            SeriesAnswer.lineage, SeriesAnswer.kind, SeriesAnswer.rev, SeriesAnswer.changed_at
        )
        .where(SeriesAnswer.person == person_id)
        .tuples()
    }
    led = {
        walk_id
        for (walk_id,) in WalkLeader.select(WalkLeader.walk)
        .where(WalkLeader.person == person_id)
        .tuples()
    }
    concerned = (
        Walk.id.in_([*answers, *led] or [0])
        | Walk.lineage.in_(list(series) or [0])
        | Walk.group.in_(list(group_ids) or [0])
    )
    found = _light(concerned & Walk.id.in_(_in_window(today)))
    return found, {
        walk.id: Mine(walk.id in led, series.get(walk.lineage), tuple(answers.get(walk.id, ())))
        for walk in found
    }


def stored_walks(walk_ids: Iterable[int], occurrence_ids: Iterable[int] = ()) -> StoredWalks:
    """Return the rows of these walks; of series the dates that differ from it, and the given ones.

    A walk that takes place once comes with its date.
    """
    ids = list(walk_ids)
    walks: list[Walk] = []
    occurrences: dict[int, list[Occurrence]] = defaultdict(list)
    given = set(occurrence_ids)
    for begin in range(0, len(ids), MOST_AT_ONCE):
        some = ids[begin : begin + MOST_AT_ONCE]
        walks.extend(Walk.select().where(Walk.id.in_(some)).order_by(Walk.id))
        _gather(occurrences, _differing().where(Walk.id.in_(some)))
    known = {one.id for rows in occurrences.values() for one in rows}
    missing = sorted(given - known)
    for begin in range(0, len(missing), MOST_AT_ONCE):
        some = missing[begin : begin + MOST_AT_ONCE]
        _gather(occurrences, Occurrence.select().where(Occurrence.id.in_(some)))
    people = {row.changed_by_id for rows in occurrences.values() for row in rows}
    return StoredWalks(tuple(walks), _leaders(ids), occurrences, _first_names(people))


def all_occurrences(walk_id: int) -> list[Occurrence]:
    """Return all rows of a series: it is written as single dates."""
    return list(Occurrence.select().where(Occurrence.walk == walk_id))


def is_gone_from(group: GroupCard, is_member: bool) -> bool:
    """Whether a group's walks are hidden from a person who is no member of it any more."""
    return group.joining == "invite" and not is_member


def _light(condition: Any) -> list[LightWalk]:
    rows = (
        Walk.select(Walk.id, Walk.uid, Walk.rev, Walk.group, Walk.lineage)
        .where(condition, Walk.status == "published", Walk.published_at.is_null(False))
        .order_by(Walk.id)
    )
    # Numbers and plain texts, so the driver's rows will do: a feed looks at hundreds at a time.
    return [
        LightWalk(walk_id, uid, rev, group_id, lineage or walk_id)
        for walk_id, uid, rev, group_id, lineage in db.execute(rows)
    ]


def _in_window(today: date) -> Any:
    midnight = datetime.combine(today, time.min, tzinfo=UTC)
    return Occurrence.select(Occurrence.walk).where(
        Occurrence.end_utc > midnight - timedelta(days=DAYS_BACK),
        Occurrence.start_utc < midnight + timedelta(days=DAYS_AHEAD + 1),
    )


def _differing() -> Any:
    """Select the rows of dates that show anything else than their series, and single ones."""
    return (
        Occurrence.select(Occurrence)
        .join(Walk)
        .where(
            Walk.rule.is_null()
            | (Occurrence.rev > 0)
            | (Occurrence.status != "planned")
            | Occurrence.extra
            | Occurrence.start_local.is_null(False)
            | Occurrence.minutes.is_null(False)
            | Occurrence.title.is_null(False)
            | Occurrence.meeting_point.is_null(False)
            | Occurrence.route.is_null(False)
        )
    )


def _gather(found: dict[int, list[Occurrence]], rows: Iterable[Occurrence]) -> None:
    for row in rows:
        found[row.walk_id].append(row)


def _leaders(walk_ids: list[int]) -> dict[int, FirstName]:
    """Return the first leader of each walk."""
    found: dict[int, FirstName] = {}
    for begin in range(0, len(walk_ids), MOST_AT_ONCE):
        rows = (
            WalkLeader.select(WalkLeader.walk, Person.name, Person.name_in_public)
            .join(Person)
            .where(WalkLeader.walk.in_(walk_ids[begin : begin + MOST_AT_ONCE]))
            .order_by(WalkLeader.walk, WalkLeader.position, WalkLeader.id)
            .tuples()
        )
        for walk_id, name, agrees in rows:
            found.setdefault(walk_id, FirstName(_first(name), bool(agrees)))
    return found


def _first_names(person_ids: set[int | None]) -> dict[int, FirstName]:
    wanted = [one for one in person_ids if one is not None]
    if not wanted:
        return {}
    rows = (
        Person.select(Person.id, Person.name, Person.name_in_public)
        .where(Person.id.in_(wanted))
        .tuples()
    )
    return {person_id: FirstName(_first(name), bool(agrees)) for person_id, name, agrees in rows}


def _first(name: str) -> str:
    words = name.split()
    return words[0] if words else ""
