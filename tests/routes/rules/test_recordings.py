"""Real recordings against their true numbers (shared/data/recordings)."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from community.places.heights import read_heights
from community.routes.rules import (
    Confidence,
    Facts,
    Inspection,
    Profile,
    Track,
    TrackRefused,
    inspect_track,
    moving_time_s,
    read_track,
    recorded_profile,
    recorded_source,
)
from tests.builders.shared_data import shared_file, true_numbers, true_recordings

GOOD: dict[str, tuple[str | None, str | None]] = {  # file: source of heights, letter
    "walk-strava-flat-out-and-back.gpx": ("barometer", "A"),
    "walk-apple-watch-out-and-back.gpx": ("barometer", "B"),
    "walk-apple-watch-44-points.gpx": ("barometer", "A"),
    "walk-garmin-fr55-downhill.fit": ("gps", "C"),
    "walk-garmin-fenix5-46-seconds.fit": ("barometer", "A"),
    "hike-garmin-etrex32x-loop-24km.gpx": ("gps", "E"),
    "hike-strava-loop-60km.gpx": ("gps", "E"),
    "hike-garmin-gpsmap64s-two-segments.gpx": ("barometer", "E"),
    "hike-gps-out-and-back-10km.gpx": ("gps", "E"),
    "hike-gps-loop-9km.gpx": ("gps", "E"),
    "hike-gps-no-time-loop-7km.gpx": ("gps", "E"),
    "hike-suunto-uphill.fit": ("barometer", "E"),
    "lake-seven-segments.gpx": ("gps", "C"),
    "lake-heights-all-zero.gpx": (None, None),
    "lake-no-heights.gpx": (None, None),
    "lake-no-times.gpx": ("gps", "C"),
    "run-garmin-fr945-same-run.fit": ("barometer", "E"),
    "run-garmin-fr945-same-run.tcx.gz": ("barometer", "E"),
    "run-garmin-fr945-same-run.gpx.gz": ("barometer", "E"),
    "run-garmin-vivoactive-flat-loop.fit": ("barometer", "A"),
    "run-suunto-flat.fit": ("barometer", "A"),
    "run-suunto-linth-plain-flat.gpx": ("gps", "A"),
    "run-stryd-out-and-back.fit": ("barometer", "C"),
    "run-coros-out-and-back.fit": ("barometer", "E"),
    "run-garmin-fr110.fit": ("gps", "E"),
    "run-garmin-fr410-out-and-back.tcx": ("gps", "C"),
    "run-suunto-spartan-flat.tcx": ("barometer", "E"),
    "run-polar-v800-five-tracks.tcx": ("barometer", "D"),
    "run-garmin-connect-flat.gpx": ("barometer", "A"),
    "run-strava-london.gpx.gz": ("gps", "D"),
    "run-apple-watch-loop-21km.gpx": ("barometer", "E"),
    "ride-gpxstudio-two-segments.gpx": ("gps", "B"),  # drawn, not recorded
    "ride-gpxstudio-surface.gpx": ("gps", "B"),
    "ride-gpxstudio-heart-rate.gpx": ("gps", "B"),
    "route-planned-strava.gpx": ("gps", "A"),
    "multisport-45k-points.fit": ("barometer", "D"),
    "big-four-tracks.gpx.gz": ("gps", "E"),
}
OTHERWISE_GOOD = {  # true numbers from the README: truth.jsonl counts no routes, nor this prefix
    "route-only-no-track.gpx": (139, 3_212, 20, 98),  # points, metres, lowest, highest
    "malformed/gpx-undeclared-prefix.gpx": (4_343, 16_762, 403, 781),
}
READ_AND_REFUSED = {  # file: why it is not graded
    "opentracks-timezone.gpx": "too_short",
    "malformed/gpx-bad-schema.gpx": "too_short",
    "malformed/tcx-bad.tcx": "too_long",  # a jump of 1,113 km
}
REFUSED = {
    "no-position-run-indoor.fit": "no_positions",
    "not-an-activity-settings.fit": "fit_other",
    "malformed/fit-bad-crc.fit": "fit_checksum",
    "malformed/fit-truncated.fit": "fit_cut_off",
    "malformed/fit-second-header-corrupt.fit": "fit_damaged",
    "malformed/gpx-mismatched-tag.gpx": "mismatched_tag",
    "malformed/gpx-no-lat.gpx": "bad_position",
    "malformed/gpx-empty-trkseg.gpx": "no_track",
    "malformed/gpx-bom-no-encoding.gpx": "no_track",
}
SAME_RUN = [f"run-garmin-fr945-same-run.{ending}" for ending in ("fit", "tcx.gz", "gpx.gz")]
LEVEL = [  # the README names the first four "truly flat"
    "walk-strava-flat-out-and-back.gpx",
    "run-suunto-flat.fit",
    "run-garmin-vivoactive-flat-loop.fit",
    "run-garmin-connect-flat.gpx",
    "run-suunto-linth-plain-flat.gpx",
]


@cache
def track_of(name: str) -> Track:
    with shared_file("recordings", name).open("rb") as stream:
        return read_track(stream)


def test_each_file_has_its_expected_result() -> None:
    known = {*GOOD, *OTHERWISE_GOOD, *READ_AND_REFUSED, *REFUSED}
    assert known == set(true_recordings())


@pytest.mark.parametrize("name", [*GOOD, *READ_AND_REFUSED])
def test_true_numbers(name: str) -> None:
    track, truth = track_of(name), true_numbers(name)
    assert track.points == truth["points"]
    assert track.unbroken_pieces == truth["segments"]
    assert track.length_m / 1000 == pytest.approx(truth["km"], rel=3e-5, abs=0.0002)
    known = track.heights_m[np.isfinite(track.heights_m)]
    assert known.size == truth["ele_n"]
    if known.size:
        assert known.min() == pytest.approx(truth["ele_min"], abs=0.01)
        assert known.max() == pytest.approx(truth["ele_max"], abs=0.01)
    if truth.get("elapsed_s") is not None:
        assert track.elapsed_s == pytest.approx(truth["elapsed_s"], abs=0.1)
    else:
        assert track.elapsed_s is None


@pytest.mark.parametrize("name", [*GOOD, *READ_AND_REFUSED])
def test_moving_time(name: str) -> None:
    """To the second, and to 5 where sessions are counted apart; none when time steps back."""
    truth = true_numbers(name)
    moving = moving_time_s(track_of(name))
    if truth.get("moving_reliable"):
        assert moving == pytest.approx(truth["moving_s"], abs=1 + track_of(name).continued)
    else:
        assert moving is None


@pytest.mark.parametrize("name", GOOD)
def test_source_and_letter(name: str) -> None:
    found = inspect_track(track_of(name))
    letter = None if found.grade is None else found.grade.letter
    assert (found.height_source, letter) == GOOD[name]


@pytest.mark.parametrize("name", OTHERWISE_GOOD)
def test_good_where_a_strict_reader_finds_nothing(name: str) -> None:
    found = inspect_track(track_of(name))
    assert (found.points, found.length_m, found.min_height_m, found.max_height_m) == pytest.approx(
        OTHERWISE_GOOD[name], abs=1
    )
    assert found.track.kind == ("route" if "route" in name else "track")


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused(name: str) -> None:
    with pytest.raises(TrackRefused) as refused:
        track_of(name)
    assert refused.value.code == REFUSED[name]


@pytest.mark.parametrize("name", READ_AND_REFUSED)
def test_what_cannot_be_graded_is_refused(name: str) -> None:
    with pytest.raises(TrackRefused) as refused:
        inspect_track(track_of(name))
    assert refused.value.code == READ_AND_REFUSED[name]


def test_one_run_in_three_formats_is_the_same_walk() -> None:
    """FIT keeps places as whole semicircles, TCX counts the point between two laps twice."""
    first, *others = (inspect_track(track_of(name)) for name in SAME_RUN)
    for other in others:
        assert other.points == pytest.approx(first.points, abs=1)
        assert other.length_m == pytest.approx(first.length_m, abs=0.01)
        assert other.elapsed_s == first.elapsed_s
        assert other.moving_s == pytest.approx(first.moving_s, abs=1)
        assert other.ascent_m == pytest.approx(first.ascent_m, abs=0.01)
        assert other.descent_m == pytest.approx(first.descent_m, abs=0.01)
        assert other.grade is not None
        assert first.grade is not None
        assert other.grade.letter == first.grade.letter
        assert other.confidence == first.confidence


def test_the_legs_of_a_triathlon_can_be_chosen() -> None:
    track = track_of("multisport-45k-points.fit")
    assert track.track_names == ("Swimming", "Transition", "Cycling", "Transition", "Running")
    lengths = [track.only(number).length_m for number in range(5)]
    assert sum(lengths) == pytest.approx(track.length_m, rel=1e-4)
    assert lengths[4] == pytest.approx(34_706, rel=0.05)  # as its watch says


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


def graded(name: str) -> Inspection:
    found = inspect_track(track_of(name))
    assert found.grade is not None
    assert found.profile is not None
    return found


@pytest.mark.parametrize(
    "name",
    [
        "hike-garmin-etrex32x-loop-24km.gpx",
        "hike-strava-loop-60km.gpx",
        "hike-gps-loop-9km.gpx",
        "hike-gps-no-time-loop-7km.gpx",
        "run-garmin-vivoactive-flat-loop.fit",
        "run-apple-watch-loop-21km.gpx",
    ],
)
def test_closed_loops_come_home_at_their_height(name: str) -> None:
    """Within the floor, where the heights do: a barometer drifts with the weather, 9 m in the
    three hours of the last one, and that is no fault of the reading."""
    profile, (first, last) = graded(name).profile, true_numbers(name)["ele_start_end"]
    assert profile is not None
    drifted = abs(last - first) if profile.source == "barometer" else 0.0
    assert profile.ascent_m == pytest.approx(profile.descent_m, abs=profile.floor_m + drifted)


def test_ascent_is_near_the_plain_yardstick_of_5_m() -> None:
    """The barometer's hysteresis of 2 m counts more than 5 m does, never half as much."""
    for name in ("run-garmin-fr945-same-run.gpx.gz", "run-apple-watch-loop-21km.gpx"):
        truth, found = true_numbers(name), graded(name)
        assert found.ascent_m == pytest.approx(truth["gain_h5"], rel=0.15)
        assert found.descent_m == pytest.approx(truth["loss_h5"], rel=0.15)


@pytest.mark.parametrize(
    ("name", "mark"),
    [
        ("hike-garmin-etrex32x-loop-24km.gpx", "?"),
        ("hike-garmin-gpsmap64s-two-segments.gpx", "estimated"),
    ],
)
def test_hills_are_hills_and_never_more_sure_than_their_heights(name: str, mark: str) -> None:
    grade = graded(name).grade
    assert grade is not None
    assert (grade.letter, grade.mark) == ("E", mark)


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


def slopes_every_10_m(profile: Profile) -> np.ndarray:
    ends = np.cumsum([segment.length_m for segment in profile.segments])
    slopes = np.array([segment.slope_pct for segment in profile.segments])
    places = np.arange(5.0, profile.length_m, 10.0)
    return slopes[np.minimum(np.searchsorted(ends, places), slopes.size - 1)]


@pytest.mark.parametrize(
    ("name", "share"),
    [
        ("walk-strava-flat-out-and-back.gpx", 1.0),
        (
            "walk-apple-watch-out-and-back.gpx",
            0.9,
        ),  # its first 50 m rise 2.5 m, on the way out only
        ("run-coros-out-and-back.fit", 0.65),  # writes whole metres: a ramp begins 50 m elsewhere
    ],
)
def test_both_halves_of_an_out_and_back_have_the_same_slopes(name: str, share: float) -> None:
    """backcare.md 3.6 (a): within 1 point, on this share of the way at least."""
    track = track_of(name)
    north, east = track.latitudes - track.latitudes[0], track.longitudes - track.longitudes[0]
    turn = int(np.argmax(np.hypot(north, east * np.cos(np.radians(track.latitudes[0])))))
    number = np.arange(track.points)
    source = recorded_source(track)
    assert source is not None
    out = recorded_profile(track.where(number <= turn), source)
    back = recorded_profile(track.where(number >= turn).reversed(), source)
    assert out is not None
    assert back is not None
    there, again = slopes_every_10_m(out), slopes_every_10_m(back)
    both = min(there.size, again.size)
    assert np.mean(np.abs(there[:both] - again[:both]) <= 1.0) >= share


def profile_with(track: Track) -> Profile:
    profile = recorded_profile(track, "barometer")
    assert profile is not None
    return profile


@pytest.mark.parametrize(
    ("name", "every"),
    [
        ("run-apple-watch-loop-21km.gpx", 5),
        ("run-apple-watch-loop-21km.gpx", 17),
        ("hike-suunto-uphill.fit", 5),
        ("hike-suunto-uphill.fit", 17),
        ("run-coros-out-and-back.fit", 5),
        ("run-coros-out-and-back.fit", 17),
        ("run-stryd-out-and-back.fit", 5),
        ("run-stryd-out-and-back.fit", 17),
        ("run-garmin-vivoactive-flat-loop.fit", 5),
        ("run-garmin-vivoactive-flat-loop.fit", 17),
        ("run-polar-v800-five-tracks.tcx", 5),
        ("run-polar-v800-five-tracks.tcx", 17),
        ("run-garmin-fr945-same-run.fit", 5),
    ],
)
def test_thinned_barometer_tracks_climb_the_same(name: str, every: int) -> None:
    """Within 5 %. The run of 14 km loses 5.2 % at every 17th point: that is one in 48 m, on hills
    of 20 %, where the line itself gets 5 % shorter."""
    track = track_of(name)
    kept = np.arange(track.points) % every == 0
    for start, end in track.bounds():
        kept[[start, end - 1]] = True
    thin, full = profile_with(track.where(kept)), profile_with(track)
    assert thin.ascent_m == pytest.approx(full.ascent_m, rel=0.05)


@pytest.mark.parametrize(
    "name",
    ["run-garmin-fr945-same-run.fit", "walk-apple-watch-out-and-back.gpx", "run-suunto-flat.fit"],
)
def test_a_pause_of_ten_minutes_changes_nothing(name: str) -> None:
    track = track_of(name)
    at = track.points // 2
    copies = np.ones(track.points, dtype=int)
    copies[at] += 600
    waited = np.concatenate((np.zeros(at), np.arange(601.0), np.full(track.points - at - 1, 600.0)))
    paused = replace(
        track,
        latitudes=np.repeat(track.latitudes, copies),
        longitudes=np.repeat(track.longitudes, copies),
        heights_m=np.repeat(track.heights_m, copies),
        times=np.repeat(track.times, copies) + waited,
    )
    before, after = inspect_track(track), inspect_track(paused)
    assert after.profile is not None
    assert before.profile is not None
    assert after.profile.segments == before.profile.segments
    assert after.moving_s == pytest.approx(before.moving_s, abs=10)
    assert after.elapsed_s == pytest.approx(before.elapsed_s + 600)  # type: ignore[operator]
