"""Two servers on one database: SQLite; PostgreSQL without Redis and with it."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from flask import Flask
from socketio.exceptions import SocketIOError

from community.accounts import Person
from community.accounts.actions import sign_out_everywhere
from community.foundation import clock
from community.foundation.authorisation import SYSTEM
from community.foundation.database import db, is_sqlite, write_transaction
from community.groups import leave_group
from community.live import local_sockets
from community.live.local_sockets import LocalSockets, Socket
from community.live.models import LiveSignal, Presence
from community.live.queries import people_present
from community.live.rules.entries import RoomName
from tests.builders.live import WalkDay, a_walk_day, payload, seqs
from tests.live.conftest import Scene
from tests.live.talking import SECRET, Client, cookie_of
from tests.served import Server
from tests.services import free_port


@dataclass
class Pair(Scene):
    """The scene with a second server."""

    other: Server


@pytest.fixture(params=["alone", "redis"])
def pair(
    request: pytest.FixtureRequest, app: Flask, start_server: Callable[..., Server]
) -> Iterator[Pair]:
    environ = {"SECRET_KEY": SECRET}
    if request.param == "redis":
        if is_sqlite():
            pytest.skip("SQLite needs no Redis")
        environ["REDIS_URL"] = request.getfixturevalue("redis_url")
    yield from _pair(app, start_server, environ)


def _pair(
    app: Flask, start_server: Callable[..., Server], environ: dict[str, str]
) -> Iterator[Pair]:
    day = a_walk_day(now=clock.now(), starts_in=-timedelta(minutes=5))
    one, two = start_server(**environ), start_server(**environ)
    made = Pair(app, day, start_server, [], one, two)
    yield made
    for client in made.clients:
        try:
            client.close()
        except SocketIOError:
            continue


def test_a_post_on_one_reaches_the_other_with_the_same_number(pair: Pair) -> None:
    ana, ruth = pair.here(pair.day.ana), pair.here(pair.day.ruth, pair.other)
    for number in range(1, 6):
        answer = ana.post(pair.room, f"{number}")
        heard = ruth.wait_for_event("entry", number)[-1]
        assert (heard["seq"], heard["id"]) == (answer["seq"], answer["id"]) == (number, heard["id"])
    assert ruth.post(pair.room, "Back")["seq"] == 6
    ana.wait_for(lambda: [entry["seq"] for entry in ana.entries()] == list(range(1, 7)))
    assert ana.entries() == ruth.entries()


def test_it_is_quick(pair: Pair) -> None:
    ana, ruth = pair.here(pair.day.ana), pair.here(pair.day.ruth, pair.other)
    took = []
    for number in range(1, 11):
        started = time.monotonic()
        ana.post(pair.room)
        ruth.wait_for_event("entry", number)
        took.append(time.monotonic() - started)
    assert sorted(took)[5] < 0.4


def test_authors_on_both_are_in_one_order_without_gap_or_repeat(pair: Pair) -> None:
    day = pair.day
    writers = [
        pair.here(day.ana), pair.here(day.tom, pair.other),
        pair.here(day.ruth), pair.here(day.olu, pair.other),
    ]  # fmt: skip

    def write(client: Client) -> None:
        for _ in range(15):
            assert client.post(pair.room)["ok"]

    threads = [threading.Thread(target=write, args=(client,)) for client in writers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(seqs(pair.room)) == list(range(1, 61))
    for client in writers:
        client.wait_for(lambda client=client: len(client.entries()) >= 60)
        assert [entry["seq"] for entry in client.entries()] == list(range(1, 61))


def test_the_same_id_on_both_at_once_makes_one_entry(pair: Pair) -> None:
    clients = [pair.here(pair.day.ana), pair.here(pair.day.ana, pair.other)]
    for _ in range(8):
        sent: dict[str, Any] = payload(pair.room)
        answers: list[Any] = []
        threads = [
            threading.Thread(target=lambda c=c, s=sent, a=answers: a.append(c.ask("post", s)))
            for c in clients
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(10)
        assert answers[0] == answers[1]
        assert answers[0]["ok"]
    assert sorted(seqs(pair.room)) == list(range(1, 9))


def test_removal_reaches_every_process(pair: Pair) -> None:
    ana, tom = pair.here(pair.day.ana, pair.other), pair.here(pair.day.tom, pair.other)
    ruth = pair.here(pair.day.ruth)
    leave_group(pair.day.ana.id, pair.day.group.id, clock.now())
    ruth.post(pair.room, "Without Ana")
    assert ana.wait_for_event("removed")[0] == {"room": pair.room, "reason": "left"}
    tom.wait_for_event("entry")
    time.sleep(0.2)
    assert ana.entries() == []


def test_signing_out_everywhere_reaches_every_process(pair: Pair) -> None:
    tom = pair.here(pair.day.tom)
    one, two = pair.here(pair.day.ana), pair.here(pair.day.ana, pair.other)
    tom.wait_for_event("presence")
    sign_out_everywhere(pair.day.ana.id, pair.day.ana.id, clock.now())
    one.wait_for(lambda: not one.is_connected)
    two.wait_for(lambda: not two.is_connected)
    tom.wait_for(lambda: tom.came["presence"][-1]["state"] == "gone")


def test_presence_counts_a_person_once_across_processes(pair: Pair) -> None:
    tom = pair.here(pair.day.tom)
    phone, tablet = pair.here(pair.day.ana), pair.here(pair.day.ana, pair.other)
    tom.wait_for_event("presence")
    assert [one["name"] for one in tom.join(pair.room)["people"]] == ["Ana", "Tom"]
    assert [one["name"] for one in tablet.join(pair.room)["people"]] == ["Ana", "Tom"]
    phone.close()
    time.sleep(0.5)
    assert [one["name"] for one in tom.join(pair.room)["people"]] == ["Ana", "Tom"]
    tablet.close()
    tom.wait_for(lambda: tom.came["presence"][-1]["state"] == "gone")
    assert [one["name"] for one in tom.join(pair.room)["people"]] == ["Tom"]


def test_the_board_reaches_every_process(pair: Pair) -> None:
    ana, ruth = pair.here(pair.day.ana), pair.here(pair.day.ruth, pair.other)
    ana.post(pair.room, "here", "check_in")
    told = ruth.wait_for_event("board")[-1]
    assert next(one for one in told["rows"] if one["person"]["name"] == "Ana")["state"] == "here"


def _session(app: Flask, server: Server, person: Person) -> requests.Session:
    session = requests.Session()
    name, _, value = cookie_of(app, person).partition("=")
    session.cookies.set(name, value, domain="127.0.0.1", path="/")
    page = session.get(f"{server.url}/account").text
    token = page.partition('name="csrf-token" content="')[2].partition('"')[0]
    session.headers.update({"X-CSRFToken": token, "Accept": "application/json"})
    return session


def test_a_post_over_http_on_one_reaches_sockets_on_the_other(pair: Pair) -> None:
    ruth = pair.here(pair.day.ruth, pair.other)
    session = _session(pair.app, pair.server, pair.day.ana)
    where, sent = f"{pair.server.url}/rooms/{pair.room}/entries", payload(pair.room, body="By HTTP")
    answers = [session.post(where, json=sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200], answers[0].text
    assert answers[0].json() == answers[1].json()
    assert ruth.wait_for_event("entry")[0]["body"] == "By HTTP"


def test_a_killed_process_takes_nothing_with_it(pair: Pair) -> None:
    ana, ruth = pair.here(pair.day.ana), pair.here(pair.day.ruth, pair.other)
    answer = ana.post(pair.room, "Last words")
    pair.server.stop()
    assert answer["ok"]
    ruth.wait_for_event("entry")
    assert ruth.post(pair.room, "Go on")["seq"] == 2
    pair.server.start()
    again = pair.client(pair.day.ana)
    assert [entry["seq"] for entry in again.join(pair.room, 1)["entries"]] == [2]


def test_a_signal_that_commits_after_a_later_one_is_obeyed_too(app: Flask) -> None:
    """On PostgreSQL ids are given before the commit, so a smaller one may appear later."""
    local = LocalSockets()
    local.obey()
    with write_transaction(by=SYSTEM):
        LiveSignal.create(id=1002, kind="board", room="walk-1", made_at=clock.now())
    assert [row.id for row in local._new_signals()] == [1002]
    with write_transaction(by=SYSTEM):
        LiveSignal.create(id=1001, kind="board", room="walk-1", made_at=clock.now())
    assert [row.id for row in local._new_signals()] == [1001]
    assert local._new_signals() == []


def test_everybody_is_out_before_the_first_device_ends(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ending a device writes to the database, and meanwhile an entry may go out."""
    heard_meanwhile: list[set[str]] = []

    class Rooms:
        def enter_room(self, *_: Any, **__: Any) -> None: ...
        def leave_room(self, *_: Any, **__: Any) -> None: ...
        def disconnect(self, sid: str, namespace: str) -> None:
            heard_meanwhile.append(set(local.members.get("walk-1", ())))
            assert local.sockets[sid].rooms == {"walk-1": 7}  # where its end is told

    monkeypatch.setattr(local_sockets, "_server", Rooms)
    local = LocalSockets()
    monkeypatch.setattr(local, "emit", lambda *_, **__: None)
    local.obey()
    for sid, person_id in (("a", 1), ("b", 2), ("c", 3)):
        local.connect(sid, Socket(person_id, "", sid))
        local.enter(sid, RoomName("walk", 1), 7)
    with write_transaction(by=SYSTEM):
        for told in ({"kind": "signed_out", "person": 1}, {"kind": "removed", "person": 2}):
            LiveSignal.create(detail="7:left", made_at=clock.now(), **told)
    local.obey()
    assert heard_meanwhile == [{"c"}]


def test_rows_of_a_process_that_died_do_not_count(app: Flask) -> None:
    day: WalkDay = a_walk_day()
    with write_transaction(by=SYSTEM):
        for seconds, person in ((10, day.ana), (200, day.tom)):
            Presence.create(
                room=day.room,
                group_id=day.group.id,
                person=person.id,
                process="gone",
                seen_at=clock.now() - timedelta(seconds=seconds),
            )
    assert [one["name"] for one in people_present(day.room, clock.now())] == ["Ana"]


class OwnRedis:
    """A Redis that a test may stop and start."""

    def __init__(self, folder: Path) -> None:
        self.port, self.folder = free_port(), folder
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self) -> None:
        program = shutil.which("redis-server")
        assert program
        command = [program, "--port", str(self.port), "--save", "", "--dir", str(self.folder)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)

    def stop(self) -> None:
        self.process.kill()
        self.process.wait(10)


def test_redis_away_costs_a_second_and_no_entry(
    app: Flask, start_server: Callable[..., Server], tmp_path: Path
) -> None:
    if is_sqlite() or not os.environ["TEST_REDIS"]:
        pytest.skip("needs PostgreSQL and Redis")
    own = OwnRedis(tmp_path)
    try:
        scene = _pair(app, start_server, {"SECRET_KEY": SECRET, "REDIS_URL": own.url})
        pair = next(scene)
        ana, ruth = pair.here(pair.day.ana), pair.here(pair.day.ruth, pair.other)
        ana.post(pair.room, "With Redis")
        ruth.wait_for_event("entry", 1)
        own.stop()
        started = time.monotonic()
        for number in (2, 3):
            assert ana.post(pair.room, "Without")["ok"]
            assert time.monotonic() - started < 3
            ruth.wait_for_event("entry", number)
        own.start()
        time.sleep(2.5)  # the relay looks for it once a second
        started = time.monotonic()
        ana.post(pair.room, "With Redis again")
        ruth.wait_for_event("entry", 4)
        assert time.monotonic() - started < 0.7
        for client in pair.clients:
            client.close()
    finally:
        own.stop()


def test_the_web_process_writes_and_the_chat_process_delivers(
    app: Flask, start_server: Callable[..., Server]
) -> None:
    """The set-up for production: gthread serves pages, gevent serves sockets."""
    environ = {"SECRET_KEY": SECRET}
    day = a_walk_day(now=clock.now(), starts_in=-timedelta(minutes=5))
    web = start_server(AMBLE_ROLE="web", GUNICORN_CMD_ARGS="-k gthread --threads 4", **environ)
    chat = start_server(AMBLE_ROLE="chat", **environ)
    ruth = Client(chat, cookie_of(app, day.ruth))
    assert ruth.join(day.room)["ok"]
    answer = _session(app, web, day.ana).post(
        f"{web.url}/rooms/{day.room}/entries", json=payload(day.room, "check_in", "here")
    )
    assert answer.status_code == 201, answer.text
    assert ruth.wait_for_event("entry")[0]["body"] == "here"
    assert ruth.wait_for_event("board")
    leave_group(day.ruth.id, day.group.id, clock.now())
    ruth.wait_for_event("removed")
    ruth.close()


def test_postgresql_restarted_costs_try_again_and_no_entry(pair: Pair) -> None:
    if is_sqlite():
        pytest.skip("SQLite has no server")
    ana, ruth = pair.here(pair.day.ana), pair.here(pair.day.ruth, pair.other)
    assert ana.post(pair.room, "Before")["ok"]
    db.execute_sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    sent, answers = payload(pair.room, body="After"), []
    for _ in range(25):
        answers.append(ana.ask("post", sent))
        if answers[-1]["ok"]:
            break
        assert answers[-1]["error"] in ("try_again", "not_signed_in"), answers
        time.sleep(0.1)
    assert answers[-1]["seq"] == 2
    ruth.wait_for(lambda: [entry["seq"] for entry in ruth.entries()] == [1, 2], 10)
    assert ana.is_connected
    assert ruth.is_connected
