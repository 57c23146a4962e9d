"""What the map knows along a line: ways, seats, barriers, places. Pure.

Places are metres from the start of the line that was asked about, in its direction. Tag values are
told as mapped; what they mean for a grade is for `routes` to say. None and "" mean "not mapped".
Tags: backcare.md 2.2.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, Protocol

import msgspec
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
MapPlaceKind = Literal["toilets", "drinking_water", "cafe", "parking", "stop", "shelter"]


@dataclass(frozen=True)
class WayStretch:
    """A stretch of the line on one way of the map; `way_id` None: no way within reach.

    `kind` is the value of `highway`. `incline_pct` is signed along the line. `beside` says what
    lies along the stretch ("water", "wood", "park"), `beside_name` its name.
    """

    from_m: float
    to_m: float
    way_id: int | None = None
    kind: str = ""
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
    beside: str = ""
    beside_name: str = ""

    @property
    def length_m(self) -> float:
        """Length of the stretch."""
        return self.to_m - self.from_m


@dataclass(frozen=True)
class MapBarrier:
    """A gate, stile, bollard or ford; `kind` is the tag's value, "ford" for fords."""

    at_m: float
    kind: str
    osm: str = ""  # such as "node/123"


@dataclass(frozen=True)
class MapKerb:
    """A kerb that is crossed; `kind` is raised, lowered, flush or ""."""

    at_m: float
    kind: str = ""
    height_m: float | None = None
    osm: str = ""


@dataclass(frozen=True)
class MapSeat:
    """A seat within 20 m; `off_m` from the line, on its `side` ("left", "right")."""

    at_m: float
    off_m: float
    backrest: bool | None = None
    arms: bool | None = None
    side: str = ""
    osm: str = ""


@dataclass(frozen=True)
class MapPlace:
    """Something useful within 150 m of the line."""

    at_m: float
    off_m: float
    kind: MapPlaceKind
    name: str = ""
    wheelchair: bool | None = None
    lat: float = 0.0
    lon: float = 0.0
    osm: str = ""


@dataclass(frozen=True)
class MapFacts:
    """All of it. `stretches` cover the whole line without a gap, neighbours on one way joined.

    `coverage_share` is the share matched to a way; `covered_share` the share in woods or between
    buildings, None when the map has no areas there. `dated`: the day of the map's data.
    """

    length_m: float
    stretches: tuple[WayStretch, ...] = ()
    barriers: tuple[MapBarrier, ...] = ()
    kerbs: tuple[MapKerb, ...] = ()
    seats: tuple[MapSeat, ...] = ()
    places: tuple[MapPlace, ...] = ()
    coverage_share: float = 0.0
    covered_share: float | None = None
    attribution: str = "© OpenStreetMap contributors"
    dated: date | None = None

    def as_json(self) -> dict[str, Any]:
        """Return plain values for a JSON column."""
        told: dict[str, Any] = msgspec.to_builtins(self)
        return told

    @staticmethod
    def from_json(told: dict[str, Any]) -> MapFacts:
        """Return the facts of a JSON column. Errors: msgspec.ValidationError."""
        return msgspec.convert(told, type=MapFacts)


class MapLookup(Protocol):
    """What is needed of an imported map: the facts along a line."""

    def facts_along(self, lats: Floats, lons: Floats) -> MapFacts | None:
        """Return what is known along the line, None where no imported map lies under it."""
