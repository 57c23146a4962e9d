"""Two taps in the same instant, on real threads: places are never given twice."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Flask

from community.accounts import Person
from community.events import (
    Answer,
    Occurrence,
    Reply,
    Walk,
    WalkPlan,
    answer_occurrence,
    call_off,
    move_occurrence,
    plan_walk,
)
from community.events.actions import note_leader_changed
from community.foundation.authorisation import SYSTEM
from community.foundation.database import lock_row, write_transaction
from community.foundation.errors import Problem
from community.groups import Group, Membership, join_group, leave_group, member_ids
from tests.builders.groups import a_group
from tests.builders.people import a_person
from tests.builders.walks import NOW, THURSDAY, a_walk


def at_once(app: Flask, *calls: Callable[[], object]) -> list[object]:
    """Run the calls in threads that start together; return results, or the problems raised."""
    results: list[object] = [None] * len(calls)
    gate = threading.Barrier(len(calls))

    def run(number: int, call: Callable[[], object]) -> None:
        with app.app_context():
            gate.wait()
            try:
                results[number] = call()
            except Problem as problem:
                results[number] = problem

    threads = [threading.Thread(target=run, args=one) for one in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def joined(group: Group, number: int) -> list[Person]:
    """Return so many new members."""
    people = [a_person(f"Walker {n}") for n in range(number)]
    with write_transaction(by=SYSTEM):
        for person in people:
            join_group(person.id, group.id, NOW)
    return people


def coming(person: Person, date: Occurrence, kind: str = "coming") -> Callable[[], object]:
    """Return the call by which `person` answers."""
    return lambda: answer_occurrence(person.id, date.id, Reply(kind), NOW)


def test_two_people_take_the_last_place_at_once(app: Flask) -> None:
    for _ in range(5):
        group = a_group()
        date = a_walk(group, capacity=1)
        tom, ana = joined(group, 2)
        results = at_once(app, coming(tom, date), coming(ana, date))
        assert sorted(one.waiting for one in results) == [False, True]
        stored = Answer.select().where(Answer.occurrence == date.id)
        assert sorted(one.order for one in stored) == [1, 2]


def test_the_same_person_taps_twice_at_once(app: Flask) -> None:
    for _ in range(5):
        ana, group = a_person("Ana"), a_group()
        date = a_walk(group)
        results = at_once(app, coming(ana, date), coming(ana, date))
        assert all(one.kind == "coming" for one in results)
        assert Answer.select().where(Answer.occurrence == date.id).count() == 1
        assert ana.id in member_ids(group.id)


def test_thirty_people_never_take_more_than_twenty_places_and_keep_their_order(app: Flask) -> None:
    group = a_group()
    date = a_walk(group)
    people = joined(group, 30)
    for first in range(0, 30, 10):
        at_once(app, *[coming(one, date) for one in people[first : first + 10]])
    chance = random.Random(7)
    order = [a.person_id for a in Answer.select().order_by(Answer.order)]
    for _ in range(3):
        inside = [a.person for a in Answer.select().where(Answer.waiting == False)]  # noqa: E712
        leaving = chance.sample(inside, 4)
        at_once(app, *[coming(one, date, "cant") for one in leaving])
        stored = list(Answer.select().where(Answer.kind == "coming").order_by(Answer.order))
        taken = [a.person_id for a in stored if not a.waiting]
        waiting = [a.person_id for a in stored if a.waiting]
        assert len(taken) == min(20, len(stored))
        assert [a.person_id for a in stored] == [p for p in order if p in taken + waiting]
        # Nobody who waits answered before somebody who is in.
        assert [a.waiting for a in stored] == sorted(a.waiting for a in stored)


def test_answers_to_a_whole_series_at_once_do_not_wait_for_each_other(app: Flask) -> None:
    group = a_group()
    first = a_walk(group, weekly=[3], count=12, capacity=2)
    people = joined(group, 4)
    results = at_once(
        app,
        *[
            lambda one=one: answer_occurrence(one.id, first.id, Reply("coming", 0, "series"), NOW)
            for one in people
        ],
    )
    assert not [one for one in results if isinstance(one, Problem)]
    for date in Occurrence.select():
        stored = list(Answer.select().where(Answer.occurrence == date.id).order_by(Answer.order))
        assert [one.waiting for one in stored] == [False, False, True, True]


def test_an_answer_and_a_call_off_at_once_leave_one_truth(app: Flask) -> None:
    for _ in range(5):
        ruth = a_person("Ruth")
        group = a_group(leaders=[ruth])
        date = a_walk(group, ruth)
        (tom,) = joined(group, 1)
        told, off = at_once(
            app,
            coming(tom, date),
            lambda: call_off(ruth.id, date.id, "ice", NOW),  # noqa: B023
        )
        assert off.status == "cancelled"
        answered = Answer.select().where(Answer.occurrence == date.id).count() == 1
        assert answered == (not isinstance(told, Problem))


def test_two_leaders_move_from_the_same_form_and_one_is_told(app: Flask) -> None:
    ruth = a_person("Ruth")
    date = a_walk(a_group(leaders=[ruth]), ruth)
    hours = [THURSDAY + timedelta(hours=n) for n in (1, 2)]
    results = at_once(
        app,
        *[
            lambda new=new: move_occurrence(ruth.id, date.id, new, "", NOW, version=0)
            for new in hours
        ],
    )
    assert [one.code for one in results if isinstance(one, Problem)] == ["changed_meanwhile"]
    assert Occurrence.get().rev == 1


def test_a_form_sent_twice_at_once_plans_one_walk(app: Flask) -> None:
    ruth = a_person("Ruth")
    group = a_group(leaders=[ruth])
    plan = WalkPlan("Loop", THURSDAY, 50, "Bench", (ruth.id,), weekdays=(3,))
    one, other = at_once(
        app, *[lambda: plan_walk(ruth.id, group.id, plan, NOW, form_id="f" * 36)] * 2
    )
    assert one.occurrence_id == other.occurrence_id
    assert Walk.select().count() == 1


def held_for_a_moment(ready: threading.Event, change: Callable[[], object]) -> Callable[[], object]:
    """Return a call that makes a change and commits it a little later."""

    def call() -> None:
        with write_transaction(by=SYSTEM):
            change()
            ready.set()
            threading.Event().wait(0.4)

    return call


def after(ready: threading.Event, call: Callable[[], object]) -> Callable[[], object]:
    """Return a call that begins once `ready`."""

    def wait_and_call() -> object:
        ready.wait(10)
        return call()

    return wait_and_call


def test_an_answer_that_waits_for_an_edit_takes_no_place_that_is_gone(app: Flask) -> None:
    group = a_group()
    date = a_walk(group, capacity=2)
    tom, ana = joined(group, 2)
    coming(tom, date)()
    ready = threading.Event()

    def fewer_places() -> None:
        lock_row(Walk, date.walk_id)
        lock_row(Occurrence, date.id)
        Walk.update(capacity=1).where(Walk.id == date.walk_id).execute()

    results: list[Any] = at_once(
        app, held_for_a_moment(ready, fewer_places), after(ready, coming(ana, date))
    )
    assert results[1].waiting


def test_who_leaves_while_she_answers_is_on_no_list(app: Flask) -> None:
    group = a_group(joining="ask")
    date = a_walk(group)
    ana = a_person("Ana")
    with write_transaction(by=SYSTEM):
        Membership.create(group=group, person=ana, joined_at=NOW)
    ready = threading.Event()
    results = at_once(
        app,
        held_for_a_moment(ready, lambda: leave_group(ana.id, group.id, NOW)),
        after(ready, coming(ana, date)),
    )
    assert isinstance(results[1], Problem)
    assert Answer.select().where(Answer.person == ana.id).count() == 0


def test_a_leader_who_changes_her_name_while_she_moves_a_walk_meets_no_deadlock(app: Flask) -> None:
    ruth = a_person("Ruth")
    date = a_walk(a_group(leaders=[ruth]), ruth)
    ready = threading.Event()

    def rename() -> None:
        with write_transaction(by=SYSTEM):
            lock_row(Person, ruth.id)
            ready.set()
            threading.Event().wait(0.4)
            note_leader_changed(ruth.id, NOW)

    later = THURSDAY + timedelta(hours=1)
    move = after(ready, lambda: move_occurrence(ruth.id, date.id, later, "", NOW))
    results: list[Any] = at_once(app, lambda: rename() or "renamed", move)
    assert results[0] == "renamed"
    assert results[1].start_local == later
