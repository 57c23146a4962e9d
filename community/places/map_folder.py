"""The maps of an instance: `<data>/places/<name>/<import_id>/`, and the file `current`.

An import is built in `<import_id>.tmp`, written to the disk, renamed, and `current` is replaced
last: whoever reads sees the old map or the new one, never half of one (places.md 2).
"""

from __future__ import annotations

import fcntl
import hashlib
import logging
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import msgspec
import numpy as np

from community.foundation.settings import Settings
from community.foundation.words import N_
from community.places.extract import (
    Extract,
    MapRefused,
    extract_format,
    keep_nodes_on_ways,
    read_extract,
)
from community.places.foot_graph import DEGREES, degrees, foot_graph, save_cells, save_graph
from community.places.height_folder import INDEX as HEIGHTS_INDEX
from community.places.loaded_area import META, LoadedArea, MapMeta
from community.places.loaded_map import LoadedMap
from community.places.records import RecordWriter, save_array
from community.places.surroundings import surroundings

log = logging.getLogger("amble.places")

SCHEMA = 3  # raise it when the files of a map change: older imports are then made again
CURRENT = "current"
DISK_TIMES = 4  # the free space that an import needs, in sizes of its file (places.md 2)
MAP_ATTRIBUTION = "© OpenStreetMap contributors, ODbL 1.0 (openstreetmap.org/copyright)"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_ENDINGS = re.compile(r"(\.osm)?(\.pbf|\.gz|\.bz2|\.osm|\.xml)$", re.IGNORECASE)

_NO_WAY = N_("This extract has no way that people may walk on. Nothing was replaced.")
_NO_DISK = N_("There is too little room on the disk: %(need)s MB are needed, %(free)s MB are free.")
_BAD_NAME = N_(
    "A map’s name is made of small letters, digits and hyphens, 40 at most: --name rhine-valley."
)

Tell = Callable[[str], None]


@dataclass(frozen=True)
class MapState:
    """How one area is: its description, None with a word of what is wrong."""

    name: str
    meta: MapMeta | None
    size_bytes: int = 0
    wrong: str = ""


def import_map(file: Path, name: str | None, data: Path, tell: Tell = lambda _: None) -> MapMeta:
    """Make `file` the map of the area `name`. Raises MapRefused, and then nothing is replaced.

    The same file again changes nothing: it is found by its content.
    """
    name = _map_name(file, name)
    extract_format(file)
    with _alone(data):
        folder = data / "places" / name
        import_id = _import_id(file, data)
        if not _is_whole(folder / import_id):
            _refuse_full_disk(file, data)
            build_map(file, name, import_id, folder, tell)
        _swap_in(folder, import_id)
        return LoadedArea(folder / import_id).meta


def build_map(file: Path, name: str, import_id: str, folder: Path, tell: Tell) -> None:
    """Write `<folder>/<import_id>`, whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    for left_over in folder.glob("*.tmp"):
        shutil.rmtree(left_over)
    making = folder / f"{import_id}.tmp"
    making.mkdir()
    try:
        _write(file, name, import_id, making, tell)
        _to_disk(making)
        making.rename(folder / import_id)
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)
        if not any(folder.iterdir()):
            folder.rmdir()
        raise


def _write(file: Path, name: str, import_id: str, folder: Path, tell: Tell) -> None:
    ways, points = RecordWriter(folder, "way"), RecordWriter(folder, "point")
    try:
        read = read_extract(file, ways, points, tell)
        if not len(ways):
            raise MapRefused(_NO_WAY, code="map_no_way")
        keep_nodes_on_ways(read, points)
    finally:
        ways.close()
        points.close()
    tell(f"{read.ways_seen:,} ways read, {len(ways):,} of them walkable; making the foot graph")
    graph = foot_graph(read)
    tell(f"{len(graph.ways):,} edges, {len(graph.samples.lats):,} samples; looking around them")
    around = surroundings(read.outlines, graph.samples)
    save_graph(folder, graph, around.beside, around.covered)
    _save_points(folder, read)
    kilometres = round(float(graph.lengths_m.sum()) / 1000)
    meta = MapMeta(
        schema=SCHEMA,
        name=name,
        import_id=import_id,
        file=file.name,
        dated=read.dated,
        box=_box(read),
        counts={
            "ways": len(ways),
            "edges": len(graph.ways),
            "kilometres": kilometres,
            "points": len(points),
            "seats": read.point_kind.tobytes().count(0),
            "skipped": read.skipped,
        },
        has_areas=any(kind in ("wood", "building") for kind, _ in read.outlines.labels),
        labels=read.outlines.labels,
    )
    (folder / META).write_bytes(msgspec.json.encode(meta))


def _save_points(folder: Path, read: Extract) -> None:
    lats = degrees(np.frombuffer(read.point_lat, np.int32))
    lons = degrees(np.frombuffer(read.point_lon, np.int32))
    order = save_cells(folder, "point", lats, lons)
    save_array(folder, "point_kind", np.frombuffer(read.point_kind, np.int8)[order], np.int8)
    save_array(folder, "point_row", order, np.int32)


def _box(read: Extract) -> tuple[float, float, float, float]:
    lats, lons = np.frombuffer(read.lat, np.int32), np.frombuffer(read.lon, np.int32)
    south, west, north, east = (
        round(float(edge) * DEGREES, 7) for edge in (lats.min(), lons.min(), lats.max(), lons.max())
    )
    return south, west, north, east


def map_of(settings: Settings) -> LoadedMap | None:
    """Return the map of this instance, None when nothing is imported.

    Looks at each call which imports are current; what is loaded already is kept.
    """
    areas = []
    for folder in _area_folders(settings.data):
        for _ in range(2):  # an import may replace what was current a moment ago
            try:
                areas.append(_loaded(folder / (folder / CURRENT).read_text().strip()))
                break
            except FileNotFoundError:
                continue
            except (OSError, ValueError, msgspec.MsgspecError):
                log.exception("the map %s cannot be read; import it again", folder.name)
                break
    return LoadedMap(tuple(areas)) if areas else None


@lru_cache(maxsize=16)
def _loaded(folder: Path) -> LoadedArea:
    area = LoadedArea(folder)
    if area.meta.schema != SCHEMA:
        raise ValueError("made by another version of Amble")
    return area


def check_maps(data: Path) -> list[MapState]:
    """Say how each area is."""
    states = []
    for folder in _area_folders(data):
        try:
            here = folder / (folder / CURRENT).read_text().strip()
            area = LoadedArea(here)
            size = sum(file.stat().st_size for file in here.iterdir())
            wrong = "" if area.meta.schema == SCHEMA else "made by another version; import it again"
            states.append(MapState(folder.name, area.meta, size, wrong))
        except (OSError, ValueError, msgspec.MsgspecError) as problem:
            states.append(MapState(folder.name, None, wrong=f"cannot be read ({problem})"))
    return states


def forget_map(name: str, data: Path) -> bool:
    """Remove an area; who reads it now reads on. Returns whether there was one."""
    if not _NAME.fullmatch(name):
        return False
    with _alone(data):
        folder = data / "places" / name
        if not folder.is_dir():
            return False
        (folder / CURRENT).unlink(missing_ok=True)
        shutil.rmtree(folder)
        return True


def _area_folders(data: Path) -> list[Path]:
    return sorted(file.parent for file in (data / "places").glob(f"*/{CURRENT}"))


def _map_name(file: Path, name: str | None) -> str:
    made = re.sub(r"[^a-z0-9]+", "-", _ENDINGS.sub("", file.name).lower()).strip("-")[:40]
    chosen = made if name is None else name
    if not _NAME.fullmatch(chosen):
        raise MapRefused(_BAD_NAME, code="map_name")
    return chosen


def _import_id(file: Path, data: Path) -> str:
    """Return the name of an import: the same when file, heights and schema are the same."""
    told = hashlib.sha256(f"schema {SCHEMA}".encode())
    with file.open("rb") as stream:
        told.update(hashlib.file_digest(stream, "sha256").digest())
    heights = data / "heights" / HEIGHTS_INDEX
    if heights.exists():
        told.update(heights.read_bytes())
    return told.hexdigest()[:16]


def _is_whole(folder: Path) -> bool:
    try:
        LoadedArea(folder)
    except (OSError, ValueError, msgspec.MsgspecError):
        shutil.rmtree(folder, ignore_errors=True)
        return False
    return True


def _refuse_full_disk(file: Path, data: Path) -> None:
    need, free = DISK_TIMES * file.stat().st_size, shutil.disk_usage(data).free
    if free < need:
        values = {"need": need // 1_000_000 + 1, "free": free // 1_000_000}
        raise MapRefused(_NO_DISK, code="map_no_disk", values=values)


def _swap_in(folder: Path, import_id: str) -> None:
    """Make the import current. The one before stays until the next: a reader may be opening it."""
    current = folder / CURRENT
    before = current.read_text().strip() if current.exists() else ""
    waiting = folder / f"{CURRENT}.new"
    with waiting.open("w") as stream:
        stream.write(import_id)
        stream.flush()
        os.fsync(stream.fileno())
    waiting.replace(current)
    _folder_to_disk(folder)
    for old in folder.iterdir():
        if old.is_dir() and old.name not in (import_id, before):
            shutil.rmtree(old)


def _to_disk(folder: Path) -> None:
    for file in folder.iterdir():
        with file.open("rb") as stream:
            os.fsync(stream.fileno())
    _folder_to_disk(folder)


def _folder_to_disk(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _alone(data: Path) -> Iterator[None]:
    """Let one process of this instance change maps at a time."""
    (data / "places").mkdir(parents=True, exist_ok=True)
    with open(data / "places" / "changing.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
