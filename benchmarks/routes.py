"""A GPX file of 100,000 points and 20 MB, read and inspected, beside gpxpy; and ascents of both."""

from __future__ import annotations

import io
import json
import math
import random
import statistics
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks import ascents, install
from benchmarks.machine import ROOT, SERVER_CORE, WrongResult, pinned
from benchmarks.results import Section, Table, against, times
from community.routes.rules import read_track
from community.routes.rules.refusals import TrackRefused

BAR, BAR_MEMORY, HOSTILE_MS = 4.0, 3.0, 50  # speed.md section 7, D
STEP_DEGREES = 5e-6
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
SPACES = 500_000_000
HOSTILE: dict[str, Callable[[], bytes]] = {
    "billion laughs": lambda: f'<!DOCTYPE gpx [<!ENTITY l0 "ha">{LAUGHS}]><gpx>&l9;</gpx>'.encode(),
    "external entity": lambda: (
        b'<!DOCTYPE gpx [<!ENTITY x SYSTEM "file:///etc/passwd">]><gpx>&x;</gpx>'
    ),
    "200,000 deep": lambda: b"<gpx>" * 200_000,
    "25 MB in one tag": lambda: b'<gpx a="' + b"x" * 25_000_000,
    "500 MB packed into 0.5 MB": lambda: _bomb(),
    "the same, told to be small": lambda: _bomb()[:-4] + bytes(4),
    "500 MB": lambda: b"<gpx>" + b" " * SPACES,
    "NaN": lambda: _track(b'<trkpt lat="NaN" lon="9.5"/>'),
    "swapped, so beyond the pole": lambda: _track(b'<trkpt lat="147.1" lon="9.5"/>'),
    "cut off": lambda: _track(b'<trkpt lat="47.1" lon="9.5"/>')[:-9],
    "another encoding": lambda: _track(b"<!-- M\xfcll -->"),
}


def _track(points: bytes) -> bytes:
    return b"<gpx><trk><trkseg>" + points + b"</trkseg></trk></gpx>"


def _bomb() -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    parts = [packer.compress(b"<gpx>")]
    parts += [packer.compress(b" " * 1_000_000) for _ in range(SPACES // 1_000_000)]
    return b"".join([*parts, packer.flush()])


def run(folder: Path, tiny: bool) -> Section:
    """Measure both in processes of their own, in turns."""
    points, rounds = (5_000, 1) if tiny else (100_000, 3)
    install.python_packages()
    file = folder / "long.gpx"
    file.write_text(_file(points))
    found: dict[str, list[dict[str, float]]] = {"rules": [], "gpxpy": [], "amble": []}
    for _ in range(rounds):
        for way, seen in found.items():
            seen.append(_one(way, file))
    _check(found, points)
    hostile = {name: _refused_ms(make()) for name, make in HOSTILE.items()}
    table = Table(
        ["gpxpy / ours", "bar", "what", "ours", "gpxpy"],
    )
    for key, what, unit, digits, bar in (
        ("cpu_s", "CPU time", "s", 2, BAR),
        ("wall_s", "wall time", "s", 2, None),
        ("peak_mib", "peak memory, each with what it imports", "MiB", 0, BAR_MEMORY),
        ("more_mib", "peak memory beyond what was imported", "MiB", 0, None),
        ("peak_mib", "peak memory, with all of Amble imported", "MiB", 0, None),
    ):
        way = "amble" if "Amble" in what else "rules"
        ours, theirs = (statistics.median(one[key] for one in found[w]) for w in (way, "gpxpy"))
        ratio = theirs / max(ours, 0.01)
        shown = [f"{value:,.{digits}f} {unit}" for value in (ours, theirs)]
        table.add(times(ratio), against(ratio, bar) if bar else "", what, *shown)
    told = ", ".join(f"{name} {took:.1f} ms" for name, took in hostile.items())
    slowest = "reached" if max(hostile.values()) < HOSTILE_MS else "not reached"
    notes = [
        f"{points:,} points, {file.stat().st_size / 1e6:.1f} MB, with heights, times and heart "
        f"rates; each reading in a process of its own, {rounds} rounds in turns.",
        "Ours: `read_track` and `inspect_track` (length, cleaned heights, segments, moving time, "
        "grade). gpxpy: `parse`, `get_points_data`, `get_uphill_downhill`, `length_2d`.",
        "What it imports: ours the rules of routes with numpy and pyproj, without the web around "
        "them, as gpxpy has none. In the application both are there already, so one upload more "
        "takes what is in the row beyond.",
        "Both find the same number of points, and lengths that differ by less than 0.5 %.",
        f"Hostile files are refused (bar {HOSTILE_MS} ms: {slowest}): {told}.",
    ]
    more, told_more = ascents.table(10 if tiny else 200)
    return Section("routes", "Routes: reading, profile, ascent", table, notes + told_more, [more])


def _file(points: int) -> str:
    chance, begin = random.Random(7), datetime(2026, 5, 12, 7, tzinfo=UTC)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>\n<gpx version="1.1" creator="A watch" '
        'xmlns="http://www.topografix.com/GPX/1/1" '
        'xmlns:gpxtpx="http://www.garmin.com/xmlschemas/TrackPointExtension/v1">'
        "<trk><name>Rhine dam</name><trkseg>"
    ]
    for n in range(points):
        height = 455 + 30 * math.sin(n / 2_000) + chance.gauss(0, 0.2)
        when = (begin + timedelta(seconds=n)).strftime("%Y-%m-%dT%H:%M:%SZ")
        lines.append(
            f'<trkpt lat="{47.1 + n * STEP_DEGREES:.7f}" '
            f'lon="{9.5 + 0.01 * math.sin(n / 3_000):.7f}"><ele>{height:.2f}</ele>'
            f"<time>{when}</time><extensions><gpxtpx:TrackPointExtension>"
            f"<gpxtpx:hr>{chance.randint(70, 130)}</gpxtpx:hr></gpxtpx:TrackPointExtension>"
            "</extensions></trkpt>"
        )
    lines.append("</trkseg></trk></gpx>")
    return "\n".join(lines)


def _one(way: str, file: Path) -> dict[str, float]:
    argv = [sys.executable, "-m", "benchmarks.route_one", way, str(file)]
    done = subprocess.run(
        pinned(SERVER_CORE, argv), cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise WrongResult(f"{way} did not read the file: {done.stderr[-300:]}")
    found: dict[str, float] = json.loads(done.stdout)
    return {**found, "more_mib": found["peak_mib"] - found["base_mib"]}


def _check(found: dict[str, list[dict[str, float]]], points: int) -> None:
    for way, seen in found.items():
        if any(one["points"] != points for one in seen):
            raise WrongResult(f"{way} found {seen[0]['points']} of {points} points")
    ours, theirs = found["rules"][0]["length_m"], found["gpxpy"][0]["length_m"]
    if abs(ours - theirs) > 0.005 * theirs:
        raise WrongResult(f"{ours} m, but gpxpy found {theirs} m")


def _refused_ms(content: bytes) -> float:
    """Return the shortest of three refusals: the others tell how busy the machine is."""
    took = []
    for _ in range(3):
        began = time.perf_counter()
        try:
            read_track(io.BytesIO(content))
        except TrackRefused:
            took.append((time.perf_counter() - began) * 1000)
        else:
            raise WrongResult("a hostile file was read")
    return min(took)
