"""Joins the written walks to a calendar file: what is in it, in which order, how much.

Source: calendar.md section 3 (header, order, VTIMEZONE) and section 5 (window, caps).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from community.calendar.rules.colour import css3_name
from community.calendar.rules.component import Component, WalkFragment, write_walk
from community.calendar.rules.event import CalendarWalk, Reader
from community.calendar.rules.text import clean_line, clean_text, content_lines, escape_text
from community.calendar.rules.vtimezone import vtimezone

# Source: calendar.md section 5.
DAYS_BACK, DAYS_AHEAD = 180, 730
MOST_COMPONENTS = 1_000
MOST_OCTETS = 900_000
# Source: calendar.md section 4, "Called-off dates stay until 30 days after".
DAYS_CALLED_OFF_STAYS = 30
# Ours, not a library's. Source: calendar.md section 3.
PRODID = "-//Amble//Amble 1//EN"
REFRESH = "PT1H"  # source: calendar.md section 3, REFRESH-INTERVAL

_HEAD = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:{PRODID}\r\nCALSCALE:GREGORIAN\r\n"
_TAIL = b"END:VCALENDAR\r\n"


@dataclass(frozen=True, slots=True)
class FeedHeader:
    """Names of a feed. colour: "#rrggbb" of the group, "" without."""

    name: str
    description: str = ""
    colour: str = ""


def horizon_year(today: date) -> int:
    """Return the last year of the window. today: the UTC date."""
    return (today + timedelta(days=DAYS_AHEAD)).year


def render_feed(
    header: FeedHeader, walks: Iterable[CalendarWalk], reader: Reader, today: date
) -> bytes:
    """Return a whole feed. today: the UTC date, which moves the window. For kept fragments call
    `write_walk` and `join_feed` instead.
    """
    year = horizon_year(today)
    fragments = [write_walk(walk, reader, year) for walk in walks]
    return join_feed(header, fragments, today, reader.phrases.instead_of_address)


def join_feed(
    header: FeedHeader,
    fragments: Iterable[WalkFragment],
    today: date,
    instead_of_address: str = "",
) -> bytes:
    """Return the feed made of written walks: window, caps, order, VTIMEZONEs.

    The fragments must have been written with `horizon_year(today)`. An empty feed is a valid
    calendar without VEVENT.
    """
    head = feed_head(header, instead_of_address)
    units = [unit for fragment in fragments for unit in _units_in_window(fragment, today)]
    kept = _within_caps(units, today, len(head) + len(_TAIL))
    return _file(head, [one for unit in kept for one in unit], horizon_year(today))


def render_download(walk: CalendarWalk, reader: Reader, today: date) -> bytes:
    """Return a download: a series whole, or with `walk.single_dates` its given dates.

    Carries METHOD:PUBLISH and never a calendar name, for Outlook would open a new calendar.
    """
    starts = [walk.schedule.start_local, *(one.original_local for one in walk.dates)]
    year = max(horizon_year(today), *(start.year for start in starts))
    fragment = write_walk(walk, reader, year)
    return _file(_method_head("PUBLISH"), list(fragment.components), year)


def _method_head(method: str) -> bytes:
    return f"{_HEAD}METHOD:{method}\r\n".encode()


def feed_head(header: FeedHeader, instead_of_address: str = "") -> bytes:
    """Return the lines of a feed before its components."""
    name = escape_text(clean_line(header.name, instead_of_address))
    lines = [f"NAME:{name}", f"X-WR-CALNAME:{name}"]
    if header.description:
        text = escape_text(clean_text(header.description, instead_of_address))
        lines.append(f"X-WR-CALDESC:{text}")
    lines.append(f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}")
    lines.append(f"X-PUBLISHED-TTL:{REFRESH}")
    if header.colour:
        lines.append(f"COLOR:{css3_name(header.colour)}")
        lines.append(f"X-APPLE-CALENDAR-COLOR:{header.colour.upper()}")
    return _method_head("PUBLISH") + content_lines(lines).encode()


# --- what is in it ------------------------------------------------------------------------------


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=UTC)


def _units_in_window(fragment: WalkFragment, today: date) -> list[list[Component]]:
    """Return what is written of a walk: lists of components that stay or go together.

    A series with any date in the window is one list; single dates are lists of one.
    """
    begin = _midnight(today - timedelta(days=DAYS_BACK))
    end = _midnight(today + timedelta(days=DAYS_AHEAD + 1))
    staying = [one for one in fragment.components if one.in_series or not _is_over(one, today)]
    inside = [
        one
        for one in staying
        if one.start_utc < end and (one.end_utc is None or one.end_utc > begin)
    ]
    if fragment.whole:
        return [staying] if inside else []
    return [[one] for one in inside]


def _is_over(one: Component, today: date) -> bool:
    """Return whether a called-off date has been shown long enough."""
    if not one.called_off or one.end_utc is None:
        return False
    return one.end_utc.date() + timedelta(days=DAYS_CALLED_OFF_STAYS) < today


def _within_caps(
    units: Sequence[list[Component]], today: date, octets_around: int
) -> list[list[Component]]:
    """Drop the oldest past, then the farthest future, until the feed is small enough."""
    zones = {one.zone for unit in units for one in unit if one.zone}
    count = sum(len(unit) for unit in units) + len(zones)
    octets = octets_around + sum(len(one.octets) for unit in units for one in unit)
    octets += sum(_zone_octets(zone, units, today) for zone in zones)
    if count <= MOST_COMPONENTS and octets <= MOST_OCTETS:
        return list(units)
    now = _midnight(today)
    ordered = sorted(units, key=lambda unit: _order_of_dropping(unit, now))
    for dropped, unit in enumerate(ordered):
        if count <= MOST_COMPONENTS and octets <= MOST_OCTETS:
            return ordered[dropped:]
        count -= len(unit)
        octets -= sum(len(one.octets) for one in unit)
    return []


def _order_of_dropping(unit: Sequence[Component], now: datetime) -> tuple[int, float, str]:
    """Return a key: what is past by its end, then the rest by its start, the farthest first."""
    ends = [one.end_utc for one in unit]
    known = [end for end in ends if end is not None]
    if len(known) == len(ends) and max(known) < now:
        return 0, max(known).timestamp(), unit[0].uid
    return 1, -min(one.start_utc for one in unit).timestamp(), unit[0].uid


def _zone_octets(zone: str, units: Sequence[list[Component]], today: date) -> int:
    components = [one for unit in units for one in unit]
    return len(_timezone_of(zone, components, horizon_year(today)))


# --- the file -----------------------------------------------------------------------------------


def _file(head: bytes, components: Sequence[Component], last_year: int) -> bytes:
    ordered = sorted(components, key=lambda one: (one.uid, one.recurrence_id))
    zones = sorted({one.zone for one in ordered if one.zone})
    parts = [head]
    parts += [_timezone_of(zone, ordered, last_year) for zone in zones]
    parts += [one.octets for one in ordered]
    parts.append(_TAIL)
    return b"".join(parts)


def _timezone_of(zone: str, components: Sequence[Component], last_year: int) -> bytes:
    """Return the VTIMEZONE that serves all these components.

    Each walk was found safe for a range that ends in the same year; the earliest of them has
    the longest range, so that what is true for it is true for all.
    """
    first_year = min(one.first_local.year for one in components if one.zone == zone) - 1
    text = vtimezone(zone, first_year, max(last_year, first_year + 1))
    if text is None:
        raise AssertionError(f"local times of {zone} were written without a true VTIMEZONE")
    return text.encode()
