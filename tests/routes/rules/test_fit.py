"""Reading FIT: what is kept, what a file with several parts gives, what is refused and why."""

from __future__ import annotations

import io
import math
import random
import struct

import fitdecode
import numpy as np
import pytest

from community.routes.rules import Track, TrackRefused, fit, read_track
from tests.builders.shared_data import shared_file
from tests.builders.track_files import (
    BAROMETER,
    COURSE,
    RECORD,
    SETTINGS,
    TRANSITION,
    UINT8,
    WALKING,
    Field,
    a_fit,
    a_walk_fit,
    file_id,
    message,
    record,
    sensor,
    session,
)

GPS_SENSOR = 0


def read(content: bytes) -> Track:
    return read_track(io.BytesIO(content))


def refusal(content: bytes) -> TrackRefused:
    with pytest.raises(TrackRefused) as refused:
        read(content)
    assert "%" not in refused.value.sentence
    return refused.value


def test_positions_heights_times_and_device() -> None:
    track = read(a_fit(file_id(), record(47.1, -9.5, 450.4, 0), record(-47.2, 9.6, None, None)))
    assert track.latitudes.tolist() == pytest.approx([47.1, -47.2], abs=1e-7)
    assert track.longitudes.tolist() == pytest.approx([-9.5, 9.6], abs=1e-7)
    assert track.heights_m[0] == pytest.approx(450.4)
    assert track.times[0] == 1714550400
    assert math.isnan(track.heights_m[1])
    assert math.isnan(track.times[1])
    assert (track.kind, track.creator, track.name) == ("track", "garmin 3113", "")
    assert (len(track.segment_starts), track.track_count) == (1, 1)


def test_points_without_a_position_are_left_out() -> None:
    track = read(a_fit(file_id(), record(None, None), record(47.1, 9.5), record(47.1, None)))
    assert track.points == 1


def test_seconds_since_the_device_was_switched_on_are_no_date() -> None:
    early = record(47.1, 9.5, seconds=600 - (1714550400 - 631065600))
    assert np.isnan(read(a_fit(file_id(), early)).times).all()


@pytest.mark.parametrize(
    ("sensors", "product", "barometer"),
    [
        ([GPS_SENSOR, BAROMETER], 1, True),
        ([GPS_SENSOR], 3113, False),  # it lists what is built in, and that is no barometer
        ([], 1328, True),  # Forerunner 910XT
        ([], 1124, False),  # Forerunner 110
        ([], 65000, None),
    ],
)
def test_the_file_tells_of_a_barometer(
    sensors: list[int], product: int, barometer: bool | None
) -> None:
    told = a_fit(file_id(product=product), *map(sensor, sensors), record(47.1, 9.5))
    assert read(told).barometer is barometer


def test_a_planned_course_is_a_route() -> None:
    assert read(a_fit(file_id(COURSE), record(47.1, 9.5))).kind == "route"


def test_chained_files_are_tracks_of_their_own() -> None:
    one, two = a_fit(file_id(), record(47.1, 9.5)), a_fit(file_id(), record(47.2, 9.5))
    track = read(one + two)
    assert track.segment_starts.tolist() == [0, 1]
    assert track.segment_tracks.tolist() == [0, 1]
    assert track.unbroken_pieces == 2


def test_sessions_are_tracks_of_one_unbroken_recording() -> None:
    """Two without a point leave no trace: one that begins with another, one after the end."""
    points = [record(47.1 + at / 1e5, 9.5, seconds=at * 10) for at in range(10)]
    sessions = [
        session(0, WALKING), session(40, TRANSITION), session(40, TRANSITION),
        session(60, WALKING), session(900, TRANSITION),
    ]  # fmt: skip
    track = read(a_fit(file_id(), *points, *reversed(sessions)))
    assert track.track_names == ("Walking", "Transition", "Walking")
    assert track.segment_starts.tolist() == [0, 4, 6]
    assert track.unbroken_pieces == 1
    middle = track.only(1)
    assert (middle.points, middle.unbroken_pieces) == (2, 1)


WALK = a_walk_fit(50)
BEYOND = Field(0, (0x85, "i"), 2**30 + 1)
REFUSED = [
    ("one flipped bit", WALK[:-60] + bytes([WALK[-60] ^ 1]) + WALK[-59:], "fit_checksum"),
    ("cut off", WALK[:-300], "fit_cut_off"),
    ("cut off in the checksum", WALK[:-1], "fit_cut_off"),
    ("something behind the end", WALK + b"nothing of ours", "fit_damaged"),
    ("a second header cut off", WALK + WALK[:8], "fit_cut_off"),
    ("data before a definition", a_fit(b"\x05" * 30), "fit_damaged"),
    ("settings", a_fit(file_id(SETTINGS)), "fit_other"),
    ("nothing in it", a_fit(), "fit_other"),
    ("no positions", a_fit(file_id(), record(None, None)), "no_positions"),
    ("swapped", a_fit(file_id(), record(120.0, 47.0)), "fit_swapped"),
    (
        "beyond the pole",
        a_fit(file_id(), message(RECORD, BEYOND, Field(1, (0x85, "i"), 2**31 - 2))),
        "fit_position",
    ),
]


@pytest.mark.parametrize(
    ("content", "code"), [one[1:] for one in REFUSED], ids=[r[0] for r in REFUSED]
)
def test_each_fault_is_named(content: bytes, code: str) -> None:
    assert refusal(content).code == code


def test_a_point_that_is_refused_is_counted() -> None:
    assert "Record 2 " in refusal(a_fit(file_id(), record(1, 1), record(120, 47))).sentence


def test_too_many_points_and_too_many_fields_stop_early(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fit, "MOST_POINTS", 20)
    assert refusal(WALK).code == "too_many_points"
    monkeypatch.setattr(fit, "MOST_PIECES", 1_000)
    wide = message(RECORD, *(Field(100 + at, UINT8, 1) for at in range(100)))
    assert refusal(a_fit(file_id(), *[wide] * 12)).code == "fit_too_much"


def test_too_many_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("community.routes.rules.unpacking.LARGEST_UNPACKED_BYTES", 1_000)
    assert refusal(WALK).code == "too_large"


def seen_by_fitdecode(content: bytes) -> np.ndarray:
    """Return latitude, longitude and Unix seconds of each point, by a decoder that is not ours."""
    points = []
    with fitdecode.FitReader(io.BytesIO(content), processor=None) as frames:
        for frame in frames:
            if frame.frame_type == fitdecode.FIT_FRAME_DATA and frame.name == "record":
                raw = {one.name_or_num: one.raw_value for one in frame.fields}
                here = (raw.get("position_lat"), raw.get("position_long"))
                if None not in here:
                    points.append((*here, raw["timestamp"]))
    return np.array(points, dtype=float)


@pytest.mark.parametrize(
    "name",
    [
        "walk-garmin-fenix5-46-seconds.fit",
        "walk-garmin-fr55-downhill.fit",
        "run-suunto-flat.fit",
        "run-coros-out-and-back.fit",
        "run-garmin-fr110.fit",
        "run-stryd-out-and-back.fit",
    ],
)
def test_another_decoder_sees_the_same_points(name: str) -> None:
    content = shared_file("recordings", name).read_bytes()
    track, other = read(content), seen_by_fitdecode(content)
    np.testing.assert_allclose(track.latitudes, other[:, 0] * 180 / 2**31, atol=1e-9)
    np.testing.assert_allclose(track.longitudes, other[:, 1] * 180 / 2**31, atol=1e-9)
    np.testing.assert_array_equal(track.times, other[:, 2] + 631_065_600)


def test_times_packed_into_headers_go_on_from_the_last() -> None:
    """Each says the last five bits of its time; here 10, 30 and 3, the latter 5 s later."""
    first = record(47.1, 9.5, seconds=0)
    start = 1_714_550_400 - 631_065_600
    bare = struct.pack("<BBBHB", 0x41, 0, 0, RECORD, 2) + bytes((0, 4, 0x85, 1, 4, 0x85))
    point = struct.pack("<ii", 2**29, 2**27)
    later = b"".join(
        bytes([0x80 | 1 << 5 | (start + seconds) & 0x1F]) + point for seconds in (10, 30, 35)
    )
    track = read(a_fit(file_id(), first, bare + later))
    assert (track.times - track.times[0]).tolist() == [0, 10, 30, 35]


def test_big_endian_and_fields_of_apps() -> None:
    definition = struct.pack(">BBBHB", 0x60, 0, 1, RECORD, 3)
    definition += bytes((1, 4, 0x85, 7, 2, 0x84, 0, 4, 0x85, 2, 9, 3, 0, 8, 1, 0))
    point = struct.pack(">BiHi", 0, 2**27, 5, 2**29) + b"1234"
    track = read(a_fit(file_id(), definition + point * 2))
    assert (track.latitudes[1], track.longitudes[1]) == (45.0, 11.25)


def damaged(content: bytes, at_random: random.Random) -> bytes:
    """Return the file with a few bytes changed, sometimes cut or doubled, its checksum made good
    again in every second one, so that the damage is looked at."""
    body = bytearray(content[14:-2])
    for _ in range(at_random.randint(1, 6)):
        body[at_random.randrange(len(body))] = at_random.randrange(256)
    if at_random.random() < 0.3:
        del body[at_random.randrange(len(body)) :]
    if at_random.random() < 0.2:
        body += body[: at_random.randrange(1, 200)]
    return (
        a_fit(bytes(body))
        if at_random.random() < 0.5
        else content[:14] + bytes(body) + content[-2:]
    )


@pytest.mark.filterwarnings("error")
def test_damaged_files_are_read_or_refused() -> None:
    at_random = random.Random(4)
    outcomes = set()
    for _ in range(400):
        try:
            track = read(damaged(WALK, at_random))
        except TrackRefused as refused:
            outcomes.add(refused.code)
        else:
            assert np.isfinite(track.latitudes).all()
            outcomes.add("read")
    assert {"read", "fit_checksum", "fit_cut_off", "fit_damaged"} <= outcomes


def test_cut_anywhere_it_is_refused() -> None:
    for length in range(1, len(WALK), 7):
        assert refusal(WALK[:length]).code in {"fit_cut_off", "fit_damaged", "unknown_kind"}
