"""The plain way of a chat: Flask-SocketIO as its documentation shows it, one peewee insert a post.

`gunicorn benchmarks.plain_chat:app`, worker gevent. Whether somebody is a member is asked at `join`
only; `seq` is counted in the process; no limits, no retries, no other processes. The person comes
unproved in `auth`. All of that makes it faster than a right chat could be.
"""

from __future__ import annotations

import itertools
import os
from datetime import UTC, datetime
from typing import Any

import peewee
from flask import Flask, request
from flask_socketio import SocketIO, join_room
from playhouse.pool import PooledSqliteDatabase

PRAGMAS = {"journal_mode": "wal", "synchronous": "normal", "foreign_keys": 1}
database = PooledSqliteDatabase(
    os.environ["BENCH_DATABASE"],
    max_connections=50,
    check_same_thread=False,
    timeout=5,
    pragmas={**PRAGMAS, "cache_size": -64000, "mmap_size": 268435456},
)


class Model(peewee.Model):
    """Base of the tables in `peer_database`."""

    id: Any

    class Meta:
        database = database


class Person(Model):
    """Somebody."""

    name = peewee.TextField()


class Membership(Model):
    """Somebody in a room."""

    room = peewee.IntegerField()
    person = peewee.IntegerField()

    class Meta:
        primary_key = peewee.CompositeKey("room", "person")


class Entry(Model):
    """A message."""

    room = peewee.IntegerField()
    seq = peewee.IntegerField()
    author = peewee.IntegerField()
    client_id = peewee.TextField()
    kind = peewee.TextField()
    body = peewee.TextField()
    sent_at = peewee.TextField()


app = Flask(__name__)
socketio = SocketIO(app, async_mode="gevent", async_handlers=False, manage_session=False)
people: dict[str, tuple[int, str]] = {}
numbers = itertools.count(1)


@app.teardown_appcontext
def give_back(_: BaseException | None) -> None:
    """Give the connection back, or the 51st socket would wait for ever."""
    if not database.is_closed():
        database.close()


@socketio.on("connect", namespace="/live")
def connected(auth: dict[str, int]) -> None:
    """Remember who it is."""
    person = Person.get_by_id(auth["person"])
    people[request.sid] = (person.id, person.name)  # type: ignore[attr-defined]


@socketio.on("join", namespace="/live")
def join(told: dict[str, Any]) -> dict[str, Any]:
    """Let a member in."""
    person_id, _ = people[request.sid]  # type: ignore[attr-defined]
    if Membership.get_or_none(Membership.room == 1, Membership.person == person_id) is None:
        return {"ok": False, "error": "not_a_member"}
    join_room(told["room"])
    return {"ok": True}


@socketio.on("post", namespace="/live")
def post(told: dict[str, Any]) -> dict[str, Any]:
    """Store, tell everybody, acknowledge."""
    person_id, name = people[request.sid]  # type: ignore[attr-defined]
    seq, sent_at = next(numbers), datetime.now(UTC).isoformat(timespec="milliseconds")
    entry = Entry.create(
        room=1,
        seq=seq,
        author=person_id,
        client_id=told["client_id"],
        kind=told["kind"],
        body=told["body"],
        sent_at=sent_at,
    )
    message = {**told, "seq": seq, "id": entry.id, "author": {"id": person_id, "name": name}}
    message["sent_at"] = sent_at
    socketio.emit("entry", message, to=told["room"], namespace="/live")
    return {"ok": True, "id": entry.id, "seq": seq, "sent_at": sent_at}
