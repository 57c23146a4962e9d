"""The same feed, written with the `icalendar` library: the reference for our own fast writer.

What is written (layout, words) is decided by the rules; how it is written, every octet of it,
is the library's. Tests compare the two after parsing; benchmarks compare their speed.
Source: calendar.md section 7, "Two writers behind the same tests".
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
from icalendar.prop import vCategory, vGeo, vRecur, vText, vUri

from community.calendar.rules.colour import css3_name
from community.calendar.rules.component import (
    BUSY_STANDINGS,
    TENTATIVE_STANDINGS,
    uid_of,
    url_of,
)
from community.calendar.rules.describe import (
    description_of,
    shows_exact_place,
    summary_of,
)
from community.calendar.rules.event import CalendarDate, CalendarWalk, Reader
from community.calendar.rules.feed import FeedHeader, horizon_year
from community.calendar.rules.layout import Layout, lay_out, start_of
from community.calendar.rules.text import clean_line, clean_text
from community.calendar.rules.vtimezone import vtimezone
from community.events.rules.dates import DateStatus
from community.events.rules.local_time import place, to_local, to_utc
from community.events.rules.series import rrule_text


def reference_feed(
    header: FeedHeader, walks: Sequence[CalendarWalk], reader: Reader, today: date
) -> bytes:
    """Return the feed as the library writes it; without window and caps."""
    year = horizon_year(today)
    instead = reader.phrases.instead_of_address
    calendar = icalendar.Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", "-//Amble//Amble 1//EN")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", "PUBLISH")
    name = clean_line(header.name, instead)
    calendar.add("NAME", vText(name))
    calendar.add("X-WR-CALNAME", vText(name))
    if header.description:
        calendar.add("X-WR-CALDESC", vText(clean_text(header.description, instead)))
    calendar.add("REFRESH-INTERVAL", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", vText("PT1H"))
    if header.colour:
        calendar.add("COLOR", vText(css3_name(header.colour)))
        calendar.add("X-APPLE-CALENDAR-COLOR", vText(header.colour.upper()))
    events = [event for walk in walks for event in _events(walk, reader, year)]
    events.sort(key=lambda one: (str(one["UID"]), _recurrence_key(one)))
    for timezone in _timezones(events, year):
        calendar.add_component(timezone)
    for event in events:
        calendar.add_component(event)
    return calendar.to_ical(sorted=False)


def _recurrence_key(event: icalendar.Event) -> str:
    found = event.get("RECURRENCE-ID")
    return "" if found is None else f"{found.dt:%Y%m%dT%H%M%S}"


def _timezones(events: Sequence[icalendar.Event], year: int) -> list[icalendar.Timezone]:
    first: dict[str, int] = {}
    for event in events:
        zone = event["DTSTART"].params.get("TZID")
        if zone:
            here = min(event["DTSTART"].dt.year, first.get(zone, 9999))
            first[str(zone)] = here
    # The library's own VTIMEZONE lists every onset; Outlook needs the pair, so it reads ours.
    return [
        icalendar.Timezone.from_ical(vtimezone(zone, begin - 1, max(year, begin)))
        for zone, begin in sorted(first.items())
    ]


def _events(walk: CalendarWalk, reader: Reader, year: int) -> list[icalendar.Event]:
    layout = lay_out(walk, year)
    events = []
    if layout.has_master:
        events.append(_master(walk, reader, layout))
        events.extend(_date(walk, reader, layout, one, in_series=True) for one in layout.overrides)
    events.extend(_date(walk, reader, layout, one, in_series=False) for one in layout.own_events)
    return events


def _master(walk: CalendarWalk, reader: Reader, layout: Layout) -> icalendar.Event:
    schedule = walk.schedule
    zone = ZoneInfo(schedule.zone)
    exdates = set(layout.exdates)
    apart = {one.original_local for one in (*layout.overrides, *layout.own_events)}
    stamps = [walk.changed_at]
    for one in walk.dates:
        if one.changed_at and (one.original_local in exdates or one.original_local not in apart):
            stamps.append(one.changed_at)
    event = _begin(walk, uid_of(walk, reader), max(stamps))
    event.add("DTSTART", schedule.start_local.replace(tzinfo=zone))
    event.add(
        "DTEND", (schedule.start_local + timedelta(minutes=schedule.minutes)).replace(tzinfo=zone)
    )
    event.add("RRULE", vRecur.from_ical(rrule_text(schedule)))
    for exdate in layout.exdates:
        event.add("EXDATE", exdate.replace(tzinfo=zone))
    return _finish(event, walk, reader, None)


def _date(
    walk: CalendarWalk, reader: Reader, layout: Layout, one: CalendarDate, *, in_series: bool
) -> icalendar.Event:
    zone_name = walk.schedule.zone
    zone = ZoneInfo(zone_name)
    minutes = walk.schedule.minutes if one.minutes is None else one.minutes
    own = None if in_series or walk.schedule.rule is None else one.original_local
    stamp = max(walk.changed_at, one.changed_at or walk.changed_at)
    event = _begin(walk, uid_of(walk, reader, own), stamp)
    if in_series:
        event.add("RECURRENCE-ID", one.original_local.replace(tzinfo=zone))
    start = to_utc(start_of(one), zone_name)
    end = start + timedelta(minutes=minutes)
    doubled = place(start_of(one), minutes, zone_name).twice
    if layout.zone_is_safe and not doubled:
        event.add("DTSTART", to_local(start, zone_name).replace(tzinfo=zone))
        event.add("DTEND", to_local(end, zone_name).replace(tzinfo=zone))
    else:
        event.add("DTSTART", start)
        event.add("DTEND", end)
    return _finish(event, walk, reader, one)


def _begin(walk: CalendarWalk, uid: str, stamp: datetime) -> icalendar.Event:
    event = icalendar.Event()
    event.add("UID", uid)
    event.add("DTSTAMP", stamp.astimezone(UTC))
    event.add("LAST-MODIFIED", stamp.astimezone(UTC))
    event.add("CREATED", walk.published_at.astimezone(UTC))
    event.add("SEQUENCE", walk.sequence)
    return event


def _finish(
    event: icalendar.Event, walk: CalendarWalk, reader: Reader, one: CalendarDate | None
) -> icalendar.Event:
    shown = walk.shown if one is None or one.shown is None else one.shown
    standing = walk.standing if one is None or one.standing is None else one.standing
    called_off = one is not None and one.status is DateStatus.CANCELLED
    tentative = standing in TENTATIVE_STANDINGS
    busy = standing in BUSY_STANDINGS and not called_off
    url = url_of(walk, reader, one)
    event.add("SUMMARY", summary_of(walk, reader, shown, one, standing))
    event.add("STATUS", "CANCELLED" if called_off else "TENTATIVE" if tentative else "CONFIRMED")
    event.add("TRANSP", "OPAQUE" if busy else "TRANSPARENT")
    event.add("X-MICROSOFT-CDO-BUSYSTATUS", "BUSY" if busy else "FREE")
    _place(event, walk, reader, one)
    event.add("DESCRIPTION", description_of(walk, reader, shown, one, url))
    event.add("URL", url)
    if shown.categories:
        instead = reader.phrases.instead_of_address
        event.add("CATEGORIES", vCategory([clean_line(text, instead) for text in shown.categories]))
    return event


def _place(
    event: icalendar.Event, walk: CalendarWalk, reader: Reader, one: CalendarDate | None
) -> None:
    place = (walk.shown if one is None or one.shown is None else one.shown).place
    phrases = reader.phrases
    if not shows_exact_place(walk, reader):
        area = clean_line(place.area, phrases.instead_of_address)
        if area:
            event.add("LOCATION", phrases.area_only % {"area": area})
        return
    name = clean_line(place.name, phrases.instead_of_address).replace('"', "'")
    address = clean_line(place.address, phrases.instead_of_address)
    if name or address:
        event.add("LOCATION", ", ".join(part for part in (name, address) if part))
    if place.latitude is None or place.longitude is None:
        return
    latitude, longitude = round(place.latitude, 6), round(place.longitude, 6)
    event.add("GEO", vGeo((latitude, longitude)))
    if name:
        point = vUri(f"geo:{latitude:.6f},{longitude:.6f}")
        point.params["VALUE"] = "URI"
        point.params["X-APPLE-RADIUS"] = "50"
        point.params["X-TITLE"] = name
        event.add("X-APPLE-STRUCTURED-LOCATION", point, encode=0)
