"""Stretches of a line from what is known at its nodes. Pure."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from community.places.rules.distance import Floats
from community.places.rules.map_facts import WayStretch
from community.places.rules.way_tags import WayFacts

Whole = NDArray[np.int64]

MOST_OF_M = 100.0  # two streams side by side are not told in turns [D]
SHORTEST_STRETCH_M = 0.2
SHORTEST_BESIDE_M = 60.0  # a stream that is crossed does not lie along the way [D]


@dataclass(frozen=True)
class Turn:
    """Where the line goes from the way of a node to that of the next one.

    `at_m`: the places along the line where the ways meet; one more than ways `between` them, which
    are walked without a node of their own (way, whether in its direction).
    """

    node: int
    at_m: tuple[float, ...]
    between: tuple[tuple[int, bool], ...] = ()


def stretches_of(
    step_m: float,
    length_m: float,
    ways: Whole,
    is_forward: NDArray[np.bool_],
    beside: Whole,
    turns: Sequence[Turn],
    facts: Mapping[int, WayFacts],
    labels: Mapping[int, tuple[str, str]],
) -> tuple[WayStretch, ...]:
    """Return the stretches, without a gap; where no turn is known they meet half-way.

    `ways` and `beside` hold keys of `facts` and `labels`, below 0 for none. Neighbours on the same
    way are one stretch unless something else lies beside, or a way with a slope is walked back.
    """
    if length_m <= 0:
        return ()
    starts = np.append(0.0, (np.arange(1, len(ways)) - 0.5) * step_m)
    beside = _along(beside, step_m)
    for turn in turns:
        starts[turn.node + 1] = turn.at_m[-1]
    inner = [
        (turn.node + 1, *one)
        for turn in turns
        for one in zip(turn.at_m, turn.between, strict=False)
    ]
    if inner:
        at = np.array([node for node, _, _ in inner])
        starts = np.insert(starts, at, [start for _, start, _ in inner])
        ways = np.insert(ways, at, [way for _, _, (way, _) in inner])
        is_forward = np.insert(is_forward, at, [forward for _, _, (_, forward) in inner])
        beside = np.insert(beside, at, beside[at - 1])
    sloped = np.array([key for key, way in facts.items() if way.incline_pct is not None], np.int64)
    direction = np.where(np.isin(ways, sloped), is_forward, True)
    firsts = np.array([first for first, _ in _runs(ways, direction, beside)])
    bounds = np.append(_in_order(starts[firsts], length_m), length_m)
    return tuple(
        _stretch(
            float(bounds[run]),
            float(bounds[run + 1]),
            facts.get(int(ways[first])),
            bool(direction[first]),
            labels.get(int(beside[first]), ("", "")),
        )
        for run, first in enumerate(firsts.tolist())
    )


def _in_order(starts: Floats, length_m: float) -> Floats:
    """Return starts that grow from 0, so that no stretch is lost: each keeps a little length."""
    least = min(SHORTEST_STRETCH_M, length_m / (2 * len(starts)))
    lift = least * np.arange(len(starts))
    grown = np.maximum.accumulate(np.maximum(starts - lift, 0.0)) + lift
    ends = length_m - least * np.arange(len(starts), 0, -1)
    grown = np.minimum(grown, ends)
    grown[0] = 0.0
    return np.asarray(grown)


def _stretch(
    start: float, end: float, way: WayFacts | None, is_forward: bool, label: tuple[str, str]
) -> WayStretch:
    kind, name = label
    if way is None:
        return WayStretch(start, end, beside=kind, beside_name=name)
    incline = way.incline_pct
    return WayStretch(
        start,
        end,
        way_id=way.osm,
        kind=way.kind,
        name=way.name,
        surface=way.surface,
        smoothness=way.smoothness,
        tracktype=way.tracktype,
        width_m=way.width_m,
        incline_pct=incline if incline is None or is_forward else -incline,
        cross_slope_pct=way.cross_slope_pct,
        sac_scale=way.sac_scale,
        step_count=way.step_count,
        handrail=way.handrail,
        is_bridge=way.is_bridge,
        is_tunnel=way.is_tunnel,
        lit=way.lit,
        beside=kind,
        beside_name=name,
    )


def _runs(*columns: NDArray) -> Iterator[tuple[int, int]]:
    """Return first and last (excluded) of each run of nodes that are the same in all columns."""
    changes = np.zeros(len(columns[0]) - 1, bool)
    for column in columns:
        changes |= column[1:] != column[:-1]
    bounds = [0, *(np.flatnonzero(changes) + 1).tolist(), len(columns[0])]
    yield from itertools.pairwise(bounds)


def _along(beside: Whole, step_m: float) -> Whole:
    """Tell at each node what is beside most of the way around it; drop what is only met."""
    labels = np.unique(beside)
    half = max(1, round(MOST_OF_M / 2 / step_m))
    counts = np.cumsum(np.pad(beside == labels[:, None], ((0, 0), (half + 1, half))), axis=1)
    told = labels[(counts[:, 2 * half + 1 :] - counts[:, : -2 * half - 1]).argmax(axis=0)]
    for first, last in list(_runs(told)):
        if (last - first) * step_m < SHORTEST_BESIDE_M:
            is_inside = first > 0 and last < len(told) and told[first - 1] == told[last]
            told[first:last] = told[last] if is_inside else -1
    return np.asarray(told)
