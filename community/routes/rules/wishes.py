"""What stands between a route and a better letter: each place that is over that letter's limits.

Only what grades (backcare.md 2.4). Every place is named, not only the worst one, so that a leader
sees what a detour or a mended path would have to take away. Where no place can be named, the wish
has none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from community.routes.rules import limits
from community.routes.rules.criteria import Criterion, CriterionResult, all_criteria
from community.routes.rules.facts import Facts, SurfaceShares
from community.routes.rules.limits import LETTERS, Letter
from community.routes.rules.profile import Segment
from community.routes.rules.slope import (
    Direction,
    Stretch,
    descents,
    rounded_slope,
    slope_verdict,
    stretches_over,
)

MOST_WISHES = 40  # a page with more says less [D]
SHORTEST_GROUND_M = 5.0  # shorter stretches of ground are where two ways meet [D]


@dataclass(frozen=True)
class Wish:
    """One thing in the way of `target`. `value` as in `CriterionResult`, `limit` of the target.

    `letter` is what it gives now. `at_m`, `length_m` in walking direction.
    """

    criterion: Criterion
    target: Letter
    letter: Letter
    value: float | None = None
    limit: float | None = None
    at_m: float | None = None
    length_m: float | None = None
    detail: str = ""


def better_letters(letter: Letter) -> tuple[Letter, ...]:
    """Return the letters to strive for: A, and the next better one."""
    if letter == "A":
        return ()
    return tuple(dict.fromkeys(("A", LETTERS[LETTERS.index(letter) - 1])))


def wishes_of(segments: Sequence[Segment], facts: Facts, target: Letter) -> tuple[Wish, ...]:
    """Return what stands between the route as walked and a letter, by distance."""
    found: list[Wish] = []
    for result in all_criteria(segments, facts):
        if result.letter > target:
            found += _places(result, segments, facts, target) or [_whole(result, target)]
    ordered = sorted(found, key=lambda wish: (wish.at_m is None, wish.at_m or 0.0))
    return tuple(ordered[:MOST_WISHES])


def _whole(result: CriterionResult, target: Letter) -> Wish:
    """Return the criterion as it was judged, where no single place stands for it."""
    limit = {
        "hilliness": limits.HILLINESS_M_PER_KM.get(target),
        "steps": limits.STEPS.get(target),
        "descent": limits.LONGEST_DESCENT_M.get(target),
        "cross_slope": limits.CROSS_SLOPE_PCT.get(target),
        "width": limits.WIDTH_M.get(target),
    }.get(result.criterion)
    return Wish(
        result.criterion,
        target,
        result.letter,
        result.value,
        limit,
        result.at_m,
        result.length_m,
        result.detail,
    )


def _places(
    result: CriterionResult, segments: Sequence[Segment], facts: Facts, target: Letter
) -> list[Wish]:
    if result.criterion == "slope":
        return [*_steep(segments, "up", target), *_steep(segments, "down", target)]
    if result.criterion == "descent":
        return _long_descents(segments, target)
    if result.criterion == "surface":
        return _soft_ground(result, facts, target)
    if result.criterion == "steps":
        return _flights(result, facts, target)
    if result.criterion in ("width", "cross_slope"):
        return _measured(result, facts, target)
    if result.criterion == "barriers":
        return [
            Wish("barriers", target, letter, None, None, one.at_m, detail=one.kind)
            for one in facts.barriers or ()
            if (letter := limits.BARRIER_LETTER[one.kind]) > target
        ]
    return []


def _steep(segments: Sequence[Segment], direction: Direction, target: Letter) -> list[Wish]:
    """Return the stretches over the limits; all of them where only their sum is too long."""
    verdict = slope_verdict(segments, direction)
    if verdict.letter <= target:
        return []
    limit = limits.SLOPE[target]
    stretches = stretches_over(segments, limit.basic_pct, direction)
    guilty = [stretch for stretch in stretches if _is_over(stretch, limit)] or stretches
    return [
        Wish(
            "slope",
            target,
            verdict.letter,
            stretch.slope_pct,
            limit.basic_pct,
            stretch.at_m,
            stretch.length_m,
            direction,
        )
        for stretch in guilty
    ]


def _is_over(stretch: Stretch, limit: limits.SlopeLimits) -> bool:
    return (
        abs(rounded_slope(stretch.slope_pct)) > limit.exception_pct
        or stretch.rise_m > limit.exception_rise_m + limits.ROUNDING
        or abs(rounded_slope(stretch.steepest_pct)) > limit.single_pct
    )


def _long_descents(segments: Sequence[Segment], target: Letter) -> list[Wish]:
    most = limits.LONGEST_DESCENT_M[target]
    return [
        Wish(
            "descent",
            target,
            limits.letter_up_to(run.rise_m, limits.LONGEST_DESCENT_M),
            run.rise_m,
            most,
            run.at_m,
            run.length_m,
        )
        for run in descents(segments)
        if run.rise_m > most + limits.ROUNDING
    ]


def _soft_ground(result: CriterionResult, facts: Facts, target: Letter) -> list[Wish]:
    """Return the ground that is not firm; for C and D what is rough, for soil is allowed there."""
    if facts.surface is None or isinstance(facts.surface, SurfaceShares):
        return []
    unwanted = ("semi", "rough") if target in ("A", "B") else ("rough",)
    found: list[Wish] = []
    for piece in sorted(facts.surface, key=lambda piece: piece.from_m):
        if piece.surface not in unwanted:
            continue
        last = found[-1] if found else None
        if last and last.detail == piece.surface and piece.from_m - _end(last) < 1.0:
            length = piece.to_m - (last.at_m or 0.0)
            found[-1] = Wish(
                "surface", target, result.letter, None, None, last.at_m, length, piece.surface
            )
        else:
            found.append(
                Wish(
                    "surface",
                    target,
                    result.letter,
                    None,
                    None,
                    piece.from_m,
                    piece.length_m,
                    piece.surface or "",
                )
            )
    return [wish for wish in found if (wish.length_m or 0.0) >= SHORTEST_GROUND_M] or found


def _end(wish: Wish) -> float:
    return (wish.at_m or 0.0) + (wish.length_m or 0.0)


def _flights(result: CriterionResult, facts: Facts, target: Letter) -> list[Wish]:
    return [
        Wish("steps", target, result.letter, float(one.count), limits.STEPS[target], one.at_m)
        for one in facts.steps or ()
        if one.count > 0
    ]


def _measured(result: CriterionResult, facts: Facts, target: Letter) -> list[Wish]:
    narrow = result.criterion == "width"
    limit = (limits.WIDTH_M if narrow else limits.CROSS_SLOPE_PCT)[target]
    found = []
    for one in (facts.widths if narrow else facts.cross_slopes) or ():
        value = one.value if narrow else abs(rounded_slope(one.value))
        over = value < limit - limits.ROUNDING if narrow else value > limit + limits.ROUNDING
        counts = narrow or one.length_m >= limits.CROSS_SLOPE_FROM_M - limits.ROUNDING
        if over and counts:
            found.append(
                Wish(
                    result.criterion,
                    target,
                    result.letter,
                    one.value,
                    limit,
                    one.at_m,
                    one.length_m,
                )
            )
    return found
