"""One database, SQLite or PostgreSQL, and the only door for writes.

Actions open `write_transaction()`; SQLite begins IMMEDIATE, so that check and write see one state,
PostgreSQL locks with `lock_row`. A write transaction that asked no policy rolls back.
"""

from __future__ import annotations

import fcntl
import json
import re
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import unquote, urlsplit

import peewee
from flask import Flask
from playhouse.migrations import Runner
from playhouse.pool import (
    MaxConnectionsExceeded,
    PooledPostgresqlDatabase,
    PooledSqliteDatabase,
)

from community.foundation import signals
from community.foundation.authorisation import Level, System, levels
from community.foundation.errors import TryAgain
from community.foundation.settings import Settings

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"
PATIENCE_S = 5.0  # how long a write waits for another process's lock (architecture.md 5)
PRAGMAS = {  # speed.md 6
    "journal_mode": "wal",
    "synchronous": "normal",
    "foreign_keys": 1,
    "cache_size": -64000,
    "mmap_size": 268435456,
    "temp_store": "memory",
}
WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE)\b", re.IGNORECASE)

# What a database says that is away, has no connection left, or gave this one up.
UNREACHABLE = (peewee.OperationalError, peewee.InterfaceError, MaxConnectionsExceeded)

db = peewee.DatabaseProxy()
M = TypeVar("M", bound="Model")


class NoPolicyAsked(RuntimeError):
    """A write transaction ended without any policy having been asked: a fault in the code."""


class WriteOutsideAction(RuntimeError):
    """A row was written outside a transaction: a fault in the code."""


class Model(peewee.Model):
    """Base of all tables."""

    id: Any

    if TYPE_CHECKING:  # peewee makes these at run time: `group_id` of `group`, rows as tuples
        DoesNotExist: Any

        def __getattr__(self, name: str) -> Any: ...

        @classmethod
        def select(cls, *fields: Any) -> Any: ...

    class Meta:
        database = db
        legacy_table_names = False


class UtcField(peewee.DateTimeField):
    """An instant: aware UTC in Python, UTC without a zone in the database."""

    def db_value(self, value: Any) -> Any:
        if isinstance(value, datetime):
            if value.tzinfo is None:
                raise ValueError("an instant needs a zone")
            value = value.astimezone(UTC).replace(tzinfo=None)
        return super().db_value(value)

    def python_value(self, value: Any) -> Any:
        value = super().python_value(value)
        return value.replace(tzinfo=UTC) if isinstance(value, datetime) else value


class LocalField(peewee.DateTimeField):
    """A wall time as planned, without a zone; the zone stands beside it."""

    def db_value(self, value: Any) -> Any:
        if isinstance(value, datetime) and value.tzinfo is not None:
            raise ValueError("a planned local time has no zone")
        return super().db_value(value)


class JsonField(peewee.TextField):
    """Plain JSON values in a text column, the same on both databases."""

    def db_value(self, value: Any) -> Any:
        return None if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)

    def python_value(self, value: Any) -> Any:
        return None if value is None else json.loads(value)


class _OnlyInsideTransactions:
    """Refuses INSERT, UPDATE and DELETE outside a transaction; knows prepared queries."""

    def execute(self, query: Any, **options: Any) -> Any:
        ready = getattr(query, "__dict__", {}).get("ready")  # foundation/prepared.py
        if ready is not None:
            return self.execute_sql(*ready)
        return super().execute(query, **options)  # type: ignore[misc]

    def execute_sql(self, sql: str, params: Any = None, *rest: Any) -> Any:
        if WRITES.match(sql) and not self.in_transaction():  # type: ignore[attr-defined]
            raise WriteOutsideAction("rows are written in write_transaction() only")
        return super().execute_sql(sql, params, *rest)  # type: ignore[misc]


class PatientSqlite(_OnlyInsideTransactions, PooledSqliteDatabase):  # type: ignore[misc]
    """SQLite whose `BEGIN` waits in short sleeps, so that one gevent loop goes on meanwhile."""

    def begin(self, lock_type: str | None = None) -> Any:
        deadline, pause_s = time.monotonic() + PATIENCE_S, 0.001
        self.execute_sql("PRAGMA busy_timeout=0")
        try:
            while True:
                try:
                    return super().begin(lock_type)
                except peewee.OperationalError as problem:
                    if "locked" not in str(problem):
                        raise
                    if time.monotonic() > deadline:
                        raise TryAgain(retry_after_s=2) from problem
                time.sleep(pause_s)
                pause_s = min(pause_s * 2, 0.02)
        finally:
            self.execute_sql("PRAGMA busy_timeout=5000")


class Postgresql(_OnlyInsideTransactions, PooledPostgresqlDatabase):  # type: ignore[misc]
    """PostgreSQL over psycopg 3, which yields to other greenlets while it waits."""


def open_database(url: str) -> peewee.Database:
    """Return the database at `url` and make it the one that all models use."""
    if url.startswith("sqlite"):
        real: peewee.Database = PatientSqlite(
            url.removeprefix("sqlite:///"),
            max_connections=50,
            stale_timeout=300,
            timeout=5,
            check_same_thread=False,
            pragmas=PRAGMAS,
        )
    else:
        place = urlsplit(url)
        real = Postgresql(
            unquote(place.path[1:]),
            host=place.hostname,
            port=place.port or 5432,
            user=unquote(place.username) if place.username else None,
            password=unquote(place.password) if place.password else None,
            max_connections=20,
            stale_timeout=300,
            timeout=5,
            prefer_psycopg3=True,
        )
    db.initialize(real)
    return real


def is_sqlite() -> bool:
    """Whether the open database is SQLite."""
    return isinstance(db.obj, peewee.SqliteDatabase)


@contextmanager
def write_transaction(by: System | None = None) -> Iterator[None]:
    """Open the one write transaction of a request, or join the one that is open.

    Each level asks its own policy with `require()` or names its authority (`by=SYSTEM`); else
    everything rolls back. An inner action that failed dooms the outer one.
    Errors: `TryAgain` when the lock cannot be had in five seconds; `NoPolicyAsked`.
    """
    outer = levels.get()
    level = Level(asked=by is not None)
    queue: list[Any] = []
    token = levels.set((*outer, level))
    try:
        if outer:
            yield from _joined(level, outer[0])
        else:
            yield from _outermost(level, queue)
    finally:
        levels.reset(token)
    signals.run_all(queue)  # outside all levels: what runs now may open a transaction of its own


def _joined(level: Level, outermost: Level) -> Iterator[None]:
    try:
        yield
        _check_asked(level)
    except BaseException:
        outermost.doomed = True
        raise


def _outermost(level: Level, queue: list[Any]) -> Iterator[None]:
    token = signals.waiting.set(queue)
    closing: dict[str, Any] = {}
    closing_token = signals.closing.set(closing)
    try:
        with db.atomic("IMMEDIATE") if is_sqlite() else db.atomic():
            yield
            _check_asked(level)
            if level.doomed:
                raise RuntimeError("an inner action failed, so nothing is kept")
            signals.run_closing(closing)
    finally:
        signals.closing.reset(closing_token)
        signals.waiting.reset(token)


def _check_asked(level: Level) -> None:
    if not level.asked:
        raise NoPolicyAsked("a write transaction asked no policy")


def lock_row(model: type[M], key: Any) -> M:
    """Return the row with primary key `key`, held until commit. Errors: `model.DoesNotExist`.

    Rows that only point at it are not held up: who writes an answer, a post or a date that names
    a person need not wait for what is being changed about her, nor she for them.
    """
    query = model.select().where(model._meta.primary_key == key)  # type: ignore[attr-defined]
    return (query if is_sqlite() else query.for_update("FOR NO KEY UPDATE")).get()


def lock_name(name: str) -> None:
    """Let one transaction at a time count under `name`, where there is no row to be held."""
    if not is_sqlite():
        db.execute_sql("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (name,))


def _connection(real: peewee.Database) -> AbstractContextManager[Any]:
    """Return the open connection, or one that is given back at the end."""
    return real.connection_context() if real.is_closed() else nullcontext()


def upgrade(real: peewee.Database) -> list[str]:
    """Bring the schema to the newest state, under a lock; return the names that were applied."""
    with _connection(real):
        if isinstance(real, peewee.SqliteDatabase):
            with open(f"{real.database}.upgrade", "w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                return _upgraded(real)
        real.execute_sql("SELECT pg_advisory_lock(732561)")
        try:
            return _upgraded(real)
        finally:
            real.execute_sql("SELECT pg_advisory_unlock(732561)")


def _upgraded(real: peewee.Database) -> list[str]:
    return list(Runner(real, str(MIGRATIONS)).up())


def pending_migrations(real: peewee.Database) -> list[str]:
    """Return the names of the migrations that have not been applied."""
    with _connection(real):
        return [m.name for m in Runner(real, str(MIGRATIONS)).status() if m.applied is None]


def register(app: Flask, settings: Settings) -> None:
    """Open the database for `app`; give each request's connection back at its end."""
    if settings.database_url.startswith("sqlite"):
        settings.data.mkdir(parents=True, exist_ok=True)
    real = open_database(settings.database_url)
    app.extensions["database"] = real

    @app.teardown_appcontext
    def give_back(_: BaseException | None) -> None:
        if not real.is_closed() and not real.in_transaction():
            real.close()
