"""Profiles: hysteresis, the steps of backcare.md 3.4, and what must not change a profile."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.routes.rules import Profile, Track, ascent_and_descent, recorded_profile
from community.routes.rules.fitting import prune, smoothed, split, without_spikes
from community.routes.rules.line import cleaned_heights, pieces_of
from community.routes.rules.sources import FILTERS
from tests.builders.walked_ground import BRIDGE, HILL, NOISES, barometer

METRES_EAST_PER_DEGREE = 111_319.49  # at the equator


@pytest.mark.parametrize(
    ("heights", "threshold", "expected"),
    [
        ([100, 101, 100, 101, 100], 2, (0, 0)),
        ([100, 103, 101.5, 104, 99, 100], 2, (4, 5)),
        ([100, 98, 101, 100], 2, (3, 2)),
        ([0, 0, 10, 0, 0], 7, (10, 10)),
        ([0, 1, 5, 4, -3, -2, -1, 0], 7, (0, 8)),
        ([], 2, (0, 0)),
        ([5], 2, (0, 0)),
    ],
)
def test_hysteresis(heights: list[float], threshold: float, expected: tuple[float, float]) -> None:
    assert ascent_and_descent(heights, threshold) == expected


def walk(distances, heights, times=None) -> Track:  # type: ignore[no-untyped-def]
    """Return a track along the equator."""
    along = np.asarray(distances, dtype=float)
    return Track.from_line(np.zeros(along.size), along / METRES_EAST_PER_DEGREE, heights, times)


def profile_of(track: Track, source: str = "barometer") -> Profile:
    profile = recorded_profile(track, source)  # type: ignore[arg-type]
    assert profile is not None
    return profile


def slopes(profile: Profile) -> list[tuple[float, float]]:
    return [(segment.length_m, segment.slope_pct) for segment in profile.segments]


def recorded_hill(seed: int = 1) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    along, heights = barometer(np.random.default_rng(seed), *HILL)
    return along, heights, np.arange(along.size, dtype=float)


def test_a_hill_without_noise() -> None:
    distances, heights = HILL
    profile = profile_of(walk(distances, heights))
    assert profile.length_m == pytest.approx(3000, abs=0.5)
    assert profile.ascent_m == pytest.approx(40, abs=0.6)
    assert profile.descent_m == pytest.approx(40, abs=0.6)
    assert max(slope for _, slope in slopes(profile)) == pytest.approx(5, abs=0.15)
    assert profile.height_at(1500) == pytest.approx(240, abs=0.6)
    lat, lon = profile.position_at(1500)
    assert (lat, lon * METRES_EAST_PER_DEGREE) == pytest.approx((0, 1500), abs=0.5)


@settings(max_examples=25)
@given(st.integers(0, 1000), st.floats(-300, 3000))
def test_a_constant_offset_changes_nothing(seed: int, offset: float) -> None:
    along, heights, times = recorded_hill(seed)
    here = profile_of(walk(along, heights, times))
    there = profile_of(walk(along, heights + offset, times))
    assert len(here.segments) == len(there.segments)
    assert np.allclose(slopes(here), slopes(there), atol=1e-6)
    assert there.ascent_m == pytest.approx(here.ascent_m, abs=1e-6)


@settings(max_examples=25)
@given(st.integers(0, 1000), st.sampled_from(list(NOISES)))
def test_reversing_swaps_ascent_and_descent(seed: int, source: str) -> None:
    along, heights = NOISES[source](np.random.default_rng(seed), *HILL)
    track = walk(along, heights)
    forward, back = profile_of(track, source), profile_of(track.reversed(), source)
    floor = FILTERS[source].floor_m  # type: ignore[index]
    assert back.ascent_m == pytest.approx(forward.descent_m, abs=floor)
    assert back.descent_m == pytest.approx(forward.ascent_m, abs=floor)


@settings(max_examples=25)
@given(st.lists(st.floats(5, 2990), max_size=40))
def test_points_added_on_a_straight_line_change_little(extra: list[float]) -> None:
    distances, heights = BRIDGE
    sparse = np.arange(0, 3001, 10.0)
    dense = np.unique(np.concatenate((sparse, extra)))
    here = profile_of(walk(sparse, np.interp(sparse, distances, heights)))
    there = profile_of(walk(dense, np.interp(dense, distances, heights)))
    assert there.ascent_m == pytest.approx(here.ascent_m, abs=0.5)
    assert max(there.segments, key=lambda s: s.slope_pct).slope_pct == pytest.approx(
        max(here.segments, key=lambda s: s.slope_pct).slope_pct, abs=0.4
    )


def test_a_pause_of_ten_minutes_changes_nothing() -> None:
    along, heights, times = recorded_hill()
    at = 900
    still = np.full(600, along[at])
    paused = walk(
        np.concatenate((along[: at + 1], still, along[at + 1 :])),
        np.concatenate(
            (heights[: at + 1], heights[at] + np.linspace(0, 0.8, 600), heights[at + 1 :])
        ),
        np.concatenate((times[: at + 1], times[at] + np.arange(1, 601), times[at + 1 :] + 600)),
    )
    plain = profile_of(walk(along, heights, times))
    with_pause = profile_of(paused)
    assert slopes(with_pause) == slopes(plain)
    assert with_pause.length_m == plain.length_m


def test_jitter_of_a_pause_adds_no_distance() -> None:
    random = np.random.default_rng(4)
    along = np.concatenate((np.arange(0, 500, 1.2), np.full(600, 500.0), np.arange(501, 1000, 1.2)))
    north = np.zeros(along.size)
    north[417:1017] = random.normal(0, 0.6, 600)
    track = Track.from_line(
        north / 110_574, along / METRES_EAST_PER_DEGREE, np.full(along.size, 9.0)
    )
    assert track.length_m > 1300
    assert profile_of(track).length_m == pytest.approx(1000, abs=15)


def test_zero_heights_are_missing_up_there_and_real_at_the_sea() -> None:
    along = np.arange(0, 300, 5.0)
    high = np.full(along.size, 480.0)
    high[20:30] = 0.0
    cleaned = cleaned_heights(walk(along, high))
    assert np.isnan(cleaned[20:30]).all()
    assert np.isfinite(cleaned).sum() == along.size - 10
    low = np.full(along.size, 2.0)
    low[20:30] = 0.0
    assert np.isfinite(cleaned_heights(walk(along, low))).all()


def test_all_zero_heights_are_none() -> None:
    along = np.arange(0, 300, 5.0)
    track = walk(along, np.zeros(along.size))
    assert not track.has_heights
    assert recorded_profile(track, "gps") is None


def test_a_jump_and_the_jump_back_are_removed() -> None:
    along, times = np.arange(0, 1200, 1.2), np.arange(1000.0)
    heights = np.full(1000, 300.0)
    heights[400:415] += 70.0
    cleaned = cleaned_heights(walk(along, heights, times))
    assert np.flatnonzero(np.isnan(cleaned)).tolist() == list(range(400, 415))


def test_the_first_fixes_of_a_receiver_are_removed() -> None:
    along, times = np.arange(0, 1200, 1.2), np.arange(1000.0)
    heights = np.full(1000, 300.0)
    heights[:8] = 120.0
    cleaned = cleaned_heights(walk(along, heights, times))
    assert np.flatnonzero(np.isnan(cleaned)).tolist() == list(range(8))


def test_a_lasting_change_and_steep_sparse_ground_stay() -> None:
    along, times = np.arange(0, 1200, 1.2), np.arange(1000.0)
    heights = np.where(np.arange(1000) < 500, 300.0, 360.0)
    assert np.isfinite(cleaned_heights(walk(along, heights, times))).all()
    drawn = walk([0, 600, 1200], [300, 380, 300])  # vertices far apart, 13%
    assert np.isfinite(cleaned_heights(drawn)).all()


def test_single_spikes_of_nodes_go() -> None:
    heights = np.linspace(100, 110, 50)
    spiked = heights.copy()
    spiked[[0, 20, 49]] += 9.0
    assert np.abs(without_spikes(spiked) - heights).max() < 1.0
    assert np.array_equal(without_spikes(heights), heights)


def test_smoothing_keeps_a_straight_line() -> None:
    heights = np.linspace(100, 150, 41)
    assert np.allclose(smoothed(heights, 10.0, 100.0), heights)


def test_split_and_prune_on_a_bridge() -> None:
    heights = np.interp(np.arange(0, 301, 10), [0, 100, 160, 180, 240, 300], [0, 0, 4, 4, 0, 0])
    knots = split(heights, 0.5)
    assert {0, 10, 24, 30} <= set(knots)
    assert min(np.diff(prune(knots, heights, 10.0, 60.0))) * 10 >= 60
    assert prune([0, 2], heights[:3], 10.0, 60.0) == [0, 2]


def test_a_wide_gap_is_marked_and_a_short_one_is_not() -> None:
    along = np.arange(0, 1001, 5.0)
    heights = np.full(along.size, 300.0)
    heights[(along > 200) & (along < 245)] = np.nan
    heights[(along > 600) & (along < 720)] = np.nan
    (gap,) = profile_of(walk(along, heights)).gaps
    assert (gap.from_m, gap.to_m) == pytest.approx((600, 720), abs=10)


def test_segments_apart_are_not_walked_between() -> None:
    def two(apart: float) -> Track:
        along = np.concatenate((np.arange(0, 500, 5.0), 500 + apart + np.arange(0, 500, 5.0)))
        track = walk(along, np.where(along < 500, 300.0, 350.0))
        starts, numbers = np.array([0, 100]), np.array([0, 0])
        return Track(
            track.latitudes, track.longitudes, track.heights_m, track.times, starts, numbers
        )

    assert len(pieces_of(two(20))) == 1
    apart = two(300)
    profile = profile_of(apart)
    assert profile.length_m == pytest.approx(apart.length_m, abs=1)
    assert profile.ascent_m == 0
    assert [gap.unjoined for gap in profile.gaps] == [True]
    assert {slope for _, slope in slopes(profile)} == {0.0}


def test_a_line_over_the_antimeridian() -> None:
    lons = (179.99 + np.arange(0, 0.02, 0.0001) + 180) % 360 - 180
    profile = profile_of(Track.from_line(np.zeros(lons.size), lons, np.full(lons.size, 5.0)))
    assert profile.length_m == pytest.approx(0.0199 * METRES_EAST_PER_DEGREE, abs=1)
    _, lon = profile.position_at(profile.length_m)
    assert lon == pytest.approx(-179.9901, abs=1e-4)
