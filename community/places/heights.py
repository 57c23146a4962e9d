"""Height models: heights of the ground from GeoTIFF and SRTM files, looked up at places.

A model is a grid in EPSG:4326 with the value at each pixel's centre. Between the centres the
height is bilinear from the four nearest; where one of the four is void and counts, the height is
unknown: never 0 and never -32768 (data/map/README.md).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PIL import Image, UnidentifiedImageError

from community.foundation.errors import Problem
from community.foundation.words import N_

Floats = NDArray[np.float64]
ModelSource = Literal["lidar", "copernicus", "srtm"]
MODEL_SOURCES: tuple[ModelSource, ...] = get_args(ModelSource)

SRTM_ATTRIBUTION = "Heights: NASA/USGS SRTM, public domain"
VOID = -32768  # backcare.md 3.2: SRTM's mark for "no value"
LOWEST_POSSIBLE_M = -1000.0  # below the Dead Sea: anything lower is a mark for void [D]
HIGHEST_POSSIBLE_M = 9500.0  # above Everest [D]
LARGEST_GRID_CELLS = 40_000_000  # 160 MB as float32: a lidar tile of 6 x 6 km at 1 m [D]

_PIXEL_SCALE = 33550  # GeoTIFF 1.1, ModelPixelScaleTag
_TIEPOINT = 33922  # GeoTIFF 1.1, ModelTiepointTag
_GEO_KEYS = 34735  # GeoTIFF 1.1, GeoKeyDirectoryTag
_NODATA = 42113  # GDAL_NODATA
_MODEL_TYPE_KEY = 1024  # 2 = geographic
_RASTER_TYPE_KEY = 1025  # 1 = pixel is area, 2 = pixel is point
_GEOGRAPHIC_KEY = 2048
_WGS84 = 4326
_WHOLE_NEIGHBOUR = 1e-9  # weights below are rounding errors of exactly 0

_HGT_NAME = re.compile(r"^([NS])(\d{2})([EW])(\d{3})\.hgt$", re.IGNORECASE)
_HGT_SIDES = {1201 * 1201 * 2: 1201, 3601 * 3601 * 2: 3601}  # 3 and 1 arc-seconds [V87]


class HeightsRefused(Problem):
    """A file of heights that cannot be used; `code` says which way."""

    code = "heights_unreadable"
    status = 422
    message = N_(
        "This file holds no heights we can read. Use a GeoTIFF (EPSG:4326) or an .hgt file."
    )


_TOO_LARGE = N_("This height file is too large for one piece. Cut it into tiles and import those.")
_NO_POSITION = N_("This height file does not say where it lies. Export it again as a GeoTIFF.")
_OTHER_GRID = N_("This height file uses another projection. Convert it to EPSG:4326 first.")
_HGT_TITLE = N_("An .hgt file must keep its name, for example N47E009.hgt, and its full size.")


@dataclass(frozen=True, eq=False)
class HeightModel:
    """A grid of heights and what is known about them.

    `values` has rows from north to south, columns from west to east, NaN where void; the first
    value lies at (`north`, `west`), the steps are positive degrees.
    """

    values: NDArray[np.float32]
    north: float
    west: float
    step_lat: float
    step_lon: float
    source: ModelSource
    attribution: str

    def heights_at(self, lats: ArrayLike, lons: ArrayLike) -> Floats:
        """Return heights in metres, shape of the input; NaN outside the grid and at voids."""
        lat, lon = np.broadcast_arrays(np.asarray(lats, float), np.asarray(lons, float))
        rows = (self.north - lat) / self.step_lat
        columns = (lon - self.west) / self.step_lon
        last_row, last_column = self.values.shape[0] - 1, self.values.shape[1] - 1
        slack = _WHOLE_NEIGHBOUR
        inside = (rows >= -slack) & (rows <= last_row + slack)
        inside &= (columns >= -slack) & (columns <= last_column + slack)
        heights = np.full(lat.shape, np.nan)
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


@dataclass(frozen=True, eq=False)
class HeightTiles:
    """Several models side by side, asked in their order; the first that knows answers."""

    models: tuple[HeightModel, ...]
    source: ModelSource
    attribution: str

    def heights_at(self, lats: ArrayLike, lons: ArrayLike) -> Floats:
        """Return heights in metres, NaN where no tile knows."""
        lat, lon = np.broadcast_arrays(np.asarray(lats, float), np.asarray(lons, float))
        heights = np.full(lat.shape, np.nan)
        for model in self.models:
            open_places = np.isnan(heights)
            if not open_places.any():
                break
            heights[open_places] = model.heights_at(lat[open_places], lon[open_places])
        return heights

    def height_at(self, lat: float, lon: float) -> float | None:
        """Return the height in metres, or None where it is not known."""
        height = float(self.heights_at([lat], [lon])[0])
        return None if np.isnan(height) else height


def tiles_of(models: Sequence[HeightModel]) -> HeightTiles:
    """Join models of one source. Raises ValueError when empty or of several sources."""
    if len({model.source for model in models}) != 1:
        raise ValueError("tiles need models of exactly one source")
    attributions = list(dict.fromkeys(model.attribution for model in models))
    return HeightTiles(tuple(models), models[0].source, "; ".join(attributions))


def read_heights(
    path: Path, source: ModelSource = "srtm", attribution: str = SRTM_ATTRIBUTION
) -> HeightModel:
    """Read a GeoTIFF, an `.hgt` or an `.hgt.zip` file. Raises HeightsRefused."""
    name = path.name.lower()
    if name.endswith((".tif", ".tiff")):
        return read_geotiff(path, source, attribution)
    if name.endswith(".zip"):
        return _read_zipped_hgt(path, source, attribution)
    if name.endswith(".hgt"):
        if path.stat().st_size > max(_HGT_SIDES):
            raise HeightsRefused(_HGT_TITLE, code="heights_hgt")
        return _hgt_model(path.name, path.read_bytes(), source, attribution)
    raise HeightsRefused()


def read_geotiff(path: Path, source: ModelSource, attribution: str) -> HeightModel:
    """Read one band of int16 or float32 heights in EPSG:4326. Raises HeightsRefused."""
    try:
        with Image.open(path, formats=["TIFF"]) as image:
            if image.width * image.height > LARGEST_GRID_CELLS:
                raise HeightsRefused(_TOO_LARGE, code="heights_too_large")
            tags = dict(image.tag_v2)  # type: ignore[attr-defined]
            if len(image.getbands()) != 1:
                raise HeightsRefused()
            cells = np.asarray(image)
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        SyntaxError,
        Image.DecompressionBombError,
    ) as error:
        raise HeightsRefused() from error
    north, west, step_lat, step_lon = _placement(tags)
    values = _without_voids(cells, _nodata(tags))
    return HeightModel(values, north, west, step_lat, step_lon, source, attribution)


def _placement(tags: dict[int, object]) -> tuple[float, float, float, float]:
    """Return (north, west) of the first pixel's centre and the steps in degrees."""
    scale, tie = tags.get(_PIXEL_SCALE), tags.get(_TIEPOINT)
    if not isinstance(scale, tuple) or not isinstance(tie, tuple) or len(scale) < 2 or len(tie) < 6:
        raise HeightsRefused(_NO_POSITION, code="heights_no_position")
    keys = _geo_keys(tags.get(_GEO_KEYS))
    if keys.get(_MODEL_TYPE_KEY, 2) != 2 or keys.get(_GEOGRAPHIC_KEY, _WGS84) != _WGS84:
        raise HeightsRefused(_OTHER_GRID, code="heights_other_grid")
    step_lon, step_lat = float(scale[0]), float(scale[1])
    column, row, lon, lat = float(tie[0]), float(tie[1]), float(tie[3]), float(tie[4])
    if step_lon <= 0 or step_lat <= 0 or abs(lat) > 90 or abs(lon) > 360:
        raise HeightsRefused(_NO_POSITION, code="heights_no_position")
    to_centre = 0.0 if keys.get(_RASTER_TYPE_KEY, 1) == 2 else 0.5
    return (
        lat + (row - to_centre) * step_lat,
        lon - (column - to_centre) * step_lon,
        step_lat,
        step_lon,
    )


def _geo_keys(directory: object) -> dict[int, int]:
    """Return the short values of a GeoKeyDirectory; keys stored elsewhere are left out."""
    if not isinstance(directory, tuple):
        return {}
    entries = [directory[at : at + 4] for at in range(4, len(directory) - 3, 4)]
    return {int(key): int(value) for key, place, _, value in entries if place == 0}


def _nodata(tags: dict[int, object]) -> float | None:
    text = tags.get(_NODATA)
    if not isinstance(text, str):
        return None
    try:
        return float(text.strip("\x00 "))
    except ValueError:
        return None


def _without_voids(cells: NDArray, nodata: float | None) -> NDArray[np.float32]:
    values = cells.astype(np.float32)
    possible = np.isfinite(values) & (values > LOWEST_POSSIBLE_M) & (values < HIGHEST_POSSIBLE_M)
    if nodata is not None:
        possible &= values != np.float32(nodata)
    return np.where(possible, values, np.float32(np.nan)).astype(np.float32)


def _read_zipped_hgt(path: Path, source: ModelSource, attribution: str) -> HeightModel:
    """Read the one `.hgt` of a zip, never more than its known size (a zip may lie about it)."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist() if _HGT_NAME.match(Path(name).name)]
            if not names:
                raise HeightsRefused(_HGT_TITLE, code="heights_hgt")
            with archive.open(names[0]) as member:
                content = member.read(max(_HGT_SIDES) + 1)
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError) as error:
        raise HeightsRefused() from error
    return _hgt_model(Path(names[0]).name, content, source, attribution)


def _hgt_model(name: str, content: bytes, source: ModelSource, attribution: str) -> HeightModel:
    match = _HGT_NAME.match(name)
    side = _HGT_SIDES.get(len(content))
    if match is None or side is None:
        raise HeightsRefused(_HGT_TITLE, code="heights_hgt")
    south = int(match[2]) * (1 if match[1].upper() == "N" else -1)
    west = int(match[4]) * (1 if match[3].upper() == "E" else -1)
    cells = np.frombuffer(io.BytesIO(content).getbuffer(), dtype=">i2").reshape(side, side)
    step = 1.0 / (side - 1)
    return HeightModel(
        _without_voids(cells, VOID), south + 1.0, float(west), step, step, source, attribution
    )
