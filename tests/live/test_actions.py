"""What is stored, on both databases: once, in order, for members only."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask

from community.accounts.actions import erase_person
from community.foundation import clock
from community.foundation.authorisation import SYSTEM
from community.foundation.database import db, write_transaction
from community.foundation.errors import TryAgain
from community.groups import Membership, leave_group
from community.live import Entry, Room, post_notice, queries, store_posts
from community.live.actions import Refused, Stored, mark_seen, note_gone, rates
from community.live.local_sockets import local
from community.live.models import LiveSignal, Presence
from community.live.payloads import parse_post
from community.live.rules.entries import RoomName
from tests.builders.live import a_walk_day, code, payload, post, seqs, stored
from tests.builders.people import a_person
from tests.builders.walks import NOW


def test_a_post_is_stored_with_its_number(app: Flask) -> None:
    day = a_walk_day()
    first = stored(post(day.ana, day.room, NOW, body="  Hello \n"))
    second = stored(post(day.ruth, day.room, NOW))
    assert (first["seq"], second["seq"]) == (1, 2)
    assert first["author"] == {"id": day.ana.id, "name": "Ana"}
    assert first["body"] == "Hello"
    assert first["sent_at"] == "2026-05-12T09:00:00.000Z"
    assert Room.get().head_seq == 2


def test_a_retry_is_answered_by_the_first_entry(app: Flask) -> None:
    day = a_walk_day()
    sent = payload(day.room)
    one = store_posts([parse_post(day.ana.id, sent)], NOW)[0]
    later = NOW + timedelta(hours=1)
    two = store_posts([parse_post(day.ana.id, {**sent, "body": "Other words"})], later)[0]
    assert isinstance(one, Stored)
    assert isinstance(two, Stored)
    assert (one.is_new, two.is_new) == (True, False)
    assert one.entry == two.entry
    assert seqs(day.room) == [1]


def test_a_retry_is_answered_even_after_being_muted_and_after_leaving(app: Flask) -> None:
    day = a_walk_day()
    sent = payload(day.room)
    store_posts([parse_post(day.ana.id, sent)], NOW)
    with write_transaction(by=SYSTEM):
        Membership.update(muted_until=NOW + timedelta(days=1)).where(
            Membership.person == day.ana.id
        ).execute()
    assert code(post(day.ana, day.room, NOW)) == "muted"
    again = store_posts([parse_post(day.ana.id, sent)], NOW)[0]
    assert stored(again)["seq"] == 1
    leave_group(day.ana.id, day.group.id, NOW)
    assert code(post(day.ana, day.room, NOW)) == "not_a_member"
    again = store_posts([parse_post(day.ana.id, sent)], NOW)[0]
    assert stored(again)["seq"] == 1


def test_the_same_id_of_two_people_makes_two_entries(app: Flask) -> None:
    day = a_walk_day()
    sent = payload(day.room)
    outcomes = store_posts([parse_post(p.id, sent) for p in (day.ana, day.tom)], NOW)
    assert [stored(outcome)["seq"] for outcome in outcomes] == [1, 2]


def test_the_same_id_in_two_rooms_makes_one_entry(app: Flask) -> None:
    day = a_walk_day()
    sent = payload(day.room)
    store_posts([parse_post(day.ana.id, sent)], NOW)
    again = store_posts([parse_post(day.ana.id, {**sent, "room": f"group-{day.group.id}"})], NOW)
    assert stored(again[0])["room"] == day.room
    assert queries.head_seq(RoomName("group", day.group.id)) == 0


def test_a_batch_gives_each_post_its_outcome(app: Flask) -> None:
    day, stranger = a_walk_day(), a_person("Max")
    rates._times.clear()
    double = payload(day.room, body="Twice")
    posts = [
        parse_post(day.ana.id, payload(day.room)),
        parse_post(stranger.id, payload(day.room)),
        parse_post(day.tom.id, payload(day.room, body="   ")),
        parse_post(day.tom.id, payload(f"group-{day.group.id}")),
        parse_post(day.ana.id, double),
        parse_post(day.ana.id, double),
        parse_post(day.tom.id, payload("walk-999999")),
        parse_post(day.tom.id, payload("team-1")),
        parse_post(day.tom.id, payload(day.room, body="x" * 2001)),
    ]
    outcomes = store_posts(posts, NOW)
    told: list[Any] = [
        outcome.problem.code if isinstance(outcome, Refused) else outcome.entry["seq"]
        for outcome in outcomes
    ]
    assert told == [1, "not_a_member", "empty", 1, 2, 2, "not_a_member", "not_a_member", "too_long"]
    assert seqs(day.room) == [1, 2]


def test_the_twenty_first_post_waits_but_help_does_not(app: Flask) -> None:
    day = a_walk_day()
    rates._times.clear()
    posts = [parse_post(day.ana.id, payload(day.room)) for _ in range(21)]
    outcomes = store_posts(posts, NOW)
    assert [code(outcome) for outcome in outcomes] == [None] * 20 + ["too_fast"]
    refused = outcomes[-1]
    assert isinstance(refused, Refused)
    assert refused.problem.retry_after_s in range(1, 11)
    cry = parse_post(day.ana.id, payload(day.room, "check_in", "needs_help"))
    assert code(store_posts([cry], NOW)[0]) is None
    assert code(store_posts([posts[0]], NOW)[0]) is None  # a retry costs nothing


def test_the_room_closes_14_days_after_the_walk_but_not_for_help(app: Flask) -> None:
    day = a_walk_day()
    last = day.ends_at + timedelta(days=14)
    assert code(post(day.ana, day.room, last - timedelta(seconds=1))) is None
    assert code(post(day.ana, day.room, last)) == "room_closed"
    assert code(post(day.ana, day.room, last, "check_in", body="home_safe")) == "room_closed"
    assert code(post(day.ana, day.room, last, "check_in", body="needs_help")) is None
    assert code(post(day.ana, f"group-{day.group.id}", last)) is None


def test_words_wait_for_the_confirmed_mail_where_a_mail_server_is_set(make_app: Any) -> None:
    app = make_app(AMBLE_SMTP_URL="smtp://127.0.0.1:2525")
    with app.app_context():
        day, new = a_walk_day(), a_person("Eva", email_confirmed_at=None)
        with write_transaction(by=SYSTEM):
            Membership.create(group=day.group, person=new, joined_at=NOW)
        assert code(post(new, day.room, NOW)) == "email_not_confirmed"
        assert code(post(new, day.room, NOW, "check_in", body="needs_help")) is None
        assert code(post(day.ana, day.room, NOW)) is None


def test_edits_replace_deletions_erase_reactions_toggle(app: Flask) -> None:
    day = a_walk_day()
    first = stored(post(day.ana, day.room, NOW, body="Thrusday"))
    edit = post(day.ana, day.room, NOW, "edit", body="Thursday", about=first["id"])
    assert stored(edit)["about"] == first["id"]
    row = Entry.get_by_id(first["id"])
    assert (row.body, row.more) == ("Thursday", {"edited": True})
    for _ in range(3):
        post(day.tom, day.room, NOW, "reaction", body="👍", about=first["id"])
    post(day.ruth, day.room, NOW, "reaction", body="👍", about=first["id"])
    post(day.ruth, day.room, NOW, "reaction", body="👍", about=first["id"])
    assert queries.reactions_about([first["id"]]) == [(first["id"], day.tom.id, "👍")]
    assert code(post(day.tom, day.room, NOW, "deletion", about=first["id"], body="")) == (
        "not_allowed"
    )
    stored(post(day.ruth, day.room, NOW, "deletion", about=first["id"], body=""))
    assert Entry.get_by_id(first["id"]).body == ""
    assert Entry.get_by_id(first["id"]).more == {"deleted": True, "deleted_by": "Ruth"}
    assert Entry.get_by_id(stored(edit)["id"]).body == ""
    assert code(post(day.tom, day.room, NOW, "reaction", body="👍", about=first["id"])) == (
        "bad_request"
    )


def test_an_entry_of_another_room_cannot_be_answered_or_changed(app: Flask) -> None:
    day = a_walk_day()
    other = stored(post(day.ana, f"group-{day.group.id}", NOW))
    assert code(post(day.ana, day.room, NOW, reply_to=other["id"])) == "bad_request"
    assert code(post(day.ana, day.room, NOW, "edit", body="x", about=other["id"])) == "bad_request"


def test_a_notice_has_no_author_and_the_next_number(app: Flask) -> None:
    day = a_walk_day()
    post(day.ana, day.room, NOW)
    with write_transaction(by=SYSTEM):
        post_notice(day.date.id, "Thursday's walk is called off.", NOW)
    page = queries.entries_after(
        queries.room_info(RoomName("walk", day.date.id)), day.ana.id, 0, NOW
    )
    assert [(one["seq"], one["kind"], one["author"] is None) for one in page.entries] == [
        (1, "message", False),
        (2, "notice", True),
    ]


def test_pages_hold_200_and_the_rest_follows(app: Flask) -> None:
    day = a_walk_day()
    for _ in range(25):
        rates._times.clear()
        posts = [parse_post(day.ana.id, payload(day.room)) for _ in range(18)]
        store_posts(posts, NOW)
    info, got, more = queries.room_info(RoomName("walk", day.date.id)), [], True
    sizes = []
    while more:
        page = queries.entries_after(info, day.tom.id, len(got), NOW)
        got += [one["seq"] for one in page.entries]
        sizes.append(len(page.entries))
        more = page.more
    assert got == list(range(1, 451))
    assert sizes == [200, 200, 50]
    older = queries.entries_before(info, day.tom.id, 451, NOW, 50)
    assert [older.entries[0]["seq"], older.entries[-1]["seq"], older.more] == [401, 450, True]


def test_the_read_mark_moves_forward_only(app: Flask) -> None:
    day, name = a_walk_day(), None
    name = RoomName("walk", day.date.id)
    for _ in range(3):
        post(day.ruth, day.room, NOW)
    assert queries.unread_count(name, day.ana.id) == 3
    mark_seen(day.ana.id, name, 2, NOW)
    mark_seen(day.ana.id, name, 1, NOW)
    assert queries.unread_count(name, day.ana.id) == 1
    mark_seen(day.ana.id, name, 999, NOW)
    assert queries.read_marks(name, day.ruth.id) == [3]
    assert queries.unread_count(name, day.ruth.id) == 0  # her own words are not news to her


def in_threads(app: Flask, *calls: Any) -> list[BaseException]:
    failed: list[BaseException] = []
    start = threading.Barrier(len(calls))

    def run(call: Any) -> None:
        with app.app_context():
            start.wait()
            try:
                call()
            except BaseException as problem:
                failed.append(problem)

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return failed


def store_into(outcomes: list[Any], posts: list[Any]) -> None:
    outcomes.extend(store_posts(posts, NOW))


def test_the_same_post_twice_at_once_makes_one_entry(app: Flask) -> None:
    day = a_walk_day()
    for _ in range(10):
        one = parse_post(day.ana.id, payload(day.room))
        outcomes: list[Any] = []
        rates._times.clear()
        call = partial(store_into, outcomes, [one])
        failed = in_threads(app, *[call] * 4)
        assert not failed
        assert len({stored(outcome)["id"] for outcome in outcomes}) == 1
        assert sum(outcome.is_new for outcome in outcomes) == 1
    assert seqs(day.room) == list(range(1, 11))


def test_concurrent_authors_get_numbers_without_gap_or_repeat(app: Flask) -> None:
    day = a_walk_day()
    group_room = f"group-{day.group.id}"

    def write(person_id: int) -> Any:
        def call() -> None:
            for number in range(6):
                rooms = (day.room, group_room) if number % 2 else (group_room, day.room)
                store_posts([parse_post(person_id, payload(room)) for room in rooms], NOW)

        return call

    rates._times.clear()
    failed = in_threads(app, *[write(p.id) for p in (day.ana, day.tom, day.ruth)])
    assert not failed
    for room in (day.room, group_room):
        assert sorted(seqs(room)) == list(range(1, 19))


def test_the_same_id_in_two_rooms_at_once_makes_one_entry_and_no_gap(app: Flask) -> None:
    day = a_walk_day()
    rooms = (day.room, f"group-{day.group.id}")
    for _ in range(5):
        sent = payload(day.room)
        outcomes: list[Any] = []
        rates._times.clear()
        calls = [
            partial(store_into, outcomes, [parse_post(day.ana.id, {**sent, "room": room})])
            for room in rooms
        ]
        assert not in_threads(app, *calls)
        assert len({stored(outcome)["id"] for outcome in outcomes}) == 1
    for room in rooms:
        kind, _, subject = room.partition("-")
        head = queries.head_seq(RoomName(kind, int(subject)))
        assert seqs(room) == list(range(1, head + 1))


def test_a_database_that_is_away_says_try_again(app: Flask, monkeypatch: Any) -> None:
    import peewee

    day = a_walk_day()

    def away(*_: Any, **__: Any) -> None:
        raise peewee.OperationalError("the server is gone")

    monkeypatch.setattr("community.live.actions._locked_rooms", away)
    with pytest.raises(TryAgain) as caught:
        post(day.ana, day.room, NOW)
    assert caught.value.retry_after_s
    monkeypatch.undo()
    assert code(post(day.ana, day.room, NOW)) is None
    assert not db.in_transaction()


def test_seven_days_after_the_walk_what_bodies_said_is_for_the_person_alone(app: Flask) -> None:
    day = a_walk_day()
    on = day.at(20)
    post(day.ana, day.room, day.at(-5), "check_in", body="running_late", minutes=10)
    post(day.ana, day.room, day.at(5), "check_in", body="here")
    post(day.ana, day.room, on, "check_in", body="resting", seat="bench 4")
    post(day.ruth, day.room, on, "check_in", body="left_early", person=day.tom.id)
    info = queries.room_info(RoomName("walk", day.date.id))

    def kinds(viewer: int, now: datetime) -> list[str]:
        page = queries.entries_after(info, viewer, 0, now)
        assert [one["seq"] for one in page.entries] == [1, 2, 3, 4]
        return [one.get("body") or one["kind"] for one in page.entries]

    before, after = day.ends_at + timedelta(days=6, hours=23), day.ends_at + timedelta(days=7)
    everything = ["running_late", "here", "resting", "left_early"]
    assert kinds(day.tom.id, before) == everything
    assert kinds(day.ana.id, after) == ["running_late", "here", "resting", "gone"]
    assert kinds(day.tom.id, after) == ["gone", "here", "gone", "left_early"]
    assert kinds(day.ruth.id, after) == ["gone", "here", "gone", "gone"]
    gone = queries.entries_after(info, day.ruth.id, 2, after).entries[0]
    assert set(gone) == {"room", "seq", "id", "kind"}


def test_erasing_a_person_leaves_messages_without_a_name_and_no_check_ins(app: Flask) -> None:
    day = a_walk_day()
    post(day.ana, day.room, day.at(-30), body="See you there")
    post(day.ana, day.room, day.at(-20), "check_in", body="running_late")
    post(day.ruth, day.room, day.at(5), "check_in", body="left_early", person=day.ana.id)
    post(day.ruth, day.room, day.at(6), "check_in", body="here")
    told = queries.own_data(day.ana.id)["entries"]
    assert [one["text"] for one in told] == ["See you there", "running_late"]
    erase_person(day.ana.id)
    info = queries.room_info(RoomName("walk", day.date.id))
    page = queries.entries_after(info, day.tom.id, 0, day.at(10))
    assert [one["seq"] for one in page.entries] == [1, 2, 3, 4]
    assert [one["body"] for one in page.entries] == ["See you there", "", "", "here"]
    assert page.entries[0]["author"] is None
    assert "Ana" not in str(page.entries)


def test_a_stranger_makes_no_room(app: Flask) -> None:
    day, stranger = a_walk_day(), a_person("Max")
    assert code(post(stranger, day.room, NOW)) == "not_a_member"
    assert code(post(stranger, day.room, NOW, "check_in", body="needs_help")) == "not_a_member"
    assert Room.select().count() == 0


def test_two_processes_that_lose_a_person_at_once_tell_that_she_is_gone(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = a_walk_day()
    now = clock.now()
    with write_transaction(by=SYSTEM):
        for process in ("one", "two"):
            Presence.create(
                room=day.room,
                group_id=day.group.id,
                person=day.ana.id,
                process=process,
                seen_at=now,
            )
    gone = threading.Event()

    def first() -> None:
        with app.app_context(), write_transaction(by=SYSTEM):
            note_gone(day.ana.id, "Ana", [day.room], now)
            gone.set()
            threading.Event().wait(0.4)

    monkeypatch.setattr(local, "process", "one")
    thread = threading.Thread(target=first)
    thread.start()
    gone.wait(10)
    monkeypatch.setattr(local, "process", "two")
    note_gone(day.ana.id, "Ana", [day.room], now)
    thread.join(30)
    assert LiveSignal.select().where(LiveSignal.kind == "presence").count() == 1
