"""When a walk takes place: one local start, or a rule with its end; and its dates one by one.

Dates are computed in local time and only then turned to UTC. COUNT counts skipped and called-off
dates, never extra ones: this module knows nothing of exceptions, see `dates.py`.

Source: calendar.md section 2.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import islice

from community.events.rules.local_time import ClockChange, clock_changes, clock_trouble, to_utc
from community.events.rules.rule import (
    FEWEST_DATES,
    MOST_DATES,
    Rule,
    UnsupportedRule,
    days_of_rule,
    first_matching,
    format_rule,
    is_day_of_rule,
    parse_rule,
)
from community.foundation.words import N_

# Source: calendar.md section 2, "until at most 5 years ahead".
MOST_YEARS_AHEAD = 5
# Longer than any walk we know of; bounds the look around a clock change.
MOST_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a walk takes place.

    zone: IANA name. start_local: naive wall time of the (first) date, without seconds.
    minutes: elapsed time. rule: None for a one-off walk. until_date: last local day, inclusive.
    count: number of dates, skipped and called-off ones included. Neither end: open.

    Errors: UnsupportedRule when the start is not a date of the rule, or the ends contradict.
    """

    zone: str
    start_local: datetime
    minutes: int
    rule: Rule | None = None
    until_date: date | None = None
    count: int | None = None

    def __post_init__(self) -> None:
        if self.start_local.tzinfo is not None:
            raise ValueError("start_local is a wall time without zone")
        if not 1 <= self.minutes <= MOST_MINUTES:
            raise UnsupportedRule(N_("A walk lasts from one minute to 24 hours."))
        if self.rule is None:
            if self.until_date is not None or self.count is not None:
                raise UnsupportedRule(N_("A walk without a rule has one date."))
            return
        if self.until_date is not None and self.count is not None:
            raise UnsupportedRule(
                N_("A series ends after a number of walks or on a day, not both.")
            )
        if self.count is not None and not 1 <= self.count <= MOST_DATES:
            raise UnsupportedRule(N_("A series has 2 to 200 walks."))
        if self.until_date is not None and self.until_date < self.start_local.date():
            raise UnsupportedRule(N_("The last day is before the first walk."))
        if not is_day_of_rule(self.rule, self.start_local.date(), self.start_local.date()):
            raise UnsupportedRule(N_("The first walk is not on a day of the rule."))


def require_offered_end(schedule: Schedule, today: date) -> None:
    """Raise UnsupportedRule when a new series has an end that the form does not offer.

    COUNT 2 to 200, or until at most five years ahead, or open. The later part of a split may
    have one date left, so this is asked for a new series only.
    """
    if schedule.count is not None and schedule.count < FEWEST_DATES:
        raise UnsupportedRule(N_("A series has 2 to 200 walks."))
    if schedule.until_date is not None:
        farthest = date(today.year + MOST_YEARS_AHEAD, today.month, min(today.day, 28))
        if schedule.until_date > farthest + timedelta(days=today.day - min(today.day, 28)):
            raise UnsupportedRule(N_("A series ends at most five years ahead."))


def schedule_from_text(zone: str, start_local: datetime, minutes: int, rrule: str) -> Schedule:
    """Return the schedule of an RRULE text; an UNTIL in UTC becomes the last local day.

    The start is moved to the first matching day. Errors: UnsupportedRule.
    """
    parsed = parse_rule(rrule)
    start = first_matching(parsed.rule, start_local)
    until = None
    if parsed.until_utc is not None:
        until = until_date_of(parsed.until_utc, start.time(), zone)
    return Schedule(zone, start, minutes, parsed.rule, until, parsed.count)


def until_date_of(until_utc: datetime, start_time: time, zone: str) -> date:
    """Return the last local day on which a walk at `start_time` is not after `until_utc`."""
    day = until_utc.date() + timedelta(days=2)
    while to_utc(datetime.combine(day, start_time), zone) > until_utc:
        day -= timedelta(days=1)
    return day


def local_starts(schedule: Schedule) -> Iterator[datetime]:
    """Yield the naive local starts in order: those that do not exist on the clock too.

    Without end for an open series; take as many as needed.
    """
    if schedule.rule is None:
        yield schedule.start_local
        return
    at = schedule.start_local.time()
    days = days_of_rule(schedule.rule, schedule.start_local.date())
    if schedule.count is not None:
        days = islice(days, schedule.count)
    for day in days:
        if schedule.until_date is not None and day > schedule.until_date:
            return
        yield datetime.combine(day, at)


def local_starts_between(schedule: Schedule, after: datetime, before: datetime) -> list[datetime]:
    """Return the local starts in `after` <= start < `before`, in order."""
    found = []
    for start in local_starts(schedule):
        if start >= before:
            break
        if start >= after:
            found.append(start)
    return found


def dates(schedule: Schedule) -> Iterator[tuple[datetime, datetime, datetime]]:
    """Yield (local start, UTC start, UTC end) of each date in order."""
    length = timedelta(minutes=schedule.minutes)
    for start in local_starts(schedule):
        instant = to_utc(start, schedule.zone)
        yield start, instant, instant + length


def last_start(schedule: Schedule) -> datetime | None:
    """Return the local start of the last date, or None when the series is open."""
    if schedule.rule is None:
        return schedule.start_local
    if schedule.count is not None:
        *_, last = local_starts(schedule)
        return last
    if schedule.until_date is None:
        return None
    first, day = schedule.start_local.date(), schedule.until_date
    while not is_day_of_rule(schedule.rule, first, day):
        day -= timedelta(days=1)
    return datetime.combine(day, schedule.start_local.time())


def has_start(schedule: Schedule, local: datetime) -> bool:
    """Return whether `local` is a start of the rule (or the start of a one-off walk)."""
    first = schedule.start_local
    if schedule.rule is None or local.time() != first.time():
        return local == first
    if not is_day_of_rule(schedule.rule, first.date(), local.date()):
        return False
    if schedule.until_date is not None:
        return local.date() <= schedule.until_date
    if schedule.count is None:
        return True
    return local <= (last_start(schedule) or local)


def until_utc(schedule: Schedule) -> datetime | None:
    """Return the exact UNTIL in UTC: the start of the last matching date; None without one."""
    if schedule.rule is None or schedule.until_date is None:
        return None
    last = last_start(schedule)
    return None if last is None else to_utc(last, schedule.zone)


def rrule_text(schedule: Schedule) -> str | None:
    """Return the RRULE value with its end, or None for a one-off walk."""
    if schedule.rule is None:
        return None
    return format_rule(schedule.rule, count=schedule.count, until_utc=until_utc(schedule))


def troubled_starts(schedule: Schedule, last_year: int) -> list[datetime]:
    """Return the local starts up to the end of `last_year` that meet a clock change.

    Looks only around the changes of the zone, so its cost does not grow with the number of
    dates. Source: calendar.md section 4, "Single dates instead of a series".
    """
    last = last_start(schedule) if schedule.rule is not None else schedule.start_local
    first_year = schedule.start_local.year - 1
    end_year = last_year if last is None else min(last_year, last.year)
    found: list[datetime] = []
    for change in clock_changes(schedule.zone, first_year, end_year + 1):
        found.extend(
            start
            for start in _starts_around(schedule, change)
            if start.year <= end_year and (last is None or start <= last)
        )
    return sorted(set(found))


def _starts_around(schedule: Schedule, change: ClockChange) -> Iterator[datetime]:
    """Yield the starts near one clock change that it touches; the series' end is not asked."""
    at = schedule.start_local.time()
    first = schedule.start_local.date()
    width = change.doubtful_to - change.doubtful_from
    earliest = change.doubtful_from - timedelta(minutes=schedule.minutes) - width
    for number in range(earliest.toordinal(), change.doubtful_to.toordinal() + 1):
        start = datetime.combine(date.fromordinal(number), at)
        if not earliest <= start <= change.doubtful_to:
            continue
        takes = (
            start == schedule.start_local
            if schedule.rule is None
            else is_day_of_rule(schedule.rule, first, start.date())
        )
        if takes and clock_trouble(start, schedule.minutes, schedule.zone):
            yield start


def ending_on(schedule: Schedule, until_date: date) -> Schedule:
    """Return the same series with `until_date` as its end instead of the one it had."""
    return replace(schedule, until_date=until_date, count=None)
