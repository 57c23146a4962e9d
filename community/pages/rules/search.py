"""What somebody asks of Find, and the addresses that ask it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Protocol
from urllib.parse import urlencode

from community.places.rules.asked import FIRST_KM, further_km, place_told

PARTS = ("morning", "afternoon", "evening")
FILTERS = ("gentle", "level", *PARTS, "toilets", "seats", "short")  # in the order of the chips
SHORT_MINUTES = 30
PER_PAGE, MOST_PAGES = 20, 25


class CardLike(Protocol):
    """What a filter has to know of a walk in a list."""

    @property
    def shown_letter(self) -> str | None: ...
    @property
    def minutes(self) -> int: ...
    @property
    def part_of_day(self) -> str: ...
    @property
    def seats(self) -> int | None: ...
    @property
    def toilets(self) -> bool | None: ...


@dataclass(frozen=True)
class Asked:
    """One search: a text or a place, filters, how far, which page, and how it is shown."""

    near: str = ""
    lat: float | None = None
    lon: float | None = None
    filters: frozenset[str] = frozenset()
    within_km: int = FIRST_KM
    page: int = 1
    as_list: bool = False
    all_groups: bool = False
    wrong_place: bool = False

    @property
    def parts_of_day(self) -> frozenset[str]:
        """The parts of the day that are asked for; none means all."""
        return self.filters & frozenset(PARTS)

    @property
    def href(self) -> str:
        """The address of this search."""
        told: list[tuple[str, Any]] = list(place_told(self.near, self.lat, self.lon))
        for name in FILTERS:
            if name in self.filters:
                told.append(("part", name) if name in PARTS else (name, 1))
        if self.within_km != FIRST_KM:
            told.append(("km", self.within_km))
        if self.page > 1:
            told.append(("page", self.page))
        if self.as_list:
            told.append(("view", "list"))
        if self.all_groups:
            told.append(("groups", "all"))
        return "/find" + (f"?{urlencode(told)}" if told else "")

    def toggled(self, name: str) -> Asked:
        """Return the search with one filter switched; level and gentle are one choice."""
        if name in self.filters:
            return replace(self, filters=self.filters - {name}, page=1)
        others = {"level": {"gentle"}, "gentle": {"level"}}.get(name, set())
        return replace(self, filters=(self.filters - others) | {name}, page=1)

    def further(self) -> Asked | None:
        """Return the search that looks 5 km further, or None when that is far enough."""
        within_km = further_km(self.within_km)
        return None if within_km is None else replace(self, within_km=within_km, page=1)

    def on_page(self, page: int) -> Asked:
        """Return the search on another page."""
        return replace(self, page=page)

    def shown(self, as_list: bool) -> Asked:
        """Return the search as a list, or with the map."""
        return replace(self, as_list=as_list)

    def with_all_groups(self) -> Asked:
        """Return the search with every group near by."""
        return replace(self, all_groups=True)

    def at(self, near: str) -> Asked:
        """Return the search at another place."""
        return replace(self, near=near, lat=None, lon=None, page=1, wrong_place=False)


def fits(card: CardLike, name: str) -> bool:
    """Whether a walk passes the filter `name`."""
    if name == "level":
        return card.shown_letter == "A"
    if name == "gentle":
        return card.shown_letter in ("A", "B")
    if name == "short":
        return card.minutes <= SHORT_MINUTES
    if name == "seats":
        return bool(card.seats)
    if name == "toilets":
        return bool(card.toilets)
    return card.part_of_day == name


def fits_all(card: CardLike, filters: frozenset[str]) -> bool:
    """Whether a walk passes all filters; of the parts of the day one is enough."""
    parts = filters & frozenset(PARTS)
    return all(fits(card, name) for name in filters - parts) and (
        not parts or card.part_of_day in parts
    )
