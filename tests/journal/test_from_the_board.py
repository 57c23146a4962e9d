"""From the taps on a real walk board to the drafts in two journals."""

from __future__ import annotations

from flask import Flask

from community.journal import Log, drafts_of
from community.live.course_actions import look_after_board
from tests.builders.live import a_walk_day, code, tap


def test_home_safe_puts_the_walk_into_the_journal(app: Flask) -> None:
    day = a_walk_day()
    for who in (day.ana, day.tom):
        assert code(tap(who, day.room, day.at(-5), "here")) is None
    tap(day.tom, day.room, day.at(20), "left_early")
    tap(day.tom, day.room, day.at(40), "home_safe")
    (draft,) = drafts_of(day.tom.id)
    assert (draft.minutes, draft.title, draft.day) == (
        20,
        "Rhine dam loop",
        day.date.original_local.date(),
    )
    assert drafts_of(day.ana.id) == ()
    tap(day.ana, day.room, day.at(51), "heading_home")
    tap(day.ana, day.room, day.at(70), "home_safe")
    (draft,) = drafts_of(day.ana.id)
    assert draft.minutes == 50


def test_who_taps_nothing_more_finds_it_too_when_the_board_is_done(app: Flask) -> None:
    day = a_walk_day()
    tap(day.ana, day.room, day.at(-5), "here")
    for hours in (2, 3, 5, 25, 26):
        look_after_board(day.date.id, day.at(60 * hours))
    assert [log.person_id for log in Log.select()] == [day.ana.id]
    assert drafts_of(day.ana.id)[0].minutes == 50
