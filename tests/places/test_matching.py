"""Matching on the demo's extract: the counts of its README, GPS errors, odd lines, threads."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from community.places import LoadedMap, MapFacts, WayStretch, import_map
from community.places.extract import SEAT
from community.places.foot_graph import degrees
from community.places.rules import step_lengths_m
from community.places.rules.line_nodes import nodes_of
from community.places.rules.matching import NearSamples, candidates, match
from tests.builders.extracts import the_map
from tests.builders.shared_data import REPOSITORY, shared_file
from tests.builders.walks_on_the_map import FootGraph, Walk

CLIP = REPOSITORY / "community" / "demo" / "data" / "vaduz-schaan.osm.pbf"
DAM = (47.13964, 9.50951), (47.15591, 9.49882)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clip")
    import_map(CLIP, "clip", folder)
    return folder


@pytest.fixture(scope="module")
def clip(data: Path) -> LoadedMap:
    return the_map(data)


def along(clip: LoadedMap, line: list[tuple[float, float]]) -> MapFacts:
    lats, lons = np.array(line, float).reshape(-1, 2).T
    found = clip.facts_along(lats, lons)
    assert found is not None
    return found


def test_the_counts_of_the_readme(clip: LoadedMap) -> None:
    area = clip.areas[0]
    ways = area.ways.at(range(len(area.ways))).values()
    steps = [way for way in ways if way.kind == "steps"]
    assert len(steps) == 157
    assert sum(way.step_count is not None for way in steps) == 24
    assert sum(way.step_count or 0 for way in steps) == 354
    assert sum(way.handrail is not None for way in steps) == pytest.approx(50, abs=1)
    lats, lons = (degrees(area.arrays[f"point_{name}"]) for name in ("lat", "lon"))
    inside = (lats >= 47.115) & (lats <= 47.19) & (lons >= 9.475) & (lons <= 9.55)
    points = area.points.at(area.arrays["point_row"][inside].tolist())
    kinds = Counter(point.kind for point in points.values())
    assert kinds["toilets"] == 18
    assert kinds["drinking_water"] >= 27
    assert kinds["cafe"] == pytest.approx(7, abs=1)
    seats = area.arrays["point_row"][inside & (area.arrays["point_kind"] == SEAT)]
    backs = Counter(points[row].backrest for row in seats.tolist())
    assert len(seats) >= 331
    assert backs[True] == pytest.approx(205, abs=10)
    assert backs[False] == pytest.approx(71, abs=5)


def test_the_level_walks_lie_on_the_map(clip: LoadedMap) -> None:
    told = json.loads(shared_file("map", "level-candidates.geojson").read_text())
    for walk in told["features"]:
        line = [(lat, lon) for lon, lat, *_ in walk["geometry"]["coordinates"]]
        facts = along(clip, line)
        assert facts.coverage_share > 0.9, walk["properties"]
        assert facts.stretches[0].from_m == 0
        assert facts.stretches[-1].to_m == facts.length_m
        assert all(one.to_m == other.from_m for one, other in pairwise(facts.stretches))
        assert all(one.length_m > 0 for one in facts.stretches)


def test_the_dam_in_words_and_seats(clip: LoadedMap) -> None:
    told = json.loads((CLIP.parent / "routes.json").read_text())["routes"]["rhine-dam-north"]
    facts = along(clip, [tuple(place) for place in told["line"]])
    assert facts.coverage_share > 0.99
    beside = sum(one.length_m for one in facts.stretches if one.beside_name == "Rhein")
    assert beside > 0.5 * facts.length_m
    assert len(facts.seats) == pytest.approx(len(told["seats"]), abs=2)
    assert {one.kind for one in facts.barriers} == {"bollard"}
    assert facts.covered_share is not None
    assert facts.covered_share < 0.2
    assert str(facts.dated) == "2025-09-19"
    assert "OpenStreetMap" in facts.attribution
    assert MapFacts.from_json(json.loads(json.dumps(facts.as_json()))) == facts


@pytest.mark.parametrize(("error_m", "right"), [(3, 0.95), (5, 0.92), (8, 0.84)])
def test_recordings_of_the_demo_s_routes_find_their_ways(
    clip: LoadedMap, error_m: float, right: float
) -> None:
    """The walks that Amble is for, recorded with errors that last some 50 m."""
    chance = np.random.default_rng(5)
    good = good_surface = total = 0
    for route in json.loads((CLIP.parent / "routes.json").read_text())["routes"].values():
        lats, lons = np.array(route["line"]).T
        truth = along(clip, route["line"])
        walk = Walk(lats, lons, np.zeros(len(lats) - 1, np.int64))
        *recorded, true_m = walk.recorded(error_m, chance)
        facts = clip.facts_along(*recorded)
        assert facts is not None
        asked = np.arange(5.0, facts.length_m, 10.0)
        place = np.interp(asked, np.append(0.0, np.cumsum(step_lengths_m(*recorded))), true_m)
        near = [_stretches(truth, place + shift) for shift in (-7.0, 0.0, 7.0)]
        for found, *true in zip(_stretches(facts, asked), *near, strict=True):
            good += found.way_id in [one.way_id for one in true]
            good_surface += found.surface in [one.surface for one in true]
        total += len(asked)
    assert good / total > right
    assert good_surface / total > right


def _stretches(facts: MapFacts, at_m: np.ndarray) -> list[WayStretch]:
    ends = np.array([one.to_m for one in facts.stretches])
    rows = np.minimum(np.searchsorted(ends, at_m), len(ends) - 1)
    return [facts.stretches[row] for row in rows.tolist()]


@pytest.mark.parametrize(
    ("error_m", "right", "gained"), [(3, 0.93, 8), (5, 0.86, 10), (8, 0.68, 5)]
)
def test_random_walks_in_town_find_more_edges_than_the_nearest_one(
    data: Path, clip: LoadedMap, error_m: float, right: float, gained: float
) -> None:
    """Harder than any walk of ours: streets with a pavement on either side, each an edge."""
    graph, chance = FootGraph(data, "clip"), np.random.default_rng(7)
    good = good_nearest = total = 0
    for _ in range(25):
        walk = graph.walk(3000, chance)
        lats, lons, true_m = walk.recorded(error_m, chance)
        found, nearest, at_m = _edges(clip, lats, lons)
        fixes_m = np.append(0.0, np.cumsum(step_lengths_m(lats, lons)))
        place = np.interp(at_m, fixes_m, true_m)
        near = [walk.edges_at(place + shift) for shift in (-7.0, 0.0, 7.0)]
        good += int(np.any([found == edges for edges in near], axis=0).sum())
        good_nearest += int(np.any([nearest == edges for edges in near], axis=0).sum())
        total += len(found)
    assert good / total > right
    assert 100 * (good - good_nearest) / total > gained


@pytest.mark.parametrize(("error_m", "found_share"), [(0, 0.95), (3, 0.85)])
def test_steps_that_are_walked_are_found_and_no_others(
    data: Path, clip: LoadedMap, error_m: float, found_share: float
) -> None:
    graph, chance = FootGraph(data, "clip"), np.random.default_rng(4)
    way_of = clip.areas[0].arrays["edge_way"]
    walked = found = wrong = 0
    for _ in range(25):
        walk = graph.walk(3000, chance)
        ways = clip.areas[0].ways.at(np.unique(way_of[walk.edges]).tolist()).values()
        true = {way.osm for way in ways if way.kind == "steps"}
        lats, lons, _ = walk.recorded(error_m, chance)
        facts = clip.facts_along(*((lats, lons) if error_m else (walk.lats, walk.lons)))
        assert facts is not None
        told = {one.way_id for one in facts.stretches if one.kind == "steps"}
        walked, found = walked + len(true), found + len(true & told)
        wrong += len(told - true)
    assert walked > 10
    assert found / walked > found_share
    assert wrong <= 1


def _edges(
    clip: LoadedMap, lats: np.ndarray, lons: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the matched edge of each node, the nearest one, and the metres of the nodes."""
    area, nodes = clip.areas[0], nodes_of(lats, lons)
    plane = area.plane(nodes)
    assert plane is not None
    rows = area.rows_near(plane, "sample", 17.0, 1)
    x, y = area.metres(plane, "sample", rows)
    edges = area.arrays["sample_edge"][rows].astype(np.int64)
    near = NearSamples(x, y, area.arrays["sample_heading"][rows].astype(float), edges)
    found = candidates(plane.x, plane.y, near)
    chosen = match(found, edges, area.arrays["edge_a"][edges], area.arrays["edge_b"][edges])
    at_m = np.arange(len(chosen)) * nodes.step_m
    return (
        np.where(chosen < 0, -1, edges[chosen]),
        np.where(found.rows[:, 0] < 0, -1, edges[found.rows[:, 0]]),
        at_m,
    )


def spiral(count: int) -> list[tuple[float, float]]:
    turn = np.linspace(0, 400 * np.pi, count)
    lats, lons = 47.14 + 2e-5 * turn * np.sin(turn), 9.52 + 2e-5 * turn * np.cos(turn)
    return list(zip(lats.tolist(), lons.tolist(), strict=True))


ODD: dict[str, Callable[[], list[tuple[float, float]]]] = {
    "one point": lambda: [DAM[0]],
    "the same point twice": lambda: [DAM[0], DAM[0]],
    "two points a step apart": lambda: [DAM[0], (47.13965, 9.50951)],
    "100,000 points": lambda: spiral(100_000),
    "round the Earth": lambda: [DAM[0], (10.0, 179.0), (-80.0, -179.0), DAM[1]],
    "from pole to pole": lambda: [(90.0, 0.0), DAM[0], (-90.0, 0.0)],
}


@pytest.mark.parametrize("name", ODD)
def test_odd_lines_are_answered(clip: LoadedMap, name: str) -> None:
    facts = along(clip, ODD[name]())
    assert 0 <= facts.coverage_share <= 1
    assert sum(one.length_m for one in facts.stretches) == pytest.approx(facts.length_m)
    assert all(0 <= one.at_m <= facts.length_m for one in (*facts.seats, *facts.places))


def test_one_point_knows_what_is_near(clip: LoadedMap) -> None:
    facts = along(clip, [(47.14098, 9.52155)])
    assert facts.stretches == ()
    assert facts.coverage_share == 0
    assert {"cafe", "stop", "parking"} <= {place.kind for place in facts.places}


def test_elsewhere_there_is_no_map(clip: LoadedMap) -> None:
    assert clip.facts_along(np.array([46.0, 46.1]), np.array([9.5, 9.5])) is None
    assert clip.facts_along(np.array([]), np.array([])) is None


def test_several_threads_get_the_same_answer(clip: LoadedMap) -> None:
    told = json.loads((CLIP.parent / "routes.json").read_text())["routes"]
    lines = [[tuple(place) for place in route["line"]] for route in told.values()]
    alone = [along(clip, line) for line in lines]
    with ThreadPoolExecutor(6) as pool:
        together = list(pool.map(lambda line: along(clip, line), lines * 4))
    assert together == alone * 4
