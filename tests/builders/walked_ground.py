"""Made-up ground of which the truth is known, and the noise of each source of heights.

backcare.md 3.6: noise at 1.2 m/s and one sample a second, calibrated there to section 3.2.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.signal import lfilter

from community.routes.rules import Profile, profile_from_samples

Floats = NDArray[np.float64]
Noise = Callable[[np.random.Generator, Floats, Floats], tuple[Floats, Floats]]

WALKING_M_PER_S = 1.2
MODEL_EVERY_M = 10.0


def ground(*parts: tuple[float, float]) -> tuple[Floats, Floats]:
    """Return (distances, heights) of a truth line every metre, from (length, slope in %)."""
    slopes = np.concatenate([np.full(round(length), slope / 100) for length, slope in parts])
    heights = np.concatenate(([0.0], np.cumsum(slopes))) + 200.0
    return np.arange(heights.size, dtype=float), heights


def drifting(
    random: np.random.Generator, count: int, spread: float, step: float, reach: float
) -> Floats:
    """Return AR(1) noise with SD `spread` that forgets over `reach` (same unit as `step`)."""
    keep = math.exp(-step / reach)
    shocks = random.normal(0.0, spread * math.sqrt(1 - keep**2), count)
    shocks[0] = random.normal(0.0, spread)
    return np.asarray(lfilter([1.0], [1.0, -keep], shocks))


def _seconds(distances: Floats, heights: Floats) -> tuple[Floats, Floats, Floats]:
    along = np.arange(0.0, distances[-1] + 1e-9, WALKING_M_PER_S)
    return along, np.interp(along, distances, heights), np.arange(along.size, dtype=float)


def barometer(
    random: np.random.Generator, distances: Floats, heights: Floats
) -> tuple[Floats, Floats]:
    along, truth, seconds = _seconds(distances, heights)
    noise = random.normal(0.0, 0.25, along.size)
    noise += drifting(random, along.size, 0.5, 1.0, 120.0)
    noise += random.normal(0.0, 3.0) * seconds / 3600.0
    return along, np.round((truth + noise) / 0.2) * 0.2


def gps(random: np.random.Generator, distances: Floats, heights: Floats) -> tuple[Floats, Floats]:
    along, truth, _ = _seconds(distances, heights)
    noise = drifting(random, along.size, 4.0, 1.0, 60.0) + random.normal(0.0, 0.5, along.size)
    spikes = random.random(along.size) < 0.003
    noise[spikes] += 20.0 * random.choice([-1.0, 1.0], int(spikes.sum()))
    return along, truth + noise


def _model(
    random: np.random.Generator,
    distances: Floats,
    heights: Floats,
    averaging_m: float,
    spread: float,
    reach: float,
) -> tuple[Floats, Floats]:
    along = np.arange(0.0, distances[-1] + 1e-9, MODEL_EVERY_M)
    sums = np.concatenate(([0.0], np.cumsum(heights)))
    half = round(averaging_m / 2)
    low = np.clip(along.astype(int) - half, 0, heights.size)
    high = np.clip(along.astype(int) + half + 1, 0, heights.size)
    truth = (sums[high] - sums[low]) / (high - low)
    return along, truth + drifting(random, along.size, spread, MODEL_EVERY_M, reach)


def copernicus(
    random: np.random.Generator, distances: Floats, heights: Floats
) -> tuple[Floats, Floats]:
    return _model(random, distances, heights, 35.0, 1.2, 60.0)


def srtm(random: np.random.Generator, distances: Floats, heights: Floats) -> tuple[Floats, Floats]:
    along, found = _model(random, distances, heights, 90.0, 3.0, 90.0)
    return along, np.round(found)


def lidar(random: np.random.Generator, distances: Floats, heights: Floats) -> tuple[Floats, Floats]:
    return _model(random, distances, heights, 0.0, 0.15, 20.0)


NOISES: dict[str, Noise] = {
    "lidar": lidar,
    "barometer": barometer,
    "copernicus": copernicus,
    "srtm": srtm,
    "gps": gps,
}

FLAT = ground((3000, 0))
HILL = ground((700, 0), (800, 5), (800, -5), (700, 0))
RAMP = ground((1470, 0), (60, 8), (1470, 0))
BRIDGE = ground((1410, 0), (80, 5), (20, 0), (80, -5), (1410, 0))
DOWN_3 = ground((1000, 0), (1000, -3), (1000, 0))
DOWN_6 = ground((1000, 0), (1000, -6), (1000, 0))
WAVES = ground(*[(300, 2), (300, -2)] * 5)


def long_ramp(slope: float) -> tuple[Floats, Floats]:
    return ground((1300, 0), (400, slope), (1300, 0))


def seen(source: str, truth: tuple[Floats, Floats], seed: int) -> Profile:
    """Return the profile of a walk over the ground as the source records it."""
    random = np.random.default_rng(seed)
    along, heights = NOISES[source](random, *truth)
    profile = profile_from_samples(along, heights, source)  # type: ignore[arg-type]
    assert profile is not None
    return profile
