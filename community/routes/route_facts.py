"""What a leader has said of a route; None always means "not known". Pure.

`RouteFacts` is what the form asks and the database keeps; `for_grading` turns it into the facts
of the rules. Where a place or a figure was not given, the grade still counts what was said, and
`loose` names the criteria whose sentence then leaves the place or the figure out.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Literal, get_args

from community.routes.rules import (
    Barrier,
    Criterion,
    Facts,
    Measured,
    PlacedBarrier,
    Steps,
    SurfaceShares,
)

SurfaceChoice = Literal["firm", "mostly_firm", "some_ground", "rough"]
SURFACE_CHOICES: tuple[SurfaceChoice, ...] = get_args(SurfaceChoice)

# Shares for a choice without figures: each in the middle of what leads to its letter [D].
GUESSED_SHARES: dict[SurfaceChoice, SurfaceShares] = {
    "firm": SurfaceShares(firm=1.0),
    "mostly_firm": SurfaceShares(firm=0.94, semi=0.06),
    "some_ground": SurfaceShares(firm=0.6, semi=0.4),
    "rough": SurfaceShares(firm=0.5, semi=0.3, rough=0.2),
}
CROSS_SLOPE_LENGTH_M = 20.0  # what is said of the path's lean holds for a stretch that counts
SIDE_BY_SIDE_M = 1.5  # backcare.md 2.5


@dataclass(frozen=True)
class Flight:
    """A flight of steps; `at_m` from the start, None when nobody said where."""

    count: int
    at_m: float | None = None
    handrail: bool | None = None


@dataclass(frozen=True)
class Seat:
    """A seat by the way."""

    at_m: float
    backrest: bool | None = None


@dataclass(frozen=True)
class Gate:
    """A gate, stile or ford on the way."""

    kind: Barrier
    at_m: float | None = None


@dataclass(frozen=True)
class RecceNote:
    """A leader walked the route; `slopes_measured`: and measured that its slopes are right."""

    walked_on: date
    slopes_measured: bool = False
    note: str = ""


@dataclass(frozen=True)
class RouteFacts:
    """Answers about a route. `soft_m`, `rough_m`: metres of ground, and of gravel or stones."""

    surface: SurfaceChoice | None = None
    soft_m: float | None = None
    rough_m: float | None = None
    steps: tuple[Flight, ...] | None = None
    width_m: float | None = None
    width_at_m: float | None = None
    cross_slope_pct: float | None = None
    cross_slope_at_m: float | None = None
    barriers: tuple[Gate, ...] | None = None
    seats: tuple[Seat, ...] | None = None
    toilets: bool | None = None
    toilets_where: str = ""
    exits: tuple[float, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return plain values for a JSON column."""
        told: dict[str, Any] = {field.name: getattr(self, field.name) for field in fields(self)}
        for name in ("steps", "barriers", "seats"):
            if told[name] is not None:
                told[name] = [vars(one) for one in told[name]]
        told["exits"] = list(self.exits)
        return told

    @staticmethod
    def from_json(told: dict[str, Any]) -> RouteFacts:
        """Return the facts of a JSON column; names that are not known are left out."""
        known = {field.name for field in fields(RouteFacts)}
        values = {name: value for name, value in told.items() if name in known}
        kinds: dict[str, type] = {"steps": Flight, "barriers": Gate, "seats": Seat}
        for name, kind in kinds.items():
            if values.get(name) is not None:
                values[name] = tuple(kind(**one) for one in values[name])
        values["exits"] = tuple(values.get("exits") or ())
        return RouteFacts(**values)

    def loose(self, length_m: float) -> frozenset[Criterion]:
        """Return the criteria that were answered without a place or without a figure."""
        found: set[Criterion] = set()
        if any(flight.at_m is None for flight in self.steps or ()):
            found.add("steps")
        if any(gate.at_m is None for gate in self.barriers or ()):
            found.add("barriers")
        if self.width_m is not None and self.width_at_m is None:
            found.add("width")
        if self.cross_slope_pct is not None and self.cross_slope_at_m is None:
            found.add("cross_slope")
        if self.surface is not None and self._measured_shares(length_m) is None:
            found.add("surface")
        return frozenset(found)

    def for_grading(self, length_m: float, recce: RecceNote | None = None) -> Facts:
        """Return the facts as the rules ask for them."""
        return Facts(
            steps=self._steps(length_m),
            surface=self._surface(length_m),
            cross_slopes=_measured(
                self.cross_slope_pct, self.cross_slope_at_m, CROSS_SLOPE_LENGTH_M, length_m
            ),
            widths=_measured(self.width_m, self.width_at_m, 0.0, length_m),
            width_share_side_by_side=self._side_by_side(),
            barriers=self._barriers(length_m),
            seats=None if self.seats is None else tuple(sorted(s.at_m for s in self.seats)),
            exits=self.exits,
            leader_recce=recce is not None,
            leader_measured=recce is not None and recce.slopes_measured,
        )

    def _steps(self, length_m: float) -> tuple[Steps, ...] | None:
        if self.steps is None:
            return None
        return tuple(
            Steps(_within(flight.at_m, length_m), flight.count, flight.handrail)
            for flight in self.steps
        )

    def _barriers(self, length_m: float) -> tuple[PlacedBarrier, ...] | None:
        if self.barriers is None:
            return None
        return tuple(PlacedBarrier(_within(one.at_m, length_m), one.kind) for one in self.barriers)

    def _surface(self, length_m: float) -> SurfaceShares | None:
        if self.surface is None:
            return None
        return self._measured_shares(length_m) or GUESSED_SHARES[self.surface]

    def _measured_shares(self, length_m: float) -> SurfaceShares | None:
        """Return shares from the metres given, None when there are none to go by."""
        if self.surface == "firm":
            return GUESSED_SHARES["firm"]
        if (self.soft_m is None and self.rough_m is None) or length_m <= 0:
            return None
        rough = min(1.0, (self.rough_m or 0.0) / length_m)
        semi = min(1.0 - rough, (self.soft_m or 0.0) / length_m)
        return SurfaceShares(firm=1.0 - rough - semi, semi=semi, rough=rough)

    def _side_by_side(self) -> float | None:
        if self.width_m is None:
            return None
        return 1.0 if self.width_m >= SIDE_BY_SIDE_M else 0.0


def _within(at_m: float | None, length_m: float) -> float:
    return min(max(at_m or 0.0, 0.0), length_m)


def _measured(
    value: float | None, at_m: float | None, length_m: float, route_m: float
) -> tuple[Measured, ...] | None:
    if value is None:
        return None
    return (Measured(_within(at_m, max(0.0, route_m - length_m)), length_m, value),)
