"""Which components a walk is written as: a series with overrides, or events of their own.

Programs disagree about unusual dates, so those leave the series: extra dates, moves past a
neighbour, anything in an hour that the clock skips or repeats.

Source: calendar.md section 4, from "EXDATE" to "Single dates instead of a series".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from community.calendar.rules.event import CalendarDate, CalendarWalk
from community.calendar.rules.vtimezone import has_true_timezone
from community.events.rules.dates import DateStatus
from community.events.rules.local_time import clock_trouble
from community.events.rules.rule import is_day_of_rule
from community.events.rules.series import has_start, last_start, local_starts, troubled_starts


@dataclass(frozen=True, slots=True)
class Layout:
    """How a walk is written.

    zone_is_safe: local times may be written with TZID. has_master: a component with RRULE is
    written. exdates: naive local starts left out of it, sorted. overrides: components with
    RECURRENCE-ID. own_events: components with a UID of their own.
    """

    zone_is_safe: bool
    has_master: bool
    exdates: tuple[datetime, ...]
    overrides: tuple[CalendarDate, ...]
    own_events: tuple[CalendarDate, ...]


def lay_out(walk: CalendarWalk, horizon_year: int) -> Layout:
    """Return how `walk` is written in a file whose window ends in `horizon_year`."""
    safe = _zone_is_safe(walk, horizon_year)
    if walk.schedule.rule is None:
        return Layout(safe, False, (), (), tuple(one for one in walk.dates if _is_written(one)))
    standing = [
        one for one in walk.dates if one.extra or has_start(walk.schedule, one.original_local)
    ]
    if writes_single_dates(walk, horizon_year):
        own = tuple(one for one in standing if _is_written(one))
        return Layout(safe, False, (), (), own)
    return _as_series(walk, safe, standing)


def writes_single_dates(walk: CalendarWalk, horizon_year: int) -> bool:
    """Return whether a series is written as single dates; then all its rows are needed."""
    if walk.single_dates:
        return True
    if not _zone_is_safe(walk, horizon_year):
        return True
    return bool(troubled_starts(walk.schedule, horizon_year))


def _as_series(walk: CalendarWalk, safe: bool, dates: Sequence[CalendarDate]) -> Layout:
    exdates: list[datetime] = []
    overrides: list[CalendarDate] = []
    own: list[CalendarDate] = []
    in_rule = [one for one in dates if not one.extra]
    for one in dates:
        if one.extra:
            if _is_written(one):
                own.append(one)
        elif not _is_written(one):
            exdates.append(one.original_local)
        elif needs_own_event(walk, one, in_rule):
            exdates.append(one.original_local)
            own.append(one)
        elif differs(walk, one):
            overrides.append(one)
    has_master = not _every_date_left_out(walk, exdates)
    return Layout(safe, has_master, tuple(sorted(exdates)), tuple(overrides), tuple(own))


def _is_written(one: CalendarDate) -> bool:
    return one.status is not DateStatus.SKIPPED and not one.declined


def _every_date_left_out(walk: CalendarWalk, exdates: Sequence[datetime]) -> bool:
    """Return whether nothing is left of a series; Nextcloud rejects such a one."""
    if not exdates or last_start(walk.schedule) is None:
        return False
    left_out = set(exdates)
    return all(start in left_out for start in local_starts(walk.schedule))


def _zone_is_safe(walk: CalendarWalk, horizon_year: int) -> bool:
    starts = [walk.schedule.start_local, *(start_of(one) for one in walk.dates)]
    first_year = min(start.year for start in starts) - 1
    return has_true_timezone(walk.schedule.zone, first_year, max(horizon_year, first_year + 1))


def start_of(one: CalendarDate) -> datetime:
    """Return the local start of a date as it stands."""
    return one.original_local if one.start_local is None else one.start_local


def differs(walk: CalendarWalk, one: CalendarDate) -> bool:
    """Return whether a date shows anything else than its series does."""
    return (
        one.status is DateStatus.CANCELLED
        or start_of(one) != one.original_local
        or (one.minutes is not None and one.minutes != walk.schedule.minutes)
        or (one.shown is not None and one.shown != walk.shown)
        or (one.standing is not None and one.standing is not walk.standing)
    )


def needs_own_event(walk: CalendarWalk, one: CalendarDate, dates: Sequence[CalendarDate]) -> bool:
    """Return whether a date of the rule must leave the series.

    True for a move onto or past the day where another date of the series stands or stood
    (Outlook refuses to skip over a neighbour), and for what meets a clock change.
    dates: the known dates of the rule.
    """
    start = start_of(one)
    minutes = walk.schedule.minutes if one.minutes is None else one.minutes
    moved = start != one.original_local or minutes != walk.schedule.minutes
    if moved and clock_trouble(start, minutes, walk.schedule.zone) is not None:
        return True
    origin, target = one.original_local.date(), start.date()
    if origin == target:
        return False
    return _passes_day_of_rule(walk, origin, target) or any(
        _is_between(start_of(other).date(), origin, target) for other in dates if other is not one
    )


def _is_between(day: date, origin: date, target: date) -> bool:
    """Return whether `day` lies on the way from `origin` (exclusive) to `target` (inclusive)."""
    return origin < day <= target if target > origin else target <= day < origin


def _passes_day_of_rule(walk: CalendarWalk, origin: date, target: date) -> bool:
    schedule = walk.schedule
    if schedule.rule is None:
        return False
    step = timedelta(days=1 if target > origin else -1)
    first = schedule.start_local.date()
    last = last_start(schedule)
    low, high = first, date.max if last is None else last.date()
    day = origin + step
    while _is_between(day, origin, target) and low <= day <= high:
        if is_day_of_rule(schedule.rule, first, day):
            return True
        day += step
    return False
