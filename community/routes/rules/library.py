"""What somebody asks of the library of routes, and which route passes. Pure.

Unknown never counts as yes: a filter keeps only what is known to be so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Protocol
from urllib.parse import urlencode

from community.places.rules.asked import (
    FIRST_KM,
    Arguments,
    asked_place,
    further_km,
    kilometres,
    place_told,
    whole_number,
)
from community.routes.rules.limits import LETTERS
from community.routes.rules.minutes import Pace, walking_minutes

# Names of filters in the order of the chips; of one family only one can be on.
FAMILIES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("letter", ("A", "B", "C")),
    ("minutes", ("20", "30", "45", "60")),
    ("toilets", ("1",)),
    ("stepfree", ("1",)),
    ("firm", ("1",)),
    ("seats", ("300", "400")),
    ("loop", ("1",)),
)
NAMES = tuple(f"{family}={value}" for family, values in FAMILIES for value in values)
PER_PAGE, MOST_PAGES = 20, 50


class RouteLike(Protocol):
    """What a filter has to know of a route."""

    @property
    def shown_letter(self) -> str | None: ...
    @property
    def length_m(self) -> float: ...
    @property
    def ascent_m(self) -> float: ...
    @property
    def descent_m(self) -> float: ...
    @property
    def is_firm(self) -> bool | None: ...
    @property
    def step_free(self) -> bool | None: ...
    @property
    def is_loop(self) -> bool: ...
    @property
    def seat_gap_m(self) -> float | None: ...
    @property
    def toilets(self) -> bool | None: ...


@dataclass(frozen=True)
class AskedRoutes:
    """One search: where, how far around, which filters ("letter=B", "toilets=1"), which page."""

    near: str = ""
    lat: float | None = None
    lon: float | None = None
    filters: frozenset[str] = frozenset()
    within_km: int = FIRST_KM
    page: int = 1
    wrong_place: bool = False

    @property
    def told(self) -> list[tuple[str, Any]]:
        """The arguments of the address, always in the same order."""
        told: list[tuple[str, Any]] = list(place_told(self.near, self.lat, self.lon))
        told += [tuple(name.split("=")) for name in NAMES if name in self.filters]  # type: ignore[misc]
        if self.within_km != FIRST_KM:
            told.append(("km", self.within_km))
        if self.page > 1:
            told.append(("page", self.page))
        return told

    @property
    def href(self) -> str:
        """The address of this search."""
        return "/routes" + (f"?{urlencode(self.told)}" if self.told else "")

    @property
    def in_order(self) -> tuple[str, ...]:
        """The filters that are on, in the order of the chips."""
        return tuple(name for name in NAMES if name in self.filters)

    def toggled(self, name: str) -> AskedRoutes:
        """Return the search with one filter switched; others of its family go."""
        if name in self.filters:
            return replace(self, filters=self.filters - {name}, page=1)
        family = name.partition("=")[0]
        others = {one for one in self.filters if one.partition("=")[0] == family}
        return replace(self, filters=(self.filters - others) | {name}, page=1)

    def without_filters(self) -> AskedRoutes:
        """Return the search for every route."""
        return replace(self, filters=frozenset(), page=1)

    def further(self) -> AskedRoutes | None:
        """Return the search that looks 5 km further, or None when that is far enough."""
        within_km = further_km(self.within_km)
        return None if within_km is None else replace(self, within_km=within_km, page=1)

    def on_page(self, page: int) -> AskedRoutes:
        """Return the search on another page."""
        return replace(self, page=page)

    def at(self, near: str) -> AskedRoutes:
        """Return the search at another place."""
        return replace(self, near=near, lat=None, lon=None, page=1, wrong_place=False)


def asked_routes(arguments: Arguments, near: str) -> AskedRoutes:
    """Return the search that an address asks for; `near`: its text as one clean line."""
    place = asked_place(near, arguments.get("lat", ""), arguments.get("lon", ""))
    filters = {
        f"{family}={value}"
        for family, values in FAMILIES
        if (value := arguments.get(family, "")) in values
    }
    return AskedRoutes(
        near=place.near,
        lat=place.lat,
        lon=place.lon,
        filters=frozenset(filters),
        within_km=kilometres(arguments.get("km", "")),
        page=whole_number(arguments.get("page", ""), 1, MOST_PAGES),
        wrong_place=place.is_wrong,
    )


def fits(route: RouteLike, name: str, pace: Pace) -> bool:
    """Whether a route is known to pass one filter; minutes at this pace, without rests."""
    family, _, value = name.partition("=")
    if family == "letter":
        return bool(route.shown_letter) and route.shown_letter in LETTERS[: "ABC".index(value) + 1]
    if family == "minutes":
        minutes = walking_minutes(route.length_m, route.ascent_m, route.descent_m, pace)
        return round(minutes) <= int(value)
    if family == "seats":
        return route.seat_gap_m is not None and route.seat_gap_m <= int(value)
    if family == "firm":
        return route.is_firm is True
    if family == "stepfree":
        return route.step_free is True
    if family == "toilets":
        return route.toilets is True
    return bool(route.is_loop)


def fits_all(route: RouteLike, names: Iterable[str], pace: Pace) -> bool:
    """Whether a route is known to pass all filters."""
    return all(fits(route, name, pace) for name in names)


def filter_columns(grade: dict[str, Any] | None, steps: int | None) -> dict[str, bool | None]:
    """Return whether the ground is firm and the way free of steps, from a stored grade.

    None where nobody knows; the tags of backcare.md 2.5 are what counts as known.
    """
    nothing: dict[str, Any] = {"tags": [], "unknown": ["surface"]}
    forward = grade["forward"] if grade else nothing
    tags = {name for name, _value in forward["tags"]}
    unknown_ground = "surface" in forward["unknown"]
    return {
        "is_firm": True if "firm_surface" in tags else None if unknown_ground else False,
        "step_free": True if "step_free" in tags else False if steps else None,
    }
