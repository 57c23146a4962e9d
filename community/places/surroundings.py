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

from community.places.extract import INNER, LINE, OUTER, Outlines
from community.places.foot_graph import DEGREES, Samples, Whole
from community.places.rules.cells import ranges
from community.places.rules.distance import Floats, metres_per_degree

PIXEL_M = 4.0
SQUARE_DEGREES = 0.02  # some 2.2 km: 600 x 600 pixels
MARGIN_M = 72.0
# How far from the middle of a path people still walk "beside" it [D].
WATER_WITHIN_M, WOOD_WITHIN_M, PARK_WITHIN_M = 28.0, 12.0, 8.0
WIDE_WATER_WITHIN_M = 64.0  # a river or lake is seen from its dam
WIDE_WATER_M2 = 20_000.0
HOUSES_WITHIN_M = 16.0  # on both sides: a street of the old town, where heights see roofs [D]
KINDS = ("water", "wood", "park", "building")


@dataclass(frozen=True, eq=False)
class Surroundings:
    """Of each sample: the label beside it (0: none), and whether trees or houses cover it."""

    beside: Whole
    covered: NDArray[np.bool_]


def surroundings(outlines: Outlines, samples: Samples) -> Surroundings:
    """Look around each sample."""
    nameless, named = (np.zeros(len(samples.lats), np.int64) for _ in range(2))
    covered = np.zeros(len(samples.lats), bool)
    any_label = np.ones(len(outlines.labels) + 1, bool)
    has_name = np.array([False, *(name != "" for _, name in outlines.labels)])
    is_wide = _wide_waters(outlines)
    name_of = np.arange(len(outlines.labels) + 1)
    for south, west, rows, parts in _squares(outlines, samples):
        square = _Square(south, west, outlines, parts)
        square.name_waters(name_of)
        here = _Around(square, samples, rows)
        covered[rows] = here.is_in("wood") | here.is_between("building", HOUSES_WITHIN_M)
        for kind, within_m, allowed in (
            ("park", PARK_WITHIN_M, any_label),
            ("wood", WOOD_WITHIN_M, any_label),
            ("water", WIDE_WATER_WITHIN_M, is_wide),
            ("water", WATER_WITHIN_M, any_label),
        ):
            nearest = here.nearest(kind, within_m, allowed)
            nameless[rows] = np.where(nearest > 0, nearest, nameless[rows])
            nearest_named = here.nearest(kind, within_m, allowed & has_name)
            named[rows] = np.where(nearest > 0, nearest_named, named[rows])
    beside = name_of[nameless]
    return Surroundings(np.where(has_name[beside] | (named == 0), beside, named), covered)


def _wide_waters(outlines: Outlines) -> NDArray[np.bool_]:
    """Return for each label whether it is a river, or water of 2 hectares or more."""
    is_wide = np.zeros(len(outlines.labels) + 1, bool)
    is_wide[list(outlines.rivers)] = True
    xy = np.frombuffer(outlines.xy, np.int32).reshape(-1, 2)
    for part, (label, role) in enumerate(zip(outlines.part_label, outlines.part_role, strict=True)):
        if role == OUTER and outlines.labels[label - 1][0] == "water" and not is_wide[label]:
            ring = xy[outlines.part_at[part] : outlines.part_at[part + 1]] * DEGREES
            north, east = metres_per_degree(ring[0, 1])
            x, y = ((ring - ring[0]) * (float(east), float(north))).T
            is_wide[label] = abs(x[:-1] @ y[1:] - x[1:] @ y[:-1]) / 2 >= WIDE_WATER_M2
    return is_wide


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

    def __init__(self, south: float, west: float, outlines: Outlines, parts: Whole) -> None:
        north_m, east_m = (float(one) for one in metres_per_degree(south + SQUARE_DEGREES / 2))
        self._lat, self._lon = south - MARGIN_M / north_m, west - MARGIN_M / east_m
        self._up, self._right = north_m / PIXEL_M, east_m / PIXEL_M
        self._outlines = outlines
        roles = np.frombuffer(outlines.part_role, np.int8)[parts]
        self._lines = parts[roles == LINE].tolist()
        size = (self._pixels(self._right), self._pixels(self._up))
        pictures = {kind: Image.new("I", size) for kind in KINDS}
        self._paint_areas(pictures, parts[roles != LINE].tolist())
        self._water = np.array(pictures["water"])  # as it is without the lines
        draw = ImageDraw.Draw(pictures["water"])
        for part in self._lines:
            draw.line(self._corners(part).ravel().tolist(), fill=outlines.part_label[part])
        self._values = {kind: np.asarray(picture) for kind, picture in pictures.items()}

    def _pixels(self, per_degree: float) -> int:
        return int(SQUARE_DEGREES * per_degree + 2 * MARGIN_M / PIXEL_M) + 2

    def _corners(self, part: int) -> Floats:
        """Return the corners of a part in pixels."""
        of = self._outlines
        xy = np.frombuffer(of.xy, np.int32).reshape(-1, 2)[of.part_at[part] : of.part_at[part + 1]]
        return np.asarray((xy * DEGREES - (self._lon, self._lat)) * (self._right, self._up))

    def _paint_areas(self, pictures: dict[str, Image.Image], parts: list[int]) -> None:
        """Draw rings in their order: one inside another takes away what is there."""
        drawing = {kind: ImageDraw.Draw(picture) for kind, picture in pictures.items()}
        for part in parts:
            label = self._outlines.part_label[part]
            draw = drawing[self._outlines.labels[label - 1][0]]
            is_hole = self._outlines.part_role[part] == INNER
            corners = self._corners(part).ravel().tolist()
            draw.polygon(corners, fill=0 if is_hole else label, outline=label)

    def name_waters(self, name_of: Whole) -> None:
        """Give the areas under a named line the line's label."""
        for part in self._lines:
            label = self._outlines.part_label[part]
            if not self._outlines.labels[label - 1][1]:
                continue
            columns, rows = self._corners(part).astype(np.int64).T
            height, width = self._water.shape
            inside = (rows >= 0) & (rows < height) & (columns >= 0) & (columns < width)
            for area in np.unique(self._water[rows[inside], columns[inside]]).tolist():
                if area and not self._outlines.labels[area - 1][1]:
                    name_of[area] = label

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

    def _at(self, kind: str, left_m: float) -> NDArray[np.int32]:
        """Return the labels so many metres to the left; to the right when negative."""
        lats = self._lats + left_m * self._left_lat
        return self._square.at(kind, lats, self._lons + left_m * self._left_lon)

    def nearest(self, kind: str, within_m: float, allowed: NDArray[np.bool_]) -> NDArray[np.int32]:
        """Return the allowed labels that are met first, going to both sides; 0 for none."""
        found = np.zeros(len(self._lats), np.int32)
        for away in np.arange(0.0, within_m + 0.1, PIXEL_M):
            for side in (away, -away):
                met = self._at(kind, side)
                found = np.where((found == 0) & allowed[met], met, found)
        return found

    def is_in(self, kind: str) -> NDArray[np.bool_]:
        """Whether the samples lie in such an area."""
        return self._at(kind, 0.0) > 0

    def is_between(self, kind: str, within_m: float) -> NDArray[np.bool_]:
        """Whether something of the kind is met on either side."""
        left, right = np.zeros(len(self._lats), bool), np.zeros(len(self._lats), bool)
        for away in np.arange(0.0, within_m + 0.1, PIXEL_M):
            left |= self._at(kind, away) > 0
            right |= self._at(kind, -away) > 0
        return left & right
