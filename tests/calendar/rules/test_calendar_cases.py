"""Every worked case of calendar_cases.json through our feed, read back by other libraries."""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from community.calendar.rules.described_feed import described_feed
from community.events.rules.described_walk import describe_walk
from tests.calendar.read_back import events_of, occurrences

SHARED = Path(os.environ.get("AMBLE_SHARED", Path(__file__).parents[4] / "shared"))
FILE = SHARED / "spec" / "calendar_cases.json"
CASES: list[dict[str, Any]] = (
    json.loads(FILE.read_text(encoding="utf-8"))["cases"] if FILE.exists() else []
)
# Source: calendar.md section 9, last paragraph.
SINGLE_DATES = {"p09", "p30", "p31", "p32", "p33", "p36"}
OWN_EVENTS = {"p25", "p26", "p37"}


def by_id(name: str) -> dict[str, Any]:
    return next(case for case in CASES if case["id"] == name)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_case(case: dict[str, Any]) -> None:
    begin, end = (datetime.fromisoformat(one) for one in case["window"])

    found = occurrences(described_feed(describe_walk(case)), begin, end)

    assert found["starts"] == case["expect"]
    assert found["ends"] == case["ends"]
    assert found["cancelled"] == case["cancelled"]


@pytest.mark.skipif(not CASES, reason="calendar_cases.json is not here")
@pytest.mark.parametrize("name", sorted(SINGLE_DATES))
def test_written_as_single_dates(name: str) -> None:
    events = events_of(described_feed(describe_walk(by_id(name))))

    assert len(events) == len(by_id(name)["expect"])
    assert not any("RRULE" in event for event in events)


@pytest.mark.skipif(not CASES, reason="calendar_cases.json is not here")
@pytest.mark.parametrize("name", sorted(OWN_EVENTS))
def test_written_with_an_event_of_its_own(name: str) -> None:
    events = events_of(described_feed(describe_walk(by_id(name))))

    assert [("RRULE" in one, "RECURRENCE-ID" in one) for one in events] == [
        (False, False),
        (True, False),
    ]


@pytest.mark.skipif(not CASES, reason="calendar_cases.json is not here")
def test_all_others_with_a_rule_stay_series() -> None:
    for case in CASES:
        if "rule" in case and case["id"] not in SINGLE_DATES:
            events = events_of(described_feed(describe_walk(case)))
            assert sum("RRULE" in event for event in events) == (2 if "split" in case else 1)
