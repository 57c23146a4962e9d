"""Cells of about 64 m that cover the Earth: what lies near a place is found by their numbers. Pure.

Rows go by latitude; each row has as many columns as keep them about 64 m wide, so nothing special
happens at the antimeridian: columns go round.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from community.places.rules.distance import Floats

Cells = NDArray[np.int64]
Rows = NDArray[np.int64]

CELL_M = 64.0
_ROW_DEGREES = CELL_M / 111_320.0
_SURELY_M = 60.0  # a cell is at least so wide, whatever the latitude and the rounding
_COLUMNS_AT_MOST = 2**20  # 360 degrees of the equator are 626,175 cells


def cells_of(lats: Floats, lons: Floats) -> Cells:
    """Return the number of each place's cell."""
    return _numbers(_rows(lats), lons, np.int64(0))


def cells_near(lats: Floats, lons: Floats, reach_m: float) -> Cells:
    """Return, sorted, the numbers of all cells that may hold something within `reach_m`."""
    steps = math.ceil(reach_m / _SURELY_M)
    aside = np.arange(-steps, steps + 1)
    return np.unique(_numbers(_rows(lats) + aside[:, None], lons, aside[:, None, None]))


def _rows(lats: Floats) -> Rows:
    return np.floor((lats + 90.0) / _ROW_DEGREES).astype(np.int64)


def _numbers(row: Rows, lons: Floats, aside: Rows | np.int64) -> Cells:
    """Return the numbers of the cells `aside` of those at the longitudes, in the rows."""
    middle = np.radians((row + 0.5) * _ROW_DEGREES - 90.0)
    columns = np.ceil(360.0 / _ROW_DEGREES * np.maximum(np.cos(middle), 1e-6)).astype(np.int64)
    column = np.floor((lons + 180.0) / 360.0 * columns).astype(np.int64)
    return np.asarray(row * _COLUMNS_AT_MOST + (column + aside) % columns)


def group_by_cell(cells: Cells) -> tuple[Rows, Cells, Rows]:
    """Return the order that sorts by cell, the cells that are there, and where each one begins.

    The last beginning is the number of all, so that cell `i` has rows `begins[i]:begins[i + 1]`.
    """
    order = np.argsort(cells, kind="stable")
    there, first = np.unique(cells[order], return_index=True)
    return order, there, np.append(first, len(cells)).astype(np.int64)


def rows_in(wanted: Cells, there: Cells, begins: Rows) -> Rows:
    """Return the rows, in the order of `group_by_cell`, that lie in the wanted cells."""
    if not len(there):
        return np.zeros(0, np.int64)
    at = np.minimum(np.searchsorted(there, wanted), len(there) - 1)
    at = at[there[at] == wanted]
    return ranges(begins[at], begins[at + 1])


def ranges(starts: Rows, ends: Rows) -> Rows:
    """Return start, start + 1 ... end - 1 of each pair, one after the other."""
    lengths = ends - starts
    before = np.cumsum(lengths) - lengths
    return np.arange(int(lengths.sum())) + np.repeat(starts - before, lengths)
