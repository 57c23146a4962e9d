"""The heights of an instance: tiles in `<data>/heights/`, else the demo's clip.

`flask --app app heights import` cuts files into small tiles, so that a lookup reads only what lies
under the line, and memory stays bounded whatever an operator imports.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PIL import Image
from PIL.TiffImagePlugin import ImageFileDirectory_v2

from community.foundation.settings import Settings
from community.places.heights import (
    MODEL_SOURCES,
    SRTM_ATTRIBUTION,
    Floats,
    HeightModel,
    ModelSource,
    read_geotiff,
    read_heights,
)

log = logging.getLogger("amble.places")

DEMO_CLIP = Path(__file__).resolve().parents[1] / "demo" / "data" / "vaduz-schaan-srtm3.tif"
INDEX = "heights.json"
TILE_CELLS = 512  # a side: 1 MB in memory
TILES_IN_MEMORY = 64  # at most 64 MB
BEST_FIRST: tuple[ModelSource, ...] = ("lidar", "copernicus", "srtm")  # backcare.md 3.3
SHARE_KNOWN = 0.5  # a source that knows less of the line is passed over [D]


@dataclass(frozen=True)
class Tile:
    """One file of the folder and the box that it knows."""

    path: Path
    south: float
    west: float
    north: float
    east: float


@lru_cache(maxsize=TILES_IN_MEMORY)
def _opened(path: Path, source: ModelSource) -> HeightModel:
    return read_geotiff(path, source, "")


@dataclass(frozen=True)
class TiledModel:
    """All tiles of one source; those under the places asked for are read when they are asked."""

    source: ModelSource
    attribution: str
    tiles: tuple[Tile, ...]

    def heights_at(self, lats: ArrayLike, lons: ArrayLike) -> Floats:
        """Return heights in metres, NaN where no tile knows."""
        lat, lon = np.broadcast_arrays(np.asarray(lats, float), np.asarray(lons, float))
        heights = np.full(lat.shape, np.nan)
        for tile in self.tiles:
            here = (lat >= tile.south) & (lat <= tile.north)
            here &= (lon >= tile.west) & (lon <= tile.east) & np.isnan(heights)
            if here.any():
                heights[here] = _opened(tile.path, self.source).heights_at(lat[here], lon[here])
        return heights


@dataclass(frozen=True)
class LoadedHeights:
    """The height models of an instance, the best first."""

    models: tuple[HeightModel | TiledModel, ...]

    def for_line(self, lats: Floats, lons: Floats) -> HeightModel | TiledModel | None:
        """Return the best model that knows at least half of the points of a line."""
        few = slice(None, None, max(1, len(lats) // 500))
        for model in self.models:
            if np.isfinite(model.heights_at(lats[few], lons[few])).mean() >= SHARE_KNOWN:
                return model
        return None


def height_model(settings: Settings) -> LoadedHeights | None:
    """Return the heights of this instance, None when there are none."""
    folder = settings.data / "heights"
    index = folder / INDEX
    if index.exists():
        return _indexed(folder, index.stat().st_mtime_ns)
    return _demo_clip() if settings.demo and DEMO_CLIP.exists() else None


@lru_cache(maxsize=1)
def _demo_clip() -> LoadedHeights:
    return LoadedHeights((read_heights(DEMO_CLIP, "srtm", SRTM_ATTRIBUTION),))


@lru_cache(maxsize=4)
def _indexed(folder: Path, _changed: int) -> LoadedHeights | None:
    models = []
    for source in BEST_FIRST:
        entries = [entry for entry in _read_index(folder) if entry["source"] == source]
        if entries:
            attribution = "; ".join(dict.fromkeys(str(entry["attribution"]) for entry in entries))
            tiles = tuple(Tile(folder / entry["file"], *entry["box"]) for entry in entries)
            models.append(TiledModel(source, attribution, tiles))
    return LoadedHeights(tuple(models)) if models else None


def _read_index(folder: Path) -> list[dict[str, Any]]:
    """Return the entries of the index whose files are there."""
    try:
        told = json.loads((folder / INDEX).read_text())
    except FileNotFoundError:
        return []
    except (OSError, ValueError):
        log.exception("the index of heights cannot be read")
        return []
    return [
        entry
        for entry in told
        if entry.get("source") in MODEL_SOURCES and (folder / str(entry.get("file"))).exists()
    ]


def import_heights(
    files: Sequence[Path], source: ModelSource, attribution: str, data: Path
) -> list[str]:
    """Cut the files into tiles in `<data>/heights` and list them. Raises HeightsRefused.

    The same place from the same source replaces what was there. Returns the names of the tiles.
    """
    folder = data / "heights"
    folder.mkdir(parents=True, exist_ok=True)
    entries = {entry["file"]: entry for entry in _read_index(folder)}
    made = []
    for file in files:
        model = read_heights(file, source, attribution)
        for row, column, values in _tiles_of(model.values):
            north = model.north - row * model.step_lat
            west = model.west + column * model.step_lon
            name = f"{source}_{north:+09.5f}_{west:+010.5f}.tif"
            _write_tile(folder / name, values, north, west, model.step_lat, model.step_lon)
            south = north - (values.shape[0] - 1) * model.step_lat
            east = west + (values.shape[1] - 1) * model.step_lon
            box = [south, west, north, east]
            entries[name] = {
                "file": name,
                "source": source,
                "attribution": attribution,
                "box": box,
            }
            made.append(name)
    waiting = folder / f"{INDEX}.new"
    waiting.write_text(json.dumps(sorted(entries.values(), key=lambda e: e["file"]), indent=1))
    waiting.replace(folder / INDEX)
    _opened.cache_clear()
    return made


def _tiles_of(
    values: NDArray[np.float32],
) -> list[tuple[int, int, NDArray[np.float32]]]:
    """Return (first row, first column, values) of tiles that share one row and one column, so
    that between two tiles nothing is unknown; tiles without any height are left out."""
    rows, columns = values.shape
    found = []
    for row in range(0, max(1, rows - 1), TILE_CELLS):
        for column in range(0, max(1, columns - 1), TILE_CELLS):
            part = values[row : row + TILE_CELLS + 1, column : column + TILE_CELLS + 1]
            if np.isfinite(part).any():
                found.append((row, column, part))
    return found


def _write_tile(
    path: Path,
    values: NDArray[np.float32],
    north: float,
    west: float,
    step_lat: float,
    step_lon: float,
) -> None:
    tags = ImageFileDirectory_v2()
    tags.tagtype.update({33550: 12, 33922: 12, 34735: 3})  # doubles, doubles, shorts
    tags[33550] = (step_lon, step_lat, 0.0)  # GeoTIFF 1.1: ModelPixelScale
    tags[33922] = (0.0, 0.0, 0.0, west, north, 0.0)  # ModelTiepoint: centre of the first pixel
    # model type geographic, raster type "pixel is point", EPSG:4326
    tags[34735] = (1, 1, 0, 3, 1024, 0, 1, 2, 1025, 0, 1, 2, 2048, 0, 1, 4326)
    image = Image.fromarray(np.ascontiguousarray(values, dtype=np.float32))
    image.save(path, format="TIFF", compression="tiff_deflate", tiffinfo=tags)
