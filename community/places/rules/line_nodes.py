"""A line as nodes every 10 m, and which points it passes, where, and on which side. Pure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from community.places.rules.distance import Floats, step_lengths_m

Whole = NDArray[np.int64]

NODE_EVERY_M = 10.0
MOST_NODES = 20_000  # 200 km; of a longer line the nodes lie farther apart


@dataclass(frozen=True, eq=False)
class Nodes:
    """Places along a line, `step_m` apart, its ends included."""

    lats: Floats
    lons: Floats
    step_m: float
    length_m: float


@dataclass(frozen=True, eq=False)
class Passes:
    """Where a line passes points: row of the point, metres along, metres off, left or right."""

    points: Whole
    at_m: Floats
    off_m: Floats
    is_left: NDArray[np.bool_]


def nodes_of(lats: Floats, lons: Floats) -> Nodes:
    """Return the nodes of a line; of a line without length its one place."""
    steps = step_lengths_m(lats, lons)
    along = np.append(0.0, np.cumsum(steps))
    length = float(along[-1])
    count = min(MOST_NODES, int(np.ceil(length / NODE_EVERY_M)) + 1)
    if count < 2:
        return Nodes(lats[:1], lons[:1], 0.0, length)
    places = np.linspace(0.0, length, count)
    around = np.interp(places, along, np.unwrap(lons, period=360.0))
    return Nodes(
        np.interp(places, along, lats),
        (around + 180.0) % 360.0 - 180.0,
        length / (count - 1),
        length,
    )


def passes(
    x: Floats, y: Floats, step_m: float, points: Floats, within_m: float, apart_m: float
) -> Passes:
    """Return each pass of the line by the points (n x 2, metres of the same plane), in its order.

    Coming back within `apart_m` of the line is the same pass.
    """
    nodes = cKDTree(np.column_stack((x, y)))
    pairs = cKDTree(points).sparse_distance_matrix(
        nodes, within_m + step_m / 2, output_type="ndarray"
    )
    order = np.lexsort((pairs["j"], pairs["i"]))
    point, node, away = (pairs[key][order] for key in ("i", "j", "v"))
    if not len(point):
        return Passes(np.zeros(0, np.int64), np.zeros(0), np.zeros(0), np.zeros(0, bool))
    gap = np.inf if step_m == 0 else apart_m / step_m
    begins = (np.diff(point, prepend=-1) != 0) | (np.diff(node, prepend=node[0]) > gap)
    run = np.cumsum(begins)
    order = np.lexsort((away, run))
    nearest = order[np.append(True, np.diff(run[order]) != 0)]
    return _refined(x, y, step_m, points, point[nearest], node[nearest], within_m)


def _refined(
    x: Floats, y: Floats, step_m: float, points: Floats, point: Whole, node: Whole, within_m: float
) -> Passes:
    """Measure to the two pieces of line at the nearest node."""
    px, py = points[point].T
    best = np.hypot(px - x[node], py - y[node])
    at, is_left = node * step_m, np.zeros(len(node), bool)
    for start in (node - 1, node):
        a, b = np.clip(start, 0, len(x) - 1), np.clip(start + 1, 0, len(x) - 1)
        dx, dy = x[b] - x[a], y[b] - y[a]
        squared = dx * dx + dy * dy
        share = ((px - x[a]) * dx + (py - y[a]) * dy) / np.where(squared > 0, squared, 1.0)
        share = np.clip(share, 0.0, 1.0)
        away = np.hypot(px - x[a] - share * dx, py - y[a] - share * dy)
        is_better = (squared > 0) & (away <= best)
        best = np.where(is_better, away, best)
        at = np.where(is_better, (a + share) * step_m, at)
        is_left = np.where(is_better, dx * (py - y[a]) - dy * (px - x[a]) > 0, is_left)
    kept = best <= within_m
    order = np.argsort(at[kept], kind="stable")
    return Passes(point[kept][order], at[kept][order], best[kept][order], is_left[kept][order])


def places_along(
    x: Floats, y: Floats, step_m: float, node: Whole, point_x: Floats, point_y: Floats
) -> Floats:
    """Return how far along the line lies nearest to each point, looking 20 m around its node."""
    best, at = np.full(len(node), np.inf), (node + 0.5) * step_m
    for start in range(-2, 3):
        a, b = np.clip(node + start, 0, len(x) - 1), np.clip(node + start + 1, 0, len(x) - 1)
        dx, dy = x[b] - x[a], y[b] - y[a]
        squared = np.maximum(dx * dx + dy * dy, 1e-9)
        share = np.clip(((point_x - x[a]) * dx + (point_y - y[a]) * dy) / squared, 0.0, 1.0)
        away = np.hypot(point_x - x[a] - share * dx, point_y - y[a] - share * dy)
        at = np.where(away < best, (a + share) * step_m, at)
        best = np.minimum(best, away)
    return np.asarray(at)
