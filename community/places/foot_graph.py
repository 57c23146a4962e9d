"""The foot graph of an extract: nodes, edges, their lines, and a sample every 10 m. Arrays only.

Ways are split where they share a node, at their ends and at barriers. An edge runs in the
direction of its way. Samples are sorted by cell (rules/cells.py), so that a lookup reads only what
lies under its line. Latitudes and longitudes are 1e-7 degrees (1 cm).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from community.places.extract import Extract
from community.places.records import save_array
from community.places.rules.cells import cells_of, group_by_cell, ranges
from community.places.rules.distance import Floats, metres_per_degree

SAMPLE_EVERY_M = 10.0
DEGREES = 1e-7  # of one unit
Whole = NDArray[np.int64]


def degrees(units: ArrayLike) -> Floats:
    """Return degrees of what is kept as whole numbers."""
    return np.asarray(units, float) * DEGREES


@dataclass(frozen=True, eq=False)
class Samples:
    """Places along the edges, every 10 m or less, both ends included; degrees and radians."""

    lats: Floats
    lons: Floats
    headings: Floats  # from east to north, in the direction of the way
    edges: Whole


@dataclass(frozen=True, eq=False)
class FootGraph:
    """Edge `i` runs from node `starts[i]` to `ends[i]` along `line_at[i]:line_at[i + 1]`."""

    node_lats: Whole
    node_lons: Whole
    starts: Whole
    ends: Whole
    ways: Whole
    line_at: Whole
    line_lats: Whole
    line_lons: Whole
    lengths_m: Floats
    samples: Samples


def foot_graph(read: Extract) -> FootGraph:
    """Split the ways into edges and sample them."""
    refs = np.frombuffer(read.ref, np.int64)
    lats = np.frombuffer(read.lat, np.int32).astype(np.int64)
    lons = np.frombuffer(read.lon, np.int32).astype(np.int64)
    way_at = np.frombuffer(read.way_at, np.int64)
    known, node_of, uses = np.unique(refs, return_inverse=True, return_counts=True)
    is_node = uses > 1
    is_node[node_of[way_at[:-1]]] = is_node[node_of[way_at[1:] - 1]] = True
    is_node |= np.isin(known, np.fromiter(read.barriers, np.int64, len(read.barriers)))
    number = np.cumsum(is_node) - 1
    cuts = np.flatnonzero(is_node[node_of])
    way_of = np.searchsorted(way_at, cuts, side="right") - 1
    goes_on = way_of[:-1] == way_of[1:]
    first, last = cuts[:-1][goes_on], cuts[1:][goes_on]
    line = ranges(first, last + 1)
    line_at = np.append(0, np.cumsum(last + 1 - first))
    somewhere = np.zeros(len(known), np.int64)
    somewhere[node_of] = np.arange(len(refs))
    lengths, samples = _sampled(degrees(lats[line]), degrees(lons[line]), line_at)
    return FootGraph(
        node_lats=lats[somewhere[is_node]],
        node_lons=lons[somewhere[is_node]],
        starts=number[node_of[first]],
        ends=number[node_of[last]],
        ways=way_of[:-1][goes_on],
        line_at=line_at,
        line_lats=lats[line],
        line_lons=lons[line],
        lengths_m=lengths,
        samples=samples,
    )


def _sampled(lats: Floats, lons: Floats, line_at: Whole) -> tuple[Floats, Samples]:
    """Return the length of each edge and its samples."""
    north, east = metres_per_degree(lats)
    lons = np.unwrap(lons, period=360.0)  # an edge may cross the antimeridian
    steps = np.hypot(np.diff(lats) * north[1:], np.diff(lons) * east[1:])
    steps[line_at[1:-1] - 1] = 1.0  # between two edges: kept apart, so that places are unique
    along = np.append(0.0, np.cumsum(steps))
    begins, lengths = along[line_at[:-1]], along[line_at[1:] - 1] - along[line_at[:-1]]
    counts = np.maximum(2, np.ceil(lengths / SAMPLE_EVERY_M).astype(np.int64) + 1)
    edges = np.repeat(np.arange(len(counts)), counts)
    at = np.append(0, np.cumsum(counts))
    share = (np.arange(at[-1]) - at[edges]) / (counts[edges] - 1)
    place = begins[edges] + share * lengths[edges]
    sample_lats, sample_lons = np.interp(place, along, lats), np.interp(place, along, lons)
    headings = _headings(sample_lats, sample_lons, at)
    return lengths, Samples(sample_lats, (sample_lons + 180.0) % 360.0 - 180.0, headings, edges)


def _headings(lats: Floats, lons: Floats, at: Whole) -> Floats:
    """Return where each sample leads: from its neighbour before to its neighbour behind."""
    rows = np.arange(len(lats))
    before, behind = rows - 1, rows + 1
    before[at[:-1]], behind[at[1:] - 1] = at[:-1], at[1:] - 1
    north, east = metres_per_degree(lats)
    return np.asarray(
        np.arctan2((lats[behind] - lats[before]) * north, (lons[behind] - lons[before]) * east)
    )


def save_graph(folder: Path, graph: FootGraph, beside: Whole, covered: NDArray[np.bool_]) -> None:
    """Write the arrays of the graph; `beside` and `covered` belong to its samples."""
    for name, values in (
        ("node_lat", graph.node_lats),
        ("node_lon", graph.node_lons),
        ("line_lat", graph.line_lats),
        ("line_lon", graph.line_lons),
        ("edge_a", graph.starts),
        ("edge_b", graph.ends),
        ("edge_way", graph.ways),
    ):
        save_array(folder, name, values, np.int32)
    edges_of_nodes, edges_at = _edges_of_nodes(graph)
    save_array(folder, "node_edge", edges_of_nodes, np.int32)
    save_array(folder, "node_edge_at", edges_at, np.int64)
    save_array(folder, "line_at", graph.line_at, np.int64)
    save_array(folder, "edge_length", graph.lengths_m, np.float32)
    samples = graph.samples
    order = save_cells(folder, "sample", samples.lats, samples.lons)
    save_array(folder, "sample_heading", samples.headings[order], np.float32)
    save_array(folder, "sample_edge", samples.edges[order], np.int32)
    save_array(folder, "sample_beside", beside[order], np.int32)
    save_array(folder, "sample_covered", covered[order], np.bool_)


def _edges_of_nodes(graph: FootGraph) -> tuple[Whole, Whole]:
    """Return the edges at each node, one after the other, and where those of each node begin."""
    nodes = np.concatenate((graph.starts, graph.ends))
    edges = np.tile(np.arange(len(graph.ways)), 2)[np.argsort(nodes, kind="stable")]
    counts = np.bincount(nodes, minlength=len(graph.node_lats))
    return edges, np.append(0, np.cumsum(counts))


def save_cells(folder: Path, name: str, lats: Floats, lons: Floats) -> Whole:
    """Write places sorted by cell, and the cells; return the order for what belongs to them."""
    order, there, begins = group_by_cell(cells_of(lats, lons))
    save_array(folder, f"{name}_lat", np.round(lats[order] / DEGREES), np.int32)
    save_array(folder, f"{name}_lon", np.round(lons[order] / DEGREES), np.int32)
    save_array(folder, f"{name}_cell", there, np.int64)
    save_array(folder, f"{name}_cell_at", begins, np.int64)
    return order
