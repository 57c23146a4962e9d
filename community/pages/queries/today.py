"""Today: what a signed-in person sees first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import peewee
from peewee import fn

from community.accounts import Person, Viewer
from community.events import (
    Answer,
    Attendance,
    Occurrence,
    Walk,
    WalkCard,
    WalkFilters,
    next_walks_of,
    walks_near,
)
from community.foundation.formats import in_zone
from community.groups import GroupCard, Middle, groups_of, middle_of_instance
from community.live import unread_in_walk
from community.pages.rules.reach import part_of_day

CHANGES_SHOWN_FOR = timedelta(days=14)
FIRST_WALKS = 3


@dataclass(frozen=True)
class ChangedWalk:
    """A walk that the viewer said coming or maybe to, changed by somebody since.

    Times are on the walk's own clock. `by_name` may be empty: that person has left.
    """

    occurrence_id: int
    title: str
    kind: str
    old_start_local: datetime
    start_local: datetime
    is_called_off: bool
    reason: str
    by_name: str


@dataclass(frozen=True)
class MyGroup:
    """A group of the viewer's, with the start of its next walk on the group's clock."""

    card: GroupCard
    next_start_local: datetime | None


@dataclass(frozen=True)
class TodayPage:
    """Everything on Today that pages itself says; lower features add their parts to it.

    local_now: the time of day where the viewer walks. going_on: a walk that runs now.
    first_walks: level or gentle ones of at most 30 minutes, when nothing is planned.
    is_new: she has answered no walk yet and was at none. unread: new in the next walk's chat.
    """

    viewer: Viewer
    now: datetime
    local_now: datetime
    middle: Middle | None
    going_on: WalkCard | None
    next_walk: WalkCard | None
    changes: tuple[ChangedWalk, ...]
    groups: tuple[MyGroup, ...]
    first_walks: tuple[WalkCard, ...]
    is_new: bool
    unread: int = 0

    @property
    def part_of_day(self) -> str:
        """For the greeting: morning, afternoon or evening."""
        return part_of_day(self.local_now)


def today_page(viewer: Viewer, now: datetime) -> TodayPage:
    """Return Today of a person."""
    own = groups_of(viewer.id)
    middle = (
        Middle(own[0].place_name, own[0].lat, own[0].lon, own[0].zone)
        if own
        else middle_of_instance()
    )
    planned = [card for card in next_walks_of(viewer.id, now) if not card.is_called_off]
    going_on = next((card for card in planned if card.start_utc <= now), None)
    next_walk = next((card for card in planned if card.start_utc > now), None)
    first: Sequence[WalkCard] = ()
    if middle is not None and next_walk is None and going_on is None:
        first = _first_walks(viewer, middle, now)
    return TodayPage(
        viewer=viewer,
        now=now,
        local_now=in_zone(now, middle.zone if middle else "UTC"),
        middle=middle,
        going_on=going_on,
        next_walk=next_walk,
        changes=changes_for(viewer.id, now),
        groups=_my_groups(own, now),
        first_walks=tuple(first),
        is_new=next_walk is None and going_on is None and _is_new(viewer.id),
        unread=unread_in_walk(next_walk.occurrence_id, viewer.id) if next_walk else 0,
    )


def _first_walks(viewer: Viewer, middle: Middle, now: datetime) -> list[WalkCard]:
    found = walks_near(
        viewer,
        middle.lat,
        middle.lon,
        now,
        WalkFilters(gentle=True, short=True),
        limit=FIRST_WALKS * 2,
    )
    return [card for card in found if not card.is_called_off][:FIRST_WALKS]


def changes_for(person_id: int, now: datetime) -> tuple[ChangedWalk, ...]:
    """Return the dates that were moved or called off since the person answered, soonest first.

    Moved ones until they are answered anew, called-off ones until their day is over.
    """
    rows = (
        Occurrence.select(
            Occurrence.id,
            fn.COALESCE(Occurrence.title, Walk.title).alias("title"),
            Answer.kind,
            Occurrence.original_local,
            Occurrence.start_local,
            Occurrence.status,
            Occurrence.reason,
            Walk.zone,
            Person.name.alias("by_name"),
        )
        .join(Walk, on=(Occurrence.walk == Walk.id))
        .switch(Occurrence)
        .join(Answer, on=(Answer.occurrence == Occurrence.id))
        .switch(Occurrence)
        .join(Person, peewee.JOIN.LEFT_OUTER, on=(Occurrence.changed_by == Person.id))
        .where(
            Answer.person == person_id,
            Answer.kind.in_(("coming", "maybe")),
            Walk.status == "published",
            Occurrence.changed_at > Answer.changed_at,
            Occurrence.changed_at > now - CHANGES_SHOWN_FOR,
            Occurrence.start_utc > now - timedelta(days=1),
            Occurrence.changed_by.is_null() | (Occurrence.changed_by != person_id),
            (Occurrence.status == "cancelled")
            | ((Occurrence.status == "planned") & Occurrence.start_local.is_null(False)),
        )
        .order_by(Occurrence.start_utc, Occurrence.id)
        .namedtuples()
    )
    return tuple(_changed(row) for row in rows if _is_still_told(row, now))


def _is_still_told(row: Any, now: datetime) -> bool:
    start, here = row.start_local or row.original_local, in_zone(now, row.zone)
    return bool(start.date() >= here.date() if row.status == "cancelled" else start > here)


def _changed(row: Any) -> ChangedWalk:
    return ChangedWalk(
        occurrence_id=row.id,
        title=row.title,
        kind=row.kind,
        old_start_local=row.original_local,
        start_local=row.start_local or row.original_local,
        is_called_off=row.status == "cancelled",
        reason=row.reason,
        by_name=row.by_name or "",
    )


def _my_groups(own: Sequence[GroupCard], now: datetime) -> tuple[MyGroup, ...]:
    """Return the groups with the start of their next walk, in one query."""
    if not own:
        return ()
    rows = (
        Occurrence.select(Walk.group, fn.MIN(Occurrence.start_utc))
        .join(Walk)
        .where(
            Walk.group.in_([card.id for card in own]),
            Walk.status == "published",
            Occurrence.status == "planned",
            Occurrence.start_utc > now,
        )
        .group_by(Walk.group)
        .tuples()
    )
    soonest = dict(iter(rows))
    return tuple(
        MyGroup(card, in_zone(soonest[card.id], card.zone) if card.id in soonest else None)
        for card in own
    )


def _is_new(person_id: int) -> bool:
    if Answer.select(Answer.id).where(Answer.person == person_id).exists():
        return False
    return not Attendance.select(Attendance.id).where(Attendance.person == person_id).exists()
