"""Every worked case of calendar_cases.json through our own engine."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from community.events.rules.described_walk import describe_walk, preview

SHARED = Path(os.environ.get("AMBLE_SHARED", Path(__file__).parents[4] / "shared"))
FILE = SHARED / "spec" / "calendar_cases.json"
CASES: list[dict[str, Any]] = (
    json.loads(FILE.read_text(encoding="utf-8"))["cases"] if FILE.exists() else []
)


@pytest.mark.skipif(not CASES, reason="calendar_cases.json is not here")
def test_all_cases_are_there() -> None:
    assert len(CASES) == 40


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_case(case: dict[str, Any]) -> None:
    found = preview(describe_walk(case))

    assert found["starts"] == case["expect"]
    assert found["ends"] == case["ends"]
    assert found["cancelled"] == case["cancelled"]
