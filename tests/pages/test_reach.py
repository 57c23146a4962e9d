"""How far feet reach, and what part of the day it is."""

from __future__ import annotations

from datetime import datetime

import pytest

from community.pages.rules.reach import DETOUR, minutes_on_foot, part_of_day, reach_m


def test_twenty_minutes_reach_as_far_as_twenty_minutes_take() -> None:
    for pace in ("very_easy", "easy", "brisk"):
        assert minutes_on_foot(reach_m(20, pace), pace) == 20


def test_at_easy_pace_a_kilometre_of_air_takes_about_twenty_minutes() -> None:
    assert DETOUR == 1.3
    assert minutes_on_foot(1000) == 20
    assert minutes_on_foot(1000, "brisk") == 16
    assert minutes_on_foot(1000, "unheard of") == 20


def test_next_door_is_a_minute_and_far_away_is_not_told() -> None:
    assert minutes_on_foot(0) == 1
    assert minutes_on_foot(5000) is None


@pytest.mark.parametrize(
    ("hour", "part"),
    [
        (3, "evening"),
        (4, "morning"),
        (11, "morning"),
        (12, "afternoon"),
        (17, "afternoon"),
        (18, "evening"),
        (23, "evening"),
    ],
)
def test_the_greeting_follows_the_day(hour: int, part: str) -> None:
    assert part_of_day(datetime(2026, 5, 12, hour, 30)) == part
