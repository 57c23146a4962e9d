"""Random walks through both writers: parsed, ours equals the `icalendar` library's.

And through `recurring-ical-events`: read back, the dates are those of the engine.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import icalendar
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community.calendar.rules.event import (
    Audience,
    CalendarDate,
    CalendarWalk,
    FirstName,
    MeetingPlace,
    Reader,
    Shown,
    Standing,
)
from community.calendar.rules.feed import FeedHeader, render_feed
from community.calendar.rules.layout import start_of
from community.events.rules.dates import DateStatus
from community.events.rules.local_time import place
from community.events.rules.rule import first_matching
from community.events.rules.series import Schedule, has_start, local_starts
from tests.calendar.a_walk import TODAY
from tests.calendar.read_back import occurrences, parsed
from tests.calendar.reference_writer import reference_feed
from tests.events.rules.test_rule import RULES

ZONES = st.sampled_from(
    ["Europe/London", "America/New_York", "Australia/Sydney", "Africa/Cairo", "Asia/Kolkata",
     "America/Santiago", "Australia/Lord_Howe"]
)  # fmt: skip
# RFC 6868 gives "^" in parameters a meaning that only some programs know: not tried here.
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="^"), max_size=120)
INSTANTS = st.datetimes(datetime(2026, 6, 1), datetime(2027, 1, 20)).map(
    lambda one: one.replace(microsecond=0, tzinfo=UTC)
)
LOCALS = st.datetimes(datetime(2026, 8, 1), datetime(2028, 6, 1)).map(
    lambda one: one.replace(second=0, microsecond=0)
)
NAMES = st.builds(FirstName, TEXT, st.booleans())
PLACES = st.builds(
    MeetingPlace,
    TEXT,
    TEXT,
    TEXT,
    st.floats(-90, 90, allow_nan=False),
    st.floats(-180, 180, allow_nan=False),
)
SHOWNS = st.builds(
    Shown,
    TEXT,
    PLACES,
    st.lists(TEXT, max_size=3).map(tuple),
    st.lists(TEXT.filter(str.strip), max_size=2).map(tuple),
    NAMES | st.none(),
)
READERS = st.builds(
    Reader,
    st.just("1a2b3c4d.amble"),
    st.just("https://walks.example"),
    audience=st.sampled_from(Audience),
    names_group=st.booleans(),
)


@st.composite
def schedules_near_now(draw: st.DrawFn) -> Schedule:
    zone, minutes = draw(ZONES), draw(st.integers(10, 200))
    start = draw(LOCALS)
    if draw(st.booleans()):
        return Schedule(zone, start, minutes)
    rule = draw(RULES)
    start = first_matching(rule, start)
    if draw(st.booleans()):
        return Schedule(zone, start, minutes, rule, count=draw(st.integers(1, 30)))
    until = start.date() + timedelta(days=draw(st.integers(0, 500)))
    return Schedule(zone, start, minutes, rule, until_date=until)


@st.composite
def dates_of(draw: st.DrawFn, schedule: Schedule) -> tuple[CalendarDate, ...]:
    found = []
    for number, start in enumerate(local_starts(schedule), start=1):
        what = draw(st.sampled_from(["plain"] * 4 + ["skip", "cancel", "move", "edit"]))
        values: dict[str, Any] = {}
        if what == "skip":
            values["status"] = DateStatus.SKIPPED
        elif what == "cancel":
            values["status"] = DateStatus.CANCELLED
            values["reason"], values["changed_by"] = draw(TEXT), draw(NAMES)
        elif what == "move":
            shift = draw(st.integers(-20, 20)) * 60 * 12 + draw(st.integers(-90, 90))
            values["start_local"] = start + timedelta(minutes=shift)
        elif what == "edit":
            values["minutes"] = draw(st.integers(10, 200))
            values["shown"] = draw(SHOWNS)
            values["standing"] = draw(st.sampled_from(Standing))
        if what != "plain" and draw(st.booleans()):
            values["changed_at"] = draw(INSTANTS)
        found.append(CalendarDate(number, start, **values))
        if number >= 40:
            break
    extra = draw(LOCALS)
    if schedule.rule is not None and draw(st.booleans()) and not has_start(schedule, extra):
        found.append(CalendarDate(99, extra, extra=True))
    return tuple(found)


@st.composite
def walks(draw: st.DrawFn) -> list[CalendarWalk]:
    found = []
    for number in range(draw(st.integers(0, 3))):
        schedule = draw(schedules_near_now())
        found.append(
            CalendarWalk(
                uid=f"{number:016x}",
                walk_id=number,
                schedule=schedule,
                shown=draw(SHOWNS),
                dates=draw(dates_of(schedule)),
                sequence=draw(st.integers(0, 99)),
                changed_at=draw(INSTANTS),
                published_at=draw(INSTANTS),
                group_name=draw(TEXT),
                standing=draw(st.sampled_from(Standing)),
                group_shows_place=draw(st.booleans()),
                group_shows_leaders=draw(st.booleans()),
            )
        )
    return found


THOROUGH = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@given(walks(), READERS, TEXT, TEXT)
@THOROUGH
def test_both_writers_say_the_same(
    generated: list[CalendarWalk], reader: Reader, name: str, description: str
) -> None:
    header = FeedHeader(name, description, "#336699")

    ours = parsed(render_feed(header, generated, reader, TODAY))
    theirs = reference_feed(header, generated, reader, TODAY)

    # The reference knows no window: compare the walks that ours shows.
    shown = {str(event["UID"]) for event in ours.walk("VEVENT")}
    kept = [one for one in parsed(theirs).walk("VEVENT") if str(one["UID"]) in shown]
    assert_same(list(ours.walk("VEVENT")), kept)
    for property_name in (*ours.keys(),):
        assert str(ours[property_name]) == str(parsed(theirs)[property_name])


def assert_same(ours: list[icalendar.Component], theirs: list[icalendar.Component]) -> None:
    assert len(ours) == len(theirs)
    for one, other in zip(ours, theirs, strict=True):
        assert set(one.keys()) == set(other.keys())
        for name in one:
            assert one.get(name) == other.get(name), name
            if hasattr(one.get(name), "params"):
                assert dict(one.get(name).params) == dict(other.get(name).params), name


@given(walks())
@THOROUGH
def test_dates_read_back_are_those_of_the_engine(generated: list[CalendarWalk]) -> None:
    begin, end = datetime(2026, 9, 1, tzinfo=UTC), datetime(2028, 9, 1, tzinfo=UTC)
    reader = Reader("1a2b3c4d.amble", "https://walks.example")

    found = occurrences(render_feed(FeedHeader("x"), generated, reader, TODAY), begin, end)

    live, cancelled = [], []
    for walk in generated:
        known = {one.original_local: one for one in walk.dates}
        rows = [*walk.dates]
        rows += [CalendarDate(0, one) for one in local_starts(walk.schedule) if one not in known]
        for one in rows:
            minutes = one.minutes or walk.schedule.minutes
            placed = place(start_of(one), minutes, walk.schedule.zone)
            if one.status is DateStatus.SKIPPED or not begin <= placed.start_utc < end:
                continue
            if one.status is DateStatus.CANCELLED:
                cancelled.append(_text(placed.start_utc))
            else:
                live.append((_text(placed.start_utc), _text(placed.end_utc)))
    # Rows beyond the fortieth do not exist here: single dates are written as far as rows do.
    assert set(zip(found["starts"], found["ends"], strict=True)) <= set(live)
    assert set(found["cancelled"]) <= set(cancelled)
    if all(_has_all_rows(walk) for walk in generated):
        assert sorted(zip(found["starts"], found["ends"], strict=True)) == sorted(live)


def _has_all_rows(walk: CalendarWalk) -> bool:
    known = {one.original_local for one in walk.dates}
    return all(start in known for start in local_starts(walk.schedule))


def _text(instant: datetime) -> str:
    return f"{instant:%Y-%m-%dT%H:%M:%SZ}"
