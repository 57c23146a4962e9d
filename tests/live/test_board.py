"""The walk board as it is stored, on both databases: taps, undo, register, counts, course."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from community.events import (
    Answer,
    Occurrence,
    Reply,
    answer_occurrence,
    call_off,
    move_occurrence,
    occurrence_facts,
    register_arrival,
    register_of,
    unregister,
)
from community.foundation import clock, signals
from community.foundation.authorisation import SYSTEM
from community.foundation.database import write_transaction
from community.foundation.errors import NotAllowed, NotFound
from community.groups import join_group, leave_group
from community.live import (
    BoardClosed,
    BoardRow,
    BoardView,
    Entry,
    OccurrenceRegisterReady,
    PersonHomeSafe,
    board_of,
)
from community.live.course_actions import (
    boards_to_look_after,
    close_board,
    forget_old_signals,
    look_after_board,
    start_walk,
)
from community.live.models import LiveSignal
from tests.builders.live import WalkDay, a_walk_day, code, post, stored, tap
from tests.builders.people import a_person
from tests.builders.walks import NOW


@pytest.fixture
def day(app: Flask) -> WalkDay:
    return a_walk_day()


@pytest.fixture
def heard() -> Iterator[list[Any]]:
    told: list[Any] = []
    kinds = (BoardClosed, OccurrenceRegisterReady, PersonHomeSafe)
    for kind in kinds:
        signals.receivers_of(kind)[0].append(told.append)
    yield told
    for kind in kinds:
        signals.receivers_of(kind)[0].remove(told.append)


def board(day: WalkDay, minutes: float) -> BoardView:
    return board_of(occurrence_facts(day.date.id), day.at(minutes))


def states(day: WalkDay, minutes: float) -> dict[str, str]:
    return {one.name: one.state for one in board(day, minutes).rows}


def register(day: WalkDay) -> dict[str, bool]:
    return {one.name: one.left_at is None for one in register_of(day.date.id)}


def test_everybody_who_comes_and_each_leader_has_a_row(day: WalkDay) -> None:
    assert states(day, -120) == {"Ruth": "coming", "Ana": "coming", "Tom": "coming"}
    rows = {one.name: one for one in board(day, -30).rows}
    assert rows["Ruth"].is_leader
    assert rows["Tom"].row.guests == 1
    assert rows["Ana"].moves == ("on_my_way", "running_late", "here", "not_coming")


def test_anas_walk_tap_by_tap(day: WalkDay, heard: list[Any]) -> None:
    for minutes, state in [(-40, "on_my_way"), (-20, "running_late"), (-1, "here")]:
        entry = stored(tap(day.ana, day.room, day.at(minutes), state))
        assert entry["kind"] == "check_in"
        assert "late" not in entry
        assert states(day, minutes)["Ana"] == state
    assert register(day) == {"Ana": True}
    assert states(day, 14)["Ana"] == "here"
    assert states(day, 15)["Ana"] == "walking"
    for minutes, state in [(20, "resting"), (25, "walking"), (51, "heading_home")]:
        stored(tap(day.ana, day.room, day.at(minutes), state))
        assert states(day, minutes)["Ana"] == state
    assert heard == []
    stored(tap(day.ana, day.room, day.at(70), "home_safe"))
    assert states(day, 70)["Ana"] == "home_safe"
    assert heard == [PersonHomeSafe(day.date.id, day.ana.id, None)]
    assert [one.arrived_at for one in register_of(day.date.id)] == [day.at(-1)]


def test_going_home_early_is_in_the_register_and_in_the_signal(
    day: WalkDay, heard: list[Any]
) -> None:
    tap(day.ana, day.room, day.at(-1), "here")
    tap(day.ana, day.room, day.at(18), "left_early")
    assert register(day) == {"Ana": False}
    tap(day.ana, day.room, day.at(40), "home_safe")
    assert heard == [PersonHomeSafe(day.date.id, day.ana.id, day.at(18))]


def test_who_was_never_there_makes_no_draft(day: WalkDay, heard: list[Any]) -> None:
    stored(tap(day.ruth, day.room, day.at(60), "home_safe", person=day.ana.id))
    assert states(day, 60)["Ana"] == "home_safe"
    assert register(day) == {}
    assert heard == []


def test_a_tap_that_comes_too_late_is_stored_and_leaves_the_board(day: WalkDay) -> None:
    tap(day.ana, day.room, day.at(-5), "here")
    entry = stored(
        tap(
            day.ana,
            day.room,
            day.at(5),
            "on_my_way",
            made_at=day.at(-20).isoformat(),
        )
    )
    assert entry["late"] is True
    assert entry["made_at"] == day.at(-20).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    assert states(day, 5)["Ana"] == "here"


def test_the_device_says_when_a_tap_was_made(day: WalkDay) -> None:
    stored(tap(day.ana, day.room, day.at(10), "here", made_at=day.at(-2).isoformat()))
    assert [one.arrived_at for one in register_of(day.date.id)] == [day.at(-2)]


@pytest.mark.parametrize("minutes", [-61, 50 + 24 * 60])
def test_taps_outside_the_boards_hours_are_stored_and_change_nothing(
    day: WalkDay, minutes: float
) -> None:
    assert stored(tap(day.ana, day.room, day.at(minutes), "here"))["late"] is True
    assert stored(tap(day.ruth, day.room, day.at(minutes), "here", person=day.ana.id))["late"]
    assert states(day, minutes)["Ana"] == "coming"
    assert register(day) == {}


def test_need_help_always_counts(day: WalkDay) -> None:
    assert "late" not in stored(tap(day.ana, day.room, day.at(-600), "needs_help"))
    assert states(day, -600)["Ana"] == "needs_help"
    assert board(day, -600).rows[0].name == "Ana"
    tap(day.ana, day.room, day.at(-599), "coming")
    assert states(day, -599)["Ana"] == "coming"
    close_board(day.ruth.id, day.date.id, day.at(60))
    assert "late" not in stored(tap(day.tom, day.room, day.at(90), "needs_help"))
    assert states(day, 90)["Tom"] == "needs_help"


def test_a_member_without_an_answer_is_on_the_board_only_when_a_leader_adds_her(
    day: WalkDay,
) -> None:
    jean = a_person("Jean")
    join_group(jean.id, day.group.id, NOW)
    assert stored(tap(jean, day.room, day.at(-10), "here"))["late"] is True
    assert "Jean" not in states(day, -10)
    assert "late" not in stored(tap(day.ruth, day.room, day.at(-5), "here", person=jean.id))
    assert states(day, -5)["Jean"] == "here"
    assert register(day) == {"Jean": True}


def test_maybe_gets_a_row_with_the_first_tap(day: WalkDay) -> None:
    answer_occurrence(day.ana.id, day.date.id, Reply("maybe"), day.at(-500))
    assert "Ana" not in states(day, -30)
    assert "late" not in stored(tap(day.ana, day.room, day.at(-30), "on_my_way"))
    assert states(day, -30)["Ana"] == "on_my_way"


def test_cant_come_changes_the_answer_and_undo_brings_it_back(day: WalkDay) -> None:
    def answer() -> tuple[str, int]:
        row = Answer.get(Answer.person == day.tom.id)
        return row.kind, row.guests

    entry = stored(tap(day.tom, day.room, day.at(-30), "not_coming"))
    assert answer() == ("cant", 0)
    assert states(day, -30)["Tom"] == "not_coming"
    stored(post(day.tom, day.room, day.at(-25), "deletion", about=entry["id"], body=""))
    assert answer() == ("coming", 1)
    assert states(day, -25)["Tom"] == "coming"


def test_undo_of_cant_come_leaves_a_maybe_a_maybe(day: WalkDay) -> None:
    answer_occurrence(day.ana.id, day.date.id, Reply("maybe"), day.at(-50))
    entry = stored(tap(day.ana, day.room, day.at(-30), "not_coming"))
    stored(post(day.ana, day.room, day.at(-25), "deletion", about=entry["id"], body=""))
    assert Answer.get(Answer.person == day.ana.id).kind == "maybe"
    assert states(day, -25).get("Ana") in (None, "coming")


def test_the_answer_on_the_walks_page_moves_the_board(day: WalkDay) -> None:
    tap(day.ana, day.room, day.at(-50), "on_my_way")
    answer_occurrence(day.ana.id, day.date.id, Reply("cant"), day.at(-40))
    assert states(day, -40)["Ana"] == "not_coming"
    answer_occurrence(day.ana.id, day.date.id, Reply("coming"), day.at(-35))
    assert states(day, -35)["Ana"] == "coming"


def test_undo_within_ten_minutes_brings_back_row_and_register(day: WalkDay) -> None:
    tap(day.ana, day.room, day.at(-20), "running_late", minutes=10)
    here = stored(tap(day.ana, day.room, day.at(-2), "here"))
    assert register(day) == {"Ana": True}
    stored(post(day.ana, day.room, day.at(2), "deletion", about=here["id"], body=""))
    row = board(day, 2).row_of(day.ana.id)
    assert row is not None
    assert (row.state, row.row.minutes) == ("running_late", 10)
    assert register(day) == {}
    first = Entry.get(Entry.body == "running_late")
    assert code(post(day.ana, day.room, day.at(-12), "deletion", about=first.id, body="")) is None
    assert states(day, -12)["Ana"] == "coming"


def test_undo_is_refused_after_ten_minutes_and_does_nothing_to_a_later_tap(day: WalkDay) -> None:
    way = stored(tap(day.ana, day.room, day.at(-20), "on_my_way"))
    assert code(post(day.ana, day.room, day.at(-9.9), "deletion", about=way["id"], body="")) == (
        "not_allowed"
    )
    tap(day.ana, day.room, day.at(-15), "here")
    stored(post(day.ana, day.room, day.at(-12), "deletion", about=way["id"], body=""))
    assert states(day, -12)["Ana"] == "here"


def test_undo_of_leaving_puts_her_back_into_the_register(day: WalkDay) -> None:
    tap(day.ana, day.room, day.at(-2), "here")
    left = stored(tap(day.ana, day.room, day.at(20), "left_early"))
    stored(post(day.ana, day.room, day.at(22), "deletion", about=left["id"], body=""))
    assert states(day, 22)["Ana"] == "walking"
    assert register(day) == {"Ana": True}


def test_a_leader_sets_any_state_and_a_member_only_her_own(day: WalkDay) -> None:
    assert code(tap(day.ana, day.room, day.at(5), "here", person=day.tom.id)) == "not_allowed"
    entry = stored(tap(day.ruth, day.room, day.at(5), "home_safe", person=day.tom.id))
    assert entry["person"] == {"id": day.tom.id, "name": "Tom"}
    assert states(day, 5)["Tom"] == "home_safe"
    stored(tap(day.olu, day.room, day.at(6), "walking", person=day.tom.id))
    assert states(day, 6)["Tom"] == "walking"


def test_a_stranger_can_neither_tap_nor_be_set(day: WalkDay) -> None:
    stranger = a_person("Max")
    assert code(tap(stranger, day.room, day.at(5), "needs_help")) == "not_a_member"
    assert code(tap(day.ruth, day.room, day.at(5), "here", person=stranger.id)) == "bad_request"


def test_a_headcount_keeps_the_boards_own_number_beside_it(day: WalkDay) -> None:
    for person in (day.ana, day.tom, day.ruth):
        tap(person, day.room, day.at(-3), "here")
    entry = stored(post(day.ruth, day.room, day.at(0), "headcount", body=3, moment="start"))
    assert (entry["body"], entry["register"]) == ("3", 4)  # Tom brings a guest
    assert code(post(day.ana, day.room, day.at(0), "headcount", body=3, moment="start")) == (
        "not_allowed"
    )
    stored(post(day.ruth, day.room, day.at(1), "headcount", body="4", moment="start"))
    counts = board(day, 2).counts
    assert [(one.moment, one.counted, one.register) for one in counts] == [("start", 4, 4)]


def test_the_end_count_opens_the_way_home(day: WalkDay) -> None:
    tap(day.ana, day.room, day.at(-3), "here")
    assert stored(tap(day.ana, day.room, day.at(40), "home_safe"))["late"] is True
    stored(post(day.ruth, day.room, day.at(41), "headcount", body=1, moment="end"))
    assert "late" not in stored(tap(day.ana, day.room, day.at(42), "home_safe"))


def test_start_the_walk_once(day: WalkDay) -> None:
    tap(day.ana, day.room, day.at(-3), "here")
    start_walk(day.ruth.id, day.date.id, day.at(-1))
    start_walk(day.olu.id, day.date.id, day.at(0))
    assert states(day, 0)["Ana"] == "walking"
    notices = [row.body for row in Entry.select().where(Entry.kind == "notice")]
    assert notices == ["Ruth started the walk."]
    with pytest.raises(NotAllowed):
        start_walk(day.ana.id, day.date.id, day.at(0))
    with pytest.raises(NotFound):
        start_walk(a_person("Max").id, day.date.id, day.at(0))


def test_everyone_home_safe_closes_the_board_and_readies_the_register(
    day: WalkDay, heard: list[Any]
) -> None:
    tap(day.ana, day.room, day.at(-3), "here")
    close_board(day.ruth.id, day.date.id, day.at(52))
    close_board(day.ruth.id, day.date.id, day.at(53))
    assert heard == [BoardClosed(day.date.id), OccurrenceRegisterReady(day.date.id)]
    assert states(day, 53)["Ana"] == "home_safe"
    assert states(day, 53)["Tom"] == "coming"
    assert stored(tap(day.tom, day.room, day.at(54), "here"))["late"] is True
    with pytest.raises(NotAllowed):
        close_board(day.ana.id, day.date.id, day.at(52))


def test_time_alone_lets_the_walk_begin_readies_drafts_and_closes(
    day: WalkDay, heard: list[Any]
) -> None:
    tap(day.ana, day.room, day.at(-3), "here")
    assert boards_to_look_after(day.at(14)) == []

    def sweep(minutes: float) -> None:
        for occurrence_id in boards_to_look_after(day.at(minutes)):
            look_after_board(occurrence_id, day.at(minutes))

    sweep(15)
    assert BoardRow.get(BoardRow.person == day.ana.id).state == "walking"
    sweep(50 + 59)
    assert heard == []
    sweep(50 + 60)
    sweep(50 + 61)
    assert heard == [OccurrenceRegisterReady(day.date.id)]
    sweep(50 + 24 * 60)
    sweep(50 + 24 * 60 + 1)
    assert heard == [OccurrenceRegisterReady(day.date.id), BoardClosed(day.date.id)]
    assert boards_to_look_after(day.at(50 + 24 * 60 + 2)) == []


def test_a_walk_that_is_called_off_says_so_and_its_board_is_shut(day: WalkDay) -> None:
    call_off(day.ruth.id, day.date.id, "ice on the path", day.at(-600))
    notices = [row.body for row in Entry.select().where(Entry.kind == "notice")]
    assert notices == ["Thursday’s walk is called off: ice on the path. Your streak is safe."]
    assert board(day, -30).moment.is_closed
    assert boards_to_look_after(day.at(200)) == []


def test_a_moved_walk_says_from_when_to_when_and_why(day: WalkDay) -> None:
    new = day.date.walk.start_local + timedelta(hours=1)
    move_occurrence(day.ruth.id, day.date.id, new, "the café opens later", day.at(-600))
    notices = [row.body for row in Entry.select().where(Entry.kind == "notice")]
    assert notices == ["Thu 14 May now starts at 10:30, not 9:30. Ruth: the café opens later."]


def test_a_register_ticked_on_the_walks_page_shows_on_the_board(
    day: WalkDay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: day.at(-4))
    register_arrival(day.ana.id, day.date.id, day.at(-4), by=day.ruth.id)
    assert states(day, -4)["Ana"] == "here"
    unregister(day.ana.id, day.date.id, day.at(-3), by=day.ruth.id)
    assert states(day, -3)["Ana"] == "coming"


def test_every_change_asks_all_processes_to_send_the_board(day: WalkDay) -> None:
    tap(day.ana, day.room, day.at(-5), "on_my_way")
    tap(day.ana, day.room, day.at(-3), "here")
    assert LiveSignal.select().where(LiveSignal.kind == "board").count() >= 2
    assert forget_old_signals(day.at(8)) > 0
    assert LiveSignal.select().count() == 1


def test_a_signal_after_the_old_ones_are_forgotten_has_a_number_nobody_has_seen(
    day: WalkDay,
) -> None:
    tap(day.ana, day.room, day.at(-30), "on_my_way")
    seen = max(row.id for row in LiveSignal.select())
    forget_old_signals(day.at(-10))
    tap(day.ana, day.room, day.at(-3), "here")
    assert LiveSignal.select().where(LiveSignal.id > seen).count() >= 1


def test_leaving_the_group_asks_all_processes_to_take_the_sockets_out(day: WalkDay) -> None:
    leave_group(day.ana.id, day.group.id, NOW)
    signal = LiveSignal.get(LiveSignal.kind == "removed")
    assert (signal.person, signal.detail) == (day.ana.id, f"{day.group.id}:left")


def test_the_board_says_who_is_not_accounted_for(day: WalkDay) -> None:
    tap(day.ana, day.room, day.at(-3), "here")
    on_the_walk = {one.name: one.is_unaccounted for one in board(day, 16).rows}
    assert on_the_walk == {"Ana": False, "Tom": True, "Ruth": True}
    assert board(day, 16).rows[0].name in ("Ruth", "Tom")


def test_after_seven_days_the_board_says_nothing_of_bodies(day: WalkDay) -> None:
    tap(day.ana, day.room, day.at(-3), "here")
    tap(day.ana, day.room, day.at(20), "left_early")
    week = 50 + 7 * 24 * 60
    assert states(day, week - 1)["Ana"] == "left_early"
    assert "left_early" not in states(day, week).values()


def test_a_refusal_of_another_feature_keeps_nothing_of_the_post(
    day: WalkDay, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        with write_transaction(by=SYSTEM):
            raise NotAllowed

    monkeypatch.setattr("community.events.answer_occurrence", refuse)
    assert code(tap(day.ana, day.room, day.at(-30), "not_coming")) == "not_allowed"
    assert Entry.select().count() == 0
    assert states(day, -30)["Ana"] == "coming"


def test_the_hours_follow_a_moved_walk(day: WalkDay) -> None:
    with write_transaction(by=SYSTEM):
        Occurrence.update(start_utc=day.at(600), end_utc=day.at(650)).where(
            Occurrence.id == day.date.id
        ).execute()
    assert stored(tap(day.ana, day.room, day.at(-3), "here"))["late"] is True
    assert "late" not in stored(tap(day.ana, day.room, day.at(590), "here"))
