"""What a leader chooses from when she plans: routes, and the dates that would come of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from community.events.models import Walk
from community.events.rules.local_time import TROUBLE_SENTENCES, clock_trouble
from community.events.rules.series import Schedule, local_starts
from community.routes import Route
from community.routes.rules.minutes import walking_minutes

DATES_IN_WORDS = 5
COUNTED_TO = 300
PLACES_OFFERED = 12


@dataclass(frozen=True)
class RouteChoice:
    """One route of the group; `minutes` at the group's pace, without rests."""

    id: int
    name: str
    shown_letter: str
    confidence: str
    length_m: float
    minutes: int
    start_lat: float
    start_lon: float


@dataclass(frozen=True)
class NextDate:
    """One date that a plan would have; `trouble` is a sentence about the clocks, or empty."""

    start_local: datetime
    trouble: str


@dataclass(frozen=True)
class Preview:
    """The first dates of a plan, and how many there are; None: it goes on."""

    dates: tuple[NextDate, ...]
    total: int | None


def routes_to_choose(group_id: int, pace: Any) -> dict[int, RouteChoice]:
    """Return the group's routes by name."""
    rows = (
        Route.select(
            Route.id,
            Route.name,
            Route.shown_letter,
            Route.confidence,
            Route.length_m,
            Route.ascent_m,
            Route.descent_m,
            Route.start_lat,
            Route.start_lon,
        )
        .where(Route.group == group_id)
        .order_by(Route.name, Route.id)
        .namedtuples()
    )
    return {
        row.id: RouteChoice(
            row.id,
            row.name,
            row.shown_letter,
            row.confidence,
            row.length_m,
            max(1, round(walking_minutes(row.length_m, row.ascent_m, row.descent_m, pace))),
            row.start_lat,
            row.start_lon,
        )
        for row in rows
    }


def last_walk_on(group_id: int, route_id: int) -> Walk | None:
    """Return the walk that the group planned last on a route: what it says is said again."""
    return (
        Walk.select()
        .where(Walk.group == group_id, Walk.route == route_id)
        .order_by(Walk.id.desc())
        .first()
    )


def meeting_points_of(group_id: int) -> list[str]:
    """Return where the group met before, the latest first, each once."""
    rows = (
        Walk.select(Walk.meeting_point)
        .where(Walk.group == group_id, Walk.meeting_point != "")
        .order_by(Walk.id.desc())
        .limit(100)
        .tuples()
    )
    return list(dict.fromkeys(place for (place,) in rows))[:PLACES_OFFERED]


def preview(schedule: Schedule) -> Preview:
    """Return the next dates of a plan with what the clocks do to them."""
    starts = list(islice(local_starts(schedule), DATES_IN_WORDS))
    dates = tuple(NextDate(one, _trouble(one, schedule)) for one in starts)
    if schedule.rule is None:
        return Preview(dates, 1)
    if schedule.count is not None:
        return Preview(dates, schedule.count)
    if schedule.until_date is None:
        return Preview(dates, None)
    return Preview(dates, sum(1 for _ in islice(local_starts(schedule), COUNTED_TO)))


def _trouble(start: datetime, schedule: Schedule) -> str:
    found = clock_trouble(start, schedule.minutes, schedule.zone)
    return TROUBLE_SENTENCES[found] if found else ""
