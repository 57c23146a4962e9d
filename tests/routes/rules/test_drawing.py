"""The profile's drawing and table (design-brief.md section 4)."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.routes.rules import (
    Facts,
    Frame,
    Profile,
    Segment,
    SurfaceStretch,
    band_of,
    draw_profile,
    profile_sentence,
    table_rows,
)
from community.routes.rules.drawing import NARROWEST_STEEP_PX, distance_ticks, height_axis
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
