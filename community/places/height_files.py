"""Opens files of heights: GeoTIFF, `.hgt` (SRTM, also zipped), `.asc`."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from community.foundation.words import N_
from community.places.height_grids import (
    HeightGrid,
    Heights,
    HeightsRefused,
    Placement,
    without_voids,
)
from community.places.height_text import TextGrid
from community.places.height_tiff import TiffGrid

VOID = -32768  # backcare.md 3.2: SRTM's mark for "no value"
_HGT_NAME = re.compile(r"^([NS])(\d{2})([EW])(\d{3})\.hgt$", re.IGNORECASE)
_HGT_SIDES = {1201 * 1201 * 2: 1201, 3601 * 3601 * 2: 3601}  # 3 and 1 arc-seconds [V87]
HGT_TITLE = N_("An .hgt file must keep its name, for example N47E009.hgt, and its full size.")


@contextmanager
def open_grids(path: Path, epsg: int | None = None) -> Iterator[Iterator[HeightGrid]]:
    """Give the grids of a file, one after the other. `epsg`: where the file does not say it.

    Raises HeightsRefused, also while windows are read.
    """
    name = path.name.lower()
    with path.open("rb") as stream:
        if name.endswith((".tif", ".tiff")):
            yield iter([TiffGrid(stream, epsg)])
        elif name.endswith(".asc"):
            yield iter([TextGrid(stream, path, epsg)])
        elif name.endswith(".hgt"):
            yield iter([_hgt(path.name, stream)])
        elif name.endswith(".zip"):
            yield _hgts_of_zip(stream)
        else:
            raise HeightsRefused


@dataclass(frozen=True)
class _Cells:
    """A grid that fits in memory: `.hgt` has at most 26 MB."""

    cells: NDArray
    placement: Placement
    nodata: float | None

    @property
    def rows(self) -> int:
        return int(self.cells.shape[0])

    @property
    def columns(self) -> int:
        return int(self.cells.shape[1])

    @property
    def block_columns(self) -> int:
        return 1

    def read(self, row: int, column: int, rows: int, columns: int) -> Heights:
        window = self.cells[row : row + rows, column : column + columns]
        return without_voids(window, self.nodata)


def _hgt(name: str, stream: IO[bytes]) -> HeightGrid:
    """Read one `.hgt`, never more than its known size (a zip may lie about it)."""
    content = stream.read(max(_HGT_SIDES) + 1)
    match = _HGT_NAME.match(name)
    side = _HGT_SIDES.get(len(content))
    if match is None or side is None:
        raise HeightsRefused(HGT_TITLE, code="heights_hgt")
    south = int(match[2]) * (1 if match[1].upper() == "N" else -1)
    west = int(match[4]) * (1 if match[3].upper() == "E" else -1)
    step = 1.0 / (side - 1)
    cells = np.frombuffer(content, dtype=">i2").reshape(side, side)
    return _Cells(cells, Placement(south + 1.0, float(west), step, step), VOID)


def _hgts_of_zip(stream: IO[bytes]) -> Iterator[HeightGrid]:
    try:
        with zipfile.ZipFile(stream) as archive:
            names = [name for name in archive.namelist() if _HGT_NAME.match(Path(name).name)]
            if not names:
                raise HeightsRefused(HGT_TITLE, code="heights_hgt")
            for name in names:
                with archive.open(name) as member:
                    yield _hgt(Path(name).name, member)
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError) as error:
        raise HeightsRefused from error
