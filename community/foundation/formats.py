"""Dates, times and distances in the reader's words (design-brief.md 6)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from babel.numbers import format_decimal, format_percent
from flask import Flask
from flask_babel import get_locale, gettext, ngettext

from community.foundation import clock
from community.foundation.security import viewer
from community.foundation.settings import Settings

METRES_A_MILE = 1609.344  # international mile, exact
NO_BREAK = "\u00a0"

_units: ContextVar[str | None] = ContextVar("units", default=None)


@contextmanager
def written_in(units: str) -> Iterator[None]:
    """Write distances in `units` (km, miles), for a reader who is not the viewer: feeds, mails."""
    token = _units.set(units)
    try:
        yield
    finally:
        _units.reset(token)


def _units_of_reader() -> str:
    """Return the units of who will read this: as said, else the viewer's."""
    chosen = _units.get()
    if chosen is not None:
        return chosen
    person = viewer()
    return str(person.units) if person is not None else "km"


def day(when: date | datetime) -> str:
    """Return "Thu 14 May"; with the year when it is not this one."""
    this_year = when.year == clock.now().year
    return format_date(when, "EEE d MMM" if this_year else "EEE d MMM y", locale=_locale())


def long_day(when: date | datetime) -> str:
    """Return "Thursday 14 May"; with the year when it is not this one."""
    this_year = when.year == clock.now().year
    return format_date(when, "EEEE d MMMM" if this_year else "EEEE d MMMM y", locale=_locale())


def weekday(when: date | datetime) -> str:
    """Return "Thursday"."""
    return format_date(when, "EEEE", locale=_locale())


def short_weekday(when: date | datetime) -> str:
    """Return "Thu"."""
    return format_date(when, "EEE", locale=_locale())


def short_month(when: date | datetime) -> str:
    """Return "May"."""
    return format_date(when, "MMM", locale=_locale())


def clock_time(when: datetime) -> str:
    """Return "9:30"; `when` is a wall time already."""
    return format_time(when, "H:mm", locale=_locale())


def in_zone(instant: datetime, zone: str) -> datetime:
    """Return the wall time in `zone` at the aware `instant`."""
    return instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def number(value: float) -> str:
    """Return "1,740"."""
    return format_decimal(value, locale=_locale())


def percent(value: float) -> str:
    """Return "6%" for 6; halves are kept."""
    pattern = "0.#%" if value % 1 else "0%"
    return format_percent(value / 100, pattern, locale=_locale())


def distance(metres: float | None, units: str | None = None) -> str:
    """Return "2.4 km", under 1 km in tens of metres; in miles with one decimal."""
    if metres is None:
        return gettext("not known")
    if (units or _units_of_reader()) == "miles":
        miles = format_decimal(metres / METRES_A_MILE, "0.0", locale=_locale())
        return gettext("%(number)s\u00a0miles", number=miles)
    if metres < 995:
        return gettext("%(number)s\u00a0m", number=round(metres / 10) * 10)
    kilometres = format_decimal(metres / 1000, "0.0", locale=_locale())
    return gettext("%(number)s\u00a0km", number=kilometres)


def metres(value: float | None) -> str:
    """Return "6 m" of height, whole metres; in feet for who reads miles."""
    if value is None:
        return gettext("not known")
    if _units_of_reader() == "miles":
        return gettext("%(number)s\u00a0feet", number=number(round(value / 0.3048)))
    return gettext("%(number)s\u00a0m", number=number(round(value)))


def minutes(value: float) -> str:
    """Return "1 minute", "95 minutes"."""
    whole = round(value)
    words = ngettext(
        "%(minutes)s\u00a0minute", "%(minutes)s\u00a0minutes", whole, minutes=number(whole)
    )
    return str(words)


def _locale() -> Any:
    return get_locale() or "en"


FILTERS = {
    "day": day,
    "long_day": long_day,
    "weekday": weekday,
    "short_weekday": short_weekday,
    "short_month": short_month,
    "clock": clock_time,
    "in_zone": in_zone,
    "number": number,
    "percent": percent,
    "distance": distance,
    "metres": metres,
    "minutes": minutes,
}


def register(app: Flask, settings: Settings) -> None:
    """Give templates the filters."""
    app.jinja_env.filters.update(FILTERS)
