"""Work that must not hold up a page: huey on our own database, and gevent's thread pool.

A job is enqueued inside the transaction of its cause, so a rolled-back write leaves none; its
arguments are ids, never texts or health data. huey delivers at most once: what must happen is a
row with a state, and a sweep every minute enqueues what is due.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any, ParamSpec, TypeVar, cast

import peewee
from flask import Flask, current_app
from gevent import get_hub, monkey
from gevent import wait as gevent_wait
from huey import Huey, crontab
from huey.contrib.sql_huey import BytesBlobField, SqlStorage

from community.foundation.settings import Settings

log = logging.getLogger("amble.jobs")
P = ParamSpec("P")
T = TypeVar("T")
LOOK_AGAIN_S = 0.05

_jobs: dict[str, Callable[..., None]] = {}
_sweeps: dict[str, Callable[[], None]] = {}


def job(function: Callable[P, None]) -> Callable[P, None]:
    """Let `function` be enqueued; it may run twice, so it has to be idempotent."""
    _jobs[f"{function.__module__}.{function.__qualname__}"] = function
    return function


def every_minute(function: Callable[[], None]) -> Callable[[], None]:
    """Call `function` once a minute in the process that runs jobs."""
    _sweeps[f"{function.__module__}.{function.__qualname__}"] = function
    return function


def enqueue(function: Callable[..., None], *ids: int | str) -> None:
    """Enqueue `function(*ids)` in the open write transaction."""
    name = f"{function.__module__}.{function.__qualname__}"
    current_app.extensions["run_job"](name, *ids)


def off_the_loop(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call `function` where it cannot hold up the one gevent loop: in the hub's thread pool.

    `function` may compute and read files, but must not touch the database or Flask.
    """
    if not monkey.is_module_patched("socket"):
        return function(*args, **kwargs)
    done, outcome = get_hub().threadpool.apply(_outcome, (function, args, kwargs))
    if not done:
        raise outcome
    return outcome  # type: ignore[no-any-return]


def watched_off_the_loop(function: Callable[[], T], watch: Callable[[], None], every_s: float) -> T:
    """Call `function` as `off_the_loop` does, and meanwhile `watch` now and then, out here.

    So `watch` may write to the database how far the other has come.
    """
    if not monkey.is_module_patched("socket"):
        with ThreadPoolExecutor(1) as pool:
            working = pool.submit(function)
            while not wait([working], every_s).done:
                watch()
            return working.result()
    result = get_hub().threadpool.spawn(_outcome, function, (), {})
    while not gevent_wait([result], every_s):
        watch()
    done, outcome = cast("tuple[bool, Any]", result.get())
    if not done:
        raise outcome
    return outcome  # type: ignore[no-any-return]


def waited_for(is_over: Callable[[], bool], patience_s: float) -> bool:
    """Wait until a job has done its part, without holding up others; whether it has in time."""
    for _ in range(round(patience_s / LOOK_AGAIN_S)):
        if is_over():
            return True
        current_app.extensions["wait_for_jobs"](LOOK_AGAIN_S)
    return is_over()


def let_others_run() -> None:
    """Let pages and chat have their turn; between the transactions of a long sweep, never inside.

    SQLite never waits, so on the one loop a sweep over a thousand rows would else be one piece.
    """
    time.sleep(0)


def _outcome(function: Callable[..., Any], args: Any, kwargs: Any) -> tuple[bool, Any]:
    """Return errors as values: gevent prints those of its pool to the log, expected ones too."""
    try:
        return True, function(*args, **kwargs)
    except Exception as problem:
        return False, problem


class JobStorage(SqlStorage):
    """huey's storage in our tables, looking before it takes a lock."""

    def create_models(self) -> Any:
        base = type("Base", (peewee.Model,), {"Meta": type("M", (), {"database": self.database})})
        return _job_tables(base)

    def enqueue(self, data: bytes, priority: float | None = None) -> None:
        with self.atomic():
            super().enqueue(data, priority)

    def add_to_schedule(self, data: bytes, timestamp: Any) -> None:
        with self.atomic():
            super().add_to_schedule(data, timestamp)

    def put_data(self, key: str, value: bytes, is_result: bool = False) -> None:
        with self.atomic():
            super().put_data(key, value, is_result)

    def dequeue(self) -> Any:
        self.check_conn()
        return super().dequeue() if self.tasks(self.Task.id).exists() else None

    def read_schedule(self, timestamp: Any) -> Any:
        self.check_conn()
        due = self.schedule(self.Schedule.id).where(self.Schedule.timestamp <= timestamp)
        return super().read_schedule(timestamp) if due.exists() else []


def _job_tables(base: Any) -> Any:
    class Kept(base):
        queue = peewee.CharField()
        key = peewee.CharField()
        value = BytesBlobField()

        class Meta:
            primary_key = peewee.CompositeKey("queue", "key")
            table_name = "job_kept"

    class Schedule(base):
        queue = peewee.CharField()
        data = BytesBlobField()
        timestamp = peewee.TimestampField(resolution=1000)

        class Meta:
            indexes = ((("queue", "timestamp"), False),)
            table_name = "job_schedule"

    class Task(base):
        queue = peewee.CharField()
        data = BytesBlobField()
        priority = peewee.FloatField(default=0.0)

        class Meta:
            indexes = ((("priority", "id"), False),)
            table_name = "job_task"

    class Counter(base):
        queue = peewee.CharField()
        key = peewee.CharField()
        value = peewee.IntegerField()

        class Meta:
            primary_key = peewee.CompositeKey("queue", "key")
            table_name = "job_counter"

    return Kept, Schedule, Task, Counter


def run_waiting(app: Flask) -> int:
    """Run every job that waits, in this process, and return how many there were."""
    huey, done = app.extensions["huey"], 0
    while (task := huey.dequeue()) is not None:
        huey.execute(task)
        done += 1
    return done


def run_sweeps(app: Flask) -> None:
    """Run what is due every minute, once."""
    for name, sweep in _sweeps.items():
        with app.app_context():
            try:
                sweep()
            except Exception:
                log.exception("the sweep %s failed", name)


def start_consumer(app: Flask, worker_type: str) -> Any:
    """Start huey's consumer in this process (`greenlet` under gevent, else `thread`)."""
    consumer = app.extensions["huey"].create_consumer(
        workers=2,
        worker_type=worker_type,
        check_worker_health=False,
        initial_delay=0.1,
        max_delay=0.25,  # somebody waits for her upload to be read
    )
    consumer._set_signal_handlers = lambda: None  # gunicorn owns the signals
    consumer.start()
    return consumer


def register(app: Flask, settings: Settings) -> None:
    """Set up the queue on the database of `app`."""
    huey = Huey(
        "amble",
        results=False,
        storage_class=JobStorage,
        database=app.extensions["database"],
        create_tables=False,
    )
    app.extensions["huey"] = huey
    app.extensions["wait_for_jobs"] = time.sleep

    @huey.task(name="run_job")
    def run_job(name: str, *ids: int | str) -> None:
        with app.app_context():
            _jobs[name](*ids)

    # Before everything else that waits: boards and notices are not held up by a heap of mails.
    @huey.periodic_task(crontab(minute="*"), name="every_minute", priority=10)
    def sweep() -> None:
        run_sweeps(app)

    app.extensions["run_job"] = run_job
