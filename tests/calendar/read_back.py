"""Reads a feed back with other people's code: `icalendar` and `recurring-ical-events`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import icalendar
import recurring_ical_events


def parsed(feed: bytes) -> icalendar.Calendar:
    """Return the calendar; fails when any property was broken (icalendar hides those)."""
    calendar = icalendar.Calendar.from_ical(feed.decode("utf-8"))
    assert isinstance(calendar, icalendar.Calendar)
    for component in calendar.walk():
        assert not component.errors, component.errors
    return calendar


def occurrences(feed: bytes, begin: datetime, end: datetime) -> dict[str, list[str]]:
    """Return `starts`, `ends` and `cancelled` as UTC texts, of what begins in the window."""
    live: list[tuple[str, str]] = []
    cancelled: list[str] = []
    for event in recurring_ical_events.of(parsed(feed)).between(begin, end):
        start, stop = _utc(event["DTSTART"].dt), _utc(event["DTEND"].dt)
        if start < _utc(begin):
            continue
        if str(event.get("STATUS")) == "CANCELLED":
            cancelled.append(start)
        else:
            live.append((start, stop))
    live.sort()
    return {
        "starts": [start for start, _ in live],
        "ends": [stop for _, stop in live],
        "cancelled": sorted(cancelled),
    }


def events_of(feed: bytes) -> list[Any]:
    """Return the VEVENTs in their order."""
    return list(parsed(feed).walk("VEVENT"))


def unfolded(feed: bytes) -> list[str]:
    """Return the content lines."""
    return feed.decode("utf-8").replace("\r\n ", "").split("\r\n")[:-1]


def _utc(value: datetime) -> str:
    return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
