"""Time zones: which one holds at a place, and which ones a group can choose."""

from __future__ import annotations

from zoneinfo import available_timezones

import tzfpy

_OTHER_NAMES = ("Etc/", "SystemV/", "US/", "posix/", "right/")

ZONES: tuple[str, ...] = tuple(
    sorted(
        name for name in available_timezones() if "/" in name and not name.startswith(_OTHER_NAMES)
    )
)
"""IANA names of the shape Area/City (calendar.md 2)."""


def zone_at(lat: float, lon: float) -> str | None:
    """Return the zone in which the place lies, or None out at sea."""
    zone = tzfpy.get_tz(lon, lat)
    return zone if zone in ZONES else None
