"""What has been walked: registers, boards that were closed, and what goes on at this hour."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from community.demo.actions.plans import dates_of
from community.demo.actions.stage import Stage
from community.demo.rules.walks import REGULARS, SINGLES
from community.events import Occurrence, register_arrival
from community.foundation.authorisation import SYSTEM
from community.foundation.database import write_transaction
from community.journal import draft_from_register
from community.live import close_board

ARRIVED_BEFORE = timedelta(minutes=4)
HOME_AFTER = timedelta(minutes=25)
TOLD_LATER = timedelta(hours=25)  # when nobody looks at the board any more
BOARDS_TOLD = timedelta(days=7)
STAYED_AWAY = 0.08  # of those who said that they come

# Who looks at a journal; for the others the walk's register is enough.
KEEP_A_JOURNAL = ("ana", "ruth", "olu", "hedi", "toni", "kurt", "silvia", "theres")


def walk(stage: Stage) -> None:
    """Tick who was there on all dates until now; of the last days, boards are told, too."""
    for one in (*REGULARS, *SINGLES):
        for date in dates_of(stage, one.key):
            if date.start_utc > stage.now:
                break
            there = _who_was_there(stage, one.leaders, date)
            stage.there[date.id] = there
            if date.start_utc > stage.now - BOARDS_TOLD:
                _with_board(stage, one.leaders[0], date, there)
            else:
                _register_only(stage, date, there)


def _who_was_there(stage: Stage, leaders: tuple[str, ...], date: Occurrence) -> list[str]:
    expected = dict.fromkeys((*leaders, *stage.coming.get(date.id, [])))
    always = ("ana", leaders[0])
    return [key for key in expected if key in always or stage.random.random() > STAYED_AWAY]


def _with_board(stage: Stage, leader: str, date: Occurrence, there: Sequence[str]) -> None:
    stage.later(date.start_utc - ARRIVED_BEFORE, lambda now: _tick(stage, date, there, now))
    home = date.end_utc + HOME_AFTER
    stage.later(home, lambda now: close_board(stage.people[leader], date.id, now))


def _register_only(stage: Stage, date: Occurrence, there: Sequence[str]) -> None:
    def tick(now: datetime) -> None:
        _tick(stage, date, there, date.start_utc - ARRIVED_BEFORE)
        for key in KEEP_A_JOURNAL:
            if key in there:
                draft_from_register(date.id, now, stage.people[key])

    stage.later(date.end_utc + TOLD_LATER, tick)


def _tick(stage: Stage, date: Occurrence, there: Sequence[str], at: datetime) -> None:
    with write_transaction(by=SYSTEM):
        for key in there:
            register_arrival(stage.people[key], date.id, at, by=SYSTEM)
