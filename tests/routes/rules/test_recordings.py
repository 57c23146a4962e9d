"""Real recordings against their true numbers (shared/data/recordings)."""

from __future__ import annotations

import time

import numpy as np
import pytest

from community.places.heights import read_heights
from community.routes.rules import (
    Confidence,
    Facts,
    Inspection,
    Segment,
    Track,
    TrackRefused,
    inspect_track,
    moving_time_s,
    read_gpx,
    recorded_profile,
    recorded_source,
)
from tests.builders.shared_data import shared_file, true_numbers

GPX = [
    "walk-strava-flat-out-and-back.gpx",
    "walk-apple-watch-out-and-back.gpx",
    "walk-apple-watch-44-points.gpx",
    "hike-garmin-etrex32x-loop-24km.gpx",
    "hike-strava-loop-60km.gpx",
    "hike-garmin-gpsmap64s-two-segments.gpx",
    "hike-gps-out-and-back-10km.gpx",
    "hike-gps-loop-9km.gpx",
    "hike-gps-no-time-loop-7km.gpx",
    "lake-seven-segments.gpx",
    "lake-heights-all-zero.gpx",
    "lake-no-heights.gpx",
    "lake-no-times.gpx",
    "run-garmin-fr945-same-run.gpx.gz",
    "run-suunto-linth-plain-flat.gpx",
    "run-garmin-connect-flat.gpx",
    "run-strava-london.gpx.gz",
    "run-apple-watch-loop-21km.gpx",
    "ride-gpxstudio-two-segments.gpx",
    "ride-gpxstudio-surface.gpx",
    "route-planned-strava.gpx",
    "opentracks-timezone.gpx",
    "malformed/gpx-bad-schema.gpx",
    "big-four-tracks.gpx.gz",
]
LEVEL = [
    "walk-strava-flat-out-and-back.gpx",
    "run-suunto-linth-plain-flat.gpx",
    "run-garmin-connect-flat.gpx",
]


def track_of(name: str) -> Track:
    with shared_file("recordings", name).open("rb") as stream:
        return read_gpx(stream)


@pytest.mark.parametrize("name", GPX)
def test_true_numbers(name: str) -> None:
    track, truth = track_of(name), true_numbers(name)
    assert track.points == truth["points"]
    assert len(track.segment_starts) == truth["segments"]
    assert track.track_count <= truth["tracks"]
    assert track.length_m / 1000 == pytest.approx(truth["km"], abs=0.0002)
    known = track.heights_m[np.isfinite(track.heights_m)]
    assert known.size == truth["ele_n"]
    if known.size:
        assert known.min() == pytest.approx(truth["ele_min"], abs=0.01)
        assert known.max() == pytest.approx(truth["ele_max"], abs=0.01)
    if truth.get("elapsed_s") is not None:
        assert track.elapsed_s == pytest.approx(truth["elapsed_s"], abs=0.1)
    else:
        assert track.elapsed_s is None


@pytest.mark.parametrize("name", GPX)
def test_moving_time(name: str) -> None:
    """To the second; none when time steps back or nearly all times are missing."""
    truth = true_numbers(name)
    moving = moving_time_s(track_of(name))
    if not truth.get("moving_reliable") or name == "lake-no-times.gpx":
        assert moving is None
    else:
        assert moving == pytest.approx(truth["moving_s"], abs=1.0)


def test_heights_that_are_none() -> None:
    for name in ("lake-heights-all-zero.gpx", "lake-no-heights.gpx"):
        found = inspect_track(track_of(name))
        assert found.height_source is None
        assert found.grade is None
        assert found.length_m == pytest.approx(4577, abs=1)


@pytest.mark.parametrize("name", LEVEL)
def test_level_recordings_are_never_steep(name: str) -> None:
    found = inspect_track(track_of(name))
    assert found.profile is not None
    assert found.grade is not None
    assert all(abs(segment.slope_pct) <= 3 for segment in found.profile.segments)
    assert found.grade.letter == "A"
    assert (found.grade.shown_letter, found.grade.mark) in {("A", "estimated"), ("B", "?")}


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("walk-apple-watch-out-and-back.gpx", "barometer"),
        ("run-apple-watch-loop-21km.gpx", "barometer"),
        ("run-garmin-fr945-same-run.gpx.gz", "barometer"),
        ("hike-gps-loop-9km.gpx", "gps"),
        ("hike-gps-out-and-back-10km.gpx", "gps"),
        ("lake-seven-segments.gpx", "gps"),
        ("ride-gpxstudio-surface.gpx", "gps"),  # drawn, not recorded
        ("lake-no-heights.gpx", None),
    ],
)
def test_barometers_are_told_from_receivers(name: str, source: str | None) -> None:
    assert recorded_source(track_of(name)) == source


def graded(name: str) -> Inspection:
    found = inspect_track(track_of(name))
    assert found.grade is not None
    assert found.profile is not None
    return found


def test_closed_loops_come_home_at_their_height() -> None:
    for name in ("hike-garmin-etrex32x-loop-24km.gpx", "hike-strava-loop-60km.gpx"):
        profile = graded(name).profile
        assert profile is not None
        assert profile.ascent_m == pytest.approx(profile.descent_m, abs=profile.floor_m)


def test_ascent_is_near_the_plain_yardstick_of_5_m() -> None:
    """The barometer's hysteresis of 2 m counts more than 5 m does, never half as much."""
    for name in ("run-garmin-fr945-same-run.gpx.gz", "run-apple-watch-loop-21km.gpx"):
        truth, found = true_numbers(name), graded(name)
        assert found.ascent_m == pytest.approx(truth["gain_h5"], rel=0.15)
        assert found.descent_m == pytest.approx(truth["loss_h5"], rel=0.15)


def test_hills_are_hills_and_never_more_sure_than_their_heights() -> None:
    for name in ("hike-garmin-etrex32x-loop-24km.gpx", "hike-garmin-gpsmap64s-two-segments.gpx"):
        grade = graded(name).grade
        assert grade is not None
        assert (grade.letter, grade.mark) == ("E", "?")


def test_out_and_back_is_noticed() -> None:
    assert graded("walk-strava-flat-out-and-back.gpx").out_and_back
    assert graded("walk-apple-watch-out-and-back.gpx").out_and_back
    assert not graded("hike-gps-loop-9km.gpx").out_and_back
    assert not graded("run-apple-watch-loop-21km.gpx").out_and_back


def test_a_recording_on_a_height_model() -> None:
    model = read_heights(shared_file("map", "linth-plain-srtm3.tif"))
    found = inspect_track(track_of("run-suunto-linth-plain-flat.gpx"), model)
    assert found.height_source == "srtm"
    assert found.disagreement_m == pytest.approx(2.0, abs=0.3)
    assert found.confidence is Confidence.LOW
    assert found.grade is not None
    assert (found.grade.letter, found.grade.shown_letter) == ("A", "B")
    assert "SRTM" in found.height_attribution


def test_undeclared_prefix_is_a_whole_run() -> None:
    track = track_of("malformed/gpx-undeclared-prefix.gpx")
    assert track.points == 4343
    assert track.length_m == pytest.approx(16_762, abs=1)
    assert (np.nanmin(track.heights_m), np.nanmax(track.heights_m)) == pytest.approx(
        (403, 781), abs=1
    )


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("malformed/gpx-mismatched-tag.gpx", "mismatched_tag"),
        ("malformed/gpx-no-lat.gpx", "bad_position"),
        ("malformed/gpx-empty-trkseg.gpx", "no_track"),
        ("malformed/gpx-bom-no-encoding.gpx", "no_track"),
        ("malformed/fit-bad-crc.fit", "not_gpx"),
        ("run-polar-v800-five-tracks.tcx", "not_gpx"),
    ],
)
def test_malformed_files_are_refused(name: str, code: str) -> None:
    with pytest.raises(TrackRefused) as refused:
        track_of(name)
    assert refused.value.code == code


def test_tracks_too_short_to_grade_are_refused() -> None:
    for name in ("opentracks-timezone.gpx", "malformed/gpx-bad-schema.gpx"):
        with pytest.raises(TrackRefused) as refused:
            inspect_track(track_of(name))
        assert refused.value.code == "too_short"


def test_one_track_of_several_can_be_chosen() -> None:
    track = track_of("big-four-tracks.gpx.gz")
    assert track.track_count == 4
    parts = [track.only(number) for number in range(4)]
    assert sum(part.points for part in parts) == track.points
    assert sum(part.length_m for part in parts) == pytest.approx(track.length_m, abs=0.01)


def test_a_hundred_thousand_points_have_a_profile() -> None:
    """No limit is asserted (speed.md section 8); about 0.7 s on the machine of the first run."""
    started = time.perf_counter()
    track = track_of("big-four-tracks.gpx.gz")
    profile = recorded_profile(track, "barometer")
    assert profile is not None
    assert profile.length_m == pytest.approx(track.length_m, rel=0.01)
    print(f"{track.points} points in {time.perf_counter() - started:.2f} s")


def test_a_track_round_the_earth_is_refused_before_any_work() -> None:
    lats, lons = np.zeros(1000), np.resize([0.0, 179.0], 1000)
    with pytest.raises(TrackRefused) as refused:
        inspect_track(Track.from_line(lats, lons, np.full(1000, 5.0)))
    assert refused.value.code == "too_long"


LINES = {
    "Rhine dam and Binnendamm loop, Vaduz": "A",
    "Rhine dam north from Vaduz": "A",
    "Canal path Vaduz to Mühleholz (Binnendamm)": "A",
    "Familienpark Äule loop, Vaduz": "A",
    "Schaan lanes and Wasserpark Walserbünt loop": "A",
}


def test_level_candidates_and_the_castle_on_the_height_model() -> None:
    import json

    model = read_heights(shared_file("map", "vaduz-schaan-srtm3.tif"))
    lines = json.loads(shared_file("map", "level-candidates.geojson").read_text())["features"]
    assert len(lines) == 6
    for line in lines:
        places = np.array(line["geometry"]["coordinates"])
        found = inspect_track(Track.from_line(places[:, 1], places[:, 0]), model, Facts(steps=()))
        properties = line["properties"]
        assert found.length_m == pytest.approx(properties["length_m"], abs=2)
        assert found.grade is not None
        letter = LINES.get(properties["name"], "E")
        assert found.grade.letter == letter, properties["name"]
        assert (found.grade.shown_letter, found.grade.mark) == (max(letter, "B"), "?")


def test_both_halves_of_an_out_and_back_mirror_each_other() -> None:
    """backcare.md 3.6 (a): the same segments within 1 point, on a level recording."""
    segments = graded("walk-strava-flat-out-and-back.gpx").grade.forward.segments  # type: ignore[union-attr]
    turned = tuple(Segment(s.length_m, -s.slope_pct) for s in reversed(segments))
    assert [s.slope_pct for s in segments] == pytest.approx([s.slope_pct for s in turned], abs=1)
