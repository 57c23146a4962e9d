"""Walks on the foot graph of an imported map, and the GPS errors of somebody who records one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.signal import lfilter
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from community.places.foot_graph import degrees
from community.places.records import open_array
from community.places.rules import metres_per_degree, step_lengths_m

Floats = NDArray[np.float64]
FIX_EVERY_M = 5.0
STAYS = 0.9  # how much of an error is left at the next fix: some 50 m


@dataclass(frozen=True, eq=False)
class Walk:
    """A walk and the edge of each piece between two of its places."""

    lats: Floats
    lons: Floats
    edges: NDArray[np.int64]

    @cached_property
    def along_m(self) -> Floats:
        """Metres from the start at each place."""
        return np.append(0.0, np.cumsum(step_lengths_m(self.lats, self.lons)))

    def edges_at(self, along_m: Floats) -> NDArray[np.int64]:
        """Return the edges that are walked there."""
        at = np.searchsorted(self.along_m, along_m, side="right") - 1
        return self.edges[np.clip(at, 0, len(self.edges) - 1)]

    def recorded(
        self, error_m: float, chance: np.random.Generator
    ) -> tuple[Floats, Floats, Floats]:
        """Return latitudes, longitudes and true metres of fixes with so large an error (RMS)."""
        along = np.arange(0.0, self.along_m[-1], FIX_EVERY_M)
        lats = np.interp(along, self.along_m, self.lats)
        lons = np.interp(along, self.along_m, self.lons)
        north, east = metres_per_degree(lats)
        goes, comes = [np.sqrt(1 - STAYS**2)], [1, -STAYS]
        off = [lfilter(goes, comes, chance.normal(size=len(along) + 200))[200:] for _ in "xy"]
        scale = error_m / np.sqrt(2)
        return lats + scale * off[0] / north, lons + scale * off[1] / east, along


class FootGraph:
    """The foot graph of an import, read from its folder."""

    def __init__(self, data: Path, name: str) -> None:
        folder = data / "places" / name
        here = folder / (folder / "current").read_text()
        self.a, self.b, self.length, self.at, self.lat, self.lon = (
            open_array(here, f)
            for f in ("edge_a", "edge_b", "edge_length", "line_at", "line_lat", "line_lon")
        )
        self.nodes = len(open_array(here, "node_lat"))
        shape = (self.nodes, self.nodes)
        self.matrix = csr_matrix((self.length, (self.a, self.b)), shape=shape)
        order = np.argsort(-self.length, kind="stable")  # of two edges the shorter one stays
        self.edge: dict[tuple[int, int], int] = {}
        for edge in order.tolist():
            a, b = int(self.a[edge]), int(self.b[edge])
            self.edge[a, b] = self.edge[b, a] = edge

    def walk(self, length_m: float, chance: np.random.Generator) -> Walk:
        """Return a shortest way of about that length from a place by chance."""
        while True:
            start = int(chance.integers(self.nodes))
            away, before = dijkstra(
                self.matrix, False, start, return_predecessors=True, limit=1.3 * length_m
            )
            far = np.flatnonzero((away > 0.85 * length_m) & (away < 1.15 * length_m))
            if len(far) > 4:
                nodes = [int(chance.choice(far))]
                while nodes[-1] != start:
                    nodes.append(int(before[nodes[-1]]))
                return self._through(nodes[::-1])

    def _through(self, nodes: list[int]) -> Walk:
        lats, lons, edges = [], [], []
        for a, b in pairwise(nodes):
            edge = self.edge[a, b]
            row = np.arange(self.at[edge], self.at[edge + 1])
            row = row if self.a[edge] == a else row[::-1]
            lats.append(degrees(self.lat[row[:-1]]))
            lons.append(degrees(self.lon[row[:-1]]))
            edges.append(np.full(len(row) - 1, edge))
        lats.append(degrees(self.lat[row[-1:]]))
        lons.append(degrees(self.lon[row[-1:]]))
        return Walk(np.concatenate(lats), np.concatenate(lons), np.concatenate(edges))
