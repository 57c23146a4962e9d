"""What tags of OpenStreetMap mean for somebody on foot. Pure; the rules are backcare.md 2.2.

Values are read as people write them ("2,5 m", "8 %", "yes;left"); what cannot be read is "not
mapped", never a guess.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

Tags = Mapping[str, str]

# places.md 2: every highway but motorways; a trunk road only where walking is allowed by a tag.
WALKABLE = frozenset(
    ("footway", "path", "track", "steps", "pedestrian", "living_street", "residential",
     "service", "unclassified", "tertiary", "tertiary_link", "secondary", "secondary_link",
     "primary", "primary_link", "cycleway", "bridleway", "road", "corridor", "trunk",
     "trunk_link")
)  # fmt: skip
ONLY_WHEN_ALLOWED = frozenset(("trunk", "trunk_link"))
PATHS = frozenset(
    ("footway", "path", "track", "steps", "pedestrian", "cycleway", "bridleway", "corridor")
)  # fmt: skip
CLOSED = frozenset(("no", "private"))
NOT_FOR_VISITORS = frozenset(("no", "private", "permit", "customers"))
AT_THE_KERB = frozenset(("street_side", "lane", "on_kerb", "half_on_kerb", "shoulder"))

NO_BARRIER = frozenset(("no", "entrance", "kerb"))
# A barrier drawn as a line stands across a way only when it is one of these; a wall is beside it.
ACROSS = frozenset(
    ("gate", "lift_gate", "swing_gate", "stile", "kissing_gate", "cycle_barrier", "turnstile",
     "bollard", "chain")
)  # fmt: skip
# What a wheel meets at a "regular" or "rolled" kerb is more than 3 cm, as at a raised one.
KERBS = {
    "raised": "raised", "regular": "raised", "rolled": "raised",
    "lowered": "lowered", "flush": "flush",
}  # fmt: skip

_NUMBER = re.compile(r"^\s*([-+]?\d+(?:[.,]\d+)?)\s*(.*?)\s*$")
_FEET = 0.3048
_STEEPEST_PCT = 100.0
_WIDEST_M = 50.0
_MOST_STEPS = 2000


@dataclass(frozen=True)
class WayFacts:
    """A walkable way as it is kept: what `WayStretch` tells, in the way's own direction."""

    osm: int
    kind: str
    name: str = ""
    surface: str = ""
    smoothness: str = ""
    tracktype: str = ""
    width_m: float | None = None
    incline_pct: float | None = None
    cross_slope_pct: float | None = None
    sac_scale: str = ""
    step_count: int | None = None
    handrail: bool | None = None
    is_bridge: bool = False
    is_tunnel: bool = False
    lit: bool | None = None
    is_ford: bool = False


@dataclass(frozen=True)
class PointFacts:
    """Something at a place: a seat, a toilet, a gate. `ways`: rows of the ways it stands on."""

    osm: str
    kind: str = ""
    name: str = ""
    backrest: bool | None = None
    arms: bool | None = None
    wheelchair: bool | None = None
    height_m: float | None = None
    ways: tuple[int, ...] = ()


def is_walkable(tags: Tags) -> bool:
    """Whether people may walk on the way; `foot` says more than `access`."""
    kind = tags.get("highway")
    if kind not in WALKABLE:
        return False
    foot = tags.get("foot")
    if kind in ONLY_WHEN_ALLOWED and foot not in ("yes", "designated", "permissive"):
        return False
    return (foot or tags.get("access")) not in CLOSED


def way_facts(osm: int, tags: Tags) -> WayFacts:
    """Return what is kept of a walkable way."""
    kind = tags["highway"]
    return WayFacts(
        osm=osm,
        kind=kind,
        name=tags.get("name", ""),
        surface=tags.get("surface", ""),
        smoothness=tags.get("smoothness", ""),
        tracktype=tags.get("tracktype", ""),
        width_m=metres(tags.get("width"), _WIDEST_M),
        incline_pct=percent(tags.get("incline")),
        cross_slope_pct=_without_sign(percent(tags.get("incline:across"))),
        sac_scale=tags.get("sac_scale", ""),
        step_count=_step_count(tags.get("step_count")) if kind == "steps" else None,
        handrail=_handrail(tags),
        is_bridge=tags.get("bridge", "no") != "no",
        is_tunnel=tags.get("tunnel", "no") not in ("no", "building_passage"),
        lit=_lit(tags.get("lit")),
        is_ford=tags.get("ford", "no") not in ("no", "stepping_stones"),
    )


def yes_or_no(value: str | None) -> bool | None:
    """Return what a plain tag says, None for anything but yes and no."""
    return {"yes": True, "no": False}.get(value or "")


def metres(value: str | None, at_most: float) -> float | None:
    """Return a length such as "2.5", "2,5 m", "80 cm", "6'" in metres."""
    match = _NUMBER.match(value or "")
    if match is None:
        return None
    number = float(match[1].replace(",", "."))
    unit = {"": 1.0, "m": 1.0, "cm": 0.01, "mm": 0.001, "'": _FEET, "ft": _FEET}.get(match[2])
    if unit is None or not 0 <= number * unit <= at_most:
        return None
    return round(number * unit, 3)


def percent(value: str | None) -> float | None:
    """Return a slope such as "8%", "-4.5 %", "5°" in per cent; "up" and bare numbers tell none."""
    match = _NUMBER.match(value or "")
    if match is None:
        return None
    number = float(match[1].replace(",", "."))
    if match[2] in ("°", "deg"):
        number = math.tan(math.radians(number)) * 100 if abs(number) < 45 else math.inf
    elif match[2] != "%":
        return None
    return round(number, 2) if abs(number) <= _STEEPEST_PCT else None


def _without_sign(value: float | None) -> float | None:
    return None if value is None else abs(value)


def _step_count(value: str | None) -> int | None:
    if value is None or not re.fullmatch(r"\s*[0-9]{1,4}\s*", value):
        return None
    return int(value) if 0 < int(value) <= _MOST_STEPS else None


def _handrail(tags: Tags) -> bool | None:
    said = [
        value for key, value in tags.items() if key == "handrail" or key.startswith("handrail:")
    ]
    if any(value in ("yes", "both", "left", "right", "center", "centre") for value in said):
        return True
    return False if "no" in said else None


def _lit(value: str | None) -> bool | None:
    if value is None:
        return None
    return {"no": False, "disused": False}.get(value, True)


# --- points -----------------------------------------------------------------------------------


def seat(osm: str, tags: Tags) -> PointFacts | None:
    """Return a seat: a bench, a picnic table, a shelter or stop with a bench."""
    is_seat = tags.get("amenity") == "bench" or tags.get("leisure") == "picnic_table"
    has_seat = tags.get("bench") == "yes" and (
        tags.get("amenity") == "shelter"
        or tags.get("highway") == "bus_stop"
        or tags.get("public_transport") in ("platform", "station")
        or tags.get("railway") in ("station", "halt", "tram_stop", "platform")
    )
    if (not is_seat and not has_seat) or tags.get("access") in CLOSED:
        return None
    return PointFacts(
        osm,
        backrest=yes_or_no(tags.get("backrest")) if is_seat else None,
        arms=yes_or_no(tags.get("armrest")) if is_seat else None,
    )


def useful_place(osm: str, tags: Tags) -> PointFacts | None:
    """Return toilets, water to drink, a café, parking, a stop or a shelter open to visitors."""
    kind = _place_kind(tags)
    closed = NOT_FOR_VISITORS if kind == "parking" else CLOSED
    if not kind or tags.get("access") in closed:
        return None
    wheelchair = yes_or_no({"designated": "yes"}.get(said := tags.get("wheelchair", ""), said))
    return PointFacts(osm, kind, tags.get("name", ""), wheelchair=wheelchair)


def _place_kind(tags: Tags) -> str:
    amenity = tags.get("amenity", "")
    if amenity == "parking" and tags.get("parking") in AT_THE_KERB:
        return ""
    if amenity == "shelter" and tags.get("shelter_type") == "public_transport":
        return ""  # the stop tells it
    if amenity in ("toilets", "drinking_water", "cafe", "parking", "shelter"):
        return amenity
    if amenity in ("fountain", "water_point") and tags.get("drinking_water") == "yes":
        return "drinking_water"
    if amenity == "bus_station" or tags.get("highway") == "bus_stop":
        return "stop"
    return "stop" if tags.get("railway") in ("station", "halt", "tram_stop") else ""


def barrier(osm: str, tags: Tags) -> PointFacts | None:
    """Return a gate, stile, bollard or ford that stands on a node."""
    kind = tags.get("barrier", "")
    if kind and kind not in NO_BARRIER:
        return PointFacts(osm, kind)
    return PointFacts(osm, "ford") if tags.get("ford", "no") != "no" else None


def kerb(osm: str, tags: Tags) -> PointFacts | None:
    """Return a kerb that is crossed at a node."""
    said = tags.get("kerb", "")
    if said == "no" or not (said or tags.get("barrier") == "kerb"):
        return None
    return PointFacts(osm, KERBS.get(said, ""), height_m=metres(tags.get("kerb:height"), 1.0))


# --- what lies beside -------------------------------------------------------------------------


def surrounding(tags: Tags) -> str:
    """Return "water", "wood", "park" or "building" for an area that people notice, else ""."""
    natural, use, leisure = (tags.get(key, "") for key in ("natural", "landuse", "leisure"))
    if tags.get("building", "no") not in ("no", "roof"):
        return "building"
    if natural == "water" or tags.get("waterway") == "riverbank" or use in ("reservoir", "basin"):
        return "water"
    if natural == "wood" or use == "forest":
        return "wood"
    is_park = leisure in ("park", "recreation_ground") or use in ("recreation_ground",)
    is_park = is_park or use == "village_green" or (leisure == "garden" and "name" in tags)
    return "park" if is_park else ""


def is_water_beside(tags: Tags) -> bool:
    """Whether a line is water that people notice: not in a pipe, no nameless ditch."""
    kind = tags.get("waterway")
    if tags.get("tunnel", "no") != "no" or tags.get("intermittent") == "yes":
        return False
    return kind in ("river", "canal", "stream") or (kind in ("ditch", "drain") and "name" in tags)
