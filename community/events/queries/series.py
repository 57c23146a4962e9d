"""The page of a repeating walk: its rule and its dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from community import groups
from community.events import policy
from community.events.models import Occurrence, SeriesAnswer, Walk
from community.events.queries.cards import counts_of
from community.events.queries.facts import capacity_of, leader_ids_of
from community.events.rules.rule import Rule, parse_rule
from community.foundation.authorisation import require
from community.foundation.errors import NotFound

DATES_AT_FIRST = 12
DATES_SHOWN = 60


@dataclass(frozen=True)
class SeriesDate:
    """One date of a series; `status` planned, skipped or cancelled."""

    occurrence_id: int
    start_local: datetime
    minutes: int
    status: str
    reason: str
    moved_from: datetime | None
    is_past: bool
    coming: int
    waiting: int
    room: int


@dataclass(frozen=True)
class SeriesPage:
    """A repeating walk with the dates of the last four weeks and those ahead."""

    walk: Walk
    group: Any
    standing: Any
    rule: Rule
    dates: tuple[SeriesDate, ...]
    my_kind: str | None
    more: int  # dates that are known and not in `dates`
    goes_on: bool  # more dates come after those

    @property
    def next_date(self) -> SeriesDate | None:
        """The next date that takes place."""
        return next(
            (one for one in self.dates if not one.is_past and one.status == "planned"), None
        )


def series_page(
    viewer: Any, walk_id: int, now: datetime, shown: int = DATES_AT_FIRST
) -> SeriesPage:
    """Return the page of a repeating walk as `viewer` may see it, its first `shown` dates.

    Errors: `NotFound`.
    """
    person_id = None if viewer is None else viewer.id
    walk = Walk.get_or_none(Walk.id == walk_id)
    if walk is None or walk.rule is None:
        raise NotFound
    group = groups.group_of(walk.group_id)
    standing = groups.standing_of(person_id, walk.group_id)
    require(policy.can_see_walk(standing, group.joining, walk.status))
    rows = list(
        Occurrence.select()
        .where(Occurrence.walk == walk_id, Occurrence.start_utc > now - timedelta(days=28))
        .order_by(Occurrence.start_utc)
        .limit(DATES_SHOWN + 1)
    )
    known = rows[:DATES_SHOWN]
    first = known[:shown]
    counts = counts_of([row.id for row in first]) if first else {}
    leaders = len(leader_ids_of(walk_id))
    mine = None
    if person_id is not None:
        mine = (
            SeriesAnswer.select(SeriesAnswer.kind)
            .where(
                SeriesAnswer.lineage == (walk.lineage or walk.id),
                SeriesAnswer.person == person_id,
            )
            .scalar()
        )
    open_end = walk.until_date is None and walk.count is None
    return SeriesPage(
        walk=walk,
        group=group,
        standing=standing,
        rule=parse_rule(walk.rule).rule,
        dates=tuple(_date(row, walk, counts.get(row.id, (0, 0)), leaders, now) for row in first),
        my_kind=mine,
        more=len(known) - len(first),
        goes_on=open_end or len(rows) > DATES_SHOWN,
    )


def _date(
    row: Occurrence, walk: Walk, counts: tuple[int, int], leaders: int, now: datetime
) -> SeriesDate:
    start = row.start_local or row.original_local
    taken, waiting = counts
    return SeriesDate(
        occurrence_id=row.id,
        start_local=start,
        minutes=row.minutes or walk.minutes,
        status=row.status,
        reason=row.reason,
        moved_from=row.original_local if start != row.original_local else None,
        is_past=row.end_utc <= now,
        coming=taken,
        waiting=waiting,
        room=0 if waiting else max(0, capacity_of(walk, row.capacity, leaders) - taken),
    )
