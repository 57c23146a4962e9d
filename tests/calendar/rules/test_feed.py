"""Whole files: header, order, window, caps, downloads."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.calendar.rules import feed as feed_rules
from community.calendar.rules.component import write_walk
from community.calendar.rules.event import CalendarDate, CalendarWalk
from community.calendar.rules.feed import (
    FeedHeader,
    horizon_year,
    join_feed,
    render_download,
    render_feed,
)
from community.events.rules.dates import DateStatus
from community.events.rules.rule import weekly
from community.events.rules.series import Schedule
from tests.calendar.a_walk import READER, SHOWN, TODAY, a_date, a_one_off, a_walk, feed
from tests.calendar.read_back import events_of, parsed, unfolded

REPOSITORY = Path(__file__).parents[3]


def one_off_on(day: date, number: int = 0, **values: object) -> CalendarWalk:
    start = datetime(day.year, day.month, day.day, 10)
    return a_one_off(start, uid=f"{number:016x}", **values)


def uids(octets: bytes) -> list[str]:
    return [str(event["UID"]) for event in events_of(octets)]


def test_an_empty_feed_is_a_valid_calendar() -> None:
    header = FeedHeader("Headingley; Walkers", "Who walks\nwhere", "#2f6f4f")

    assert render_feed(header, [], READER, TODAY).decode().split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Amble//Amble 1//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "NAME:Headingley\\; Walkers",
        "X-WR-CALNAME:Headingley\\; Walkers",
        "X-WR-CALDESC:Who walks\\nwhere",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        "COLOR:seagreen",
        "X-APPLE-CALENDAR-COLOR:#2F6F4F",
        "END:VCALENDAR",
        "",
    ]


def test_order_is_zones_then_uid_and_recurrence() -> None:
    late = a_walk(uid="b" * 16, dates=(a_date(18, minutes=90), a_date(11, minutes=90)))
    early = a_one_off(uid="a" * 16, zone="Asia/Kolkata")

    octets = feed(late, early)

    names = [one.name for one in parsed(octets).subcomponents]
    assert names == ["VTIMEZONE", "VTIMEZONE", "VEVENT", "VEVENT", "VEVENT", "VEVENT"]
    assert [str(zone["TZID"]) for zone in parsed(octets).walk("VTIMEZONE")] == [
        "Asia/Kolkata",
        "Europe/London",
    ]
    events = events_of(octets)
    assert [str(one["UID"])[5:6] for one in events] == ["a", "b", "b", "b"]
    assert "RECURRENCE-ID" not in events[1]
    assert [one["RECURRENCE-ID"].dt.day for one in events[2:]] == [11, 18]


def test_no_zone_is_unused() -> None:
    assert b"VTIMEZONE" not in feed(a_one_off(zone="America/Santiago"))


def test_the_zone_begins_the_year_before_the_earliest_start() -> None:
    octets = feed(a_one_off(uid="a" * 16), one_off_on(date(2026, 12, 1), 1))

    assert b"DTSTART:20250330T010000\r\n" in octets


def test_no_names_that_must_never_stand_in_a_feed() -> None:
    lines = unfolded(feed(a_walk(dates=(a_date(11, status=DateStatus.CANCELLED),)), a_one_off()))
    names = {line.split(":")[0].split(";")[0] for line in lines}

    assert not names & {
        "SOURCE", "X-WR-TIMEZONE", "IMAGE", "ORGANIZER", "ATTENDEE", "CLASS", "RDATE", "EXRULE",
        "RANGE", "ATTACH", "DURATION",
    }  # fmt: skip
    assert len([line for line in lines if line.startswith("URL:")]) == 3  # of events only


@pytest.mark.parametrize(
    ("days", "written"),
    [(-181, False), (-180, True), (0, True), (730, True), (731, False)],
)
def test_the_window(days: int, written: bool) -> None:
    octets = feed(one_off_on(TODAY + timedelta(days=days)))

    assert bool(uids(octets)) is written


def test_a_series_with_any_date_in_the_window_is_written_whole() -> None:
    long_ago = Schedule("Europe/London", datetime(2025, 1, 2, 10), 60, weekly(3))
    extra_long_ago = CalendarDate(9, datetime(2025, 1, 5, 15), extra=True)
    over = replace(long_ago, until_date=date(2025, 12, 31))

    assert len(uids(feed(a_walk(schedule=long_ago, dates=(extra_long_ago,))))) == 2
    assert uids(feed(a_walk(schedule=over, dates=(extra_long_ago,)))) == []


def test_single_dates_of_a_series_are_written_as_far_as_they_are_in_the_window() -> None:
    night = Schedule("Europe/London", datetime(2025, 1, 5, 1, 30), 60, weekly(6))
    rows = tuple(
        CalendarDate(number, datetime(2025, 1, 5, 1, 30) + timedelta(weeks=number))
        for number in range(120)
    )

    found = uids(feed(a_walk(schedule=night, dates=rows)))

    assert len(found) == len(
        [row for row in rows if row.original_local.date() >= date(2026, 7, 24)]
    )


@pytest.mark.parametrize(("days", "written"), [(-31, False), (-30, True), (5, True)])
def test_called_off_dates_stay_for_thirty_days(days: int, written: bool) -> None:
    off = one_off_on(TODAY + timedelta(days=days), date={"status": DateStatus.CANCELLED})

    assert bool(uids(feed(off))) is written


def test_called_off_overrides_stay_as_long_as_their_series() -> None:
    schedule = Schedule("Europe/London", datetime(2026, 9, 3, 10), 60, weekly(3))
    off = CalendarDate(1, datetime(2026, 9, 10, 10), status=DateStatus.CANCELLED)

    assert len(uids(feed(a_walk(schedule=schedule, dates=(off,))))) == 2


def test_the_oldest_past_goes_first_then_the_farthest_future(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    series = a_walk(uid="5" * 16, schedule=replace(a_walk().schedule, count=None))
    walks = [
        series,
        one_off_on(TODAY - timedelta(days=20), 1),
        one_off_on(TODAY - timedelta(days=10), 2),
        one_off_on(TODAY + timedelta(days=30), 3),
        one_off_on(TODAY + timedelta(days=300), 4),
        one_off_on(TODAY + timedelta(days=3), 6),
    ]
    kept = []
    for most in range(7, 0, -1):  # one of them is the VTIMEZONE
        monkeypatch.setattr(feed_rules, "MOST_COMPONENTS", most)
        kept.append([uid[20] for uid in uids(feed(*walks))])

    assert kept == [
        ["1", "2", "3", "4", "6", "5"],
        ["2", "3", "4", "6", "5"],
        ["3", "4", "6", "5"],
        ["3", "6", "5"],
        ["6", "5"],
        ["6"],
        [],
    ]


def test_a_feed_has_at_most_a_thousand_components_and_900_000_octets() -> None:
    many = [one_off_on(TODAY + timedelta(days=number % 700), number) for number in range(1_200)]
    assert len(parsed(feed(*many)).subcomponents) == 1_000

    shown = replace(SHOWN, route_lines=("é" * 900,))
    large = [replace(walk, shown=shown) for walk in many[:700]]
    octets = feed(*large)
    assert 890_000 < len(octets) <= 900_000
    assert len(uids(octets)) < 700


def test_a_series_is_never_cut() -> None:
    series = a_walk(
        uid="f" * 16,
        schedule=Schedule("Europe/London", datetime(2027, 1, 4, 10), 60, weekly(*range(7))),
        dates=tuple(
            CalendarDate(number, datetime(2027, 1, 4, 10) + timedelta(days=number), minutes=30)
            for number in range(300)
        ),
    )
    many = [one_off_on(TODAY + timedelta(days=number % 700), number) for number in range(900)]

    found = uids(feed(series, *many))

    assert len([uid for uid in found if uid.startswith("walk-ffff")]) == 301
    assert len(found) == 999


# --- downloads ----------------------------------------------------------------------------------


def test_a_download_carries_no_name() -> None:
    octets = render_download(a_one_off(), READER, TODAY)
    lines = unfolded(octets)

    assert "METHOD:PUBLISH" in lines
    assert "VERSION:2.0" in lines
    names = {line.split(":")[0].split(";")[0] for line in lines}
    assert not names & {"NAME", "X-WR-CALNAME", "X-WR-CALDESC", "COLOR", "X-PUBLISHED-TTL"}
    assert "REFRESH-INTERVAL" not in names
    assert len(uids(octets)) == 1


def test_a_download_of_one_date_of_a_series() -> None:
    octets = render_download(a_walk(dates=(a_date(11),), single_dates=True), READER, TODAY)

    assert uids(octets) == ["walk-00112233445566aa-20270211T1000@1a2b3c4d.amble"]


def test_a_download_of_a_series_is_whole_and_old_ones_work_too() -> None:
    assert len(uids(render_download(a_walk(dates=(a_date(11, minutes=90),)), READER, TODAY))) == 2
    assert len(uids(render_download(one_off_on(date(2020, 5, 1)), READER, TODAY))) == 1
    assert len(uids(render_download(one_off_on(date(2035, 5, 1)), READER, TODAY))) == 1


# --- octets -------------------------------------------------------------------------------------


@given(st.permutations(range(8)))
def test_the_same_data_gives_the_same_octets_in_any_order(order: list[int]) -> None:
    walks = [a_walk(uid=f"{n:016x}", dates=(a_date(18, minutes=9), a_date(11))) for n in range(8)]

    assert feed(*[walks[number] for number in order]) == feed(*walks)


def test_kept_fragments_give_the_same_octets() -> None:
    walks = [a_walk(), a_one_off(uid="a" * 16)]
    fragments = [write_walk(walk, READER, horizon_year(TODAY)) for walk in walks]

    assert join_feed(FeedHeader("Headingley Walkers"), fragments, TODAY) == feed(*walks)


def test_every_process_writes_the_same_octets() -> None:
    program = (
        "import zoneinfo; zoneinfo.reset_tzpath(to=[])\n"
        "import hashlib\n"
        "from tests.calendar.a_walk import *\n"
        "print(hashlib.sha256(feed(a_walk(dates=(a_date(11, minutes=9),)), "
        "a_one_off(uid='a' * 16, zone='Asia/Kolkata'))).hexdigest())\n"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=REPOSITORY,
            env={"PYTHONHASHSEED": seed, "TZ": zone, "PATH": ""},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    }

    assert len(found) == 1


def test_every_line_ends_and_fits() -> None:
    octets = feed(a_walk(shown=replace(SHOWN, title="ü" * 200)), a_one_off(uid="a" * 16))

    assert octets.endswith(b"END:VCALENDAR\r\n")
    lines = octets.split(b"\r\n")[:-1]
    assert all(0 < len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in lines)
    assert not octets.startswith(b"\xef\xbb\xbf")


def test_the_day_moves_the_window_and_nothing_else() -> None:
    assert feed(a_one_off()) == feed(a_one_off(), today=TODAY + timedelta(days=1))
    assert horizon_year(date(2027, 1, 1)) == 2028
    assert horizon_year(date(2027, 1, 2)) == 2029
