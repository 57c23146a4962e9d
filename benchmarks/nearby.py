"""The nearest groups of 100,000: `groups_near` beside a bounding box and sorting in Python."""

from __future__ import annotations

import math
import random
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from geopy.distance import geodesic

from benchmarks import seed
from benchmarks.machine import WrongResult
from benchmarks.results import Section, Table, against, times
from community.foundation import clock
from community.foundation.authorisation import SYSTEM
from community.foundation.database import write_transaction
from community.groups import Group, group_cards, groups_near
from community.places.rules import distances_m

LIMIT, WITHIN_M = 20, 10_000.0
BAR, BAR_P99_MS = 15.0, 1.0  # speed.md section 7, C
METRES_PER_DEGREE = 111_320.0
Place = tuple[float, float]
Found = list[tuple[int, float]]


def run(folder: Path, tiny: bool) -> Section:
    """Measure dense and sparse places, and compare every list."""
    many, asked = (3_000, 4) if tiny else (100_000, 40)
    chance = random.Random(20260512)
    with seed.amble(folder):
        began = time.perf_counter()
        cities = _fill(many, chance)
        filled_s = time.perf_counter() - began
        sizes: dict[str, list[int]] = {}
        tables = {}
        for name, places in (
            ("dense", [_near(chance.choice(cities[:20]), 3_000, chance) for _ in range(asked)]),
            ("sparse", [_anywhere(chance) for _ in range(asked)]),
        ):
            tables[name] = _measure(places, sizes.setdefault(name, []))
    table = Table(
        [
            "plain / ours, p50",
            "bar",
            "places",
            "method",
            "p50 / p99, ms",
            f"p99 bar {BAR_P99_MS:g} ms",
            f"groups within {WITHIN_M / 1000:g} km, median",
        ]
    )
    for name, found in tables.items():
        ours = np.percentile(found["ours"], [50, 99])
        for method, values in found.items():
            p50, p99 = np.percentile(values, [50, 99])
            ratio, is_ours = p50 / ours[0], method == "ours"
            bar = against(ratio, BAR) if name == "dense" and method == "geopy" else ""
            done = ("reached" if p99 <= BAR_P99_MS else "not reached") if is_ours else ""
            middle = f"{statistics.median(sizes[name]):,.0f}"
            shown = f"{p50:.2f} / {p99:.2f}"
            table.add(
                "1" if is_ours else times(ratio), bar, name, METHODS[method], shown, done, middle
            )
    notes = [
        f"{many:,} groups, 70 % of them in 400 towns of very different size, the rest anywhere in "
        f"Europe; filled in {filled_s:.0f} s. The nearest {LIMIT} within {WITHIN_M / 1000:g} km of "
        f"{asked} places each; SQLite, in process, the whole call of `groups_near` with cards and "
        "member counts; the others read the same cards.",
        "All lists are compared: the same groups in the same order, distances within a micrometre.",
        "The bars are for 1,000,000 groups and the query alone, here measured with less of one and "
        "more of the other.",
    ]
    return Section("nearby", "Nearby search", table, notes)


def _fill(many: int, chance: random.Random) -> list[Place]:
    """Insert groups; return the towns, largest first."""
    cities = [_anywhere(chance) for _ in range(400)]
    weights = [1 / (n + 1) for n in range(len(cities))]
    homes = [
        _near(city, 12_000, chance) for city in chance.choices(cities, weights, k=many * 7 // 10)
    ]
    homes += [_anywhere(chance) for _ in range(many - len(homes))]
    now = clock.now()
    rows = [
        {
            "slug": f"group-{n}",
            "name": f"Walkers {n}",
            "place_name": "Somewhere",
            "lat": lat,
            "lon": lon,
            "zone": seed.ZONE,
            "invite_code": f"{n:x}",
            "created_at": now,
        }
        for n, (lat, lon) in enumerate(homes)
    ]
    with write_transaction(by=SYSTEM):
        for begin in range(0, len(rows), 2_000):
            Group.insert_many(rows[begin : begin + 2_000]).execute()
    return cities


def _anywhere(chance: random.Random) -> Place:
    return chance.uniform(36, 65), chance.uniform(-9, 30)


def _near(place: Place, spread_m: float, chance: random.Random) -> Place:
    lat = place[0] + chance.gauss(0, spread_m / 2) / METRES_PER_DEGREE
    east = METRES_PER_DEGREE * math.cos(math.radians(lat))
    return lat, place[1] + chance.gauss(0, spread_m / 2) / east


def _ours(lat: float, lon: float) -> Found:
    return [(one.card.id, one.distance_m) for one in groups_near(lat, lon, LIMIT, WITHIN_M)]


def _in_box(lat: float, lon: float) -> list[tuple[int, float, float]]:
    """Return (id, latitude, longitude) of what lies in the box of the whole radius."""
    high = WITHIN_M * 1.01 / METRES_PER_DEGREE
    wide = high / math.cos(math.radians(abs(lat) + high))
    rows = Group.select(Group.id, Group.lat, Group.lon).where(
        Group.lat.between(lat - high, lat + high),
        Group.lon.between(lon - wide, lon + wide),
        Group.archived_at.is_null(),
    )
    return list(rows.tuples())


def _nearest(pairs: list[tuple[float, int]]) -> Found:
    found = [(number, away) for away, number in sorted(pairs) if away <= WITHIN_M][:LIMIT]
    group_cards([number for number, _ in found])
    return found


def _with_geopy(lat: float, lon: float) -> Found:
    return _nearest(
        [(geodesic((lat, lon), (y, x)).meters, number) for number, y, x in _in_box(lat, lon)]
    )


def _with_pyproj(lat: float, lon: float) -> Found:
    rows = _in_box(lat, lon)
    if not rows:
        return []
    away = distances_m(lat, lon, [row[1] for row in rows], [row[2] for row in rows]).tolist()
    return _nearest([(one, row[0]) for one, row in zip(away, rows, strict=True)])


METHODS = {
    "ours": "`groups_near`",
    "geopy": "bounding box over the index, geopy, sort",
    "pyproj": "the same with pyproj for all rows at once",
}
WAYS: dict[str, Callable[[float, float], Found]] = {
    "ours": _ours,
    "geopy": _with_geopy,
    "pyproj": _with_pyproj,
}


def _measure(places: list[Place], sizes: list[int]) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    for lat, lon in places:
        lists = {}
        for name, way in WAYS.items():
            rounds = 1 if name == "geopy" else 3
            for _ in range(rounds):
                began = time.perf_counter()
                lists[name] = way(lat, lon)
                found.setdefault(name, []).append((time.perf_counter() - began) * 1000)
        for name in ("geopy", "pyproj"):
            _compare(lists["ours"], lists[name], (lat, lon))
        sizes.append(len(_in_box(lat, lon)))
    return found


def _compare(ours: Found, theirs: Found, place: Place) -> None:
    same = [one for one, _ in ours] == [one for one, _ in theirs]
    near = all(abs(a - b) < 1e-6 for (_, a), (_, b) in zip(ours, theirs, strict=False))
    if not same or not near:
        raise WrongResult(f"near {place}: ours {ours[:3]}, plain {theirs[:3]}")
