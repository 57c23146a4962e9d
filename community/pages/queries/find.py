"""Find: walks and groups near a place, nearest first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from community.events import WalkCard, WalkFilters, walks_near
from community.groups import NearGroup, groups_near, groups_of, whereabouts
from community.pages.queries.sketches import Sketches, sketches_of
from community.pages.rules.reach import minutes_on_foot, reach_m
from community.pages.rules.search import FILTERS, PER_PAGE, Asked, fits, fits_all
from community.places import Place

FEW_GROUPS, MOST_GROUPS = 12, 60
LOOKED_AT_WITHOUT = 200  # walks counted for "without toilets there are 3"


@dataclass(frozen=True)
class FoundWalk:
    """One row: its number on the map, how far on foot, and which filters it passes."""

    number: int
    card: WalkCard
    on_foot: int | None
    is_in_reach: bool
    fits: tuple[str, ...]


@dataclass(frozen=True)
class FoundGroup:
    """A group near by; `members` is None for who sees its name and place only."""

    near: NearGroup
    members: int | None


@dataclass(frozen=True)
class FindPage:
    """Everything on Find.

    origin: typed, here (coordinates), usual (nobody said where) or unknown. place is None when it
    is unknown; `trouble` says why then, and `suggestions` are names of places that are known.
    in_reach: groups within twenty minutes on foot. without: filters (with the number of walks)
    that one could take away when nothing is found.
    """

    asked: Asked
    now: datetime
    place: Place | None
    origin: str
    trouble: str = ""
    suggestions: tuple[str, ...] = ()
    walks: tuple[FoundWalk, ...] = ()
    has_more: bool = False
    groups: tuple[FoundGroup, ...] = ()
    groups_found: int = 0
    groups_counted_up: bool = True
    in_reach: int = 0
    without: tuple[tuple[str, int], ...] = ()
    sketches: Sketches | None = None

    @property
    def within_m(self) -> float:
        """How far was looked."""
        return self.asked.within_km * 1000.0

    @property
    def near_rows(self) -> tuple[FoundWalk, ...]:
        """The walks that start within the circle."""
        return tuple(row for row in self.walks if row.is_in_reach)

    @property
    def far_rows(self) -> tuple[FoundWalk, ...]:
        """The walks beyond it."""
        return tuple(row for row in self.walks if not row.is_in_reach)


def find_page(viewer: Any, asked: Asked, now: datetime) -> FindPage:
    """Return the page for a search; the operator's geocoder may be asked, off the loop."""
    page = _located(viewer, asked, now)
    if page.place is None:
        return page
    place, pace = page.place, "easy" if viewer is None else viewer.pace
    walks, has_more = _walks(viewer, place, asked, now)
    rows = _rows(walks, asked, pace)
    near = groups_near(place.lat, place.lon, MOST_GROUPS + 1, page.within_m)
    radius = reach_m(pace=pace)
    shown = near[: MOST_GROUPS if asked.all_groups else FEW_GROUPS]
    own = {card.id for card in groups_of(viewer.id)} if viewer is not None else set()
    units = "km" if viewer is None else viewer.units
    names = list({one.card.place_name: one.card for one in near}.values())[:8]
    return replace(
        page,
        walks=rows,
        has_more=has_more,
        groups=tuple(_found_group(one, own) for one in shown),
        groups_found=min(len(near), MOST_GROUPS),
        groups_counted_up=len(near) <= MOST_GROUPS,
        in_reach=sum(1 for one in near[:MOST_GROUPS] if one.distance_m <= radius),
        without=_without(viewer, place, asked, now) if not rows else (),
        sketches=sketches_of(
            [(row.number, row.card) for row in rows],
            units,
            (place.lat, place.lon),
            radius,
            [(one.place_name, one.lat, one.lon) for one in names],
        ),
    )


def _located(viewer: Any, asked: Asked, now: datetime) -> FindPage:
    """Return the page with its place, or with the reason why there is none."""
    found = whereabouts(viewer, asked.near, asked.lat, asked.lon, asked.wrong_place)
    return FindPage(asked, now, found.place, found.origin, found.trouble, found.suggestions)


def _walks(viewer: Any, place: Place, asked: Asked, now: datetime) -> tuple[list[WalkCard], bool]:
    """Return the walks of the page, and whether there are more behind them."""
    last = asked.page * PER_PAGE
    found = walks_near(
        viewer,
        place.lat,
        place.lon,
        now,
        _filters(asked),
        limit=last + 1,
        within_m=asked.within_km * 1000.0,
    )
    return found[last - PER_PAGE : last], len(found) > last


def _filters(asked: Asked) -> WalkFilters:
    return WalkFilters(
        level_only="level" in asked.filters,
        gentle="gentle" in asked.filters,
        parts_of_day=asked.parts_of_day,
        short="short" in asked.filters,
        seats="seats" in asked.filters,
        toilets="toilets" in asked.filters,
    )


def _rows(walks: Sequence[WalkCard], asked: Asked, pace: str) -> tuple[FoundWalk, ...]:
    first, radius = (asked.page - 1) * PER_PAGE + 1, reach_m(pace=pace)
    return tuple(
        FoundWalk(
            number,
            card,
            minutes_on_foot(card.distance_m or 0.0, pace),
            (card.distance_m or 0.0) <= radius,
            tuple(name for name in FILTERS if name in asked.filters and fits(card, name)),
        )
        for number, card in enumerate(walks, first)
    )


def _found_group(near: NearGroup, own: set[int]) -> FoundGroup:
    sees_inside = near.card.joining != "invite" or near.card.id in own
    return FoundGroup(near, near.members if sees_inside else None)


def _without(viewer: Any, place: Place, asked: Asked, now: datetime) -> tuple[tuple[str, int], ...]:
    """Return the filters without which walks are found, with their number."""
    if not asked.filters or asked.page > 1:
        return ()
    walks = walks_near(
        viewer,
        place.lat,
        place.lon,
        now,
        limit=LOOKED_AT_WITHOUT,
        within_m=asked.within_km * 1000.0,
    )
    counts = Counter(
        name for name in asked.filters for card in walks if fits_all(card, asked.filters - {name})
    )
    return tuple((name, counts[name]) for name in FILTERS if counts[name])
