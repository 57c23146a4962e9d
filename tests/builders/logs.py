"""Logs and drafts for tests."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from community.accounts import Person, give_consent
from community.events import Attendance, Occurrence
from community.foundation.authorisation import SYSTEM
from community.foundation.database import write_transaction
from community.journal import BACK, BackTold, Entry, Log, draft_from_register, keep_back, write_log
from community.journal.models import BackNote
from community.routes import Need
from tests.builders.people import LONG_AGO
from tests.builders.walks import NOW

TODAY = date(2026, 5, 12)


def may_note_pain(*people: Person) -> None:
    """Let these people have agreed that we keep their pain scores."""
    for person in people:
        give_consent(person.id, "health", LONG_AGO)


def a_log(
    person: Person, minutes: int = 20, day: date = TODAY, now: datetime = NOW, **rest: Any
) -> Log:
    """Let `person` have written down a walk; fields of `Entry` (before, note, …) may be given."""
    log_id = write_log(person.id, Entry(minutes, day, **rest), now)
    return Log.get_by_id(log_id)


def were_there(
    occurrence: Occurrence, people: Iterable[Person], left: dict[int, datetime] | None = None
) -> None:
    """Put people into the register; `left`: who went early, by id."""
    with write_transaction(by=SYSTEM):
        for person in people:
            Attendance.create(
                occurrence=occurrence,
                person=person,
                arrived_at=occurrence.start_utc - timedelta(minutes=5),
                left_at=(left or {}).get(person.id),
            )


def a_draft(person: Person, occurrence: Occurrence, now: datetime = NOW) -> Log:
    """Let `person` have been on a walk whose draft waits in the journal."""
    were_there(occurrence, [person])
    draft_from_register(occurrence.id, now, person.id)
    return Log.get(Log.person == person, Log.occurrence == occurrence)


def tells_of_back(person: Person, *needs: Need, **more: Any) -> None:
    """Let `person` have agreed, and told this of her back (fields of `BackTold`)."""
    give_consent(person.id, BACK, LONG_AGO)
    note = BackNote.get_or_none(BackNote.person == person.id)
    if needs or more:
        told = BackTold(frozenset(needs), **more)
        keep_back(person.id, told, note.version if note else 0, LONG_AGO)
