"""Wakes when another process has written, and lets `local_sockets` look what there is to do.

A wake is a hint and nothing more: SQLite's `data_version` is asked every 20 ms; on PostgreSQL the
database is asked ten times a second, or, with Redis, when a message on one channel comes, and once
a second in case Redis is away.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections.abc import Callable

import redis
from flask import Flask, current_app

from community.foundation import clock
from community.foundation.authorisation import SYSTEM
from community.foundation.database import write_transaction
from community.foundation.errors import Problem
from community.foundation.settings import Settings
from community.foundation.signals import run_after_commit
from community.foundation.sockets import socketio
from community.live.local_sockets import local
from community.live.models import Presence

log = logging.getLogger("amble.live")
SQLITE_POLL_S = 0.02
POSTGRESQL_POLL_S = 0.1
WITH_REDIS_POLL_S = 1.0
REDIS_PATIENCE_S = 0.5
HEARTBEAT_S = 30.0
CHANNEL = "amble:live"


class Wake:
    """The hint over Redis, where there is one. Its absence costs time, never an entry."""

    def __init__(self, url: str | None) -> None:
        self.event = threading.Event()
        self._rests_until_s = 0.0
        self._redis = (
            redis.Redis.from_url(
                url,
                socket_connect_timeout=REDIS_PATIENCE_S,
                socket_timeout=REDIS_PATIENCE_S,
                retry=None,
            )
            if url
            else None
        )
        self._url = url

    @property
    def has_redis(self) -> bool:
        """Whether other processes are told by Redis."""
        return self._redis is not None

    def tell_others(self) -> None:
        """Wake the other processes soon, without holding anybody up."""
        if self._redis is not None and clock.monotonic_s() >= self._rests_until_s:
            socketio.start_background_task(self._publish)

    def _publish(self) -> None:
        assert self._redis is not None  # noqa: S101 - tell_others has looked
        try:
            self._redis.publish(CHANNEL, b"")
        except (redis.RedisError, OSError):
            self._rests_until_s = clock.monotonic_s() + 1.0

    def listen(self) -> None:
        """Set `event` for each message; for ever, trying again when Redis is away."""
        while True:
            try:
                link = redis.Redis.from_url(self._url or "", socket_connect_timeout=2, retry=None)
                with link.pubsub(ignore_subscribe_messages=True) as channel:
                    channel.subscribe(CHANNEL)
                    self.event.set()  # whatever came while nobody listened
                    for _ in channel.listen():
                        self.event.set()
            except (redis.RedisError, OSError):
                log.warning("Redis is away; the relay asks the database once a second")
            time.sleep(1.0)


def register(app: Flask, settings: Settings) -> None:
    """Let the relay start with the sockets of `app`."""
    app.extensions["live_wake"] = Wake(settings.redis_url)
    app.extensions.setdefault("start_with_sockets", []).append(lambda: start(app, settings))


def start(app: Flask, settings: Settings) -> None:
    """Watch from now on, beside the requests of this process."""
    wake: Wake = app.extensions["live_wake"]
    if settings.database_url.startswith("sqlite"):
        wait = sqlite_waiter(settings.database_url.removeprefix("sqlite:///"))
    else:
        wait = _event_waiter(wake, WITH_REDIS_POLL_S if wake.has_redis else POSTGRESQL_POLL_S)
        if wake.has_redis:
            socketio.start_background_task(wake.listen)
    socketio.start_background_task(watch, app, wait)


def sqlite_waiter(file: str) -> Callable[[], None]:
    """Return a function that waits until somebody else's write is in the file."""
    connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    seen = [0]

    def wait() -> None:
        deadline_s = clock.monotonic_s() + HEARTBEAT_S
        while clock.monotonic_s() < deadline_s:
            # Of this one connection, which writes nothing: what changes it is somebody else's.
            version = connection.execute("PRAGMA data_version").fetchone()[0]
            if version != seen[0]:
                seen[0] = version
                return
            time.sleep(SQLITE_POLL_S)

    return wait


def _event_waiter(wake: Wake, poll_s: float) -> Callable[[], None]:
    def wait() -> None:
        wake.event.wait(poll_s)
        wake.event.clear()

    return wait


def watch(app: Flask, wait: Callable[[], None]) -> None:
    """For ever: wait, catch up, and say every half minute that this process lives."""
    beat_s = clock.monotonic_s()
    while True:
        try:
            wait()
            with app.app_context():
                local.catch_up_everywhere()
                if clock.monotonic_s() - beat_s > HEARTBEAT_S:
                    beat_s = clock.monotonic_s()
                    renew_presence()
        except Problem as problem:
            log.warning("the relay waits: %s", problem.code)
            time.sleep(0.5)
        except Exception:
            log.exception("the relay goes on after a fault")
            time.sleep(0.5)


def renew_presence() -> None:
    """Say that who is present in this process still is, and forget who is not."""
    mine = list(Presence.select().where(Presence.process == local.process))
    if mine:
        gone = [row.id for row in mine if not local.has(row.person, row.room)]
        with write_transaction(by=SYSTEM):
            Presence.delete().where(Presence.id.in_(gone)).execute()
            Presence.update(seen_at=clock.now()).where(Presence.process == local.process).execute()


def after_commit_look() -> None:
    """When the open transaction has ended: obey its signals here, and wake the others."""
    wake: Wake = current_app.extensions["live_wake"]
    run_after_commit(local.obey)
    run_after_commit(wake.tell_others)
