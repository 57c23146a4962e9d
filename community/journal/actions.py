"""What people do with their journal, and what walks put into it as drafts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from community.accounts import Person
from community.events import occurrence_facts, register_of
from community.foundation.authorisation import SYSTEM, require
from community.foundation.database import is_sqlite, write_transaction
from community.foundation.errors import Changed, InvalidForm, NotFound
from community.foundation.receipts import earlier_result, keep_result, number_at
from community.foundation.signals import send
from community.foundation.words import N_
from community.journal import policy
from community.journal.models import Log
from community.journal.queries import counted_minutes, may_keep_pain
from community.journal.rules import Entry, minutes_until, without_health
from community.journal.signals import LogChanged
from community.routes import Route

MINUTES_OF_A_DAY = 24 * 60
DISTANCE_LEFT_OPEN = {"distance_m": None}


class TooMuchForADay(InvalidForm):
    """A day would have more minutes than it has."""

    message = N_("This day has more minutes than a day has. Look at its other walks.")


def draft_from_register(occurrence_id: int, now: datetime, person_id: int | None = None) -> int:
    """Put a draft into the journals of who was there; return how many are new.

    One draft a person and date, however often this is called; what a person confirmed, changed
    or took out stays as it is. `person_id`: only theirs.
    """
    facts = occurrence_facts(occurrence_id)
    if facts.status != "planned":
        return 0
    there = [
        one for one in register_of(occurrence_id) if person_id is None or one.person_id == person_id
    ]
    length_m = _length_m(facts.route_id)
    made = 0
    with write_transaction(by=SYSTEM):
        for one in there:
            minutes = minutes_until(facts.minutes, facts.start_utc, one.left_at)
            made += _insert_draft(
                person=one.person_id,
                occurrence=occurrence_id,
                route=facts.route_id,
                title=facts.title,
                walked_on=facts.start_local.date(),
                started_at=facts.start_utc,
                minutes=minutes,
                # Whoever left early turned back somewhere; how far that was, nobody knows.
                distance_m=length_m if minutes >= facts.minutes else None,
                state="draft",
                created_at=now,
                changed_at=now,
            )
    return made


def _length_m(route_id: int | None) -> int | None:
    length = Route.select(Route.length_m).where(Route.id == route_id).scalar() if route_id else None
    return None if length is None else round(length)


def _insert_draft(**values: Any) -> int:
    return int(Log.insert(**values).on_conflict_ignore().as_rowcount().execute())


def note_who_left_early(occurrence_id: int, person_id: int, left: datetime, now: datetime) -> None:
    """Shorten the untouched draft of somebody who went home before the others."""
    facts = occurrence_facts(occurrence_id)
    minutes = minutes_until(facts.minutes, facts.start_utc, left)
    if minutes >= facts.minutes:
        return
    with write_transaction(by=SYSTEM):
        Log.update(minutes=minutes, changed_at=now, **DISTANCE_LEFT_OPEN).where(
            Log.occurrence == occurrence_id,
            Log.person == person_id,
            Log.state == "draft",
            Log.version == 0,
        ).execute()


def forget_draft(occurrence_id: int, person_id: int) -> None:
    """Take away the untouched draft of somebody who turned out not to have been there."""
    with write_transaction(by=SYSTEM):
        Log.delete().where(
            Log.occurrence == occurrence_id, Log.person == person_id, Log.state == "draft"
        ).execute()


def write_log(
    person_id: int, entry: Entry, now: datetime, form_id: str | None = None
) -> int | None:
    """Write down a walk by hand; return the log's id, the first one's for a form sent twice.

    None when that first one is not the person's. Without consent only minutes and distance stay.
    """
    with write_transaction():
        require(policy.can_write(person_id))
        hold_journal(person_id)
        if form_id and (earlier := earlier_result(form_id, person_id, now)) is not None:
            return number_at(earlier, "/journal/")
        kept = _as_agreed(person_id, entry)
        log = Log.create(person=person_id, created_at=now, changed_at=now, **_columns(kept))
        if form_id:
            keep_result(form_id, f"/journal/{log.id}")
        _check_day(person_id, kept.day)
        send(LogChanged(person_id, (kept.day,)))
    return int(log.id)


def confirm_log(person_id: int, log_id: int, entry: Entry, version: int, now: datetime) -> None:
    """Confirm a draft, as it was or changed. Errors: `NotFound`, `Changed`."""
    _save(person_id, log_id, entry, version, now)


def edit_log(person_id: int, log_id: int, entry: Entry, version: int, now: datetime) -> None:
    """Change a log. Errors: `NotFound`, `Changed` when it is not what the form was made from."""
    _save(person_id, log_id, entry, version, now)


def _save(person_id: int, log_id: int, entry: Entry, version: int, now: datetime) -> None:
    with write_transaction():
        log = _own_log_to_change(person_id, log_id)
        kept = _as_agreed(person_id, entry)
        if log.version != version:
            if log.state == "confirmed" and entry_of(log) == kept:
                return  # the same form came twice
            raise Changed
        days = {kept.day} | ({log.walked_on} if log.state == "confirmed" else set())
        Log.update(
            state="confirmed", version=log.version + 1, changed_at=now, **_columns(kept)
        ).where(Log.id == log_id).execute()
        _check_day(person_id, kept.day)
        send(LogChanged(person_id, tuple(sorted(days))))


def answer_morning(person_id: int, log_id: int, morning: int | None, now: datetime) -> None:
    """Keep how the back was on the morning after. Errors: `NotFound`, no consent."""
    with write_transaction():
        log = _own_log_to_change(person_id, log_id)
        require(policy.can_note_pain(person_id, log.person_id, may_keep_pain(person_id)))
        Log.update(morning=morning, version=log.version + 1, changed_at=now).where(
            Log.id == log_id
        ).execute()


def delete_log(person_id: int, log_id: int, now: datetime) -> None:
    """Take a log or a draft out of the journal. Errors: `NotFound`."""
    with write_transaction():
        log = _own_log_to_change(person_id, log_id)
        if log.occurrence_id is None:
            Log.delete().where(Log.id == log_id).execute()
        else:
            # Its emptied row stays, or the register would bring the draft back.
            Log.update(
                state="gone",
                route=None,
                title="",
                minutes=0,
                note="",
                version=log.version + 1,
                changed_at=now,
                **DISTANCE_LEFT_OPEN,
                **_without_pain(),
            ).where(Log.id == log_id).execute()
        if log.state == "confirmed":
            send(LogChanged(person_id, (log.walked_on,)))


def erase_pain(person_id: int) -> None:
    """Erase every pain score, leg answer and note of a person who withdrew the consent."""
    with write_transaction(by=SYSTEM):
        Log.update(note="", version=Log.version + 1, **_without_pain()).where(
            Log.person == person_id
        ).execute()


def _without_pain() -> dict[str, None]:
    return {"before": None, "after": None, "morning": None, "leg": None}


def hold_journal(person_id: int) -> None:
    """Let nobody else write into this person's journal until commit.

    So a day's sum, the consent and the log are one state. Rows that only point at the person are
    not held up, unlike by `lock_row`; withdrawing the consent is (accounts locks the same row).
    """
    if not is_sqlite():
        Person.select(Person.id).where(Person.id == person_id).for_update(
            "FOR NO KEY UPDATE"
        ).get_or_none()


def _own_log_to_change(person_id: int, log_id: int) -> Log:
    hold_journal(person_id)
    log = Log.get_or_none(Log.id == log_id, Log.state != "gone")
    if log is None:
        raise NotFound
    require(policy.can_keep(person_id, log.person_id))
    return log


def _as_agreed(person_id: int, entry: Entry) -> Entry:
    return entry if may_keep_pain(person_id) else without_health(entry)


def entry_of(log: Log) -> Entry:
    """Return what stands in a log."""
    return Entry(
        minutes=log.minutes,
        day=log.walked_on,
        before=log.before,
        after=log.after,
        morning=log.morning,
        leg=log.leg,
        distance_m=log.distance_m,
        note=log.note,
    )


def _columns(entry: Entry) -> dict[str, Any]:
    return {
        "minutes": entry.minutes,
        "walked_on": entry.day,
        "before": entry.before,
        "after": entry.after,
        "morning": entry.morning,
        "leg": entry.leg,
        "distance_m": entry.distance_m,
        "note": entry.note,
    }


def _check_day(person_id: int, day: date) -> None:
    if counted_minutes(person_id, day, day).get(day, 0) > MINUTES_OF_A_DAY:
        raise TooMuchForADay(fields={"minutes": TooMuchForADay.message})
