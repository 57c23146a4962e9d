"""Editing a series: "this and following", and calling the whole series off.

The past is never rewritten: the old series ends before the edited date, a new one continues it.
Source: calendar.md section 2, the table of edits.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import takewhile

from community.events.rules.rule import Rule, UnsupportedRule, first_matching
from community.events.rules.series import Schedule, ending_on, has_start, local_starts
from community.foundation.words import N_

# Source: calendar.md section 2, "ends after the dates of the next 60 days (at least four)".
DAYS_WRITTEN_AS_CALLED_OFF = 60
FEWEST_WRITTEN_AS_CALLED_OFF = 4


@dataclass(frozen=True, slots=True)
class SplitSeries:
    """A series in two parts. `earlier` is None when the split is at its first date."""

    earlier: Schedule | None
    later: Schedule


def this_and_following(
    schedule: Schedule,
    from_local: datetime,
    *,
    start_local: datetime | None = None,
    rule: Rule | None = None,
    minutes: int | None = None,
) -> SplitSeries:
    """Return the series split before its date `from_local`.

    Rule, minutes and the end are kept unless given; COUNT continues with what is left; the new
    start is moved to the first day that the rule takes. A part left with one date stays a
    series. Errors: UnsupportedRule when `from_local` is not a date of the series.
    """
    if schedule.rule is None or not has_start(schedule, from_local):
        raise UnsupportedRule(N_("The series has no walk at this time."))
    before = sum(1 for _ in takewhile(lambda one: one < from_local, local_starts(schedule)))
    new_rule = rule or schedule.rule
    later = Schedule(
        schedule.zone,
        first_matching(new_rule, start_local or from_local),
        minutes or schedule.minutes,
        new_rule,
        schedule.until_date,
        None if schedule.count is None else schedule.count - before,
    )
    if before == 0:
        return SplitSeries(None, later)
    return SplitSeries(ending_on(schedule, from_local.date() - timedelta(days=1)), later)


def partners(
    old_starts: Sequence[datetime], new_starts: Sequence[datetime]
) -> dict[datetime, datetime | None]:
    """Return for each old date the new one that takes over its row, with answers and room.

    First the same local day; those left over, the n-th to the n-th, in order. None: the row has
    no partner; it becomes an extra date, called off, and people are told.
    """
    free: dict[date, deque[datetime]] = defaultdict(deque)
    for new in sorted(new_starts):
        free[new.date()].append(new)
    found: dict[datetime, datetime | None] = {}
    rest: list[datetime] = []
    for old in sorted(old_starts):
        if free[old.date()]:
            found[old] = free[old.date()].popleft()
        else:
            rest.append(old)
    left = sorted(new for news in free.values() for new in news)
    found.update(dict.fromkeys(rest))
    found.update(zip(rest, left, strict=False))
    return found


def call_off_series(
    schedule: Schedule, now_local: datetime
) -> tuple[Schedule | None, list[datetime]]:
    """Return the series with its new end, and the starts that are written as called off.

    Those are the dates from now on of the next 60 days, at least four of them (as far as the
    series has as many). None instead of a series: it has no date left, nothing changes.
    """
    limit = now_local + timedelta(days=DAYS_WRITTEN_AS_CALLED_OFF)
    called_off: list[datetime] = []
    for start in local_starts(schedule):
        if start < now_local:
            continue
        if start > limit and len(called_off) >= FEWEST_WRITTEN_AS_CALLED_OFF:
            break
        called_off.append(start)
    if not called_off:
        return None, []
    if schedule.rule is None:
        return schedule, called_off
    return replace(schedule, until_date=called_off[-1].date(), count=None), called_off
