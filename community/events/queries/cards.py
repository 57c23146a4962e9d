"""Walks in lists: raw rows of one query, counts and the viewer's answers of two more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import peewee
from peewee import Case, fn

from community import groups
from community.events import policy
from community.events.models import Answer, Occurrence, Walk, WalkLeader
from community.events.rules.capacity import places_of
from community.events.rules.local_time import to_local
from community.foundation.authorisation import Denied
from community.foundation.prepared import Slot, prepared
from community.groups import Group
from community.routes import Route

SHOWN_STATES = ("planned", "cancelled")  # skipped dates are gone from lists (calendar.md 2)
MORNING_ENDS, AFTERNOON_ENDS = 12, 17  # local hours


def part_of_day(start_local: datetime) -> str:
    """Return morning (before 12), afternoon (12 to 17) or evening, by the local start."""
    if start_local.hour < MORNING_ENDS:
        return "morning"
    return "afternoon" if start_local.hour < AFTERNOON_ENDS else "evening"


@dataclass(frozen=True)
class WalkCard:
    """One date of a walk in a list.

    moved_from: the start that it had before it was moved, else None. my_answer: coming, maybe,
    cant, waiting (then `position` is the place in line), or None. coming: places taken, guests
    included, leaders not. distance_m: from the exact meeting point where the viewer may know it,
    else from a rounded one; lat, lon: that point, `place_is_exact` which of the two; only what
    `walks_near` returns has them.
    """

    occurrence_id: int
    walk_id: int
    group_id: int
    group_name: str
    group_slug: str
    place_name: str
    title: str
    zone: str
    start_local: datetime
    start_utc: datetime
    end_utc: datetime
    minutes: int
    status: str
    reason: str
    moved_from: datetime | None
    repeats: bool
    route_id: int | None
    letter: str | None
    shown_letter: str | None
    confidence: str | None
    length_m: float | None
    seats: int | None
    toilets: bool | None
    coming: int
    capacity: int
    waiting: int
    my_answer: str | None
    leads: bool
    position: int | None = None
    distance_m: float | None = None
    lat: float | None = None
    lon: float | None = None
    place_is_exact: bool = False

    @property
    def is_called_off(self) -> bool:
        """Whether this date will not take place."""
        return self.status == "cancelled"

    @property
    def is_uncertain(self) -> bool:
        """Whether the grade carries a question mark."""
        return self.confidence == "low"

    @property
    def is_full(self) -> bool:
        """Whether a new answer would wait."""
        return self.waiting > 0 or self.coming >= self.capacity

    @property
    def room(self) -> int:
        """The number of places left; none while people wait."""
        return 0 if self.is_full else self.capacity - self.coming

    @property
    def end_local(self) -> datetime:
        """The planned end on the wall clock of its zone."""
        return self.start_local + timedelta(minutes=self.minutes)

    @property
    def part_of_day(self) -> str:
        """When it starts: morning, afternoon or evening."""
        return part_of_day(self.start_local)

    @property
    def href(self) -> str:
        """The page of this date."""
        return f"/walks/{self.occurrence_id}"


def card_rows() -> Any:
    """Return the query whose rows become cards; callers add `where` and an order."""
    leaders = (
        WalkLeader.select(fn.COUNT(WalkLeader.id))
        .where(WalkLeader.walk == Walk.id)
        .alias("leaders")
    )
    return (
        Occurrence.select(
            Occurrence.id,
            Occurrence.original_local,
            Occurrence.start_local.alias("own_start"),
            Occurrence.minutes.alias("own_minutes"),
            Occurrence.title.alias("own_title"),
            Occurrence.capacity.alias("own_capacity"),
            Occurrence.status,
            Occurrence.reason,
            Occurrence.start_utc,
            Occurrence.end_utc,
            Walk.id.alias("walk_id"),
            Walk.title,
            Walk.minutes,
            Walk.zone,
            Walk.capacity,
            Walk.rule,
            Walk.meeting_lat,
            Walk.meeting_lon,
            Group.id.alias("group_id"),
            Group.name.alias("group_name"),
            Group.slug.alias("group_slug"),
            Group.place_name,
            Group.shows_exact_place,
            Group.lat.alias("group_lat"),
            Group.lon.alias("group_lon"),
            Route.id.alias("route_id"),
            Route.letter,
            Route.shown_letter,
            Route.confidence,
            Route.length_m,
            Route.seats,
            Route.seats_known,
            Route.toilets,
            leaders,
        )
        .join(Walk, on=(Occurrence.walk == Walk.id))
        .join(Group, on=(Walk.group == Group.id))
        .join(
            Route,
            peewee.JOIN.LEFT_OUTER,
            on=(Route.id == fn.COALESCE(Occurrence.route, Walk.route)),
        )
        .where(Walk.status == "published", Occurrence.status.in_(SHOWN_STATES))
        .namedtuples()
    )


def cards_of(rows: Sequence[Any], person_id: int | None) -> list[WalkCard]:
    """Return the cards of `rows`, in their order: one query for counts, two for the person."""
    if not rows:
        return []
    ids = [row.id for row in rows]
    counts = counts_of(ids)
    mine = _answers_of(person_id, ids)
    led = _led_by(person_id, [row.walk_id for row in rows])
    return [
        _card(row, counts.get(row.id, (0, 0)), mine.get(row.id, (None, None)), row.walk_id in led)
        for row in rows
    ]


def counts_of(occurrence_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Return (places taken, people waiting) of dates that have answers."""
    rows = _counts(dates_list=occurrence_ids)
    return {occurrence_id: (int(taken), int(waiting)) for occurrence_id, taken, waiting in rows}


@prepared
def _counts(dates_list: Slot) -> peewee.ModelSelect[Any]:
    places = Answer.guests + Case(None, [(WalkLeader.id.is_null(), 1)], 0)
    return (
        Answer.select(
            Answer.occurrence,
            fn.SUM(Case(None, [(Answer.waiting == False, places)], 0)),  # noqa: E712 - SQL
            fn.SUM(Case(None, [(Answer.waiting == True, 1)], 0)),  # noqa: E712 - SQL
        )
        .join(Occurrence, on=(Answer.occurrence == Occurrence.id))
        .join(
            WalkLeader,
            peewee.JOIN.LEFT_OUTER,
            on=(WalkLeader.walk == Occurrence.walk) & (WalkLeader.person == Answer.person),
        )
        .where(Answer.occurrence.in_(dates_list), Answer.kind == "coming")
        .group_by(Answer.occurrence)
        .tuples()
    )


def _answers_of(
    person_id: int | None, occurrence_ids: Sequence[int]
) -> dict[int, tuple[str, int | None]]:
    """Return the person's answers by date; of those that wait also the place in line, 1 = head."""
    if person_id is None:
        return {}
    return {
        one: ("waiting", int(place)) if waiting else (kind, None)
        for one, kind, waiting, place in _answers(person_id=person_id, dates_list=occurrence_ids)
    }


@prepared
def _answers(person_id: Slot, dates_list: Slot) -> peewee.ModelSelect[Any]:
    other = Answer.alias()
    in_line = other.select(fn.COUNT(other.id)).where(
        other.occurrence == Answer.occurrence,
        other.kind == "coming",
        other.waiting == True,  # noqa: E712 - SQL
        other.order <= Answer.order,
    )
    return (
        Answer.select(Answer.occurrence, Answer.kind, Answer.waiting, in_line)
        .where(Answer.person == person_id, Answer.occurrence.in_(dates_list))
        .tuples()
    )


def _led_by(person_id: int | None, walk_ids: Sequence[int]) -> set[int]:
    if person_id is None:
        return set()
    return {walk_id for (walk_id,) in _led(person_id=person_id, walks_list=set(walk_ids))}


@prepared
def _led(person_id: Slot, walks_list: Slot) -> peewee.ModelSelect[Any]:
    return (
        WalkLeader.select(WalkLeader.walk)
        .where(WalkLeader.person == person_id, WalkLeader.walk.in_(walks_list))
        .tuples()
    )


def _card(
    row: Any, counts: tuple[int, int], mine: tuple[str | None, int | None], leads: bool
) -> WalkCard:
    own = row.capacity if row.own_capacity is None else row.own_capacity
    start = row.own_start or row.original_local
    return WalkCard(
        occurrence_id=row.id,
        walk_id=row.walk_id,
        group_id=row.group_id,
        group_name=row.group_name,
        group_slug=row.group_slug,
        place_name=row.place_name,
        title=row.own_title or row.title,
        zone=row.zone,
        start_local=start,
        start_utc=row.start_utc,
        end_utc=row.end_utc,
        minutes=row.own_minutes or row.minutes,
        status=row.status,
        reason=row.reason,
        moved_from=row.original_local if start != row.original_local else None,
        repeats=row.rule is not None,
        route_id=row.route_id,
        letter=row.letter or None,
        shown_letter=row.shown_letter or None,
        confidence=row.confidence,
        length_m=row.length_m,
        seats=row.seats if row.seats_known else None,
        toilets=row.toilets,
        coming=counts[0],
        waiting=counts[1],
        capacity=places_of(max(1, row.leaders), own),
        my_answer=mine[0],
        leads=leads,
        position=mine[1],
    )


def still_listed(row: Any, now: datetime) -> bool:
    """Whether a date belongs in lists: until its end, called off until its day is over."""
    if row.status == "planned":
        return bool(row.end_utc > now)
    start = row.own_start or row.original_local
    return bool(start.date() >= to_local(now, row.zone).date())


def walks_of_group(
    viewer: Any,
    group_id: int,
    now: datetime,
    limit: int = 20,
    days: int = 60,
    route_id: int | None = None,
) -> list[WalkCard]:
    """Return the group's dates from now on, soonest first; none where the viewer may not look.

    route_id: only those on this route.
    """
    person_id = None if viewer is None else viewer.id
    group = groups.group_of(group_id)
    standing = groups.standing_of(person_id, group_id)
    if isinstance(policy.can_see_walk(standing, group.joining, "published"), Denied):
        return []
    since, until = now - timedelta(days=1), now + timedelta(days=days)
    if route_id is None:
        rows = _rows_of_group(group_id=group_id, since=since, until=until)
    else:
        rows = _rows_on_route(group_id=group_id, since=since, until=until, route_id=route_id)
    return cards_of([row for row in rows if still_listed(row, now)][:limit], person_id)


@prepared
def _rows_of_group(group_id: Slot, since: Slot, until: Slot) -> peewee.ModelSelect[Any]:
    return (
        card_rows()
        .where(Walk.group == group_id, Occurrence.start_utc > since, Occurrence.start_utc < until)
        .order_by(Occurrence.start_utc, Occurrence.id)
    )


@prepared
def _rows_on_route(
    group_id: Slot, since: Slot, until: Slot, route_id: Slot
) -> peewee.ModelSelect[Any]:
    rows: peewee.ModelSelect = _rows_of_group.build(group_id=group_id, since=since, until=until)
    return rows.where(fn.COALESCE(Occurrence.route, Walk.route) == route_id)


def next_walks_of(person_id: int, now: datetime, limit: int = 20, days: int = 60) -> list[WalkCard]:
    """Return the dates that concern a person, soonest first: answered coming or maybe, waiting,
    leading; those going on now included."""
    answered = Answer.select(Answer.occurrence).where(
        Answer.person == person_id, Answer.kind.in_(("coming", "maybe"))
    )
    refused = Answer.select(Answer.occurrence).where(
        Answer.person == person_id, Answer.kind == "cant"
    )
    leads = WalkLeader.select(WalkLeader.walk).where(WalkLeader.person == person_id)
    rows = (
        card_rows()
        .where(
            Occurrence.start_utc > now - timedelta(days=1),
            Occurrence.start_utc < now + timedelta(days=days),
            Occurrence.id.in_(answered)
            | (Occurrence.walk.in_(leads) & Occurrence.id.not_in(refused)),
        )
        .order_by(Occurrence.start_utc, Occurrence.id)
    )
    return cards_of([row for row in rows if still_listed(row, now)][:limit], person_id)
