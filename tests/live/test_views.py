"""The doors over HTTP: the page without scripts, entries as JSON and by form, strangers."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import pytest
from flask import Flask

from community.accounts.actions import block_person
from community.foundation import clock
from community.foundation.database import db
from community.live import Entry, unread_count
from community.live.rules.entries import RoomName
from tests.builders.browsing import Browser
from tests.builders.browsing import page_text as text_of_main
from tests.builders.live import WalkDay, a_walk_day, payload, post, seqs, stored, tap
from tests.builders.people import a_person

page_text = partial(text_of_main, whole=True)


@pytest.fixture
def day(app: Flask) -> WalkDay:
    return a_walk_day(now=clock.now(), starts_in=timedelta(minutes=20))


@pytest.fixture
def now(day: WalkDay, monkeypatch: pytest.MonkeyPatch) -> Callable[[float], datetime]:
    """Let it be so many minutes after the start."""

    def be(minutes: float) -> datetime:
        at = day.at(minutes)
        monkeypatch.setattr(clock, "now", lambda: at)
        return at

    return be


def test_the_page_shows_the_room_without_scripts(app: Flask, day: WalkDay) -> None:
    browser = Browser(app).sign_in(day.ana)
    empty = browser.get(f"/rooms/{day.room}")
    assert empty.status_code == 200
    assert "Nobody has written yet. Say hello, or ask Ruth a question." in page_text(empty)
    post(
        day.ruth, day.room, clock.now(), body="We meet at the bench\nby the stop. https://a.example"
    )
    tap(day.tom, day.room, clock.now(), "running_late", minutes=10)
    page = browser.get(f"/rooms/{day.room}")
    text = page_text(page)
    assert "We meet at the bench" in text
    assert "Tom is about 10 minutes late" in text
    html = page.get_data(as_text=True)
    assert f'data-room="{day.room}"' in html
    assert 'data-head-seq="2"' in html
    assert 'href="https://a.example"' in html
    for words in ("On my way", "Running late", "I’m here", "Can’t come", "Need help"):
        assert words in text


def test_the_board_without_scripts(app: Flask, day: WalkDay) -> None:
    tap(day.tom, day.room, clock.now(), "here")
    text = page_text(Browser(app).sign_in(day.ana).get(f"/rooms/{day.room}?tab=board"))
    assert "Tom" in text
    assert "Here since" in text
    assert "This is no emergency service. In danger, call 112." in text
    assert "Set the state" not in text
    leader = page_text(Browser(app).sign_in(day.ruth).get(f"/rooms/{day.room}?tab=board"))
    assert "Set the state of Ana" in leader
    assert "The board says 2 people are with you" in leader
    assert "Start the walk" in leader


def test_a_whole_walk_by_forms(app: Flask, day: WalkDay, now: Callable[[float], datetime]) -> None:
    now(-30)
    ana, ruth = Browser(app).sign_in(day.ana), Browser(app).sign_in(day.ruth)
    where = f"/rooms/{day.room}/entries"

    def tapped(state: str, **rest: str) -> str:
        answer = ana.post(where, {"kind": "check_in", "body": state, **rest})
        assert answer.status_code == 303
        return page_text(ana.follow(answer))

    tapped("on_my_way")
    now(-20)
    tapped("running_late", minutes="10")
    now(-5)
    tapped("here")
    ruth.post(where, {"kind": "headcount", "body": "2", "moment": "start"})
    answer = ruth.post(f"/rooms/{day.room}/board", {"course": "start"})
    assert answer.location.endswith("?tab=board")
    assert "Ruth started the walk." in page_text(ana.get(f"/rooms/{day.room}"))
    now(10)
    assert "Walking" in tapped("resting")
    now(52)
    tapped("heading_home")
    now(60)
    assert "Glad you are home. Everyone now knows." in tapped("home_safe")
    assert "You already" not in tapped("resting")
    assert ruth.post(f"/rooms/{day.room}/board", {"course": "close"}).status_code == 303
    assert "everyone is home safe" in page_text(ana.get(f"/rooms/{day.room}"))


def test_a_form_sent_twice_is_one_entry(app: Flask, day: WalkDay) -> None:
    browser = Browser(app).sign_in(day.ana)
    sent = {"client_id": str(uuid.uuid4()), "body": "Hello"}
    for _ in range(2):
        assert browser.post(f"/rooms/{day.room}/entries", sent).status_code == 303
    assert seqs(day.room) == [1]


def test_a_faulty_form_is_shown_again_with_what_was_typed(app: Flask, day: WalkDay) -> None:
    browser = Browser(app).sign_in(day.ana)
    answer = browser.post(f"/rooms/{day.room}/entries", {"body": "y" * 2001})
    assert answer.status_code == 422
    assert "longer than 2,000 characters" in page_text(answer)
    assert "y" * 2001 in answer.get_data(as_text=True)
    answer = browser.post(f"/rooms/{day.room}/entries", {"body": "  "})
    assert answer.status_code == 422
    assert "There is no text in it." in page_text(answer)


def test_json_posts_and_reads(app: Flask, day: WalkDay) -> None:
    browser = Browser(app).sign_in(day.ana)
    sent = payload(day.room)
    first = browser.post_json(f"/rooms/{day.room}/entries", sent)
    assert first.status_code == 201
    again = browser.post_json(f"/rooms/{day.room}/entries", sent)
    assert again.status_code == 200
    assert again.get_json() == first.get_json()
    told = browser.get(f"/rooms/{day.room}/entries").get_json()
    assert [one["seq"] for one in told["entries"]] == [1]
    assert (told["ok"], told["more"], told["head_seq"]) == (True, False, 1)
    assert browser.get(f"/rooms/{day.room}/entries?after_seq=1").get_json()["entries"] == []
    older = browser.get(f"/rooms/{day.room}/entries?before_seq=2").get_json()
    assert [one["seq"] for one in older["entries"]] == [1]
    board = browser.get(f"/rooms/{day.room}/board").get_json()
    assert {row["person"]["name"] for row in board["rows"]} == {"Ana", "Tom", "Ruth"}


@pytest.mark.parametrize(
    "query",
    [
        "after_seq=x",
        "after_seq=-1",
        "after_seq=99999999999",
        "limit=0",
        "limit=201",
        "before_seq=٣",
    ],
)
def test_questions_that_cannot_be_read(app: Flask, day: WalkDay, query: str) -> None:
    browser = Browser(app).sign_in(day.ana)
    answer = browser.get(
        f"/rooms/{day.room}/entries?{query}", headers={"Accept": "application/json"}
    )
    assert (answer.status_code, answer.get_json()["error"]) == (400, "bad_request")


@pytest.mark.parametrize(
    "body",
    ["", "[]", '"walk"', "{", "null", '{"kind": "message"}', '{"kind": 3}',
     '{"client_id": "1", "kind": "message", "body": "x"}',
     '{"client_id": "6f1b2c9e-0d54-4d0f-9a35-0c1c1c7f2c11", "kind": "notice", "body": "x"}',
     '{"client_id": "6f1b2c9e-0d54-4d0f-9a35-0c1c1c7f2c11", "kind": "message", "body": "a\\u0000"}',
    ],
)  # fmt: skip
def test_json_that_cannot_be_read(app: Flask, day: WalkDay, body: str) -> None:
    browser = Browser(app).sign_in(day.ana)
    answer = browser.client.post(
        f"/rooms/{day.room}/entries",
        data=body,
        content_type="application/json",
        headers={"X-CSRFToken": browser.csrf_token()},
    )
    assert (answer.status_code, answer.get_json()["error"]) == (400, "bad_request")
    assert Entry.select().count() == 0


@pytest.mark.parametrize(
    "form",
    [
        {"kind": "dance", "body": "x"},
        {"kind": "check_in", "body": "asleep"},
        {"kind": "check_in", "body": "running_late", "minutes": "ten"},
        {"kind": "headcount", "body": "six", "moment": "start"},
        {"kind": "edit", "body": "x"},
        {"kind": "message", "body": "a\0b"},
    ],
)
def test_forms_that_cannot_be_read(app: Flask, day: WalkDay, form: dict[str, str]) -> None:
    answer = Browser(app).sign_in(day.ana).post(f"/rooms/{day.room}/entries", form)
    assert answer.status_code == 400


ADDRESSES = ["", "/entries", "/board", "/panel", "/help"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_strangers_and_the_signed_out_see_nothing(app: Flask, day: WalkDay, address: str) -> None:
    stranger = Browser(app).sign_in(a_person("Max"))
    assert stranger.get(f"/rooms/{day.room}{address}").status_code == 404
    assert stranger.get(f"/rooms/walk-99999{address}").status_code == 404
    assert Browser(app).get(f"/rooms/{day.room}{address}").status_code == 303
    member = Browser(app).sign_in(day.ana)
    assert member.get(f"/rooms/{day.room}{address}").status_code == 200
    for nothing in ("walk-0", "café-1", "team-5", "walk-99999999999999", "walk-"):
        assert member.get(f"/rooms/{nothing}{address}").status_code == 404


def test_strangers_can_post_nothing(app: Flask, day: WalkDay) -> None:
    stranger = Browser(app).sign_in(a_person("Max"))
    for room in (day.room, "walk-99999", f"group-{day.group.id}"):
        assert stranger.post(f"/rooms/{room}/entries", {"body": "x"}).status_code == 404
        told = stranger.post_json(f"/rooms/{room}/entries", payload(room))
        assert (told.status_code, told.get_json()["error"]) == (404, "not_a_member")
        assert stranger.post(f"/rooms/{room}/board", {"course": "start"}).status_code == 404
    assert Browser(app).post(f"/rooms/{day.room}/entries", {"body": "x"}).status_code in (303, 401)
    assert Entry.select().count() == 0


def test_without_its_token_nothing_is_stored(app: Flask, day: WalkDay) -> None:
    browser = Browser(app).sign_in(day.ana)
    assert browser.post(f"/rooms/{day.room}/entries", {"body": "x"}, csrf=False).status_code == 400
    told = browser.post_json(f"/rooms/{day.room}/entries", payload(day.room), csrf=False)
    assert told.status_code == 400
    assert Entry.select().count() == 0


def test_a_member_cannot_start_or_close_the_walk(app: Flask, day: WalkDay) -> None:
    browser = Browser(app).sign_in(day.ana)
    for course in ("start", "close"):
        answer = browser.post(f"/rooms/{day.room}/board", {"course": course})
        assert "Only a leader can do this." in page_text(browser.follow(answer))
    assert browser.post(f"/rooms/{day.room}/board", {"course": "dance"}).status_code == 400


def test_a_group_has_a_chat_and_no_board(app: Flask, day: WalkDay) -> None:
    browser = Browser(app).sign_in(day.ana)
    room = f"group-{day.group.id}"
    page = browser.get(f"/rooms/{room}")
    assert "Chat of the group" in page_text(page)
    assert "Need help" not in page_text(page)
    assert browser.get(f"/rooms/{room}/board").status_code == 404
    assert browser.post(f"/rooms/{room}/board", {"course": "start"}).status_code == 404


def test_what_is_typed_is_shown_as_text(app: Flask, day: WalkDay) -> None:
    stored(post(day.tom, day.room, clock.now(), body="<script>alert(1)</script> \u202eabc"))
    html = Browser(app).sign_in(day.ana).get(f"/rooms/{day.room}").get_data(as_text=True)
    assert "<script>alert" not in html
    assert "\u202e" not in html


def test_removed_edited_and_blocked_are_shown_as_such(app: Flask, day: WalkDay) -> None:
    one = stored(post(day.tom, day.room, clock.now(), body="First words"))
    two = stored(post(day.tom, day.room, clock.now(), body="Second wrods"))
    post(day.tom, day.room, clock.now(), "edit", body="Second words", about=two["id"])
    post(day.ruth, day.room, clock.now(), "deletion", body="", about=one["id"])
    browser = Browser(app).sign_in(day.ana)
    text = page_text(browser.get(f"/rooms/{day.room}"))
    assert "Ruth removed this" in text
    assert "First words" not in text
    assert "Second words" in text
    assert "edited" in text
    block_person(day.ana.id, day.tom.id, clock.now())
    assert "A message of somebody you have blocked" in page_text(browser.get(f"/rooms/{day.room}"))


def test_opening_the_page_moves_the_read_mark(app: Flask, day: WalkDay) -> None:
    post(day.ruth, day.room, clock.now())
    name = RoomName("walk", day.date.id)
    assert unread_count(name, day.ana.id) == 1
    Browser(app).sign_in(day.ana).get(f"/rooms/{day.room}")
    assert unread_count(name, day.ana.id) == 0
    text = page_text(Browser(app).sign_in(day.ruth).get(f"/rooms/{day.room}"))
    assert "Seen by 1" in text


def test_the_number_of_queries_of_the_page_does_not_grow_with_the_entries(
    app: Flask, day: WalkDay
) -> None:
    browser = Browser(app).sign_in(day.ana)

    def queries() -> int:
        count, execute = 0, db.obj.execute_sql

        def counted(*args: object, **rest: object) -> object:
            nonlocal count
            count += 1
            return execute(*args, **rest)

        db.obj.execute_sql = counted
        try:
            browser.get(f"/rooms/{day.room}")
        finally:
            del db.obj.execute_sql
        return count

    post(day.ruth, day.room, clock.now())
    queries()
    few = queries()
    for _ in range(30):
        post(day.ruth, day.room, clock.now())
    queries()
    assert queries() <= few + 2
    assert few < 60
