"""The profile's drawing and table (design-brief.md section 4)."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.routes.rules import (
    Facts,
    Frame,
    Profile,
    Segment,
    SurfaceStretch,
    Track,
    band_of,
    draw_profile,
    profile_from_samples,
    profile_sentence,
    table_rows,
)
from community.routes.rules.drawing import NARROWEST_STEEP_PX, distance_ticks, height_axis
from community.routes.rules.profile import recorded_profile
from tests.builders.walked_ground import BRIDGE, FLAT, HILL, NOISES, WAVES, ground, seen


def clear(truth) -> Profile:  # type: ignore[no-untyped-def]
    return seen("lidar", truth, 7)


@pytest.mark.parametrize(
    ("slope", "band"),
    [
        (0, "level"),
        (3.24, "level"),
        (-3.25, "gentle"),
        (5, "gentle"),
        (8.33, "rolling"),
        (9, "hilly"),
        (-12, "hilly"),
        (12.3, "steep"),
    ],
)
def test_bands_use_the_limits_of_the_grade(slope: float, band: str) -> None:
    assert band_of(slope) == band


@given(st.floats(-400, 4000), st.floats(0, 2500))
def test_the_axis_is_round_and_at_least_40_m(lowest: float, spread: float) -> None:
    low, high, step = height_axis(lowest, lowest + spread)
    assert high - low >= 40
    assert low <= lowest + 1e-6
    assert high >= lowest + spread - 1e-6
    assert low % step == pytest.approx(0, abs=1e-6) or low % step == pytest.approx(step)
    assert 2 <= round((high - low) / step) <= 7


def test_ticks_in_km_and_miles() -> None:
    assert distance_ticks(3000, 1000) == (0, 500, 1000, 1500, 2000, 2500, 3000)
    assert distance_ticks(3000, 1609.344)[1] == pytest.approx(0.5 * 1609.344)
    assert distance_ticks(420, 1000) == (0, 100, 200, 300, 400)
    assert len(distance_ticks(60_000, 1000)) == 7


def test_the_drawing_of_a_hill() -> None:
    frame = Frame()
    drawing = draw_profile(clear(HILL), Facts(seats=(0.0, 1500.0)), frame)
    (line,) = drawing.line
    assert line[0][0] == frame.left
    assert line[-1][0] == pytest.approx(frame.width - frame.right)
    assert all(frame.top <= y <= drawing.axis_y for _, y in line)
    assert [band.name for band in drawing.bands] == ["level", "gentle", "level"]
    assert drawing.legend == ("level", "gentle")
    assert drawing.seats == pytest.approx((frame.left, frame.left + frame.plot_width / 2))
    assert drawing.steepest is not None
    assert abs(drawing.steepest.slope_pct) == pytest.approx(5, abs=0.2)
    assert [row.band for row in drawing.rows] == ["level", "gentle", "gentle", "level"]
    assert drawing.rows[0].seats == (0.0,)
    assert drawing.rows[1].up_m == pytest.approx(40, abs=1)


def test_level_ground_has_one_band_and_no_label() -> None:
    drawing = draw_profile(clear(FLAT))
    assert [band.name for band in drawing.bands] == ["level"]
    assert drawing.steepest is None
    assert drawing.high_m - drawing.low_m >= 40
    assert "no part is noticeably steep" in profile_sentence(clear(FLAT)).in_english()


def test_a_short_steep_stretch_is_10_px_wide() -> None:
    steep = ground((9000, 0), (40, 14), (9000, 0))
    drawing = draw_profile(clear(steep))
    shown = [band for band in drawing.bands if band.name != "level"]
    assert shown
    assert sum(band.width for band in shown) >= NARROWEST_STEEP_PX - 1e-6


@settings(max_examples=60)
@given(st.lists(st.tuples(st.floats(1, 900), st.floats(-20, 20)), min_size=1, max_size=30))
def test_bands_and_rows_lie_side_by_side(parts: list[tuple[float, float]]) -> None:
    rows = table_rows([Segment(*part) for part in parts], Facts(seats=(0.0, 10.0, 30_000.0)))
    assert rows[0].from_m == 0
    assert rows[-1].to_m == pytest.approx(sum(length for length, _ in parts))
    for before, after in pairwise(rows):
        assert before.to_m == after.from_m
    assert sum(len(row.seats or ()) for row in rows) == 3


@pytest.mark.parametrize("source", list(NOISES))
@pytest.mark.parametrize("truth", [FLAT, HILL, BRIDGE, WAVES])
def test_bands_fill_the_plot(source: str, truth) -> None:  # type: ignore[no-untyped-def]
    drawing = draw_profile(seen(source, truth, 3))
    assert drawing.bands[0].from_x == drawing.frame.left
    assert drawing.bands[-1].to_x == pytest.approx(drawing.frame.width - drawing.frame.right)
    for before, after in pairwise(drawing.bands):
        assert before.to_x == after.from_x
        assert before.name != after.name


def test_rows_name_their_surface() -> None:
    facts = Facts(
        surface=(
            SurfaceStretch(0, 900, "firm"),
            SurfaceStretch(900, 1000, "semi"),
            SurfaceStretch(1000, 2000, None),
        )
    )
    rows = table_rows([Segment(1000, 0), Segment(500, 6), Segment(500, 0)], facts)
    assert [row.surface for row in rows] == [("firm", "semi"), (), ()]
    assert rows[0].seats is None


def test_a_piece_without_heights_is_blank_and_not_at_0_m() -> None:
    """A recording in two pieces, the second without heights: no line, no band, no level row."""
    drawing = draw_profile(in_two_pieces(known=(True, False)))
    assert drawing.low_m >= 400
    (line,) = drawing.line
    middle = drawing.frame.left + drawing.frame.plot_width / 2
    assert line[-1][0] == pytest.approx(middle, abs=3)
    (blank,) = drawing.blanks
    assert (blank.from_x, blank.to_x) == pytest.approx(
        (middle, drawing.frame.left + drawing.frame.plot_width), abs=3
    )
    assert drawing.bands[-1].to_x == pytest.approx(middle, abs=3)
    assert [row.is_known for row in drawing.rows] == [True, False]
    assert drawing.rows[1].up_m == 0


def test_a_gap_inside_a_recording_is_cut_out_of_line_and_bands() -> None:
    heights = np.full(301, 455.0)
    heights[100:150] = np.nan
    along = np.arange(0.0, 3010.0, 10.0)
    seen_at = np.isfinite(heights)
    profile = profile_from_samples(along[seen_at], heights[seen_at], "barometer")
    assert profile is not None
    drawing = draw_profile(profile)
    assert len(drawing.line) == 2
    (blank,) = drawing.blanks
    assert drawing.line[0][-1][0] == pytest.approx(blank.from_x)
    assert drawing.line[1][0][0] == pytest.approx(blank.to_x)
    assert [row.is_known for row in drawing.rows] == [True, False, True]
    assert sum(row.to_m - row.from_m for row in drawing.rows) == pytest.approx(profile.length_m)


def in_two_pieces(known: tuple[bool, bool]) -> Profile:
    """Return the profile of two pieces of 1 km, 500 m apart; `known`: which have heights."""
    points = 101
    north = np.concatenate([np.arange(points) * 10.0, 1500.0 + np.arange(points) * 10.0])
    heights = np.repeat([455.0 if one else np.nan for one in known], points)
    track = Track(
        latitudes=47.1 + north / 111_180.0,
        longitudes=np.full(2 * points, 9.5),
        heights_m=heights,
        times=np.full(2 * points, np.nan),
        segment_starts=np.array([0, points]),
        segment_tracks=np.array([0, 0]),
        track_names=("",),
        barometer=True,
    )
    profile = recorded_profile(track, "barometer")
    assert profile is not None
    return profile
