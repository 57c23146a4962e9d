"""Local times and clock changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.events.rules.local_time import (
    ClockTrouble,
    UnknownZone,
    clock_changes,
    clock_trouble,
    place,
    to_local,
    to_utc,
    zone_named,
    zone_names,
)

SOME_ZONES = [
    "Europe/London",
    "Europe/Dublin",
    "America/New_York",
    "Australia/Sydney",
    "Australia/Lord_Howe",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Asia/Kolkata",
    "Asia/Gaza",
    "America/Sao_Paulo",
    "Pacific/Apia",
]


@pytest.mark.parametrize(
    "name",
    ["UTC", "Etc/UTC", "Etc/GMT+3", "GMT", "CET", "EST5EDT", "US/Eastern", "Zulu", "", "Europe",
     "Europe/Atlantis", "europe/london", "../etc/passwd", "Europe/London\n"],
)  # fmt: skip
def test_zones_that_are_refused(name: str) -> None:
    with pytest.raises(UnknownZone):
        zone_named(name)


@pytest.mark.parametrize("name", [*SOME_ZONES, "America/Argentina/Buenos_Aires"])
def test_zones_that_are_taken(name: str) -> None:
    assert zone_named(name) == ZoneInfo(name)
    assert name in zone_names()


def test_a_time_that_does_not_exist_takes_the_offset_before_the_gap() -> None:
    instant = to_utc(datetime(2027, 3, 28, 1, 30), "Europe/London")

    assert instant == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    assert to_local(instant, "Europe/London") == datetime(2027, 3, 28, 2, 30)


def test_of_two_equal_times_the_first_counts() -> None:
    assert to_utc(datetime(2027, 10, 31, 1, 30), "Europe/London") == datetime(
        2027, 10, 31, 0, 30, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("local", "minutes", "trouble"),
    [
        (datetime(2027, 3, 28, 0, 58), 1, None),
        (datetime(2027, 3, 28, 0, 59), 1, ClockTrouble.CHANGE_DURING),
        (datetime(2027, 3, 28, 1, 0), 60, ClockTrouble.START_SKIPPED),
        (datetime(2027, 3, 28, 1, 59), 60, ClockTrouble.START_SKIPPED),
        (datetime(2027, 3, 28, 2, 0), 60, None),
        (datetime(2027, 10, 31, 0, 0), 59, None),
        (datetime(2027, 10, 31, 0, 0), 60, ClockTrouble.END_TWICE),
        (datetime(2027, 10, 31, 0, 0), 179, ClockTrouble.END_TWICE),
        (datetime(2027, 10, 31, 0, 0), 180, ClockTrouble.CHANGE_DURING),
        (datetime(2027, 10, 31, 1, 0), 60, ClockTrouble.START_TWICE),
        (datetime(2027, 10, 31, 2, 0), 60, None),
    ],
)
def test_trouble_in_london(local: datetime, minutes: int, trouble: ClockTrouble | None) -> None:
    assert clock_trouble(local, minutes, "Europe/London") is trouble


def test_a_walk_up_to_the_very_change_meets_it() -> None:
    # It ends at 01:00, the first minute that does not exist, so it is written as 02:00.
    placed = place(datetime(2027, 3, 28, 0, 30), 30, "Europe/London")

    assert placed.end_local == datetime(2027, 3, 28, 2, 0)
    assert placed.trouble is ClockTrouble.CHANGE_DURING


@given(
    st.sampled_from(SOME_ZONES),
    st.datetimes(datetime(2025, 1, 1), datetime(2035, 1, 1)),
    st.integers(1, 600),
)
def test_place_says_what_zoneinfo_says(zone: str, local: datetime, minutes: int) -> None:
    local = local.replace(second=0, microsecond=0)
    placed = place(local, minutes, zone)

    assert placed.end_utc - placed.start_utc == timedelta(minutes=minutes)
    assert to_local(placed.start_utc, zone) == placed.start_local
    assert to_local(placed.end_utc, zone) == placed.end_local
    skipped = placed.trouble is ClockTrouble.START_SKIPPED
    assert (placed.start_local != local) == skipped
    if placed.trouble is None:
        assert to_utc(placed.end_local, zone) == placed.end_utc
        assert placed.end_local - placed.start_local == timedelta(minutes=minutes)


@pytest.mark.parametrize("zone", SOME_ZONES)
def test_clock_changes_are_exact_and_complete(zone: str) -> None:
    tz = ZoneInfo(zone)
    changes = list(clock_changes(zone, 2026, 2028))
    for change in changes:
        before = (change.instant - timedelta(seconds=1)).astimezone(tz).utcoffset()
        after = change.instant.astimezone(tz).utcoffset()
        assert (before, after) == (change.before, change.after)
    hour, found = datetime(2026, 1, 1, tzinfo=UTC), 0
    while hour < datetime(2029, 1, 1, tzinfo=UTC):
        following = hour + timedelta(hours=1)
        found += hour.astimezone(tz).utcoffset() != following.astimezone(tz).utcoffset()
        hour = following
    assert found == len(changes)
