"""Schedules: starts, ends, and the search for dates that meet a clock change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

import pytest
from dateutil import rrule as dateutil_rule
from hypothesis import given
from hypothesis import strategies as st

from community.events.rules.local_time import clock_trouble, to_utc
from community.events.rules.rule import (
    Rule,
    UnsupportedRule,
    first_matching,
    monthly,
    parse_rule,
    weekly,
)
from community.events.rules.series import (
    Schedule,
    dates,
    has_start,
    last_start,
    local_starts,
    local_starts_between,
    require_offered_end,
    rrule_text,
    schedule_from_text,
    troubled_starts,
    until_date_of,
    until_utc,
)
from tests.events.rules.test_local_time import SOME_ZONES
from tests.events.rules.test_rule import RULES, STARTS

THURSDAYS = Schedule("Europe/London", datetime(2027, 3, 11, 10), 60, weekly(3))


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    """Series of every kind: with a count, with a last day, open."""
    rule: Rule = draw(RULES)
    start = first_matching(rule, draw(STARTS))
    zone, minutes = draw(st.sampled_from(SOME_ZONES)), draw(st.integers(1, 300))
    end = draw(st.sampled_from(["count", "until", "open"]))
    if end == "count":
        return Schedule(zone, start, minutes, rule, count=draw(st.integers(2, 60)))
    if end == "until":
        until = start.date() + timedelta(days=draw(st.integers(0, 900)))
        return Schedule(zone, start, minutes, rule, until_date=until)
    return Schedule(zone, start, minutes, rule)


@given(schedules())
def test_written_rule_gives_the_same_dates_in_dateutil(schedule: Schedule) -> None:
    text = rrule_text(schedule)
    assert text is not None
    parsed = parse_rule(text)
    # dateutil compares UNTIL with the local wall time: give it the last local start.
    last = last_start(schedule)
    theirs = dateutil_rule.rrulestr(
        text.partition(";UNTIL=")[0], dtstart=schedule.start_local
    ).replace(until=last if parsed.until_utc else None)

    ours = list(islice(local_starts(schedule), 80))

    assert ours == list(islice(theirs, 80))
    if parsed.until_utc and last:
        assert parsed.until_utc == to_utc(last, schedule.zone)


@given(schedules())
def test_a_start_is_known_as_one(schedule: Schedule) -> None:
    starts = list(islice(local_starts(schedule), 30))

    assert all(has_start(schedule, start) for start in starts)
    assert not has_start(schedule, starts[0] - timedelta(minutes=1))
    last = last_start(schedule)
    if last is not None:
        later = [last + timedelta(days=number) for number in range(1, 800)]
        assert not any(has_start(schedule, start) for start in later)


@given(schedules())
def test_nothing_that_meets_a_clock_change_is_missed(schedule: Schedule) -> None:
    horizon = schedule.start_local.year + 2
    starts = local_starts_between(schedule, schedule.start_local, datetime(horizon + 1, 1, 1))
    plainly = [
        one for one in starts if clock_trouble(one, schedule.minutes, schedule.zone) is not None
    ]

    assert troubled_starts(schedule, horizon) == plainly


@given(schedules())
def test_until_as_written_is_read_as_the_same_last_date(schedule: Schedule) -> None:
    until = until_utc(schedule)
    if until is None or schedule.rule is None:
        return
    day = until_date_of(until, schedule.start_local.time(), schedule.zone)
    again = Schedule(schedule.zone, schedule.start_local, schedule.minutes, schedule.rule, day)

    assert list(local_starts(again)) == list(local_starts(schedule))


def test_dates_come_with_their_instants() -> None:
    local, start, end = next(islice(dates(THURSDAYS), 3, 4))

    assert local == datetime(2027, 4, 1, 10)
    assert start == datetime(2027, 4, 1, 9, tzinfo=UTC)
    assert end - start == timedelta(hours=1)


def test_a_walk_without_rule_has_one_date() -> None:
    one = Schedule("Europe/London", datetime(2027, 3, 11, 10), 60)

    assert list(local_starts(one)) == [datetime(2027, 3, 11, 10)]
    assert last_start(one) == datetime(2027, 3, 11, 10)
    assert rrule_text(one) is None
    assert has_start(one, datetime(2027, 3, 11, 10))


def test_start_moves_to_the_first_matching_day() -> None:
    schedule = schedule_from_text(
        "Europe/London", datetime(2027, 3, 8, 10), 60, "FREQ=MONTHLY;BYDAY=2TH;COUNT=2"
    )

    assert list(local_starts(schedule)) == [datetime(2027, 3, 11, 10), datetime(2027, 4, 8, 10)]


def test_starts_between() -> None:
    assert local_starts_between(THURSDAYS, datetime(2027, 3, 18, 10), datetime(2027, 4, 1, 10)) == [
        datetime(2027, 3, 18, 10),
        datetime(2027, 3, 25, 10),
    ]


@pytest.mark.parametrize(
    "values",
    [
        {"rule": weekly(4)},
        {"rule": weekly(3), "count": 201},
        {"rule": weekly(3), "count": 0},
        {"rule": weekly(3), "count": 3, "until_date": date(2027, 5, 1)},
        {"rule": weekly(3), "until_date": date(2027, 3, 10)},
        {"count": 3},
        {"rule": weekly(3), "minutes": 0},
        {"rule": weekly(3), "minutes": 24 * 60 + 1},
        {"rule": monthly(1, 3)},
    ],
)
def test_what_a_schedule_cannot_be(values: dict[str, object]) -> None:
    with pytest.raises(UnsupportedRule):
        Schedule(**{"zone": "Europe/London", "start_local": datetime(2027, 3, 11, 10),
                    "minutes": 60, **values})  # type: ignore[arg-type]  # fmt: skip


def test_a_start_with_a_zone_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="wall time"):
        Schedule("Europe/London", datetime(2027, 3, 11, 10, tzinfo=UTC), 60)


def test_ends_that_the_form_offers() -> None:
    today = date(2027, 3, 1)
    until = Schedule("Europe/London", datetime(2027, 3, 11, 10), 60, weekly(3), date(2032, 3, 1))
    require_offered_end(THURSDAYS, today)
    require_offered_end(until, today)
    require_offered_end(until, date(2028, 2, 29))
    with pytest.raises(UnsupportedRule):
        require_offered_end(until, date(2027, 2, 28))
    once = Schedule("Europe/London", datetime(2027, 3, 11, 10), 60, weekly(3), count=1)
    with pytest.raises(UnsupportedRule):
        require_offered_end(once, today)


def test_the_time_of_day_never_moves() -> None:
    assert {start.time() for start in islice(local_starts(THURSDAYS), 200)} == {time(10)}
