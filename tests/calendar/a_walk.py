"""Builders of walks as a feed needs them: everything has a plain value, tests say what matters."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from community.calendar.rules.event import (
    CalendarDate,
    CalendarWalk,
    FirstName,
    MeetingPlace,
    Reader,
    Shown,
)
from community.calendar.rules.feed import FeedHeader, render_feed
from community.events.rules.rule import weekly
from community.events.rules.series import Schedule

TODAY = date(2027, 1, 20)
CHANGED_AT = datetime(2027, 1, 2, 3, 4, 5, tzinfo=UTC)
PUBLISHED_AT = datetime(2026, 12, 1, 9, tzinfo=UTC)
READER = Reader(site_id="1a2b3c4d.amble", base_url="https://walks.example")
PLACE = MeetingPlace("Old Mill", "Mill Lane 2", "Headingley", 53.8194, -1.5768)
SHOWN = Shown(
    "Canal walk",
    PLACE,
    route_lines=("Level and paved all the way.", "3.2 km, about 55 minutes."),
    categories=("Walk", "Grade A"),
    leader=FirstName("Ruth", agrees=True),
)
THURSDAYS = Schedule("Europe/London", datetime(2027, 2, 4, 10), 60, weekly(3), count=10)
UID = "00112233445566aa"


def a_walk(**values: Any) -> CalendarWalk:
    """Return a weekly walk, Thursdays at ten from 4 February 2027, ten times."""
    return CalendarWalk(
        **{
            "uid": UID,
            "walk_id": 7,
            "schedule": THURSDAYS,
            "shown": SHOWN,
            "dates": (),
            "sequence": 3,
            "changed_at": CHANGED_AT,
            "published_at": PUBLISHED_AT,
            "group_name": "Headingley Walkers",
            "group_shows_place": True,
            "group_shows_leaders": True,
            **values,
        }
    )


def a_one_off(start: datetime = datetime(2027, 2, 4, 10), **values: Any) -> CalendarWalk:
    """Return a walk with one date."""
    date_values = values.pop("date", {})
    schedule = Schedule(values.pop("zone", "Europe/London"), start, values.pop("minutes", 60))
    dates = (CalendarDate(340, start, **date_values),)
    return a_walk(schedule=schedule, dates=dates, **values)


def a_date(day: int, month: int = 2, hour: int = 10, **values: Any) -> CalendarDate:
    """Return a date of the weekly walk in 2027; its number is month and day."""
    return CalendarDate(month * 100 + day, datetime(2027, month, day, hour), **values)


def feed(*walks: CalendarWalk, reader: Reader = READER, today: date = TODAY) -> bytes:
    """Return the feed of these walks."""
    return render_feed(FeedHeader("Headingley Walkers"), walks, reader, today)
