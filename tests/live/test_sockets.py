"""The five promises of chat.md over real sockets, against real servers, on both databases."""

from __future__ import annotations

import random
import threading
import time
import uuid
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
import requests
from socketio.exceptions import ConnectionError as NotLetIn
from socketio.exceptions import SocketIOError

from community.accounts import Person
from community.accounts.actions import sign_out_everywhere
from community.events import Occurrence
from community.foundation import clock
from community.foundation.authorisation import SYSTEM
from community.foundation.database import is_sqlite, write_transaction
from community.groups import Membership, join_group, leave_group, remove_member
from community.live import store_posts
from community.live.actions import rates
from community.live.payloads import parse_post
from tests.builders.live import payload, seqs
from tests.builders.people import a_person
from tests.live.conftest import Scene
from tests.live.talking import Client, cookie_of


def test_a_post_is_acknowledged_and_reaches_everybody(scene: Scene) -> None:
    ana, ruth = scene.here(scene.day.ana), scene.here(scene.day.ruth)
    answer = ana.post(scene.room, "Right behind you, Tom")
    assert answer["ok"]
    assert set(answer) == {"ok", "id", "seq", "sent_at"}
    for client in (ana, ruth):
        entry = client.wait_for_event("entry")[0]
        assert (entry["id"], entry["seq"]) == (answer["id"], 1)
        assert entry["author"] == {"id": scene.day.ana.id, "name": "Ana"}
        assert entry["body"] == "Right behind you, Tom"


def test_the_same_over_polling(scene: Scene) -> None:
    ana = scene.client(scene.day.ana, transports=("polling",))
    assert ana.join(scene.room)["ok"]
    assert ana.post(scene.room)["seq"] == 1
    ana.wait_for_event("entry")


def test_without_a_session_there_is_no_connection(scene: Scene) -> None:
    for cookie in ("", "amble_session=forged"):
        with pytest.raises(NotLetIn):
            Client(scene.server, cookie)


def test_acknowledged_means_stored_whenever_the_server_is_killed(scene: Scene) -> None:
    """SIGKILL in the middle of posting; what was acknowledged is there once, gapless (1, 2, 3)."""
    people = [scene.day.ana, scene.day.tom, scene.day.ruth]
    cookies = [cookie_of(scene.app, person) for person in people]
    acknowledged: list[tuple[str, int]] = []
    for _ in range(3):
        clients = [Client(scene.server, cookie) for cookie in cookies]
        stop = threading.Event()
        threads = [
            threading.Thread(target=_post_until_killed, args=(c, scene.room, acknowledged, stop))
            for c in clients
        ]
        for thread in threads:
            thread.start()
        time.sleep(0.3 + random.random() / 2)
        scene.server.stop()
        stop.set()
        for thread in threads:
            thread.join(20)
        for client in clients:
            client.close()
        scene.server.start()
    assert len(acknowledged) > 10
    kept = seqs(scene.room)
    assert kept == list(range(1, len(kept) + 1))
    reader = scene.client(scene.day.olu)
    known = {one["client_id"]: one["seq"] for one in _everything(reader, scene.room)}
    assert sorted(known.values()) == kept
    for client_id, seq in acknowledged:
        assert known[client_id] == seq
    again = {**payload(scene.room), "client_id": acknowledged[0][0]}
    first = scene.client(_author(scene, reader, acknowledged[0][0]))
    assert first.ask("post", again)["seq"] == acknowledged[0][1]
    assert seqs(scene.room) == kept


def _post_until_killed(
    client: Client, room: str, acknowledged: list[tuple[str, int]], stop: threading.Event
) -> None:
    for _ in range(19):  # below the rate limit
        sent = payload(room)
        try:
            answer = client.ask("post", sent, timeout=2)
        except (SocketIOError, OSError):
            return
        if answer.get("ok"):
            acknowledged.append((sent["client_id"], answer["seq"]))
        if stop.is_set():
            return


def _everything(client: Client, room: str) -> list[dict[str, Any]]:
    answer = client.join(room)
    found = answer["entries"]
    while answer["more"]:
        answer = client.ask("since", {"room": room, "after_seq": found[-1]["seq"]})
        found += answer["entries"]
    return list(found)


def _author(scene: Scene, reader: Client, client_id: str) -> Person:
    entry = next(e for e in _everything(reader, scene.room) if e["client_id"] == client_id)
    people = (scene.day.ana, scene.day.tom, scene.day.ruth)
    return next(person for person in people if person.id == entry["author"]["id"])


def test_the_same_id_from_two_sockets_at_once_makes_one_entry(scene: Scene) -> None:
    clients = [scene.here(scene.day.ana) for _ in range(2)]
    for _ in range(8):
        sent, answers = payload(scene.room), []

        def send(client: Client, sent: Any = sent, answers: Any = answers) -> None:
            answers.append(client.ask("post", sent))

        threads = [threading.Thread(target=send, args=(client,)) for client in clients]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(10)
        assert answers[0] == answers[1]
        assert answers[0]["ok"]
    assert seqs(scene.room) == list(range(1, 9))
    clients[0].wait_for(lambda: len(clients[0].entries()) == 8)
    time.sleep(0.2)
    assert [entry["seq"] for entry in clients[0].entries()] == list(range(1, 9))


def test_a_retry_after_being_muted_hears_what_the_first_one_did(scene: Scene) -> None:
    ana, sent = scene.here(scene.day.ana), payload(scene.room)
    first = ana.ask("post", sent)
    with write_transaction(by=SYSTEM):
        Membership.update(muted_until=clock.now() + timedelta(days=1)).where(
            Membership.person == scene.day.ana.id
        ).execute()
    assert ana.post(scene.room)["error"] == "muted"
    assert ana.post(scene.room, "here", "check_in")["ok"]
    assert ana.ask("post", sent) == first


def test_many_authors_are_in_one_order_without_a_gap(scene: Scene) -> None:
    people = [scene.day.ana, scene.day.tom, scene.day.ruth, scene.day.olu]
    clients = [scene.here(person) for person in people]

    def write(client: Client) -> None:
        for number in range(15):
            assert client.post(scene.room, f"{number}")["ok"]

    threads = [threading.Thread(target=write, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    for client in clients:
        client.wait_for(lambda client=client: len(client.entries()) >= 60)
        assert [entry["seq"] for entry in client.entries()] == list(range(1, 61))
    for client in clients[1:]:
        assert client.entries() == clients[0].entries()


def test_catching_up_in_pages_of_200_while_others_write_leaves_no_hole(scene: Scene) -> None:
    day = scene.day
    for _ in range(23):
        rates._times.clear()
        store_posts([parse_post(day.tom.id, payload(scene.room)) for _ in range(20)], clock.now())
    writer, reader = scene.here(day.ruth), scene.client(day.ana)
    stop = threading.Event()

    def write() -> None:
        for _ in range(18):
            writer.post(scene.room)
            if stop.is_set():
                return

    thread = threading.Thread(target=write)
    thread.start()
    answer = reader.join(scene.room)
    assert len(answer["entries"]) == 200
    assert answer["more"]
    got = [entry["seq"] for entry in answer["entries"]]
    while answer["more"]:
        answer = reader.ask("since", {"room": scene.room, "after_seq": got[-1]})
        got += [entry["seq"] for entry in answer["entries"]]
    stop.set()
    thread.join(20)
    last = writer.post(scene.room)["seq"]
    reader.wait_for(lambda: any(entry["seq"] == last for entry in reader.entries()))
    assert got == list(range(1, got[-1] + 1))
    live = [entry["seq"] for entry in reader.entries()]
    assert sorted({*got, *live}) == list(range(1, last + 1))


def test_joining_again_and_again_while_others_write_leaves_no_hole(scene: Scene) -> None:
    writer, reader = scene.here(scene.day.ruth), scene.client(scene.day.ana)
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            writer.post(scene.room)
            time.sleep(0.05)  # 18 in the time of this test

    thread = threading.Thread(target=write)
    thread.start()
    have: set[int] = set()
    for _ in range(6):
        last = 0
        while last + 1 in have:
            last += 1
        answer = reader.join(scene.room, last)
        have |= {entry["seq"] for entry in answer["entries"]}
        time.sleep(random.random() / 6)
        have |= {entry["seq"] for entry in reader.entries()}
        assert have == set(range(1, len(have) + 1))
        reader.close()
        time.sleep(0.03)
        reader.connect()
    stop.set()
    thread.join(20)


def test_who_loses_membership_hears_nothing_more_at_once(scene: Scene) -> None:
    ana, tom, ruth = (scene.here(p) for p in (scene.day.ana, scene.day.tom, scene.day.ruth))
    group_room = f"group-{scene.day.group.id}"
    assert ana.join(group_room)["ok"]
    leave_group(scene.day.ana.id, scene.day.group.id, clock.now())  # by another process: the test
    removed = ana.wait_for_event("removed", 2)
    assert sorted(one["room"] for one in removed) == sorted([scene.room, group_room])
    assert {one["reason"] for one in removed} == {"left"}
    assert ruth.post(scene.room, "Without Ana")["ok"]
    tom.wait_for_event("entry")
    time.sleep(0.2)
    assert ana.entries() == []
    assert ana.post(scene.room)["error"] == "not_a_member"
    assert ana.join(scene.room)["error"] == "not_a_member"
    assert ana.ask("since", {"room": scene.room, "after_seq": 0})["error"] == "not_a_member"
    assert ana.post(scene.room, "needs_help", "check_in")["error"] == "not_a_member"
    assert ana.is_connected
    join_group(scene.day.ana.id, scene.day.group.id, clock.now())
    assert ana.join(scene.room)["ok"]
    assert ana.post(scene.room)["ok"]


def test_a_removal_is_obeyed_before_an_entry_stored_after_it_goes_out(scene: Scene) -> None:
    ana, ruth = scene.here(scene.day.ana), scene.here(scene.day.ruth)
    for _ in range(5):
        remove_member(scene.day.olu.id, scene.day.group.id, scene.day.ana.id)
        before = len(ana.entries())
        assert ruth.post(scene.room, "Not for Ana")["ok"]  # at once, before any 20 ms are over
        ana.wait_for_event("removed")
        time.sleep(0.05)
        assert len(ana.entries()) == before
        ana.came.pop("removed")
        join_group(scene.day.ana.id, scene.day.group.id, clock.now())
        assert ana.join(scene.room)["ok"]


def test_signing_out_everywhere_closes_the_sockets_but_those_of_this_device(scene: Scene) -> None:
    phone, tablet = scene.here(scene.day.ana), scene.here(scene.day.ana)
    tom = scene.here(scene.day.tom)
    signer = scene.app.session_interface.get_signing_serializer(scene.app)  # type: ignore[attr-defined]
    kept = signer.loads(phone.cookie.partition("=")[2])["_user_id"]
    sign_out_everywhere(scene.day.ana.id, scene.day.ana.id, clock.now(), device_key_kept=kept)
    tablet.wait_for(lambda: not tablet.is_connected)
    assert tablet.came["removed"][0]["reason"] == "signed_out"
    assert phone.is_connected
    assert phone.post(scene.room)["ok"]
    assert tom.is_connected


def test_strangers_get_nothing(scene: Scene) -> None:
    max_ = scene.client(a_person("Max"))
    for answer in (
        max_.join(scene.room),
        max_.post(scene.room),
        max_.post(scene.room, "needs_help", "check_in"),
        max_.ask("since", {"room": scene.room, "after_seq": 0}),
        max_.ask("seen", {"room": scene.room, "seq": 1}),
        max_.ask("typing", {"room": scene.room}),
        max_.join("walk-99999"),
        max_.join("team-1"),
    ):
        assert (answer["ok"], answer["error"]) == (False, "not_a_member")
        assert answer["message"]
    scene.here(scene.day.ana).post(scene.room)
    time.sleep(0.2)
    assert max_.entries() == []


ONE = str(uuid.uuid4())
MALFORMED: list[tuple[str, Any]] = [
    ("post", None),
    ("post", 7),
    ("post", "walk-1"),
    ("post", [1, 2]),
    ("post", {}),
    ("post", b"\x00\xff"),
    ("post", {"room": "ROOM"}),
    ("post", {"room": 1, "client_id": ONE, "kind": "message", "body": "x"}),
    ("post", {"room": ["ROOM"], "client_id": ONE, "kind": "message", "body": "x"}),
    ("post", {"room": "ROOM", "client_id": "1", "kind": "message", "body": "x"}),
    ("post", {"room": "ROOM", "client_id": ONE, "kind": "dance", "body": "x"}),
    ("post", {"room": "ROOM", "client_id": ONE, "kind": "notice", "body": "x"}),
    ("post", {"room": "ROOM", "client_id": ONE, "kind": ["message"], "body": "x"}),
    ("post", {"room": "ROOM", "client_id": ONE, "kind": "message", "body": 7}),
    ("post", {"room": "ROOM", "client_id": ONE, "kind": "message", "body": None}),
    ("post", {"room": "ROOM", "client_id": ONE, "kind": "message", "body": {"a": [{}]}}),
    ("post", {"room": "ROOM", "client_id": ONE, "kind": "message", "body": b"bytes"}),
    ("post", {"room": "ROOM", "client_id": ONE, "kind": "message", "body": "secret\0word"}),
    ("post", {"room": "ROOM", "client_id": ONE, "kind": "message", "body": "x" * 1_000_000}),
    ("post", {"room": "ROOM", "client_id": ONE, "kind": "edit", "body": "x", "about": 2**70}),
    ("post", {"room": "ROOM", "client_id": ONE, "kind": "edit", "body": "x", "about": -1}),
    ("post", {"room": "ROOM", "client_id": ONE, "kind": "check_in", "body": "asleep"}),
    ("post", {"room": "ROOM", "client_id": ONE, "kind": "headcount", "body": 1e300}),
    ("join", None),
    ("join", {"room": "ROOM", "after_seq": "0"}),
    ("join", {"room": "ROOM", "after_seq": -1}),
    ("join", {"room": "../etc/passwd", "after_seq": 0}),
    ("since", {"room": "ROOM"}),
    ("since", {"room": "ROOM", "after_seq": 0, "limit": 100_000}),
    ("seen", {"room": "ROOM", "seq": "1"}),
    ("typing", 3.5),
]


def test_malformed_payloads_get_bad_request_and_never_end_the_connection(scene: Scene) -> None:
    ana, ruth = scene.here(scene.day.ana), scene.here(scene.day.ruth)
    for event, told in MALFORMED:
        if isinstance(told, dict) and told.get("room") == "ROOM":
            told = {**told, "room": scene.room}
        answer = ana.ask(event, told)
        assert answer["ok"] is False, (event, told)
        assert answer["error"] == "bad_request", (event, answer)
    for arguments in ((), ({}, {})):
        assert ana.ask("post", arguments)["error"] == "bad_request"
    assert ana.is_connected
    assert ana.post(scene.room, "Still here")["seq"] == 1
    assert ruth.wait_for_event("entry")[0]["body"] == "Still here"
    log = scene.server.log.read_text()
    assert "secret" not in log
    assert "Traceback" not in log


def test_above_2_mb_the_connection_ends_and_the_server_does_not(scene: Scene) -> None:
    ana = scene.here(scene.day.ana)
    with suppress(SocketIOError):
        ana.ask("post", payload(scene.room, body="x" * 3_000_000), timeout=3)
    ana.wait_for(lambda: not ana.is_connected)
    assert scene.here(scene.day.ana).post(scene.room)["ok"]


def test_the_twenty_first_post_in_ten_seconds_is_told_to_wait(scene: Scene) -> None:
    ana = scene.here(scene.day.ana)
    answers = [ana.post(scene.room) for _ in range(21)]
    assert all(answer["ok"] for answer in answers[:20])
    assert answers[20]["error"] == "too_fast"
    assert 1 <= answers[20]["retry_after"] <= 10
    assert answers[20]["message"]
    assert ana.post(scene.room, "needs_help", "check_in")["ok"]
    assert scene.here(scene.day.tom).post(scene.room)["ok"]


def test_errors_have_their_codes(scene: Scene) -> None:
    ana = scene.here(scene.day.ana)
    assert ana.post(scene.room, "   ")["error"] == "empty"
    assert ana.post(scene.room, "x" * 2001)["error"] == "too_long"
    assert ana.post(scene.room, 6, "headcount", moment="start")["error"] == "not_allowed"


def test_a_closed_room_is_read_on(scene: Scene) -> None:
    ana = scene.here(scene.day.ana)
    assert ana.post(scene.room)["ok"]
    past = clock.now() - timedelta(days=14, minutes=1)
    with write_transaction(by=SYSTEM):
        Occurrence.update(start_utc=past - timedelta(minutes=50), end_utc=past).where(
            Occurrence.id == scene.day.date.id
        ).execute()
    assert ana.post(scene.room)["error"] == "room_closed"
    answer = ana.join(scene.room)
    assert len(answer["entries"]) == 1
    assert answer["you"]["closed"]


def test_taps_change_the_board_of_everybody(scene: Scene) -> None:
    ana, ruth = scene.here(scene.day.ana), scene.here(scene.day.ruth)
    assert ana.post(scene.room, "here", "check_in")["ok"]
    told = ruth.wait_for_event("board")[-1]
    row = next(one for one in told["rows"] if one["person"]["name"] == "Ana")
    assert (row["state"], row["moves"]) == ("here", ["left_early"])
    answer = ruth.post(scene.room, 5, "headcount", moment="start")
    assert answer["register"] == 1


def test_the_board_is_in_the_answer_to_join(scene: Scene) -> None:
    answer = scene.client(scene.day.ana).join(scene.room)
    assert {one["person"]["name"] for one in answer["board"]["rows"]} == {"Ana", "Tom", "Ruth"}
    assert answer["you"]["id"] == scene.day.ana.id
    assert answer["you"]["leads"] is False
    assert answer["people"] == [{"id": scene.day.ana.id, "name": "Ana"}]
    assert "board" not in scene.clients[0].join(f"group-{scene.day.group.id}")


def test_typing_is_passed_on_once_in_three_seconds(scene: Scene) -> None:
    ana, tom = scene.here(scene.day.ana), scene.here(scene.day.tom)
    for _ in range(5):
        assert ana.ask("typing", {"room": scene.room})["ok"]
    tom.wait_for_event("typing")
    time.sleep(0.3)
    assert tom.came["typing"] == [
        {"room": scene.room, "person": {"id": scene.day.ana.id, "name": "Ana"}}
    ]
    assert "typing" not in ana.came


def test_presence_counts_a_person_once_whatever_the_number_of_her_sockets(scene: Scene) -> None:
    tom = scene.here(scene.day.tom)
    phone, tablet = scene.here(scene.day.ana), scene.here(scene.day.ana)
    tom.wait_for_event("presence")
    assert [one["name"] for one in tom.join(scene.room)["people"]] == ["Ana", "Tom"]
    phone.close()
    time.sleep(0.3)
    assert [one["state"] for one in tom.came["presence"] if one["person"]["name"] == "Ana"] == (
        ["here"]
    )
    tablet.close()
    tom.wait_for(lambda: tom.came["presence"][-1]["state"] == "gone")
    assert [one["name"] for one in tom.join(scene.room)["people"]] == ["Tom"]


def test_the_read_mark_over_the_socket(scene: Scene) -> None:
    ana, tom = scene.here(scene.day.ana), scene.here(scene.day.tom)
    for _ in range(3):
        ana.post(scene.room)
    assert tom.ask("seen", {"room": scene.room, "seq": 2}) == {"ok": True}
    assert tom.ask("seen", {"room": scene.room, "seq": 1}) == {"ok": True}
    assert ana.join(scene.room)["read_marks"] == [2]


def test_pages_are_answered_while_another_process_holds_the_write_lock(scene: Scene) -> None:
    """The loop is not held up: reading goes on, the post waits and is stored."""
    if not is_sqlite():
        pytest.skip("PostgreSQL has no lock on the whole file")
    ana, answers = scene.here(scene.day.ana), []
    with write_transaction(by=SYSTEM):
        thread = threading.Thread(target=lambda: answers.append(ana.post(scene.room)))
        thread.start()
        started = time.monotonic()
        for _ in range(10):
            requests.get(f"{scene.server.url}/healthz", timeout=5)
        assert time.monotonic() - started < 2
        assert answers == []
    thread.join(10)
    assert answers[0]["ok"]
