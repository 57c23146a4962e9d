"""The line as it is kept: nothing lost, nothing too much, nothing read that was not written."""

from __future__ import annotations

import io
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.routes.assessment import Shape, assess, shaped
from community.routes.line import (
    LineUnreadable,
    jumps_of,
    longest_part,
    pack,
    shortened,
    unpack,
    without_times,
)
from community.routes.route_facts import RouteFacts
from community.routes.rules import Track, read_gpx
from tests.builders.routes import HILL, METRES_PER_DEGREE, START, a_gpx
from tests.builders.shared_data import shared_file

places = st.tuples(
    st.floats(-90, 90, allow_nan=False),
    st.floats(-180, 180, allow_nan=False),
    st.one_of(st.just(float("nan")), st.floats(-1000, 10_000)),
)


@given(st.lists(places, min_size=1, max_size=60))
def test_what_is_packed_comes_back(points: list[tuple[float, float, float]]) -> None:
    lats, lons, heights = (np.array(column) for column in zip(*points, strict=True))
    track = unpack(pack(Track.from_line(lats, lons, heights)))
    assert np.abs(track.latitudes - lats).max() <= 0.6e-7
    assert np.abs(track.longitudes - lons).max() <= 0.6e-7
    np.testing.assert_allclose(track.heights_m, heights, atol=0.0051)
    assert not np.isfinite(track.times).any()


@pytest.mark.parametrize(
    "recording",
    ["walk-apple-watch-out-and-back.gpx", "lake-seven-segments.gpx", "big-four-tracks.gpx.gz"],
)
def test_segments_and_tracks_of_real_recordings_stay(recording: str) -> None:
    track = without_times(read_gpx(shared_file("recordings", recording).open("rb")))
    kept = unpack(pack(track))
    assert kept.segment_starts.tolist() == track.segment_starts.tolist()
    assert kept.segment_tracks.tolist() == track.segment_tracks.tolist()
    assert kept.track_names == track.track_names
    assert kept.barometer == track.barometer
    assert kept.length_m == pytest.approx(track.length_m, rel=1e-4)


def test_grading_what_was_kept_gives_the_same_again() -> None:
    recording = shared_file("recordings", "run-garmin-fr945-same-run.gpx.gz")
    line = pack(without_times(read_gpx(recording.open("rb"))))
    assert assess(line, RouteFacts()) == assess(pack(unpack(line)), RouteFacts())


def test_damaged_lines_are_refused() -> None:
    good = pack(Track.from_line([47.0, 47.1], [9.0, 9.1]))
    head, body = good[:14], good[14:]
    bomb = head + zlib.compress(b"\0" * 10_000_000)
    for bad in (b"", good[:9], b"\x02" + good[1:], good[:-3], head + b"junk" + body, bomb):
        with pytest.raises(LineUnreadable):
            unpack(bad)


def straight(*marks_m: float) -> Track:
    lats = [START[0] + at / METRES_PER_DEGREE for at in marks_m]
    return Track.from_line(lats, [START[1]] * len(marks_m), [450.0 + at for at in marks_m])


@pytest.mark.parametrize(
    ("home", "from_m", "to_m"),
    [("", 0, 1000), ("start", 200, 1000), ("end", 0, 800), ("both", 200, 800)],
)
def test_200_m_are_left_out_even_between_far_points(home: str, from_m: float, to_m: float) -> None:
    for track in (straight(0, 1000), straight(*range(0, 1001, 30), 1000)):
        cut = shortened(track, home)  # type: ignore[arg-type]
        assert cut.length_m == pytest.approx(to_m - from_m, abs=0.5)
        assert cut.heights_m[0] == pytest.approx(450 + from_m, abs=0.5)


def test_a_short_line_is_not_cut_to_nothing() -> None:
    assert shortened(straight(0, 390), "start").length_m == pytest.approx(390, abs=0.5)
    assert shortened(straight(0, 590), "both").length_m == pytest.approx(590, abs=0.5)


def test_jumps_over_200_m_are_found_inside_and_between_segments() -> None:
    track = straight(0, 50, 100, 350, 400, 590)
    assert [(round(at), round(long)) for at, long in jumps_of(track)] == [(100, 250)]
    assert longest_part(track).length_m == pytest.approx(240, abs=0.5)


def test_the_shape_is_taken_in_order_track_jump_home() -> None:
    one, two = a_gpx((900.0, 0.0)).decode(), a_gpx(*HILL).decode()
    both = one.replace("</gpx>", two[two.index("<trk>") :]).encode()
    line = pack(without_times(read_gpx(io.BytesIO(both))))
    lengths = [
        unpack(shaped(line, shape)).length_m
        for shape in (Shape(), Shape(track=0), Shape(track=1), Shape(track=0, home="both"))
    ]
    assert lengths == pytest.approx([2700, 900, 1800, 500], abs=2)
