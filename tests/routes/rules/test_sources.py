"""Choice of heights and what it means for the letter (backcare.md 2.4, 3.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pytest
from numpy.typing import NDArray

from community.routes.rules import Confidence, Facts, Track, inspect_track
from community.routes.rules.sources import (
    FILTERS,
    Doubts,
    confidence_of,
    disagreement_m,
    filter_of,
    height_quantum_m,
)

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class FlatModel:
    """Ground at 430 m with bumps of a given SD."""

    source: Literal["lidar", "copernicus", "srtm"]
    bumps_m: float = 0.0
    attribution: str = "us"

    def heights_at(self, lats: Floats, lons: Floats) -> Floats:
        return 430.0 + np.random.default_rng(1).normal(0, 1, len(lats)) * self.bumps_m


def walk(noise_m: float, quantum_m: float = 0.2) -> Track:
    along = np.arange(0, 2000, 1.2)
    heights = 430 + np.random.default_rng(2).normal(0, noise_m, along.size)
    heights = np.round(heights / quantum_m) * quantum_m
    times = np.arange(along.size, dtype=float)
    return Track.from_line(np.full(along.size, 47.0), 9 + along / 76_000, heights, times)


@pytest.mark.parametrize(
    ("track", "model", "source", "confidence"),
    [
        (walk(0.05), None, "barometer", Confidence.MEDIUM),
        (walk(0.05), FlatModel("lidar"), "lidar", Confidence.HIGH),
        (walk(0.05), FlatModel("copernicus"), "barometer", Confidence.MEDIUM),
        (walk(0.05), FlatModel("srtm", 2.0), "barometer", Confidence.MEDIUM),
        (walk(0.05), FlatModel("srtm", 4.0), "barometer", Confidence.LOW),
        (walk(2.0), None, "gps", Confidence.LOW),
        (walk(2.0), FlatModel("copernicus"), "copernicus", Confidence.LOW),
        (walk(2.0), FlatModel("srtm"), "srtm", Confidence.LOW),
        (walk(0.05, 1.0), None, "gps", Confidence.LOW),
    ],
)
def test_the_better_source_is_chosen(
    track: Track, model: FlatModel | None, source: str, confidence: Confidence
) -> None:
    found = inspect_track(track, model)
    assert (found.height_source, found.confidence) == (source, confidence)


def test_open_ground_makes_copernicus_medium_and_finer() -> None:
    drawn = Track.from_line([47.0, 47.0], [9.0, 9.02])
    for covered, confidence, floor in ((None, "low", 9), (0.5, "low", 9), (0.2, "medium", 4)):
        found = inspect_track(drawn, FlatModel("copernicus"), Facts(covered_share=covered))
        assert found.confidence is not None
        assert found.profile is not None
        assert (found.confidence.word, found.profile.floor_m) == (confidence, floor)
    assert filter_of("lidar", None) == FILTERS["lidar"]


def test_what_raises_and_lowers_confidence() -> None:
    assert confidence_of("gps", Doubts(leader_measured=True)) is Confidence.HIGH
    assert confidence_of("barometer", Doubts(recordings_agree=True)) is Confidence.HIGH
    assert confidence_of("barometer", Doubts(gap_share=0.2)) is Confidence.LOW
    assert confidence_of("lidar", Doubts(gap_share=0.2)) is Confidence.MEDIUM
    assert confidence_of("lidar", Doubts(disagreement_m=3.1)) is Confidence.LOW
    assert confidence_of("lidar", Doubts(disagreement_m=3.0)) is Confidence.HIGH


def test_small_measures() -> None:
    assert height_quantum_m(np.array([5.0, 5.0])) is None
    assert height_quantum_m(np.arange(0, 9, 0.2)) == pytest.approx(0.2)
    assert disagreement_m(np.array([1.0, np.nan]), np.array([0.0, 1.0])) is None
    assert disagreement_m(np.array([10.0, 12.0, 14.0]), np.array([0.0, 2.0, 4.0])) == 0


def test_a_model_that_knows_nothing_leaves_the_recording() -> None:
    @dataclass(frozen=True)
    class Nothing(FlatModel):
        def heights_at(self, lats: Floats, lons: Floats) -> Floats:
            return np.full(len(lats), np.nan)

    found = inspect_track(walk(2.0), Nothing("copernicus"))
    assert (found.height_source, found.height_attribution) == ("gps", "")
    drawn = Track.from_line([47.0, 47.0], [9.0, 9.02])
    assert inspect_track(drawn, Nothing("lidar")).grade is None
