"""Heights as text: ESRI ASCII grids (`.asc`), read from top to bottom, a few rows at a time."""

from __future__ import annotations

import re
from pathlib import Path
from typing import IO

import numpy as np
from pyproj import CRS
from pyproj.exceptions import CRSError

from community.foundation.words import N_
from community.places.height_grids import (
    NO_GRID,
    NO_POSITION,
    WGS84,
    Heights,
    HeightsRefused,
    Placement,
    known_epsg,
    without_voids,
)

MOST_COLUMNS = 40_000  # rows have to be read whole: 82 MB a band [D]
LONGEST_HEAD = 2000  # bytes; six short lines are usual [D]
LONGEST_NUMBER = 200  # characters
_READ_AT_ONCE = 1 << 20
_KEYS = re.compile(
    rb"\s*(ncols|nrows|xllcorner|xllcenter|yllcorner|yllcenter|cellsize|dx|dy|nodata_value)"
    rb"[ \t]+([-+0-9.eE]+|-?nan)(?=\s)",
    re.IGNORECASE,
)
BROKEN = N_("This .asc file is broken: it has not as many numbers as its first lines say.")
WIDE = N_("This .asc file has more than 40,000 columns. Convert it to a GeoTIFF with tiles.")


class TextGrid:
    """An ESRI ASCII grid: read from top to bottom, a few rows at a time."""

    def __init__(self, stream: IO[bytes], path: Path, epsg: int | None) -> None:
        self._stream = stream
        head = self._head()
        try:
            self.columns, self.rows = int(head["ncols"]), int(head["nrows"])
            step_x = float(head.get("dx", head.get("cellsize", "")))
            step_y = float(head.get("dy", head.get("cellsize", "")))
            west = self._first(head, "xll", step_x)
            south = self._first(head, "yll", step_y)
            self._nodata = float(head.get("nodata_value", "-9999"))
        except ValueError as problem:
            raise HeightsRefused(NO_POSITION, code="heights_no_position") from problem
        if min(self.rows, self.columns) < 2 or not (step_x > 0 and step_y > 0):
            raise HeightsRefused(NO_POSITION, code="heights_no_position")
        if self.columns > MOST_COLUMNS:
            raise HeightsRefused(WIDE, code="heights_too_large")
        north = south + (self.rows - 1) * step_y
        number = epsg or _epsg_beside(path) or _degrees_if_possible(south, north, west)
        self.block_columns = self.columns
        self.placement = Placement(north, west, step_y, step_x, known_epsg(number))
        self._from_row, self._band = 0, np.empty((0, self.columns), np.float32)
        self._numbers, self._cut = np.empty(0, np.float32), b""

    def _head(self) -> dict[str, str]:
        start = self._stream.read(LONGEST_HEAD)
        found, at = {}, 0
        while (match := _KEYS.match(start, at)) is not None:
            found[match[1].decode().lower()] = match[2].decode()
            at = match.end()
        if not {"ncols", "nrows"} <= set(found):
            raise HeightsRefused
        self._stream.seek(at)
        return found

    @staticmethod
    def _first(head: dict[str, str], name: str, step: float) -> float:
        if name + "center" in head:
            return float(head[name + "center"])
        return float(head.get(name + "corner", "")) + step / 2

    def read(self, row: int, column: int, rows: int, columns: int) -> Heights:
        """Return a window of rows that were not passed by yet."""
        end = min(row + rows, self.rows)
        kept = self._band[max(0, row - self._from_row) :]
        if row < self._from_row or row > self._from_row + self._band.shape[0]:
            raise ValueError("a text grid is read from top to bottom")
        missing = end - row - kept.shape[0]
        if missing > 0:
            self._band = np.concatenate((kept, self._next_rows(missing)))
            self._from_row = row
        at = row - self._from_row
        window = self._band[at : at + rows, column : column + columns]
        return without_voids(window, self._nodata)

    def _next_rows(self, rows: int) -> Heights:
        found = np.empty(rows * self.columns, np.float32)
        filled = 0
        while filled < found.size:
            if not self._numbers.size:
                self._read_on()
            taken = self._numbers[: found.size - filled]
            found[filled : filled + taken.size] = taken
            filled, self._numbers = filled + taken.size, self._numbers[taken.size :]
        return found.reshape(rows, self.columns)

    def _read_on(self) -> None:
        """Read the next numbers; the beginning of one that was cut waits for the rest."""
        text = self._stream.read(_READ_AT_ONCE)
        whole, self._cut = self._cut + text, b""
        if text and not whole[-1:].isspace():
            at = 1 + max(whole.rfind(mark) for mark in (b" ", b"\n", b"\t", b"\r"))
            whole, self._cut = whole[:at], whole[at:]
        try:
            self._numbers = np.array(whole.split(), dtype=np.float32)
        except ValueError as problem:
            raise HeightsRefused(BROKEN, code="heights_broken") from problem
        if len(self._cut) > LONGEST_NUMBER or not (text or self._numbers.size):
            raise HeightsRefused(BROKEN, code="heights_broken")


def _epsg_beside(path: Path) -> int | None:
    """Return the reference system that a `.prj` file of the same name describes."""
    beside = path.with_suffix(".prj")
    if not beside.exists():
        return None
    try:
        return CRS.from_user_input(beside.read_text()[:10_000]).to_epsg(min_confidence=70)
    except (CRSError, UnicodeDecodeError):
        return None


def _degrees_if_possible(south: float, north: float, west: float) -> int:
    if -90 <= south < north <= 90 and -180 <= west <= 180:
        return WGS84
    raise HeightsRefused(NO_GRID, code="heights_other_grid")
