"""Drafts, two taps, edits, consent: what is stored and who may."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask

from community.accounts import Person, give_consent, withdraw_consent
from community.events import Occurrence
from community.foundation.authorisation import SYSTEM
from community.foundation.database import write_transaction
from community.foundation.errors import Changed, NotFound
from community.foundation.signals import receivers_of, receives, send
from community.journal import (
    Entry,
    Log,
    LogChanged,
    confirm_log,
    counted_minutes,
    delete_log,
    draft_from_register,
    edit_log,
    write_log,
)
from community.journal.actions import TooMuchForADay, answer_morning
from community.journal.policy import can_keep, can_note_pain, can_write
from community.live import OccurrenceRegisterReady, PersonHomeSafe
from tests.builders.groups import a_group
from tests.builders.logs import TODAY, a_draft, a_log, may_note_pain, were_there
from tests.builders.people import a_person
from tests.builders.routes import a_route
from tests.builders.walks import NOW, a_walk

THURSDAY = date(2026, 5, 14)
AFTER = NOW + timedelta(days=3)


@pytest.fixture
def told() -> list[LogChanged]:
    """What the journal told others, in order."""
    heard: list[LogChanged] = []
    receivers, _ = receivers_of(LogChanged)
    before = list(receivers)
    receives(LogChanged)(heard.append)
    yield heard
    receivers[:] = before


def the_walk(*people: Person, **changes) -> Occurrence:
    group = a_group(members=people)
    return a_walk(group, route_id=a_route(group).id, **changes)


def stored(log: Log) -> Log:
    return Log.get_by_id(log.id)


def pains(log: Log) -> tuple[int | None, ...]:
    kept = stored(log)
    return kept.before, kept.after, kept.morning, kept.leg


def test_everybody_who_was_there_finds_one_draft(app: Flask) -> None:
    ana, tom, jean = a_person("Ana"), a_person("Tom"), a_person("Jean")
    walk = the_walk(ana, tom, jean)
    were_there(walk, [ana, tom])
    assert draft_from_register(walk.id, AFTER) == 2
    assert draft_from_register(walk.id, AFTER) == 0
    logs = list(Log.select().order_by(Log.id))
    assert [log.person_id for log in logs] == [ana.id, tom.id]
    for log in logs:
        assert log.state == "draft"
        assert (log.title, log.minutes, log.distance_m) == ("Rhine dam loop", 50, 1500)
        assert log.walked_on == THURSDAY
        assert log.before is None


def test_who_left_early_has_the_minutes_until_then_and_no_distance(app: Flask) -> None:
    ana = a_person("Ana")
    walk = the_walk(ana)
    were_there(walk, [ana], left={ana.id: walk.start_utc + timedelta(minutes=12)})
    draft_from_register(walk.id, AFTER)
    log = Log.get()
    assert (log.minutes, log.distance_m) == (12, None)


def test_live_tells_the_journal_who_is_home(app: Flask) -> None:
    ana, tom = a_person("Ana"), a_person("Tom")
    walk = the_walk(ana, tom)
    were_there(walk, [ana, tom])
    with write_transaction(by=SYSTEM):
        send(PersonHomeSafe(walk.id, ana.id, walk.start_utc + timedelta(minutes=20)))
    assert [(log.person_id, log.minutes) for log in Log.select()] == [(ana.id, 20)]
    with write_transaction(by=SYSTEM):
        send(OccurrenceRegisterReady(walk.id))
    assert {(log.person_id, log.minutes) for log in Log.select()} == {(ana.id, 20), (tom.id, 50)}


def test_home_safe_of_somebody_who_was_not_there_makes_no_draft(app: Flask) -> None:
    ana = a_person("Ana")
    walk = the_walk(ana)
    with write_transaction(by=SYSTEM):
        send(PersonHomeSafe(walk.id, ana.id, None))
    assert Log.select().count() == 0


def test_a_walk_that_was_called_off_makes_no_drafts(app: Flask) -> None:
    ana = a_person("Ana")
    walk = the_walk(ana)
    were_there(walk, [ana])
    with write_transaction(by=SYSTEM):
        Occurrence.update(status="cancelled").where(Occurrence.id == walk.id).execute()
    assert draft_from_register(walk.id, AFTER) == 0


def test_two_taps_confirm_a_draft(app: Flask, told: list[LogChanged]) -> None:
    ana = a_person("Ana")
    may_note_pain(ana)
    draft = a_draft(ana, the_walk(ana))
    assert counted_minutes(ana.id, THURSDAY, THURSDAY) == {}
    confirm_log(ana.id, draft.id, Entry(50, THURSDAY, 4, 2, distance_m=4000), 0, AFTER)
    assert (stored(draft).state, pains(draft)) == ("confirmed", (4, 2, None, None))
    assert counted_minutes(ana.id, THURSDAY, THURSDAY) == {THURSDAY: 50}
    assert told == [LogChanged(ana.id, (THURSDAY,))]


def test_a_form_that_came_twice_changes_nothing_the_second_time(
    app: Flask, told: list[LogChanged]
) -> None:
    ana = a_person("Ana")
    draft = a_draft(ana, the_walk(ana))
    entry = Entry(50, THURSDAY, distance_m=4000)
    confirm_log(ana.id, draft.id, entry, 0, AFTER)
    confirm_log(ana.id, draft.id, entry, 0, AFTER)
    assert stored(draft).version == 1
    assert len(told) == 1


def test_a_walk_is_written_down_once_for_a_form_sent_twice(app: Flask) -> None:
    ana = a_person("Ana")
    form_id = "0d4a4c6e-6f5c-4f4e-9a43-111111111111"
    first = write_log(ana.id, Entry(20, TODAY), NOW, form_id)
    assert write_log(ana.id, Entry(20, TODAY), NOW, form_id) == first
    assert Log.select().count() == 1
    assert write_log(a_person("Eve").id, Entry(9, TODAY), NOW, form_id) is None
    assert Log.select().count() == 1


def test_an_edit_tells_both_days(app: Flask, told: list[LogChanged]) -> None:
    ana = a_person("Ana")
    log = a_log(ana, 20)
    yesterday = TODAY - timedelta(days=1)
    edit_log(ana.id, log.id, Entry(25, yesterday), 0, NOW)
    assert told[-1] == LogChanged(ana.id, (yesterday, TODAY))
    assert counted_minutes(ana.id, yesterday, TODAY) == {yesterday: 25}


def test_an_edit_of_an_old_page_is_refused_and_nothing_is_lost(app: Flask) -> None:
    ana = a_person("Ana")
    log = a_log(ana, 20)
    edit_log(ana.id, log.id, Entry(25, TODAY), 0, NOW)
    with pytest.raises(Changed):
        edit_log(ana.id, log.id, Entry(30, TODAY), 0, NOW)
    assert stored(log).minutes == 25


def test_a_day_has_no_more_minutes_than_a_day_has(app: Flask) -> None:
    ana = a_person("Ana")
    a_log(ana, 600)
    log = a_log(ana, 600)
    with pytest.raises(TooMuchForADay):
        a_log(ana, 241)
    with pytest.raises(TooMuchForADay):
        a_log(ana, 240), edit_log(ana.id, log.id, Entry(601, TODAY), 0, NOW)
    assert counted_minutes(ana.id, TODAY, TODAY) == {TODAY: 1440}


def test_a_log_that_is_taken_out_counts_no_longer(app: Flask, told: list[LogChanged]) -> None:
    ana = a_person("Ana")
    log = a_log(ana, 20)
    delete_log(ana.id, log.id, NOW)
    assert Log.select().count() == 0
    assert told[-1] == LogChanged(ana.id, (TODAY,))


def test_the_register_does_not_bring_back_what_was_taken_out(
    app: Flask, told: list[LogChanged]
) -> None:
    ana = a_person("Ana")
    may_note_pain(ana)
    walk = the_walk(ana)
    draft = a_draft(ana, walk)
    confirm_log(ana.id, draft.id, Entry(50, THURSDAY, 4, 2, note="windy"), 0, AFTER)
    delete_log(ana.id, draft.id, AFTER)
    assert draft_from_register(walk.id, AFTER) == 0
    gone = stored(draft)
    assert (gone.state, gone.minutes, gone.note, gone.title) == ("gone", 0, "", "")
    assert pains(draft) == (None, None, None, None)
    assert counted_minutes(ana.id, THURSDAY, THURSDAY) == {}
    with pytest.raises(NotFound):
        edit_log(ana.id, draft.id, Entry(50, THURSDAY), gone.version, AFTER)


def test_a_draft_that_is_taken_out_tells_nobody(app: Flask, told: list[LogChanged]) -> None:
    ana = a_person("Ana")
    draft = a_draft(ana, the_walk(ana))
    delete_log(ana.id, draft.id, AFTER)
    assert told == []


def test_without_consent_a_log_holds_minutes_and_distance_only(app: Flask) -> None:
    ana = a_person("Ana")
    full = {"before": 4, "after": 2, "morning": 3, "leg": "same", "note": "sore", "distance_m": 900}
    log = a_log(ana, 20, **full)
    assert pains(log) == (None, None, None, None)
    assert (stored(log).note, stored(log).distance_m) == ("", 900)
    with pytest.raises(Exception, match="no_consent"):
        answer_morning(ana.id, log.id, 3, NOW)
    edit_log(ana.id, log.id, Entry(20, TODAY, 4, 2), 0, NOW)
    assert pains(log) == (None, None, None, None)


def test_withdrawing_the_consent_erases_pain_in_the_same_step(app: Flask) -> None:
    ana, tom = a_person("Ana"), a_person("Tom")
    may_note_pain(ana, tom)
    full = {"before": 4, "after": 2, "morning": 3, "leg": "same", "note": "sore", "distance_m": 900}
    log, other = a_log(ana, 20, **full), a_log(tom, 20, **full)
    withdraw_consent(ana.id, "health", NOW)
    assert pains(log) == (None, None, None, None)
    assert (stored(log).note, stored(log).minutes, stored(log).distance_m) == ("", 20, 900)
    assert pains(other) == (4, 2, 3, "same")
    give_consent(ana.id, "health", NOW)
    assert pains(log) == (None, None, None, None)


def test_a_page_from_before_the_erasure_does_not_bring_pain_back(app: Flask) -> None:
    ana = a_person("Ana")
    may_note_pain(ana)
    log = a_log(ana, 20, before=4, after=2)
    withdraw_consent(ana.id, "health", NOW)
    edit_log(ana.id, log.id, Entry(20, TODAY, 4, 2), 0, NOW)
    assert pains(log) == (None, None, None, None)
    with pytest.raises(Changed):
        edit_log(ana.id, log.id, Entry(25, TODAY, 4, 2), 0, NOW)


def test_the_morning_after_is_kept(app: Flask) -> None:
    ana = a_person("Ana")
    may_note_pain(ana)
    log = a_log(ana, 20, before=2, after=2)
    answer_morning(ana.id, log.id, 5, NOW)
    assert pains(log) == (2, 2, 5, None)
    answer_morning(ana.id, log.id, None, NOW)
    assert pains(log) == (2, 2, None, None)


@pytest.mark.parametrize("who", ["stranger", "organiser", "operator"])
def test_nobody_else_reaches_a_log(app: Flask, who: str) -> None:
    ana, olu = a_person("Ana"), a_person("Olu")
    a_group(organiser=olu, members=[ana])
    log = a_log(ana, 20)
    other = {
        "stranger": a_person("Eve"),
        "organiser": olu,
        "operator": a_person("Root", is_operator=True),
    }[who]
    for write in (
        lambda: edit_log(other.id, log.id, Entry(30, TODAY), 0, NOW),
        lambda: confirm_log(other.id, log.id, Entry(30, TODAY), 0, NOW),
        lambda: delete_log(other.id, log.id, NOW),
        lambda: answer_morning(other.id, log.id, 3, NOW),
    ):
        with pytest.raises(NotFound):
            write()
    assert stored(log).minutes == 20


def test_policy_by_role() -> None:
    def words(decision) -> str:
        return getattr(decision, "code", "allowed")

    assert [words(can_write(who)) for who in (None, 1)] == ["not_signed_in", "allowed"]
    assert [words(can_keep(who, 1)) for who in (None, 1, 2)] == [
        "not_signed_in",
        "allowed",
        "not_found",
    ]
    assert words(can_note_pain(1, 1, has_consent=False)) == "no_consent"
    assert words(can_note_pain(1, 1, has_consent=True)) == "allowed"
    assert words(can_note_pain(2, 1, has_consent=True)) == "not_found"


def test_a_draft_of_somebody_ticked_by_mistake_goes_again(app: Flask) -> None:
    from community.events import unregister

    ana = a_person("Ana")
    walk = the_walk(ana)
    a_draft(ana, walk)
    unregister(ana.id, walk.id, AFTER, by=SYSTEM)
    assert Log.select().count() == 0


def test_the_signal_is_sent_inside_the_transaction(app: Flask, told: list[LogChanged]) -> None:
    @receives(LogChanged)
    def refuse(signal: LogChanged) -> None:
        raise RuntimeError("the counter cannot follow")

    with pytest.raises(RuntimeError):
        a_log(a_person("Ana"), 20)
    assert Log.select().count() == 0
