"""Finding the place that somebody types."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from flask import Flask

from community.places import NO_SUCH_PLACE, NamedPlace, find_place, search_place, zone_at
from community.places.geocode import NO_ANSWER, Place, Remembered, _remembered
from community.places.rules.naming import best_named, coordinates, letters_wrong

HERE = (47.14, 9.52)

PAIRS: list[tuple[str, tuple[float, float]]] = [
    ("47.14, 9.52", HERE),
    ("47.14,9.52", HERE),
    ("47.14 9.52", HERE),
    ("  47.14 ;  9.52  ", HERE),
    ("(47.14, 9.52)", HERE),
    ("47,14 9,52", HERE),
    ("47,14; 9,52", HERE),
    ("47,14, 9,52", HERE),
    ("47.14/9.52", HERE),
    ("47.14° 9.52°", HERE),
    ("47.14°, 9.52°", HERE),
    ("47.14 N, 9.52 E", HERE),
    ("47.14N9.52E", HERE),
    ("n 47.14, e 9.52", HERE),
    ("N 47.14 E 9.52", HERE),
    ("E 9.52 N 47.14", HERE),
    ("9.52 E, 47.14 N", HERE),
    ("47.14 N, 9.52 O", HERE),
    ("47°8'24\"N 9°31'12\"E", HERE),
    ("47°8′24″N, 9°31′12″E", HERE),
    ("47° 8.4' N 9° 31.2' E", HERE),
    ("N47°8'24\" E9°31'12\"", HERE),
    ("-33.9, 18.4", (-33.9, 18.4)),
    ("−33.9, −18.4", (-33.9, -18.4)),
    ("33.9 S, 18.4 W", (-33.9, -18.4)),
    ("S33.9 W18.4", (-33.9, -18.4)),
    ("0, 0", (0, 0)),
    ("90, 180", (90, 180)),
]
NO_PAIRS = [
    "", " ", "nan, nan", "Vaduz", "47.14", "91, 9", "47, 181", "-90.1, 0", "47.14, 9.52, 3",
    "inf, 1", "1e5, 3",
    "47°60'N 9°E", "47°8'60\"N 9°E", "N 47.14 S 9.52", "E 47 W 9", "N47N, E9", "N -4, E 5",
    "10-12 High Street", "9490 Vaduz", "1" * 500 + ", 2", "47..14, 9.52", "٤٧, ٩ N N",
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), PAIRS)
def test_coordinates_in_their_common_spellings(text: str, wanted: tuple[float, float]) -> None:
    assert coordinates(text) == pytest.approx(wanted)


@pytest.mark.parametrize("text", NO_PAIRS)
def test_what_is_no_pair_of_coordinates_is_none(text: str) -> None:
    assert coordinates(text) is None


def test_long_nonsense_is_read_quickly() -> None:
    started = time.perf_counter()
    for piece in ("1 ", "N1 ", "1°1'1\"", ", ", "1,", "-", "° "):
        coordinates((piece * 120)[:120])
    assert time.perf_counter() - started < 0.5


NAMES = (
    "Vaduz", "Schaan", "Vaduz Süd", "Triesenberg", "Bad Ragaz", "Groß-Gerau", "Zürich",
    "Headingley", "Łódź", "Saint-Légier", "Aa",
)  # fmt: skip
KNOWN = [NamedPlace(name, float(number), 1.0) for number, name in enumerate(NAMES)]

MEANT = [
    ("vaduz", "Vaduz"),
    ("  VADUZ ", "Vaduz"),
    ("vad", "Vaduz"),
    ("Vaduz S", "Vaduz Süd"),
    ("sued", "Vaduz Süd"),
    ("süd", "Vaduz Süd"),
    ("ragaz", "Bad Ragaz"),
    ("schan", "Schaan"),
    ("shaan", "Schaan"),
    ("Schana", "Schaan"),
    ("Trisenberg", "Triesenberg"),
    ("Headingly", "Headingley"),
    ("Hedingely", "Headingley"),
    ("Headingley, Leeds", "Headingley"),
    ("gross gerau", "Groß-Gerau"),
    ("GROSS-GERAU", "Groß-Gerau"),
    ("zurich", "Zürich"),
    ("Zuerich", "Zürich"),
    ("Zu\u0308rich", "Zürich"),
    ("lodz", "Łódź"),
    ("st legier", None),
    ("saint legier", "Saint-Légier"),
    ("aa", "Aa"),
    ("v", None),
    ("", None),
    ("Xanten", None),
    ("ab", None),
    ("Wien", None),
    ("😀😀", None),
]


@pytest.mark.parametrize(("text", "wanted"), MEANT)
def test_names_with_accents_beginnings_and_small_mistakes(text: str, wanted: str | None) -> None:
    found = best_named(text, KNOWN)
    assert (found.name if found else None) == wanted


def test_thousands_of_names_are_searched_quickly() -> None:
    many = [NamedPlace(f"Ort {number} am See", 1.0, 2.0) for number in range(5000)]
    started = time.perf_counter()
    assert best_named("Headingley am Rhein", many) is None
    assert time.perf_counter() - started < 1.0


@pytest.mark.parametrize(
    ("one", "two", "most", "wanted"),
    [
        ("vaduz", "vaduz", 2, 0),
        ("vaduz", "vadutz", 2, 1),
        ("vaduz", "avduz", 2, 1),
        ("vaduz", "schaan", 2, None),
        ("", "ab", 2, 2),
        ("abc", "", 2, None),
    ],
)
def test_letters_that_are_wrong(one: str, two: str, most: int, wanted: int | None) -> None:
    assert letters_wrong(one, two, most) == wanted


def test_known_names_and_coordinates_need_no_geocoder(app: Flask) -> None:
    assert find_place("47.1, 9.5", []) == Place("47.1, 9.5", 47.1, 9.5)
    assert find_place("schan", KNOWN) == Place("Schaan", 1.0, 1.0)
    assert search_place("Nowhere", KNOWN).sentence == NO_SUCH_PLACE
    assert search_place("", KNOWN).place is None
    assert search_place("\0\u202e", KNOWN).place is None
    assert search_place("x" * 100_000, KNOWN).place is None


class Answering(ThreadingHTTPServer):
    """A geocoder on this machine that answers what it is told to."""

    daemon_threads = True
    body = "[]"
    wait_s = 0.0
    status = 200
    asked: list[str]


class _Handler(BaseHTTPRequestHandler):
    server: Answering

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        time.sleep(self.server.wait_s)
        body = self.server.body.encode()
        self.send_response(self.server.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Be quiet."""


@pytest.fixture
def geocoder() -> Iterator[Answering]:
    server = Answering(("127.0.0.1", 0), _Handler)
    server.asked = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    _remembered.answers.clear()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def with_geocoder(make_app: Callable[..., Flask], geocoder: Answering) -> Iterator[Answering]:
    """An application that asks this geocoder, a Nominatim."""
    app = make_app(AMBLE_GEOCODER_URL=f"http://127.0.0.1:{geocoder.server_port}")
    with app.app_context():
        yield geocoder


NOMINATIM = '[{"lat": "53.82", "lon": "-1.58", "display_name": "Headingley, Leeds, England"}]'
PHOTON = (
    '{"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": {"type": "Point", '
    '"coordinates": [-1.58, 53.82]}, "properties": {"name": "Headingley", "country": "UK"}}]}'
)


def test_nominatim_is_asked_once_and_remembered(with_geocoder: Answering) -> None:
    with_geocoder.body = NOMINATIM
    for text in ("Headingley", "headingley", " Headingley "):
        assert find_place(text, []) == Place("Headingley", 53.82, -1.58)
    assert len(with_geocoder.asked) == 1


def test_photon_is_asked_when_the_setting_says_so(
    make_app: Callable[..., Flask], geocoder: Answering
) -> None:
    geocoder.body = PHOTON
    app = make_app(AMBLE_GEOCODER_URL=f"photon+http://127.0.0.1:{geocoder.server_port}")
    with app.app_context():
        found = find_place("Headingley", [])
    assert found is not None
    assert (found.name, found.lat, found.lon) == ("Headingley", 53.82, -1.58)
    assert geocoder.asked[0].startswith("/api")


def test_what_the_geocoder_does_not_know_is_remembered_too(with_geocoder: Answering) -> None:
    for _ in range(3):
        assert search_place("Nowhere", []).sentence == NO_SUCH_PLACE
    assert len(with_geocoder.asked) == 1


@pytest.mark.parametrize(
    ("status", "body"),
    [(500, "[]"), (403, "no"), (200, "<html>"), (200, '[{"lat": "x", "lon": "y"}]'), (200, "")],
)
def test_a_geocoder_that_fails_is_a_quiet_sentence_and_asked_again(
    with_geocoder: Answering, status: int, body: str
) -> None:
    with_geocoder.status, with_geocoder.body = status, body
    told = search_place("Headingley", [])
    assert (told.place, told.sentence) == (None, NO_ANSWER)
    with_geocoder.status, with_geocoder.body = 200, NOMINATIM
    assert find_place("Headingley", []) is not None


def test_nobody_waits_longer_than_two_seconds(with_geocoder: Answering) -> None:
    with_geocoder.wait_s = 5
    started = time.perf_counter()
    assert search_place("Headingley", []).sentence == NO_ANSWER
    assert time.perf_counter() - started < 3.5


def test_a_geocoder_that_is_not_there_is_a_quiet_sentence(make_app: Callable[..., Flask]) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    _remembered.answers.clear()
    with make_app(AMBLE_GEOCODER_URL=f"http://127.0.0.1:{port}").app_context():
        assert search_place("Headingley", []).sentence == NO_ANSWER


def test_places_outside_this_earth_are_no_places(with_geocoder: Answering) -> None:
    with_geocoder.body = '[{"lat": "153", "lon": "-1.58", "display_name": "X"}]'
    assert find_place("Headingley", []) is None


def test_the_oldest_answer_is_forgotten_first() -> None:
    kept = Remembered(2)
    for name in "ab":
        kept.keep(("", name), None)
    kept.get(("", "a"))
    kept.keep(("", "c"), None)
    assert ("", "a") in kept
    assert ("", "b") not in kept
    assert len(kept.answers) == 2


def test_the_zone_follows_from_the_place() -> None:
    assert zone_at(47.14, 9.52) == "Europe/Vaduz"
    assert zone_at(53.82, -1.58) == "Europe/London"
    assert zone_at(0, -30) is None
