"""Writes of the walk board: what entries do to it, starting and closing it, its sweep."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from community import events
from community.accounts import names_of
from community.events import Answer, Occurrence, OccurrenceFacts, Reply
from community.foundation.authorisation import SYSTEM
from community.foundation.database import lock_row
from community.foundation.signals import send
from community.groups import Standing
from community.live import board_queries, policy
from community.live.models import Board, BoardRow, Entry, LiveSignal
from community.live.queries import RoomInfo, instant
from community.live.relay import after_commit_look
from community.live.rules import board
from community.live.rules.board import OPENS_BEFORE, Row, Tap
from community.live.rules.entries import Draft
from community.live.signals import PersonHomeSafe

__all__ = ["OPENS_BEFORE", "after_entry", "hold_date", "keep_row", "tell_board"]


def hold_date(date: OccurrenceFacts) -> None:
    """Hold the date's row until commit, as `events` does before it changes anything of it."""
    lock_row(Occurrence, date.occurrence_id)


def after_entry(
    info: RoomInfo, entry: Entry, draft: Draft, standing: Standing, now: datetime
) -> None:
    """Do what the new `entry` does to the board or to the entry that it is about.

    What has to be shown with the entry is added to its `more`.
    """
    if draft.kind in ("edit", "deletion"):
        _change_older(info, entry, now)
    elif info.occurrence is None:
        return
    elif draft.kind == "check_in":
        _check_in(info, info.occurrence, entry, draft, standing, now)
    elif draft.kind == "headcount":
        _headcount(info.occurrence, entry, now)


def tell_board(occurrence_id: int, now: datetime) -> None:
    """Let every process send the board to who has the room open."""
    LiveSignal.create(kind="board", room=f"walk-{occurrence_id}", made_at=now)
    after_commit_look()


def keep_row(
    occurrence_id: int, person_id: int, row: Row, entry_id: int | None, at: datetime
) -> None:
    """Store a row of the board."""
    values = {
        BoardRow.state: row.state,
        BoardRow.before: row.before,
        BoardRow.minutes: row.minutes,
        BoardRow.seat: row.seat,
        BoardRow.guests: row.guests,
        BoardRow.entry_id: entry_id,
        BoardRow.changed_at: at,
    }
    BoardRow.insert(
        {BoardRow.occurrence: occurrence_id, BoardRow.person: person_id, **values}
    ).on_conflict(conflict_target=[BoardRow.occurrence, BoardRow.person], update=values).execute()


def _keep_more(entry: Entry, **more: Any) -> None:
    entry.more = {**entry.more, **more}
    Entry.update(more=entry.more).where(Entry.id == entry.id).execute()


def _check_in(
    info: RoomInfo,
    date: OccurrenceFacts,
    entry: Entry,
    draft: Draft,
    standing: Standing,
    now: datetime,
) -> None:
    person_id = draft.person or entry.author_id
    by_leader = draft.person is not None and policy.leads(standing, info.facts)
    found = board_queries.row_for(date, person_id)
    may_start = by_leader or draft.body == "needs_help"
    row = found or (Row("coming") if may_start else None)
    moment = board_queries.moment_of(date, now)
    tap = Tap(draft.body, draft.minutes, draft.seat, by_leader)
    after = board.tapped(row, tap, moment) if row else None
    if row is None or after is None:
        _keep_more(entry, late=True)  # stored and acknowledged; the board stays as it is
        return
    made_at = datetime.fromisoformat(entry.more["made_at"])
    _keep_more(entry, was=_snapshot(date, person_id, found))
    keep_row(date.occurrence_id, person_id, after, entry.id, made_at)
    _register(date, person_id, row, after, made_at)
    if after.state == "not_coming" and not by_leader and now < date.start_utc:
        events.answer_occurrence(person_id, date.occurrence_id, Reply("cant"), now)
    if after.state == "home_safe" and was_there(date, person_id):
        send(PersonHomeSafe(date.occurrence_id, person_id, left_at(date, person_id)))
    tell_board(date.occurrence_id, now)


def _register(
    date: OccurrenceFacts, person_id: int, row: Row, after: Row, made_at: datetime
) -> None:
    """Keep the register in step: who is here has arrived, who goes early has left."""
    if after.state in board.ON_THE_WALK:
        events.register_arrival(person_id, date.occurrence_id, made_at, by=SYSTEM)
    elif after.state == "left_early":
        if row.state in board.ON_THE_WALK or row.before in board.ON_THE_WALK:
            events.register_arrival(person_id, date.occurrence_id, made_at, by=SYSTEM)
        events.register_departure(person_id, date.occurrence_id, made_at, by=SYSTEM)
    elif after.state == "home_safe" and row.state in board.ON_THE_WALK:
        events.register_arrival(person_id, date.occurrence_id, made_at, by=SYSTEM)


def was_there(date: OccurrenceFacts, person_id: int) -> bool:
    """Whether the register says that the person was there."""
    return any(one.person_id == person_id for one in events.register_of(date.occurrence_id))


def left_at(date: OccurrenceFacts, person_id: int) -> datetime | None:
    """Return when the person left early, by the register."""
    for one in events.register_of(date.occurrence_id):
        if one.person_id == person_id:
            return one.left_at
    return None


def _snapshot(date: OccurrenceFacts, person_id: int, row: Row | None) -> dict[str, Any]:
    """Return what an undo has to bring back."""
    stored = BoardRow.get_or_none(
        (BoardRow.occurrence == date.occurrence_id) & (BoardRow.person == person_id)
    )
    register = {one.person_id: one for one in events.register_of(date.occurrence_id)}
    there = register.get(person_id)
    return {
        "row": {
            "state": row.state,
            "before": row.before,
            "minutes": row.minutes,
            "seat": row.seat,
            "guests": row.guests,
        }
        if row
        else None,
        "entry": stored.entry_id if stored else None,
        "at": instant(stored.changed_at) if stored else None,
        "answer": _answer(date, person_id),
        "there": there is not None,
        "left_at": instant(there.left_at) if there and there.left_at else None,
    }


def _answer(date: OccurrenceFacts, person_id: int) -> list[Any] | None:
    """Return (kind, guests) that the person answered, None where she never did."""
    row = Answer.get_or_none(
        (Answer.occurrence == date.occurrence_id) & (Answer.person == person_id)
    )
    return None if row is None else [row.kind, row.guests]


def _change_older(info: RoomInfo, entry: Entry, now: datetime) -> None:
    older = Entry.get_by_id(entry.about)
    if entry.kind == "edit":
        older.more = {**older.more, "edited": True}
        Entry.update(body=entry.body, more=older.more).where(Entry.id == older.id).execute()
        return
    if older.kind == "check_in" and info.occurrence is not None:
        _undo(info.occurrence, older, now)
    deleted = {"deleted": True, "deleted_by": names_of([entry.author_id]).get(entry.author_id, "")}
    for name in ("person", "made_at"):
        if name in older.more:
            deleted[name] = older.more[name]
    Entry.update(body="", more=deleted).where(Entry.id == older.id).execute()
    # What was written in its place before goes, too.
    Entry.update(body="").where(Entry.about == older.id, Entry.kind == "edit").execute()


def _undo(date: OccurrenceFacts, tap: Entry, now: datetime) -> None:
    """Bring back what was before `tap`, unless something else has happened to the row since."""
    person = tap.more.get("person")
    person_id = person["id"] if person else tap.author_id
    stored = BoardRow.get_or_none(
        (BoardRow.occurrence == date.occurrence_id) & (BoardRow.person == person_id)
    )
    if stored is None or stored.entry_id != tap.id:
        return
    was = tap.more["was"]
    if was["row"] is None:
        stored.delete_instance()
    else:
        at = datetime.fromisoformat(was["at"]) if was["at"] else now
        keep_row(date.occurrence_id, person_id, Row(**was["row"]), was["entry"], at)
    _undo_register(date, person_id, was, now)
    if tap.body == "not_coming" and not person and now < date.start_utc:
        # A leader is on the board without an answer; she then comes.
        kind, guests = was.get("answer") or ("coming", 0)
        events.answer_occurrence(person_id, date.occurrence_id, Reply(kind, guests), now)
    tell_board(date.occurrence_id, now)


def _undo_register(
    date: OccurrenceFacts, person_id: int, was: dict[str, Any], now: datetime
) -> None:
    if not was["there"]:
        events.unregister(person_id, date.occurrence_id, now, by=SYSTEM)
    elif was["left_at"] is None:
        events.register_arrival(person_id, date.occurrence_id, now, by=SYSTEM)


def _headcount(date: OccurrenceFacts, entry: Entry, now: datetime) -> None:
    """Keep the board's own number beside the one counted; the end count ends the walk."""
    view = board_queries.board_of(date, now)
    _keep_more(entry, register=view.heads)
    if entry.more["moment"] == "end":
        board_row(date)
        Board.update(ended_at=now).where(
            Board.occurrence == date.occurrence_id, Board.ended_at.is_null()
        ).execute()
    tell_board(date.occurrence_id, now)


def board_row(date: OccurrenceFacts) -> Board:
    """Return what holds for the whole board, made when it is missing."""
    Board.insert(occurrence=date.occurrence_id).on_conflict_ignore().execute()
    return Board.get(Board.occurrence == date.occurrence_id)
