"""The heights of an instance: tiles in `<data>/heights/`, else the demo's clip.

`flask --app app heights import` cuts files into small tiles, so that a lookup reads only what lies
under the line, and memory stays bounded whatever an operator imports. Each import has a folder of
its own; what counts is the index, which is replaced last and at once.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from PIL import Image
from PIL.TiffImagePlugin import ImageFileDirectory_v2

from community.foundation.settings import Settings
from community.foundation.words import N_
from community.places.height_files import open_grids
from community.places.height_grids import WGS84, HeightGrid, Heights, HeightsRefused, Placement
from community.places.heights import (
    MODEL_SOURCES,
    SRTM_ATTRIBUTION,
    Floats,
    HeightModel,
    ModelSource,
    in_grid,
    read_heights,
)

log = logging.getLogger("amble.places")

DEMO_CLIP = Path(__file__).resolve().parents[1] / "demo" / "data" / "vaduz-schaan-srtm3.tif"
INDEX = "heights.json"
FOLDER_OF_IMPORT = "import-"
TILE_CELLS = 512 * 512  # 1 MB in memory
TILES_IN_MEMORY = 64  # at most 64 MB
WINDOW_CELLS = 512 * 8192  # read at once while importing: 17 MB
TILE_ROWS, TILE_ROWS_OF_STRIPS = 512, 128  # low and wide where a file lies in wide strips
BEST_FIRST: tuple[ModelSource, ...] = ("lidar", "copernicus", "srtm")  # backcare.md 3.3
SHARE_WHOLE = 0.95  # a source that knows less is taken only where none knows more [D]
SHARE_KNOWN = 0.5  # a source that knows less of the line is passed over [D]
SAMPLES_OF_A_LINE = 500

Entry = dict[str, Any]
ALL_VOID = N_("This height file holds no height at all: every value is marked as missing.")


@lru_cache(maxsize=TILES_IN_MEMORY)
def _opened(path: Path) -> HeightModel:
    return read_heights(path)


@dataclass(frozen=True, eq=False)
class _Tiles:
    """The tiles of one source in one reference system; `boxes`: south, west, north, east."""

    epsg: int
    paths: tuple[Path, ...]
    boxes: Floats

    def heights_at(self, lat: Floats, lon: Floats) -> Floats:
        """Return heights, NaN where no tile knows; of tiles that overlap the first one counts."""
        north, east = in_grid(lat, lon, self.epsg)
        heights = np.full(north.shape, np.nan)
        reached = np.isfinite(north) & np.isfinite(east)
        if not reached.any():
            return heights
        south_end, west_end, north_end, east_end = self.boxes.T
        near = (south_end <= north[reached].max()) & (north_end >= north[reached].min())
        near &= (west_end <= east[reached].max()) & (east_end >= east[reached].min())
        for at in np.flatnonzero(near):
            south, west, top, far = self.boxes[at]
            here = (north >= south) & (north <= top) & (east >= west) & (east <= far)
            here &= np.isnan(heights)
            if here.any():
                heights[here] = _opened(self.paths[at]).heights_on_grid(north[here], east[here])
        return heights


@dataclass(frozen=True)
class TiledModel:
    """All tiles of one source; those under the places asked for are read when they are asked."""

    source: ModelSource
    attribution: str
    parts: tuple[_Tiles, ...]

    def heights_at(self, lats: ArrayLike, lons: ArrayLike) -> Floats:
        """Return heights in metres, NaN where no tile knows."""
        lat, lon = np.broadcast_arrays(np.asarray(lats, float), np.asarray(lons, float))
        heights = np.full(lat.shape, np.nan)
        for part in self.parts:
            open_places = np.isnan(heights)
            heights[open_places] = part.heights_at(lat[open_places], lon[open_places])
        return heights


@dataclass(frozen=True)
class LoadedHeights:
    """The height models of an instance, the best first."""

    models: tuple[HeightModel | TiledModel, ...]

    def for_line(self, lats: Floats, lons: Floats) -> HeightModel | TiledModel | None:
        """Return the best model that knows the line, else the one that knows most of it.

        Unknown stretches are drawn straight; so a coarse model of the whole line is better than a
        fine one of half of it. None when none knows half.
        """
        few = slice(None, None, max(1, len(lats) // SAMPLES_OF_A_LINE))
        best, best_share = None, SHARE_KNOWN
        for model in self.models:
            share = float(np.isfinite(model.heights_at(lats[few], lons[few])).mean())
            if share >= SHARE_WHOLE:
                return model
            if share >= best_share and (best is None or share > best_share):
                best, best_share = model, share
        return best


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
    told = _read_index(folder)
    for source in BEST_FIRST:
        entries = [entry for entry in told if entry["source"] == source]
        if entries:
            attribution = "; ".join(dict.fromkeys(str(entry["attribution"]) for entry in entries))
            systems = dict.fromkeys(_epsg(entry) for entry in entries)
            parts = tuple(_tiles(folder, entries, epsg) for epsg in systems)
            models.append(TiledModel(source, attribution, parts))
    return LoadedHeights(tuple(models)) if models else None


def _tiles(folder: Path, entries: Sequence[Entry], epsg: int) -> _Tiles:
    chosen = [entry for entry in entries if _epsg(entry) == epsg]
    paths = tuple(folder / entry["file"] for entry in chosen)
    return _Tiles(epsg, paths, np.array([entry["box"] for entry in chosen], float))


def _epsg(entry: Entry) -> int:
    return int(entry.get("epsg", WGS84))


def _read_index(folder: Path) -> list[Entry]:
    """Return the entries of the index whose files are there, the newest first."""
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
    files: Sequence[Path],
    source: ModelSource,
    attribution: str,
    data: Path,
    epsg: int | None = None,
    tell: Callable[[Path, int], None] = lambda _file, _tiles: None,
) -> None:
    """Cut the files into tiles in `<data>/heights` and list them: all of them or none.

    What the same source knew of the same area before is replaced. `tell` hears of each file and
    how many tiles it gave. Raises HeightsRefused, with the name of the file in its values.
    """
    folder = data / "heights"
    folder.mkdir(parents=True, exist_ok=True)
    entries: list[Entry] = []
    areas: list[tuple[int, list[float]]] = []
    with _one_at_a_time(folder):
        before = _read_index(folder)
        _remove_unused(folder, before)
        made = Path(tempfile.mkdtemp(prefix=FOLDER_OF_IMPORT, dir=folder))
        made.chmod(0o755)
        try:
            for file in files:
                tiles = _tiles_of_file(file, made, epsg, areas, len(entries))
                entries += [
                    {**tile, "source": source, "attribution": attribution} for tile in tiles
                ]
                tell(file, len(tiles))
            _replace_index(folder, entries + _still_good(before, source, areas))
        except BaseException:
            shutil.rmtree(made, ignore_errors=True)
            raise


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    with (folder / f"{INDEX}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _still_good(
    before: Sequence[Entry], source: ModelSource, areas: Sequence[tuple[int, list[float]]]
) -> list[Entry]:
    """Return the earlier tiles that the new areas of the same source do not hold."""
    return [
        entry
        for entry in before
        if entry["source"] != source
        or not any(_covers(area, entry, system) for system, area in areas)
    ]


def _tiles_of_file(
    file: Path, made: Path, epsg: int | None, areas: list[tuple[int, list[float]]], number: int
) -> list[Entry]:
    """Write the tiles of a file and return them; its areas are added to `areas`."""
    tiles: list[Entry] = []
    try:
        with open_grids(file, epsg) as grids:
            for grid in grids:
                system = grid.placement.epsg
                areas.append((system, _box(grid.placement, grid.rows, grid.columns)))
                for place, values in _tiles_of(grid):
                    name = f"{made.name}/{number + len(tiles):06d}.tif"
                    _write_tile(made.parent / name, values, place)
                    box = _box(place, *values.shape)
                    tiles.append({"file": name, "epsg": system, "box": box})
        if not tiles:
            raise HeightsRefused(ALL_VOID, code="heights_none")
    except HeightsRefused as refusal:
        refusal.values["file"] = str(file)
        raise
    return tiles


def _box(place: Placement, rows: int, columns: int) -> list[float]:
    south = place.north - (rows - 1) * place.step_y
    east = place.west + (columns - 1) * place.step_x
    return [south, place.west, place.north, east]


def _covers(area: list[float], entry: Entry, epsg: int) -> bool:
    """Whether an area holds all of an earlier tile, but for rounding."""
    if _epsg(entry) != epsg:
        return False
    south, west, north, east = entry["box"]
    room = 1e-9 * max(1.0, *map(abs, area))
    return bool(
        area[0] <= south + room
        and area[1] <= west + room
        and area[2] >= north - room
        and area[3] >= east - room
    )


def _replace_index(folder: Path, entries: list[Entry]) -> None:
    waiting = folder / f"{INDEX}.new"
    with waiting.open("w") as stream:
        json.dump(entries, stream, indent=0)
        stream.flush()
        os.fsync(stream.fileno())
    waiting.replace(folder / INDEX)


def _remove_unused(folder: Path, entries: Sequence[Entry]) -> None:
    """Remove what earlier imports left: those that failed, and tiles that were replaced. Not at
    once when they are replaced, for a page may be reading them."""
    used = {str(entry["file"]) for entry in entries}
    for file in folder.glob("**/*.tif"):
        if str(file.relative_to(folder)) not in used:
            file.unlink(missing_ok=True)
    for empty in folder.glob(f"{FOLDER_OF_IMPORT}*"):
        if not any(empty.iterdir()):
            empty.rmdir()


def _tiles_of(grid: HeightGrid) -> Iterator[tuple[Placement, Heights]]:
    """Return tiles that share one row and one column, so that between two tiles nothing is
    unknown; tiles without any height are left out."""
    in_strips = grid.block_columns > WINDOW_CELLS // TILE_ROWS
    high = TILE_ROWS_OF_STRIPS if in_strips else TILE_ROWS
    wide, window_wide = TILE_CELLS // high, WINDOW_CELLS // high
    for row in range(0, max(1, grid.rows - 1), high):
        for first in range(0, max(1, grid.columns - 1), window_wide):
            window = grid.read(row, first, high + 1, window_wide + 1)
            for column in range(0, max(1, window.shape[1] - 1), wide):
                part = window[:, column : column + wide + 1]
                if np.isfinite(part).any():
                    yield _moved(grid.placement, row, first + column), part


def _moved(place: Placement, rows: int, columns: int) -> Placement:
    return Placement(
        place.north - rows * place.step_y,
        place.west + columns * place.step_x,
        place.step_y,
        place.step_x,
        place.epsg,
    )


def _write_tile(path: Path, values: Heights, place: Placement) -> None:
    tags = ImageFileDirectory_v2()
    tags.tagtype.update({33550: 12, 33922: 12, 34735: 3})  # doubles, doubles, shorts
    tags[33550] = (place.step_x, place.step_y, 0.0)  # GeoTIFF 1.1: ModelPixelScale
    tags[33922] = (0.0, 0.0, 0.0, place.west, place.north, 0.0)  # centre of the first pixel
    kind, key = (2, 2048) if place.epsg == WGS84 else (1, 3072)
    # model type geographic or projected, raster type "pixel is point", the number of the system
    tags[34735] = (1, 1, 0, 3, 1024, 0, 1, kind, 1025, 0, 1, 2, key, 0, 1, place.epsg)
    tags[317] = 3  # the predictor for floats: a tenth of the time, and two thirds of the space
    image = Image.fromarray(np.ascontiguousarray(values, dtype=np.float32))
    image.save(path, format="TIFF", compression="tiff_adobe_deflate", tiffinfo=tags)
