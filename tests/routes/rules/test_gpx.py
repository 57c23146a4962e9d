"""Reading GPX: what is kept, what is forgiven, what is refused and how it says so."""

from __future__ import annotations

import gzip
import io
import math
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.routes.rules import Track, TrackRefused, read_gpx
from community.routes.rules.refusals import MESSAGES
from community.routes.rules.track_builder import MOST_POINTS
from community.routes.rules.unpacking import CHUNK_BYTES

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<gpx version="1.1" creator="test" xmlns="x">'
POINT = '<trkpt lat="47.1" lon="9.5"><ele>450.5</ele><time>2024-05-01T08:00:00Z</time></trkpt>'


def read(text: str | bytes) -> Track:
    return read_gpx(io.BytesIO(text.encode() if isinstance(text, str) else text))


def track_of(points: str) -> str:
    return f"{HEAD}<trk><name>Dam</name><trkseg>{points}</trkseg></trk></gpx>"


def refusal(content: str | bytes) -> TrackRefused:
    with pytest.raises(TrackRefused) as refused:
        read(content)
    assert "%" not in refused.value.sentence
    return refused.value


def test_a_plain_track() -> None:
    track = read(track_of(POINT + '<trkpt lat="47.2" lon="9.6"/>'))
    assert track.latitudes.tolist() == [47.1, 47.2]
    assert track.longitudes.tolist() == [9.5, 9.6]
    assert track.heights_m[0] == 450.5
    assert math.isnan(track.heights_m[1])
    assert track.times[0] == 1714550400
    assert math.isnan(track.times[1])
    assert (track.creator, track.name, track.kind) == ("test", "Dam", "track")


def test_segments_tracks_and_names() -> None:
    track = read(
        f"{HEAD}<metadata><name>Week</name><author><name>Ruth</name></author></metadata>"
        f"<wpt lat='1' lon='1'><name>Bench</name></wpt>"
        f"<trk><name>Mon</name><trkseg>{POINT}{POINT}</trkseg><trkseg/><trkseg>{POINT}</trkseg></trk>"
        f"<trk><trkseg>{POINT}</trkseg><name>Tue</name></trk><trk><name>empty</name></trk></gpx>"
    )
    assert track.name == "Week"
    assert track.track_names == ("Mon", "Tue")
    assert track.segment_starts.tolist() == [0, 2, 3]
    assert track.segment_tracks.tolist() == [0, 0, 1]
    assert [len(segment) for segment in track.segments] == [2, 1, 1]
    assert track.track_count == 2
    tuesday = track.only(1)
    assert (tuesday.points, tuesday.segment_starts.tolist()) == (1, [0])
    assert track.only(0).segment_starts.tolist() == [0, 2]


def test_a_route_is_read_where_there_is_no_track() -> None:
    route = "<rte><name>Plan</name><rtept lat='1' lon='2'><ele>3</ele></rtept></rte>"
    alone = read(f"{HEAD}{route}</gpx>")
    assert (alone.kind, alone.heights_m.tolist(), alone.name) == ("route", [3.0], "Plan")
    both = read(f"{HEAD}{route}<trk><trkseg>{POINT}</trkseg></trk></gpx>")
    assert (both.kind, both.latitudes.tolist()) == ("track", [47.1])


def test_prefixes_declared_or_not() -> None:
    own = track_of(POINT).replace("<trk", "<g:trk").replace("</trk", "</g:trk")
    own = own.replace("<gpx", "<g:gpx").replace("</gpx", "</g:gpx")
    own = own.replace("<ele", "<g:ele").replace("</ele", "</g:ele")
    assert read(own).heights_m.tolist() == [450.5]
    foreign = POINT.replace("<ele>", "<extensions><x:ele>1</x:ele><ele>7</ele></extensions><ele>")
    assert read(track_of(foreign)).heights_m.tolist() == [450.5]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2024-05-01T08:00:00Z", 1714550400),
        ("2024-05-01T10:00:00+02:00", 1714550400),
        ("2024-05-01T08:00:00.250Z", 1714550400.25),
        ("2024-05-01T08:00:00.123456789Z", 1714550400.123456),
        (" 2024-05-01T08:00:00Z\n", 1714550400),
        ("2024-05-01T08:00:00", 1714550400),
        ("yesterday", None),
        ("0001-01-01T00:00:00+14:00", -62135647200),
        ("9999-99-99T00:00:00Z", None),
        ("", None),
    ],
)
def test_times(text: str, seconds: float | None) -> None:
    found = read(track_of(f"<trkpt lat='1' lon='1'><time>{text}</time></trkpt>")).times[0]
    assert math.isnan(found) if seconds is None else found == pytest.approx(seconds)


@pytest.mark.parametrize("height", ["bad", "nan", "inf", "1e300", "", "1_000", "99999"])
def test_a_height_that_is_none_is_not_known(height: str) -> None:
    track = read(track_of(f"<trkpt lat='1' lon='1'><ele>{height}</ele></trkpt>"))
    assert math.isnan(track.heights_m[0])


@pytest.mark.parametrize("offset", range(60))
def test_text_is_whole_wherever_a_chunk_ends(offset: int) -> None:
    padding = "<!--" + "x" * (CHUNK_BYTES - len(HEAD) - 120 + offset) + "-->"
    text = f"{HEAD}{padding}<trk><trkseg>{POINT * 3}</trkseg></trk></gpx>"
    track = read(text)
    assert track.heights_m.tolist() == [450.5] * 3
    assert track.times.tolist() == [1714550400] * 3


def test_packed_files_are_unpacked() -> None:
    text = track_of(POINT * 5000).encode()
    assert read(gzip.compress(text)).points == 5000
    half = len(text) // 2
    assert read(gzip.compress(text[:half]) + gzip.compress(text[half:])).points == 5000
    assert read(gzip.compress(text) + b"\0" * 512).points == 5000


def test_other_encodings() -> None:
    text = track_of(POINT).replace("Dam", "Dämm")
    assert read(text.replace("UTF-8", "UTF-16").encode("utf-16")).name == "Dämm"
    assert read(text.replace("UTF-8", "windows-1252").encode("cp1252")).name == "Dämm"
    assert read(b"\xef\xbb\xbf" + text.encode()).name == "Dämm"


LAUGHS = "".join(f'<!ENTITY l{at} "{f"&l{at - 1};" * 10}">' for at in range(1, 10))
HOSTILE = [
    ("billion laughs", f'<!DOCTYPE gpx [<!ENTITY l0 "ha">{LAUGHS}]><gpx>&l9;</gpx>', "doctype", 1),
    (
        "quadratic",
        f'<!DOCTYPE gpx [<!ENTITY a "{"a" * 50000}">]><gpx>{"&a;" * 900}</gpx>',
        "doctype",
        1,
    ),
    (
        "external entity",
        '<?xml version="1.0"?>\n<!DOCTYPE g [<!ENTITY x SYSTEM "file:///etc/passwd">]><gpx>&x;</gpx>',
        "doctype",
        2,
    ),
    ("external subset", '<!DOCTYPE gpx SYSTEM "http://localhost/x.dtd"><gpx/>', "doctype", 1),
    ("parameter entity", '<!DOCTYPE g [<!ENTITY % x SYSTEM "file:///x"> %x;]><gpx/>', "doctype", 1),
    (
        "undefined entity",
        track_of("<trkpt lat='1' lon='1'><ele>&boo;</ele></trkpt>"),
        "undefined_entity",
        2,
    ),
    ("depth bomb", HEAD + "<a>" * 200_000, "too_deep", 2),
    (
        "depth bomb in a point",
        HEAD + "<trk><trkseg><trkpt lat='1' lon='1'>" + "<a>" * 99,
        "too_deep",
        2,
    ),
    ("truncated in a tag", track_of(POINT)[:-40], "truncated", 2),
    ("truncated between tags", HEAD + "<trk><trkseg>" + POINT, "truncated", 2),
    ("only a head", '<?xml version="1.0"?>', "unknown_kind", None),
    ("NUL bytes", track_of(POINT).replace("450.5", "45\0.5"), "nul_bytes", 2),
    ("NUL tail", track_of(POINT)[:-30] + "\0" * 5000, "nul_bytes", 2),
    (
        "wrong encoding",
        track_of(POINT).replace("Dam", "Dämm").encode("latin-1"),
        "wrong_encoding",
        2,
    ),
    ("unknown encoding", track_of(POINT).replace("UTF-8", "klingon"), "wrong_encoding", 1),
    ("codec that is no encoding", track_of(POINT).replace("UTF-8", "base64"), "wrong_encoding", 1),
    ("multi-byte codec", track_of(POINT).replace("UTF-8", "shift_jis"), "wrong_encoding", 1),
    ("NaN", track_of("<trkpt lat='NaN' lon='1'/>"), "bad_position", 2),
    ("infinity", track_of("<trkpt lat='1' lon='inf'/>"), "bad_position", 2),
    ("no position", track_of("\n<trkpt/>"), "bad_position", 3),
    ("underscore", track_of("<trkpt lat='4_7' lon='1'/>"), "bad_position", 2),
    ("beyond the pole", track_of("<trkpt lat='90.01' lon='91'/>"), "bad_position", 2),
    ("swapped", track_of("<trkpt lat='147.1' lon='9.5'/>"), "swapped", 2),
    ("beyond the antimeridian", track_of("<trkpt lat='1' lon='180.01'/>"), "bad_position", 2),
    ("mismatched tag", track_of("\n" + POINT + "</ele>"), "mismatched_tag", 3),
    ("twice the same attribute", track_of("<trkpt lat='1' lat='1' lon='1'/>"), "broken_xml", 2),
    ("text behind the end", track_of(POINT) + "<gpx/>", "broken_xml", 2),
    ("another root", "<html><body/></html>", "unknown_kind", None),
    ("no XML", "lat,lon\n47.1,9.5\n", "unknown_kind", None),
    ("a picture", b"\x89PNG\r\n\x1a\n" + b"\x05" * 100, "unknown_kind", None),
    ("nothing", b"", "empty_file", None),
    ("no track", f"{HEAD}<wpt lat='1' lon='1'/></gpx>", "no_track", None),
    ("empty segment", track_of(""), "no_track", None),
    ("cut gzip", gzip.compress(track_of(POINT * 900).encode())[:-30], "bad_gzip", None),
    ("broken gzip", b"\x1f\x8b" + b"nonsense" * 9, "bad_gzip", None),
    ("gzip in gzip", gzip.compress(gzip.compress(track_of(POINT).encode())), "unknown_kind", None),
]


@pytest.mark.parametrize(
    ("content", "code", "line"), [case[1:] for case in HOSTILE], ids=[case[0] for case in HOSTILE]
)
def test_hostile_and_broken_files(content: str | bytes, code: str, line: int | None) -> None:
    refused = refusal(content)
    assert (refused.code, refused.line) == (code, line)
    if line is not None:
        assert f"line {line}" in refused.sentence.lower()


def packed(head: str, piece: bytes, times: int) -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    parts = [packer.compress(head.encode())]
    parts += [packer.compress(piece) for _ in range(times)]
    return b"".join([*parts, packer.flush()])


def test_zip_bombs_stop_at_the_limit() -> None:
    bomb = packed(HEAD, b" " * 1_000_000, 300)
    assert len(bomb) < 400_000
    assert refusal(bomb).code == "too_large"


def test_one_endless_tag_or_comment_is_refused_early() -> None:
    assert refusal(packed(HEAD + '<trk a="', b"x" * 1_000_000, 20)).code == "piece_too_long"
    assert refusal(packed(HEAD + "<!-- ", b"x" * 1_000_000, 20)).code == "piece_too_long"


def test_long_text_is_no_danger() -> None:
    text = (
        HEAD + "<trk><name>" + "n" * 3_000_000 + "</name><trkseg>" + POINT + "</trkseg></trk></gpx>"
    )
    assert len(read(text).name) == 200


def test_too_many_points() -> None:
    content = packed(HEAD + "<trk><trkseg>", b"<trkpt lat='1' lon='1'/>" * 1000, 201)
    refused = refusal(content)
    assert refused.code == "too_many_points"
    assert str(MOST_POINTS) in refused.sentence


def test_a_stream_that_gives_little_at_a_time() -> None:
    class Slow(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            return super().read(7)

    assert read_gpx(Slow(track_of(POINT * 10).encode())).points == 10
    assert read_gpx(Slow(gzip.compress(track_of(POINT * 10).encode()))).points == 10


def test_every_message_is_one_friendly_sentence_or_two() -> None:
    for code, message in MESSAGES.items():
        assert message.endswith("."), code
        assert "error" not in message.lower(), code


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    for prefix in (
        b"",
        HEAD.encode(),
        b"\x1f\x8b",
        HEAD.encode() + b"<trk><trkseg><trkpt lat='1' ",
    ):
        with pytest.raises(TrackRefused):
            read(prefix + content)


@given(st.integers(0, 400), st.integers(0, 255))
def test_a_good_file_with_one_changed_byte_never_breaks_us(at: int, value: int) -> None:
    content = bytearray(track_of(POINT * 2).encode())
    content[at % len(content)] = value
    try:
        track = read(bytes(content))
    except TrackRefused:
        return
    assert np.isfinite(track.latitudes).all()


def test_turning_a_track_keeps_its_segments() -> None:
    track = read(f"{HEAD}<trk><trkseg>{POINT}{POINT}</trkseg><trkseg>{POINT}</trkseg></trk></gpx>")
    turned = track.reversed()
    assert turned.segment_starts.tolist() == [0, 1]
    assert turned.reversed().segment_starts.tolist() == track.segment_starts.tolist()
