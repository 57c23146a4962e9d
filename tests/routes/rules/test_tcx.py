"""Reading TCX: what is kept, what is forgiven, what is refused and how it says so."""

from __future__ import annotations

import gzip
import io
import math
import random

import numpy as np
import pytest

from community.routes.rules import Track, TrackRefused, read_track
from community.routes.rules.xml_reading import DEEPEST_NESTING
from tests.builders.track_files import TCX_HEAD, Place, a_tcx, a_walk_tcx, trackpoint

HERE = Place("47.1", "9.5")


def read(content: bytes | str) -> Track:
    return read_track(io.BytesIO(content.encode() if isinstance(content, str) else content))


def refusal(content: bytes | str) -> TrackRefused:
    with pytest.raises(TrackRefused) as refused:
        read(content)
    assert "%" not in refused.value.sentence
    return refused.value


def one_track(*places: Place) -> bytes:
    return a_tcx([places])


def test_positions_heights_times_and_device() -> None:
    track = read(one_track(HERE, Place("-47.2", "-9.6", None, None)))
    assert track.latitudes.tolist() == [47.1, -47.2]
    assert track.longitudes.tolist() == [9.5, -9.6]
    assert (track.heights_m[0], track.times[0]) == (450.5, 1714550400)
    assert math.isnan(track.heights_m[1])
    assert math.isnan(track.times[1])
    assert (track.creator, track.barometer) == ("Forerunner 945", True)
    assert (track.kind, track.name) == ("track", "")


def test_laps_are_segments_and_activities_tracks() -> None:
    track = read(a_tcx([[HERE, HERE], [], [HERE]], [[HERE]]))
    assert track.segment_starts.tolist() == [0, 2, 3]
    assert track.segment_tracks.tolist() == [0, 0, 1]


def test_a_course_is_a_planned_route_with_a_name() -> None:
    lap = "<Lap><BeginPosition><LatitudeDegrees>1</LatitudeDegrees></BeginPosition></Lap>"
    course = f"<Course><Name>Dam</Name>{lap}<Track>{trackpoint(HERE)}</Track></Course>"
    track = read(f"{TCX_HEAD}<Courses>{course}</Courses></TrainingCenterDatabase>")
    assert (track.kind, track.name, track.points) == ("route", "Dam", 1)


def test_prefixes_are_those_of_the_root() -> None:
    own = a_tcx([[HERE]]).decode().replace("</", "</t:").replace("<", "<t:")
    own = own.replace("<t:/t:", "</t:").replace("<t:?", "<?")
    assert read(own).heights_m.tolist() == [450.5]
    foreign = a_tcx([[HERE]]).replace(
        b"<HeartRateBpm>", b"<x:AltitudeMeters>7</x:AltitudeMeters><HeartRateBpm>"
    )
    assert read(foreign).heights_m.tolist() == [450.5]


def test_blanks_before_the_declaration_are_forgiven_and_counted() -> None:
    assert read(b"\n \n" + one_track(HERE)).points == 1
    assert refusal(b"\n \n" + one_track(HERE)[:-9]).line == 4


@pytest.mark.parametrize("text", ["no", "undefined", "NaN", "inf", "", "4_7", "1e999"])
def test_a_position_that_is_no_number_is_none(text: str) -> None:
    track = read(one_track(Place(text, "9.5"), HERE, Place("47.1", text), Place(None, "9.5")))
    assert track.points == 1


@pytest.mark.parametrize("text", ["NaN", "inf", "-1e9", "high", ""])
def test_a_height_that_is_none_is_not_known(text: str) -> None:
    assert np.isnan(read(one_track(Place("47.1", "9.5", text))).heights_m).all()


def test_times_that_step_back_give_no_moving_time() -> None:
    late = Place("47.1", "9.5", time="2024-05-01T09:00:00Z")
    track = read(one_track(late, HERE))
    assert not track.times_in_order
    assert track.elapsed_s == 3600


LAUGHS = "".join(f'<!ENTITY l{at} "{f"&l{at - 1};" * 10}">' for at in range(1, 10))
ROOT = "<TrainingCenterDatabase>"
HOSTILE = [
    ("billion laughs", f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>{ROOT}&l9;', "doctype", 1),
    ("external", f'<!DOCTYPE x [<!ENTITY y SYSTEM "file:///x">]>\n{ROOT}&y;', "doctype", 1),
    ("undefined entity", f"{TCX_HEAD}&boo;", "undefined_entity", 2),
    ("depth", TCX_HEAD + "<a>" * 200_000, "too_deep", 2),
    (
        "depth in a point",
        f"{TCX_HEAD}<Track><Trackpoint>" + "<a>" * (DEEPEST_NESTING + 1),
        "too_deep",
        2,
    ),
    ("cut off", one_track(HERE)[:-30], "truncated", 2),
    ("mismatched", f"{TCX_HEAD}<Track></Lap>", "mismatched_tag", 2),
    ("empty bytes", one_track(HERE).replace(b"450.5", b"45\0.5"), "nul_bytes", 2),
    (
        "wrong encoding",
        one_track(HERE).replace(b"private", "priväte".encode("latin-1")),
        "wrong_encoding",
        2,
    ),
    ("swapped", one_track(Place("147.1", "9.5")), "swapped", 2),
    ("beyond the pole", one_track(Place("91", "120")), "bad_position", 2),
    ("no positions", one_track(Place(None, None)), "no_positions", None),
    ("no track", f"{TCX_HEAD}</TrainingCenterDatabase>", "no_track", None),
    ("endless attribute", f'{TCX_HEAD}<Lap a="' + "x" * 3_000_000, "piece_too_long", 2),
    ("cut gzip", gzip.compress(a_walk_tcx())[:-30], "bad_gzip", None),
]


@pytest.mark.parametrize(
    ("content", "code", "line"), [case[1:] for case in HOSTILE], ids=[case[0] for case in HOSTILE]
)
def test_hostile_and_broken_files(content: str | bytes, code: str, line: int | None) -> None:
    refused = refusal(content)
    assert (refused.code, refused.line) == (code, line)


def test_too_many_points(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("community.routes.rules.xml_reading.MOST_POINTS", 20)
    assert refusal(a_walk_tcx()).code == "too_many_points"


def test_too_many_bytes() -> None:
    bomb = gzip.compress(TCX_HEAD.encode() + b" " * 26_000_000)
    assert refusal(bomb).code == "too_large"


def test_damaged_files_are_read_or_refused() -> None:
    at_random = random.Random(4)
    whole = a_walk_tcx(20)
    codes = set()
    for _ in range(400):
        content = bytearray(whole)
        for _ in range(at_random.randint(1, 4)):
            content[at_random.randrange(len(content))] = at_random.randrange(256)
        if at_random.random() < 0.3:
            del content[at_random.randrange(1, len(content)) :]
        try:
            assert np.isfinite(read(bytes(content)).latitudes).all()
            codes.add("read")
        except TrackRefused as refused:
            codes.add(refused.code)
    assert {"read", "mismatched_tag", "truncated"} <= codes
