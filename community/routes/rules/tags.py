"""Tags of a route, seat gap, commitment, out and back (backcare.md 2.5)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np

from community.places.rules.distance import path_length_m, plane_metres, step_lengths_m
from community.routes.rules import limits
from community.routes.rules.facts import Facts, known_surface
from community.routes.rules.nearness import are_near
from community.routes.rules.profile import Segment
from community.routes.rules.slope import longest_descent, rounded_slope, total_length_m
from community.routes.rules.sources import Confidence
from community.routes.rules.track import Floats

TagName = Literal[
    "level",
    "gentle",
    "step_free",
    "no_long_descent",
    "firm_surface",
    "seat_every",
    "flexible_length",
    "short_commitment",
    "side_by_side",
]

OUT_AND_BACK_REACH_M = 15.0  # backcare.md 2.5
OUT_AND_BACK_SHARE = 0.9  # backcare.md 2.5
_SAMPLES_EVERY_M = 5.0  # a sample is at most 2.5 m farther than the line itself [D]
_MOST_SAMPLES = 20_000  # 200 km at that spacing, a bound for very long files [D]


@dataclass(frozen=True)
class Tag:
    """One tag; `value_m` only for "seat_every"."""

    name: TagName
    value_m: float | None = None


def seat_gap_m(length_m: float, seats: Iterable[float]) -> float:
    """Return the longest way without a seat; start and end count only if one is there."""
    marks = [0.0, *sorted(min(max(seat, 0.0), length_m) for seat in seats), length_m]
    return max(after - before for before, after in pairwise(marks))


def commitment_m(length_m: float, exits: Iterable[float] = ()) -> float:
    """Return the most one still has to walk from the worst point: half the largest gap of exits."""
    marks = sorted({0.0, length_m, *(min(max(place, 0.0), length_m) for place in exits)})
    return max((b - a for a, b in pairwise(marks)), default=0.0) / 2


def is_out_and_back(latitudes: Floats, longitudes: Floats) -> bool:
    """Whether the second half, reversed, lies within 15 m of the first for 90% of it or more."""
    length = path_length_m(latitudes, longitudes)
    if len(latitudes) < 3 or length <= 0:
        return False
    x, y = plane_metres(latitudes, longitudes, float(latitudes[0]), float(longitudes[0]))
    along = np.concatenate(([0.0], np.cumsum(step_lengths_m(latitudes, longitudes))))
    half = min(_MOST_SAMPLES, max(2, math.ceil(length / 2 / _SAMPLES_EVERY_M) + 1))
    first = np.linspace(0.0, length / 2, half)
    back = length - first
    there = np.interp(first, along, x), np.interp(first, along, y)
    again = np.interp(back, along, x), np.interp(back, along, y)
    near = are_near(*again, *there, OUT_AND_BACK_REACH_M)
    return bool(np.mean(near) >= OUT_AND_BACK_SHARE)


def tags_of(segments: Sequence[Segment], facts: Facts, confidence: Confidence) -> tuple[Tag, ...]:
    """Return the tags in walking direction, in a fixed order.

    With low confidence `level` and `no_long_descent` are withheld until a leader has walked it.
    """
    length = total_length_m(segments)
    slopes_known = confidence > Confidence.LOW or facts.leader_recce
    steepest = max((abs(rounded_slope(segment.slope_pct)) for segment in segments), default=0.0)
    descent = longest_descent(segments)
    drop = descent.rise_m if descent else 0.0
    surface = known_surface(facts, length)
    commitment = commitment_m(length, facts.exits)
    room = limits.ROUNDING
    seat_step = _seat_step(facts, length)
    holds: list[tuple[TagName, bool]] = [
        ("level", slopes_known and steepest <= limits.LEVEL_TAG_PCT),
        ("gentle", steepest <= limits.GENTLE_TAG_PCT),
        ("step_free", _is_step_free(facts)),
        ("no_long_descent", slopes_known and drop <= limits.NO_LONG_DESCENT_M + room),
        ("firm_surface", surface is not None and surface.firm >= limits.FIRM_SHARE_A - room),
        ("seat_every", seat_step is not None),
        (
            "flexible_length",
            bool(facts.out_and_back) or commitment <= limits.FLEXIBLE_SHARE * length + room,
        ),
        ("short_commitment", commitment <= limits.SHORT_COMMITMENT_M + room),
        ("side_by_side", _is_side_by_side(facts)),
    ]
    return tuple(
        Tag(name, seat_step if name == "seat_every" else None) for name, true in holds if true
    )


def _seat_step(facts: Facts, length_m: float) -> float | None:
    """Return the seat gap rounded up to 50 m, None when unknown or over 400 m."""
    if not facts.seats:
        return None
    step = limits.SEAT_TAG_STEP_M
    rounded = math.ceil((seat_gap_m(length_m, facts.seats) - limits.ROUNDING) / step) * step
    return rounded if rounded <= limits.SEAT_TAG_LIMIT_M else None


def _is_step_free(facts: Facts) -> bool:
    if facts.steps is None or any(flight.count > 0 for flight in facts.steps):
        return False
    for kerb in facts.kerbs or ():
        if kerb.raised or (kerb.height_m or 0.0) > limits.KERB_LIMIT_M + limits.ROUNDING:
            return False
    return facts.leader_recce or (
        facts.kerbs is not None and (facts.coverage_share or 0.0) >= limits.STEP_FREE_COVERAGE
    )


def _is_side_by_side(facts: Facts) -> bool:
    share = facts.width_share_side_by_side
    return share is not None and share >= limits.SIDE_BY_SIDE_SHARE - limits.ROUNDING
