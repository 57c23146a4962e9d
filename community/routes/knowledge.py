"""What is known of a route: the map's word and the leaders' together, ready for the grade. Pure.

Unknown never reads as easy: what the map does not name is no "none", but where it knows nearly the
whole way (backcare.md 2.5, 95%) it would name steps and kerbs. Of widths and leans it must know
80% of the way before they count as good (as of the ground, 2.2); a bad one counts always.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import get_args

from community.places.rules.map_facts import MapFacts
from community.routes.route_facts import RecceNote, RouteFacts, SurfaceChoice
from community.routes.rules import (
    Barrier,
    Criterion,
    Facts,
    HikingStretch,
    Kerb,
    Measured,
    PlacedBarrier,
    Steps,
    SurfaceShares,
    SurfaceStretch,
    surface_shares,
)
from community.routes.rules.along import AlongItem, AlongKind, Noted, put_right
from community.routes.rules.facts import KNOWN_SURFACE_SHARE
from community.routes.rules.limits import (
    CROSS_SLOPE_FROM_M,
    CROSS_SLOPE_PCT,
    STEP_FREE_COVERAGE,
    WIDTH_M,
)
from community.routes.rules.map_tags import items_of

GRADED_BARRIERS: tuple[Barrier, ...] = get_args(Barrier)
EXITS: tuple[AlongKind, ...] = ("exit", "parking", "stop")  # backcare.md 2.5
SIDE_BY_SIDE_M = 1.5  # backcare.md 2.5
RAILS = {"yes": True, "no": False}
# Shares for a choice without figures: each in the middle of what leads to its letter [D].
GUESSED_SHARES: dict[SurfaceChoice, SurfaceShares] = {
    "firm": SurfaceShares(firm=1.0),
    "mostly_firm": SurfaceShares(firm=0.94, semi=0.06),
    "some_ground": SurfaceShares(firm=0.6, semi=0.4),
    "rough": SurfaceShares(firm=0.5, semi=0.3, rough=0.2),
}


@dataclass(frozen=True)
class Known:
    """A route's facts from both, over a length. `said`: the leaders'; `mapped`: the map's."""

    said: RouteFacts
    mapped: MapFacts | None
    length_m: float

    @cached_property
    def items(self) -> tuple[AlongItem, ...]:
        """What lies along the way, by distance; without names."""
        return self.along()

    def along(self, names: Mapping[int, str] | None = None) -> tuple[AlongItem, ...]:
        """Return what lies along the way, by distance, with the names of who said it."""
        return put_right(items_of(self.mapped), self.said.noted, self.said.complete, names)

    @property
    def coverage_share(self) -> float | None:
        """The share of the way that the map has a way for."""
        return None if self.mapped is None else self.mapped.coverage_share

    @property
    def toilets(self) -> bool | None:
        """Whether there is a toilet; None when nobody knows."""
        if self._there("toilets"):
            return True
        return False if "toilets" in self.said.complete else None

    @property
    def loose(self) -> frozenset[Criterion]:
        """The criteria that were answered without a place or without a figure."""
        found: set[Criterion] = set()
        asked: tuple[tuple[AlongKind, Criterion], ...] = (
            ("steps", "steps"),
            ("barrier", "barriers"),
            ("width", "width"),
            ("cross_slope", "cross_slope"),
        )
        for kind, criterion in asked:
            if any(one.at_m is None for one in self.said.of(kind)):
                found.add(criterion)
        whole = self.said.surface
        if whole is not None and whole != "firm" and self._measured_shares() is None:
            found.add("surface")
        return frozenset(found)

    def for_grading(self, recce: RecceNote | None = None) -> Facts:
        """Return the facts as the rules ask for them."""
        return Facts(
            steps=self._steps(),
            surface=self.surface(),
            cross_slopes=self._cross_slopes(),
            widths=self._widths(),
            width_share_side_by_side=self._side_by_side(),
            barriers=self._barriers(),
            kerbs=self._kerbs(),
            hiking=tuple(
                HikingStretch(item.at_m, str(item.value), item.length_m)
                for item in self.items
                if item.kind == "hiking"
            ),
            seats=self.seats,
            exits=tuple(sorted({self._within(i.at_m) for i in self.items if i.kind in EXITS})),
            coverage_share=self.coverage_share,
            covered_share=None if self.mapped is None else self.mapped.covered_share,
            leader_recce=recce is not None,
            leader_measured=recce is not None and recce.slopes_measured,
        )

    @property
    def seats(self) -> tuple[float, ...] | None:
        """Where seats are; None when nobody knows of any, and nobody said there are none."""
        found = sorted(self._within(item.at_m) for item in self.items if item.kind == "seat")
        return tuple(found) if found or "seat" in self.said.complete else None

    def surface(self) -> tuple[SurfaceStretch, ...] | SurfaceShares | None:
        """Return the ground: the leaders' stretches, on their word of the whole, on the map's."""
        ground = [item for item in self.items if item.kind == "surface"]
        if self.said.surface is None:
            return tuple(map(_stretch, ground)) or None
        shares = self._measured_shares() or GUESSED_SHARES[self.said.surface]
        theirs = [_stretch(item) for item in ground if item.source == "leader"]
        return _worse_of(shares, theirs, self.length_m)

    def _steps(self) -> tuple[Steps, ...] | None:
        flights = [
            Steps(self._within(one.at_m), _count(one), RAILS.get(one.detail))
            for one in self._there("steps")
        ]
        return tuple(flights) if flights or self._all_named("steps") else None

    def _barriers(self) -> tuple[PlacedBarrier, ...] | None:
        found = [
            PlacedBarrier(self._within(one.at_m), kind)
            for one in self._there("barrier")
            for kind in GRADED_BARRIERS
            if kind == one.value
        ]
        return tuple(found) if found or "barrier" in self.said.complete else None

    def _kerbs(self) -> tuple[Kerb, ...] | None:
        found = [
            Kerb(self._within(one.at_m), _number(one), one.detail == "raised")
            for one in self._there("kerb")
        ]
        mapped = self.mapped is not None
        return tuple(found) if found or mapped or "kerb" in self.said.complete else None

    def _widths(self) -> tuple[Measured, ...] | None:
        found = self._measured("width")
        good = all(one.value >= WIDTH_M["A"] for one in found)
        return found if found and (not good or self._known_enough("width")) else None

    def _cross_slopes(self) -> tuple[Measured, ...] | None:
        found = self._measured("cross_slope", shortest_m=CROSS_SLOPE_FROM_M)
        good = all(one.value <= CROSS_SLOPE_PCT["A"] for one in found)
        return found if found and (not good or self._known_enough("cross_slope")) else None

    def _measured(self, kind: AlongKind, shortest_m: float = 0.0) -> tuple[Measured, ...]:
        """Return what was measured; a leader's word on a place holds for a stretch that counts."""
        found = []
        for one in self._there(kind):
            length = one.length_m if isinstance(one, AlongItem) else 0.0
            if isinstance(one, Noted) or one.source == "leader":
                length = max(length, shortest_m)
            at_m = min(self._within(one.at_m), max(0.0, self.length_m - length))
            found.append(Measured(at_m, length, abs(_number(one) or 0.0)))
        return tuple(found)

    def _known_enough(self, kind: AlongKind) -> bool:
        if kind in self.said.complete:
            return True
        known = sum(item.length_m for item in self.items if item.kind == kind)
        return known >= KNOWN_SURFACE_SHARE * self.length_m

    def _side_by_side(self) -> float | None:
        wide = [one for one in self._measured("width") if one.value >= SIDE_BY_SIDE_M]
        if "width" in self.said.complete:
            return 1.0 if len(wide) == len(self._measured("width")) else 0.0
        if self.length_m <= 0 or not self._measured("width"):
            return None
        return min(1.0, sum(one.length_m for one in wide) / self.length_m)

    def _there(self, kind: AlongKind) -> list[AlongItem | Noted]:
        """Return the things of a kind, also those of which nobody said where they are."""
        placeless = [one for one in self.said.of(kind) if one.at_m is None]
        return [*(item for item in self.items if item.kind == kind), *placeless]

    def _all_named(self, kind: AlongKind) -> bool:
        if kind in self.said.complete:
            return True
        return self.mapped is not None and self.mapped.coverage_share >= STEP_FREE_COVERAGE

    def _measured_shares(self) -> SurfaceShares | None:
        """Return shares from the metres given, None when there are none to go by."""
        said = self.said
        if said.surface == "firm":
            return GUESSED_SHARES["firm"]
        if (said.soft_m is None and said.rough_m is None) or self.length_m <= 0:
            return None
        rough = min(1.0, (said.rough_m or 0.0) / self.length_m)
        semi = min(1.0 - rough, (said.soft_m or 0.0) / self.length_m)
        return SurfaceShares(firm=1.0 - rough - semi, semi=semi, rough=rough)

    def _within(self, at_m: float | None) -> float:
        return min(max(at_m or 0.0, 0.0), self.length_m)


def _stretch(item: AlongItem) -> SurfaceStretch:
    end = item.at_m if item.to_m is None else item.to_m
    kind = item.value if item.value in ("firm", "semi", "rough") else None
    return SurfaceStretch(item.at_m, end, kind, item.detail)  # type: ignore[arg-type]


def _worse_of(
    whole: SurfaceShares, stretches: list[SurfaceStretch], length_m: float
) -> SurfaceShares:
    """Return the shares said of the whole, never better than the stretches said beside them."""
    if not stretches or length_m <= 0:
        return whole
    named = surface_shares(stretches, length_m)
    rough = max(whole.rough, named.rough * named.known)
    semi = min(1.0 - rough, max(whole.semi, named.semi * named.known))
    return SurfaceShares(
        firm=max(0.0, 1.0 - rough - semi),
        semi=semi,
        rough=rough,
        longest_rough_m=named.longest_rough_m if rough > whole.rough else 0.0,
        longest_rough_at_m=named.longest_rough_at_m if rough > whole.rough else None,
    )


def _number(one: AlongItem | Noted) -> float | None:
    value = one.value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value)


def _count(one: AlongItem | Noted) -> int:
    return max(0, round(_number(one) or 0.0))
