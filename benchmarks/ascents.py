"""How far ascents are off on ground of which the truth is known: ours, gpxpy, moving average.

Ground and noise are those of the tests (`tests/builders/walked_ground.py`, backcare.md 3.6).
"""

from __future__ import annotations

import importlib
import sys
from typing import Any

import numpy as np

from benchmarks.install import PACKAGES
from benchmarks.results import Table, times
from community.routes.rules import profile_from_samples
from tests.builders.walked_ground import BRIDGE, FLAT, HILL, NOISES, RAMP, WAVES, Floats

GROUNDS = {
    "flat, 3 km": (FLAT, 0.0),
    "hill of 40 m at 5 %": (HILL, 40.0),
    "one ramp of 60 m at 8 %": (RAMP, 4.8),
    "bridge of 4 m": (BRIDGE, 4.0),
    "waves of 6 m at 2 %": (WAVES, 30.0),
}
AVERAGED_M = 50.0  # the window of the moving average


def table(runs: int) -> tuple[Table, list[str]]:
    """Return the table and what has to be said about it."""
    sys.path.insert(0, str(PACKAGES))
    geo: Any = importlib.import_module("gpxpy.geo")
    found = Table(
        ["gpxpy's error / ours", "average's error / ours", "ground (true ascent)", "heights from",
         "ours, m", "gpxpy, m", "moving average, m"]
    )  # fmt: skip
    for ground, (truth, ascent) in GROUNDS.items():
        for source, noise in NOISES.items():
            seen: list[list[float]] = [[], [], []]
            for run in range(runs):
                along, heights = noise(np.random.default_rng(run), *truth)
                profile = profile_from_samples(along, heights, source)  # type: ignore[arg-type]
                seen[0].append(0.0 if profile is None else profile.ascent_m)
                seen[1].append(geo.calculate_uphill_downhill(heights.tolist())[0])
                seen[2].append(_averaged_ascent(along, heights))
            errors = [float(np.median(np.abs(np.array(one) - ascent))) for one in seen]
            ratios = [times(error / max(errors[0], 0.1)) for error in errors[1:]]
            found.add(*ratios, f"{ground} ({ascent:g} m)", source, *map(_spread, seen))
    return found, [
        f"Ascent: the synthetic harness of backcare.md 3.6, {runs} runs each with fixed seeds; "
        "median [10 %..90 %]. Errors are medians of the distance from the truth; ours counts as "
        "0.1 m at least.",
        "gpxpy: `calculate_uphill_downhill` (0.3/0.4/0.3 over three points, all rises summed). "
        f"Moving average: the mean over {AVERAGED_M:.0f} m, all rises summed.",
        "Where ours says 0 for a ramp, a bridge or waves, that source cannot see them, and the "
        "page says so; the others count noise there.",
    ]


def _averaged_ascent(along: Floats, heights: Floats) -> float:
    reach = max(1, round(AVERAGED_M / 2 / float(along[1] - along[0])))
    padded = np.pad(heights, reach, mode="edge")
    mean = np.convolve(padded, np.full(2 * reach + 1, 1 / (2 * reach + 1)), mode="valid")
    rises = np.diff(mean)
    return float(rises[rises > 0].sum())


def _spread(found: list[float]) -> str:
    low, middle, high = np.percentile(found, (10, 50, 90))
    return f"{middle:.1f} [{low:.1f}..{high:.1f}]"
