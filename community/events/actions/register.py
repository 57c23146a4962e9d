"""The register: who was there. The board of the live page writes it, and leaders do."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import datetime

from community import groups
from community.events import policy
from community.events.models import Attendance, Occurrence
from community.events.queries.facts import occurrence_and_walk
from community.events.signals import RegisterChanged
from community.foundation.authorisation import SYSTEM, System, require
from community.foundation.database import lock_row, write_transaction
from community.foundation.signals import send

By = int | System


def register_arrival(person_id: int, occurrence_id: int, now: datetime, by: By) -> bool:
    """Note that a person is there; return whether that is news.

    by: who says so, the person herself or a leader, or `SYSTEM` where a caller has authority.
    Who had left and comes back is there again. Errors: `NotFound`, `NotAllowed`.
    """
    with _transaction(by):
        _check(person_id, occurrence_id, now, by)
        made = (
            Attendance.insert(
                occurrence=occurrence_id,
                person=person_id,
                arrived_at=now,
                ticked_by=None if isinstance(by, System) else by,
            )
            .on_conflict_ignore()
            .as_rowcount()
            .execute()
        )
        back = 0 if made else _update(occurrence_id, person_id, left=None)
        if made or back:
            send(RegisterChanged(occurrence_id, person_id, present=True))
        return bool(made or back)


def register_departure(person_id: int, occurrence_id: int, now: datetime, by: By) -> bool:
    """Note that a person who was there has left early; return whether that is news."""
    with _transaction(by):
        _check(person_id, occurrence_id, now, by)
        changed = _update(occurrence_id, person_id, left=now)
        if changed:
            send(RegisterChanged(occurrence_id, person_id, present=True))
        return bool(changed)


def unregister(person_id: int, occurrence_id: int, now: datetime, by: By) -> bool:
    """Take a person out of the register: she was not there; return whether that is news."""
    with _transaction(by):
        _check(person_id, occurrence_id, now, by)
        gone = (
            Attendance.delete()
            .where(Attendance.occurrence == occurrence_id, Attendance.person == person_id)
            .execute()
        )
        if gone:
            send(RegisterChanged(occurrence_id, person_id, present=False))
        return bool(gone)


def _transaction(by: By) -> AbstractContextManager[None]:
    return write_transaction(by=SYSTEM if isinstance(by, System) else None)


def _check(person_id: int, occurrence_id: int, now: datetime, by: By) -> None:
    """Hold the date and ask who may write about whom; a person of another group stays out."""
    walk = occurrence_and_walk(occurrence_id).walk
    date = lock_row(Occurrence, occurrence_id)
    if isinstance(by, System):
        return
    standing = groups.standing_of(by, walk.group_id)
    require(policy.can_tick_register(standing, person_id, date, now))
    if by != person_id:
        require(policy.can_be_ticked(groups.standing_of(person_id, walk.group_id)))


def _update(occurrence_id: int, person_id: int, left: datetime | None) -> int:
    """Set when a person left, where it says another thing; return the number of rows changed."""
    other = Attendance.left_at.is_null(left is not None)
    return int(
        Attendance.update(left_at=left)
        .where(Attendance.occurrence == occurrence_id, Attendance.person == person_id, other)
        .execute()
    )
