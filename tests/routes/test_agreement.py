"""Recordings and height data of the same ground say nearly the same, and pages say why not quite.

The area with height data: the Linth plain (a recorded run and SRTM), and Vaduz and Schaan (lines on
the map, SRTM, and the README's table of what lies there).
"""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from flask import Flask

from community.places.heights import HeightModel, read_heights
from community.routes.height_words import heights_said
from community.routes.rules import Confidence, Track, inspect_track, read_track
from tests.builders.browsing import Browser, page_text
from tests.builders.groups import a_group
from tests.builders.people import a_person
from tests.builders.routes import a_route
from tests.builders.shared_data import shared_file

LETTERS = "ABCDE"


@pytest.fixture(scope="module")
def plain() -> HeightModel:
    return read_heights(shared_file("map", "linth-plain-srtm3.tif"))


@pytest.fixture(scope="module")
def run() -> Track:
    with shared_file("recordings", "run-suunto-linth-plain-flat.gpx").open("rb") as stream:
        return read_track(stream)


def part(track: Track, start: int, end: int) -> Track:
    return Track.from_line(
        track.latitudes[start:end], track.longitudes[start:end], track.heights_m[start:end],
        track.times[start:end],
    )  # fmt: skip


def without_heights(track: Track) -> Track:
    return replace(track, heights_m=np.full(track.points, np.nan))


def apart(first: str, second: str) -> int:
    return abs(LETTERS.index(first) - LETTERS.index(second))


def test_a_recording_and_height_data_differ_by_one_letter_at_most(
    plain: HeightModel, run: Track
) -> None:
    size = run.points // 5
    routes = [run, *(part(run, at, at + size) for at in range(0, run.points - size + 1, size))]
    assert len(routes) == 6
    for one in routes:
        recorded, modelled = inspect_track(one), inspect_track(without_heights(one), plain)
        assert recorded.grade is not None
        assert modelled.grade is not None
        assert apart(recorded.grade.letter, modelled.grade.letter) <= 1
        both = inspect_track(one, plain)
        assert both.second is not None
        assert {both.height_source, both.second.source} == {
            recorded.height_source, modelled.height_source,
        }  # fmt: skip
        assert both.disagreement_m is not None
        if both.disagreement_m > 3.0:
            assert both.confidence is Confidence.LOW


def test_the_plain_is_level_by_either(plain: HeightModel, run: Track) -> None:
    """402 to 600 m in the clip; the run stays on the plain."""
    both = inspect_track(run, plain)
    assert both.disagreement_m == pytest.approx(2.0, abs=0.3)
    assert both.grade is not None
    assert (both.grade.letter, both.grade.shown_letter, both.grade.mark) == ("A", "B", "?")


def candidates() -> list[tuple[str, Track]]:
    told = json.loads(shared_file("map", "level-candidates.geojson").read_text())
    lines = []
    for feature in told["features"]:
        lons, lats = np.array(feature["geometry"]["coordinates"], float)[:, :2].T
        lines.append((feature["properties"]["name"], Track.from_line(lats, lons)))
    return lines


RANGES = {  # data/map/README.md: what SRTM says, every 50 m
    "Rhine dam and Binnendamm": (450, 459),
    "Rhine dam north": (450, 458),
    "Canal path": (454, 460),
    "Familienpark": (455, 458),
    "Schaan lanes": (446, 455),
    "Climb to Vaduz castle": (459, 576),
}


@pytest.mark.parametrize("name", ["vaduz-schaan-srtm3.tif", "vaduz-schaan-srtm3.asc",
                                  "N47E009.hgt.zip"])  # fmt: skip
def test_lines_without_heights_get_those_of_the_model(name: str) -> None:
    model = read_heights(shared_file("map", name))
    for told, track in candidates():
        found = inspect_track(track, model)
        low, high = next(span for start, span in RANGES.items() if told.startswith(start))
        assert found.min_height_m == pytest.approx(low, abs=2)
        assert found.max_height_m == pytest.approx(high, abs=4)  # finer than every 50 m
        assert (found.height_source, found.second) == ("srtm", None)
        assert found.grade is not None
        assert found.grade.shown_letter >= "B"
        if told.startswith("Climb"):
            assert found.grade.letter in "DE"
        else:
            assert found.grade.letter in "AB"


class Page:
    """What heights_said reads of a route's page."""

    recces: tuple[object, ...] = ()
    is_turned = False

    def __init__(self, second: str, letter: str, confidence: str = "low") -> None:
        self.found = {
            "height_source": "srtm",
            "profile": {"floor_m": 9.0},
            "second": {"source": "gps", "letter": second},
        }
        self.card = type("Card", (), {"letter": letter, "is_uncertain": confidence == "low"})


def test_the_page_says_what_the_other_heights_say_and_why_they_do_not_count(app: Flask) -> None:
    with app.test_request_context():
        told = " ".join(heights_said(Page("B", "A")))
        assert "By the recording\u2019s GPS heights alone it would be B." in told
        assert "see more of the ground, so they count" in told
        assert "Short ramps under about 9\u00a0m of rise cannot be seen" in told
        assert "it would be" not in " ".join(heights_said(Page("A", "A")))


CASES = [  # how the heights came, a leader's own check, what the page says, what it does not
    ({"barometer": True}, None, ["estimated", "Estimated from one recording",
     "Short ramps under about 2 m"], ["Why not sure?"]),
    ({"barometer": False}, None, ["B?", "because these heights come from a phone",
     "The best letter shown until then is B.", "Short ramps under about 14 m",
     "\u201cLevel\u201d and \u201cno long descent\u201d are not said"],
     ["Level both ways"]),
]  # fmt: skip


@pytest.mark.parametrize(("made", "_check", "said", "unsaid"), CASES)
def test_confidence_and_what_it_does_are_told_in_words(
    app: Flask, made: dict[str, bool], _check: None, said: list[str], unsaid: list[str]
) -> None:
    ana = a_person("Ana")
    route = a_route(a_group(members=[ana]), **made)  # type: ignore[arg-type]
    text = page_text(Browser(app).sign_in(ana).get(f"/routes/{route.id}"))
    for words in said:
        assert words in text
    for words in unsaid:
        assert words not in text
