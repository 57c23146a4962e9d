"""What every file of heights is to us: a grid somewhere on the Earth, read in windows.

Whatever the size of a file, no more of it is in memory than the window asked for and one block.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS
from pyproj.exceptions import CRSError

from community.foundation.errors import Problem
from community.foundation.words import N_

Heights = NDArray[np.float32]

WGS84 = 4326
LOWEST_POSSIBLE_M = -1000.0  # below the Dead Sea: anything lower is a mark for void [D]
HIGHEST_POSSIBLE_M = 9500.0  # above Everest [D]


class HeightsRefused(Problem):
    """A file of heights that cannot be used; `code` says which way."""

    code = "heights_unreadable"
    status = 422
    message = N_("This file holds no heights we can read. Use a GeoTIFF, an .hgt or an .asc file.")


NO_POSITION = N_("This height file does not say where it lies. Export it again as a GeoTIFF.")
NO_GRID = N_(
    "This height file does not name its reference system by a number. If you know it, say it "
    "with --epsg, for example --epsg 27700."
)
UNKNOWN_GRID = N_("The reference system EPSG:%(number)s of this height file is not known here.")


@dataclass(frozen=True)
class Placement:
    """Where a grid lies: centre of its first (north-western) value, and its steps, which are
    positive, in degrees or metres of the reference system EPSG:`epsg`."""

    north: float
    west: float
    step_y: float
    step_x: float
    epsg: int = WGS84


class HeightGrid(Protocol):
    """A grid in a file, rows from north to south."""

    @property
    def rows(self) -> int:
        """How many rows."""

    @property
    def columns(self) -> int:
        """How many columns."""

    @property
    def block_columns(self) -> int:
        """How many columns have to be read together: all of them where rows lie in strips."""

    @property
    def placement(self) -> Placement:
        """Where it lies."""

    def read(self, row: int, column: int, rows: int, columns: int) -> Heights:
        """Return a window, NaN where void. Windows are asked for row after row, for text."""


def known_epsg(number: int) -> int:
    """Return the number of a reference system of the plane or the globe. Raises HeightsRefused."""
    try:
        system = CRS.from_epsg(number)
    except CRSError as problem:
        raise HeightsRefused(
            UNKNOWN_GRID, code="heights_other_grid", values={"number": number}
        ) from problem
    flat = system.to_2d() if system.is_compound else system
    if not (flat.is_geographic or flat.is_projected):
        raise HeightsRefused(UNKNOWN_GRID, code="heights_other_grid", values={"number": number})
    return number


def without_voids(
    cells: NDArray, nodata: float | None, scale: float = 1.0, offset: float = 0.0
) -> Heights:
    """Return heights in metres with NaN for every mark of "no value"."""
    with np.errstate(invalid="ignore", over="ignore"):
        values = cells.astype(np.float32)
        void = ~np.isfinite(values)
        if nodata is not None:
            void |= values == np.float32(nodata)
        if scale != 1.0 or offset != 0.0:
            values = values * np.float32(scale) + np.float32(offset)
        void |= (values <= LOWEST_POSSIBLE_M) | (values >= HIGHEST_POSSIBLE_M)
    values[void] = np.nan
    return values
