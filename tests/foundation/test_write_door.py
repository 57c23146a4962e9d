"""The one door for writes: a policy is asked, failures take everything back, signals are sent."""

from __future__ import annotations

import sqlite3
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from community.foundation import database, instance, jobs, signals
from community.foundation.authorisation import SYSTEM, Allowed, Denied, require
from community.foundation.database import NoPolicyAsked, is_sqlite, write_transaction
from community.foundation.errors import NotAllowed, NotFound, TryAgain


@dataclass(frozen=True)
class SomethingHappened:
    key: str


def test_a_write_without_a_policy_rolls_back(app: Flask) -> None:
    with pytest.raises(NoPolicyAsked), write_transaction():
        instance.keep_fact("a", "1")
    assert instance.fact("a") is None


def test_a_policy_that_says_no_rolls_back(app: Flask) -> None:
    with pytest.raises(NotAllowed) as refused, write_transaction():
        instance.keep_fact("a", "1")
        require(Denied("not_a_leader"))
    assert refused.value.code == "not_a_leader"
    assert instance.fact("a") is None


def test_what_must_stay_hidden_is_not_found(app: Flask) -> None:
    with pytest.raises(NotFound), write_transaction():
        require(Denied("not_found", status=404))


def test_an_inner_action_asks_its_own_policy(app: Flask) -> None:
    with pytest.raises(NoPolicyAsked), write_transaction():
        require(Allowed())
        with write_transaction():
            instance.keep_fact("a", "1")
    assert instance.fact("a") is None


def test_an_inner_failure_that_is_caught_still_dooms_the_outer_action(app: Flask) -> None:
    with pytest.raises(RuntimeError), write_transaction(by=SYSTEM):
        instance.keep_fact("a", "1")
        try:
            with write_transaction(by=SYSTEM):
                raise ValueError
        except ValueError:
            pass
    assert instance.fact("a") is None


def test_a_receiver_inside_the_transaction_sees_and_can_undo_it(app: Flask) -> None:
    heard: list[str] = []

    @signals.receives(SomethingHappened)
    def receiver(signal: SomethingHappened) -> None:
        heard.append(f"{signal.key}={instance.fact(signal.key)}")
        if signal.key == "bad":
            raise ValueError

    try:
        with write_transaction(by=SYSTEM):
            instance.keep_fact("good", "1")
            signals.send(SomethingHappened("good"))
        with pytest.raises(ValueError), write_transaction(by=SYSTEM):
            instance.keep_fact("bad", "1")
            signals.send(SomethingHappened("bad"))
    finally:
        signals.receivers_of(SomethingHappened)[0].remove(receiver)
    assert heard == ["good=1", "bad=1"]
    assert instance.fact("bad") is None


def test_what_waits_for_the_commit_is_not_run_after_a_rollback(app: Flask) -> None:
    ran: list[str] = []
    with write_transaction(by=SYSTEM):
        signals.run_after_commit(lambda: ran.append("kept"))
        assert ran == []
    with pytest.raises(ValueError), write_transaction(by=SYSTEM):
        signals.run_after_commit(lambda: ran.append("undone"))
        raise ValueError
    assert ran == ["kept"]


def test_what_runs_after_the_commit_may_write_in_a_transaction_of_its_own(app: Flask) -> None:
    def write_more() -> None:
        with write_transaction(by=SYSTEM):
            instance.keep_fact("later", "1")

    with write_transaction(by=SYSTEM):
        signals.run_after_commit(write_more)
    assert instance.fact("later") == "1"


def test_a_failing_receiver_after_the_commit_harms_nobody(app: Flask) -> None:
    with write_transaction(by=SYSTEM):
        instance.keep_fact("a", "1")
        signals.run_after_commit(lambda: 1 / 0)  # type: ignore[arg-type, return-value]
    assert instance.fact("a") == "1"


ran_jobs: list[int] = []


@jobs.job
def remember(number: int) -> None:
    ran_jobs.append(number)


def test_a_job_of_a_rolled_back_transaction_is_never_run(app: Flask) -> None:
    ran_jobs.clear()
    with pytest.raises(ValueError), write_transaction(by=SYSTEM):
        jobs.enqueue(remember, 1)
        raise ValueError
    with write_transaction(by=SYSTEM):
        jobs.enqueue(remember, 2)
    assert jobs.run_waiting(app) == 1
    assert ran_jobs == [2]


def test_a_write_waits_for_the_lock_of_another_process(app: Flask, tmp_path: Path) -> None:
    if not is_sqlite():
        pytest.skip("PostgreSQL locks rows, not the database")
    other = sqlite3.connect(tmp_path / "amble.db", check_same_thread=False, isolation_level=None)
    other.execute("begin immediate")

    def let_go() -> None:
        time.sleep(0.3)
        other.execute("commit")

    threading.Thread(target=let_go).start()
    with write_transaction(by=SYSTEM):
        instance.keep_fact("a", "1")
    assert instance.fact("a") == "1"
    other.close()


def test_a_lock_that_is_never_given_back_ends_in_a_sentence(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not is_sqlite():
        pytest.skip("PostgreSQL locks rows, not the database")
    monkeypatch.setattr(database, "PATIENCE_S", 0.1)
    other = sqlite3.connect(tmp_path / "amble.db", isolation_level=None)
    other.execute("begin immediate")
    with pytest.raises(TryAgain), write_transaction(by=SYSTEM):
        pass
    other.execute("rollback")
    other.close()
    with write_transaction(by=SYSTEM):
        instance.keep_fact("a", "1")
