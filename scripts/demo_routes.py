"""Make community/demo/data/routes.json from the map extract: lines on ground that exists.

Only for who changes the demo: needs `pip install osmium`, which Amble itself does not need yet.
Each route is led through a few points over mapped foot ways; what the map knows of surface, steps,
seats and toilets is written beside the line. Nobody has walked them for this file.

Use: python -m scripts.demo_routes EXTRACT.osm.pbf
"""

from __future__ import annotations

import heapq
import itertools
import json
import math
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

OUT = Path(__file__).resolve().parents[1] / "community" / "demo" / "data" / "routes.json"
SEAT_WITHIN_M = 20.0  # backcare.md 2.2
TOILET_WITHIN_M = 150.0
# How much longer a metre seems: paths before streets, no main roads, steps only where needed.
COST = {
    "footway": 1.0, "path": 1.0, "track": 1.0, "pedestrian": 1.0, "cycleway": 1.1,
    "living_street": 1.1, "residential": 1.3, "service": 1.2, "unclassified": 1.4, "steps": 40.0,
    "tertiary": 2.5, "secondary": 5.0,
}  # fmt: skip
FIRM = {
    "asphalt", "concrete", "concrete:plates", "paving_stones", "paved", "wood", "compacted",
    "fine_gravel", "sett", "rubber",
}  # fmt: skip
SEMI = {"ground", "dirt", "earth", "grass", "grass_paver", "woodchips", "unpaved"}
ROUGH = {
    "gravel",
    "pebblestone",
    "cobblestone",
    "unhewn_cobblestone",
    "sand",
    "mud",
    "rock",
    "stone",
}
STREETS = {"residential", "unclassified", "tertiary", "secondary", "living_street"}

ROUTES: list[tuple[str, str, str, list[tuple[float, float]]]] = [
    # key, name, "loop" or "back" (there and back), points to pass
    ("rhine-dam-loop", "Rhine dam and Binnendamm loop", "loop",
     [(47.13964, 9.50951), (47.14560, 9.50520), (47.15005, 9.50092), (47.14872, 9.50720),
      (47.14553, 9.50741)]),
    ("rhine-dam-north", "Rhine dam north from Vaduz", "back",
     [(47.13964, 9.50951), (47.15591, 9.49882)]),
    ("canal-path", "Canal path to Mühleholz", "back",
     [(47.13450, 9.51386), (47.14993, 9.50720)]),
    ("familienpark", "Familienpark Äule, once round", "loop",
     [(47.13889, 9.52152), (47.13745, 9.52056), (47.13283, 9.51715), (47.13801, 9.51651)]),
    ("schaan-lanes", "Schaan lanes and Wasserpark", "loop",
     [(47.16831, 9.50833), (47.16673, 9.50886), (47.16383, 9.50711), (47.16637, 9.50591)]),
    ("castle", "Climb to Vaduz castle", "back",
     [(47.14098, 9.52155), (47.13949, 9.52484)]),
    ("schaan-dam", "Rhine dam at Schaan", "loop",
     [(47.16906, 9.49458), (47.16094, 9.50083), (47.15855, 9.50644), (47.16535, 9.49876)]),
    ("ebenholz", "Ebenholz and the edge of the wood", "loop",
     [(47.14999, 9.51380), (47.14905, 9.51727), (47.14976, 9.51855), (47.15148, 9.51553)]),
    ("vineyards", "Vineyards above Vaduz", "loop",
     [(47.14304, 9.52131), (47.14332, 9.52258), (47.14626, 9.52211), (47.14419, 9.51755)]),
    ("dux", "Dux chapel and back", "back",
     [(47.16673, 9.50886), (47.16469, 9.51821)]),
    ("riet", "Field tracks in the Riet", "loop",
     [(47.17861, 9.50054), (47.18020, 9.49476), (47.18488, 9.50067), (47.18051, 9.50414)]),
    ("giessen", "Along the Giessen stream", "back",
     [(47.13117, 9.52111), (47.13745, 9.52056)]),
]  # fmt: skip


@dataclass
class Ways:
    """The foot network of the extract."""

    place: dict[int, tuple[float, float]] = field(default_factory=dict)
    edges: dict[int, list[tuple[int, float, float, dict[str, str]]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    benches: list[tuple[float, float, str | None]] = field(default_factory=list)
    toilets: list[tuple[float, float]] = field(default_factory=list)


def metres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Return the distance of two near places; good to a metre in a kilometre."""
    north = (b[0] - a[0]) * 111_170.0
    east = (b[1] - a[1]) * 111_320.0 * math.cos(math.radians((a[0] + b[0]) / 2))
    return math.hypot(north, east)


def read(extract: str) -> Ways:
    """Read ways, seats and toilets."""
    import osmium

    ways = Ways()
    for thing in osmium.FileProcessor(extract).with_locations():
        tags = dict(thing.tags)
        if thing.is_node():
            _keep_point(ways, tags, (thing.lat, thing.lon))
        elif thing.is_way():
            points = [
                (n.ref, (n.location.lat, n.location.lon)) for n in thing.nodes if n.location.valid()
            ]
            if (
                tags.get("highway") in COST
                and tags.get("foot") != "no"
                and tags.get("access") not in ("no", "private")
            ):
                _keep_way(ways, tags, points)
            elif points:
                _keep_point(ways, tags, points[0][1])
    return ways


def _keep_point(ways: Ways, tags: dict[str, str], place: tuple[float, float]) -> None:
    if tags.get("amenity") == "bench":
        ways.benches.append((*place, tags.get("backrest")))
    elif tags.get("amenity") == "toilets":
        ways.toilets.append(place)


def _keep_way(
    ways: Ways, tags: dict[str, str], points: list[tuple[int, tuple[float, float]]]
) -> None:
    for (a, at_a), (b, at_b) in itertools.pairwise(points):
        ways.place[a], ways.place[b] = at_a, at_b
        long = metres(at_a, at_b)
        cost = long * COST[tags["highway"]]
        ways.edges[a].append((b, long, cost, tags))
        ways.edges[b].append((a, long, cost, tags))


def nearest(ways: Ways, place: tuple[float, float]) -> int:
    """Return the network's node nearest to `place`."""
    return min(ways.place, key=lambda node: metres(ways.place[node], place))


def path(ways: Ways, start: int, end: int, worn: set[frozenset[int]]) -> list[int]:
    """Return the cheapest way; edges in `worn` (walked before) cost three times as much."""
    best, before, queue = {start: 0.0}, {}, [(0.0, start)]
    while queue:
        cost, node = heapq.heappop(queue)
        if node == end:
            break
        if cost > best[node]:
            continue
        for other, _, step, _ in ways.edges[node]:
            dear = step * (3.0 if frozenset((node, other)) in worn else 1.0)
            if cost + dear < best.get(other, math.inf):
                best[other], before[other] = cost + dear, node
                heapq.heappush(queue, (cost + dear, other))
    nodes = [end]
    while nodes[-1] != start:
        nodes.append(before[nodes[-1]])
    return nodes[::-1]


def surface_of(tags: dict[str, str]) -> str | None:
    """Return firm, semi, rough, or None where the map does not say (backcare.md 2.2)."""
    surface, track = tags.get("surface"), tags.get("tracktype")
    smooth = tags.get("smoothness")
    if surface in ROUGH or track in ("grade4", "grade5") or smooth in ("very_bad", "horrible"):
        return "rough"
    if surface in SEMI or smooth == "bad" or (surface is None and track in ("grade2", "grade3")):
        return "semi"
    if surface in FIRM:
        return "firm"
    return "firm" if surface is None and tags["highway"] in STREETS else None


def route(ways: Ways, name: str, kind: str, points: list[tuple[float, float]]) -> dict[str, Any]:
    """Lead a route through `points` and tell what the map knows of it."""
    stops = [nearest(ways, point) for point in points]
    if kind == "loop":
        stops.append(stops[0])
    nodes: list[int] = [stops[0]]
    worn: set[frozenset[int]] = set()
    for a, b in itertools.pairwise(stops):
        leg = path(ways, a, b, worn)
        worn |= {frozenset(pair) for pair in itertools.pairwise(leg)}
        nodes += leg[1:]
    if kind == "back":
        nodes += nodes[-2::-1]
    line = [ways.place[node] for node in nodes]
    at, surfaces, steps = 0.0, [], []
    for a, b in itertools.pairwise(nodes):
        _, long, _, tags = min((e for e in ways.edges[a] if e[0] == b), key=lambda e: e[2])
        kept = surface_of(tags)
        if surfaces and surfaces[-1][2] == kept:
            surfaces[-1][1] = round(at + long, 1)
        else:
            surfaces.append([round(at, 1), round(at + long, 1), kept])
        if tags["highway"] == "steps":
            count = int(tags.get("step_count") or math.ceil(long / 0.30))
            steps.append([round(at, 1), count, tags.get("handrail") == "yes"])
        at += long
    return {
        "name": name,
        "kind": kind,
        "line": [[round(lat, 6), round(lon, 6)] for lat, lon in line],
        "surfaces": surfaces,
        "steps": steps,
        "seats": seats_along(ways, line),
        "toilets": any(metres(p, t) <= TOILET_WITHIN_M for p in line for t in ways.toilets),
        "length_m": round(at),
    }


def seats_along(ways: Ways, line: list[tuple[float, float]]) -> list[list[Any]]:
    """Return [metres from the start, backrest yes, no or not said] of each seat near the line."""
    found: list[list[Any]] = []
    for lat, lon, backrest in ways.benches:
        at, best, best_at = 0.0, math.inf, 0.0
        passes: list[float] = []
        for a, b in itertools.pairwise(line):
            long = metres(a, b)
            for part in range(max(1, int(long // 5))):
                share = part / max(1, int(long // 5))
                place = (a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share)
                away = metres(place, (lat, lon))
                if away < best:
                    best, best_at = away, at + long * share
                if away <= SEAT_WITHIN_M and (not passes or at + long * share - passes[-1] > 150):
                    passes.append(at + long * share)
            at += long
        if best <= SEAT_WITHIN_M:
            found += [[round(one), backrest] for one in (passes or [best_at])]
    return sorted(found, key=lambda seat: seat[0])


def main(extract: str) -> None:
    """Write the file and say what it holds."""
    ways = read(extract)
    routes = {key: route(ways, name, kind, points) for key, name, kind, points in ROUTES}
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(
        json.dumps(
            {"attribution": "© OpenStreetMap contributors, ODbL 1.0", "routes": routes},
            ensure_ascii=False,
            separators=(",", ":"),
        )
        + "\n"
    )
    for key, one in routes.items():
        known = sum(b - a for a, b, kept in one["surfaces"] if kept) / one["length_m"]
        steps = sum(flight[1] for flight in one["steps"])
        print(f"{key}: {one['length_m']} m, {len(one['seats'])} seats, {steps} steps, "
              f"surface known {known:.0%}, toilets {one['toilets']}")  # fmt: skip


if __name__ == "__main__":
    main(sys.argv[1])
