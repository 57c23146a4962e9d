# ruff: noqa: S608 - made-up rows, nobody else's words
"""Migration 0012 on filled tables: what was there stays, and the new columns say what is known."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from playhouse.migrations import Runner

from community.foundation import database
from community.foundation.database import MIGRATIONS

BEFORE = "0009_challenges"
ROUTE = (
    "INSERT INTO route (group_id, name, about, line, facts, inspection, length_m, ascent_m, "
    "descent_m, letter, shown_letter, confidence, doubt, tags, seats, seats_known, steps, is_loop, "
    "start_lat, start_lon, attribution, rev, version, created_at, changed_at) VALUES (1, '{name}', "
    "'', '', '{{}}', '{inspection}', 1000, 0, 0, 'A', 'A', 'high', '', '[]', 0, {no}, {steps}, "
    "{no}, 47, 9, '', 0, 0, '2026-01-01', '2026-01-01')"
)


@pytest.fixture(params=["sqlite", "postgresql"])
def old(request: pytest.FixtureRequest, tmp_path: Path, worker: str) -> Iterator[Any]:
    """A database with the tables of the release before."""
    server = os.environ["TEST_POSTGRESQL"]
    if request.param == "postgresql" and not server:
        pytest.skip("PostgreSQL is not installed")
    url = f"sqlite:///{tmp_path / 'old.db'}"
    if request.param == "postgresql":
        name = f"old_{worker}"
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            connection.execute(f'drop database if exists "{name}" with (force)')  # type: ignore[arg-type]
            connection.execute(f'create database "{name}"')  # type: ignore[arg-type]
        url = f"{server}/{name}"
    real: Any = database.open_database(url)
    with real.connection_context():
        Runner(real, str(MIGRATIONS)).up(BEFORE)
        yield real
    real.close_idle()


def fill(real: Any) -> None:
    no = "false" if "Postgres" in type(real).__name__ else "0"

    def told(tags: list[str], unknown: list[str]) -> str:
        forward = {"tags": [[tag, None] for tag in tags], "unknown": unknown}
        return json.dumps({"grade": {"forward": forward}})

    with real.atomic():
        real.execute_sql(
            "INSERT INTO walking_group (slug, name, about, place_name, lat, lon, zone, pace, "
            "joining, shows_exact_place, shows_names, language, rules, invite_code, rev, version, "
            "created_at) VALUES ('g', 'G', '', 'Vaduz', 47, 9, 'Europe/Vaduz', 'easy', 'open', "
            f"{no}, {no}, 'en', '', 'x', 0, 0, '2026-01-01')"
        )
        for name, inspection, steps in (
            ("Known", told(["firm_surface", "step_free"], []), "0"),
            ("Steps", told([], []), "3"),
            ("Unknown", json.dumps({"grade": None}), "NULL"),
        ):
            sql = ROUTE.format(name=name, inspection=inspection, steps=steps, no=no)
            real.execute_sql(sql.replace("%", "%%"))
        real.execute_sql(
            "INSERT INTO recce (route_id, walked_on, slopes_measured, note, made_at) VALUES "
            f"(1, '2026-01-02', {no}, 'dry', '2026-01-02')"
        )
        for route in ("1", "NULL"):
            real.execute_sql(
                "INSERT INTO walk (uid, group_id, title, route_id, meeting_point, zone, "
                "start_local, minutes, capacity, notes, planned_rests, status, rev, version, "
                f"changed_at) VALUES ('u{route}', 1, 'W', {route}, 'Bench', 'Europe/Vaduz', "
                "'2026-05-14 09:30:00', 50, 20, '', 0, 'published', 0, 0, '2026-01-01')"
            )


def rows(real: Any, sql: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in real.execute_sql(sql).fetchall()]


def test_filled_tables_keep_their_rows_and_learn_what_is_known(old: Any) -> None:
    fill(old)
    database.upgrade(old)
    found = rows(old, "SELECT name, is_firm, step_free, sharing, edition FROM route ORDER BY id")
    assert found == [
        ("Known", True, True, "group", 1),
        ("Steps", False, False, "group", 1),
        ("Unknown", None, None, "group", 1),
    ]
    assert rows(old, "SELECT note, checklist FROM recce") == [("dry", "{}")]
    walks = rows(old, "SELECT route_edition, route_planned FROM walk ORDER BY id")
    assert walks == [(1, 1), (None, None)]
