"""Feeds as calendar programs read them: over HTTP, with other people's code."""

from __future__ import annotations

import urllib.request
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import icalendar
import recurring_ical_events

from tests.journeys.phone import Phone


def feed_on(phone: Phone) -> str:
    """Return the path of the feed whose address stands on the page to be copied."""
    address = phone.page.locator(".copy-text").inner_text()
    assert address.startswith("http")
    return urlsplit(address).path


def time_on(phone: Phone) -> datetime:
    """Return the instant at which the page says that the walk starts."""
    told = phone.main.locator(".walk-times time").get_attribute("datetime")
    assert told
    return datetime.fromisoformat(told).astimezone(UTC)


def event_on(feed: str, title: str, begin: datetime) -> Any:
    """Fetch the feed and return the walk of this title that begins then, or None."""
    with urllib.request.urlopen(feed) as answer:
        calendar = icalendar.Calendar.from_ical(answer.read())
    found = recurring_ical_events.of(calendar).between(begin, begin + timedelta(minutes=1))
    same = [one for one in found if title in one["SUMMARY"] and one["DTSTART"].dt == begin]
    assert len(same) <= 1
    return same[0] if same else None
