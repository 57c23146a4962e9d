"""Many at once, with real threads: counters end exact on both databases."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from flask import Flask

from community.accounts import Person, withdraw_consent
from community.challenges import join_challenge, leave_challenge, recount
from community.foundation.errors import Changed, NotFound
from community.groups import leave_group
from community.journal import Entry, Log, confirm_log, delete_log, draft_from_register, edit_log
from tests.builders.challenges import a_challenge, fresh
from tests.builders.groups import a_group
from tests.builders.logs import TODAY, a_draft, a_log, may_note_pain, were_there
from tests.builders.people import a_person
from tests.builders.walks import NOW, a_walk

ROUNDS = 6


def at_once(app: Flask, calls: Sequence[Callable[[], object]]) -> list[BaseException]:
    """Run all calls in threads that start together; return what went wrong."""
    gate, wrong = threading.Barrier(len(calls)), []

    def run(call: Callable[[], object]) -> None:
        with app.app_context():
            gate.wait(10)
            try:
                call()
            except BaseException as problem:  # the test looks at it
                wrong.append(problem)

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return wrong


def test_two_logs_of_one_person_and_day_at_once(app: Flask) -> None:
    ana = a_person("Ana")
    challenge = a_challenge(a_group(members=[ana]), [ana])
    for round_ in range(ROUNDS):
        day = TODAY - timedelta(days=round_)
        calls = [lambda minutes=m, day=day: a_log(ana, minutes, day) for m in (10, 20, 30)]
        assert at_once(app, calls) == []
        counted = recount(challenge.id)
        assert counted.is_exact, counted
        assert counted.total == 45 * (round_ + 1)


def test_two_people_at_once(app: Flask) -> None:
    people = [a_person(name) for name in ("Ana", "Tom", "Jean", "Ruth")]
    challenge = a_challenge(a_group(members=people), people)
    for round_ in range(ROUNDS):
        day = TODAY - timedelta(days=round_)
        calls = [lambda who=who, day=day: a_log(who, 20, day) for who in people]
        assert at_once(app, calls) == []
    counted = recount(challenge.id)
    assert counted.is_exact, counted
    assert fresh(challenge).counted_minutes == ROUNDS * len(people) * 20


def test_joining_and_confirming_at_once(app: Flask) -> None:
    people = [a_person(name) for name in ("Ana", "Tom", "Jean", "Ruth")]
    challenge = a_challenge(a_group(members=people))
    calls: list[Callable[[], object]] = []
    for who in people:
        calls += [
            lambda who=who: join_challenge(who.id, challenge.id, NOW),
            lambda who=who: a_log(who, 20),
        ]
    assert at_once(app, calls) == []
    counted = recount(challenge.id)
    assert counted.is_exact, counted
    assert counted.total == 80


def test_leaving_the_challenge_or_the_group_and_writing_at_once(app: Flask) -> None:
    people = [a_person(f"P{number}") for number in range(6)]
    group = a_group(members=people)
    first, second = a_challenge(group, people), a_challenge(group, people)
    logs = [a_log(who, 10) for who in people]
    calls: list[Callable[[], object]] = []
    for who, log in zip(people, logs, strict=True):
        calls.append(lambda who=who, log=log: edit_log(who.id, log.id, Entry(30, TODAY), 0, NOW))
    calls += [lambda who=who: leave_challenge(who.id, second.id, NOW) for who in people[:3]]
    calls += [lambda who=who: leave_group(who.id, group.id, NOW) for who in people[3:]]
    wrong = at_once(app, calls)
    assert [problem for problem in wrong if not isinstance(problem, NotFound)] == []
    for challenge in (first, second):
        counted = recount(challenge.id)
        assert counted.is_exact, counted


def test_two_edits_and_a_deletion_of_one_log_at_once(app: Flask) -> None:
    ana = a_person("Ana")
    challenge = a_challenge(a_group(members=[ana]), [ana])
    for _ in range(ROUNDS):
        log = a_log(ana, 10)
        calls = [
            lambda log=log: edit_log(ana.id, log.id, Entry(20, TODAY), 0, NOW),
            lambda log=log: edit_log(ana.id, log.id, Entry(30, TODAY), 0, NOW),
            lambda log=log: delete_log(ana.id, log.id, NOW),
        ]
        wrong = at_once(app, calls)
        assert all(isinstance(problem, Changed | NotFound) for problem in wrong), wrong
        counted = recount(challenge.id)
        assert counted.is_exact, counted


def test_a_draft_is_made_and_confirmed_once(app: Flask) -> None:
    ana = a_person("Ana")
    group = a_group(members=[ana])
    challenge = a_challenge(group, [ana])
    walk = a_walk(group)
    were_there(walk, [ana])
    assert at_once(app, [lambda: draft_from_register(walk.id, NOW)] * 4) == []
    log = Log.get()
    entry = Entry(50, log.walked_on)
    assert at_once(app, [lambda: confirm_log(ana.id, log.id, entry, 0, NOW)] * 4) == []
    assert Log.select().count() == 1
    assert recount(challenge.id).total == 45
    assert recount(challenge.id).is_exact


@pytest.mark.parametrize("round_", range(3))
def test_no_pain_is_kept_that_came_while_the_consent_was_withdrawn(app: Flask, round_: int) -> None:
    ana: Person = a_person("Ana")
    may_note_pain(ana)
    draft = a_draft(ana, a_walk(a_group(members=[ana])))
    entry = Entry(50, draft.walked_on, 4, 2, note="sore")
    calls: list[Callable[[], object]] = [
        lambda: confirm_log(ana.id, draft.id, entry, 0, NOW),
        lambda: withdraw_consent(ana.id, "health", NOW),
        lambda: a_log(ana, 20, before=5, after=5),
    ]
    wrong = at_once(app, calls)
    assert [problem for problem in wrong if not isinstance(problem, Changed)] == []
    for log in Log.select():
        assert (log.before, log.after, log.note) == (None, None, "")
