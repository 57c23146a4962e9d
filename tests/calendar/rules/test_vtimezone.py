"""VTIMEZONE against zoneinfo, for every zone a walk may have."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil import rrule as dateutil_rule

from community.calendar.rules.vtimezone import has_true_timezone, offset_text, vtimezone
from community.events.rules.local_time import clock_changes, zone_names

LONDON = """\
BEGIN:VTIMEZONE
TZID:Europe/London
X-LIC-LOCATION:Europe/London
BEGIN:DAYLIGHT
DTSTART:20260329T010000
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
TZNAME:BST
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:20261025T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
TZNAME:GMT
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
"""
KOLKATA = """\
BEGIN:VTIMEZONE
TZID:Asia/Kolkata
X-LIC-LOCATION:Asia/Kolkata
BEGIN:STANDARD
DTSTART:19700101T000000
TZOFFSETFROM:+0530
TZOFFSETTO:+0530
TZNAME:IST
END:STANDARD
END:VTIMEZONE
"""


def test_london() -> None:
    assert vtimezone("Europe/London", 2026, 2029) == LONDON.replace("\n", "\r\n")


def test_a_zone_without_changes_has_one_standard() -> None:
    assert vtimezone("Asia/Kolkata", 2026, 2029) == KOLKATA.replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("zone", "daylight", "standard"),
    [
        ("America/New_York", "BYMONTH=3;BYDAY=2SU", "BYMONTH=11;BYDAY=1SU"),
        ("Australia/Sydney", "BYMONTH=10;BYDAY=1SU", "BYMONTH=4;BYDAY=1SU"),
        ("Australia/Lord_Howe", "BYMONTH=10;BYDAY=1SU", "BYMONTH=4;BYDAY=1SU"),
        ("Europe/Dublin", "BYMONTH=3;BYDAY=-1SU", "BYMONTH=10;BYDAY=-1SU"),
        ("Africa/Cairo", "BYMONTH=4;BYDAY=-1FR", "BYMONTH=10;BYDAY=-1FR"),
    ],
)
def test_pairs(zone: str, daylight: str, standard: str) -> None:
    text = vtimezone(zone, 2026, 2029)

    assert text is not None
    first, second = text.split("BEGIN:STANDARD")
    assert f"RRULE:FREQ=YEARLY;{daylight}\r\n" in first
    assert f"RRULE:FREQ=YEARLY;{standard}\r\n" in second


@pytest.mark.parametrize(
    ("zone", "first_year", "last_year"),
    [
        ("Africa/Casablanca", 2026, 2029),  # Ramadan
        ("Asia/Gaza", 2026, 2029),
        ("America/Sao_Paulo", 2018, 2022),  # given up in 2019
        ("America/New_York", 2006, 2009),  # law of 2007
        ("Africa/Cairo", 2021, 2026),  # brought back in 2023
        ("Africa/Cairo", 2026, 2030),  # Thursday 31 October 24:00 falls into November
    ],
)
def test_no_true_pair(zone: str, first_year: int, last_year: int) -> None:
    assert vtimezone(zone, first_year, last_year) is None
    assert not has_true_timezone(zone, first_year, last_year)


def test_the_rule_that_fits_more_years_beyond_is_taken() -> None:
    # In 2026 alone the last Sunday of October (25) is the fourth one as well.
    assert "BYMONTH=10;BYDAY=-1SU" in (vtimezone("Europe/London", 2026, 2026) or "")


@pytest.mark.parametrize("zone", sorted(zone_names()))
def test_every_zone_says_what_zoneinfo_says_or_nothing(zone: str) -> None:
    text = vtimezone(zone, 2026, 2029)
    if text is None:
        return
    observances = _read(text)
    assert [name for name, *_ in observances] in (["STANDARD"], ["DAYLIGHT", "STANDARD"])
    if len(observances) == 2:
        assert observances[0][2] > observances[1][2]
    days = [datetime(2027, month, 15, 12) for month in range(1, 13)]
    for change in clock_changes(zone, 2027, 2029):
        noon = change.instant.replace(tzinfo=None, hour=12, minute=0, second=0)
        days += [noon + timedelta(days=number) for number in (-2, -1, 1, 2)]
    for day in days:
        assert _offset(observances, day) == day.replace(tzinfo=ZoneInfo(zone)).utcoffset()


def test_most_zones_have_a_true_pair() -> None:
    without = {zone for zone in zone_names() if not has_true_timezone(zone, 2027, 2029)}

    assert len(without) < len(zone_names()) / 20
    assert "America/Santiago" in without  # first Sunday from the 2nd on: no n-th Sunday


def test_offsets_with_seconds() -> None:
    assert offset_text(timedelta(hours=-3, minutes=-30)) == "-0330"
    assert offset_text(timedelta(seconds=-75)) == "-000115"
    assert offset_text(timedelta(0)) == "+0000"


def _read(text: str) -> list[tuple[str, datetime, timedelta, str]]:
    """Return (name, first onset, offset to, rule) of each observance."""
    found = []
    for block in text.split("BEGIN:")[2:]:
        values = dict(line.split(":", 1) for line in block.split("\r\n") if ":" in line)
        offset = values["TZOFFSETTO"]
        minutes = int(offset[1:3]) * 60 + int(offset[3:5])
        to = timedelta(minutes=-minutes if offset[0] == "-" else minutes)
        onset = datetime.strptime(values["DTSTART"], "%Y%m%dT%H%M%S")  # noqa: DTZ007
        found.append((block.split("\r\n")[0], onset, to, values.get("RRULE", "")))
    return found


def _offset(observances: list[tuple[str, datetime, timedelta, str]], local: datetime) -> timedelta:
    """Return the offset at a local noon, as a program reads it from the rules."""
    onsets = []
    for _, onset, to, rule in observances:
        last = onset
        if rule:
            last = dateutil_rule.rrulestr(rule, dtstart=onset).before(local, inc=True) or onset
        onsets.append((last, to))
    return max(one for one in onsets if one[0] <= local)[1]
