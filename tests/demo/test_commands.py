"""`demo seed` from the command line, on start, and what production says to it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from community.accounts import Person
from community.demo.commands import on_start
from community.foundation.authorisation import SYSTEM
from community.foundation.database import write_transaction
from community.foundation.instance import DEMO_SEEDED, keep_fact
from community.operations.queries import refusal
from tests.conftest import settings_for

ROOT = Path(__file__).resolve().parents[2]


def test_the_command_seeds_and_says_who_is_who(demo_app: Flask) -> None:
    first = demo_app.test_cli_runner().invoke(args=["demo", "seed"])
    assert first.exit_code == 0
    assert "ruth@example.org   Ruth, leader" in first.output
    assert "demo walk demo" in first.output
    second = demo_app.test_cli_runner().invoke(args=["demo", "seed"])
    assert second.exit_code == 0
    assert "here already" in second.output


def test_the_command_refuses_without_the_setting(app: Flask) -> None:
    answer = app.test_cli_runner().invoke(args=["demo", "seed"])
    assert answer.exit_code == 1
    assert "The demo is off" in answer.output
    assert list(on_start()) == []
    assert Person.select().count() == 0


def production(database_url: str, folder: Path) -> dict[str, str]:
    """Return the environment of a production process on this database."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("AMBLE_")}
    return {
        **kept,
        "AMBLE_DATA": str(folder),
        "DATABASE_URL": database_url,
        "SECRET_KEY": "only-for-tests-0123456789-0123456789",
        "PORT": "8193",
    }


@pytest.mark.parametrize(
    "command",
    [
        ["-m", "gunicorn", "app:create_app()"],
        ["-m", "flask", "--app", "app", "start"],
        ["-m", "flask", "--app", "app", "jobs", "work"],
    ],
    ids=["gunicorn", "start", "jobs"],
)
def test_production_refuses_a_database_of_the_demo(
    demo_app: Flask, database_url: str, tmp_path: Path, command: list[str]
) -> None:
    with write_transaction(by=SYSTEM):
        keep_fact(DEMO_SEEDED, "done")
    done = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=production(database_url, tmp_path),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 4, done.stderr
    assert "this database holds the demo" in done.stderr


def test_production_takes_any_other_database(app: Flask, database_url: str, tmp_path: Path) -> None:
    settings = settings_for(database_url, tmp_path, AMBLE_ENV="production")
    assert refusal(app.extensions["database"], settings) is None
    with write_transaction(by=SYSTEM):
        keep_fact(DEMO_SEEDED, "done")
    assert "holds the demo" in (refusal(app.extensions["database"], settings) or "")
