"""Importing an extract and matching walks, in U: places.md's unit, one plain scipy Dijkstra.

U is the median time of `scipy.sparse.csgraph.dijkstra` from one node over the whole foot graph of
the same extract, so figures of different machines can be compared. All times are CPU times.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse.csgraph import dijkstra

from benchmarks.machine import WrongResult
from benchmarks.results import Section, Table
from community.places import LoadedMap, import_map, map_of
from community.places.rules.line_nodes import nodes_of
from tests.builders.shared_data import REPOSITORY, shared_folder
from tests.builders.walks_on_the_map import FootGraph, Walk
from tests.conftest import settings_for

CLIP = REPOSITORY / "community" / "demo" / "data" / "vaduz-schaan.osm.pbf"
COUNTRY = "liechtenstein-2025-09-19.osm.pbf"
WALK_M = 3000
IMPORT_TARGET_U, MATCH_TARGET_U = 8000, 3  # places.md 8; the import for 100,000 ways


def run(folder: Path, tiny: bool) -> Section:
    """Measure, and see that lines without errors are found whole."""
    country = shared_folder() / "data" / "map" / COUNTRY
    file = CLIP if tiny or not country.exists() else country
    began = time.process_time()
    ways_read: list[str] = []
    import_map(file, "bench", folder, ways_read.append)
    import_s = time.process_time() - began
    many_ways = int(
        next(told for told in ways_read if "ways read" in told).split()[0].replace(",", "")
    )
    graph, chance = FootGraph(folder, "bench"), np.random.default_rng(1)
    walks = [graph.walk(WALK_M, chance) for _ in range(5 if tiny else 30)]
    loaded = map_of(settings_for("sqlite:///none", folder))
    assert loaded is not None
    _check(loaded, walks)
    starts = chance.integers(graph.nodes, size=5 if tiny else 25).tolist()
    unit = _median_s([lambda start=start: dijkstra(graph.matrix, False, start) for start in starts])
    matching = _median_s([_matching(loaded, walk) for walk in walks])
    facts = _median_s(
        [lambda walk=walk: loaded.facts_along(walk.lats, walk.lons) for walk in walks]
    )
    table = Table(["in U", "target", "what", "CPU time"])
    scaled = import_s * 100_000 / many_ways / unit
    table.add(
        f"**{scaled:,.0f} U**", _bar(scaled, IMPORT_TARGET_U), "import, for 100,000 ways",
        f"{import_s:.2f} s for {many_ways:,}",
    )  # fmt: skip
    ratio = matching / unit
    table.add(
        f"**{ratio:.1f} U**", _bar(ratio, MATCH_TARGET_U), "match 3 km", f"{matching * 1e3:.2f} ms"
    )
    table.add(
        f"**{facts / unit:.1f} U**", "", "all facts along 3 km, seats and places included",
        f"{facts * 1e3:.2f} ms",
    )  # fmt: skip
    return Section(
        "map",
        "Map: import and matching",
        table,
        [
            f"U = {unit * 1e3:.2f} ms: one plain Dijkstra of scipy over the foot graph of the "
            f"extract ({graph.nodes:,} nodes, {len(graph.length):,} edges).",
            f"Extract: {file.name}. {len(walks)} shortest ways of about 3 km between places by "
            "chance; without errors at least 97% of each is on a way, or the run fails.",
        ],
    )


def _matching(loaded: LoadedMap, walk: Walk) -> Callable[[], object]:
    def match() -> object:
        plane = loaded.areas[0].plane(nodes_of(walk.lats, walk.lons))
        return plane and loaded.areas[0].matched(plane)

    return match


def _check(loaded: LoadedMap, walks: list[Walk]) -> None:
    for walk in walks:
        facts = loaded.facts_along(walk.lats, walk.lons)
        if facts is None or facts.coverage_share < 0.97:
            raise WrongResult("a walk on the map's own ways was not found on them")


def _median_s(tasks: list[Callable[[], Any]]) -> float:
    tasks[0]()
    taken = []
    for task in tasks:
        rounds = []
        for _ in range(5):
            began = time.process_time_ns()
            task()
            rounds.append(time.process_time_ns() - began)
        taken.append(min(rounds) / 1e9)
    return statistics.median(taken)


def _bar(found: float, target: float) -> str:
    return f"{target:,g} U: {'reached' if found <= target else 'not reached'}"
