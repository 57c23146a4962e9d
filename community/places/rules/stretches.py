"""Stretches of a line from what is known at its nodes. Pure."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from community.places.rules.map_facts import WayStretch
from community.places.rules.way_tags import WayFacts

Whole = NDArray[np.int64]

MOST_OF_M = 100.0  # two streams side by side are not told in turns [D]
SHORTEST_BESIDE_M = 60.0  # a stream that is crossed does not lie along the way [D]


def stretches_of(
    step_m: float,
    length_m: float,
    ways: Whole,
    is_forward: NDArray[np.bool_],
    beside: Whole,
    facts: Mapping[int, WayFacts],
    labels: Mapping[int, tuple[str, str]],
) -> tuple[WayStretch, ...]:
    """Return the stretches, without a gap; they meet half-way between the nodes.

    `ways` and `beside` hold keys of `facts` and `labels`, below 0 for none. Neighbours on the same
    way are one stretch unless something else lies beside, or a way with a slope is walked back.
    """
    if length_m <= 0:
        return ()
    sloped = np.array([key for key, way in facts.items() if way.incline_pct is not None], np.int64)
    direction = np.where(np.isin(ways, sloped), is_forward, True)
    beside = _along(beside, step_m)
    found = []
    for first, last in _runs(ways, direction, beside):
        start = 0.0 if first == 0 else (first - 0.5) * step_m
        end = length_m if last == len(ways) else (last - 0.5) * step_m
        way = facts.get(int(ways[first]))
        label = labels.get(int(beside[first]), ("", ""))
        found.append(_stretch(start, end, way, bool(direction[first]), label))
    return tuple(found)


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
            told[first:last] = -1
    return np.asarray(told)
