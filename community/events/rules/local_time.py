"""Local time of a walk and what it is in UTC: zones, clock changes, ends.

A walk is planned in local time ("Thursdays at ten") and nothing ever adds seven days to UTC.
Times without zone here are naive `datetime`s on the wall clock of the walk's zone; instants are
aware UTC. Zone data comes from the `tzdata` package alone, provided that the process has called
`zoneinfo.reset_tzpath(to=[])` at its start.

Source: calendar.md section 2, "Local time rules" and "Zone data"; RFC 5545 3.3.5.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from importlib import resources
from zoneinfo import ZoneInfo

from community.foundation.words import N_

# The areas of the IANA data base that hold places; "Etc", "US" and the like hold none.
# Source: calendar.md section 2, `zone` (IANA Area/City; UTC, Etc/* and abbreviations are refused).
AREAS = frozenset(
    {
        "Africa",
        "America",
        "Antarctica",
        "Arctic",
        "Asia",
        "Atlantic",
        "Australia",
        "Europe",
        "Indian",
        "Pacific",
    }
)

# A day is short enough that two clock changes never fall into one step of the search.
_SEARCH_STEP = timedelta(days=1)


class UnknownZone(ValueError):
    """A time zone that a walk cannot have. `reason` is a sentence to be translated."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.reason = N_("Choose a time zone by its area and city, such as Europe/London.")


@lru_cache(maxsize=1)
def zone_names() -> frozenset[str]:
    """Return the names of all zones a walk may have, such as "Europe/London"."""
    listed = resources.files("tzdata").joinpath("zones").read_text(encoding="utf-8").split()
    return frozenset(name for name in listed if name.partition("/")[0] in AREAS and "/" in name)


@lru_cache(maxsize=1024)
def zone_named(name: str) -> ZoneInfo:
    """Return the zone called `name`.

    Errors: UnknownZone for UTC, Etc/*, abbreviations, and names that tzdata lacks.
    """
    if name not in zone_names():
        raise UnknownZone(name)
    return ZoneInfo(name)


def to_utc(local: datetime, zone: str) -> datetime:
    """Return the instant (aware UTC) at which the wall clock of `zone` shows `local`.

    A time that the clock skips takes the offset before the gap (01:30 becomes 02:30); of two
    equal times the first counts. Source: RFC 5545 3.3.5.
    """
    return local.replace(tzinfo=zone_named(zone), fold=0).astimezone(UTC)


def to_local(instant: datetime, zone: str) -> datetime:
    """Return what the wall clock of `zone` shows at `instant` (naive, without `fold`)."""
    return instant.astimezone(zone_named(zone)).replace(tzinfo=None, fold=0)


def start_and_end(local: datetime, minutes: int, zone: str) -> tuple[datetime, datetime]:
    """Return start and end in UTC; `minutes` is elapsed time, whatever the clock does between."""
    start = to_utc(local, zone)
    return start, start + timedelta(minutes=minutes)


@dataclass(frozen=True, slots=True)
class ClockChange:
    """One change of a zone's offset from UTC: when, and the offsets before and after."""

    instant: datetime
    before: timedelta
    after: timedelta

    @property
    def doubtful_from(self) -> datetime:
        """First local time that does not exist (or exists twice)."""
        return self.instant.replace(tzinfo=None) + min(self.before, self.after)

    @property
    def doubtful_to(self) -> datetime:
        """First local time after those that do not exist (or exist twice)."""
        return self.instant.replace(tzinfo=None) + max(self.before, self.after)


@lru_cache(maxsize=4096)
def _changes_of_year(zone: str, year: int) -> tuple[ClockChange, ...]:
    place = zone_named(zone)

    def offset(instant: datetime) -> timedelta:
        return instant.astimezone(place).utcoffset() or timedelta()

    found = []
    begin, end = datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
    low, low_offset = begin, offset(begin)
    while low < end:
        high = min(low + _SEARCH_STEP, end)
        high_offset = offset(high)
        if high_offset != low_offset:
            instant = _bisect(low, high, low_offset, offset)
            found.append(ClockChange(instant, low_offset, high_offset))
        low, low_offset = high, high_offset
    return tuple(found)


def _bisect(
    low: datetime,
    high: datetime,
    low_offset: timedelta,
    offset: Callable[[datetime], timedelta],
) -> datetime:
    """Return the first second after `low` that has another offset; `high` has another one."""
    while high - low > timedelta(seconds=1):
        middle = (low + (high - low) / 2).replace(microsecond=0)
        if offset(middle) == low_offset:
            low = middle
        else:
            high = middle
    return high


def clock_changes(zone: str, first_year: int, last_year: int) -> Iterator[ClockChange]:
    """Yield the zone's changes of offset in these UTC years, both inclusive, in order."""
    for year in range(first_year, last_year + 1):
        yield from _changes_of_year(zone, year)


class ClockTrouble(StrEnum):
    """Why one date of a walk meets a clock change; the form warns of it."""

    START_SKIPPED = "start_skipped"
    START_TWICE = "start_twice"
    END_TWICE = "end_twice"
    CHANGE_DURING = "change_during"


TROUBLE_SENTENCES = {
    ClockTrouble.START_SKIPPED: N_("The clocks go forward: this start time does not exist."),
    ClockTrouble.START_TWICE: N_(
        "The clocks go back: this start time comes twice, we take the first."
    ),
    ClockTrouble.END_TWICE: N_("The clocks go back: the time at which this walk ends comes twice."),
    ClockTrouble.CHANGE_DURING: N_("The clocks change during this walk."),
}


@dataclass(frozen=True, slots=True)
class Placed:
    """One date on the clock and in time.

    start_utc, end_utc: aware UTC. start_local, end_local: what the wall clock really shows
    then (a start that does not exist is written as the one after the gap). trouble: how it
    meets a clock change; None when start and end are single existing local times with the same
    offset. twice: start or end is a local time that occurs twice.
    """

    start_utc: datetime
    end_utc: datetime
    start_local: datetime
    end_local: datetime
    trouble: ClockTrouble | None
    twice: bool


def place(local: datetime, minutes: int, zone: str) -> Placed:
    """Return where a walk that starts at `local` and lasts `minutes` really stands."""
    tz = zone_named(zone)
    first = local.replace(tzinfo=tz, fold=0)
    before, after = first.utcoffset() or timedelta(), _other_offset(first)
    start_utc = first.astimezone(UTC)
    end_utc = start_utc + timedelta(minutes=minutes)
    end = end_utc.astimezone(tz)
    end_offset = end.utcoffset() or timedelta()
    end_local = end.replace(tzinfo=None, fold=0)
    end_twice = _other_offset(end) != end_offset
    if before == after:
        trouble = None
        if end_twice:
            trouble = ClockTrouble.END_TWICE
        elif end_offset != before:
            trouble = ClockTrouble.CHANGE_DURING
        return Placed(start_utc, end_utc, local, end_local, trouble, end_twice)
    # In a gap, fold=0 has the smaller offset (the one before); in a doubled hour the greater.
    if before < after:
        real = start_utc.astimezone(tz).replace(tzinfo=None, fold=0)
        return Placed(start_utc, end_utc, real, end_local, ClockTrouble.START_SKIPPED, end_twice)
    return Placed(start_utc, end_utc, local, end_local, ClockTrouble.START_TWICE, True)


def _other_offset(aware: datetime) -> timedelta:
    """Return the offset that the same wall time has with the other `fold`."""
    return aware.replace(fold=1 - aware.fold).utcoffset() or timedelta()


def clock_trouble(local: datetime, minutes: int, zone: str) -> ClockTrouble | None:
    """Return how a walk that starts at `local` meets a clock change, or None when it does not.

    None means: start and end are single existing local times, with the same offset from UTC.
    """
    return place(local, minutes, zone).trouble
