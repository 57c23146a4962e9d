"""From noisy heights on even nodes to a few straight pieces: backcare.md 3.4, steps 4 to 8, 10.

Pure numerics: metres in, metres out, no source of heights known here but through `Filter`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from community.routes.rules.track import Floats, Integers

NODE_SPACING_M = 10.0  # backcare.md 3.4, step 3
HAMPEL_REACH = 3  # nodes to each side; backcare.md 3.4, step 4
HAMPEL_FACTOR = 3 * 1.4826  # backcare.md 3.4, step 4
HAMPEL_FLOOR_M = 2.5  # backcare.md 3.4, step 4
RIDGE = 1.0  # backcare.md 3.4, step 8
_ROUNDING_M = 1e-9


@dataclass(frozen=True)
class Filter:
    """How strongly heights of one source are smoothed, all in metres (backcare.md 3.4).

    `smoothing_m` PRE, the window of the local line fit; `tolerance_m` EPS, of the split;
    `floor_m` TAU, the rise below which nothing can be seen; `shortest_m` LMIN, of a segment.
    """

    smoothing_m: float
    tolerance_m: float
    floor_m: float
    shortest_m: float


def without_spikes(heights: Floats) -> Floats:
    """Replace spikes by the median of their neighbourhood (Hampel filter, step 4)."""
    reach = HAMPEL_REACH
    if heights.size < 3:
        return heights.copy()
    medians = np.empty_like(heights)
    deviations = np.empty_like(heights)
    if heights.size > 2 * reach:
        windows = sliding_window_view(heights, 2 * reach + 1)
        inner = slice(reach, heights.size - reach)
        medians[inner] = np.median(windows, axis=1)
        deviations[inner] = np.median(np.abs(windows - medians[inner, None]), axis=1)
    edges = {*range(min(reach, heights.size)), *range(max(0, heights.size - reach), heights.size)}
    for at in edges:
        window = heights[max(0, at - reach) : at + reach + 1]
        medians[at] = np.median(window)
        deviations[at] = np.median(np.abs(window - medians[at]))
    limits = np.maximum(HAMPEL_FACTOR * deviations, HAMPEL_FLOOR_M)
    return np.where(np.abs(heights - medians) > limits, medians, heights)


def smoothed(heights: Floats, spacing_m: float, window_m: float) -> Floats:
    """Return the value of a local straight-line fit at each node (step 5).

    On even nodes, in a window centred on the node, this is the window's mean; the window shrinks
    evenly on both sides towards the ends.
    """
    half = int(window_m / 2 / spacing_m)
    at = np.arange(heights.size)
    reach = np.minimum(half, np.minimum(at, heights.size - 1 - at))
    sums = np.concatenate(([0.0], np.cumsum(heights - heights[0])))
    return heights[0] + (sums[at + reach + 1] - sums[at - reach]) / (2 * reach + 1)


def split(heights: Floats, tolerance_m: float) -> list[int]:
    """Return the knots (node indices) of Douglas-Peucker, error measured vertically (step 6)."""
    knots = {0, heights.size - 1}
    open_pieces = [(0, heights.size - 1)]
    while open_pieces:
        start, end = open_pieces.pop()
        if end - start < 2:
            continue
        errors = np.abs(_off_chord(heights, start, end))
        worst = int(np.argmax(errors))
        if errors[worst] > tolerance_m:
            middle = start + worst
            knots.add(middle)
            open_pieces += [(start, middle), (middle, end)]
    return sorted(knots)


def _off_chord(heights: Floats, start: int, end: int) -> Floats:
    """Return heights minus the straight line from node `start` to node `end`, both included."""
    chord = np.linspace(heights[start], heights[end], end - start + 1)
    return heights[start : end + 1] - chord


def prune(knots: list[int], heights: Floats, spacing_m: float, shortest_m: float) -> list[int]:
    """Remove knots until no segment is shorter than `shortest_m` (step 7).

    Of the shortest segment the end knot goes whose removal makes the smaller vertical error; the
    ends of the line stay.
    """
    kept = list(knots)
    lengths = list(np.diff(kept) * spacing_m)
    while len(kept) > 2:
        at = int(np.argmin(lengths))
        if lengths[at] >= shortest_m - _ROUNDING_M:
            break
        candidates = [knot for knot in (at, at + 1) if 0 < knot < len(kept) - 1]
        gone = min(candidates, key=lambda knot: _error_without(kept, knot, heights))
        lengths[gone - 1 : gone + 1] = [(kept[gone + 1] - kept[gone - 1]) * spacing_m]
        del kept[gone]
    return kept


def _error_without(knots: list[int], knot: int, heights: Floats) -> float:
    return float(np.abs(_off_chord(heights, knots[knot - 1], knots[knot + 1])).max())


def refit(knots: list[int], heights: Floats, smooth: Floats) -> Floats:
    """Return knot heights: least squares of joined straight lines on the nodes (step 8).

    A ridge of 1.0 holds each knot to its smoothed height, without which knots of sparse tracks
    run away (3.5).
    """
    nodes = np.arange(heights.size)
    knot_at = np.asarray(knots)
    base = smooth.mean()
    left = np.clip(np.searchsorted(knot_at, nodes, side="right") - 1, 0, knot_at.size - 2)
    weight = (nodes - knot_at[left]) / (knot_at[left + 1] - knot_at[left])
    diagonal = np.full(knot_at.size, RIDGE)
    right_side = RIDGE * (smooth[knot_at] - base)
    np.add.at(diagonal, left, (1 - weight) ** 2)
    np.add.at(diagonal, left + 1, weight**2)
    np.add.at(right_side, left, (1 - weight) * (heights - base))
    np.add.at(right_side, left + 1, weight * (heights - base))
    beside = np.zeros(knot_at.size)
    np.add.at(beside, left + 1, weight * (1 - weight))
    return base + _solved(diagonal.tolist(), beside[1:].tolist(), right_side.tolist())


def _solved(diagonal: list[float], beside: list[float], right_side: list[float]) -> Floats:
    """Solve symmetric equations of which each knows its neighbours only; eliminates in place.

    For some hundred knots; scipy's way costs every process 40 MB of memory.
    """
    for at, coupling in enumerate(beside):
        factor = coupling / diagonal[at]
        diagonal[at + 1] -= factor * coupling
        right_side[at + 1] -= factor * right_side[at]
    found = [right_side[-1] / diagonal[-1]]
    for at in range(len(beside) - 1, -1, -1):
        found.append((right_side[at] - beside[at] * found[-1]) / diagonal[at])
    return np.asarray(found[::-1])


def fit(heights: Floats, spacing_m: float, chosen: Filter) -> tuple[Integers, Floats]:
    """Return (node indices, heights) of the knots of the line, steps 5 to 8.

    `heights` are those of step 4, on nodes `spacing_m` apart, two or more, none missing.
    """
    smooth = smoothed(heights, spacing_m, chosen.smoothing_m)
    knots = split(smooth, chosen.tolerance_m)
    knots = prune(knots, smooth, spacing_m, chosen.shortest_m)
    return np.asarray(knots, dtype=np.int64), refit(knots, heights, smooth)


def ascent_and_descent(heights: Iterable[float], threshold_m: float) -> tuple[float, float]:
    """Return (metres up, metres down) by hysteresis: turns below the threshold count as none.

    backcare.md 3.4, `hysteresis`, word for word.
    """
    up = down = 0.0
    direction = 0
    reference = extreme = highest = lowest = None
    for height in heights:
        if highest is None or lowest is None or extreme is None or reference is None:
            reference = extreme = highest = lowest = height
        elif direction == 0:
            highest, lowest = max(highest, height), min(lowest, height)
            if height - lowest >= threshold_m:
                direction, reference, extreme = 1, lowest, height
            elif highest - height >= threshold_m:
                direction, reference, extreme = -1, highest, height
        elif direction > 0:
            if height > extreme:
                extreme = height
            elif extreme - height >= threshold_m:
                up += extreme - reference
                direction, reference, extreme = -1, extreme, height
        elif height < extreme:
            extreme = height
        elif height - extreme >= threshold_m:
            down += reference - extreme
            direction, reference, extreme = 1, extreme, height
    if extreme is None or reference is None:
        return 0.0, 0.0
    if direction > 0:
        up += extreme - reference
    elif direction < 0:
        down += reference - extreme
    return up, down
