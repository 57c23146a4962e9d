"""The dates of a walk with their exceptions: skipped, called off, moved, extra.

The identity of a date is (walk, original local start), whatever happens to it.
Source: calendar.md section 2.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import takewhile

from community.events.rules.local_time import start_and_end, to_utc
from community.events.rules.rule import UnsupportedRule
from community.events.rules.series import Schedule, has_start, local_starts
from community.foundation.words import N_

# Rows of dates are made this far ahead. Source: calendar.md section 2, "always 400 days ahead".
DAYS_AHEAD = 400
# Those coming are asked again above this. Source: calendar.md section 2, "more than 30 minutes".
MOVE_THAT_ASKS_AGAIN = timedelta(minutes=30)


class DateStatus(StrEnum):
    """What a date is: planned, skipped (no walk on that day), or called off."""

    PLANNED = "planned"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"


class Change(StrEnum):
    """What an exception does to a date."""

    SKIP = "skip"
    CANCEL = "cancel"
    MOVE = "move"
    EXTRA = "extra"


@dataclass(frozen=True, slots=True)
class DateException:
    """One exception of a series.

    original_local: the date it is about; for an extra date its own local start.
    to_local: new local start of a moved date. minutes: other length, None as the series.
    """

    change: Change
    original_local: datetime
    to_local: datetime | None = None
    minutes: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PlannedDate:
    """One date of a walk as it stands, in local time and in UTC."""

    original_local: datetime
    start_local: datetime
    minutes: int
    start_utc: datetime
    end_utc: datetime
    status: DateStatus = DateStatus.PLANNED
    extra: bool = False
    reason: str = ""

    @property
    def moved(self) -> bool:
        """Whether day or start are other than the rule says."""
        return self.start_local != self.original_local


def planned_dates(
    schedule: Schedule, exceptions: Iterable[DateException] = (), *, before: datetime
) -> list[PlannedDate]:
    """Return all dates with an original start before `before` (naive local), by UTC start.

    Exceptions about starts that the rule does not have are left out; skipped and called-off
    dates are returned with their status. Errors: UnsupportedRule for an extra date that equals
    a start of the rule.
    """
    about: dict[datetime, DateException] = {}
    extras: list[DateException] = []
    for exception in exceptions:
        if exception.change is Change.EXTRA:
            extras.append(exception)
        else:
            about[exception.original_local] = exception
    starts = takewhile(lambda start: start < before, local_starts(schedule))
    found = [_date(schedule, start, about.get(start)) for start in starts]
    for extra in extras:
        require_extra_is_new(schedule, extra.original_local)
        if extra.original_local < before:
            found.append(_date(schedule, extra.original_local, extra))
    return sorted(found, key=lambda one: (one.start_utc, one.original_local))


def require_extra_is_new(schedule: Schedule, start_local: datetime) -> None:
    """Raise UnsupportedRule when an extra date would equal a start of the rule."""
    if has_start(schedule, start_local):
        raise UnsupportedRule(N_("The series already has a walk at this time."))


def _date(schedule: Schedule, original: datetime, exception: DateException | None) -> PlannedDate:
    start, minutes, status, reason = original, schedule.minutes, DateStatus.PLANNED, ""
    extra = False
    if exception is not None:
        start = exception.to_local or original
        minutes = exception.minutes or minutes
        reason = exception.reason
        extra = exception.change is Change.EXTRA
        if exception.change is Change.SKIP:
            status = DateStatus.SKIPPED
        elif exception.change is Change.CANCEL:
            status = DateStatus.CANCELLED
    start_utc, end_utc = start_and_end(start, minutes, schedule.zone)
    return PlannedDate(original, start, minutes, start_utc, end_utc, status, extra, reason)


def asks_again(zone: str, old_local: datetime, new_local: datetime) -> bool:
    """Return whether a move is so large that those coming are asked again.

    True when the day changed, or the start by more than 30 minutes (of elapsed time).
    """
    if old_local.date() != new_local.date():
        return True
    return abs(to_utc(new_local, zone) - to_utc(old_local, zone)) > MOVE_THAT_ASKS_AGAIN
