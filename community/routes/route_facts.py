"""What leaders have said of a route; what nobody has said is left to the map, or not known. Pure.

`RouteFacts` is what the form asks and the database keeps. What it says of single things wins over
the map's word (`rules.along.put_right`); `knowledge.Known` is both together, and is graded.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Literal, get_args

from community.routes.rules import Barrier
from community.routes.rules.along import AlongKind, Noted

FORMAT = 2  # of the JSON; migrations/0013 made it of the first one
SurfaceChoice = Literal["firm", "mostly_firm", "some_ground", "rough"]
SURFACE_CHOICES: tuple[SurfaceChoice, ...] = get_args(SurfaceChoice)
RAIL = {True: "yes", False: "no", None: ""}

_NOTED_DEFAULTS = {field.name: field.default for field in fields(Noted) if field.name != "kind"}


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
    """What leaders said: of the ground as a whole, of single things, of which kinds that is all.

    `soft_m`, `rough_m`: metres of soil or grass, and of gravel or stones. Of a kind in `complete`
    nothing more is there than `noted` says: without any, "no steps", "no seats". A width or a
    lean of a complete kind is the worst on the whole way.
    """

    surface: SurfaceChoice | None = None
    soft_m: float | None = None
    rough_m: float | None = None
    noted: tuple[Noted, ...] = ()
    complete: frozenset[AlongKind] = frozenset()

    @staticmethod
    def said(
        *,
        surface: SurfaceChoice | None = None,
        soft_m: float | None = None,
        rough_m: float | None = None,
        steps: Iterable[Flight] | None = None,
        width_m: float | None = None,
        width_at_m: float | None = None,
        cross_slope_pct: float | None = None,
        cross_slope_at_m: float | None = None,
        barriers: Iterable[Gate] | None = None,
        seats: Iterable[Seat] | None = None,
        toilets: bool | None = None,
        toilets_where: str = "",
        exits: Iterable[float] = (),
    ) -> RouteFacts:
        """Return the facts of a leader who says all at once; None means "not known"."""
        noted = [
            *(Noted("steps", f.at_m, value=f.count, detail=RAIL[f.handrail]) for f in steps or ()),
            *(Noted("barrier", gate.at_m, value=gate.kind) for gate in barriers or ()),
            *(Noted("seat", seat.at_m, value=seat.backrest) for seat in seats or ()),
            *(Noted("exit", at_m) for at_m in exits),
        ]
        if width_m is not None:
            noted.append(Noted("width", width_at_m, value=width_m))
        if cross_slope_pct is not None:
            noted.append(Noted("cross_slope", cross_slope_at_m, value=cross_slope_pct))
        if toilets:
            noted.append(Noted("toilets", note=toilets_where))
        answers: dict[AlongKind, object] = {
            "steps": steps,
            "barrier": barriers,
            "seat": seats,
            "toilets": False if toilets is False else None,
            "width": width_m,
            "cross_slope": cross_slope_pct,
        }
        complete = frozenset(kind for kind, answer in answers.items() if answer is not None)
        return RouteFacts(surface, soft_m, rough_m, tuple(noted), complete)

    def of(self, kind: AlongKind) -> tuple[Noted, ...]:
        """Return the things of a kind that are there, as leaders say."""
        return tuple(one for one in self.noted if one.kind == kind and one.verdict != "gone")

    @property
    def toilets_where(self) -> str:
        """Where the toilet is, as a leader said, else ""."""
        return next((one.note for one in self.of("toilets") if one.note), "")

    def signed(self, by: int, on: date, before: RouteFacts | None = None) -> RouteFacts:
        """Return the facts with who said what is new in them, and when."""
        known = list(before.noted) if before else []

        def sign(one: Noted) -> Noted:
            same = next((old for old in known if old.says_the_same(one)), None)
            if same is not None:
                return same
            return one if one.by is not None else replace(one, by=by, on=on)

        return replace(self, noted=tuple(sign(one) for one in self.noted))

    def moved(self, by_m: float) -> RouteFacts:
        """Return the facts when the start of the line moves; what then lies before it goes."""
        moved = (_moved(one, by_m) for one in self.noted) if by_m else self.noted
        return replace(self, noted=tuple(one for one in moved if one is not None))

    def forgetting(self, person_id: int) -> RouteFacts:
        """Return the same facts without who this person was."""
        return replace(
            self,
            noted=tuple(
                replace(one, by=None) if one.by == person_id else one for one in self.noted
            ),
        )

    def as_json(self) -> dict[str, Any]:
        """Return plain values for a JSON column."""
        return {
            "format": FORMAT,
            "surface": self.surface,
            "soft_m": self.soft_m,
            "rough_m": self.rough_m,
            "complete": sorted(self.complete),
            "noted": [_plain(one) for one in self.noted],
        }

    @staticmethod
    def from_json(told: dict[str, Any]) -> RouteFacts:
        """Return the facts of a JSON column."""
        return RouteFacts(
            surface=told.get("surface"),
            soft_m=told.get("soft_m"),
            rough_m=told.get("rough_m"),
            noted=tuple(_noted(one) for one in told.get("noted", ())),
            complete=frozenset(told.get("complete", ())),
        )


def _moved(one: Noted, by_m: float) -> Noted | None:
    if one.at_m is None:
        return one
    at_m, to_m = one.at_m + by_m, None if one.to_m is None else one.to_m + by_m
    if (at_m if to_m is None else to_m) < 0:
        return None
    return replace(one, at_m=max(0.0, at_m), to_m=to_m)


def _plain(one: Noted) -> dict[str, Any]:
    told: dict[str, Any] = {"kind": one.kind}
    for name, default in _NOTED_DEFAULTS.items():
        value = getattr(one, name)
        if value != default or value is False:
            told[name] = value.isoformat() if isinstance(value, date) else value
    return told


def _noted(told: dict[str, Any]) -> Noted:
    day = told.get("on")
    return Noted(**{**told, "on": None if day is None else date.fromisoformat(day)})
