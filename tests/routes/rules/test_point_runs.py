"""Runs of points are read in one go, and say exactly what expat alone would say."""

from __future__ import annotations

import io
import math
import random
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.routes.rules import Track, TrackRefused, gpx, read_gpx
from community.routes.rules.point_runs import run_at, times_of, unix_seconds
from community.routes.rules.unpacking import CHUNK_BYTES
from tests.builders.shared_data import shared_file

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<gpx version="1.1" creator="test">'
POINT = '<trkpt lat="47.1" lon="9.5"><ele>450.5</ele><time>2024-05-01T08:00:00Z</time></trkpt>\n'


@contextmanager
def counting(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Note how many points each run had."""
    found: list[int] = []

    def noted(chunk: bytes, start: int, up_to_the_last: bool):  # type: ignore[no-untyped-def]
        run = run_at(chunk, start, up_to_the_last)
        found.append(0 if run is None else run.points)
        return run

    with monkeypatch.context() as patch:
        patch.setattr(gpx, "run_at", noted)
        yield found


def outcome(content: bytes) -> Track | tuple[str, int | None]:
    try:
        return read_gpx(io.BytesIO(content))
    except TrackRefused as refused:
        return refused.code, refused.line


def by_expat(content: bytes) -> Track | tuple[str, int | None]:
    """Return what expat alone says."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gpx, "run_at", lambda *_: None)
        return outcome(content)


def same(content: bytes) -> None:
    ours, theirs = outcome(content), by_expat(content)
    if isinstance(ours, tuple) or isinstance(theirs, tuple):
        assert ours == theirs
        return
    for name in ("latitudes", "longitudes", "heights_m", "times"):
        found, wanted = getattr(ours, name), getattr(theirs, name)
        assert np.array_equal(found, wanted, equal_nan=True), name
    assert ours.segment_starts.tolist() == theirs.segment_starts.tolist()
    assert ours.segment_tracks.tolist() == theirs.segment_tracks.tolist()
    assert (ours.name, ours.track_names, ours.kind) == (
        theirs.name,
        theirs.track_names,
        theirs.kind,
    )


def file_of(points: str) -> bytes:
    return f"{HEAD}<trk><name>Dam</name><trkseg>{points}</trkseg></trk></gpx>".encode()


def test_a_long_plain_file_is_almost_all_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    with counting(monkeypatch) as found:
        assert read_gpx(io.BytesIO(file_of(POINT * 5_000))).points == 5_000
    assert sum(found) > 4_900


@pytest.mark.parametrize("half", [0, 1])
def test_recordings_say_the_same(half: int) -> None:
    folder = shared_file("recordings", "README.md").parent
    files = [one for one in sorted(folder.rglob("*.gpx*")) if one.stat().st_size < 3_000_000]
    assert files
    for file in files[half::2]:
        same(file.read_bytes())


PIECES = [
    POINT,
    POINT * 9,
    '<trkpt lat="-1" lon="2"/>',
    '<trkpt lat="1" lon="2"><ele>-3.5</ele></trkpt>',
    '<trkpt lat="1" lon="2"><time>2024-02-30T08:00:00Z</time></trkpt>',
    '<trkpt lat="1" lon="2"><time>2024-05-01T08:00:00.5+02:00</time></trkpt>',
    '<trkpt lat="1" lon="2"><ele>99999</ele><hdop>2</hdop></trkpt>',
    '<trkpt lat="1" lon="2"><hdop>2</hdop><ele>4</ele></trkpt>',
    '<trkpt lat="1" lon="2"><ele>4</ele><ele>5</ele></trkpt>',
    '<trkpt lat="1" lon="2"><extensions><a:b><a:c>1</a:c><ele>7</ele></a:b></extensions></trkpt>',
    '<trkpt lat="1" lon="2"><extensions><a:b><a:c>1</a:c></a:d></extensions></trkpt>',
    '<trkpt lat="1" lon="2"><extensions><a><b><c><d>1</d></c></b></a></extensions></trkpt>',
    '<trkpt lat="1" lon="2"><name>a &amp; b</name></trkpt>',
    '<trkpt lat="1" lon="2"><name>Käse</name></trkpt>',
    '<trkpt lat="1" lon="2"><trkpt lat="5" lon="6"/></trkpt>',
    "<trkpt lat='1' lon='2'/>",
    '<trkpt lon="2" lat="1"/>',
    '<trkpt lat="91" lon="2"/>',
    '<trkpt lat="1" lon="2"></ele></trkpt>',
    '<trkpt lat="1" lon="2">]]></trkpt>',
    "<!-- <trkpt lat=\"1\" lon=\"2\"/> -->",
    '<![CDATA[<trkpt lat="1" lon="2"/>]]>',
    '<x a="<"/>',
    '<?pi <trkpt lat="1" lon="2"/> ?>',
    "</trkseg><trkseg>",
    "</trkseg></trk><trk><name>Two</name><trkseg>",
    '<name><trkpt lat="1" lon="2"/></name>',
    "words",
    "&boo;",
    "\r\n",
    "\r",
    "\n\n",
]  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_any_mixture_says_the_same(pieces: list[str]) -> None:
    same(file_of("".join(pieces)))


@pytest.mark.parametrize("piece", PIECES)
def test_each_odd_piece_says_the_same_between_runs(piece: str) -> None:
    same(file_of(POINT * 20 + piece + POINT * 20 + piece + POINT))


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_changed_bytes_say_the_same(data: st.DataObject) -> None:
    content = bytearray(file_of(POINT * 12))
    for _ in range(data.draw(st.integers(1, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    same(bytes(content))


@pytest.mark.parametrize("offset", range(0, 120, 7))
def test_wherever_a_chunk_ends(offset: int) -> None:
    padding = "<!--" + "x" * (CHUNK_BYTES - len(HEAD) - 400 + offset) + "-->\n"
    same(file_of(padding + POINT * 2_000))
    same(file_of(padding + POINT * 5 + "</ele>"))


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252", "cp037", "cp500", "latin-1"])
def test_encodings_say_the_same(encoding: str) -> None:
    text = file_of(POINT * 20).decode().replace("UTF-8", encoding)
    same(text.encode(encoding))
    same(text.encode())


def test_a_fault_after_a_run_is_told_with_its_line() -> None:
    assert outcome(file_of(POINT * 3_000 + '<trkpt lat="NaN" lon="1"/>')) == ("bad_position", 3002)
    assert outcome(file_of(POINT * 3_000 + "</ele>")) == ("mismatched_tag", 3002)


@pytest.mark.parametrize(
    "text",
    [
        "2024-02-29T23:59:59Z",
        "2023-02-29T00:00:00Z",
        "1969-12-31T23:59:59Z",
        "2024-12-31T00:00:60Z",
        "2024-13-01T00:00:00Z",
        "2024-00-01T00:00:00Z",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "2024-05-01T24:00:00Z",
        "2024-05-01t08:00:00Z",
        "2024-05-01T08:00:0.Z",
        "0000-01-01T00:00:00Z",
    ],
)
def test_plain_times_are_those_of_the_library(text: str) -> None:
    found, wanted = float(times_of([text.encode()])[0]), unix_seconds(text)
    assert found == wanted or (math.isnan(found) and math.isnan(wanted))


SIZE = 200_000
SLOW = {
    "single points": (POINT + "<a/>") * 2_000,
    "an open point": '<trkpt lat="1" lon="2">' + "<a>x</a>" * (SIZE // 8),
    "open elements": '<trkpt lat="1" lon="2"><a>' * (SIZE // 26),
    "starts only": '<trkpt lat="1" ' * (SIZE // 15),
    "almost ended": '<trkpt lat="1" lon="2"><ele>1</ele></trkp>' * (SIZE // 42),
    "long name": '<trkpt lat="1" lon="2"><' + "a" * SIZE,
    "blanks": '<trkpt lat="1" lon="2">' + " " * SIZE,
}


@pytest.mark.parametrize("points", SLOW.values(), ids=SLOW)
def test_files_made_to_be_slow_say_the_same(points: str) -> None:
    same(file_of(points))


def test_random_numbers_keep_every_digit() -> None:
    chance = random.Random(3)
    points = "".join(
        f'<trkpt lat="{chance.uniform(-90, 90)!r}" lon="{chance.uniform(-180, 180)!r}">'
        f"<ele>{chance.uniform(-999, 9999)!r}</ele></trkpt>\r\n"
        for _ in range(500)
    )
    same(file_of(points))
