"""Time zones: which one holds at a place, and which ones a group can choose."""

from __future__ import annotations

from importlib.resources import files
from zoneinfo import available_timezones

import tzfpy


def _names_by_country() -> tuple[str, ...]:
    """The names of tzdata's own list, one or more a country, without old spellings."""
    table = (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8")
    lines = [line.split("\t") for line in table.splitlines() if not line.startswith("#")]
    known = available_timezones()
    return tuple(sorted({line[2] for line in lines if len(line) > 2} & known))


ZONES: tuple[str, ...] = _names_by_country()
"""IANA names of the shape Area/City (calendar.md 2)."""

_ZONES = frozenset(ZONES)


def zone_at(lat: float, lon: float) -> str | None:
    """Return the zone in which the place lies, or None out at sea."""
    zone = tzfpy.get_tz(lon, lat)
    return zone if zone in _ZONES else None
