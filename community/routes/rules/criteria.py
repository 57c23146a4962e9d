"""One criterion, one letter: the rows of the table in backcare.md 2.4."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from community.routes.rules import limits
from community.routes.rules.facts import (
    Facts,
    Measured,
    SurfaceShares,
    best_possible_surface,
    known_surface,
)
from community.routes.rules.limits import Letter, letter_up_to
from community.routes.rules.profile import Segment
from community.routes.rules.slope import (
    longest_descent,
    rounded_slope,
    slope_verdict,
    total_down_m,
    total_length_m,
    total_up_m,
)

Criterion = Literal[
    "slope",
    "descent",
    "hilliness",
    "steps",
    "surface",
    "cross_slope",
    "width",
    "barriers",
    "hiking",
]
# What is asked of every route; "hiking" counts only where a map names a hiking grade.
ASKED: tuple[Criterion, ...] = (
    "slope",
    "descent",
    "hilliness",
    "steps",
    "surface",
    "cross_slope",
    "width",
    "barriers",
)


@dataclass(frozen=True)
class CriterionResult:
    """The letter of one criterion, what was measured and where.

    `value`: slope and cross slope in per cent (signed for slope), descent in metres of drop,
    hilliness in metres per km, steps as a count, surface as the share that is not good enough
    (0 to 1), width in metres; None for barriers and hiking, where `detail` names the kind.
    `detail` for slope: "up" or "down"; for surface: "rough_stretch", "rough",
    "not_firm", and "at_least_…" of the last two where too little is known; for hilliness
    "up" or "down". `reason`, `several`: see `SlopeVerdict`.
    """

    criterion: Criterion
    letter: Letter
    value: float | None = None
    at_m: float | None = None
    length_m: float | None = None
    detail: str = ""
    reason: str = ""
    several: bool = False


def all_criteria(segments: Sequence[Segment], facts: Facts) -> tuple[CriterionResult, ...]:
    """Return the known criteria in the order of the table; unknown ones are left out."""
    length = total_length_m(segments)
    found = (
        _slope(segments),
        _descent(segments),
        _hilliness(segments),
        _steps(facts),
        _surface(facts, length),
        _cross_slope(facts),
        _width(facts),
        _barriers(facts),
        _hiking(facts),
    )
    return tuple(result for result in found if result is not None)


def _slope(segments: Sequence[Segment]) -> CriterionResult:
    up, down = slope_verdict(segments, "up"), slope_verdict(segments, "down")

    def badness(verdict_slope: float | None) -> float:
        return abs(verdict_slope or 0.0)

    chosen = max(
        (up, down),
        key=lambda v: (v.letter, badness(v.stretch.slope_pct if v.stretch else None)),
    )
    stretch = chosen.stretch
    if stretch is None:
        return CriterionResult("slope", chosen.letter, 0.0, None, None, "level", "none")
    value = stretch.steepest_pct if chosen.reason == "single" else stretch.slope_pct
    if chosen.reason == "share":
        value = chosen.share * 100.0
    return CriterionResult(
        "slope",
        chosen.letter,
        value,
        stretch.at_m,
        stretch.length_m,
        chosen.direction,
        chosen.reason,
        chosen.stretches > 1,
    )


def _descent(segments: Sequence[Segment]) -> CriterionResult:
    descent = longest_descent(segments)
    if descent is None:
        return CriterionResult("descent", "A", 0.0)
    letter = letter_up_to(descent.rise_m, limits.LONGEST_DESCENT_M)
    return CriterionResult("descent", letter, descent.rise_m, descent.at_m, descent.length_m)


def _hilliness(segments: Sequence[Segment]) -> CriterionResult:
    up, down = total_up_m(segments), total_down_m(segments)
    kilometres = total_length_m(segments) / 1000.0
    per_km = max(up, down) / kilometres if kilometres > 0 else 0.0
    letter = letter_up_to(per_km, limits.HILLINESS_M_PER_KM)
    return CriterionResult("hilliness", letter, per_km, detail="up" if up >= down else "down")


def _steps(facts: Facts) -> CriterionResult | None:
    if facts.steps is None:
        return None
    total = sum(flight.count for flight in facts.steps)
    letter = letter_up_to(total, limits.STEPS)
    largest = max(facts.steps, key=lambda flight: flight.count, default=None)
    return CriterionResult(
        "steps",
        letter,
        float(total),
        largest.at_m if largest else None,
        several=len([flight for flight in facts.steps if flight.count > 0]) > 1,
    )


def _surface(facts: Facts, length_m: float) -> CriterionResult | None:
    shares = known_surface(facts, length_m)
    if shares is not None:
        return _surface_of(shares, length_m)
    shares = best_possible_surface(facts, length_m)
    least = None if shares is None else _surface_of(shares, length_m)
    if least is None or least.letter == "A":
        return None
    is_share = least.detail in ("not_firm", "rough")
    return replace(least, detail=f"at_least_{least.detail}") if is_share else least


def _surface_of(shares: SurfaceShares, length_m: float) -> CriterionResult:
    room = limits.ROUNDING
    longest_rough = shares.longest_rough_m
    if shares.rough > room and longest_rough <= 0:
        longest_rough = shares.rough * length_m  # where is not known: taken as one stretch
    letter: Letter
    if shares.firm >= limits.FIRM_SHARE_A - room and shares.rough <= room:
        letter = "A"
    elif (
        shares.firm >= limits.FIRM_SHARE_B - room
        and longest_rough <= limits.ROUGH_STRETCH_B_M + room
    ):
        letter = "B"
    elif shares.firm + shares.semi >= limits.FIRM_AND_SEMI_SHARE_C - room:
        letter = "C"
    else:
        letter = "D"
    return _told_surface(letter, shares, longest_rough)


def _told_surface(letter: Letter, shares: SurfaceShares, longest_rough_m: float) -> CriterionResult:
    """Return the letter with what decides it: soft ground in all, or one rough stretch."""
    room = limits.ROUNDING
    if letter == "D":
        at_m = shares.longest_rough_at_m
        length = None if at_m is None else longest_rough_m
        return CriterionResult("surface", letter, shares.rough, at_m, length, "rough")
    is_soft = letter == "C" and shares.firm < limits.FIRM_SHARE_B - room
    if shares.rough > room and shares.longest_rough_at_m is not None and not is_soft:
        at_m = shares.longest_rough_at_m
        return CriterionResult(
            "surface", letter, shares.rough, at_m, longest_rough_m, "rough_stretch"
        )
    at_m = shares.longest_soft_at_m
    length = None if at_m is None else shares.longest_soft_m
    return CriterionResult("surface", letter, 1.0 - shares.firm, at_m, length, "not_firm")


def _cross_slope(facts: Facts) -> CriterionResult | None:
    if facts.cross_slopes is None:
        return None
    long_enough = [
        found
        for found in facts.cross_slopes
        if found.length_m >= limits.CROSS_SLOPE_FROM_M - limits.ROUNDING
    ]
    worst = max(long_enough, key=lambda found: abs(found.value), default=None)
    if worst is None:
        return CriterionResult("cross_slope", "A", 0.0)
    letter = letter_up_to(abs(rounded_slope(worst.value)), limits.CROSS_SLOPE_PCT)
    return CriterionResult("cross_slope", letter, abs(worst.value), worst.at_m, worst.length_m)


def _width(facts: Facts) -> CriterionResult | None:
    if not facts.widths:
        return None
    narrowest: Measured = min(facts.widths, key=lambda found: found.value)
    letter: Letter = "D"
    for candidate, least in limits.WIDTH_M.items():
        if narrowest.value >= least - limits.ROUNDING:
            letter = candidate
            break
    return CriterionResult("width", letter, narrowest.value, narrowest.at_m, narrowest.length_m)


def _barriers(facts: Facts) -> CriterionResult | None:
    if facts.barriers is None:
        return None
    if not facts.barriers:
        return CriterionResult("barriers", "A")
    worst = max(facts.barriers, key=lambda barrier: limits.BARRIER_LETTER[barrier.kind])
    letter = limits.BARRIER_LETTER[worst.kind]
    return CriterionResult(
        "barriers", letter, None, worst.at_m, detail=worst.kind, several=len(facts.barriers) > 1
    )


def _hiking(facts: Facts) -> CriterionResult | None:
    """T1 paths are at best C until a leader's recce, anything above is E (backcare.md 2.2)."""
    if not facts.hiking:
        return None
    above = [found for found in facts.hiking if found.sac_scale != limits.HIKING_T1]
    if above:
        first = above[0]
        return CriterionResult(
            "hiking", "E", None, first.at_m, first.length_m, detail=first.sac_scale
        )
    first = facts.hiking[0]
    letter: Letter = "A" if facts.leader_recce else "C"
    return CriterionResult(
        "hiking", letter, None, first.at_m, first.length_m, detail=first.sac_scale
    )
