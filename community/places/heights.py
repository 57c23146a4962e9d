"""Height models: heights of the ground from a grid, looked up at places.

Between the centres of its cells the height is bilinear from the four nearest; where one of the
four is void and counts, the height is unknown: never 0 and never -32768 (data/map/README.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import Transformer

from community.foundation.words import N_
from community.places.height_files import open_grids
from community.places.height_grids import WGS84, Heights, HeightsRefused, Placement

Floats = NDArray[np.float64]
ModelSource = Literal["lidar", "copernicus", "srtm"]
MODEL_SOURCES: tuple[ModelSource, ...] = get_args(ModelSource)

SRTM_ATTRIBUTION = "Heights: NASA/USGS SRTM, public domain"
LARGEST_WHOLE_CELLS = 40_000_000  # read at once: 160 MB; the import reads windows instead [D]
TOO_LARGE = N_("This height file is too large to be read at once. Import it first.")

_WHOLE_NEIGHBOUR = 1e-9  # weights below are rounding errors of exactly 0


@lru_cache(maxsize=16)
def _into(epsg: int) -> Transformer:
    return Transformer.from_crs(WGS84, epsg, always_xy=True)


def in_grid(lats: Floats, lons: Floats, epsg: int) -> tuple[Floats, Floats]:
    """Return (north, east) of places in a reference system; infinite where it does not reach."""
    if epsg == WGS84:
        return lats, lons
    east, north = _into(epsg).transform(lons, lats)
    return np.asarray(north, float), np.asarray(east, float)


@dataclass(frozen=True, eq=False)
class HeightModel:
    """A grid of heights: rows from north to south, columns from west to east, NaN where void."""

    values: Heights
    placement: Placement
    source: ModelSource
    attribution: str

    def heights_at(self, lats: ArrayLike, lons: ArrayLike) -> Floats:
        """Return heights in metres, shape of the input; NaN outside the grid and at voids."""
        lat, lon = np.broadcast_arrays(np.asarray(lats, float), np.asarray(lons, float))
        return self.heights_on_grid(*in_grid(lat, lon, self.placement.epsg))

    def heights_on_grid(self, north: Floats, east: Floats) -> Floats:
        """Return the same for places in the grid's own reference system."""
        rows = (self.placement.north - north) / self.placement.step_y
        columns = (east - self.placement.west) / self.placement.step_x
        last_row, last_column = self.values.shape[0] - 1, self.values.shape[1] - 1
        slack = _WHOLE_NEIGHBOUR
        inside = (rows >= -slack) & (rows <= last_row + slack)
        inside &= (columns >= -slack) & (columns <= last_column + slack)
        heights = np.full(rows.shape, np.nan)
        if inside.any():
            heights[inside] = self._between_four(
                np.clip(rows[inside], 0, last_row), np.clip(columns[inside], 0, last_column)
            )
        return heights

    def height_at(self, lat: float, lon: float) -> float | None:
        """Return the height in metres, or None where it is not known."""
        height = float(self.heights_at([lat], [lon])[0])
        return None if np.isnan(height) else height

    def _between_four(self, rows: Floats, columns: Floats) -> Floats:
        top = np.minimum(rows.astype(np.int64), max(0, self.values.shape[0] - 2))
        left = np.minimum(columns.astype(np.int64), max(0, self.values.shape[1] - 2))
        down, right = rows - top, columns - left
        total = np.zeros(rows.shape)
        for row, column, weight in (
            (top, left, (1 - down) * (1 - right)),
            (top, left + 1, (1 - down) * right),
            (top + 1, left, down * (1 - right)),
            (top + 1, left + 1, down * right),
        ):
            counts = weight > _WHOLE_NEIGHBOUR
            total[counts] += weight[counts] * self.values[row[counts], column[counts]]
        return total


def read_heights(
    path: Path, source: ModelSource = "srtm", attribution: str = SRTM_ATTRIBUTION
) -> HeightModel:
    """Read the first grid of a file that is small enough. Raises HeightsRefused."""
    with open_grids(path) as grids:
        grid = next(grids)
        if grid.rows * grid.columns > LARGEST_WHOLE_CELLS:
            raise HeightsRefused(TOO_LARGE, code="heights_too_large")
        values = grid.read(0, 0, grid.rows, grid.columns)
        return HeightModel(values, grid.placement, source, attribution)
