"""The facts of stored routes go over into the second format, and nothing of them is lost."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from flask import Flask

from community.foundation import clock
from community.foundation.authorisation import SYSTEM
from community.foundation.database import db, write_transaction
from community.routes import Flight, Gate, Route, RouteDraft, RouteFacts, Seat
from tests.builders.groups import a_group
from tests.builders.people import a_person
from tests.builders.routes import LEVEL, a_route

MIGRATION = Path(__file__).parents[2] / "migrations" / "0013_facts_of_routes.py"
NOTHING: dict[str, Any] = {
    "surface": None, "soft_m": None, "rough_m": None, "steps": None, "width_m": None,
    "width_at_m": None, "cross_slope_pct": None, "cross_slope_at_m": None, "barriers": None,
    "seats": None, "toilets": None, "toilets_where": "", "exits": [],
}  # fmt: skip
FULL: dict[str, Any] = {
    "surface": "some_ground", "soft_m": 300.0, "rough_m": 12.5,
    "steps": [
        {"count": 12, "at_m": 900.0, "handrail": True}, {"count": 3, "at_m": None, "handrail": None}
    ],
    "width_m": 0.9, "width_at_m": 1200.0, "cross_slope_pct": 3.0, "cross_slope_at_m": None,
    "barriers": [{"kind": "stile", "at_m": 1200.0}, {"kind": "ford", "at_m": None}],
    "seats": [{"at_m": 200.0, "backrest": False}, {"at_m": 0.0, "backrest": None}],
    "toilets": True, "toilets_where": "In the café", "exits": [500.0],
}  # fmt: skip
NONE_OF_IT = {**NOTHING, "steps": [], "barriers": [], "seats": [], "toilets": False}

CASES = [
    ({}, RouteFacts()),
    (NOTHING, RouteFacts()),
    (NONE_OF_IT, RouteFacts.said(steps=(), barriers=(), seats=(), toilets=False)),
    (
        FULL,
        RouteFacts.said(
            surface="some_ground",
            soft_m=300.0,
            rough_m=12.5,
            steps=(Flight(12, 900.0, True), Flight(3)),
            width_m=0.9,
            width_at_m=1200.0,
            cross_slope_pct=3.0,
            barriers=(Gate("stile", 1200.0), Gate("ford")),
            seats=(Seat(200.0, False), Seat(0.0)),
            toilets=True,
            toilets_where="In the café",
            exits=(500.0,),
        ),
    ),
]


@pytest.fixture(scope="module")
def migration() -> ModuleType:
    spec = importlib.util.spec_from_file_location("facts_of_routes", MIGRATION)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(("old", "new"), CASES)
def test_what_was_said_is_the_same_afterwards(
    app: Flask, migration: ModuleType, old: dict[str, Any], new: RouteFacts
) -> None:
    group = a_group(leaders=[a_person("Ruth")])
    route = a_route(group, *LEVEL)
    with write_transaction(by=SYSTEM):
        RouteDraft.create(
            person=a_person("Theres"), group=group, file_name="dam.gpx", line=b"", facts=old,
            made_at=clock.now(),
        )  # fmt: skip
        Route.update(facts=old).where(Route.id == route.id).execute()
        migration.up(None, db.obj)
    for row in (Route.get(), RouteDraft.get()):
        assert RouteFacts.from_json(row.facts) == new
        assert row.facts == json.loads(json.dumps(new.as_json()))


def test_facts_of_the_second_format_stay_as_they_are(app: Flask, migration: ModuleType) -> None:
    group = a_group(leaders=[a_person("Ruth")])
    route = a_route(group, *LEVEL, facts=CASES[-1][1])
    kept = Route.get_by_id(route.id).facts
    with write_transaction(by=SYSTEM):
        migration.up(None, db.obj)
    assert Route.get_by_id(route.id).facts == kept
