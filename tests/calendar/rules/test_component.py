"""The octets of single components."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from community.calendar.rules.component import uid_of, write_walk
from community.calendar.rules.event import (
    Alarm,
    Audience,
    CalendarDate,
    CalendarWalk,
    FirstName,
    MeetingPlace,
    Reader,
    Standing,
    sequence_of,
)
from community.calendar.rules.phrases import ENGLISH, phrases_in
from community.events.rules.dates import DateStatus
from tests.calendar.a_walk import PLACE, READER, SHOWN, a_date, a_one_off, a_walk
from tests.calendar.read_back import unfolded

MASTER = """\
BEGIN:VEVENT
UID:walk-00112233445566aa@1a2b3c4d.amble
DTSTAMP:20270102T030405Z
LAST-MODIFIED:20270102T030405Z
CREATED:20261201T090000Z
SEQUENCE:3
DTSTART;TZID=Europe/London:20270204T100000
DTEND;TZID=Europe/London:20270204T110000
RRULE:FREQ=WEEKLY;BYDAY=TH;COUNT=10
EXDATE;TZID=Europe/London:20270211T100000
EXDATE;TZID=Europe/London:20270218T100000
SUMMARY:Canal walk
STATUS:CONFIRMED
TRANSP:TRANSPARENT
X-MICROSOFT-CDO-BUSYSTATUS:FREE
LOCATION:Old Mill\\, Mill Lane 2
GEO:53.819400;-1.576800
X-APPLE-STRUCTURED-LOCATION;VALUE=URI;X-APPLE-RADIUS=50;X-TITLE="Old Mill":
 geo:53.819400,-1.576800
DESCRIPTION:Level and paved all the way.\\n3.2 km\\, about 55 minutes.\\nMeeti
 ng point: Old Mill\\, Mill Lane 2\\nLeader: Ruth\\nhttps://walks.example/seri
 es/7
URL:https://walks.example/series/7
CATEGORIES:Walk,Grade A
END:VEVENT
"""


def lines_of(walk: CalendarWalk, number: int = 0, reader: Reader = READER) -> list[str]:
    return unfolded(write_walk(walk, reader, 2029).components[number].octets)


def value(lines: list[str], name: str) -> str:
    found = [line for line in lines if line.split(":")[0].split(";")[0] == name]
    assert len(found) <= 1
    return found[0].partition(":")[2] if found else ""


def test_a_master_to_the_octet() -> None:
    dates = (a_date(18, declined=True), a_date(11, status=DateStatus.SKIPPED))

    fragment = write_walk(a_walk(dates=dates), READER, 2029)

    assert fragment.components[0].octets == MASTER.replace("\n", "\r\n").encode()
    assert fragment.whole


def test_an_override() -> None:
    moved = a_date(
        11,
        start_local=datetime(2027, 2, 12, 14, 30),
        minutes=45,
        reason="The hall is shut; mail ruth@example.org",
        changed_by=FirstName("Ruth", agrees=True),
        changed_at=datetime(2027, 1, 5, tzinfo=UTC),
    )
    lines = lines_of(a_walk(dates=(moved,)), 1)

    assert "RECURRENCE-ID;TZID=Europe/London:20270211T100000" in lines
    assert "DTSTART;TZID=Europe/London:20270212T143000" in lines
    assert "DTEND;TZID=Europe/London:20270212T151500" in lines
    assert value(lines, "UID") == "walk-00112233445566aa@1a2b3c4d.amble"
    assert value(lines, "SUMMARY") == "Moved: Canal walk"
    assert value(lines, "DTSTAMP") == value(lines, "LAST-MODIFIED") == "20270105T000000Z"
    assert value(lines, "URL") == "https://walks.example/walks/211"
    assert value(lines, "DESCRIPTION").startswith(
        "Moved by Ruth from Thursday 11 February 2027\\, 10:00: "
        "The hall is shut\\; mail (see the walk's page)\\n"
    )
    assert not value(lines, "RRULE")


def test_a_called_off_date() -> None:
    off = a_date(11, status=DateStatus.CANCELLED, reason="Ice")
    lines = lines_of(a_walk(dates=(off,), standing=Standing.COMING), 1)

    assert value(lines, "SUMMARY") == "CANCELLED: Canal walk"
    assert value(lines, "STATUS") == "CANCELLED"
    assert value(lines, "TRANSP") == "TRANSPARENT"
    assert value(lines, "DESCRIPTION").startswith("Called off: Ice\\n")


def test_an_event_of_its_own() -> None:
    extra = CalendarDate(9, datetime(2027, 2, 7, 15), extra=True)
    lines = lines_of(a_walk(dates=(extra,)), 1)

    assert value(lines, "UID") == "walk-00112233445566aa-20270207T1500@1a2b3c4d.amble"
    assert value(lines, "SUMMARY") == "Canal walk"
    assert not value(lines, "RECURRENCE-ID")


def test_times_in_a_doubled_hour_are_written_in_utc() -> None:
    lines = lines_of(a_one_off(datetime(2027, 10, 31, 1, 30)))

    assert "DTSTART:20271031T003000Z" in lines
    assert "DTEND:20271031T013000Z" in lines


def test_a_start_in_a_gap_is_written_as_the_real_one() -> None:
    lines = lines_of(a_one_off(datetime(2027, 3, 28, 1, 30)))

    assert "DTSTART;TZID=Europe/London:20270328T023000" in lines
    assert "DTEND;TZID=Europe/London:20270328T033000" in lines


def test_a_zone_without_true_pair_is_written_in_utc() -> None:
    component = write_walk(a_one_off(zone="America/Santiago"), READER, 2029).components[0]

    assert component.zone == ""
    assert b"DTSTART:20270204T130000Z\r\n" in component.octets


@pytest.mark.parametrize(
    ("standing", "summary", "status", "busy"),
    [
        (Standing.NONE, "Canal walk", "CONFIRMED", "FREE"),
        (Standing.COMING, "Canal walk", "CONFIRMED", "BUSY"),
        (Standing.LEADING, "Leading: Canal walk", "CONFIRMED", "BUSY"),
        (Standing.WAITING, "Waiting list: Canal walk", "TENTATIVE", "FREE"),
        (Standing.MAYBE, "Maybe: Canal walk", "TENTATIVE", "FREE"),
        (Standing.OTHER, "Canal walk", "TENTATIVE", "FREE"),
    ],
)
def test_standings(standing: Standing, summary: str, status: str, busy: str) -> None:
    lines = lines_of(a_one_off(standing=standing))

    assert value(lines, "SUMMARY") == summary
    assert value(lines, "STATUS") == status
    assert value(lines, "X-MICROSOFT-CDO-BUSYSTATUS") == busy
    assert value(lines, "TRANSP") == {"BUSY": "OPAQUE", "FREE": "TRANSPARENT"}[busy]


def test_one_prefix_only() -> None:
    moved: dict[str, Any] = {"start_local": datetime(2027, 2, 5, 10)}
    off: dict[str, Any] = {**moved, "status": DateStatus.CANCELLED}

    assert value(lines_of(a_one_off(date=moved)), "SUMMARY") == "Moved: Canal walk"
    leading = a_one_off(date=moved, standing=Standing.LEADING)
    assert value(lines_of(leading), "SUMMARY") == "Leading: Canal walk"
    called_off = a_one_off(date=off, standing=Standing.LEADING)
    assert value(lines_of(called_off), "SUMMARY") == "CANCELLED: Canal walk"


def test_a_date_has_its_own_standing() -> None:
    dates = (a_date(11, standing=Standing.MAYBE),)
    lines = lines_of(a_walk(dates=dates, standing=Standing.COMING), 1)

    assert value(lines, "SUMMARY") == "Maybe: Canal walk"


def test_the_group_is_named_outside_its_own_feed() -> None:
    reader = replace(READER, names_group=True)

    assert (
        value(lines_of(a_one_off(), reader=reader), "SUMMARY") == "Canal walk (Headingley Walkers)"
    )


# --- who sees what ------------------------------------------------------------------------------


def text_for(audience: Audience, **values: Any) -> str:
    reader = replace(READER, audience=audience)
    return "\n".join(lines_of(a_one_off(**values), reader=reader))


def test_the_public_sees_the_exact_place_only_if_the_group_shows_it() -> None:
    hidden = text_for(Audience.PUBLIC, group_shows_place=False)

    assert "LOCATION:Headingley (exact place for members)" in hidden
    assert "Members see the exact place." in hidden
    assert not any(word in hidden for word in ("Mill", "GEO", "geo:", "53.8", "X-APPLE"))
    assert "GEO:53.819400;-1.576800" in text_for(Audience.PUBLIC, group_shows_place=True)
    assert "GEO:53.819400;-1.576800" in text_for(Audience.MEMBER, group_shows_place=False)


@pytest.mark.parametrize(
    ("audience", "group", "agrees", "named"),
    [
        (Audience.PUBLIC, True, True, True),
        (Audience.PUBLIC, True, False, False),
        (Audience.PUBLIC, False, True, False),
        (Audience.MEMBER, False, True, True),
        (Audience.MEMBER, True, False, False),
    ],
)
def test_first_names(audience: Audience, group: bool, agrees: bool, named: bool) -> None:
    person = FirstName("Ruth", agrees)
    text = text_for(
        audience,
        group_shows_leaders=group,
        shown=replace(SHOWN, leader=person),
        date={"status": DateStatus.CANCELLED, "changed_by": person, "reason": "Ice"},
    )

    assert ("Leader: Ruth" in text) is named
    assert ("Called off by Ruth: Ice" in text) is named
    assert ("Called off: Ice" in text) is not named


def test_addresses_are_replaced_everywhere() -> None:
    mail = "x@example.org"
    shown = replace(
        SHOWN,
        title=f"Walk {mail}",
        place=replace(PLACE, name=f"Mill {mail}", address=mail),
        route_lines=(mail,),
        categories=(mail,),
        leader=FirstName(mail, agrees=True),
    )
    walk = a_one_off(
        shown=shown, group_name=mail, date={"status": DateStatus.CANCELLED, "reason": mail}
    )

    text = "\n".join(lines_of(walk, reader=replace(READER, names_group=True)))

    assert mail not in text
    assert text.count("@") == 1  # the UID


def test_location_begins_with_the_title_of_apples_point() -> None:
    shown = replace(SHOWN, place=replace(PLACE, name='The "Old" Mill; gate'))
    lines = lines_of(a_one_off(shown=shown))

    assert value(lines, "LOCATION") == "The 'Old' Mill\\; gate\\, Mill Lane 2"
    apple = next(line for line in lines if line.startswith("X-APPLE"))
    assert apple.endswith("X-TITLE=\"The 'Old' Mill; gate\":geo:53.819400,-1.576800")


def test_without_a_point_there_is_no_map() -> None:
    shown = replace(SHOWN, place=MeetingPlace("Old Mill"))
    lines = lines_of(a_one_off(shown=shown))

    assert value(lines, "LOCATION") == "Old Mill"
    assert not value(lines, "GEO")
    assert not any(line.startswith("X-APPLE") for line in lines)


def test_a_description_is_cut_before_its_link() -> None:
    shown = replace(SHOWN, route_lines=("é" * 3000,))
    text = value(lines_of(a_one_off(shown=shown)), "DESCRIPTION").replace("\\n", "\n")

    assert len(text) == 1000
    assert text.endswith("…\nhttps://walks.example/walks/340")


@pytest.mark.parametrize(
    ("alarm", "trigger"),
    [
        (Alarm.ONE_HOUR, "-PT1H"),
        (Alarm.TWO_HOURS, "-PT2H"),
        (Alarm.EVENING_BEFORE, "-PT16H30M"),
    ],
)
def test_alarms(alarm: Alarm, trigger: str) -> None:
    reader = replace(READER, alarm=alarm)
    lines = lines_of(a_one_off(datetime(2027, 2, 4, 10, 30)), reader=reader)

    begin = lines.index("BEGIN:VALARM")
    assert lines[begin:] == [
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"TRIGGER:{trigger}",
        "DESCRIPTION:Canal walk",
        "END:VALARM",
        "END:VEVENT",
    ]
    off = a_one_off(date={"status": DateStatus.CANCELLED})
    assert "BEGIN:VALARM" not in lines_of(off, reader=reader)
    assert "BEGIN:VALARM" not in lines_of(a_one_off())


# --- revisions ----------------------------------------------------------------------------------


def test_stamps_move_only_where_something_shown_changed() -> None:
    later = datetime(2027, 1, 9, tzinfo=UTC)
    off = a_date(11, status=DateStatus.CANCELLED, changed_at=later)
    edited = a_date(18, minutes=90)
    components = write_walk(a_walk(dates=(off, edited)), READER, 2029).components

    stamps = [value(unfolded(one.octets), "DTSTAMP") for one in components]

    assert stamps == ["20270102T030405Z", "20270109T000000Z", "20270102T030405Z"]
    assert {value(unfolded(one.octets), "SEQUENCE") for one in components} == {"3"}


def test_a_skip_or_its_undoing_moves_the_masters_stamp() -> None:
    later = datetime(2027, 1, 9, tzinfo=UTC)
    for status in (DateStatus.SKIPPED, DateStatus.PLANNED):
        walk = a_walk(dates=(a_date(11, status=status, changed_at=later),))
        assert value(lines_of(walk), "DTSTAMP") == "20270109T000000Z"


def test_sequence_is_a_sum_of_counters() -> None:
    assert sequence_of(3, 4, 5) == 12
    assert sequence_of(3, 4, 5, 6, 7) == 25


def test_the_uid_of_a_one_off_walk_has_no_date() -> None:
    walk = a_one_off()

    assert value(lines_of(walk), "UID") == uid_of(walk, READER)


# --- words --------------------------------------------------------------------------------------


def test_another_language() -> None:
    german = {ENGLISH.summary_cancelled: "ABGESAGT: %(title)s"}
    phrases = phrases_in(lambda text: german.get(text, text), lambda local: f"{local:%d.%m.}")
    reader = replace(READER, phrases=phrases)
    dates = (
        a_date(11, status=DateStatus.CANCELLED),
        a_date(18, start_local=datetime(2027, 2, 19, 10)),
    )
    walk = a_walk(dates=dates)

    assert value(lines_of(walk, 1, reader), "SUMMARY") == "ABGESAGT: Canal walk"
    assert value(lines_of(walk, 2, reader), "DESCRIPTION").startswith("Moved from 18.02..\\n")


def test_signs_of_percent_in_texts_do_no_harm() -> None:
    shown = replace(SHOWN, title="100 %(title)s % flat")

    assert value(lines_of(a_one_off(shown=shown)), "SUMMARY") == "100 %(title)s % flat"
