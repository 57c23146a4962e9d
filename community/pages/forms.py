"""What stands behind the question mark of /find, as typed values. Nothing there is ever refused:
what cannot be read is left out, and a place that is none is told so on the page."""

from __future__ import annotations

from community.foundation.text import clean_line
from community.pages.rules.search import MOST_PAGES, PARTS, Asked
from community.places.rules.asked import (
    LONGEST_TEXT,
    Arguments,
    asked_place,
    kilometres,
    whole_number,
)

SWITCHES = ("level", "gentle", "short", "seats", "toilets")


def asked_from(arguments: Arguments) -> Asked:
    """Return the search that an address asks for."""
    place = asked_place(
        clean_line(arguments.get("near", "")[: 10 * LONGEST_TEXT]),
        arguments.get("lat", ""),
        arguments.get("lon", ""),
    )
    filters = {name for name in SWITCHES if arguments.get(name, "") == "1"}
    if "level" in filters:
        filters.discard("gentle")
    return Asked(
        near=place.near,
        lat=place.lat,
        lon=place.lon,
        filters=frozenset(filters | {one for one in arguments.getlist("part") if one in PARTS}),
        within_km=kilometres(arguments.get("km", "")),
        page=whole_number(arguments.get("page", ""), 1, MOST_PAGES),
        as_list=arguments.get("view", "") == "list",
        all_groups=arguments.get("groups", "") == "all",
        wrong_place=place.is_wrong,
    )
