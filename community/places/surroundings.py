"""What lies beside a path: water, a wood, a park; and whether trees or houses cover it.

Areas are painted into pictures of 4 m a pixel, one square after the other, and looked up where the
foot graph has samples. So memory stays bounded, and no library for geometry is needed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from community.places.extract import INNER, LINE, Outlines
from community.places.foot_graph import DEGREES, Samples, Whole
from community.places.rules.cells import ranges
from community.places.rules.distance import Floats, metres_per_degree

PIXEL_M = 4.0
SQUARE_DEGREES = 0.02  # some 2.2 km: 600 x 600 pixels
MARGIN_M = 40.0
# How far from the middle of a path people still walk "beside" it [D]: a dam's path is 20 m off.
WATER_WITHIN_M, WOOD_WITHIN_M, PARK_WITHIN_M = 28.0, 12.0, 8.0
HOUSES_WITHIN_M = 16.0  # on both sides: a street of the old town, where heights see roofs [D]
KINDS = ("water", "wood", "park", "building")


@dataclass(frozen=True, eq=False)
class Surroundings:
    """Of each sample: the row of `labels` (from 1; 0 none) beside it, and whether it is covered."""

    beside: Whole
    covered: NDArray[np.bool_]


def surroundings(outlines: Outlines, samples: Samples) -> Surroundings:
    """Look around each sample."""
    beside = np.zeros(len(samples.lats), np.int64)
    covered = np.zeros(len(samples.lats), bool)
    for south, west, rows, parts in _squares(outlines, samples):
        square = _Square(south, west)
        square.paint(outlines, parts)
        here = _Around(square, samples, rows)
        wood = here.nearest("wood", WOOD_WITHIN_M)
        beside[rows] = here.nearest("park", PARK_WITHIN_M)
        beside[rows] = np.where(wood > 0, wood, beside[rows])
        water = here.nearest("water", WATER_WITHIN_M)
        beside[rows] = np.where(water > 0, water, beside[rows])
        covered[rows] = (here.at("wood", 0.0) > 0) | here.has_on_both_sides(
            "building", HOUSES_WITHIN_M
        )
    return Surroundings(beside, covered)


def _squares(outlines: Outlines, samples: Samples) -> Iterator[tuple[float, float, Whole, Whole]]:
    """Return south, west, samples and parts of each square that has both."""
    if not outlines.part_role:
        return
    sample_squares = _numbers(samples.lats / SQUARE_DEGREES, samples.lons / SQUARE_DEGREES)
    order = np.argsort(sample_squares, kind="stable")
    squares, first = np.unique(sample_squares[order], return_index=True)
    part_squares, parts = _squares_of_parts(outlines)
    begins = np.searchsorted(part_squares, squares)
    ends = np.searchsorted(part_squares, squares, side="right")
    bounds = np.append(first, len(order))
    for at, square in enumerate(squares.tolist()):
        if begins[at] < ends[at]:
            row, column = divmod(square, _ACROSS)
            south, west = (row - _HALF) * SQUARE_DEGREES, (column - _HALF) * SQUARE_DEGREES
            yield south, west, order[bounds[at] : bounds[at + 1]], parts[begins[at] : ends[at]]


_ACROSS, _HALF = 2**20, 2**15  # squares a row; so many lie west of Greenwich or south at most


def _numbers(rows: Floats, columns: Floats) -> Whole:
    row, column = np.floor(rows).astype(np.int64), np.floor(columns).astype(np.int64)
    return np.asarray((row + _HALF) * _ACROSS + column + _HALF)


def _squares_of_parts(outlines: Outlines) -> tuple[Whole, Whole]:
    """Return pairs (square, part), sorted: each square that the box of a part touches."""
    xy = np.frombuffer(outlines.xy, np.int32).reshape(-1, 2) * (DEGREES / SQUARE_DEGREES)
    at = np.frombuffer(outlines.part_at, np.int64)[:-1]
    margin = MARGIN_M / 111_000.0 / SQUARE_DEGREES * np.array([4.0, 1.0])  # wide enough to 75 N
    low = np.floor(np.minimum.reduceat(xy, at) - margin).astype(np.int64)
    high = np.floor(np.maximum.reduceat(xy, at) + margin).astype(np.int64)
    wide, tall = (high - low + 1).T
    part = np.repeat(np.arange(len(at)), wide * tall)
    inside = ranges(np.zeros_like(wide), wide * tall)
    squares = _numbers(low[part, 1] + inside // wide[part], low[part, 0] + inside % wide[part])
    order = np.lexsort((part, squares))
    return squares[order], part[order]


class _Square:
    """Four pictures of one square, one a kind, whose values are labels."""

    def __init__(self, south: float, west: float) -> None:
        north_m, east_m = (float(one) for one in metres_per_degree(south + SQUARE_DEGREES / 2))
        self._lat, self._lon = south - MARGIN_M / north_m, west - MARGIN_M / east_m
        self._up, self._right = north_m / PIXEL_M, east_m / PIXEL_M
        size = (self._pixels(self._right), self._pixels(self._up))
        self._pictures = {kind: Image.new("I", size) for kind in KINDS}
        self._values: dict[str, NDArray[np.int32]] = {}

    def _pixels(self, per_degree: float) -> int:
        return int(SQUARE_DEGREES * per_degree + 2 * MARGIN_M / PIXEL_M) + 2

    def paint(self, outlines: Outlines, parts: Whole) -> None:
        """Draw the parts in their order: a ring inside another one takes away what is there."""
        kinds = {label: kind for (kind, _), label in outlines.labels.items()}
        drawing = {kind: ImageDraw.Draw(picture) for kind, picture in self._pictures.items()}
        xy = np.frombuffer(outlines.xy, np.int32).reshape(-1, 2)
        for part in parts.tolist():
            corners = xy[outlines.part_at[part] : outlines.part_at[part + 1]] * DEGREES
            corners = (corners - (self._lon, self._lat)) * (self._right, self._up)
            flat, label = corners.ravel().tolist(), outlines.part_label[part]
            draw, role = drawing[kinds[label]], outlines.part_role[part]
            if role == LINE:
                draw.line(flat, fill=label)
            elif len(corners) > 2:
                draw.polygon(flat, fill=0 if role == INNER else label, outline=label)
        self._values = {kind: np.asarray(one) for kind, one in self._pictures.items()}

    def at(self, kind: str, lats: Floats, lons: Floats) -> NDArray[np.int32]:
        """Return the labels at places of this square and its margin."""
        values = self._values[kind]
        rows = np.clip((lats - self._lat) * self._up, 0, values.shape[0] - 1).astype(np.int64)
        columns = np.clip((lons - self._lon) * self._right, 0, values.shape[1] - 1)
        return np.asarray(values[rows, columns.astype(np.int64)])


class _Around:
    """Looks left and right of samples."""

    def __init__(self, square: _Square, samples: Samples, rows: Whole) -> None:
        self._square = square
        self._lats, self._lons = samples.lats[rows], samples.lons[rows]
        north, east = metres_per_degree(self._lats)
        self._left_lat = np.cos(samples.headings[rows]) / north
        self._left_lon = -np.sin(samples.headings[rows]) / east

    def at(self, kind: str, left_m: float) -> NDArray[np.int32]:
        """Return the labels so many metres to the left; to the right when negative."""
        lats = self._lats + left_m * self._left_lat
        return self._square.at(kind, lats, self._lons + left_m * self._left_lon)

    def nearest(self, kind: str, within_m: float) -> NDArray[np.int32]:
        """Return the labels that are met first, going to both sides."""
        found = self.at(kind, 0.0)
        for away in np.arange(PIXEL_M, within_m + 0.1, PIXEL_M):
            for side in (away, -away):
                found = np.where(found > 0, found, self.at(kind, side))
        return found

    def has_on_both_sides(self, kind: str, within_m: float) -> NDArray[np.bool_]:
        """Whether something of the kind is met on either side."""
        left, right = np.zeros(len(self._lats), bool), np.zeros(len(self._lats), bool)
        for away in np.arange(0.0, within_m + 0.1, PIXEL_M):
            left |= self.at(kind, away) > 0
            right |= self.at(kind, -away) > 0
        return left & right
