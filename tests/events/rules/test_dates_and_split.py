"""Exceptions of a series, and its edits."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.events.rules.dates import (
    Change,
    DateException,
    DateStatus,
    asks_again,
    planned_dates,
)
from community.events.rules.rule import UnsupportedRule, weekly
from community.events.rules.series import Schedule, local_starts
from community.events.rules.split import call_off_series, partners, this_and_following
from tests.events.rules.test_series import schedules

THURSDAYS = Schedule("Europe/London", datetime(2027, 10, 7, 10), 60, weekly(3), count=6)
END = datetime(2028, 1, 1)


def test_count_counts_skipped_and_called_off_dates_never_extra_ones() -> None:
    found = planned_dates(
        THURSDAYS,
        [
            DateException(Change.SKIP, datetime(2027, 10, 14, 10)),
            DateException(Change.CANCEL, datetime(2027, 10, 21, 10), reason="ice"),
            DateException(Change.EXTRA, datetime(2027, 10, 31, 9), minutes=90),
        ],
        before=END,
    )

    assert [one.status.value for one in found] == [
        "planned", "skipped", "cancelled", "planned", "planned", "planned", "planned",
    ]  # fmt: skip
    assert [one.extra for one in found] == [False, False, False, False, True, False, False]
    assert found[2].reason == "ice"
    assert found[4].end_utc - found[4].start_utc == timedelta(minutes=90)


def test_exceptions_of_starts_that_are_no_longer_there_are_left_out() -> None:
    gone = DateException(Change.CANCEL, datetime(2027, 10, 8, 10))

    assert all(
        one.status is DateStatus.PLANNED for one in planned_dates(THURSDAYS, [gone], before=END)
    )


def test_an_extra_date_must_not_equal_a_start() -> None:
    extra = DateException(Change.EXTRA, datetime(2027, 10, 14, 10))

    with pytest.raises(UnsupportedRule):
        planned_dates(THURSDAYS, [extra], before=END)


@pytest.mark.parametrize(
    ("to", "asked"),
    [
        (datetime(2027, 10, 7, 10, 30), False),
        (datetime(2027, 10, 7, 10, 31), True),
        (datetime(2027, 10, 7, 9, 30), False),
        (datetime(2027, 10, 8, 10), True),
    ],
)
def test_who_comes_is_asked_again_after_a_large_move(to: datetime, asked: bool) -> None:
    assert asks_again("Europe/London", datetime(2027, 10, 7, 10), to) is asked


def test_a_move_over_midnight_asks_again_though_it_is_small() -> None:
    assert asks_again("Europe/London", datetime(2027, 6, 1, 23, 50), datetime(2027, 6, 2, 0, 5))


@given(schedules(), st.integers(0, 20))
def test_a_split_changes_nothing_else(schedule: Schedule, number: int) -> None:
    starts = list(islice(local_starts(schedule), 60))
    at = starts[min(number, len(starts) - 1)]

    two = this_and_following(schedule, at)

    before = [] if two.earlier is None else list(local_starts(two.earlier))
    assert [*before, *islice(local_starts(two.later), 60 - len(before))] == starts
    assert all(start < at for start in before)


def test_a_split_must_be_at_a_date() -> None:
    with pytest.raises(UnsupportedRule):
        this_and_following(THURSDAYS, datetime(2027, 10, 8, 10))


def test_a_part_left_with_one_date_stays_a_series() -> None:
    two = this_and_following(THURSDAYS, datetime(2027, 11, 11, 10))

    assert two.later.rule == weekly(3)
    assert two.later.count == 1


def test_rows_go_to_the_same_day_first_then_in_order() -> None:
    old = [datetime(2027, 10, day, 9) for day in (5, 12, 19)]
    new = [datetime(2027, 10, 12, 11), datetime(2027, 10, 14, 11)]

    assert partners(old, new) == {old[0]: new[1], old[1]: new[0], old[2]: None}


@given(
    st.sets(st.datetimes(datetime(2027, 1, 1), datetime(2027, 3, 1))),
    st.sets(st.datetimes(datetime(2027, 1, 1), datetime(2027, 3, 1))),
)
def test_no_row_is_lost_and_no_date_given_twice(old: set[datetime], new: set[datetime]) -> None:
    found = partners(sorted(old), sorted(new))

    assert set(found) == old
    given_away = [one for one in found.values() if one is not None]
    assert len(given_away) == len(set(given_away)) == min(len(old), len(new))
    assert set(given_away) <= new


def test_a_series_is_called_off_for_sixty_days() -> None:
    open_end = Schedule("Europe/London", datetime(2027, 10, 7, 10), 60, weekly(3))
    ended, called_off = call_off_series(open_end, datetime(2027, 10, 8))

    assert called_off[0] == datetime(2027, 10, 14, 10)
    assert called_off[-1] == datetime(2027, 12, 2, 10)
    assert ended is not None
    assert ended.until_date == date(2027, 12, 2)


def test_at_least_four_dates_are_written_as_called_off() -> None:
    rare = Schedule("Europe/London", datetime(2027, 10, 7, 10), 60, weekly(3, interval=8))

    assert len(call_off_series(rare, datetime(2027, 10, 1))[1]) == 4
    assert call_off_series(THURSDAYS, datetime(2028, 1, 1)) == (None, [])
