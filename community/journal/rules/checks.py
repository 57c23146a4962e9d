"""What an entry may hold: minutes, days, distances that can be true."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

LONGEST_WALK_MINUTES = 600  # [D] ten hours: longer is a slip of the finger
FASTEST_KM_H = 7.0  # backcare.md 4.1: plausible walks are 1 to 7 km/h
FIRST_DAY = date(2000, 1, 1)  # [D] earlier is a slip of the finger
LONGEST_DISTANCE_M = 70_000  # FASTEST_KM_H for LONGEST_WALK_MINUTES
FURTHEST_ZONE_HOURS = 14  # UTC+14: where a day begins first


@dataclass(frozen=True)
class Entry:
    """What a person writes down about one walk."""

    minutes: int
    day: date
    before: int | None = None
    after: int | None = None
    morning: int | None = None
    leg: str | None = None
    distance_m: int | None = None
    note: str = ""


def without_health(entry: Entry) -> Entry:
    """Return `entry` as it may be kept without consent: minutes and distance only."""
    return replace(entry, before=None, after=None, morning=None, leg=None, note="")


def minutes_until(planned: int, start: datetime, left: datetime | None) -> int:
    """Return the minutes of somebody who left at `left`, or stayed to the planned end."""
    if left is None:
        return max(1, min(planned, LONGEST_WALK_MINUTES))
    walked = int((left - start) / timedelta(minutes=1))
    return max(1, min(walked, planned, LONGEST_WALK_MINUTES))


def is_too_fast(minutes: int, distance_m: float) -> bool:
    """Whether nobody walks that far in that time."""
    return distance_m / 1000 > FASTEST_KM_H * minutes / 60


def kept_distance_m(minutes: int, planned_minutes: int, distance_m: int | None) -> int | None:
    """Return the route's distance while it still fits the minutes that were walked.

    Whoever walked less than planned turned back somewhere; how far, nobody knows.
    """
    return distance_m if minutes >= planned_minutes else None


def latest_day(now: datetime, zone: str | None) -> date:
    """Return the last day that can lie behind somebody: today in `zone`, or anywhere."""
    if zone is None:
        return (now + timedelta(hours=FURTHEST_ZONE_HOURS)).date()
    return now.astimezone(ZoneInfo(zone)).date()
