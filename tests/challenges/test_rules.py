"""What a day counts, what is shown, goals and spans, who may do what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from community.challenges import policy
from community.challenges.rules import (
    Phase,
    Span,
    counted_day,
    daily_cap,
    shows_total,
    suggested_goal,
    suggested_span,
)

MAY = Span(date(2026, 5, 1), date(2026, 5, 31))


@pytest.mark.parametrize(
    ("minutes", "counted"), [(0, 0), (1, 1), (44, 44), (45, 45), (46, 45), (600, 45), (-5, 0)]
)
def test_without_a_plan_at_most_45_minutes_a_day_count(minutes: int, counted: int) -> None:
    assert counted_day(minutes) == counted


def test_the_week_of_backcare_4_3() -> None:
    days = [12, 10, 0, 9, 10, 0, 25]
    assert [counted_day(minutes, 10) for minutes in days] == [12, 10, 0, 9, 10, 0, 15]


@pytest.mark.parametrize(("plan", "cap"), [(1, 1), (10, 15), (11, 16), (30, 45)])
def test_the_cap_is_one_and_a_half_times_the_plan(plan: int, cap: int) -> None:
    assert daily_cap(plan) == cap


def test_a_total_is_shown_once_three_take_part() -> None:
    assert [shows_total(people) for people in range(5)] == [False, False, False, True, True]


def test_phases_and_days_left() -> None:
    before, first, middle = date(2026, 4, 28), MAY.first, date(2026, 5, 12)
    assert [MAY.phase(day) for day in (before, first, middle, MAY.last)] == [
        Phase.NOT_BEGUN,
        Phase.RUNNING,
        Phase.RUNNING,
        Phase.RUNNING,
    ]
    assert MAY.phase(date(2026, 6, 1)) is Phase.OVER
    assert MAY.days_left(middle) == 19  # as in the picture
    assert MAY.days_left(MAY.last) == 0
    assert MAY.days_left(date(2026, 7, 1)) == 0
    assert MAY.days_left(before) == 31
    assert MAY.days == 31


def test_a_challenge_that_ended_before_it_began_has_no_days() -> None:
    assert Span(date(2026, 6, 1), date(2026, 5, 12)).days == 0


@pytest.mark.parametrize(
    ("walked", "days", "goal"),
    [(0, 30, 300), (1900, 28, 1900), (1901, 28, 2000), (1900, 31, 2200), (1900, 7, 500)],
)
def test_the_goal_that_is_proposed(walked: int, days: int, goal: int) -> None:
    assert suggested_goal(walked, days) == goal


def test_the_span_that_is_proposed() -> None:
    assert suggested_span(date(2026, 5, 12)) == Span(date(2026, 5, 12), MAY.last)
    assert suggested_span(date(2026, 5, 24)) == Span(date(2026, 5, 24), MAY.last)
    assert suggested_span(date(2026, 5, 25)) == Span(date(2026, 6, 1), date(2026, 6, 30))
    assert suggested_span(date(2026, 12, 30)) == Span(date(2027, 1, 1), date(2027, 1, 31))


@dataclass(frozen=True)
class Who:
    """A standing, as little of it as policies look at."""

    person_id: int | None = 1
    is_member: bool = False
    is_organiser: bool = False
    group_archived: bool = False


STRANGER, SIGNED_OUT = Who(), Who(None)
MEMBER, ORGANISER = Who(is_member=True), Who(is_member=True, is_organiser=True)
ARCHIVED = Who(is_member=True, is_organiser=True, group_archived=True)
EVERYBODY = (SIGNED_OUT, STRANGER, MEMBER, ORGANISER, ARCHIVED)


def said(decide, *rest) -> list[str]:
    return [getattr(decide(who, *rest), "code", "yes") for who in EVERYBODY]


def test_who_may_do_what() -> None:
    hidden = ["not_found", "not_found"]
    assert said(policy.can_see) == [*hidden, "yes", "yes", "yes"]
    assert said(policy.can_start) == [*hidden, "organisers_only", "yes", "group_archived"]
    assert said(policy.can_take_part, False) == [*hidden, "yes", "yes", "yes"]
    assert said(policy.can_take_part, True) == [*hidden, *["challenge_over"] * 3]
    assert said(policy.can_stop_taking_part) == [*hidden, "yes", "yes", "yes"]
    assert said(policy.can_end, False) == [*hidden, "organisers_only", "yes", "yes"]
    assert said(policy.can_end, True) == [*hidden, "organisers_only", *["challenge_over"] * 2]
