"""Slopes of a segment list, judged as backcare.md 2.3 and 2.4 say."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from community.routes.rules.limits import (
    DESCENT_BRIDGE_M,
    DESCENT_FROM_PCT,
    ROUNDING,
    SLOPE,
    Letter,
    SlopeLimits,
)
from community.routes.rules.profile import Segment

Direction = Literal["up", "down"]


@dataclass(frozen=True)
class Stretch:
    """A run of neighbouring segments: where, how long, its mean slope and its metres up or down.

    `steepest_pct` is the steepest single segment in it. Slopes are signed, `rise_m` is not.
    """

    at_m: float
    length_m: float
    rise_m: float
    slope_pct: float
    steepest_pct: float


@dataclass(frozen=True)
class SlopeVerdict:
    """The letter of the slopes in one direction, and the stretch that decides it.

    `reason`: what about it is over the better letter's limit: "mean" slope, "rise", the "share"
    of all such stretches together, or one "single" segment; "none" for A.
    `stretches` is how many stretches there are over the better letter's basic limit, `share`
    their share of the route.
    """

    letter: Letter
    direction: Direction
    reason: Literal["none", "mean", "rise", "share", "single"]
    stretch: Stretch | None
    stretches: int = 0
    share: float = 0.0


def rounded_slope(slope_pct: float) -> float:
    """Round to the nearest 0.5, halves away from zero: 3.24 to 3.0, 3.25 to 3.5, 8.33 to 8.5."""
    return math.copysign(math.floor(abs(slope_pct) * 2 + 0.5 + ROUNDING) / 2, slope_pct)


def total_length_m(segments: Sequence[Segment]) -> float:
    """Return the length of the route."""
    return sum(segment.length_m for segment in segments)


def total_up_m(segments: Sequence[Segment]) -> float:
    """Return all metres up, unrounded slopes."""
    return sum(max(0.0, segment.rise_m) for segment in segments)


def total_down_m(segments: Sequence[Segment]) -> float:
    """Return all metres down as a positive number, unrounded slopes."""
    return sum(max(0.0, -segment.rise_m) for segment in segments)


def reversed_segments(segments: Sequence[Segment]) -> tuple[Segment, ...]:
    """Return the segments as walked the other way."""
    return tuple(Segment(segment.length_m, -segment.slope_pct) for segment in reversed(segments))


def steepest(segments: Sequence[Segment], direction: Direction | None = None) -> Stretch | None:
    """Return the steepest segment, in one direction or in either; None when there is none."""
    best: Stretch | None = None
    at_m = 0.0
    for segment in segments:
        wanted = direction is None or (segment.slope_pct > 0) == (direction == "up")
        if (
            segment.length_m > 0
            and segment.slope_pct != 0
            and wanted
            and (best is None or abs(segment.slope_pct) > abs(best.slope_pct))
        ):
            best = _stretch(at_m, [segment])
        at_m += segment.length_m
    return best


def _stretch(at_m: float, run: Sequence[Segment]) -> Stretch:
    length = total_length_m(run)
    rise = sum(segment.rise_m for segment in run)
    return Stretch(
        at_m=at_m,
        length_m=length,
        rise_m=abs(rise),
        slope_pct=100.0 * rise / length,
        steepest_pct=max((segment.slope_pct for segment in run), key=abs),
    )


def stretches_over(
    segments: Sequence[Segment], limit_pct: float, direction: Direction
) -> list[Stretch]:
    """Return the maximal runs of neighbours with r over the limit, in one direction."""
    sign = 1.0 if direction == "up" else -1.0
    return _runs(segments, lambda segment: sign * rounded_slope(segment.slope_pct) > limit_pct)


def _runs(segments: Sequence[Segment], belongs: Callable[[Segment], bool]) -> list[Stretch]:
    found: list[Stretch] = []
    run: list[Segment] = []
    start = at_m = 0.0
    for segment in segments:
        if segment.length_m <= 0:
            continue
        if belongs(segment):
            start = at_m if not run else start
            run.append(segment)
        elif run:
            found.append(_stretch(start, run))
            run = []
        at_m += segment.length_m
    return [*found, _stretch(start, run)] if run else found


def slope_verdict(segments: Sequence[Segment], direction: Direction) -> SlopeVerdict:
    """Return the best letter whose slope limits all hold in this direction, and why not better."""
    failing = SlopeVerdict("A", direction, "none", steepest(segments, direction))
    length = total_length_m(segments)
    for letter, limits in SLOPE.items():
        stretches = stretches_over(segments, limits.basic_pct, direction)
        verdict = _first_failure(stretches, limits, length, direction)
        if verdict is None:
            return _with_letter(failing, letter)
        failing = verdict
    return _with_letter(failing, "E")


def _with_letter(verdict: SlopeVerdict, letter: Letter) -> SlopeVerdict:
    return SlopeVerdict(
        letter,
        verdict.direction,
        verdict.reason,
        verdict.stretch,
        verdict.stretches,
        verdict.share,
    )


def _first_failure(
    stretches: Sequence[Stretch], limits: SlopeLimits, length_m: float, direction: Direction
) -> SlopeVerdict | None:
    """Return what is over the limits; of several stretches the one that rises most."""
    share = sum(stretch.length_m for stretch in stretches) / length_m if length_m else 0.0

    def over(
        reason: Literal["mean", "rise", "single", "share"], guilty: Sequence[Stretch]
    ) -> SlopeVerdict:
        worst = max(guilty, key=lambda stretch: stretch.rise_m)
        return SlopeVerdict("E", direction, reason, worst, len(stretches), share)

    single = [s for s in stretches if abs(rounded_slope(s.steepest_pct)) > limits.single_pct]
    mean = [s for s in stretches if abs(rounded_slope(s.slope_pct)) > limits.exception_pct]
    rise = [s for s in stretches if s.rise_m > limits.exception_rise_m + ROUNDING]
    if mean:
        return over("mean", mean)
    if rise:
        return over("rise", rise)
    if single:
        return over("single", single)
    if share > limits.exception_share + ROUNDING:
        return over("share", stretches)
    return None


def longest_descent(segments: Sequence[Segment]) -> Stretch | None:
    """Return the descent with the largest drop, the first of equals; None when there is none."""
    return max(descents(segments), key=lambda run: run.rise_m, default=None)


def descents(segments: Sequence[Segment]) -> list[Stretch]:
    """Return the descents: runs at r <= -3, interruptions up to 20 m bridged.

    The drop is all metres down between the run's ends, unrounded: a short rise in an interruption
    does not give knees and back their metres back.
    """
    found: list[Stretch] = []
    run: list[Segment] = []
    pause: list[Segment] = []
    start = at_m = 0.0
    for segment in segments:
        if segment.length_m <= 0:
            continue
        if rounded_slope(segment.slope_pct) <= DESCENT_FROM_PCT:
            if not run:
                start = at_m
            run += [*pause, segment]
            pause = []
        elif run:
            pause.append(segment)
            if total_length_m(pause) > DESCENT_BRIDGE_M + ROUNDING:
                found.append(_descent(start, run))
                run, pause = [], []
        at_m += segment.length_m
    return [*found, _descent(start, run)] if run else found


def _descent(start: float, run: Sequence[Segment]) -> Stretch:
    drop, length = total_down_m(run), total_length_m(run)
    steepest_pct = min(segment.slope_pct for segment in run)
    return Stretch(start, length, drop, -100.0 * drop / length, steepest_pct)
