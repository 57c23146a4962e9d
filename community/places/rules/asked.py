"""Where somebody looks, as an address says it: a text or a point, and how far around it. Pure.

Nothing is ever refused here: what cannot be read is left out, and a point that is none is marked,
so that the page can say so.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Protocol

LONGEST_TEXT = 120
FIRST_KM, FURTHER_KM, MOST_KM = 10, 5, 100
_NUMBER = re.compile(r"[-+]?\d{1,3}(\.\d{1,15})?")


class Arguments(Protocol):
    """The arguments of an address: werkzeug's MultiDict, of repeated ones the first counts."""

    def get(self, key: str, default: str, /) -> str: ...
    def getlist(self, key: str) -> list[str]: ...


@dataclass(frozen=True)
class AskedPlace:
    """A text or a point; `is_wrong`: there was a point, and it is none on Earth."""

    near: str = ""
    lat: float | None = None
    lon: float | None = None
    is_wrong: bool = False


def asked_place(near: str, lat_text: str, lon_text: str) -> AskedPlace:
    """Return where an address looks; `near` is one clean line."""
    lat, lon = _degrees(lat_text, 90), _degrees(lon_text, 180)
    if lat is not None and lon is not None:
        return AskedPlace(lat=lat, lon=lon)
    near = near[:LONGEST_TEXT]
    return AskedPlace(near, is_wrong=bool(lat_text or lon_text) and not near)


def place_told(
    near: str, lat: float | None, lon: float | None
) -> list[tuple[str, str | int | float]]:
    """Return the arguments of an address that looks there."""
    told: list[tuple[str, str | int | float]] = [("near", near)] if near else []
    if lat is not None and lon is not None:
        told += [("lat", f"{lat:.6g}"), ("lon", f"{lon:.6g}")]
    return told


def whole_number(text: str, least: int, most: int) -> int:
    """Return a number within limits; `least` when it cannot be read."""
    if not re.fullmatch(r"[0-9]{1,6}", text.strip()):
        return least
    return min(most, max(least, int(text)))


def kilometres(text: str) -> int:
    """Return one of 10, 15, 20 … 100: the links know no others."""
    steps = round((whole_number(text, FIRST_KM, MOST_KM) - FIRST_KM) / FURTHER_KM)
    return FIRST_KM + FURTHER_KM * steps


def further_km(within_km: int) -> int | None:
    """Return 5 km more, or None when that is far enough."""
    return None if within_km >= MOST_KM else min(MOST_KM, within_km + FURTHER_KM)


def _degrees(text: str, most: float) -> float | None:
    text = text.strip()
    if not _NUMBER.fullmatch(text):
        return None
    value = float(text)
    return value if math.isfinite(value) and abs(value) <= most else None
