"""Files that are no track, or were made to do harm: each its sentence, none a 500, nothing kept."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Callable

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from community.groups import Group
from community.routes import Route, RouteDraft
from tests.builders.browsing import Browser, errors_of, page_text
from tests.builders.groups import a_group
from tests.builders.people import a_person
from tests.builders.routes import LEVEL, a_gpx
from tests.builders.track_files import (
    SETTINGS,
    a_fit,
    a_walk_fit,
    a_walk_tcx,
    file_id,
    record,
)

HEAD = b'<?xml version="1.0" encoding="UTF-8"?><gpx version="1.1" creator="x">'
TRACK = HEAD + b"<trk><trkseg>%s</trkseg></trk></gpx>"
POINT = b'<trkpt lat="47.1" lon="9.5"><ele>450</ele></trkpt>'


def bomb() -> bytes:
    """Return a few kB that unpack to 60 MB."""
    packer = zlib.compressobj(9, wbits=31)
    parts = [packer.compress(HEAD + b"<trk><trkseg>")]
    parts += [packer.compress(b" " * 1_000_000) for _ in range(60)]
    return b"".join([*parts, packer.flush()])


def laughs() -> bytes:
    entities = b"".join(
        b'<!ENTITY a%d "%s">' % (at, b"&a%d;" % (at - 1) * 10) for at in range(1, 10)
    )
    return b'<!DOCTYPE gpx [<!ENTITY a0 "ha">%s]><gpx><name>&a9;</name></gpx>' % entities


def many_points() -> bytes:
    return TRACK % (b'<trkpt lat="47.1" lon="9.5"/>' * 200_001)


CASES: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "This file is empty."),
    "words": (lambda: b"Dear Ruth, here is the route.", "This is not a GPX, FIT or TCX file."),
    "picture": (
        lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20,
        "This is not a GPX, FIT or TCX file.",
    ),
    "page": (
        lambda: b"<!doctype html><title>Sign in</title>",
        "This is not a GPX, FIT or TCX file.",
    ),
    "KML": (lambda: b"<kml><Document/></kml>", "This is not a GPX, FIT or TCX file."),
    "damaged FIT": (lambda: a_walk_fit()[:-9], "This FIT file ends too early."),
    "settings of a watch": (lambda: a_fit(file_id(SETTINGS)), "holds no recorded walk"),
    "FIT from a treadmill": (
        lambda: a_fit(file_id(), record(None, None)),
        "This recording has no positions",
    ),
    "broken TCX": (lambda: a_walk_tcx()[:-9], "This file ends too early, after line 2."),
    "packed, broken TCX": (
        lambda: gzip.compress(a_walk_tcx().replace(b"</Lap>", b"</Pal>")),
        "closes something that is not open",
    ),
    "zip": (lambda: b"PK\x03\x04" + b"x" * 99, "This is a zip file. Unpack it"),
    "no track": (lambda: HEAD + b"</gpx>", "This file has no track in it. Choose a GPX, FIT or"),
    "no points": (lambda: TRACK % b"", "This file has no track in it."),
    "one point": (lambda: TRACK % POINT, "This track is only 0 m long"),
    "no positions": (lambda: TRACK % b"<trkpt><ele>4</ele></trkpt>", "no usable latitude"),
    "swapped": (lambda: TRACK % b'<trkpt lat="147.1" lon="9.5"/>', "longitude swapped"),
    "not a number": (lambda: TRACK % b'<trkpt lat="nan" lon="9.5"/>', "no usable latitude"),
    "infinity": (lambda: TRACK % b'<trkpt lat="47" lon="inf"/>', "no usable latitude"),
    "cut off": (lambda: a_gpx(*LEVEL)[:2000], "This file ends too early"),
    "entity bomb": (laughs, "declares a document type, which track files do not need"),
    "outside entity": (
        lambda: b'<!DOCTYPE g [<!ENTITY x SYSTEM "file:///etc/passwd">]><gpx>&x;</gpx>',
        "declares a document type",
    ),
    "undefined entity": (lambda: HEAD + b"<name>&who;</name></gpx>", "uses a shorthand"),
    "too deep": (lambda: HEAD + b"<a>" * 4000, "nested too deeply"),
    "NUL": (lambda: a_gpx(*LEVEL).replace(b"<ele>", b"<ele>\0", 1), "holds empty bytes"),
    "wrong encoding": (
        lambda: HEAD + "<name>Müllers Weg</name></gpx>".encode("latin-1"),
        "do not fit the encoding",
    ),
    "unknown encoding": (
        lambda: b'<?xml version="1.0" encoding="klingon"?><gpx/>',
        "do not fit the encoding",
    ),
    "mismatched": (lambda: HEAD + b"<trk></trkseg></gpx>", "closes something that is not open"),
    "zip bomb": (bomb, "This file is over 25 MB unpacked."),
    "damaged gzip": (lambda: gzip.compress(a_gpx(*LEVEL))[:-40], "This packed file is damaged."),
    "huge attribute": (
        lambda: HEAD + b'<trk name="' + b"x" * 3_000_000,
        "one piece of text is too long",
    ),
    "too many points": (many_points, "This file has over 200000 points."),
}


@pytest.fixture
def group(app: Flask) -> Group:
    return a_group()


@pytest.fixture
def browser(app: Flask, group: Group) -> Browser:
    return Browser(app).sign_in(group.created_by)


def send(browser: Browser, group: Group, **files: tuple[io.BytesIO, str]) -> TestResponse:
    path = f"/groups/{group.slug}/routes/new"
    browser.get(path)
    return browser.post(path, files, content_type="multipart/form-data")


@pytest.mark.parametrize("case", CASES)
def test_each_file_gets_its_sentence(browser: Browser, group: Group, case: str) -> None:
    make, sentence = CASES[case]
    answer = send(browser, group, file=(io.BytesIO(make()), f"{case}.gpx"))
    assert answer.status_code == 422
    told = errors_of(answer)
    assert sentence in told
    assert "This did not work. Nothing was saved." in told
    assert f"The last file was {case}.gpx." in page_text(answer)
    assert RouteDraft.select().count() == Route.select().count() == 0


def test_no_file_is_no_fault_of_the_server(browser: Browser, group: Group) -> None:
    for answer in (
        send(browser, group),
        send(browser, group, file=(io.BytesIO(b""), "")),
        browser.post(f"/groups/{group.slug}/routes/new", {"file": "just words"}),
    ):
        assert answer.status_code == 422
        assert "Choose a file first." in errors_of(answer)


def test_more_than_25_mb_is_told_before_it_is_read(browser: Browser, group: Group) -> None:
    answer = send(browser, group, file=(io.BytesIO(b" " * (26 * 1024 * 1024 + 1)), "big.gpx"))
    assert answer.status_code == 413
    assert "This is over 25 MB. Nothing was saved." in page_text(answer)


def test_a_file_name_cannot_do_harm(browser: Browser, group: Group) -> None:
    name = "../../etc/<script>alert(1)</script>\u202e" + "x" * 300 + ".gpx"
    answer = send(browser, group, file=(io.BytesIO(a_gpx(*LEVEL, name="")), name))
    page = browser.get(answer.location).get_data(as_text=True)
    assert "<script>alert" not in page
    assert "\u202e" not in page
    draft = RouteDraft.get()
    assert len(draft.file_name) <= 120
    assert len(draft.name) <= 80


def test_without_a_token_nothing_is_read(browser: Browser, group: Group) -> None:
    files = {"file": (io.BytesIO(a_gpx(*LEVEL)), "dam.gpx")}
    path = f"/groups/{group.slug}/routes/new"
    answer = browser.post(path, files, csrf=False, content_type="multipart/form-data")
    assert answer.status_code == 400
    assert RouteDraft.select().count() == 0


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_group_that_is_not_there(app: Flask, method: str) -> None:
    browser = Browser(app).sign_in(a_person("Sue"))
    assert getattr(browser, method)("/groups/nowhere/routes/new").status_code == 404
