"""What an entry may hold, the chart, the words."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from community.journal.rules import (
    Entry,
    clear_change,
    compared,
    is_too_fast,
    kept_distance_m,
    latest_day,
    minutes_until,
    pain_chart,
    without_health,
)

START = datetime(2026, 5, 14, 7, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("planned", "left_after", "minutes"),
    [(50, None, 50), (50, 20, 20), (50, 49.9, 49), (50, 80, 50), (50, -5, 1), (50, 0.2, 1)],
)
def test_minutes_until_somebody_left(planned: int, left_after: float | None, minutes: int) -> None:
    left = None if left_after is None else START + timedelta(minutes=left_after)
    assert minutes_until(planned, START, left) == minutes


def test_a_walk_that_outlasts_a_day_is_cut_to_what_can_be_kept() -> None:
    assert minutes_until(5000, START, None) == 600


@pytest.mark.parametrize(
    ("minutes", "distance_m", "too_fast"),
    [(60, 7000, False), (60, 7001, True), (10, 1166, False), (10, 1200, True), (600, 0, False)],
)
def test_nobody_walks_faster_than_7_km_an_hour(
    minutes: int, distance_m: int, too_fast: bool
) -> None:
    assert is_too_fast(minutes, distance_m) is too_fast


def test_the_distance_of_the_route_goes_when_somebody_turned_back() -> None:
    assert kept_distance_m(50, 50, 2400) == 2400
    assert kept_distance_m(60, 50, 2400) == 2400
    assert kept_distance_m(49, 50, 2400) is None
    assert kept_distance_m(50, 50, None) is None


def test_the_latest_day_is_today_where_the_person_is() -> None:
    late = datetime(2026, 5, 14, 22, 30, tzinfo=UTC)
    assert latest_day(late, "Europe/Vaduz") == date(2026, 5, 15)
    assert latest_day(late, "Europe/London") == date(2026, 5, 14)
    assert latest_day(late, None) == date(2026, 5, 15)
    assert latest_day(datetime(2026, 5, 14, 9, 0, tzinfo=UTC), None) == date(2026, 5, 14)


def test_without_consent_only_minutes_day_and_distance_remain() -> None:
    full = Entry(50, date(2026, 5, 14), 4, 2, 3, "same", 2400, "my back hurt")
    kept = without_health(full)
    assert kept == Entry(50, date(2026, 5, 14), distance_m=2400)


def test_only_a_clear_change_is_commented_on() -> None:
    assert clear_change(4, 2) == -2
    assert clear_change(4, 3) is None
    assert clear_change(3, 6) == 3
    assert clear_change(None, 6) is None


def test_comparison_counts_lower_same_and_higher() -> None:
    result = compared([(5, 4), (4, 4), (3, 5), (6, 2)])
    assert (result.lower, result.same, result.higher, result.walks) == (2, 1, 1, 4)


def test_the_chart_shows_the_last_eight_walks_from_0_to_10() -> None:
    days = [date(2026, 4, 23) + timedelta(days=2 * n) for n in range(10)]
    chart = pain_chart([(day, 5, 4) for day in days])
    assert chart is not None
    assert [walk.day for walk in chart.walks] == days[2:]
    assert [(month.day.month, month.x) for month in chart.months] == [(4, 12.5), (5, 62.5)]


def test_no_walks_no_chart() -> None:
    assert pain_chart([]) is None
