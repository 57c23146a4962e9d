"""Seeding the demo neighbourhood, and doing it again.

Nothing here writes a table of another feature: each step is an action that a person could take,
called at the time at which the story has it. All of it depends on `now` and nothing else.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from community.accounts import hash_password
from community.demo.actions import journal, library, live_walk, past, people, plans, talk, tracks
from community.demo.actions.stage import Stage
from community.demo.queries import BEGUN, DONE, has_people, is_begun, is_seeded
from community.demo.rules.cast import PASSWORD
from community.foundation.authorisation import SYSTEM
from community.foundation.database import write_transaction
from community.foundation.instance import DEMO_SEEDED, keep_fact
from community.foundation.settings import Settings
from community.foundation.wipe import wipe_everything
from community.places import import_map, map_of

__all__ = ["Refused", "is_seeded", "seed"]


class Refused(Exception):
    """Why the demo is not seeded: one sentence."""


def seed(settings: Settings, now: datetime, again: bool = False) -> bool:
    """Make the neighbourhood once; `again`: wipe this database first. Returns whether it was made.

    Half a seeding, left by a process that was stopped, is wiped and made whole. Errors: `Refused`
    when the demo is off, or people who are not of the demo have accounts here.
    """
    if not settings.demo or settings.is_production:
        raise Refused(
            "The demo is off. Its accounts have a password that everybody knows; "
            "AMBLE_DEMO=1 with AMBLE_ENV=development turns it on."
        )
    with _alone(settings):
        if is_seeded() and not again:
            return False
        if not is_begun() and has_people():
            raise Refused(
                "This database has people already, so the demo stays out of it. "
                "Choose another folder: AMBLE_DATA=/tmp/demo make run"
            )
        _mark(BEGUN)
        wipe_everything()
        _lay_the_map(settings)
        _tell(settings, now)
        _mark(DONE)
        return True


def _lay_the_map(settings: Settings) -> None:
    """Take in the demo's extract, as `places import` does, unless a map is here."""
    if map_of(settings) is None:
        import_map(tracks.DATA / "vaduz-schaan.osm.pbf", None, settings.data)


def _tell(settings: Settings, now: datetime) -> None:
    stage = Stage(now)
    people.enter(stage, hash_password(PASSWORD))
    people.found_groups(stage)
    tracks.draw(stage, settings)
    library.share(stage)
    library.assess_risks(stage)
    plans.plan(stage)
    plans.answer(stage)
    past.walk(stage)
    plans.change(stage)
    library.find_a_change(stage, settings)
    library.report_the_way(stage)
    live_walk.go(stage)
    talk.talk(stage)
    journal.write(stage)
    journal.take_part(stage)
    stage.play()


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """Let one process of this instance seed at a time."""
    settings.data.mkdir(parents=True, exist_ok=True)
    with open(settings.data / "demo.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _mark(state: str) -> None:
    with write_transaction(by=SYSTEM):
        keep_fact(DEMO_SEEDED, state)
