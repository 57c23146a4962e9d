"""Whether a route suits one person's back: fit, care, or not by default (backcare.md 2.7).

Pure, and about numbers only: who the person is nobody here knows. The limits are the table of 2.7;
a physiotherapist may change any of them. What is not known never reads as fit. The person always
decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise
from typing import Literal, get_args

from community.routes.rules.facts import Facts, Steps, known_surface
from community.routes.rules.limits import CROSS_SLOPE_FROM_M, ROUNDING, Letter
from community.routes.rules.profile import Segment
from community.routes.rules.slope import (
    longest_descent,
    rounded_slope,
    steepest,
    total_down_m,
    total_length_m,
)
from community.routes.rules.tags import commitment_m, seat_gap_m

Need = Literal["general", "stenosis", "disc", "sciatica", "hip", "acute_injury", "bone", "balance"]
NEEDS: tuple[Need, ...] = get_args(Need)
Limit = Literal[
    "letter", "slope_up", "slope_down", "drop", "descent", "steps", "handrail", "seat_gap", "firm",
    "cross_slope", "commitment", "commitment_time", "heights", "barriers",
]  # fmt: skip

WALKING_M_PER_MIN = 60.0  # backcare.md 2.7
BOUT_SHARE = 8  # of 10: backcare.md 1.8
SEAT_LEAST_M, SEAT_MOST_M, SEAT_UNKNOWN_M = 50.0, 400.0, 300.0  # backcare.md 2.7
# (fit, care); 2.7: direction seed [V34][V36], against [V33]; numbers [D]
STENOSIS_DOWN_PCT = (3.0, 5.0)
STENOSIS_DROP_M = (5.0, 10.0)
STENOSIS_DESCENT_M_PER_KM = (10.0, 25.0)
STENOSIS_STEPS = (3.0, 12.0)
SEAT_GAP_CARE = 2.0  # times S
DISC_STEPS = (1.0, 12.0)
DISC_FIRM = 0.90
DISC_CROSS_PCT = 3.0
PLAN_SHARE = 0.5  # commitment time against the plan's minutes
HIP_UP_PCT = (5.0, 8.5)
HIP_CROSS_PCT, HIP_STEPS = 3.0, 12.0
ACUTE_COMMITMENT_M = 250.0
BONE_FIRM = 0.98
BONE_STEPS = (1.0, 12.0)


class Fit(IntEnum):
    """How well a route suits; larger is worse, none is false."""

    FIT = 1
    CARE = 2
    NOT = 3


@dataclass(frozen=True)
class Back:
    """What somebody told of her own back; everything but `needs` if she likes.

    `sits_after_min`: how long she walks until she has to sit. `brings_seat`: a folding seat or a
    rollator. `minds_downhill`: the limit that many, not all, people with stenosis want.
    `plan_min`: the minutes of her plan for a day, None while she has none.
    """

    needs: frozenset[Need]
    sits_after_min: int | None = None
    brings_seat: bool = False
    minds_downhill: bool = True
    speed_m_per_min: float = WALKING_M_PER_MIN
    plan_min: int | None = None

    @property
    def seat_every_m(self) -> float:
        """S of backcare.md 2.7: how far apart seats may be."""
        if self.sits_after_min is None:
            return SEAT_UNKNOWN_M
        reach = bout_min(self.sits_after_min) * self.speed_m_per_min
        return min(max(reach, SEAT_LEAST_M), SEAT_MOST_M)


@dataclass(frozen=True)
class Spot:
    """A measure and where on the way it is; None where it is nowhere in particular."""

    value: float
    at_m: float | None = None


@dataclass(frozen=True)
class Measures:
    """What the needs ask of a route, in walking direction; None always means "not known".

    `letter` is the grade as computed. `heights_trusted` is false while it carries a "?". Slopes
    are rounded as the grade rounds them, positive. `handrails`: whether every flight of steps has
    one. `firm` is a share. `unknown`: which of steps, surface and barriers nobody has told.
    """

    letter: Letter | None
    heights_trusted: bool
    slope_up: Spot | None
    slope_down: Spot | None
    drop: Spot | None
    descent_m_per_km: float | None
    steps: Spot | None
    handrails: bool | None
    firm: float | None
    cross_slope: Spot | None
    seat_gap: Spot | None
    commitment_m: float
    barriers_known: bool


@dataclass(frozen=True)
class Finding:
    """What one limit of one need says. `value` None: not known. `most` is the limit to be fit, or
    to need no more than care where `fit` is NOT; a least for "firm"."""

    need: Need
    limit: Limit
    fit: Fit
    value: float | None = None
    most: float | None = None
    at_m: float | None = None
    letter: Letter | None = None

    @property
    def is_unknown(self) -> bool:
        """Whether nobody knows what the limit asks."""
        return self.value is None and self.letter is None


@dataclass(frozen=True)
class Suitability:
    """The worst of all limits, what holds the route back, what nobody knows of it.

    `reasons` are those that decide; for CARE without any, the unknown ones do. `not_asked`: limits
    that wait for the person's plan.
    """

    fit: Fit
    reasons: tuple[Finding, ...]
    unknown: tuple[Finding, ...]
    not_asked: tuple[Limit, ...] = ()


def bout_min(sits_after_min: int) -> int:
    """Return the minutes to walk before sitting down (backcare.md 1.8)."""
    return max(1, sits_after_min * BOUT_SHARE // 10)


def measures_of(
    segments: Sequence[Segment], facts: Facts, letter: Letter | None, heights_trusted: bool
) -> Measures:
    """Return what the needs ask, from the segments walked and what else is known."""
    length = total_length_m(segments)
    down, descent = _steepest(segments, "down"), longest_descent(segments)
    return Measures(
        letter=letter,
        heights_trusted=heights_trusted,
        slope_up=_steepest(segments, "up"),
        slope_down=down,
        drop=Spot(descent.rise_m, descent.at_m) if descent else Spot(0.0),
        descent_m_per_km=total_down_m(segments) / length * 1000.0 if length else 0.0,
        **ground_of(facts, length),  # type: ignore[arg-type]
    )


def ground_of(facts: Facts, length_m: float) -> dict[str, object]:
    """Return the measures that do not come from heights, by their names."""
    surface = known_surface(facts, length_m)
    flights = None if facts.steps is None else [one for one in facts.steps if one.count]
    return {
        "steps": None
        if flights is None
        else Spot(sum(one.count for one in flights), flights[0].at_m if flights else None),
        "handrails": None if flights is None else _all_with_handrail(flights),
        "firm": None if surface is None else surface.firm,
        "cross_slope": _cross_slope(facts),
        "seat_gap": None if facts.seats is None else _seat_gap(facts.seats, length_m),
        "commitment_m": commitment_m(length_m, facts.exits),
        "barriers_known": facts.barriers is not None,
    }


def _all_with_handrail(flights: Sequence[Steps]) -> bool | None:
    told = {one.handrail for one in flights}
    return False if False in told else None if None in told else True


def _steepest(segments: Sequence[Segment], direction: Literal["up", "down"]) -> Spot:
    found = steepest(segments, direction)
    return Spot(0.0) if found is None else Spot(abs(rounded_slope(found.slope_pct)), found.at_m)


def _cross_slope(facts: Facts) -> Spot | None:
    if facts.cross_slopes is None:
        return None
    long = [one for one in facts.cross_slopes if one.length_m >= CROSS_SLOPE_FROM_M - ROUNDING]
    worst = max(long, key=lambda one: abs(one.value), default=None)  # to either side
    return Spot(0.0) if worst is None else Spot(abs(worst.value), worst.at_m)


def _seat_gap(seats: Iterable[float], length_m: float) -> Spot:
    places = [min(max(seat, 0.0), length_m) for seat in seats]
    marks = [0.0, *sorted(places), length_m]
    start, _ = max(pairwise(marks), key=lambda pair: pair[1] - pair[0])
    return Spot(seat_gap_m(length_m, places), start)


def suitability(route: Measures, back: Back) -> Suitability:
    """Return how a route suits a person.

    The general rule holds for everybody: naming a need never makes a route easier [D].
    """
    findings = _general(route)
    for need in NEEDS:
        if need in back.needs:
            findings += _RULES[need](route, back)
    worst = max(finding.fit for finding in findings)
    known = [one for one in findings if not one.is_unknown]
    reasons = [one for one in known if one.fit == worst] if worst > Fit.FIT else []
    unknown = [one for one in findings if one.is_unknown]
    waits = back.needs & {"disc", "sciatica"} and back.plan_min is None
    return Suitability(worst, _once(reasons), _once(unknown), ("commitment_time",) if waits else ())


def _once(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings without those that say the same of the same limit for another need."""
    kept: dict[tuple[Limit, float | None], Finding] = {}
    for one in findings:
        kept.setdefault((one.limit, one.most), one)
    return tuple(kept.values())


def _general(route: Measures) -> list[Finding]:
    return [_letter(route, "general", "B", "C"), *_told_letter(route, "general")]


def _told_letter(route: Measures, need: Need) -> list[Finding]:
    """Return what a letter leaves open: it skips what nobody knows (2.4), a person must not."""
    asked: tuple[tuple[Limit, bool], ...] = (
        ("heights", route.letter is not None and route.heights_trusted),
        ("steps", route.steps is not None),
        ("firm", route.firm is not None),
        ("barriers", route.barriers_known),
    )
    return [Finding(need, limit, Fit.CARE) for limit, known in asked if not known]


def _letter(route: Measures, need: Need, fit: Letter, care: Letter) -> Finding:
    if route.letter is None:
        return Finding(need, "heights", Fit.CARE)
    level = Fit.FIT if route.letter <= fit else Fit.CARE if route.letter <= care else Fit.NOT
    return Finding(need, "letter", level, letter=route.letter)


def _upto(need: Need, limit: Limit, spot: Spot | None, fit: float, care: float | None) -> Finding:
    """Return what a most says; `care` None: more than `fit` is still no worse than care."""
    if spot is None:
        return Finding(need, limit, Fit.CARE)
    if spot.value <= fit + ROUNDING:
        return Finding(need, limit, Fit.FIT, spot.value, fit, spot.at_m)
    if care is None or spot.value <= care + ROUNDING:
        return Finding(need, limit, Fit.CARE, spot.value, fit, spot.at_m)
    return Finding(need, limit, Fit.NOT, spot.value, care, spot.at_m)


def _stenosis(route: Measures, back: Back) -> list[Finding]:
    found = [_upto("stenosis", "steps", route.steps, *STENOSIS_STEPS), _seats(route, back)]
    if back.minds_downhill:
        fall = None if route.descent_m_per_km is None else Spot(route.descent_m_per_km)
        found += [
            _upto("stenosis", "slope_down", route.slope_down, *STENOSIS_DOWN_PCT),
            _upto("stenosis", "drop", route.drop, *STENOSIS_DROP_M),
            _upto("stenosis", "descent", fall, *STENOSIS_DESCENT_M_PER_KM),
        ]
    return found


def _seats(route: Measures, back: Back) -> Finding:
    every = back.seat_every_m
    care = None if back.brings_seat else SEAT_GAP_CARE * every
    return _upto("stenosis", "seat_gap", route.seat_gap, every, care)


def _disc(need: Need, route: Measures, back: Back) -> list[Finding]:
    found = [
        _letter(route, need, "B", "C"),
        _firm(need, route, DISC_FIRM),
        _upto(need, "steps", route.steps, *DISC_STEPS),
        _upto(need, "cross_slope", route.cross_slope, DISC_CROSS_PCT, None),
    ]
    if back.plan_min is not None:
        minutes = Spot(route.commitment_m / back.speed_m_per_min)
        found.append(_upto(need, "commitment_time", minutes, PLAN_SHARE * back.plan_min, None))
    return found


def _firm(need: Need, route: Measures, least: float) -> Finding:
    if route.firm is None:
        return Finding(need, "firm", Fit.CARE)
    level = Fit.FIT if route.firm >= least - ROUNDING else Fit.CARE
    return Finding(need, "firm", level, route.firm, least)


def _hip(route: Measures, _back: Back) -> list[Finding]:
    return [
        _upto("hip", "slope_up", route.slope_up, *HIP_UP_PCT),
        _upto("hip", "cross_slope", route.cross_slope, HIP_CROSS_PCT, None),
        _upto("hip", "steps", route.steps, HIP_STEPS, None),
    ]


def _acute(route: Measures, _back: Back) -> list[Finding]:
    most = ACUTE_COMMITMENT_M
    return [
        _letter(route, "acute_injury", "A", "B"),
        _upto("acute_injury", "commitment", Spot(route.commitment_m), most, most),
    ]


def _bone(need: Need, route: Measures) -> list[Finding]:
    """A letter worse than C is not by default here either, though 2.7 names steps alone [D]."""
    found = [
        _letter(route, need, "B", "C"),
        _firm(need, route, BONE_FIRM),
        _upto(need, "steps", route.steps, *BONE_STEPS),
    ]
    if route.steps is not None and route.steps.value > BONE_STEPS[0] and not route.handrails:
        known = route.handrails is not None
        found.append(
            Finding(need, "handrail", Fit.NOT, route.steps.value, None, route.steps.at_m)
            if known
            else Finding(need, "handrail", Fit.CARE)
        )
    return found


_RULES = {
    "general": lambda _route, _back: [],
    "stenosis": _stenosis,
    "disc": lambda route, back: _disc("disc", route, back),
    "sciatica": lambda route, back: _disc("sciatica", route, back),
    "hip": _hip,
    "acute_injury": _acute,
    "bone": lambda route, _back: _bone("bone", route),
    "balance": lambda route, _back: _bone("balance", route),
}
