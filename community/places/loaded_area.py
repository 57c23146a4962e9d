"""One imported area: its arrays and records, and what it knows at the nodes of a line.

Arrays and records are mapped into memory and never changed, so several threads may ask at once,
and who reads goes on reading while a newer import takes the place on disk.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from community.places.extract import BARRIER, KERB, PLACE, SEAT
from community.places.foot_graph import DEGREES
from community.places.records import Records, open_array
from community.places.rules.cells import cells_near, rows_in
from community.places.rules.distance import Floats, plane_metres
from community.places.rules.line_nodes import (
    Nodes,
    Passes,
    passes,
    places_along,
)
from community.places.rules.matching import (
    NearSamples,
    Step,
    candidates,
    connection,
    heading,
    match,
)
from community.places.rules.stretches import Turn
from community.places.rules.way_tags import PointFacts, WayFacts

META = "map.json"
MATCH_WITHIN_M = 17.0  # across, and half a sample along
ON_WAY_WITHIN_M = 15.0
SEAT_WITHIN_M = 20.0  # backcare.md 2.2
PLACE_WITHIN_M = 150.0  # places.md 5
PASSED_AGAIN_AFTER_M = 60.0  # so much of the line between two passes of the same point [D]
NODES_AT_A_BARRIER = 2  # before and behind: there the line has to be on the barrier's way
BOX_MARGIN_DEGREES = 0.002
ARRAYS = (
    "node_lat", "node_lon", "node_edge", "node_edge_at",
    "edge_a", "edge_b", "edge_way", "edge_length",
    "sample_lat", "sample_lon", "sample_heading", "sample_edge", "sample_beside",
    "sample_covered", "sample_cell", "sample_cell_at",
    "point_lat", "point_lon", "point_kind", "point_row", "point_cell", "point_cell_at",
)  # fmt: skip
NONE = -1

Whole = NDArray[np.int64]


class MapMeta(msgspec.Struct, frozen=True):
    """What `map.json` says of an import."""

    schema: int
    name: str
    import_id: str
    file: str
    dated: date | None
    box: tuple[float, float, float, float]  # south, west, north, east
    counts: dict[str, int]
    has_areas: bool
    labels: list[tuple[str, str]]  # what lies beside: kind and name of label 1, 2 ...


@dataclass(frozen=True, eq=False)
class Matched:
    """What an area knows at the nodes of a line: rows of ways and labels, NONE where there is
    nothing."""

    ways: Whole
    is_forward: NDArray[np.bool_]
    beside: Whole
    covered: NDArray[np.bool_]
    turns: list[Turn]

    def walked_around(self, node: int) -> set[int]:
        """Return the ways that are walked up to two nodes before and behind."""
        first, last = max(0, node - NODES_AT_A_BARRIER), node + NODES_AT_A_BARRIER
        ways = set(self.ways[first : last + 1].tolist())
        for turn in self.turns:
            if first <= turn.node <= last:
                ways.update(way for way, _ in turn.between)
        return ways

    @staticmethod
    def nothing(count: int) -> Matched:
        """Return the state of nodes about which nothing is known yet."""
        none = np.full(count, NONE)
        return Matched(none, np.ones(count, bool), none.copy(), np.zeros(count, bool), [])


@dataclass(frozen=True)
class Passed:
    """A point that the line passes. `kind` is one of extract.py's."""

    kind: int
    facts: PointFacts
    at_m: float
    off_m: float
    side: str
    lat: float
    lon: float


@dataclass(frozen=True, eq=False)
class Plane:
    """Nodes of a line in metres about one of them that the area may know."""

    nodes: Nodes
    x: Floats
    y: Floats
    lat: float
    lon: float
    inside: NDArray[np.bool_]


class LoadedArea:
    """One imported extract."""

    def __init__(self, folder: Path) -> None:
        self.meta = msgspec.json.decode((folder / META).read_bytes(), type=MapMeta)
        self.arrays = {name: open_array(folder, name) for name in ARRAYS}
        self.ways = Records(folder, "way", WayFacts)
        self.points = Records(folder, "point", PointFacts)

    def plane(self, nodes: Nodes) -> Plane | None:
        """Return the nodes as metres, None when none of them lies in the box of the area."""
        south, west, north, east = self.meta.box
        more = BOX_MARGIN_DEGREES
        inside = (nodes.lats >= south - more) & (nodes.lats <= north + more)
        inside &= (nodes.lons >= west - more) & (nodes.lons <= east + more)
        rows = np.flatnonzero(inside)
        if not len(rows):
            return None
        middle = rows[len(rows) // 2]
        lat, lon = float(nodes.lats[middle]), float(nodes.lons[middle])
        x, y = plane_metres(nodes.lats, nodes.lons, lat, lon)
        return Plane(nodes, x, y, lat, lon, inside)

    def matched(self, plane: Plane) -> Matched:
        """Lead the nodes over the ways of this area."""
        found = Matched.nothing(len(plane.x))
        rows = self.rows_near(plane, "sample", MATCH_WITHIN_M, 1)
        if len(plane.x) < 2 or not len(rows):
            return found
        of = self.arrays
        x, y = self.metres(plane, "sample", rows)
        edges = of["sample_edge"][rows].astype(np.int64)
        near = NearSamples(x, y, of["sample_heading"][rows].astype(float), edges)
        found_near = candidates(plane.x, plane.y, near)
        chosen = match(found_near, edges, of["edge_a"][edges], of["edge_b"][edges])
        on = np.flatnonzero(chosen >= 0)
        taken = chosen[on]
        found.ways[on] = of["edge_way"][edges[taken]]
        found.is_forward[on] = (
            np.cos(heading(plane.x, plane.y, 1, 1)[on] - near.headings[taken]) >= 0
        )
        label = of["sample_beside"][rows[taken]].astype(np.int64)
        found.beside[on] = np.where(label > 0, label - 1, NONE)
        found.covered[on] = of["sample_covered"][rows[taken]]
        found.turns.extend(self._turns(plane, np.where(chosen < 0, NONE, edges[chosen])))
        return found

    def _turns(self, plane: Plane, edges: Whole) -> list[Turn]:
        """Return where the line goes from way to way, its nodes being on these edges."""
        found = list(self._junctions(edges))
        node = np.array([node for node, several, _ in found for _ in several], np.int64)
        junctions = np.array([one for _, several, _ in found for one in several], np.int64)
        x, y = self.metres(plane, "node", junctions)
        at_m = iter(places_along(plane.x, plane.y, plane.nodes.step_m, node, x, y).tolist())
        return [
            Turn(node, tuple(next(at_m) for _ in several), between)
            for node, several, between in found
        ]

    def _junctions(
        self, edges: Whole
    ) -> Iterator[tuple[int, list[int], tuple[tuple[int, bool], ...]]]:
        """Return, for each node of the line that is followed by one on another edge, the graph's
        nodes through which the line goes there, and the ways between these."""
        of = self.arrays
        moves = np.flatnonzero((edges[1:] != edges[:-1]) & (edges[1:] >= 0) & (edges[:-1] >= 0))
        for node in moves.tolist():
            pair = edges[node : node + 2]
            here, there = zip(of["edge_a"][pair].tolist(), of["edge_b"][pair].tolist(), strict=True)
            if steps := connection(here, there, self._steps_from):
                ways = of["edge_way"][[step.edge for step in steps]].tolist()
                forward = [step.is_forward for step in steps]
                between = tuple(zip(ways, forward, strict=True))
                yield node, [steps[0].start, *(step.to for step in steps)], between
            elif shared := [one for one in here if one in there]:
                yield node, shared[:1], ()

    def _steps_from(self, node: int) -> Iterator[Step]:
        of = self.arrays
        first, last = of["node_edge_at"][node : node + 2].tolist()
        for edge in of["node_edge"][first:last].tolist():
            is_forward = int(of["edge_a"][edge]) == node
            to = int(of["edge_b" if is_forward else "edge_a"][edge])
            yield Step(edge, node, to, float(of["edge_length"][edge]), is_forward)

    def passed(self, plane: Plane, matched: Matched) -> Iterator[Passed]:
        """Return seats and places, and barriers and kerbs of the ways that are walked."""
        near = self.rows_near(plane, "point", SEAT_WITHIN_M, 1)
        about = self.rows_near(plane, "point", PLACE_WITHIN_M, 5)
        for rows, kinds, within_m, apart_m in (
            (near, (SEAT,), SEAT_WITHIN_M, PASSED_AGAIN_AFTER_M),
            (near, (BARRIER, KERB), ON_WAY_WITHIN_M, PASSED_AGAIN_AFTER_M),
            (about, (PLACE,), PLACE_WITHIN_M, np.inf),
        ):
            chosen = rows[np.isin(self.arrays["point_kind"][rows], kinds)]
            if len(chosen):
                points = np.column_stack(self.metres(plane, "point", chosen))
                step_m = plane.nodes.step_m
                found = passes(plane.x, plane.y, step_m, points, within_m, apart_m)
                yield from self._told(found, chosen[found.points], matched, step_m)

    def _told(
        self, found: Passes, rows: Whole, matched: Matched, step_m: float
    ) -> Iterator[Passed]:
        kinds, records, lats, lons = (
            self.arrays[f"point_{name}"][rows].tolist() for name in ("kind", "row", "lat", "lon")
        )
        facts_of = self.points.at(records)
        for at, kind in enumerate(kinds):
            facts, at_m = facts_of[records[at]], float(found.at_m[at])
            if kind in (BARRIER, KERB):
                node = round(at_m / step_m) if step_m else 0
                if not matched.walked_around(node) & set(facts.ways):
                    continue
            yield Passed(
                kind,
                facts,
                round(at_m, 1),
                round(float(found.off_m[at]), 1),
                "left" if found.is_left[at] else "right",
                round(lats[at] * DEGREES, 7),
                round(lons[at] * DEGREES, 7),
            )

    def rows_near(self, plane: Plane, table: str, within_m: float, every: int) -> Whole:
        """Return the rows of `table` in the cells near the line; asks at each `every`-th node."""
        asked = np.flatnonzero(plane.inside)[::every]
        reach_m = within_m + every * plane.nodes.step_m
        wanted = cells_near(plane.nodes.lats[asked], plane.nodes.lons[asked], reach_m)
        return rows_in(wanted, self.arrays[f"{table}_cell"], self.arrays[f"{table}_cell_at"])

    def metres(self, plane: Plane, table: str, rows: Whole) -> tuple[Floats, Floats]:
        """Return rows of `table` as metres (east, north) of the plane."""
        lats = self.arrays[f"{table}_lat"][rows] * DEGREES
        lons = self.arrays[f"{table}_lon"][rows] * DEGREES
        return plane_metres(lats, lons, plane.lat, plane.lon)
