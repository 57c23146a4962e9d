"""What a file is, is seen from what is in it; and points that no receiver meant go."""

from __future__ import annotations

import gzip
import io

import numpy as np
import pytest

from community.routes.rules import Track, TrackRefused, read_track
from community.routes.rules.devices import has_barometer
from tests.builders.routes import LEVEL, a_gpx
from tests.builders.track_files import a_walk_fit, a_walk_tcx


def read(content: bytes) -> Track:
    return read_track(io.BytesIO(content))


@pytest.mark.parametrize("make", [lambda: a_gpx(*LEVEL), a_walk_fit, a_walk_tcx])
def test_gpx_fit_and_tcx_packed_or_not(make) -> None:  # type: ignore[no-untyped-def]
    plain, packed = read(make()), read(gzip.compress(make()))
    assert plain.points == packed.points > 100
    assert plain.length_m == packed.length_m


@pytest.mark.parametrize("make", [lambda: a_gpx(*LEVEL), a_walk_fit, a_walk_tcx])
def test_a_stream_that_gives_little_at_a_time(make) -> None:  # type: ignore[no-untyped-def]
    class Slow(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            return super().read(7)

    assert read_track(Slow(make())).points == read(make()).points
    assert read_track(Slow(gzip.compress(make()))).points == read(make()).points


def test_wide_letters_are_seen_too() -> None:
    text = a_walk_tcx().decode().replace("UTF-8", "UTF-16")
    assert read(text.encode("utf-16")).points == 200


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"PK\x03\x04" + b"gpx" * 99, "zip_file"),
        (gzip.compress(b"PK\x03\x04" + b"gpx" * 99, mtime=0), "zip_file"),
        (b"\x89PNG\r\n\x1a\n" + b"\x05" * 100, "unknown_kind"),
        (b"<kml/>", "unknown_kind"),
        (b"TrainingCenterDatabase", "unknown_kind"),
        (gzip.compress(gzip.compress(a_gpx(*LEVEL), mtime=0), mtime=0), "unknown_kind"),
    ],
)
def test_what_is_none_of_them_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(TrackRefused) as refused:
        read(content)
    assert refused.value.code == code


def around(lat: float, lon: float, zeros_at: list[int]) -> Track:
    lats = lat + np.arange(100) * 1e-4
    lons = np.full(100, lon)
    lats[zeros_at] = lons[zeros_at] = 0.0
    return Track.from_line(lats, lons)


def test_stray_points_at_zero_are_left_out() -> None:
    track = around(47.1, 9.5, [0, 50, 99]).without_strays()
    assert track.points == 97
    assert track.length_m < 1_200
    assert around(0.0, 9.5, [50]).without_strays().points == 99
    assert around(47.1, 0.0, []).without_strays().points == 100


def test_a_segment_of_strays_goes_with_them() -> None:
    two = Track(
        np.array([0.0, 0.0, *[47.0] * 20]), np.array([0.0, 0.0, *[9.0] * 20]),
        np.zeros(22), np.zeros(22), np.array([0, 2]), np.array([0, 1]),
    )  # fmt: skip
    kept = two.without_strays()
    assert (kept.points, kept.segment_starts.tolist(), kept.segment_tracks.tolist()) == (
        20,
        [0],
        [1],
    )


def test_a_track_moved_to_zero_stays_whole() -> None:
    """Some recordings were moved there by the people who gave them away."""
    assert around(-0.005, 0.0, [0, 50]).without_strays().points == 100


def test_a_file_that_is_mostly_zeros_shows_as_it_is() -> None:
    assert around(47.1, 9.5, list(range(0, 100, 2))).without_strays().points == 100


@pytest.mark.parametrize(
    ("device", "barometer"),
    [
        ("garmin fr945", True), ("Forerunner 945", True), ("garmin fenix5x", True),
        ("garmin vivo_active_hr", True), ("GPSMAP 64s", True), ("Garmin eTrex 32x", True),
        ("Suunto Spartan Ultra", True), ("Suunto 9 Baro", True), ("Polar V800", True),
        ("COROS APEX Pro", True), ("Garmin Edge 530", True), ("fenix 7 Pro", True),
        ("garmin fr55", False), ("Forerunner 410 Software Version 2.20", False),
        ("garmin fr110", False), ("eTrex 20x", False), ("GPSMAP 64", False),
        ("suunto 34", None), ("Garmin Connect", None), ("StravaGPX", None), ("stryd", None),
        ("garmin fr1000", None), ("", None),
    ],
)  # fmt: skip
def test_devices_with_and_without_a_barometer(device: str, barometer: bool | None) -> None:
    assert has_barometer(device) is barometer


def test_the_device_decides_where_the_file_says_no_more() -> None:
    assert read(a_walk_tcx()).barometer is True
    assert read(a_gpx(*LEVEL)).barometer is None
