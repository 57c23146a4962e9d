"""`series preview`: described walks in, dates and feeds out; no database touched."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from community.foundation.database import db
from tests.builders.shared_data import shared_folder
from tests.calendar.read_back import events_of

CASE = {
    "id": "one",
    "zone": "Europe/London",
    "start": "2027-03-11T10:00",
    "rule": "FREQ=WEEKLY;BYDAY=TH;COUNT=4",
    "exceptions": [{"do": "cancel", "on": "2027-03-25T10:00", "reason": "Ice"}],
}


@pytest.fixture(autouse=True)
def no_database(monkeypatch: pytest.MonkeyPatch, app: Flask) -> None:
    def touched(*_: Any, **__: Any) -> None:
        raise AssertionError("the database was touched")

    monkeypatch.setattr(db.obj, "execute_sql", touched)


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["series", "preview", *arguments])


def written(folder: Path, value: Any) -> str:
    file = folder / "walks.json"
    file.write_text(json.dumps(value), encoding="utf-8")
    return str(file)


def test_dates_in_utc(app: Flask, tmp_path: Path) -> None:
    result = run(app, written(tmp_path, {"cases": [CASE]}), "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.output) == [
        {
            "id": "one",
            "starts": ["2027-03-11T10:00:00Z", "2027-03-18T10:00:00Z", "2027-04-01T09:00:00Z"],
            "ends": ["2027-03-11T11:00:00Z", "2027-03-18T11:00:00Z", "2027-04-01T10:00:00Z"],
            "cancelled": ["2027-03-25T10:00:00Z"],
        }
    ]
    told = run(app, written(tmp_path, CASE)).output
    assert "2027-03-11T10:00:00Z to 2027-03-11T11:00:00Z" in told
    assert "2027-03-25T10:00:00Z called off" in told


def test_feeds_of_all_worked_cases(app: Flask, tmp_path: Path) -> None:
    file = shared_folder() / "spec" / "calendar_cases.json"
    if not file.exists():
        pytest.skip("calendar_cases.json is not here")
    cases = json.loads(file.read_text(encoding="utf-8"))["cases"]
    result = run(app, str(file), "--json", "--ics", str(tmp_path / "feeds"))
    assert result.exit_code == 0, result.output
    for told, case in zip(json.loads(result.output), cases, strict=True):
        inside = [one for one in told["starts"] if one in case["expect"]]
        assert inside == case["expect"], case["id"]
        assert set(case["cancelled"]) <= set(told["cancelled"])
        assert events_of((tmp_path / "feeds" / f"{case['id']}.ics").read_bytes())


@pytest.mark.parametrize(
    ("case", "reason"),
    [
        ({**CASE, "zone": "UTC"}, "Choose a time zone by its area and city"),
        ({**CASE, "rule": "FREQ=DAILY"}, ""),
        ({**CASE, "start": "tomorrow"}, "cannot be read"),
        ({"id": "none"}, "has no"),
        ("nonsense", "a case is an object"),
        ({**CASE, "minutes": 0}, "one minute"),
        ({**CASE, "exceptions": [{"do": "dance"}]}, "cannot be read"),
    ],
)
def test_what_cannot_be_read_is_said(app: Flask, tmp_path: Path, case: Any, reason: str) -> None:
    result = run(app, written(tmp_path, [CASE, case]), "--json")
    assert result.exit_code == 1
    good, bad = json.loads(result.output)
    assert good["starts"]
    assert set(bad) == {"id", "reason"}
    assert reason in bad["reason"]
    assert "Traceback" not in result.output


def test_a_name_stays_inside_the_folder(app: Flask, tmp_path: Path) -> None:
    case = {**CASE, "id": "../outside"}
    result = run(app, written(tmp_path, case), "--json", "--ics", str(tmp_path / "feeds"))
    assert result.exit_code == 1
    assert not (tmp_path / "outside.ics").exists()


def test_a_file_that_is_no_json(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "broken.json"
    file.write_bytes(b"\xff\xfe{")
    result = run(app, str(file))
    assert result.exit_code == 1
    assert "is not a JSON file" in result.output
