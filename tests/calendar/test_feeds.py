"""Group and personal feeds, read back by other people's libraries and compared with the pages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import recurring_ical_events
from flask import Flask

from community.accounts import Person
from community.calendar.actions import own_link, set_switch
from community.events import (
    Occurrence,
    Reply,
    Walk,
    answer_occurrence,
    call_off,
    move_occurrence,
    walks_of_group,
)
from community.foundation.authorisation import SYSTEM
from community.foundation.database import write_transaction
from community.groups import Group, leave_group
from community.routes import RouteFacts, Seat
from tests.builders.groups import a_group
from tests.builders.people import a_person
from tests.builders.routes import ONE_RISE, a_route
from tests.builders.walks import NOW, THURSDAY, a_walk
from tests.calendar.read_back import events_of, occurrences, parsed, unfolded
from tests.calendar.served import a_feed, at_time, fetch

BEGIN, END = datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC)
WEEK = timedelta(days=7)


@pytest.fixture(autouse=True)
def in_may() -> Any:
    with at_time(NOW):
        yield


def the_date(walk_id: int, number: int) -> Occurrence:
    """Return the n-th date of a series, counted from 0."""
    rows = Occurrence.select().where(Occurrence.walk == walk_id).order_by(Occurrence.start_utc)
    return list(rows)[number]


def personal(app: Flask, person: Person) -> bytes:
    return fetch(app, personal_path(app, person)).data


def personal_path(app: Flask, person: Person) -> str:
    link = own_link(person.id, person.id, app.config["SECRET_KEY"], NOW)
    return f"/calendar/{link.token}.ics"


def answer(person: Person, date: Occurrence, kind: str, scope: str = "date") -> None:
    answer_occurrence(person.id, date.id, Reply(kind, 0, scope), NOW)


def titles(feed: bytes, begin: datetime = BEGIN, end: datetime = END) -> list[tuple[str, str]]:
    """Return (day and time in UTC, title) of everything in the window."""
    return sorted(
        (f"{one['DTSTART'].dt.astimezone(UTC):%m-%d %H:%M}", str(one["SUMMARY"]))
        for one in recurring_ical_events.of(parsed(feed)).between(begin, end)
    )


def on_the_page(group: Group) -> list[tuple[datetime, bool]]:
    """Return what the group's page lists: local start, called off."""
    return [(card.start_local, card.is_called_off) for card in walks_of_group(None, group.id, NOW)]


def in_the_feed(feed: bytes, until: datetime) -> list[tuple[datetime, bool]]:
    return sorted(
        (one["DTSTART"].dt.replace(tzinfo=None), str(one["STATUS"]) == "CANCELLED")
        for one in recurring_ical_events.of(parsed(feed)).between(NOW, until)
    )


def test_a_planned_walk_stands_in_the_feed_of_its_group(app: Flask) -> None:
    ruth = a_person("Ruth Miller", name_in_public=True)
    group = a_group(leaders=[ruth], shows_exact_place=True, shows_names=True)
    route = a_route(group, *ONE_RISE)
    date = a_walk(group, ruth, route_id=route.id, title="Rhine dam loop")

    (event,) = events_of(a_feed(app, group))

    assert event["SUMMARY"] == "Rhine dam loop"
    assert event["DTSTART"].dt.replace(tzinfo=None) == THURSDAY
    assert event["DTSTART"].params["TZID"] == "Europe/Vaduz"
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(minutes=50)
    assert event["URL"] == f"{app.extensions['settings'].url}/walks/{date.id}"
    assert event["LOCATION"] == "Bench above the bus stop"
    assert (event["GEO"].latitude, event["GEO"].longitude) == (47.1404, 9.5104)
    assert event["STATUS"] == "CONFIRMED"
    lines = str(event["DESCRIPTION"]).replace("\u00a0", " ").split("\n")
    assert lines[0].startswith(f"{route.shown_letter} · ")
    assert lines[1].startswith(f"{route.letter} because of one rise: ")
    assert "2.4 km, about 50 minutes." in lines
    assert "Meeting point: Bench above the bus stop" in lines
    assert "Leader: Ruth" in lines
    assert "Miller" not in str(event["DESCRIPTION"])


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        (RouteFacts(), None),
        (RouteFacts.said(seats=()), "No seat on the way."),
        (RouteFacts.said(seats=(Seat(700.0),)), "1 seat. Longest way without a seat: 800 m."),
        (
            RouteFacts.said(seats=(Seat(400.0), Seat(1000.0))),
            "2 seats. Longest way without a seat: 600 m.",
        ),
    ],
)
def test_seats_are_told_as_far_as_they_are_known(
    app: Flask, facts: RouteFacts, sentence: str | None
) -> None:
    group = a_group()
    a_walk(group, route_id=a_route(group, facts=facts).id)
    (event,) = events_of(a_feed(app, group))
    lines = str(event["DESCRIPTION"]).replace("\u00a0", " ").split("\n")
    assert [line for line in lines if "seat" in line] == ([sentence] if sentence else [])


def test_dates_of_a_series_are_those_of_the_page(app: Flask) -> None:
    group = a_group()
    a_walk(group, weekly=[3], title="Thursdays")
    a_walk(group, title="Once", start_local=datetime(2026, 5, 20, 17, 0))
    page = on_the_page(group)

    feed = a_feed(app, group)

    assert len(events_of(feed)) == 2
    last = page[-1][0].replace(tzinfo=UTC)
    assert in_the_feed(feed, last)[: len(page) - 1] == page[: len(page) - 1]


def test_moved_by_an_hour_called_off_and_skipped(app: Flask) -> None:
    ruth = a_person("Ruth", name_in_public=True)
    group = a_group(leaders=[ruth], shows_names=True)
    first = a_walk(group, ruth, weekly=[3], title="Dam")
    second, third, fourth = (the_date(first.walk_id, n) for n in (1, 2, 3))
    move_occurrence(ruth.id, second.id, THURSDAY + WEEK + timedelta(hours=1), "Bus", NOW)
    call_off(ruth.id, third.id, "Ice on the path", NOW)
    with write_transaction(by=SYSTEM):
        Occurrence.update(status="skipped", rev=1).where(Occurrence.id == fourth.id).execute()
        Walk.update(rev=Walk.rev + 1).where(Walk.id == first.walk_id).execute()

    feed = a_feed(app, group)

    found = occurrences(feed, BEGIN, datetime(2026, 6, 12, tzinfo=UTC))
    assert found["starts"] == [
        "2026-05-14T07:30:00Z",
        "2026-05-21T08:30:00Z",
        "2026-06-11T07:30:00Z",
    ]
    assert found["cancelled"] == ["2026-05-28T07:30:00Z"]
    told = {
        str(e["SUMMARY"]): str(e["DESCRIPTION"]).split("\n")[0]
        for e in events_of(feed)
        if "RECURRENCE-ID" in e
    }
    assert told == {
        "Moved: Dam": "Moved by Ruth from Thursday 21 May 2026, 9:30: Bus",
        "CANCELLED: Dam": "Called off by Ruth: Ice on the path",
    }
    assert len({str(e["SEQUENCE"]) for e in events_of(feed)}) == 1
    listed = [(start, off) for start, off in on_the_page(group) if start < datetime(2026, 6, 12)]
    assert in_the_feed(feed, datetime(2026, 6, 12, tzinfo=UTC)) == listed


def test_a_move_raises_sequence_and_the_stamp_of_what_changed_only(app: Flask) -> None:
    ruth = a_person("Ruth")
    group = a_group(leaders=[ruth])
    first = a_walk(group, ruth, weekly=[3])
    before = events_of(a_feed(app, group))[0]
    later = NOW + timedelta(hours=2)
    with at_time(later):
        second = the_date(first.walk_id, 1)
        move_occurrence(ruth.id, second.id, THURSDAY + WEEK + timedelta(hours=1), "Bus", later)
        master, moved = events_of(a_feed(app, group))

    assert int(master["SEQUENCE"]) == int(before["SEQUENCE"]) + 1 == int(moved["SEQUENCE"])
    assert master["DTSTAMP"].dt == before["DTSTAMP"].dt == NOW
    assert moved["DTSTAMP"].dt == later


def test_called_off_dates_stay_for_thirty_days(app: Flask) -> None:
    group = a_group()
    date = a_walk(group)
    call_off(date.walk.created_by_id, date.id, "Ice", NOW)

    with at_time(THURSDAY.replace(tzinfo=UTC) + timedelta(days=30)):
        assert len(events_of(a_feed(app, group))) == 1
    with at_time(THURSDAY.replace(tzinfo=UTC) + timedelta(days=32)):
        assert events_of(a_feed(app, group)) == []


def test_drafts_and_what_is_outside_the_window_are_not_written(app: Flask) -> None:
    group = a_group()
    draft = a_walk(group, title="Draft")
    with write_transaction(by=SYSTEM):
        Walk.update(status="draft").where(Walk.id == draft.walk_id).execute()
    a_walk(group, title="Far", start_local=datetime(2028, 9, 1, 10))
    a_walk(group, title="Near")

    assert [str(e["SUMMARY"]) for e in events_of(a_feed(app, group))] == ["Near"]


def test_a_night_walk_over_the_clock_change_is_written_as_single_dates(app: Flask) -> None:
    group = a_group()
    a_walk(
        group, weekly=[5], start_local=datetime(2026, 10, 10, 23, 30), minutes=240, title="Night"
    )

    feed = a_feed(app, group)

    events = events_of(feed)
    assert len(events) > 10
    assert not any("RRULE" in e for e in events)
    october = occurrences(
        feed, datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 11, 2, tzinfo=UTC)
    )
    assert october["starts"] == [
        "2026-10-10T21:30:00Z",
        "2026-10-17T21:30:00Z",
        "2026-10-24T21:30:00Z",
        "2026-10-31T22:30:00Z",
    ]


def test_an_empty_feed_is_a_calendar(app: Flask) -> None:
    group = a_group()
    feed = a_feed(app, group)
    assert events_of(feed) == []
    assert str(parsed(feed)["NAME"]) == "Vaduz Amblers"


# --- the personal feed ---------------------------------------------------------------------------


def test_single_answers_are_events_of_their_own(app: Flask) -> None:
    ana = a_person("Ana")
    group = a_group(members=[ana])
    first = a_walk(group, weekly=[3], title="Dam")
    for number, kind in enumerate(("coming", "maybe", "cant")):
        answer(ana, the_date(first.walk_id, number), kind)

    feed = personal(app, ana)

    assert titles(feed) == [
        ("05-14 07:30", "Dam (Vaduz Amblers)"),
        ("05-21 07:30", "Maybe: Dam (Vaduz Amblers)"),
    ]
    events = {str(e["SUMMARY"])[:5]: e for e in events_of(feed)}
    assert not any("RRULE" in e for e in events.values())
    assert events["Dam ("]["STATUS"] == "CONFIRMED"
    assert events["Dam ("]["TRANSP"] == "OPAQUE"
    assert events["Maybe"]["STATUS"] == "TENTATIVE"
    assert events["Maybe"]["TRANSP"] == "TRANSPARENT"


def test_an_answer_for_every_week_is_the_series_without_the_weeks_that_do_not_suit(
    app: Flask,
) -> None:
    ana = a_person("Ana")
    group = a_group(members=[ana])
    first = a_walk(group, weekly=[3], title="Dam")
    answer(ana, first, "coming", "series")
    answer(ana, the_date(first.walk_id, 1), "cant")
    answer(ana, the_date(first.walk_id, 2), "maybe")

    feed = personal(app, ana)

    assert titles(feed, end=datetime(2026, 6, 6, tzinfo=UTC)) == [
        ("05-14 07:30", "Dam (Vaduz Amblers)"),
        ("05-28 07:30", "Maybe: Dam (Vaduz Amblers)"),
        ("06-04 07:30", "Dam (Vaduz Amblers)"),
    ]
    assert sum("RRULE" in e for e in events_of(feed)) == 1
    assert any(line.startswith("EXDATE;TZID=Europe/Vaduz:20260521T0930") for line in unfolded(feed))


def test_waiting_and_leading_say_so(app: Flask) -> None:
    ruth, ana = a_person("Ruth"), a_person("Ana")
    group = a_group(leaders=[ruth], members=[ana])
    full = a_walk(group, ruth, title="Full", capacity=1)
    answer(a_person("Tom"), full, "coming")
    answer(ana, full, "coming")
    assert titles(personal(app, ana)) == [("05-14 07:30", "Waiting list: Full (Vaduz Amblers)")]
    assert titles(personal(app, ruth)) == [("05-14 07:30", "Leading: Full (Vaduz Amblers)")]
    (event,) = events_of(personal(app, ruth))
    assert event["TRANSP"] == "OPAQUE"


def test_somebody_elses_place_makes_waiting_coming(app: Flask) -> None:
    tom, ana = a_person("Tom"), a_person("Ana")
    full = a_walk(a_group(members=[tom, ana]), title="Full", capacity=1)
    answer(tom, full, "coming")
    answer(ana, full, "coming")
    path = personal_path(app, ana)
    before = fetch(app, path)
    answer(tom, full, "cant")
    after = fetch(app, path, etag=before.headers["ETag"])
    assert after.status_code == 200
    assert titles(after.data) == [("05-14 07:30", "Full (Vaduz Amblers)")]


def test_a_moved_and_a_called_off_walk_say_so_to_who_is_coming(app: Flask) -> None:
    ruth, ana = a_person("Ruth"), a_person("Ana")
    group = a_group(leaders=[ruth], members=[ana])
    first = a_walk(group, ruth, weekly=[3], title="Dam")
    answer(ana, first, "coming", "series")
    one, two = the_date(first.walk_id, 1), the_date(first.walk_id, 2)
    move_occurrence(ruth.id, one.id, THURSDAY + WEEK + timedelta(hours=1), "Bus", NOW)
    call_off(ruth.id, two.id, "Ice", NOW)
    assert titles(personal(app, ana), end=datetime(2026, 5, 30, tzinfo=UTC)) == [
        ("05-14 07:30", "Dam (Vaduz Amblers)"),
        ("05-21 08:30", "Moved: Dam (Vaduz Amblers)"),
        ("05-28 07:30", "CANCELLED: Dam (Vaduz Amblers)"),
    ]


def test_switches_choose_what_it_contains(app: Flask) -> None:
    ana = a_person("Ana")
    group = a_group(members=[ana])
    coming, maybe = a_walk(group, title="Sure"), a_walk(group, title="Perhaps")
    a_walk(group, title="Other")
    series = a_walk(group, weekly=[3], title="Weekly", start_local=datetime(2026, 5, 14, 15))
    answer(ana, coming, "coming")
    answer(ana, maybe, "maybe")
    answer(ana, the_date(series.walk_id, 1), "coming")

    def with_switches(**chosen: bool) -> list[str]:
        for name, is_on in chosen.items():
            set_switch(ana.id, ana.id, name, is_on, NOW)
        found = titles(personal(app, ana), end=datetime(2026, 5, 22, tzinfo=UTC))
        return [title.replace(" (Vaduz Amblers)", "") for _, title in found]

    personal(app, ana)
    assert with_switches() == ["Maybe: Perhaps", "Sure", "Weekly"]
    assert with_switches(maybe=False) == ["Sure", "Weekly"]
    assert with_switches(others=True) == ["Other", "Perhaps", "Sure", "Weekly", "Weekly"]
    assert with_switches(maybe=True) == ["Maybe: Perhaps", "Other", "Sure", "Weekly", "Weekly"]
    assert with_switches(coming=False, others=False) == ["Maybe: Perhaps"]


def test_other_walks_are_tentative_and_free(app: Flask) -> None:
    ana = a_person("Ana")
    group = a_group(members=[ana])
    dam = a_walk(group, title="Dam", weekly=[3])
    personal(app, ana)
    set_switch(ana.id, ana.id, "others", True, NOW)
    answer(ana, the_date(dam.walk_id, 1), "coming")
    master, own = events_of(personal(app, ana))
    assert (str(master["STATUS"]), str(master["TRANSP"])) == ("TENTATIVE", "TRANSPARENT")
    assert (str(own["STATUS"]), str(own["TRANSP"])) == ("CONFIRMED", "OPAQUE")
    assert master["UID"] == own["UID"]


def test_miles_for_who_reads_miles(app: Flask) -> None:
    ana = a_person("Ana", units="miles")
    group = a_group(members=[ana])
    route = a_route(group, *ONE_RISE)
    answer(ana, a_walk(group, route_id=route.id), "coming")
    text = str(events_of(personal(app, ana))[0]["DESCRIPTION"]).replace("\u00a0", " ")
    assert "1.5 miles, about 50 minutes." in text
    assert " km" not in text
    public = str(events_of(a_feed(app, group))[0]["DESCRIPTION"]).replace("\u00a0", " ")
    assert "2.4 km, about 50 minutes." in public


def test_who_left_reads_no_exact_place_any_more(app: Flask) -> None:
    ana = a_person("Ana")
    group = a_group(members=[ana])
    past, ahead = a_walk(group, title="Past"), a_walk(group, title="Ahead", weekly=[3])
    answer(ana, past, "coming")
    answer(ana, ahead, "coming", "series")
    with write_transaction(by=SYSTEM):
        start = NOW - timedelta(days=3)
        Occurrence.update(start_utc=start, end_utc=start + timedelta(hours=1)).where(
            Occurrence.id == past.id
        ).execute()
    assert b"Bench" in personal(app, ana)
    leave_group(ana.id, group.id, NOW)
    feed = personal(app, ana)
    assert [str(e["SUMMARY"]) for e in events_of(feed)] == ["Past (Vaduz Amblers)"]
    assert b"Bench" not in feed
    assert b"GEO" not in feed


def test_walks_of_an_invite_only_group_go_with_the_membership(app: Flask) -> None:
    ana = a_person("Ana")
    group = a_group(members=[ana])
    with write_transaction(by=SYSTEM):
        Group.update(joining="invite").where(Group.id == group.id).execute()
    past = a_walk(group, title="Past")
    answer(ana, past, "coming")
    with write_transaction(by=SYSTEM):
        start = NOW - timedelta(days=3)
        Occurrence.update(start_utc=start, end_utc=start + timedelta(hours=1)).where(
            Occurrence.id == past.id
        ).execute()
    assert len(events_of(personal(app, ana))) == 1
    leave_group(ana.id, group.id, NOW)
    assert events_of(personal(app, ana)) == []


def test_a_members_feed_of_one_group(app: Flask) -> None:
    ana = a_person("Ana")
    group = a_group(members=[ana])
    a_walk(group, title="Dam")
    path = personal_path(app, ana).replace(".ics", f"/{group.slug}.ics")
    (event,) = events_of(fetch(app, path).data)
    assert event["SUMMARY"] == "Dam"
    assert event["LOCATION"] == "Bench above the bus stop"
    public = events_of(a_feed(app, group))[0]
    assert public["LOCATION"] == "Vaduz (exact place for members)"
    assert public["UID"] == event["UID"]
