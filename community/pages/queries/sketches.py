"""The map-like sketches of a list of walks: what the viewer may know of where they start."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from community.events import WalkCard
from community.foundation.formats import METRES_A_MILE
from community.pages.rules.map_sketch import (
    DESKTOP,
    PHONE,
    Frame,
    MapSketch,
    Place,
    Stop,
    Way,
    draw_map,
)
from community.routes import Route, starts_to_tell

FOCUS = 1.5  # a phone shows what is not much further than the circle of twenty minutes


@dataclass(frozen=True)
class Sketches:
    """The same map for a phone and for the tall column of a desktop."""

    phone: MapSketch
    desktop: MapSketch
    some_rounded: bool


def sketches_of(
    numbered: Sequence[tuple[int, WalkCard]],
    units: str,
    home: Place | None = None,
    reach_m: float | None = None,
    names: Sequence[tuple[str, float, float]] = (),
    desktop: Frame = DESKTOP,
) -> Sketches | None:
    """Return the maps of numbered rows; lines of routes only where the exact place may be told."""
    placed = [(number, card) for number, card in numbered if card.lat is not None]
    stops = [Stop(number, card.lat or 0.0, card.lon or 0.0) for number, card in placed]
    ways = _ways([card for _, card in placed])
    unit_m = METRES_A_MILE if units == "miles" else 1000.0
    focus_m = None if reach_m is None else FOCUS * reach_m
    phone = draw_map(PHONE, stops, ways, home, reach_m, names, unit_m, focus_m)
    tall = draw_map(desktop, stops, ways, home, reach_m, names, unit_m)
    if phone is None or tall is None:
        return None
    return Sketches(phone, tall, any(not card.place_is_exact for _, card in placed))


def _ways(cards: Sequence[WalkCard]) -> list[Way]:
    """Return the lines of the routes, in two queries; the thinned ones that inspections hold.

    A shared route of a group that keeps exact places to its members is left out.
    """
    exact = [card for card in cards if card.place_is_exact and card.route_id is not None]
    if not exact:
        return []
    wanted = starts_to_tell(
        [card.route_id for card in exact if card.route_id is not None],
        [card.group_id for card in exact],
    )
    rows: Any = Route.select(Route.start_lat, Route.start_lon, Route.inspection).where(
        Route.id.in_(wanted)
    )
    return [
        Way(row.start_lat, row.start_lon, [(p[0], p[1]) for p in row.inspection.get("drawn", [])])
        for row in rows
    ]
