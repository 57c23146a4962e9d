"""`routes inspect` and `heights import`, as operators and outside tests call them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from flask import Flask

from community.foundation.database import db
from community.places import height_model
from community.routes.commands import EMPTY
from tests.builders.routes import HILL, a_gpx
from tests.builders.shared_data import shared_file, true_numbers, true_recordings
from tests.builders.track_files import a_walk_fit, a_walk_tcx

KEYS = {"file", "accepted", "reason", *EMPTY}


def inspect(app: Flask, *files: Path | str) -> list[dict]:
    runner = app.test_cli_runner()
    done = runner.invoke(args=["routes", "inspect", "--json", *map(str, files)])
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.output.splitlines()]


@pytest.fixture
def quiet_app(make_app: Callable[..., Flask]) -> Flask:
    return make_app()


def test_a_track_is_told_with_every_key(quiet_app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "hill.gpx"
    file.write_bytes(a_gpx(*HILL))
    (told,) = inspect(quiet_app, file)
    assert set(told) == KEYS
    assert (told["accepted"], told["reason"], told["points"]) == (True, None, 181)
    assert (told["letter"], told["height_source"], told["confidence"]) == (
        "D",
        "barometer",
        "medium",
    )
    assert told["deciding"]["criterion"] == "slope"
    assert told["deciding"]["at_m"] == pytest.approx(700, abs=30)
    assert told["deciding"]["value"] == pytest.approx(9.7, abs=0.5)
    assert told["moving_s"] is None


def test_what_is_refused_says_why_and_does_not_stop_the_rest(
    quiet_app: Flask, tmp_path: Path
) -> None:
    (tmp_path / "fit").write_bytes(a_walk_fit()[:-9])
    (tmp_path / "short").write_bytes(a_walk_tcx(points=3))
    (tmp_path / "good").write_bytes(a_gpx(*HILL))
    names = ["fit", "missing", "short", "good"]
    told = inspect(quiet_app, *(tmp_path / name for name in names))
    assert [one["accepted"] for one in told] == [False, False, False, True]
    assert told[0]["reason"].startswith("This FIT file ends too early.")
    assert told[1]["reason"] == "This file cannot be opened: No such file or directory."
    assert told[2]["reason"].startswith("This track is only 3 m long")
    assert (told[0]["points"], told[2]["points"]) == (None, 3)  # what was read is told
    assert (told[2]["elapsed_s"], told[2]["letter"]) == (2.0, None)
    assert all(set(one) == KEYS for one in told)


def test_no_database_is_touched(
    quiet_app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "good").write_bytes(a_gpx(*HILL))

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the database was touched")

    monkeypatch.setattr(type(db.obj), "connect", refuse)
    monkeypatch.setattr(type(db.obj), "execute_sql", refuse)
    assert inspect(quiet_app, tmp_path / "good")[0]["accepted"]


def test_every_recording_is_answered_within_the_tolerances(quiet_app: Flask) -> None:
    """The README of the recordings says them: moving time within 3 % or 30 s, the rest as it is.

    What cannot be read or graded says why; what was read of it is told all the same.
    """
    names = true_recordings()
    told = inspect(quiet_app, *(shared_file("recordings", name) for name in names))
    assert len(told) == len(names) == 51
    for name, one in zip(names, told, strict=True):
        truth = true_numbers(name)
        assert set(one) == KEYS
        assert (one["reason"] is None) == one["accepted"], name
        if (
            one["points"] is None or "km" not in truth
        ):  # not read; a route or a prefix: test_recordings
            continue
        assert (one["points"], one["segments"]) == (truth["points"], truth["segments"]), name
        assert one["length_m"] == pytest.approx(truth["km"] * 1000, rel=0.001, abs=0.1), name
        assert one["elapsed_s"] == pytest.approx(truth.get("elapsed_s"), abs=0.1), name
        if truth.get("moving_reliable"):
            assert one["moving_s"] == pytest.approx(truth["moving_s"], rel=0.03, abs=30), name
        if one["min_height_m"] is not None:
            heights = (one["min_height_m"], one["max_height_m"])
            assert heights == pytest.approx((truth["ele_min"], truth["ele_max"]), abs=0.01), name
    assert sum(one["accepted"] for one in told) == 39


def test_for_people_it_is_two_lines(quiet_app: Flask, tmp_path: Path) -> None:
    (tmp_path / "good").write_bytes(a_gpx(*HILL))
    done = quiet_app.test_cli_runner().invoke(args=["routes", "inspect", str(tmp_path / "good")])
    assert "D because of one rise" in done.output
    assert "181 points" in done.output


def test_flasks_own_routes_command_does_not_hide_ours(tmp_path: Path) -> None:
    (tmp_path / "good").write_bytes(a_gpx(*HILL))
    flask = Path(sys.executable).with_name("flask")
    done = subprocess.run(
        [flask, "--app", "app", "routes", "inspect", "--json", tmp_path / "good"],
        cwd=Path(__file__).parents[2],
        env={"PATH": "/usr/bin:/bin", "AMBLE_ENV": "test", "AMBLE_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["letter"] == "D"


def test_imported_heights_are_those_of_the_file(quiet_app: Flask, tmp_path: Path) -> None:
    clip = shared_file("map", "N47E009.hgt.zip")
    runner = quiet_app.test_cli_runner()
    said = ["--source", "srtm", "--attribution", "NASA"]
    done = runner.invoke(args=["heights", "import", str(clip), *said])
    assert done.exit_code == 0, done.output
    assert "9 tiles" in done.output
    loaded = height_model(quiet_app.extensions["settings"])
    assert loaded is not None
    lats = np.array([47.1397, 47.1410, 47.1395, 47.1683, 47.1255, 47.1700])
    lons = np.array([9.5244, 9.5215, 9.5095, 9.5085, 9.5425, 9.5550])
    model = loaded.for_line(lats, lons)
    assert model is not None
    assert (model.source, model.attribution) == ("srtm", "NASA")
    found = model.heights_at(lats, lons)
    np.testing.assert_allclose(found[:5], [568.3, 459.5, 455.7, 448.0, 1023.8], atol=0.5)
    assert np.isnan(found[5])
    assert loaded.for_line(np.array([10.0, 10.1]), np.array([10.0, 10.1])) is None


def test_between_tiles_nothing_is_unknown_or_different(quiet_app: Flask) -> None:
    from community.places.heights import read_heights

    clip = shared_file("map", "N47E009.hgt.zip")
    said = ["--source", "srtm", "--attribution", "NASA"]
    quiet_app.test_cli_runner().invoke(args=["heights", "import", str(clip), *said])
    loaded = height_model(quiet_app.extensions["settings"])
    assert loaded is not None
    random = np.random.default_rng(7)
    lats, lons = random.uniform(47, 48, 20_000), random.uniform(9, 10, 20_000)
    whole = read_heights(clip).heights_at(lats, lons)
    np.testing.assert_allclose(loaded.models[0].heights_at(lats, lons), whole, atol=1e-3)


def test_the_better_source_is_asked_first(quiet_app: Flask, tmp_path: Path) -> None:
    clip = shared_file("map", "vaduz-schaan-srtm3.tif")
    runner = quiet_app.test_cli_runner()
    for source in ("srtm", "copernicus"):
        said = ["--source", source, "--attribution", source]
        assert runner.invoke(args=["heights", "import", str(clip), *said]).exit_code == 0
    loaded = height_model(quiet_app.extensions["settings"])
    assert loaded is not None
    assert [model.source for model in loaded.models] == ["copernicus", "srtm"]


def test_what_holds_no_heights_is_refused_with_a_sentence(quiet_app: Flask, tmp_path: Path) -> None:
    (tmp_path / "words.tif").write_text("no heights")
    said = ["--source", "srtm", "--attribution", "x"]
    done = quiet_app.test_cli_runner().invoke(
        args=["heights", "import", str(tmp_path / "words.tif"), *said]
    )
    assert done.exit_code == 1
    assert "This file holds no heights we can read." in done.output
