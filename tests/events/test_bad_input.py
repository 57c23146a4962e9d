"""What people and programs send by mistake or on purpose: a sentence each, nothing stored."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from community.events import Answer, Attendance, Occurrence, Walk
from community.foundation import clock
from tests.builders.browsing import Browser, errors_of, page_text
from tests.builders.groups import a_group
from tests.builders.people import a_person
from tests.builders.walks import a_walk

HUGE = "x" * 5000
OVERRIDE = "\u202eklaw\u202c"


def soon(days: int = 9) -> datetime:
    """Return 9:30 in so many days."""
    return (clock.now() + timedelta(days=days)).replace(
        hour=9, minute=30, second=0, microsecond=0, tzinfo=None
    )


def clock_gap() -> str:
    """Return the next last Sunday of March: at 02:30 the clocks of Europe/Vaduz skip."""
    today = clock.now().date()
    year = today.year if today < date(today.year, 3, 20) else today.year + 1
    last = date(year, 3, 31)
    return (last - timedelta(days=(last.weekday() + 1) % 7)).isoformat()


GAP, SOON = clock_gap(), soon().date().isoformat()

ANSWERS: list[tuple[dict[str, Any], int]] = [
    ({}, 422),
    ({"answer": ""}, 422),
    ({"answer": "perhaps"}, 422),
    ({"answer": "coming\0"}, 422),
    ({"answer": HUGE}, 422),
    ({"answer": "coming", "guests": "-1"}, 422),
    ({"answer": "coming", "guests": "5"}, 422),
    ({"answer": "coming", "guests": "99"}, 422),
    ({"answer": "coming", "guests": "abc"}, 422),
    ({"answer": "coming", "guests": "1.5"}, 422),
    ({"answer": "coming", "guests": "٣"}, 422),
    ({"answer": "coming", "guests": "\0"}, 422),
    ({"answer": "coming", "guests": HUGE}, 422),
    ({"answer": "coming", "scope": "all"}, 422),
    ({"answer": "coming", "scope": "series"}, 400),  # a walk that takes place once
]


@pytest.mark.parametrize(("sent", "status"), ANSWERS)
def test_bad_answers(app: Flask, sent: dict[str, Any], status: int) -> None:
    tom = a_person("Tom")
    date = a_walk(a_group(members=[tom]), now=clock.now(), start_local=soon())
    browser = Browser(app).sign_in(tom)
    answer = browser.post(f"/walks/{date.id}/rsvp", sent)
    assert answer.status_code == status
    assert len(page_text(answer)) > 40
    assert "Traceback" not in answer.get_data(as_text=True)
    as_json = browser.post_json(f"/walks/{date.id}/rsvp", sent)
    assert as_json.status_code == status
    assert as_json.get_json()["message"]
    assert Answer.select().count() == 0


@pytest.mark.parametrize("value", [[], "coming", 7, None, {"answer": ["coming"]}, {"answer": {}}])
def test_bad_json_answers(app: Flask, value: Any) -> None:
    tom = a_person("Tom")
    date = a_walk(a_group(members=[tom]), now=clock.now(), start_local=soon())
    answer = Browser(app).sign_in(tom).post_json(f"/walks/{date.id}/rsvp", value)
    assert answer.status_code == 422
    assert Answer.select().count() == 0


def test_a_wrong_number_of_guests_comes_back_with_what_was_chosen(app: Flask) -> None:
    tom = a_person("Tom")
    date = a_walk(a_group(members=[tom]), now=clock.now(), start_local=soon())
    browser = Browser(app).sign_in(tom)
    page = browser.post(f"/walks/{date.id}/rsvp", {"answer": "maybe", "guests": "9"})
    assert "You can bring up to four guests." in errors_of(page)
    assert 'value="9"' in page.get_data(as_text=True)
    assert 'value="maybe" checked' in page.get_data(as_text=True)


PLANS: list[tuple[dict[str, Any], str]] = [
    ({"day": ""}, "The day is missing. Everything else is kept."),
    ({"day": "2027-02-30"}, "This day does not exist. Choose another one."),
    ({"day": "30.2.2027"}, "This day does not exist. Choose another one."),
    ({"day": "2027-W05-1"}, "This day does not exist. Choose another one."),
    ({"day": "20270205"}, "This day does not exist. Choose another one."),
    ({"day": "9999-12-31"}, "A walk is at most five years ahead."),
    ({"day": "0001-01-01"}, "This time is past. Choose a later one."),
    ({"day": "2020-01-01"}, "This time is past. Choose a later one."),
    ({"day": "2027-02-05\0"}, "This day does not exist. Choose another one."),
    ({"day": HUGE}, "This day does not exist. Choose another one."),
    ({"start": ""}, "Start time is missing. Everything else is kept."),
    ({"start": "24:00"}, "This is not a time of day. Write it as 9:30."),
    ({"start": "half past nine"}, "This is not a time of day. Write it as 9:30."),
    ({"start": "9:30\0"}, "This is not a time of day. Write it as 9:30."),
    (
        {"day": GAP, "start": "02:30"},
        "The clocks go forward: this start time does not exist.",
    ),
    ({"minutes": "-5"}, "Write a whole number from 1 to 1440."),
    ({"minutes": "0"}, "Write a whole number from 1 to 1440."),
    ({"minutes": "5000"}, "Write a whole number from 1 to 1440."),
    ({"minutes": "1e3"}, "Write a whole number from 1 to 1440."),
    ({"minutes": HUGE}, "Write a whole number from 1 to 1440."),
    ({"minutes": ""}, "How long it takes is missing. Everything else is kept."),
    ({"title": ""}, "The walk’s name is missing. Everything else is kept."),
    ({"title": HUGE}, "This is 5000 characters long; 80 fit. Shorten it a little."),
    ({"title": "A\0B"}, "This text has characters in it that cannot be kept. Type it again."),
    ({"meeting_point": ""}, "Meeting point is missing. Everything else is kept."),
    ({"meeting_point": " \u200e "}, "Meeting point is missing. Everything else is kept."),
    ({"meeting_point": HUGE}, "This is 5000 characters long; 160 fit. Shorten it a little."),
    ({"notes": HUGE}, "This is 5000 characters long; 1000 fit. Shorten it a little."),
    ({"place": "north of here"}, "Write two numbers, latitude and longitude"),
    ({"place": "91, 9.5"}, "Write two numbers, latitude and longitude"),
    ({"place": "47.1, 181"}, "Write two numbers, latitude and longitude"),
    ({"place": "nan, inf"}, "Write two numbers, latitude and longitude"),
    ({"leaders": ""}, "Choose at least one leader."),
    ({"leaders": "999999"}, "Choose leaders of this group."),
    ({"leaders": "99999999999999999999"}, "Choose at least one leader."),
    ({"route": "999"}, "Choose a route of this group, or one that is shared."),
    ({"route": "abc"}, "Choose a route of this group, or one that is shared."),
    ({"capacity": "21"}, "One leader can look after 20 people at most."),
    ({"capacity": "0"}, "Write a whole number from 1 to 2000."),
    ({"planned_rests": "11"}, "Write a whole number from 0 to 10."),
    ({"repeats": "daily"}, "Choose once or weekly."),
    ({"repeats": "weekly", "ends": "never"}, "Choose how long the walks go on."),
    ({"repeats": "weekly", "ends": "count", "count": ""}, "The number of walks is missing."),
    ({"repeats": "weekly", "ends": "count", "count": "1"}, "Write a whole number from 2 to 200."),
    ({"repeats": "weekly", "ends": "count", "count": "201"}, "Write a whole number from 2 to 200."),
    ({"repeats": "weekly", "ends": "until", "until": ""}, "The last day is missing."),
    ({"repeats": "weekly", "ends": "until", "until": "2027-02-30"}, "This day does not exist."),
    ({"repeats": "weekly", "ends": "until", "until": "2026-01-01"}, "The last day is before"),
    ({"repeats": "weekly", "ends": "until", "until": "9999-12-31"}, "at most five years ahead"),
]


@pytest.mark.parametrize(("changes", "sentence"), PLANS)
def test_bad_plans_come_back_with_everything_kept(
    app: Flask, changes: dict[str, Any], sentence: str
) -> None:
    ruth = a_person("Ruth")
    group = a_group(leaders=[ruth])
    browser = Browser(app).sign_in(ruth)
    sent = {
        "title": "Slow loop",
        "day": soon().date().isoformat(),
        "start": "9:30",
        "minutes": "50",
        "planned_rests": "0",
        "repeats": "once",
        "ends": "open",
        "leaders": str(ruth.id),
        "capacity": "20",
        "meeting_point": "Bench",
        "notes": "A yellow cap",
        **changes,
    }
    page = browser.post(f"/groups/{group.slug}/walks/new", sent)
    assert page.status_code == 422
    assert sentence in errors_of(page).replace("\u00a0", " ")
    if "notes" not in changes:
        assert "A yellow cap" in page.get_data(as_text=True)
    assert Walk.select().count() == 0


def test_overrides_of_the_reading_direction_are_taken_out(app: Flask) -> None:
    ruth = a_person("Ruth")
    group = a_group(leaders=[ruth])
    sent = {
        "title": f"Slow {OVERRIDE}",
        "day": soon().date().isoformat(),
        "start": "9:30",
        "minutes": "50",
        "repeats": "once",
        "ends": "open",
        "leaders": str(ruth.id),
        "meeting_point": "<b>Bench</b>",
    }
    browser = Browser(app).sign_in(ruth)
    page = browser.follow(browser.post(f"/groups/{group.slug}/walks/new", sent))
    assert Walk.get().title == "Slow klaw"
    assert "&lt;b&gt;Bench&lt;/b&gt;" in page.get_data(as_text=True)


CHANGES: list[tuple[str, dict[str, str], int]] = [
    ("move", {"day": "2027-02-30", "start": "9:30"}, 422),
    ("move", {"day": GAP, "start": "02:30"}, 422),
    ("move", {"day": "2020-01-01", "start": "9:30"}, 422),
    ("move", {"day": SOON, "start": "25:00"}, 422),
    ("move", {"start": "9:30"}, 422),
    ("move", {"day": SOON, "start": "9:30", "reason": HUGE}, 422),
    ("move", {"day": SOON, "start": "9:30", "reason": "a\0b"}, 422),
    ("move", {"day": SOON, "start": "10:30", "version": "x"}, 400),
    ("move", {"day": SOON, "start": "10:30", "version": "99"}, 409),
    ("call-off", {}, 422),
    ("call-off", {"reason": "   "}, 422),
    ("call-off", {"reason": HUGE}, 422),
    ("call-off", {"reason": "ice\0"}, 422),
    ("call-off", {"reason": "ice", "version": "-1"}, 400),
    ("call-off", {"reason": "ice", "version": "5"}, 409),
    ("edit", {}, 422),
    ("edit", {"title": "x", "meeting_point": "y", "minutes": "50", "leaders": "999999"}, 422),
    ("register", {}, 400),
    ("register", {"person": "abc", "here": "yes"}, 400),
    ("register", {"person": "99999999999999999999", "here": "yes"}, 400),
    ("register", {"person": "1", "here": "maybe"}, 400),
    ("register", {"person": "999999", "here": "yes"}, 403),  # not open yet
]


@pytest.mark.parametrize(("path", "sent", "status"), CHANGES)
def test_bad_changes_of_a_date(app: Flask, path: str, sent: dict[str, str], status: int) -> None:
    ruth = a_person("Ruth")
    date = a_walk(a_group(leaders=[ruth]), ruth, now=clock.now(), start_local=soon())
    answer = Browser(app).sign_in(ruth).post(f"/walks/{date.id}/{path}", sent)
    assert answer.status_code == status
    stored = Occurrence.get_by_id(date.id)
    assert (stored.status, stored.rev, stored.walk.version) == ("planned", 0, 0)
    assert Attendance.select().count() == 0


@pytest.mark.parametrize("path", ["rsvp", "move", "call-off", "edit", "register"])
def test_without_the_token_nothing_is_taken(app: Flask, path: str) -> None:
    ruth = a_person("Ruth")
    date = a_walk(a_group(leaders=[ruth]), ruth, now=clock.now(), start_local=soon())
    answer = (
        Browser(app)
        .sign_in(ruth)
        .post(f"/walks/{date.id}/{path}", {"answer": "coming", "reason": "ice"}, csrf=False)
    )
    assert answer.status_code == 400
    assert "load the page again" in page_text(answer)
    assert Answer.select().count() == 0


@pytest.mark.parametrize(
    "address",
    [
        "/walks/0",
        "/walks/999",
        "/walks/2147483648",
        "/walks/99999999999999999999",
        "/walks/-1",
        "/walks/abc",
        "/walks/1/move",
        "/series/99999999999999999999",
        "/series/abc",
        "/groups/nothing/walks/new",
    ],
)
def test_addresses_of_nothing(app: Flask, address: str) -> None:
    browser = Browser(app).sign_in(a_person("Tom"))
    assert browser.get(address).status_code == 404


def test_answers_to_nothing(app: Flask) -> None:
    browser = Browser(app).sign_in(a_person("Tom"))
    for number in ("999", "99999999999999999999", "-1"):
        answer = browser.post(f"/walks/{number}/rsvp", {"answer": "coming"})
        assert answer.status_code == 404


def test_queries_that_nobody_sends(app: Flask) -> None:
    ruth = a_person("Ruth")
    group = a_group(leaders=[ruth])
    date = a_walk(group, ruth, now=clock.now(), start_local=soon())
    browser = Browser(app).sign_in(ruth)
    for query in ("answer=%00", f"answer={HUGE}", "answer=waiting&answer=coming"):
        assert browser.get(f"/walks/{date.id}?{query}").status_code == 200
    for query in (
        "day=2027-02-30&start=9:30",
        "day=9999-12-31&start=23:59&repeats=weekly&ends=open",
        "day=2027-01-01&start=9:30&repeats=weekly&ends=count&count=99999",
        "day=2027-01-01&start=9:30&repeats=weekly&ends=until&until=1999-01-01",
        f"day={HUGE}",
        "weekdays=9&weekdays=x&repeats=weekly&day=2027-01-01&start=9:30",
    ):
        assert browser.get(f"/groups/{group.slug}/walks/dates?{query}").status_code == 200
    for query in ("route=%00", "route=99999999999999999999", "route=abc"):
        assert browser.get(f"/groups/{group.slug}/walks/new?{query}").status_code == 200
