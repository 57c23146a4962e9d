"""What stands behind the question mark of /find, as typed values. Nothing there is ever refused:
what cannot be read is left out, and a place that is none is told so on the page."""

from __future__ import annotations

import math
import re
from typing import Protocol

from community.foundation.text import clean_line
from community.pages.rules.search import (
    FIRST_KM,
    FURTHER_KM,
    MOST_KM,
    MOST_PAGES,
    PARTS,
    Asked,
)

LONGEST_TEXT = 120
SWITCHES = ("level", "gentle", "short", "seats", "toilets")
NUMBER = re.compile(r"[-+]?\d{1,3}(\.\d{1,15})?")


class Arguments(Protocol):
    """The arguments of an address: werkzeug's MultiDict, of repeated ones the first counts."""

    def get(self, key: str, default: str, /) -> str: ...
    def getlist(self, key: str) -> list[str]: ...


def asked_from(arguments: Arguments) -> Asked:
    """Return the search that an address asks for."""
    lat = _degrees(arguments.get("lat", ""), 90)
    lon = _degrees(arguments.get("lon", ""), 180)
    wants_point = bool(arguments.get("lat", "") or arguments.get("lon", ""))
    has_point = lat is not None and lon is not None
    near = clean_line(arguments.get("near", "")[: 10 * LONGEST_TEXT])[:LONGEST_TEXT]
    filters = {name for name in SWITCHES if arguments.get(name, "") == "1"}
    if "level" in filters:
        filters.discard("gentle")
    return Asked(
        near="" if has_point else near,
        lat=lat if has_point else None,
        lon=lon if has_point else None,
        filters=frozenset(filters | {one for one in arguments.getlist("part") if one in PARTS}),
        within_km=_kilometres(arguments.get("km", "")),
        page=_whole(arguments.get("page", ""), 1, MOST_PAGES),
        as_list=arguments.get("view", "") == "list",
        all_groups=arguments.get("groups", "") == "all",
        wrong_place=wants_point and not has_point and not near,
    )


def _degrees(text: str, most: float) -> float | None:
    text = text.strip()
    if not NUMBER.fullmatch(text):
        return None
    value = float(text)
    return value if math.isfinite(value) and abs(value) <= most else None


def _kilometres(text: str) -> int:
    """Return one of 10, 15, 20 … 100: the links know no others."""
    steps = round((_whole(text, FIRST_KM, MOST_KM) - FIRST_KM) / FURTHER_KM)
    return FIRST_KM + FURTHER_KM * steps


def _whole(text: str, least: int, most: int) -> int:
    if not re.fullmatch(r"[0-9]{1,6}", text.strip()):
        return least
    return min(most, max(least, int(text)))
