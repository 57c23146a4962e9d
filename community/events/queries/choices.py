"""What a leader chooses from when she plans: routes, and the dates that would come of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from community.events.models import Walk
from community.events.rules.local_time import TROUBLE_SENTENCES, clock_trouble
from community.events.rules.series import Schedule, local_starts
from community.groups import GroupCard
from community.routes import RouteCard, routes_of, shared_routes_near
from community.routes.rules.minutes import walking_minutes
from community.routes.rules.recce import RecceState
from community.routes.rules.risk import RiskState

DATES_IN_WORDS = 5
COUNTED_TO = 300
PLACES_OFFERED = 12


@dataclass(frozen=True)
class RouteChoice:
    """One route that may be chosen; `minutes` at the group's pace, without rests.

    group_name: whose it is, when it is shared by another group. start: None where its owners keep
    it to their members.
    """

    id: int
    name: str
    shown_letter: str
    confidence: str
    length_m: float
    minutes: int
    start: tuple[float, float] | None
    recce: RecceState
    risk: RiskState
    group_name: str = ""


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


def routes_to_choose(group: GroupCard, also: int | None = None) -> dict[int, RouteChoice]:
    """Return the group's routes by name, then shared ones of other groups near by.

    also: a route that stays to be chosen, however far it is.
    """
    own = sorted(routes_of(group.id), key=lambda card: (card.name.casefold(), card.id))
    found = {card.id: _choice(card, group.pace, (card.start_lat, card.start_lon)) for card in own}
    for shared in shared_routes_near(group, also):
        found[shared.card.id] = _choice(shared.card, group.pace, shared.start, shared.group_name)
    return found


def _choice(
    card: RouteCard, pace: Any, start: tuple[float, float] | None, group_name: str = ""
) -> RouteChoice:
    return RouteChoice(
        card.id,
        card.name,
        card.shown_letter or "",
        card.confidence,
        card.length_m,
        max(1, round(walking_minutes(card.length_m, card.ascent_m, card.descent_m, pace))),
        start,
        card.recce,
        card.risk,
        group_name,
    )


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
