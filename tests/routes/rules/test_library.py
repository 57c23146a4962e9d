"""What the library asks and what passes; checks, risks and versions by their rules."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import pytest
from werkzeug.datastructures import MultiDict

from community.routes.rules.library import (
    NAMES,
    AskedRoutes,
    asked_routes,
    filter_columns,
    fits,
)
from community.routes.rules.recce import recce_state, reminder_due
from community.routes.rules.risk import risk_state
from community.routes.rules.versions import is_worse, what_changed


@dataclass(frozen=True)
class Ground:
    shown_letter: str | None = "A"
    length_m: float = 1600.0
    ascent_m: float = 0.0
    descent_m: float = 0.0
    is_firm: bool | None = True
    step_free: bool | None = True
    is_loop: bool = True
    seat_gap_m: float | None = 250.0
    toilets: bool | None = True


UNKNOWN = Ground(
    shown_letter=None,
    length_m=9000.0,
    is_firm=None,
    step_free=None,
    is_loop=False,
    seat_gap_m=None,
    toilets=None,
)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_known_passes_and_unknown_never_counts_as_yes(name: str) -> None:
    short = replace(Ground(), length_m=1000.0)
    assert fits(short, name, "easy")
    assert not fits(UNKNOWN, name, "easy")


@pytest.mark.parametrize(
    ("letter", "passes"),
    [("A", "ABC"), ("B", "BC"), ("C", "C"), ("D", ""), ("E", ""), ("", ""), (None, "")],
)
def test_up_to_a_letter(letter: str | None, passes: str) -> None:
    ground = Ground(shown_letter=letter)
    assert "".join(n for n in "ABC" if fits(ground, f"letter={n}", "easy")) == passes


def test_minutes_are_at_the_pace_of_the_person() -> None:
    two_km = Ground(length_m=2000.0)  # 30 minutes at 4 km/h, 40 at 3, 24 at 5
    assert fits(two_km, "minutes=30", "easy")
    assert not fits(two_km, "minutes=30", "very_easy")
    assert not fits(two_km, "minutes=20", "brisk")


def test_a_seat_gap_at_the_limit_passes() -> None:
    assert fits(Ground(seat_gap_m=300.0), "seats=300", "easy")
    assert not fits(Ground(seat_gap_m=300.5), "seats=300", "easy")


def test_addresses_are_stable_and_read_back() -> None:
    asked = asked_routes(
        MultiDict(
            [("loop", "1"), ("letter", "B"), ("lat", "47.14"), ("lon", "9.52"), ("page", "2")]
        ),
        "",
    )
    assert asked.href == "/routes?lat=47.14&lon=9.52&letter=B&loop=1&page=2"
    assert asked.toggled("letter=A").href == "/routes?lat=47.14&lon=9.52&letter=A&loop=1"
    assert asked.toggled("loop=1").href == "/routes?lat=47.14&lon=9.52&letter=B"
    assert asked.on_page(1).further() == replace(asked, page=1, within_km=15)


@pytest.mark.parametrize(
    "arguments",
    [
        {"letter": "Z", "minutes": "-1", "seats": "x", "firm": "yes", "page": "99999999999"},
        {"letter": "A\x00", "km": "nan", "page": "0x10"},
        {"lat": "NaN", "lon": "inf"},
    ],
)
def test_nonsense_is_left_out(arguments: dict[str, str]) -> None:
    asked = asked_routes(MultiDict(arguments), "")
    assert not asked.filters
    assert asked.within_km == 10
    assert AskedRoutes().href == "/routes"


def test_columns_of_a_grade_say_only_what_is_known() -> None:
    def grade(tags: list[str], unknown: list[str]) -> dict[str, object]:
        return {"forward": {"tags": [[tag, None] for tag in tags], "unknown": unknown}}

    assert filter_columns(None, None) == {"is_firm": None, "step_free": None}
    assert filter_columns(grade(["firm_surface", "step_free"], []), 0) == {
        "is_firm": True,
        "step_free": True,
    }
    assert filter_columns(grade([], ["surface"]), 0) == {"is_firm": None, "step_free": None}
    assert filter_columns(grade([], []), 3) == {"is_firm": False, "step_free": False}


@pytest.mark.parametrize(
    ("letter", "until"),
    [("A", 31), ("B", 31), ("C", 17), ("D", 17), ("E", 17), (None, 17), ("", 17)],
)
def test_a_check_holds_28_days_on_level_ground_and_14_on_other(
    letter: str | None, until: int
) -> None:
    state = recce_state(date(2026, 5, 3), letter)
    assert state.valid_until == date(2026, 5, until)
    assert state.holds_on(date(2026, 5, until))
    assert not state.holds_on(date(2026, 6, 1))


def test_nothing_checked_holds_never() -> None:
    assert not recce_state(None, "A").holds_on(date(2026, 5, 3))


@pytest.mark.parametrize(
    ("ahead", "due"), [(7.1, None), (7.0, 7), (2.1, 7), (2.0, 2), (0.1, 2), (0.0, None), (-1, None)]
)
def test_reminders_are_seven_and_two_days_before(ahead: float, due: int | None) -> None:
    assert reminder_due(ahead) == due


def test_a_risk_assessment_holds_a_year_or_until_something_happens() -> None:
    assert risk_state(None, None).is_due(date(2026, 5, 3))
    signed = risk_state(date(2024, 2, 29), None)
    assert signed.due_on == date(2025, 2, 28)
    assert not signed.is_due(date(2025, 2, 27))
    assert signed.is_due(date(2025, 2, 28))
    assert risk_state(date(2026, 1, 1), date(2026, 5, 2)).is_due(date(2026, 5, 3))


@pytest.mark.parametrize(
    ("before", "after", "worse"),
    [("A", "B", True), ("B", "A", False), ("B", "B", False), ("E", "", True), ("", "A", False)],
)
def test_no_grade_is_worse_than_any(before: str, after: str, worse: bool) -> None:
    assert is_worse(before, after) is worse


def test_what_changed_is_told_by_kind() -> None:
    seat = {"kind": "seat", "at_m": 100.0, "by": 1, "on": "2026-05-01"}
    before = {
        "name": "Dam",
        "about": "",
        "line": b"x",
        "facts": {"surface": None, "complete": [], "noted": [seat]},
        "inspection": {"ascent_m": 1.0},
        "shown_letter": "A",
        "confidence": "high",
    }
    assert what_changed(before, before) == []
    signed_anew = {**seat, "by": 2, "on": "2026-05-09"}
    facts = {"surface": None, "complete": [], "noted": [signed_anew]}
    assert what_changed(before, {**before, "facts": facts}) == []
    no_steps = {"surface": "firm", "complete": ["steps"], "noted": []}
    after = {**before, "facts": no_steps, "shown_letter": "B", "name": "Rhine dam"}
    assert what_changed(before, after) == ["name", "surface", "steps", "seat", "grade"]
