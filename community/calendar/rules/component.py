"""Writes the VEVENTs of one walk: our own fast writer, exact to the octet.

The result depends only on the walk, the reader and the last year of the window, so that it can
be kept and joined into many feeds (`feed.py`).

Source: calendar.md section 4; RFC 5545, RFC 7986.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from community.calendar.rules.describe import (
    categories_text,
    description_of,
    location_lines,
    summary_of,
)
from community.calendar.rules.event import (
    Alarm,
    CalendarDate,
    CalendarWalk,
    Reader,
    Shown,
    Standing,
)
from community.calendar.rules.layout import Layout, lay_out, start_of
from community.calendar.rules.text import content_lines, escape_text
from community.events.rules.dates import DateStatus
from community.events.rules.local_time import Placed, place, to_utc
from community.events.rules.series import last_start, rrule_text

EVENING_HOUR = 18  # our choice for the alarm "evening before"
# Source: calendar.md section 4: OPAQUE/BUSY only for coming and leading.
BUSY_STANDINGS = frozenset({Standing.COMING, Standing.LEADING})
# Source: calendar.md section 4: TENTATIVE for maybe, waiting list, "other walks".
TENTATIVE_STANDINGS = frozenset({Standing.MAYBE, Standing.WAITING, Standing.OTHER})


@dataclass(frozen=True, slots=True)
class Component:
    """One VEVENT, written.

    recurrence_id: local start text of an override, "" of others. start_utc, end_utc: of the
    date; of a series its first start and its last end, None when open. zone: the TZID used, ""
    when it is in UTC. first_local: earliest local start in it.
    """

    uid: str
    recurrence_id: str
    octets: bytes
    start_utc: datetime
    end_utc: datetime | None
    zone: str
    first_local: datetime
    called_off: bool = False
    in_series: bool = False


@dataclass(frozen=True, slots=True)
class WalkFragment:
    """All components of one walk for one reader. whole: a series, which is never cut."""

    components: tuple[Component, ...]
    whole: bool = False


def write_walk(walk: CalendarWalk, reader: Reader, horizon_year: int) -> WalkFragment:
    """Return all VEVENTs of a walk. horizon_year: the last year of the window."""
    layout = lay_out(walk, horizon_year)
    components = []
    if layout.has_master:
        components.append(_write_master(walk, reader, layout))
        components.extend(_write_date(walk, reader, layout, one, True) for one in layout.overrides)
    components.extend(_write_date(walk, reader, layout, one, False) for one in layout.own_events)
    return WalkFragment(tuple(components), layout.has_master)


def uid_of(walk: CalendarWalk, reader: Reader, original_local: datetime | None = None) -> str:
    """Return the UID of a walk, or of one date of it that is an event of its own."""
    date_part = "" if original_local is None else f"-{original_local:%Y%m%dT%H%M}"
    return f"walk-{walk.uid}{date_part}@{reader.site_id}"


def _write_master(walk: CalendarWalk, reader: Reader, layout: Layout) -> Component:
    schedule = walk.schedule
    start = schedule.start_local
    start_utc = to_utc(start, schedule.zone)
    length = timedelta(minutes=schedule.minutes)
    last = last_start(schedule)
    uid = uid_of(walk, reader)
    when = [
        f"DTSTART;TZID={schedule.zone}:{_local(start)}",
        f"DTEND;TZID={schedule.zone}:{_local(start + length)}",
        f"RRULE:{rrule_text(schedule)}",
        *(f"EXDATE;TZID={schedule.zone}:{_local(one)}" for one in layout.exdates),
    ]
    text = _event_text(
        walk,
        reader,
        walk.shown,
        date=None,
        uid=uid,
        stamp=_stamp_of_master(walk, layout),
        when=when,
        standing=walk.standing,
    )
    return Component(
        uid,
        "",
        text,
        start_utc,
        None if last is None else to_utc(last, schedule.zone) + length,
        schedule.zone,
        start,
        in_series=True,
    )


def _stamp_of_master(walk: CalendarWalk, layout: Layout) -> datetime:
    """Return the last change of what the master shows: the walk, and what left or came back.

    What an override or an event of its own shows does not change the master.
    """
    apart = {one.original_local for one in (*layout.overrides, *layout.own_events)}
    apart -= set(layout.exdates)
    stamps = [
        one.changed_at for one in walk.dates if one.changed_at and one.original_local not in apart
    ]
    return max([walk.changed_at, *stamps])


def _write_date(
    walk: CalendarWalk, reader: Reader, layout: Layout, one: CalendarDate, in_series: bool
) -> Component:
    """Write one date: an override of the series, or an event of its own."""
    zone = walk.schedule.zone
    minutes = walk.schedule.minutes if one.minutes is None else one.minutes
    placed = place(start_of(one), minutes, zone)
    uid = uid_of(walk, reader)
    recurrence_id = ""
    when = []
    if in_series:
        recurrence_id = _local(one.original_local)
        when.append(f"RECURRENCE-ID;TZID={zone}:{recurrence_id}")
    elif walk.schedule.rule is not None:
        uid = uid_of(walk, reader, one.original_local)
    with_zone = layout.zone_is_safe and not placed.twice
    when += _start_and_end_lines(placed, zone if with_zone else "")
    text = _event_text(
        walk,
        reader,
        one.shown or walk.shown,
        date=one,
        uid=uid,
        stamp=max(walk.changed_at, one.changed_at or walk.changed_at),
        when=when,
        standing=one.standing or walk.standing,
    )
    return Component(
        uid,
        recurrence_id,
        text,
        placed.start_utc,
        placed.end_utc,
        zone if with_zone else "",
        placed.start_local,
        one.status is DateStatus.CANCELLED,
        in_series,
    )


def _start_and_end_lines(placed: Placed, zone: str) -> list[str]:
    """Return DTSTART and DTEND: both local with TZID, or both in UTC when `zone` is ""."""
    if not zone:
        return [f"DTSTART:{_utc(placed.start_utc)}", f"DTEND:{_utc(placed.end_utc)}"]
    return [
        f"DTSTART;TZID={zone}:{_local(placed.start_local)}",
        f"DTEND;TZID={zone}:{_local(placed.end_local)}",
    ]


def _event_text(
    walk: CalendarWalk,
    reader: Reader,
    shown: Shown,
    *,
    date: CalendarDate | None,
    uid: str,
    stamp: datetime,
    when: list[str],
    standing: Standing,
) -> bytes:
    """Return one VEVENT, each line folded, in the fixed order of properties."""
    called_off = date is not None and date.status is DateStatus.CANCELLED
    busy = standing in BUSY_STANDINGS and not called_off
    summary = escape_text(summary_of(walk, reader, shown, date, standing))
    url = url_of(walk, reader, date)
    changed = _utc(stamp)
    lines = [
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{changed}",
        f"LAST-MODIFIED:{changed}",
        f"CREATED:{_utc(walk.published_at)}",
        f"SEQUENCE:{walk.sequence}",
        *when,
        f"SUMMARY:{summary}",
        f"STATUS:{_status(standing, called_off)}",
        "TRANSP:OPAQUE" if busy else "TRANSP:TRANSPARENT",
        "X-MICROSOFT-CDO-BUSYSTATUS:BUSY" if busy else "X-MICROSOFT-CDO-BUSYSTATUS:FREE",
        *location_lines(walk, reader, shown),
        f"DESCRIPTION:{escape_text(description_of(walk, reader, shown, date, url))}",
        f"URL:{url}",
    ]
    if shown.categories:
        lines.append(f"CATEGORIES:{categories_text(reader, shown)}")
    if reader.alarm is not Alarm.NONE and not called_off:
        start = walk.schedule.start_local if date is None else start_of(date)
        lines += _alarm_lines(reader.alarm, start, summary)
    lines.append("END:VEVENT")
    return content_lines(lines).encode("utf-8")


def url_of(walk: CalendarWalk, reader: Reader, date: CalendarDate | None) -> str:
    """Return the address of the page: of the date, or of the series for a master."""
    if date is None:
        return f"{reader.base_url}/series/{walk.walk_id}"
    return f"{reader.base_url}/walks/{date.date_id}"


def _status(standing: Standing, called_off: bool) -> str:
    if called_off:
        return "CANCELLED"
    return "TENTATIVE" if standing in TENTATIVE_STANDINGS else "CONFIRMED"


def _alarm_lines(alarm: Alarm, start: datetime, summary: str) -> list[str]:
    """Return a VALARM; "evening before" is counted back from the local start."""
    minutes = {Alarm.ONE_HOUR: 60, Alarm.TWO_HOURS: 120}.get(alarm)
    if minutes is None:
        minutes = 24 * 60 - EVENING_HOUR * 60 + start.hour * 60 + start.minute
    hours, rest = divmod(minutes, 60)
    trigger = "-PT" + (f"{hours}H" if hours else "") + (f"{rest}M" if rest else "")
    return [
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"TRIGGER:{trigger}",
        f"DESCRIPTION:{summary}",
        "END:VALARM",
    ]


def _local(value: datetime) -> str:
    return (
        f"{value.year:04}{value.month:02}{value.day:02}"
        f"T{value.hour:02}{value.minute:02}{value.second:02}"
    )


@lru_cache(maxsize=1024)
def _utc(value: datetime) -> str:
    return _local(value.astimezone(UTC)) + "Z"
