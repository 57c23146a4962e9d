"""The next walks near a place, nearest first, by exact distances on the ellipsoid."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from community import groups
from community.events.models import Occurrence, Walk
from community.events.queries.cards import (
    WalkCard,
    card_rows,
    cards_of,
    part_of_day,
    still_listed,
)
from community.places.rules.distance import distances_m, rounded_place

HORIZON_DAYS = 28
SHORT_MINUTES = 30  # "at most 30 minutes"
FIRST_GROUPS, MOST_GROUPS = 60, 4000  # a filter that keeps few walks looks at more groups


@dataclass(frozen=True)
class WalkFilters:
    """What a walk must be to be found; nothing set finds all.

    level_only: grade A as shown. gentle: A or B. parts_of_day: some of morning (before 12),
    afternoon (12 to 17), evening, by local start. short: at most 30 minutes.
    """

    level_only: bool = False
    gentle: bool = False
    parts_of_day: frozenset[str] = frozenset()
    short: bool = False
    seats: bool = False
    toilets: bool = False

    def keeps(self, row: Any) -> bool:
        """Whether a row of `card_rows` passes."""
        if self.level_only and row.shown_letter != "A":
            return False
        if self.gentle and row.shown_letter not in ("A", "B"):
            return False
        if self.short and (row.own_minutes or row.minutes) > SHORT_MINUTES:
            return False
        if self.seats and not (row.seats_known and row.seats):
            return False
        if self.toilets and not row.toilets:
            return False
        start = row.own_start or row.original_local
        return not self.parts_of_day or part_of_day(start) in self.parts_of_day


def walks_near(
    viewer: Any,
    lat: float,
    lon: float,
    now: datetime,
    filters: WalkFilters | None = None,
    limit: int = 20,
    within_m: float = 25_000,
    days: int = HORIZON_DAYS,
) -> list[WalkCard]:
    """Return each walk's next date near a place, nearest first.

    A date that is called off stays until its day is over, beside the walk's next one. Walks of
    invite-only groups appear for their members only.
    """
    person_id = None if viewer is None else viewer.id
    own = {card.id for card in groups.groups_of(person_id)} if person_id is not None else set()
    wanted, ask_for = filters or WalkFilters(), FIRST_GROUPS
    while True:
        near = groups.groups_near(lat, lon, ask_for, within_m)
        shown = [one.card.id for one in near if one.card.joining != "invite" or one.card.id in own]
        rows = _next_dates(shown, wanted.keeps, now, days)
        if len(rows) >= limit or len(near) < ask_for or ask_for >= MOST_GROUPS:
            return _nearest(rows, own, lat, lon, limit, person_id)
        ask_for *= 4


def _next_dates(
    group_ids: Sequence[int], keeps: Callable[[Any], bool], now: datetime, days: int
) -> list[Any]:
    """Return the rows of each walk's next date that passes, and of called-off ones before it."""
    found: list[Any] = []
    taken: set[int] = set()
    for first in range(0, len(group_ids), 500):
        rows = (
            card_rows()
            .where(
                Walk.group.in_(list(group_ids[first : first + 500])),
                Occurrence.start_utc > now - timedelta(days=1),
                Occurrence.start_utc < now + timedelta(days=days),
            )
            .order_by(Occurrence.start_utc, Occurrence.id)
        )
        for row in rows:
            begun = row.status == "planned" and row.start_utc <= now
            if row.walk_id in taken or begun or not still_listed(row, now) or not keeps(row):
                continue
            found.append(row)
            if row.status == "planned":
                taken.add(row.walk_id)
    return found


def _nearest(
    rows: list[Any], own: set[int], lat: float, lon: float, limit: int, person_id: int | None
) -> list[WalkCard]:
    if not rows:
        return []
    exact = [
        row.meeting_lat is not None and (row.group_id in own or bool(row.shows_exact_place))
        for row in rows
    ]
    places = [_place_to_tell(row, may) for row, may in zip(rows, exact, strict=True)]
    away = distances_m(lat, lon, [one[0] for one in places], [one[1] for one in places])
    order = sorted(
        range(len(rows)), key=lambda at: (float(away[at]), rows[at].start_utc, rows[at].id)
    )[:limit]
    cards = cards_of([rows[at] for at in order], person_id)
    return [
        replace(
            card,
            distance_m=float(away[at]),
            lat=places[at][0],
            lon=places[at][1],
            place_is_exact=exact[at],
        )
        for at, card in zip(order, cards, strict=True)
    ]


def _place_to_tell(row: Any, exact: bool) -> tuple[float, float]:
    """Return where to measure from: never closer to the meeting point than the viewer may know."""
    if row.meeting_lat is None or row.meeting_lon is None:
        return row.group_lat, row.group_lon
    if exact:
        return row.meeting_lat, row.meeting_lon
    return rounded_place(row.meeting_lat, row.meeting_lon)
