"""VTIMEZONE: what a calendar file says about the clock changes of a zone.

Exactly one pair DAYLIGHT and STANDARD, each with a yearly rule, or one STANDARD where the clock
does not change; Outlook reads nothing else. Where no such pair is true (Casablanca, Gaza, a rule
changed by law) there is none, and times are written in UTC.

Source: calendar.md section 3, "VTIMEZONE"; RFC 5545 3.6.5.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache

from community.calendar.rules.text import content_lines
from community.events.rules.local_time import ClockChange, clock_changes, zone_named
from community.events.rules.rule import ORDINALS, WEEKDAYS, nth_weekday

# So many years after the range decide between two rules that both fit it. Source: calendar.md
# section 3, "and most years beyond"; the number is ours.
YEARS_BEYOND = 28


@lru_cache(maxsize=512)
def vtimezone(zone: str, first_year: int, last_year: int) -> str | None:
    """Return the VTIMEZONE text (CRLF lines) that is true in these years, or None.

    zone: IANA name, used as TZID. first_year, last_year: both inclusive: the year before the
    earliest local start written, and the last year of the window.
    """
    changes = tuple(clock_changes(zone, first_year, last_year))
    if changes:
        observances = _pair(zone, changes, first_year, last_year)
    else:
        observances = _without_changes(zone, first_year)
    if observances is None:
        return None
    head = f"BEGIN:VTIMEZONE\r\nTZID:{zone}\r\nX-LIC-LOCATION:{zone}\r\n"
    return head + observances + "END:VTIMEZONE\r\n"


def has_true_timezone(zone: str, first_year: int, last_year: int) -> bool:
    """Return whether local times of these years may be written with a TZID."""
    return vtimezone(zone, first_year, last_year) is not None


def _without_changes(zone: str, first_year: int) -> str:
    local = datetime(first_year, 1, 1).replace(tzinfo=zone_named(zone))  # noqa: DTZ001
    offset = local.utcoffset() or timedelta()
    return _observance("STANDARD", "19700101T000000", offset, offset, local.tzname(), None)


def _pair(zone: str, changes: Sequence[ClockChange], first_year: int, last_year: int) -> str | None:
    """Return DAYLIGHT and STANDARD, or None when no pair of yearly rules is true."""
    forward = [change for change in changes if change.after > change.before]
    back = [change for change in changes if change.after < change.before]
    texts = []
    for name, onsets in (("DAYLIGHT", forward), ("STANDARD", back)):
        rule = _yearly_rule(zone, onsets, first_year, last_year)
        if rule is None:
            return None
        first = onsets[0]
        wall = first.instant.replace(tzinfo=None) + first.before
        tzname = first.instant.astimezone(zone_named(zone)).tzname()
        texts.append(
            _observance(name, f"{wall:%Y%m%dT%H%M%S}", first.before, first.after, tzname, rule)
        )
    if {(forward[0].before, forward[0].after)} != {(back[0].after, back[0].before)}:
        return None
    return "".join(texts)


def _yearly_rule(
    zone: str, onsets: Sequence[ClockChange], first_year: int, last_year: int
) -> str | None:
    """Return the RRULE that gives exactly these onsets, one in each year, or None."""
    walls = [onset.instant.replace(tzinfo=None) + onset.before for onset in onsets]
    if [wall.year for wall in walls] != list(range(first_year, last_year + 1)):
        return None
    if len({(onset.before, onset.after) for onset in onsets}) > 1:
        return None
    if len({(wall.month, wall.weekday(), wall.time()) for wall in walls}) > 1:
        return None
    month, weekday = walls[0].month, walls[0].weekday()
    fitting = [
        ordinal
        for ordinal in ORDINALS
        if all(nth_weekday(wall.year, month, ordinal, weekday) == wall.date() for wall in walls)
    ]
    if not fitting:
        return None
    best = max(
        fitting, key=lambda ordinal: _years_fitting_beyond(zone, walls[0], ordinal, last_year)
    )
    return f"FREQ=YEARLY;BYMONTH={month};BYDAY={best}{WEEKDAYS[weekday]}"


def _years_fitting_beyond(zone: str, wall: datetime, ordinal: int, last_year: int) -> int:
    """Return in how many of the years after the range the rule meets a real clock change."""
    beyond = range(last_year + 1, last_year + 1 + YEARS_BEYOND)
    real = {
        (change.instant.replace(tzinfo=None) + change.before).date()
        for change in clock_changes(zone, beyond.start, beyond.stop)
    }
    return sum(nth_weekday(year, wall.month, ordinal, wall.weekday()) in real for year in beyond)


def _observance(
    name: str,
    start: str,
    before: timedelta,
    after: timedelta,
    tzname: str | None,
    rrule: str | None,
) -> str:
    lines = [
        f"BEGIN:{name}",
        f"DTSTART:{start}",
        f"TZOFFSETFROM:{offset_text(before)}",
        f"TZOFFSETTO:{offset_text(after)}",
        f"TZNAME:{tzname}",
    ]
    if rrule is not None:
        lines.append(f"RRULE:{rrule}")
    lines.append(f"END:{name}")
    return content_lines(lines)


def offset_text(offset: timedelta) -> str:
    """Return an offset from UTC as +HHMM, or +HHMMSS where it has seconds."""
    seconds = int(offset.total_seconds())
    sign, seconds = ("-" if seconds < 0 else "+"), abs(seconds)
    text = f"{sign}{seconds // 3600:02}{seconds // 60 % 60:02}"
    return text + (f"{seconds % 60:02}" if seconds % 60 else "")
