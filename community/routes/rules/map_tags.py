"""From the tags of the map to what lies along a route (backcare.md 2.2)."""

from __future__ import annotations

import math
from collections.abc import Iterable

from community.places.rules.map_facts import MapFacts, WayStretch
from community.routes.rules.along import AlongItem, AlongKind
from community.routes.rules.facts import SurfaceClass

STEP_GOING_M = 0.30  # backcare.md 2.2: steps without a count [V65]
HAS_ARMS = "arms"
STREET = "street"  # told as "street, taken as paved": places.md 2
BUMPY = frozenset({"sett", "cobblestone:flattened"})  # firm, with a note

FIRM = frozenset(
    {
        "asphalt",
        "concrete",
        "concrete:plates",
        "concrete:lanes",
        "paving_stones",
        "paving_stones:lanes",
        "paved",
        "wood",
        "rubber",
        "tartan",
        "chipseal",
        "compacted",
        "fine_gravel",
        *BUMPY,
    }
)
SEMI = frozenset(
    {"ground", "dirt", "earth", "grass", "grass_paver", "woodchips", "unpaved"},
)
ROUGH = frozenset(
    {
        "gravel",
        "pebblestone",
        "cobblestone",
        "unhewn_cobblestone",
        "sand",
        "mud",
        "rock",
        "stone",
    }
)
SMOOTH_ENOUGH = frozenset({"", "excellent", "good", "intermediate"})
ROUGH_TRACKS = frozenset({"grade4", "grade5"})
SEMI_TRACKS = frozenset({"grade2", "grade3"})
STREETS = frozenset(  # places.md 6, ROAD
    {
        "trunk",
        "primary",
        "secondary",
        "tertiary",
        "unclassified",
        "road",
        "service",
        "residential",
    }
)
# How the map calls what stands in the way, in our words; the other kinds keep their own.
BARRIER_KINDS = {"full-height_turnstile": "turnstile", "stepping_stones": "ford"}


def surface_of_way(way: WayStretch) -> tuple[SurfaceClass | None, str]:
    """Return the class of the ground and its name, (None, "") where the map does not say."""
    name = way.surface
    found = _by_name(name)
    if found is None and way.tracktype:
        found, name = _by_track(way.tracktype), name or way.tracktype
    street = way.kind.removesuffix("_link") in STREETS
    if found is None and not way.surface and street:
        found, name = "firm", STREET
    return _by_smoothness(found, way.smoothness), name if found else ""


def _by_name(surface: str) -> SurfaceClass | None:
    if surface in FIRM:
        return "firm"
    if surface in SEMI:
        return "semi"
    return "rough" if surface in ROUGH else None


def _by_track(tracktype: str) -> SurfaceClass | None:
    if tracktype in ROUGH_TRACKS:
        return "rough"
    return "semi" if tracktype in SEMI_TRACKS else None


def _by_smoothness(found: SurfaceClass | None, smoothness: str) -> SurfaceClass | None:
    """Smoothness is what wheels can bear: bad makes firm ground semi, worse makes any rough."""
    if smoothness in SMOOTH_ENOUGH:
        return found
    if smoothness == "bad":
        return "semi" if found == "firm" else found
    return "rough"


def steps_on(way: WayStretch) -> int:
    """Return the steps of a flight: as counted, else one each 30 cm."""
    if way.step_count is not None and way.step_count > 0:
        return way.step_count
    return max(1, math.ceil(way.length_m / STEP_GOING_M - 1e-6))


def items_of(mapped: MapFacts | None) -> tuple[AlongItem, ...]:
    """Return what the map says along a route, by distance; ground as stretches of one kind."""
    if mapped is None:
        return ()
    items = [
        *_ground(mapped.stretches),
        *(item for way in mapped.stretches for item in _of_way(way)),
        *_crossed(mapped),
        *_beside(mapped),
    ]
    return tuple(sorted(items, key=lambda item: (item.at_m, item.kind, item.to_m or 0.0)))


def _ground(stretches: Iterable[WayStretch]) -> list[AlongItem]:
    """Return the ground, neighbours of the same kind joined; value None where it is not known."""
    joined: list[AlongItem] = []
    for way in stretches:
        kind, name = surface_of_way(way)
        start = way.from_m
        osm = _name_of(way)
        if joined and (joined[-1].value, joined[-1].detail) == (kind, name):
            last = joined.pop()
            start, osm = last.at_m, last.osm
        joined.append(AlongItem(start, way.to_m, "surface", kind, osm=osm, detail=name))
    return joined


def _of_way(way: WayStretch) -> list[AlongItem]:
    osm, found = _name_of(way), []
    if way.kind == "steps":
        rail = {True: "yes", False: "no", None: ""}[way.handrail]
        found.append(
            AlongItem(way.from_m, way.to_m, "steps", float(steps_on(way)), osm=osm, detail=rail)
        )
    values: tuple[tuple[AlongKind, float | str | None], ...] = (
        ("width", way.width_m),
        ("cross_slope", None if way.cross_slope_pct is None else abs(way.cross_slope_pct)),
        ("hiking", way.sac_scale or None),
    )
    found += [
        AlongItem(way.from_m, way.to_m, kind, value, osm=osm)
        for kind, value in values
        if value is not None
    ]
    return found


def _crossed(mapped: MapFacts) -> list[AlongItem]:
    gates = [
        AlongItem(gate.at_m, None, "barrier", BARRIER_KINDS.get(gate.kind, gate.kind), osm=gate.osm)
        for gate in mapped.barriers
    ]
    kerbs = [
        AlongItem(kerb.at_m, None, "kerb", kerb.height_m, osm=kerb.osm, detail=kerb.kind)
        for kerb in mapped.kerbs
    ]
    return [*gates, *kerbs]


def _beside(mapped: MapFacts) -> list[AlongItem]:
    seats = [
        AlongItem(
            seat.at_m,
            None,
            "seat",
            seat.backrest,
            osm=seat.osm,
            detail=HAS_ARMS if seat.arms else "",
            off_m=seat.off_m,
            side=seat.side,
        )
        for seat in mapped.seats
    ]
    places = [
        AlongItem(place.at_m, None, place.kind, place.name, osm=place.osm, off_m=place.off_m)
        for place in mapped.places
    ]
    return [*seats, *places]


def _name_of(way: WayStretch) -> str:
    return "" if way.way_id is None else f"way/{way.way_id}"
