"""Reads an extract of OpenStreetMap once, as a stream: ways, points and areas that grading needs.

What is said of ways and points goes to disk as it comes; in memory stay the nodes of walkable ways
(16 bytes each) and the outlines of woods, waters, parks and buildings (8 bytes a corner).
"""

from __future__ import annotations

import bz2
import gzip
from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import osmium
from osmium.filter import KeyFilter

from community.foundation.errors import Problem
from community.foundation.words import N_
from community.places.records import FLUSH_EVERY, RecordWriter
from community.places.rules.way_tags import (
    ACROSS,
    PATHS,
    PointFacts,
    Tags,
    barrier,
    is_walkable,
    is_water_beside,
    kerb,
    seat,
    surrounding,
    useful_place,
    way_facts,
)

Tell = Callable[[str], None]

MOST_WAYS = 3_000_000  # places.md 2: more than a county; cut it
LARGEST_PBF_BYTES = 600_000_000  # no extract of 3 M ways is larger: 80 bytes a way as measured [D]
OLDEST_DATE = date(2005, 1, 1)  # OpenStreetMap began in 2004; older marks mean "none"
AREA_KEYS = ("building", "landuse", "natural", "leisure", "waterway", "amenity", "railway")
KEYS = (*AREA_KEYS, "highway", "barrier", "kerb", "ford", "public_transport")
_FORMATS = ((b"\x1f\x8b", gzip.open, "osm.gz"), (b"BZh", bz2.open, "osm.bz2"))

# Kinds of points, as numbers in the array `point_kind`.
SEAT, PLACE, BARRIER, KERB = range(4)


class MapRefused(Problem):
    """A file that cannot become a map; nothing has been replaced."""

    code = "map_not_osm"
    status = 422
    message = N_(
        "This is not an extract of OpenStreetMap. Use a .osm.pbf file, "
        "for example of your region from download.geofabrik.de."
    )


_DAMAGED = N_("This extract is damaged or not complete (%(why)s). Download it again.")
_TOO_MANY = N_(
    "This extract has over %(ways)d ways: more than Amble can hold. "
    "Cut out your region, for example with `osmium extract`."
)


OUTER, INNER, LINE = range(3)  # the roles of parts


@dataclass
class Outlines:
    """Outlines of areas and lines of water, in parts: rings and lines, corners in 1e-7 degrees.

    A part's label is a row of `labels`, from 1: what it is and its name. A water area without a
    name has a label of its own, for a river's name stands on the line in its middle.
    """

    xy: array[int] = field(default_factory=lambda: array("i"))
    part_at: array[int] = field(default_factory=lambda: array("q", [0]))
    part_role: array[int] = field(default_factory=lambda: array("b"))
    part_label: array[int] = field(default_factory=lambda: array("i"))
    labels: list[tuple[str, str]] = field(default_factory=list)
    rivers: set[int] = field(default_factory=set)  # the labels of lines that are wide water
    _known: dict[tuple[str, str], int] = field(default_factory=dict)

    def label(self, kind: str, name: str, is_area: bool) -> int:
        """Return the label of a thing."""
        if kind == "water" and not name and is_area:
            self.labels.append((kind, name))
            return len(self.labels)
        if (kind, name) not in self._known:
            self.labels.append((kind, name))
            self._known[kind, name] = len(self.labels)
        return self._known[kind, name]

    def add(self, label: int, role: int, corners: Iterable[tuple[int, int]]) -> None:
        """Add a ring or a line."""
        for x, y in corners:
            self.xy.append(x)
            self.xy.append(y)
        self.part_at.append(len(self.xy) // 2)
        self.part_role.append(role)
        self.part_label.append(label)


@dataclass
class Extract:
    """What was read. Way `i` has the nodes `way_at[i]:way_at[i + 1]`; degrees are 1e-7 degrees."""

    ref: array[int] = field(default_factory=lambda: array("q"))
    lat: array[int] = field(default_factory=lambda: array("i"))
    lon: array[int] = field(default_factory=lambda: array("i"))
    way_at: array[int] = field(default_factory=lambda: array("q", [0]))
    is_path: array[int] = field(default_factory=lambda: array("b"))
    point_lat: array[int] = field(default_factory=lambda: array("i"))
    point_lon: array[int] = field(default_factory=lambda: array("i"))
    point_kind: array[int] = field(default_factory=lambda: array("b"))
    outlines: Outlines = field(default_factory=Outlines)
    barriers: dict[int, PointFacts] = field(default_factory=dict)
    kerbs: dict[int, PointFacts] = field(default_factory=dict)
    ways_seen: int = 0
    skipped: int = 0
    newest: datetime | None = None
    dated: date | None = None


def read_extract(file: Path, ways: RecordWriter, points: RecordWriter, tell: Tell) -> Extract:
    """Read the file. Records of ways and points are written as they come. Raises MapRefused."""
    source = osmium.io.File(str(file), extract_format(file))
    reading = _Reading(ways, points, tell)
    try:
        processor = (
            osmium.FileProcessor(source)
            .with_areas(KeyFilter(*AREA_KEYS))
            .with_filter(KeyFilter(*KEYS))
        )
        header_date = _as_date(processor.header.get("osmosis_replication_timestamp"))
        for thing in processor:
            reading.take(thing)
    except (RuntimeError, OSError, EOFError) as problem:
        raise _damaged(problem) from problem
    read = reading.read
    newest = read.newest.date() if read.newest else None
    read.dated = header_date or (newest if newest and newest > OLDEST_DATE else None)
    read.skipped += max(0, reading.areas_expected - reading.areas_built)
    return read


def _damaged(problem: Exception) -> MapRefused:
    return MapRefused(_DAMAGED, code="map_damaged", values={"why": str(problem)})


def extract_format(file: Path) -> str:
    """Return osmium's name of the format, told by the content. Raises MapRefused."""
    with file.open("rb") as stream:
        head = stream.read(64)
    if head[4:].find(b"OSMHeader") in range(8):
        if file.stat().st_size > LARGEST_PBF_BYTES:
            raise MapRefused(_TOO_MANY, code="map_too_large", values={"ways": MOST_WAYS})
        return "pbf"
    name = "osm"
    for mark, opener, packed in _FORMATS:
        if head.startswith(mark):
            name = packed
            try:
                with opener(file, "rb") as unpacked:
                    head = unpacked.read(512)
            except EOFError as problem:
                raise _damaged(problem) from problem
            except OSError as problem:
                raise MapRefused from problem
    if b"<osm" not in head and not (head.lstrip().startswith(b"<?xml") and _says_osm(file, name)):
        raise MapRefused
    return name


def _says_osm(file: Path, name: str) -> bool:
    """Look a little further: a comment may stand before the first element."""
    opener: Any = {"osm": open, "osm.gz": gzip.open, "osm.bz2": bz2.open}[name]
    with opener(file, "rb") as stream:
        return b"<osm" in stream.read(8192)


class _Reading:
    """Takes one thing after the other."""

    def __init__(self, ways: RecordWriter, points: RecordWriter, tell: Tell) -> None:
        self.read = Extract()
        self.areas_expected = self.areas_built = 0
        self._ways, self._points, self._tell = ways, points, tell
        self._taken = 0

    def take(self, thing: Any) -> None:
        """Sort a node, way or area into what is kept."""
        self._taken += 1
        if self._taken % FLUSH_EVERY == 0:
            self._tell(f"{self._taken:,} things read, {len(self._ways):,} walkable ways")
        read, tags = self.read, dict(thing.tags)
        if thing.is_node():
            self._take_node(thing, tags)
        elif thing.is_way():
            read.ways_seen += 1
            if read.ways_seen > MOST_WAYS:
                raise MapRefused(_TOO_MANY, code="map_too_large", values={"ways": MOST_WAYS})
            self._take_way(thing, tags)
        elif thing.is_area():
            self._take_area(thing, tags)
        if not thing.is_area() and (read.newest is None or thing.timestamp > read.newest):
            read.newest = thing.timestamp.astimezone(UTC)

    def _take_node(self, node: Any, tags: Tags) -> None:
        osm = f"node/{node.id}"
        if found := barrier(osm, tags):
            self.read.barriers[node.id] = found
        if found := kerb(osm, tags):
            self.read.kerbs[node.id] = found
        self._keep_points(osm, tags, node.location.x, node.location.y)

    def _take_way(self, way: Any, tags: Tags) -> None:
        if way.is_closed() and _makes_area(tags):
            self.areas_expected += 1
        kind = tags.get("barrier", "")
        if kind in ACROSS:
            for node in way.nodes:
                facts = PointFacts(f"node/{node.ref}", kind)
                self.read.barriers.setdefault(node.ref, facts)
        is_water = is_water_beside(tags)
        is_open_point = not way.is_closed() and _is_point(tags)
        if not (is_walkable(tags) or is_water or is_open_point):
            return
        runs = list(_runs(way))
        if not runs:
            self.read.skipped += 1
        for run in runs:
            if is_walkable(tags):
                self._keep_way(way.id, tags, run)
            if is_water:
                label = self.read.outlines.label("water", tags.get("name", ""), is_area=False)
                self.read.outlines.add(label, LINE, ((x, y) for _, x, y in run))
                if tags["waterway"] == "river":
                    self.read.outlines.rivers.add(label)
        if is_open_point and runs:
            _, x, y = runs[0][len(runs[0]) // 2]
            self._keep_points(f"way/{way.id}", tags, x, y)

    def _keep_way(self, osm: int, tags: Tags, run: list[tuple[int, int, int]]) -> None:
        read, facts = self.read, way_facts(osm, tags)
        self._ways.add(facts)
        read.is_path.append(is_path(facts.kind))
        for ref, x, y in run:
            read.ref.append(ref)
            read.lat.append(y)
            read.lon.append(x)
        read.way_at.append(len(read.ref))

    def _take_area(self, area: Any, tags: Tags) -> None:
        kind, is_point = surrounding(tags), _is_point(tags)
        outers = list(area.outer_rings()) if kind or is_point else []
        if area.from_way() and _makes_area(tags) and area.num_rings()[0]:
            self.areas_built += 1
        if not outers:
            return
        if is_point:
            corners = [(node.x, node.y) for node in outers[0]][:-1]
            x = sum(corner[0] for corner in corners) // len(corners)
            y = sum(corner[1] for corner in corners) // len(corners)
            origin = "way" if area.from_way() else "relation"
            self._keep_points(f"{origin}/{area.orig_id()}", tags, x, y)
        if kind:
            name = "" if kind == "building" else tags.get("name", "")
            outlines = self.read.outlines
            label = outlines.label(kind, name, is_area=True)
            for ring in outers:
                outlines.add(label, OUTER, ((node.x, node.y) for node in ring))
                for hole in area.inner_rings(ring):
                    outlines.add(label, INNER, ((node.x, node.y) for node in hole))

    def _keep_points(self, osm: str, tags: Tags, x: int, y: int) -> None:
        for kind, facts in ((SEAT, seat(osm, tags)), (PLACE, useful_place(osm, tags))):
            if facts is not None:
                keep_point(self.read, self._points, kind, facts, x, y)


def keep_point(
    read: Extract, points: RecordWriter, kind: int, facts: PointFacts, x: int, y: int
) -> None:
    """Add a point."""
    points.add(facts)
    read.point_lat.append(y)
    read.point_lon.append(x)
    read.point_kind.append(kind)


def keep_nodes_on_ways(read: Extract, points: RecordWriter) -> None:
    """Add the barriers and kerbs that stand on nodes of walkable ways, with these ways.

    A kerb where a path meets a street is crossed by who comes along the path, so the street is
    left out of its ways.
    """
    wanted = np.array([*read.barriers, *read.kerbs], np.int64)
    rows = np.flatnonzero(np.isin(np.frombuffer(read.ref, np.int64), wanted))
    on_way = np.searchsorted(np.frombuffer(read.way_at, np.int64), rows, side="right") - 1
    places: dict[int, tuple[int, int]] = {}
    ways: dict[int, list[int]] = {}
    for row, way in zip(rows.tolist(), on_way.tolist(), strict=True):
        places[read.ref[row]] = (read.lon[row], read.lat[row])
        ways.setdefault(read.ref[row], []).append(way)
    for ref, (x, y) in places.items():
        on = tuple(dict.fromkeys(ways[ref]))
        if ref in read.barriers:
            keep_point(read, points, BARRIER, replace(read.barriers[ref], ways=on), x, y)
        if ref in read.kerbs:
            paths = tuple(one for one in on if read.is_path[one])
            keep_point(read, points, KERB, replace(read.kerbs[ref], ways=paths or on), x, y)


def is_path(kind: str) -> bool:
    """Whether the kind of way is for walkers rather than cars."""
    return kind in PATHS


def _is_point(tags: Tags) -> bool:
    return seat("", tags) is not None or useful_place("", tags) is not None


def _makes_area(tags: Tags) -> bool:
    return surrounding(tags) != ""


def _runs(way: Any) -> Iterator[list[tuple[int, int, int]]]:
    """Return the pieces of a way whose nodes are in the extract, at least two places each."""
    run: list[tuple[int, int, int]] = []
    for node in way.nodes:
        if node.location.valid():
            run.append((node.ref, node.location.x, node.location.y))
        else:
            if _is_line(run):
                yield run
            run = []
    if _is_line(run):
        yield run


def _is_line(run: list[tuple[int, int, int]]) -> bool:
    return any(place[1:] != run[0][1:] for place in run)


def _as_date(value: str) -> date | None:
    try:
        return datetime.fromisoformat(value).date()
    except ValueError:
        return None
