"""Bad input at every kind of door: a clear answer each, never a 500, and nothing is changed.

The table is `bad_input.py`; sockets are in `test_bad_input_live.py`.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from community.accounts import Device, Person
from community.challenges import Challenge
from community.events import Answer, Occurrence, Walk
from community.foundation import clock
from community.groups import Group, Membership
from community.journal import Log
from community.live import Entry
from community.routes import Route
from community.routes.models import RiskAssessment
from tests.architecture.bad_input import (
    CHALLENGE,
    LOG,
    MESSAGE,
    NEW_GROUP,
    PLAN,
    RISK,
    SIGN_UP,
    TABLE,
    Case,
    as_file,
)
from tests.builders.browsing import Browser, page_text
from tests.builders.challenges import a_challenge
from tests.builders.groups import a_group
from tests.builders.logs import a_log, may_note_pain, tells_of_back
from tests.builders.people import a_person
from tests.builders.routes import LEVEL, a_gpx, a_route
from tests.builders.walks import a_walk
from tests.foundation.test_migrations import all_models

# When a device was seen, how often a password was tried, which forms came, that a room was opened.
NOTED_ANYHOW = {
    "route_upload",
    "device",
    "form_receipt",
    "sign_in_try",
    "feed_link",
    "feed_version",
    "room",
}
PARTS_OF_ANSWERS = ("Traceback", 'File "', "sqlite3", "psycopg", "peewee", "werkzeug")


@dataclass(frozen=True)
class World:
    """Two groups that know nothing of each other, and a browser for each person."""

    browsers: dict[str, Browser]
    names: dict[str, Any]

    def fill(self, sent: Any) -> Any:
        """Return `sent` with the names of the world in it."""
        if isinstance(sent, str) and "{" in sent:
            return sent.format(**self.names)
        if isinstance(sent, dict):
            return {name: self.fill(value) for name, value in sent.items()}
        return sent

    def send(self, case: Case) -> TestResponse:
        """Send one case as its person."""
        browser, path, sent = self.browsers[case.who], self.fill(case.door), self.fill(case.sent)
        if case.method == "get":
            return browser.get(path)
        if case.method == "json":
            return browser.post_json(path, sent)
        if case.method == "file":
            return browser.post(path, as_file(sent), content_type="multipart/form-data")
        if case.method == "wrong token":
            other = self.browsers["stranger"].csrf_token()
            return browser.post(path, {**sent, "csrf_token": other}, csrf=False)
        return browser.post(path, sent, csrf=case.method != "no token")


def clocks_go_forward(today: date) -> str:
    """Return the next last Sunday of March: at 02:30 the clocks of Europe/Vaduz skip."""
    year = today.year if today < date(today.year, 3, 20) else today.year + 1
    last = date(year, 3, 31)
    return (last - timedelta(days=(last.weekday() + 1) % 7)).isoformat()


@pytest.fixture
def world(app: Flask) -> World:
    now = clock.now()
    soon = (now + timedelta(days=9)).replace(hour=9, minute=30, second=0, microsecond=0)
    soon = soon.astimezone(UTC).replace(tzinfo=None)
    olu, ruth, ana = a_person("Olu"), a_person("Ruth"), a_person("Ana")
    stranger = a_person("Zoe")
    group = a_group(olu, leaders=[ruth], members=[ana])
    closed = a_group(stranger, joining="invite", name="Closed circle")
    may_note_pain(ana)
    tells_of_back(ana)
    names: dict[str, Any] = {"token": "x" * 32, "ana": ana.id, "ruth": ruth.id}
    names |= {"stranger": stranger.id, "anas_email": ana.email}
    names |= {"today": now.date().isoformat(), "soon": soon.date().isoformat()}
    names["clocks_go_forward"] = clocks_go_forward(now.date())
    for prefix, one, leader, walker in (
        ("", group, ruth, ana),
        ("their_", closed, stranger, stranger),
    ):
        names[f"{prefix}group"] = one.slug
        names[f"{prefix}route"] = a_route(one).id
        planned = a_walk(one, leader, now=now, start_local=soon, title="Slow walk")
        names[f"{prefix}walk"] = planned.id
        names[f"{prefix}log"] = a_log(walker, day=now.date(), now=now).id
        names[f"{prefix}challenge"] = a_challenge(one).id
    browsers = {"": Browser(app), "stranger": Browser(app).sign_in(stranger)}
    for name, person in (("olu", olu), ("ruth", ruth), ("ana", ana)):
        browsers[name] = Browser(app).sign_in(person)
        browsers[name].get("/account/calendar")
    names["ruths_device"] = Device.get(Device.key == browsers["ruth"].device_key).id
    answer = browsers["ruth"].post(
        f"/groups/{group.slug}/routes/new",
        as_file(("dam.gpx", a_gpx(*LEVEL))),
        content_type="multipart/form-data",
    )
    names["draft"] = answer.location.rpartition("/")[2]
    return World(browsers, names)


def contents() -> dict[str, list[Any]]:
    """Return every row of every table that nobody may have touched."""
    return {
        model._meta.table_name: sorted(map(repr, model.select().tuples()))
        for model in all_models()
        if model._meta.table_name not in NOTED_ANYHOW
    }


def told(answer: TestResponse) -> str:
    """Return what a person, or a person's program, reads."""
    if answer.is_json:
        return str(answer.get_json().get("message", ""))
    return page_text(answer, whole=not answer.text.count("<main"))


def fault(case: Case, answer: TestResponse, is_unchanged: bool) -> str:
    """Return what is wrong with an answer, or nothing."""
    if answer.status_code != case.status:
        return f"{answer.status_code} {answer.headers.get('Location', '')} {told(answer)[:250]}"
    if case.says not in told(answer):
        return f"says: {told(answer)[:250]}"
    if case.keeps and case.keeps not in answer.text:
        return f"lost: {case.keeps}"
    if any(part in answer.text for part in PARTS_OF_ANSWERS):
        return "tells of our insides"
    return "" if is_unchanged else "something was changed"


@pytest.mark.parametrize("table", TABLE)
def test_everything_bad_gets_its_sentence_and_changes_nothing(world: World, table: str) -> None:
    wrong, before = [], contents()
    for case in TABLE[table]:
        answer, after = world.send(case), contents()
        if found := fault(case, answer, after == before):
            wrong.append(f"{case.method} {case.door} {str(case.sent)[:80]} -> {found}")
        before = after
    assert not wrong, "\n".join(wrong)


def test_the_table_is_as_long_as_was_promised() -> None:
    assert sum(map(len, TABLE.values())) >= 40


def test_a_thousand_fields_and_a_megabyte_of_text_are_refused(world: World) -> None:
    browser, before = world.browsers["ana"], contents()
    many = browser.post("/journal/new", {f"field{n}": "x" for n in range(1000)})
    long = browser.post(
        "/journal/new", {"note": "x" * 1_000_000}, content_type="multipart/form-data"
    )
    assert (many.status_code, long.status_code) == (422, 413)
    assert "Minutes are missing." in told(many)
    assert "This is more text than fits. Nothing was saved." in told(long)
    assert contents() == before


def test_text_that_reads_backwards_is_kept_the_right_way_round(world: World) -> None:
    ruth = world.browsers["ruth"]
    sent = world.fill(PLAN.fields) | {
        "title": "Slow \u202eklaw\u202c",
        "meeting_point": "<b>Oak</b>",
    }
    page = ruth.follow(ruth.post(world.fill(PLAN.door), sent))
    assert "Slow klaw" in page_text(page)
    assert "<b>Oak</b>" in page_text(page)
    assert "\u202e" not in page.text
    message = {**MESSAGE, "body": "\u202eolleh\u202c <script>alert(1)</script>"}
    ruth.post_json(f"/rooms/walk-{world.names['walk']}/entries", message)
    room = ruth.get(f"/rooms/walk-{world.names['walk']}")
    assert "olleh <script>alert(1)</script>" in page_text(room)
    assert "<script>alert" not in room.text
    assert "\u202e" not in room.text


# Each form that makes something, its table, and who sends it.
MAKING: list[tuple[str, dict[str, Any], Any, str]] = [
    (SIGN_UP.door, SIGN_UP.fields, Person, ""),
    (NEW_GROUP.door, NEW_GROUP.fields, Group, "ana"),
    (PLAN.door, PLAN.fields, Walk, "ruth"),
    (LOG.door, LOG.fields, Log, "ana"),
    (CHALLENGE.door, CHALLENGE.fields, Challenge, "olu"),
    ("/routes/drafts/{draft}", {"do": "save", "name": "Dam"}, Route, "ruth"),
    (RISK.door, RISK.fields, RiskAssessment, "ruth"),
    ("/walks/{walk}/rsvp", {"answer": "coming", "guests": "2"}, Answer, "ana"),
    ("/rooms/walk-{walk}/entries", {**MESSAGE, "kind": "message"}, Entry, "ana"),
    ("/groups/{group}/join", {}, Membership, "stranger"),
]


def same_page(browser: Browser) -> Browser:
    """Return a browser with the same cookie and token: a second tap before the first's answer."""
    twin = Browser(browser.app)
    kept = browser.client.get_cookie("amble_session")
    assert kept is not None
    twin.client.set_cookie("amble_session", kept.value)
    twin.token = browser.token
    return twin


@pytest.mark.parametrize(("door", "sent", "table", "who"), MAKING)
def test_two_taps_make_one_thing(
    world: World, door: str, sent: dict[str, Any], table: Any, who: str
) -> None:
    browser, before = world.browsers[who], table.select().count()
    browser.get("/how-it-works")
    twin = same_page(browser)
    sent = {"form_id": str(uuid.uuid4()), **world.fill(sent)}
    first, second = browser.post(world.fill(door), sent), twin.post(world.fill(door), sent)
    assert (first.status_code, second.status_code) == (303, 303), told(second)
    assert first.location == second.location
    assert table.select().count() == before + 1
    assert browser.follow(second).status_code == 200


def test_somebody_elses_form_id_makes_nothing_and_tells_nothing(world: World) -> None:
    ruth, olu = world.browsers["ruth"], world.browsers["olu"]
    sent = {**world.fill(PLAN.fields), "form_id": str(uuid.uuid4())}
    made = ruth.post(world.fill(PLAN.door), sent)
    count = Walk.select().count()
    answer = olu.post(world.fill(PLAN.door), sent)
    assert answer.status_code < 500
    assert answer.headers.get("Location") != made.location
    assert Walk.select().count() in (count, count + 1)


def test_what_was_called_off_twice_was_called_off_once(world: World) -> None:
    ruth, path = world.browsers["ruth"], f"/walks/{world.names['walk']}/call-off"
    answers = [ruth.post(path, {"reason": "Ice on the dam"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert Entry.select().where(Entry.kind == "notice").count() <= 1
    assert Occurrence.get_by_id(world.names["walk"]).status == "cancelled"
