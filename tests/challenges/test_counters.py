"""Counters equal a recount, whatever people do and in whatever order."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from flask import Flask

from community.accounts import Person
from community.challenges import (
    Challenge,
    CountedDay,
    Goal,
    Part,
    Span,
    end_challenge,
    join_challenge,
    leave_challenge,
    recount,
    start_challenge,
)
from community.challenges.actions import follow_journal, put_right
from community.challenges.jobs import check_all_at_night, check_counters
from community.foundation.authorisation import SYSTEM
from community.foundation.database import write_transaction
from community.foundation.errors import NotAllowed, NotFound
from community.foundation.jobs import run_waiting
from community.foundation.signals import send
from community.groups import join_group, leave_group
from community.journal import Entry, Log, confirm_log, delete_log, edit_log
from tests.builders.challenges import MAY, a_challenge, fresh
from tests.builders.groups import a_group
from tests.builders.logs import TODAY, a_draft, a_log
from tests.builders.people import a_person
from tests.builders.walks import NOW, a_walk

YESTERDAY = TODAY - timedelta(days=1)


def exact(challenge: Challenge) -> int:
    """Return the total, after every counter was compared with a recount."""
    counted = recount(challenge.id)
    assert counted.is_exact, counted
    assert counted.stored_total == fresh(challenge).counted_minutes
    return counted.total


def mine(challenge: Challenge, person: Person) -> int:
    return Part.get(Part.challenge == challenge, Part.person == person).counted_minutes


def test_a_confirmed_walk_counts_at_once_up_to_45_minutes_a_day(app: Flask) -> None:
    ana = a_person("Ana")
    group = a_group(members=[ana])
    challenge = a_challenge(group, [ana])
    draft = a_draft(ana, a_walk(group))
    assert exact(challenge) == 0
    confirm_log(ana.id, draft.id, Entry(50, draft.walked_on), 0, NOW)
    assert exact(challenge) == 45
    a_log(ana, 20, draft.walked_on)
    assert exact(challenge) == 45
    a_log(ana, 20, TODAY)
    a_log(ana, 20, TODAY)
    assert exact(challenge) == 85
    row = CountedDay.get(CountedDay.day == draft.walked_on)
    assert (row.walked_minutes, row.counted_minutes) == (70, 45)


def test_edits_and_deletions_correct_the_total(app: Flask) -> None:
    ana = a_person("Ana")
    challenge = a_challenge(a_group(members=[ana]), [ana])
    log = a_log(ana, 20)
    edit_log(ana.id, log.id, Entry(30, YESTERDAY), 0, NOW)
    assert exact(challenge) == 30
    assert CountedDay.select().count() == 1
    edit_log(ana.id, log.id, Entry(30, date(2026, 4, 30)), 1, NOW)
    assert exact(challenge) == 0
    edit_log(ana.id, log.id, Entry(30, MAY.first), 2, NOW)
    assert exact(challenge) == 30
    delete_log(ana.id, log.id, NOW)
    assert exact(challenge) == 0


def test_only_who_takes_part_counts(app: Flask) -> None:
    ana, tom = a_person("Ana"), a_person("Tom")
    challenge = a_challenge(a_group(members=[ana, tom]), [ana])
    a_log(ana, 20)
    a_log(tom, 40)
    assert exact(challenge) == 20


def test_joining_later_counts_all_days_of_the_challenge(app: Flask) -> None:
    ana = a_person("Ana")
    challenge = a_challenge(a_group(members=[ana]))
    a_log(ana, 20, MAY.first)
    a_log(ana, 99, date(2026, 4, 30))
    join_challenge(ana.id, challenge.id, NOW)
    join_challenge(ana.id, challenge.id, NOW)
    assert exact(challenge) == 20
    assert Part.select().count() == 1


def test_switching_off_takes_the_own_minutes_out(app: Flask) -> None:
    ana, tom = a_person("Ana"), a_person("Tom")
    challenge = a_challenge(a_group(members=[ana, tom]), [ana, tom])
    a_log(ana, 20)
    a_log(tom, 30)
    leave_challenge(ana.id, challenge.id, NOW)
    leave_challenge(ana.id, challenge.id, NOW)
    assert exact(challenge) == 30
    a_log(ana, 20)
    assert exact(challenge) == 30
    assert CountedDay.select().where(CountedDay.person == ana).count() == 0


def test_overlapping_challenges_count_each_for_itself(app: Flask) -> None:
    ana = a_person("Ana")
    first, second = a_group(members=[ana]), a_group(members=[ana], name="Schaan Amblers")
    here = a_challenge(first, [ana])
    there = a_challenge(second, [ana], span=Span(TODAY, TODAY))
    a_log(ana, 20)
    a_log(ana, 10, YESTERDAY)
    assert (exact(here), exact(there)) == (30, 20)


def test_leaving_the_group_keeps_the_total_and_follows_the_person_no_longer(app: Flask) -> None:
    ana = a_person("Ana")
    group = a_group(members=[ana])
    challenge = a_challenge(group, [ana])
    log = a_log(ana, 20)
    leave_group(ana.id, group.id, NOW)
    assert exact(challenge) == 20
    a_log(ana, 20, YESTERDAY)
    edit_log(ana.id, log.id, Entry(5, TODAY), 0, NOW)
    assert exact(challenge) == 20
    with pytest.raises(NotFound):
        join_challenge(ana.id, challenge.id, NOW)


def test_coming_back_counts_every_day_once(app: Flask) -> None:
    ana = a_person("Ana")
    group = a_group(members=[ana])
    challenge = a_challenge(group, [ana])
    a_log(ana, 20)
    leave_group(ana.id, group.id, NOW)
    a_log(ana, 10, YESTERDAY)
    join_group(ana.id, group.id, NOW)
    assert exact(challenge) == 20
    join_challenge(ana.id, challenge.id, NOW)
    assert exact(challenge) == 30
    assert mine(challenge, ana) == 30


def test_an_erased_account_leaves_the_total_and_nothing_of_itself(app: Flask) -> None:
    from community.accounts import PersonErased

    ana = a_person("Ana")
    challenge = a_challenge(a_group(members=[ana]), [ana])
    a_log(ana, 20)
    with write_transaction(by=SYSTEM):
        send(PersonErased(ana.id))
        Person.delete().where(Person.id == ana.id).execute()
    assert exact(challenge) == 20
    assert Part.select().count() == CountedDay.select().count() == Log.select().count() == 0


def test_an_ended_challenge_keeps_what_was_walked_until_today(app: Flask) -> None:
    ana, olu = a_person("Ana"), a_person("Olu")
    challenge = a_challenge(a_group(organiser=olu, members=[ana]), [ana])
    a_log(ana, 20, YESTERDAY)
    a_log(ana, 20, TODAY + timedelta(days=1))
    end_challenge(olu.id, challenge.id, NOW)
    assert fresh(challenge).ends_on == TODAY
    assert exact(challenge) == 20
    log = a_log(ana, 20, TODAY)
    assert exact(challenge) == 40
    delete_log(ana.id, log.id, NOW)
    assert exact(challenge) == 20
    with pytest.raises(NotAllowed):
        end_challenge(olu.id, challenge.id, NOW)
    with pytest.raises(NotAllowed):
        join_challenge(olu.id, challenge.id, NOW)


def test_only_an_organiser_starts_and_ends_one(app: Flask) -> None:
    ana, ruth, eve = a_person("Ana"), a_person("Ruth"), a_person("Eve")
    root = a_person("Root", is_operator=True)
    group = a_group(leaders=[ruth], members=[ana])
    challenge = a_challenge(group)
    for person, problem in ((ana, NotAllowed), (ruth, NotAllowed), (eve, NotFound)):
        with pytest.raises(problem):
            start_challenge(person.id, group.id, Goal("Ours", 300, MAY), NOW)
        with pytest.raises(problem):
            end_challenge(person.id, challenge.id, NOW)
    for person in (eve, root):
        with pytest.raises(NotFound):
            join_challenge(person.id, challenge.id, NOW)
    assert Challenge.select().count() == 1
    assert Part.select().count() == 0


def test_a_challenge_is_started_once_for_a_form_sent_twice(app: Flask) -> None:
    olu = a_person("Olu")
    group = a_group(organiser=olu)
    form_id = "0d4a4c6e-6f5c-4f4e-9a43-222222222222"
    first = start_challenge(olu.id, group.id, Goal("Ours", 300, MAY), NOW, form_id)
    assert start_challenge(olu.id, group.id, Goal("Ours", 300, MAY), NOW, form_id) == first
    assert Challenge.select().count() == 1


def test_the_nightly_check_finds_and_corrects_a_difference(app: Flask) -> None:
    ana, tom = a_person("Ana"), a_person("Tom")
    group = a_group(members=[ana, tom])
    challenge = a_challenge(group, [ana, tom])
    a_log(ana, 20)
    a_log(tom, 50)
    leave_group(tom.id, group.id, NOW)
    assert not put_right(challenge.id)
    with write_transaction(by=SYSTEM):
        Challenge.update(counted_minutes=7).execute()
        Part.update(counted_minutes=9).execute()
        CountedDay.delete().where(CountedDay.person == ana).execute()
    assert not recount(challenge.id).is_exact
    check_counters(challenge.id)
    assert exact(challenge) == 65
    assert not put_right(challenge.id)


def test_all_challenges_are_checked_once_a_night(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    challenge = a_challenge(a_group())
    with write_transaction(by=SYSTEM):
        Challenge.update(counted_minutes=7).execute()
    for minute in (9, 10, 11):
        night = NOW.replace(hour=3, minute=minute)
        monkeypatch.setattr("community.challenges.jobs.clock.now", lambda night=night: night)
        check_all_at_night()
        jobs = run_waiting(app)
        assert jobs == (1 if minute == 10 else 0)
    assert exact(challenge) == 0


def test_a_failing_write_leaves_the_counters_alone(app: Flask) -> None:
    ana = a_person("Ana")
    challenge = a_challenge(a_group(members=[ana]), [ana])
    a_log(ana, 600)
    a_log(ana, 600)
    with pytest.raises(Exception, match="invalid"):
        a_log(ana, 600)
    assert exact(challenge) == 45


@pytest.mark.parametrize("seed", range(4))
def test_a_random_story_keeps_all_counters_exact(app: Flask, seed: int) -> None:
    """Confirm, write, edit, delete, join, leave, leave the group, come back, in any order."""
    dice = random.Random(seed)
    people = [a_person(name) for name in ("Ana", "Tom", "Jean")]
    group = a_group(members=people)
    other = a_group(members=people, name="Schaan Amblers")
    challenges = [
        a_challenge(group),
        a_challenge(group, span=Span(TODAY - timedelta(days=3), TODAY)),
        a_challenge(other, span=Span(YESTERDAY, TODAY + timedelta(days=9))),
    ]
    for _ in range(60):
        one_step(dice, dice.choice(people), dice.choice(challenges), group.id)
        for challenge in challenges:
            exact(challenge)
    assert Log.select().count()


def one_step(dice: random.Random, person: Person, challenge: Challenge, group_id: int) -> None:
    day = TODAY - timedelta(days=dice.randrange(16))
    entry = Entry(dice.choice((5, 20, 44, 45, 46, 90)), day)
    logs = list(Log.select().where(Log.person == person))
    log = dice.choice(logs) if logs else None
    kind = dice.choice(("write", "write", "edit", "edit", "delete", "join", "join", "off", "group"))
    try:
        if kind == "write":
            a_log(person, entry.minutes, day)
        elif kind == "edit" and log:
            edit_log(person.id, log.id, entry, log.version, NOW)
        elif kind == "delete" and log:
            delete_log(person.id, log.id, NOW)
        elif kind == "join":
            join_challenge(person.id, challenge.id, NOW)
        elif kind == "off":
            leave_challenge(person.id, challenge.id, NOW)
        elif kind == "group" and dice.random() < 0.5:
            leave_group(person.id, group_id, NOW)
        elif kind == "group":
            join_group(person.id, group_id, NOW)
    except NotFound:  # not in the group just now
        pass


def test_following_the_journal_twice_changes_nothing(app: Flask) -> None:
    ana = a_person("Ana")
    challenge = a_challenge(a_group(members=[ana]), [ana])
    a_log(ana, 20)
    follow_journal(ana.id, (TODAY,))
    assert exact(challenge) == 20
