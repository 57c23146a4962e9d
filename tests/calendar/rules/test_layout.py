"""As what a walk is written: series, overrides, events of their own, single dates."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from community.calendar.rules.event import CalendarDate, CalendarWalk, Standing
from community.calendar.rules.layout import lay_out, writes_single_dates
from community.events.rules.dates import DateStatus
from community.events.rules.rule import weekly
from community.events.rules.series import Schedule, local_starts
from tests.calendar.a_walk import SHOWN, a_date, a_one_off, a_walk


def kinds(walk: CalendarWalk) -> tuple[list[datetime], list[int], list[int]]:
    layout = lay_out(walk, 2029)
    return (
        list(layout.exdates),
        [one.date_id for one in layout.overrides],
        [one.date_id for one in layout.own_events],
    )


def test_plain_rows_are_not_written() -> None:
    assert kinds(a_walk(dates=(a_date(4), a_date(11, shown=SHOWN, minutes=60)))) == ([], [], [])


def test_skipped_and_declined_dates_are_left_out() -> None:
    dates = (a_date(11, status=DateStatus.SKIPPED), a_date(4, declined=True))

    assert kinds(a_walk(dates=dates)) == (
        [datetime(2027, 2, 4, 10), datetime(2027, 2, 11, 10)],
        [],
        [],
    )


@pytest.mark.parametrize(
    "values",
    [
        {"status": DateStatus.CANCELLED},
        {"start_local": datetime(2027, 2, 11, 11)},
        {"start_local": datetime(2027, 2, 17, 10)},
        {"start_local": datetime(2027, 2, 5, 10)},
        {"minutes": 90},
        {"standing": Standing.MAYBE},
    ],
)
def test_what_differs_is_an_override(values: dict[str, object]) -> None:
    assert kinds(a_walk(dates=(a_date(11, **values),))) == ([], [211], [])


@pytest.mark.parametrize(
    "start",
    [
        datetime(2027, 2, 18, 15),  # onto the day of the next
        datetime(2027, 2, 19, 10),  # past the next
        datetime(2027, 2, 4, 9),  # onto the day of the one before
        datetime(2027, 2, 1, 10),  # past the one before, which is the first
    ],
)
def test_a_move_onto_or_past_a_neighbour_is_an_event_of_its_own(start: datetime) -> None:
    assert kinds(a_walk(dates=(a_date(11, start_local=start),))) == (
        [datetime(2027, 2, 11, 10)],
        [],
        [211],
    )


def test_the_last_date_may_go_any_distance_forward() -> None:
    last = a_date(8, 4, start_local=datetime(2027, 6, 1, 10))

    assert kinds(a_walk(dates=(last,))) == ([], [408], [])


def test_a_move_past_where_a_neighbour_stands_now() -> None:
    # The 18th was moved to the 12th; the 11th goes to the 13th, past it.
    dates = (
        a_date(11, start_local=datetime(2027, 2, 13, 10)),
        a_date(18, start_local=datetime(2027, 2, 12, 10)),
    )

    assert kinds(a_walk(dates=dates))[2] == [211, 218]


def test_a_neighbour_that_is_skipped_stood_there_too() -> None:
    dates = (
        a_date(18, status=DateStatus.SKIPPED),
        a_date(11, start_local=datetime(2027, 2, 18, 10)),
    )

    assert kinds(a_walk(dates=dates))[2] == [211]


def test_a_move_into_a_doubtful_hour() -> None:
    date_in_gap = a_date(25, 3, start_local=datetime(2027, 3, 28, 1, 30))

    assert kinds(a_walk(dates=(date_in_gap,)))[2] == [325]


def test_a_longer_date_that_runs_over_a_change() -> None:
    schedule = Schedule("Europe/London", datetime(2027, 3, 6, 22), 60, weekly(5), count=6)
    long_date = CalendarDate(1, datetime(2027, 3, 27, 22), minutes=300)

    assert not writes_single_dates(a_walk(schedule=schedule), 2029)
    assert kinds(a_walk(schedule=schedule, dates=(long_date,)))[2] == [1]


def test_extra_dates_are_events_of_their_own() -> None:
    extra = CalendarDate(9, datetime(2027, 2, 7, 15), extra=True)
    gone = CalendarDate(8, datetime(2027, 2, 8, 15), extra=True, status=DateStatus.SKIPPED)

    assert kinds(a_walk(dates=(extra, gone))) == ([], [], [9])


def test_a_row_whose_start_the_rule_no_longer_has_is_dropped() -> None:
    stale = CalendarDate(9, datetime(2027, 2, 12, 10), status=DateStatus.CANCELLED)
    after_the_end = a_date(15, 4, status=DateStatus.CANCELLED)

    assert kinds(a_walk(dates=(stale, after_the_end))) == ([], [], [])


def test_a_series_without_dates_is_left_out() -> None:
    schedule = a_walk().schedule
    skipped = tuple(
        CalendarDate(number, start, status=DateStatus.SKIPPED)
        for number, start in enumerate(local_starts(schedule))
    )

    assert lay_out(a_walk(dates=skipped[:-1]), 2029).has_master
    assert not lay_out(a_walk(dates=skipped), 2029).has_master


@pytest.mark.parametrize(
    ("schedule", "single"),
    [
        (Schedule("Europe/London", datetime(2027, 3, 14, 1, 30), 60, weekly(6)), True),
        (Schedule("Europe/London", datetime(2027, 3, 13, 1, 30), 60, weekly(5)), False),
        (Schedule("Europe/London", datetime(2027, 3, 13, 23, 30), 60, weekly(5)), False),
        (Schedule("Europe/London", datetime(2027, 3, 13, 23, 30), 91, weekly(5)), True),
        # It ends before the change; later ones are beyond the last year of the window.
        (
            Schedule(
                "Europe/London", datetime(2027, 3, 14, 1, 30), 60, weekly(6), date(2027, 3, 27)
            ),
            False,
        ),
        (Schedule("America/Santiago", datetime(2027, 3, 13, 10), 60, weekly(5)), True),
        (Schedule("Asia/Kolkata", datetime(2027, 3, 13, 1, 30), 300, weekly(5)), False),
    ],
)
def test_single_dates_instead_of_a_series(schedule: Schedule, single: bool) -> None:
    assert writes_single_dates(a_walk(schedule=schedule), 2029) is single


def test_answers_to_single_dates_only() -> None:
    walk = a_walk(dates=(a_date(11), a_date(18, status=DateStatus.SKIPPED)), single_dates=True)

    layout = lay_out(walk, 2029)

    assert not layout.has_master
    assert [one.date_id for one in layout.own_events] == [211]


def test_a_one_off_walk() -> None:
    assert kinds(a_one_off()) == ([], [], [340])
    assert kinds(a_one_off(date={"status": DateStatus.SKIPPED})) == ([], [], [])
    assert kinds(a_one_off(date={"declined": True})) == ([], [], [])


def test_a_zone_without_true_pair_is_not_safe() -> None:
    assert lay_out(a_one_off(), 2029).zone_is_safe
    assert not lay_out(a_one_off(zone="America/Santiago"), 2029).zone_is_safe
