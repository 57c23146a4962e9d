"""Reads one GPX file one way, says what it took: `python -m benchmarks.route_one WAY FILE`."""

from __future__ import annotations

import importlib
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


def _peak_mib() -> float:
    """Return this process's peak; not ru_maxrss, which begins with that of the parent."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024


def _rules() -> Callable[[Path], tuple[int, float]]:
    """Return our way without the web around it, as gpxpy comes without one.

    The rules are pure and import nothing of the application, but Python would run the surface of
    each package above them first; these stand-ins have none.
    """
    for name in ("community", "community.places", "community.routes"):
        package = ModuleType(name)
        package.__path__ = [str(ROOT / name.replace(".", "/"))]
        sys.modules[name] = package
    return _amble()


def _amble() -> Callable[[Path], tuple[int, float]]:
    from community.routes.rules import inspect_track, read_track

    def read(file: Path) -> tuple[int, float]:
        with file.open("rb") as stream:
            found = inspect_track(read_track(stream))
        return int(found.points), float(found.length_m)

    return read


def _gpxpy() -> Callable[[Path], tuple[int, float]]:
    from benchmarks.install import PACKAGES

    sys.path.insert(0, str(PACKAGES))
    gpxpy: Any = importlib.import_module("gpxpy")

    def read(file: Path) -> tuple[int, float]:
        with file.open() as stream:
            found = gpxpy.parse(stream)
        found.get_points_data()
        found.get_uphill_downhill()
        return int(found.get_points_no()), float(found.length_2d())

    return read


def _main(way: str, file: Path) -> None:
    read = {"rules": _rules, "amble": _amble, "gpxpy": _gpxpy}[way]()
    base, began, cpu = _peak_mib(), time.perf_counter(), time.process_time()
    points, length_m = read(file)
    print(
        json.dumps(
            {
                "wall_s": time.perf_counter() - began,
                "cpu_s": time.process_time() - cpu,
                "base_mib": base,
                "peak_mib": _peak_mib(),
                "points": points,
                "length_m": length_m,
            }
        )
    )


if __name__ == "__main__":
    _main(sys.argv[1], Path(sys.argv[2]))
