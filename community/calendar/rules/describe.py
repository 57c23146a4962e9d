"""What a component says in words: title, place, description; and what it must not say.

Here alone is decided who reads the exact meeting point and a first name. Nothing that changes
with an answer is written: no count, no "full", no other person's name.

Source: calendar.md section 4: SUMMARY, LOCATION, GEO, DESCRIPTION, CATEGORIES, and the last table.
"""

from __future__ import annotations

from community.calendar.rules.event import (
    Audience,
    CalendarDate,
    CalendarWalk,
    FirstName,
    MeetingPlace,
    Reader,
    Shown,
    Standing,
)
from community.calendar.rules.layout import start_of
from community.calendar.rules.phrases import Phrases
from community.calendar.rules.text import clean_line, clean_text, escape_text, quoted_parameter
from community.events.rules.dates import DateStatus

LONGEST_DESCRIPTION = 1000  # characters; source: calendar.md section 4, DESCRIPTION
APPLE_RADIUS_M = 50  # source: calendar.md section 4, X-APPLE-RADIUS


def shows_exact_place(walk: CalendarWalk, reader: Reader) -> bool:
    """Return whether this reader sees the exact meeting point."""
    return reader.audience is Audience.MEMBER or walk.group_shows_place


def shown_name(walk: CalendarWalk, reader: Reader, person: FirstName | None) -> str:
    """Return the first name as this reader may see it, or "".

    Members: if the person agrees. The public: if the group and the person agree.
    """
    if person is None or not person.agrees or not person.name:
        return ""
    if reader.audience is not Audience.MEMBER and not walk.group_shows_leaders:
        return ""
    return clean_line(person.name, reader.phrases.instead_of_address)


def summary_of(
    walk: CalendarWalk,
    reader: Reader,
    shown: Shown,
    date: CalendarDate | None,
    standing: Standing,
) -> str:
    """Return the title with at most one prefix, and the group outside its own feed."""
    phrases = reader.phrases
    title = clean_line(shown.title, phrases.instead_of_address)
    if reader.names_group and walk.group_name:
        group = clean_line(walk.group_name, phrases.instead_of_address)
        title = phrases.title_with_group % {"title": title, "group": group}
    prefixed = _prefixed(phrases, date, standing)
    return prefixed % {"title": title} if prefixed else title


def _prefixed(phrases: Phrases, date: CalendarDate | None, standing: Standing) -> str:
    if date is not None and date.status is DateStatus.CANCELLED:
        return phrases.summary_cancelled
    if standing is Standing.LEADING:
        return phrases.summary_leading
    if standing is Standing.WAITING:
        return phrases.summary_waiting
    if standing is Standing.MAYBE:
        return phrases.summary_maybe
    return phrases.summary_moved if date is not None and is_moved(date) else ""


def is_moved(date: CalendarDate) -> bool:
    """Return whether day or start changed; it stays so, nothing shown depends on the clock."""
    return start_of(date) != date.original_local


def location_lines(walk: CalendarWalk, reader: Reader, shown: Shown) -> list[str]:
    """Return LOCATION, and GEO and Apple's map point when the exact place is shown."""
    place, phrases = shown.place, reader.phrases
    if not shows_exact_place(walk, reader):
        area = clean_line(place.area, phrases.instead_of_address)
        return [f"LOCATION:{escape_text(phrases.area_only % {'area': area})}"] if area else []
    # LOCATION begins with X-TITLE, letter by letter, else Apple shows no map.
    name = clean_line(place.name, phrases.instead_of_address).replace('"', "'")
    full = _name_and_address(name, place, phrases)
    lines = [f"LOCATION:{escape_text(full)}"] if full else []
    if place.latitude is None or place.longitude is None:
        return lines
    latitude, longitude = f"{place.latitude:.6f}", f"{place.longitude:.6f}"
    lines.append(f"GEO:{latitude};{longitude}")
    if name:
        lines.append(
            f"X-APPLE-STRUCTURED-LOCATION;VALUE=URI;X-APPLE-RADIUS={APPLE_RADIUS_M};"
            f"X-TITLE={quoted_parameter(name)}:geo:{latitude},{longitude}"
        )
    return lines


def _name_and_address(name: str, place: MeetingPlace, phrases: Phrases) -> str:
    address = clean_line(place.address, phrases.instead_of_address)
    return ", ".join(part for part in (name, address) if part)


def description_of(
    walk: CalendarWalk, reader: Reader, shown: Shown, date: CalendarDate | None, url: str
) -> str:
    """Return the description: plain text of at most 1,000 characters that ends with the link."""
    phrases = reader.phrases
    lines = [_what_happened(walk, reader, date)]
    lines += [clean_text(line, phrases.instead_of_address) for line in shown.route_lines]
    if shows_exact_place(walk, reader):
        name = clean_line(shown.place.name, phrases.instead_of_address)
        place = _name_and_address(name, shown.place, phrases)
        lines.append(phrases.meeting_point % {"place": place} if place else "")
    else:
        lines.append(phrases.place_for_members)
    leader = shown_name(walk, reader, shown.leader)
    lines.append(phrases.leader % {"name": leader} if leader else "")
    text = "\n".join(line for line in lines if line)
    room = LONGEST_DESCRIPTION - len(url) - 1
    if len(text) > room:
        text = text[: room - 1].rstrip() + "…"
    return f"{text}\n{url}" if text else url


def _what_happened(walk: CalendarWalk, reader: Reader, date: CalendarDate | None) -> str:
    """Return who called the date off or moved it, why, and from when."""
    if date is None:
        return ""
    phrases = reader.phrases
    called_off = date.status is DateStatus.CANCELLED
    if not called_off and not is_moved(date):
        return ""
    values = {
        "name": shown_name(walk, reader, date.changed_by),
        "reason": clean_text(date.reason, phrases.instead_of_address),
        "when": phrases.day_and_time(date.original_local),
    }
    key = (called_off, bool(values["name"]), bool(values["reason"]))
    sentence = {
        (True, False, False): phrases.called_off,
        (True, False, True): phrases.called_off_reason,
        (True, True, False): phrases.called_off_by,
        (True, True, True): phrases.called_off_by_reason,
        (False, False, False): phrases.moved,
        (False, False, True): phrases.moved_reason,
        (False, True, False): phrases.moved_by,
        (False, True, True): phrases.moved_by_reason,
    }[key]
    return sentence % values


def categories_text(reader: Reader, shown: Shown) -> str:
    """Return the value of CATEGORIES: texts between commas."""
    instead = reader.phrases.instead_of_address
    return ",".join(escape_text(clean_line(one, instead)) for one in shown.categories)
