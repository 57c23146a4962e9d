"""What is known about a route besides its heights; None always means "not known".

From the map (backcare.md 2.2), from a leader's recce, or from both. Places are metres from the
start, in walking direction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, TypeVar

SurfaceClass = Literal["firm", "semi", "rough"]
Barrier = Literal["kissing_gate", "cycle_barrier", "turnstile", "stile", "ford"]

KNOWN_SURFACE_SHARE = 0.8  # backcare.md 2.2: under 80% the surface criterion is unknown
_ROUNDING = 1e-6


@dataclass(frozen=True)
class Steps:
    """A flight of steps."""

    at_m: float
    count: int
    handrail: bool | None = None


@dataclass(frozen=True)
class SurfaceStretch:
    """A stretch of one surface class; None where the map does not say."""

    from_m: float
    to_m: float
    surface: SurfaceClass | None
    name: str = ""

    @property
    def length_m(self) -> float:
        """Length of the stretch."""
        return self.to_m - self.from_m


@dataclass(frozen=True)
class SurfaceShares:
    """Shares of the route's known length, 0 to 1; the longest stretches rough, and not firm."""

    firm: float
    semi: float = 0.0
    rough: float = 0.0
    longest_rough_m: float = 0.0
    longest_rough_at_m: float | None = None
    known: float = 1.0
    longest_soft_m: float = 0.0
    longest_soft_at_m: float | None = None


@dataclass(frozen=True)
class Measured:
    """A measured value over a stretch: cross slope in per cent, or width in metres."""

    at_m: float
    length_m: float
    value: float


@dataclass(frozen=True)
class PlacedBarrier:
    """A gate, stile or ford on the way."""

    at_m: float
    kind: Barrier


@dataclass(frozen=True)
class Kerb:
    """A kerb to step over; height None when the map says "raised" without a figure."""

    at_m: float
    height_m: float | None
    raised: bool = False


@dataclass(frozen=True)
class HikingStretch:
    """A stretch with an OSM `sac_scale`; `hiking` is T1."""

    at_m: float
    sac_scale: str
    length_m: float = 0.0


Placed = TypeVar("Placed", Steps, Measured, PlacedBarrier, Kerb, HikingStretch)


@dataclass(frozen=True)
class Facts:
    """Everything the grade asks besides slopes.

    `surface` is stretches or shares. `seats` and `exits` are places of seats, and of shortcuts
    back, car parks and stops. `width_share_side_by_side` is the share at least 1.5 m wide.
    `coverage_share` is the share of the route matched to map ways; `covered_share` the share in
    woods or between buildings. `leader_recce`: a leader walked it; `leader_measured`: with
    measured slopes.
    """

    steps: tuple[Steps, ...] | None = None
    surface: tuple[SurfaceStretch, ...] | SurfaceShares | None = None
    cross_slopes: tuple[Measured, ...] | None = None
    widths: tuple[Measured, ...] | None = None
    width_share_side_by_side: float | None = None
    barriers: tuple[PlacedBarrier, ...] | None = None
    kerbs: tuple[Kerb, ...] | None = None
    hiking: tuple[HikingStretch, ...] | None = None
    seats: tuple[float, ...] | None = None
    exits: tuple[float, ...] = field(default=())
    out_and_back: bool | None = None
    coverage_share: float | None = None
    covered_share: float | None = None
    leader_recce: bool = False
    leader_measured: bool = False
    recordings_agree: bool = False

    @staticmethod
    def unknown() -> Facts:
        """Nothing is known."""
        return Facts()

    def reversed(self, length_m: float) -> Facts:
        """Return the same facts for walking the other way."""
        return replace(
            self,
            steps=_turned(self.steps, length_m),
            surface=_turned_surface(self.surface, length_m),
            cross_slopes=_turned(self.cross_slopes, length_m),
            widths=_turned(self.widths, length_m),
            barriers=_turned(self.barriers, length_m),
            kerbs=_turned(self.kerbs, length_m),
            hiking=_turned(self.hiking, length_m),
            seats=None if self.seats is None else tuple(length_m - at for at in self.seats[::-1]),
            exits=tuple(length_m - at for at in self.exits[::-1]),
        )


def _turned(things: tuple[Placed, ...] | None, length_m: float) -> tuple[Placed, ...] | None:
    """Mirror placed things along the route; None stays None."""
    if things is None:
        return None
    return tuple(
        replace(thing, at_m=length_m - thing.at_m - getattr(thing, "length_m", 0.0))
        for thing in reversed(things)
    )


def _turned_surface(
    surface: tuple[SurfaceStretch, ...] | SurfaceShares | None, length_m: float
) -> tuple[SurfaceStretch, ...] | SurfaceShares | None:
    if surface is None:
        return None
    if isinstance(surface, SurfaceShares):
        rough_at_m, soft_at_m = surface.longest_rough_at_m, surface.longest_soft_at_m
        if rough_at_m is not None:
            rough_at_m = length_m - rough_at_m - surface.longest_rough_m
        if soft_at_m is not None:
            soft_at_m = length_m - soft_at_m - surface.longest_soft_m
        return replace(surface, longest_rough_at_m=rough_at_m, longest_soft_at_m=soft_at_m)
    return tuple(
        replace(stretch, from_m=length_m - stretch.to_m, to_m=length_m - stretch.from_m)
        for stretch in reversed(surface)
    )


def surface_shares(stretches: Sequence[SurfaceStretch], length_m: float) -> SurfaceShares:
    """Return shares of the known length, and the longest stretches, neighbours joined."""
    totals = {"firm": 0.0, "semi": 0.0, "rough": 0.0}
    for stretch in stretches:
        if stretch.surface is not None:
            totals[stretch.surface] += stretch.length_m
    known_m = sum(totals.values())
    if known_m <= 0 or length_m <= 0:
        return SurfaceShares(firm=0.0, known=0.0)
    rough_m, rough_at_m = _longest(stretches, ("rough",))
    soft_m, soft_at_m = _longest(stretches, ("semi", "rough"))
    return SurfaceShares(
        firm=totals["firm"] / known_m,
        semi=totals["semi"] / known_m,
        rough=totals["rough"] / known_m,
        longest_rough_m=rough_m,
        longest_rough_at_m=rough_at_m,
        known=min(1.0, known_m / length_m),
        longest_soft_m=soft_m,
        longest_soft_at_m=soft_at_m,
    )


def _longest(
    stretches: Sequence[SurfaceStretch], kinds: tuple[SurfaceClass, ...]
) -> tuple[float, float | None]:
    """Return length and place of the longest run of these kinds, (0, None) without any."""
    longest, at_m = 0.0, None
    start = end = -1.0
    for stretch in sorted(stretches, key=lambda stretch: stretch.from_m):
        if stretch.surface not in kinds:
            continue
        if stretch.from_m > end + _ROUNDING:
            start = stretch.from_m
        end = stretch.to_m
        if end - start > longest:
            longest, at_m = end - start, start
    return longest, at_m


def ground_shares(facts: Facts, length_m: float) -> SurfaceShares | None:
    """Return the surface shares of what is known, however little it is."""
    if facts.surface is None or isinstance(facts.surface, SurfaceShares):
        return facts.surface
    return surface_shares(facts.surface, length_m)


def known_surface(facts: Facts, length_m: float) -> SurfaceShares | None:
    """Return the surface shares, None when less than 80% of the way is known."""
    shares = ground_shares(facts, length_m)
    enough = shares is not None and shares.known >= KNOWN_SURFACE_SHARE - _ROUNDING
    return shares if enough else None


def best_possible_surface(facts: Facts, length_m: float) -> SurfaceShares | None:
    """Return the shares of the whole way as if all ground that nobody knows were firm.

    What is known to be soft or rough counts however little else is known (issue 4: unknown never
    reads as easy). None when nothing is known.
    """
    shares = ground_shares(facts, length_m)
    if shares is None:
        return None
    semi, rough = shares.semi * shares.known, shares.rough * shares.known
    return replace(shares, firm=1.0 - semi - rough, semi=semi, rough=rough, known=1.0)
