"""`places import`, `check` and `forget` as an operator sees them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from tests.builders.extracts import Extract


@pytest.fixture
def run(make_app: Callable[..., Flask]) -> FlaskCliRunner:
    return make_app().test_cli_runner()


def ground(folder: Path) -> Path:
    extract = Extract()
    extract.way((0, 0), (300, 0), highway="path")
    extract.node((100, 5), amenity="bench")
    return extract.write(folder / "riet.osm.pbf")


def test_import_check_forget(run: FlaskCliRunner, tmp_path: Path) -> None:
    nothing = run.invoke(args=["places", "check"])
    assert nothing.exit_code == 0
    assert "No map is here" in nothing.output
    taken = run.invoke(args=["places", "import", str(ground(tmp_path)), "--name", "riet-2026"])
    assert taken.exit_code == 0, taken.output
    assert "riet-2026: 1 ways" in taken.output
    assert "data of 04 March 2026" in taken.output
    assert "© OpenStreetMap contributors" in taken.output
    checked = run.invoke(args=["places", "check"])
    assert checked.exit_code == 0
    assert "riet-2026" in checked.output
    assert "© OpenStreetMap contributors" in checked.output
    gone = run.invoke(args=["places", "forget", "riet-2026"])
    assert (gone.exit_code, gone.output) == (0, "The map riet-2026 is gone.\n")
    again = run.invoke(args=["places", "forget", "riet-2026"])
    assert again.exit_code == 2
    assert "There is no map called riet-2026" in again.stderr


def test_a_refused_file_ends_with_2_and_one_sentence(run: FlaskCliRunner, tmp_path: Path) -> None:
    letter = tmp_path / "letter.osm.pbf"
    letter.write_text("Dear leader")
    for file in (letter, tmp_path / "nowhere.osm.pbf", tmp_path):
        answer = run.invoke(args=["places", "import", str(file)])
        assert answer.exit_code == 2
        assert answer.stderr.count("\n") == 1
        assert "Traceback" not in answer.output
    assert not list((tmp_path / "places").glob("*/current"))


def test_check_ends_with_1_when_a_map_is_broken(run: FlaskCliRunner, tmp_path: Path) -> None:
    assert run.invoke(args=["places", "import", str(ground(tmp_path))]).exit_code == 0
    here = tmp_path / "places" / "riet"
    (here / (here / "current").read_text() / "map.json").write_text("{")
    checked = run.invoke(args=["places", "check"])
    assert checked.exit_code == 1
    assert "riet: cannot be read" in checked.stderr
