"""Surveyed slopes count before every height; what the other heights say is told too."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.routes.rules import Confidence, Segment, Track, inspect_track
from community.routes.rules.profile import Incline, with_surveyed
from community.routes.rules.slope import total_length_m
from tests.routes.rules.test_sources import FlatModel, walk

LEVEL = (Segment(1000, 0.0), Segment(500, 2.0))


def slopes(segments: tuple[Segment, ...]) -> list[tuple[float, float]]:
    return [(round(one.length_m, 6), one.slope_pct) for one in segments]


def test_a_surveyed_stretch_takes_the_place_of_what_heights_gave() -> None:
    assert slopes(with_surveyed(LEVEL, [Incline(400, 430, -8.0)])) == [
        (400, 0), (30, -8), (570, 0), (500, 2),
    ]  # fmt: skip
    assert slopes(with_surveyed(LEVEL, [Incline(900, 1100, 6.0)])) == [(900, 0), (200, 6), (400, 2)]
    assert slopes(with_surveyed(LEVEL, [Incline(-5, 2000, 1.0)])) == [(1500, 1)]
    assert with_surveyed(LEVEL, []) == LEVEL


@given(st.lists(st.tuples(st.floats(0, 1500), st.floats(0, 300), st.floats(-15, 15)), max_size=5))
def test_the_length_stays_and_unsurveyed_slopes_too(told: list[tuple[float, float, float]]) -> None:
    inclines = [Incline(at, at + long, slope) for at, long, slope in told]
    found = with_surveyed(LEVEL, inclines)
    assert total_length_m(found) == pytest.approx(1500)
    known = {slope for *_, slope in told} | {0.0, 2.0}
    assert {one.slope_pct for one in found} <= known


def test_a_surveyed_ramp_is_seen_under_heights_that_cannot_see_it() -> None:
    drawn = Track.from_line([47.0, 47.0], [9.0, 9.02])
    assert inspect_track(drawn, FlatModel("srtm")).grade.letter == "A"  # type: ignore[union-attr]
    found = inspect_track(drawn, FlatModel("srtm"), inclines=[Incline(500, 530, 9.0)])
    assert found.grade is not None
    assert found.grade.letter == "C"
    assert (found.height_source, found.confidence) == ("srtm", Confidence.LOW)
    assert found.surveyed_share == pytest.approx(30 / 1520, rel=0.01)


def test_a_way_that_is_surveyed_nearly_throughout_is_sure() -> None:
    found = inspect_track(walk(2.0), FlatModel("srtm"), inclines=[Incline(0, 1980, 1.0)])
    assert (found.height_source, found.confidence) == ("survey", Confidence.HIGH)
    assert found.grade.shown_letter == "A"  # type: ignore[union-attr]


def test_the_heights_that_were_not_chosen_say_their_letter_too() -> None:
    both = inspect_track(walk(0.05), FlatModel("copernicus"))
    assert both.second is not None
    assert (both.height_source, both.second.source, both.second.letter) == (
        "barometer",
        "copernicus",
        "A",
    )
    assert inspect_track(walk(0.05)).second is None
