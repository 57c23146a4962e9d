"""Rules of repeating walks: text, days, and agreement with python-dateutil."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import islice, takewhile

import pytest
from dateutil import rrule as dateutil_rule
from hypothesis import given
from hypothesis import strategies as st

from community.events.rules.rule import (
    ORDINALS,
    Frequency,
    Rule,
    UnsupportedRule,
    days_of_rule,
    first_matching,
    format_rule,
    is_day_of_rule,
    monthly,
    parse_rule,
    weekly,
)

WEEKDAY = st.integers(0, 6)
WEEKLY = st.builds(
    lambda days, interval, wkst: weekly(*days, interval=interval, wkst=wkst),
    st.sets(WEEKDAY, min_size=1),
    st.integers(1, 8),
    WEEKDAY,
)
MONTHLY = st.builds(monthly, st.sampled_from(ORDINALS), WEEKDAY, st.integers(1, 12))
RULES = st.one_of(WEEKLY, MONTHLY)
STARTS = st.datetimes(datetime(2026, 1, 1), datetime(2036, 12, 31)).map(
    lambda one: one.replace(second=0, microsecond=0)
)


@given(RULES, STARTS)
def test_days_are_those_of_dateutil(rule: Rule, start: datetime) -> None:
    first = first_matching(rule, start)
    theirs = dateutil_rule.rrulestr(f"RRULE:{format_rule(rule)}", dtstart=first)

    ours = list(islice(days_of_rule(rule, first.date()), 60))

    assert [datetime.combine(day, first.time()) for day in ours] == list(islice(theirs, 60))


@given(RULES, STARTS)
def test_asking_for_one_day_agrees_with_counting_them(rule: Rule, start: datetime) -> None:
    first = first_matching(rule, start).date()
    end = first + timedelta(days=400)
    days = set(takewhile(lambda day: day <= end, days_of_rule(rule, first)))

    for number in range(-10, 400):
        day = first + timedelta(days=number)
        assert is_day_of_rule(rule, first, day) == (day in days)


@given(RULES, st.one_of(st.none(), st.integers(2, 200)))
def test_text_comes_back(rule: Rule, count: int | None) -> None:
    parsed = parse_rule("RRULE:" + format_rule(rule, count=count))

    assert parsed.count == count
    assert format_rule(parsed.rule, count=count) == format_rule(rule, count=count)


@given(RULES, STARTS)
def test_first_matching_is_the_nearest_day_on_or_after(rule: Rule, start: datetime) -> None:
    found = first_matching(rule, start)

    assert found >= start
    assert found.time() == start.time()
    every = Rule(rule.freq, rule.byday, 1, rule.ordinal, rule.wkst)
    between = range((found - start).days)
    assert not any(
        is_day_of_rule(every, start.date(), start.date() + timedelta(days=number))
        for number in between
    )


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (weekly(3), "FREQ=WEEKLY;BYDAY=TH"),
        (weekly(1, 6, interval=2, wkst=6), "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU"),
        (weekly(1, 6, interval=2), "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=MO"),
        (monthly(-1, 1), "FREQ=MONTHLY;BYDAY=-1TU"),
        (monthly(4, 3, 2), "FREQ=MONTHLY;INTERVAL=2;BYDAY=4TH"),
    ],
)
def test_text(rule: Rule, text: str) -> None:
    assert format_rule(rule) == text
    assert parse_rule(text).rule == rule


def test_ends_in_text() -> None:
    until = datetime(2027, 4, 14, 22, tzinfo=UTC)

    assert format_rule(weekly(3), until_utc=until) == "FREQ=WEEKLY;BYDAY=TH;UNTIL=20270414T220000Z"
    assert parse_rule("FREQ=WEEKLY;BYDAY=TH;UNTIL=20270414T220000Z").until_utc == until
    assert parse_rule("freq=weekly;byday=th;count=5").count == 5


@pytest.mark.parametrize(
    "text",
    [
        "",
        "FREQ=DAILY",
        "FREQ=WEEKLY",
        "FREQ=WEEKLY;BYDAY=",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=WEEKLY;BYDAY=1TH",
        "FREQ=WEEKLY;BYDAY=TH;INTERVAL=0",
        "FREQ=WEEKLY;BYDAY=TH;INTERVAL=9",
        "FREQ=WEEKLY;BYDAY=TH;INTERVAL=-1",
        "FREQ=WEEKLY;BYDAY=TH;COUNT=3;UNTIL=20270414T220000Z",
        "FREQ=WEEKLY;BYDAY=TH;UNTIL=20270414",
        "FREQ=WEEKLY;BYDAY=TH;BYMONTH=3",
        "FREQ=WEEKLY;BYDAY=TH;BYDAY=FR",
        "FREQ=MONTHLY;BYDAY=TH",
        "FREQ=MONTHLY;BYDAY=5TH",
        "FREQ=MONTHLY;BYDAY=-2TH",
        "FREQ=MONTHLY;BYDAY=1TH,3TH",
        "FREQ=MONTHLY;BYDAY=1TH,1FR",
        "FREQ=MONTHLY;BYMONTHDAY=31",
        "FREQ=MONTHLY;INTERVAL=13;BYDAY=1TH",
        "FREQ=YEARLY;BYDAY=1TH",
    ],
)
def test_what_is_not_offered_is_refused(text: str) -> None:
    with pytest.raises(UnsupportedRule):
        parse_rule(text)


def test_days_end_with_the_calendar() -> None:
    assert list(days_of_rule(weekly(4), date(9999, 12, 20)))[-1] <= date.max
    assert len(list(days_of_rule(monthly(1, 0), date(9999, 11, 1)))) == 2


def test_a_frequency_reads_as_in_the_file() -> None:
    assert Frequency("WEEKLY") is Frequency.WEEKLY
