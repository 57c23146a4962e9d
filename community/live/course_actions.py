"""Writes about the course of a whole walk: begun, home safe, closed, and what time alone does."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask_babel import force_locale, gettext
from peewee import fn

from community import events
from community.accounts import names_of
from community.events import Occurrence, OccurrenceFacts
from community.foundation.authorisation import SYSTEM, require
from community.foundation.database import write_transaction
from community.foundation.signals import send
from community.groups import group_of
from community.live import board_queries, policy, queries
from community.live.actions import locked_room, post_notice
from community.live.board_actions import board_row, hold_date, keep_row, tell_board
from community.live.models import Board, BoardRow, LiveSignal, Presence
from community.live.policy import NO_BOARD
from community.live.queries import RoomInfo
from community.live.rules import board
from community.live.rules.entries import RoomName
from community.live.signals import BoardClosed, OccurrenceRegisterReady

LOOK_BACK = board.CLOSES_AFTER + timedelta(days=2)  # a sweep that was late catches up
SIGNALS_KEPT = timedelta(minutes=10)
PRESENCE_KEPT = timedelta(minutes=5)


def start_walk(person_id: int, occurrence_id: int, now: datetime) -> None:
    """A leader says that the walk begins: who is here is walking. Once; later taps do nothing."""
    with write_transaction():
        info, date = _held(occurrence_id)
        require(policy.can_close(queries.standing_in(info, person_id), info.facts, now))
        found = board_row(date)
        moment = board_queries.moment_of(date, now)
        if found.started_at is not None or not moment.is_open:
            return
        Board.update(started_at=now).where(Board.id == found.id).execute()
        _walk_on(date, now)
        with force_locale(group_of(info.group_id).language):
            text = gettext("%(name)s started the walk.", name=names_of([person_id])[person_id])
        post_notice(occurrence_id, text, now)
        tell_board(occurrence_id, now)


def close_board(person_id: int, occurrence_id: int, now: datetime) -> None:
    """A leader says that everyone is home safe: the board closes, the register is ready."""
    with write_transaction():
        info, date = _held(occurrence_id)
        require(policy.can_close(queries.standing_in(info, person_id), info.facts, now))
        found = board_row(date)
        moment = board_queries.moment_of(date, now)
        if found.closed_at is not None or now < moment.opens_at:
            return
        _close(date, found, person_id, now)
        with force_locale(group_of(info.group_id).language):
            text = gettext(
                "%(name)s: everyone is home safe.", name=names_of([person_id])[person_id]
            )
        post_notice(occurrence_id, text, now)


def _held(occurrence_id: int) -> tuple[RoomInfo, OccurrenceFacts]:
    info = queries.room_info(RoomName("walk", occurrence_id))
    if info.occurrence is None:
        require(NO_BOARD)
        raise AssertionError
    hold_date(info.occurrence)
    locked_room(info)
    return info, info.occurrence


def _close(date: OccurrenceFacts, found: Board, by: int | None, now: datetime) -> None:
    moment = board_queries.moment_of(date, now)
    for stored in BoardRow.select().where(BoardRow.occurrence == date.occurrence_id):
        row = board_queries.plain_row(stored)
        after = board.closed(row, moment)
        if after != row:
            keep_row(date.occurrence_id, stored.person_id, after, None, now)
    Board.update(closed_at=now, closed_by=by).where(Board.id == found.id).execute()
    send(BoardClosed(date.occurrence_id))
    _register_is_ready(date, found, now)
    tell_board(date.occurrence_id, now)


def _register_is_ready(date: OccurrenceFacts, found: Board, now: datetime) -> None:
    """Tell once that the register can become draft logs."""
    told = (
        Board.update(drafts_made_at=now)
        .where(Board.id == found.id, Board.drafts_made_at.is_null())
        .execute()
    )
    if told:
        send(OccurrenceRegisterReady(date.occurrence_id))


def _walk_on(date: OccurrenceFacts, now: datetime) -> int:
    """Store "walking" for who is here; return how many rows changed."""
    return int(
        BoardRow.update(state="walking", before="here", changed_at=now)
        .where(BoardRow.occurrence == date.occurrence_id, BoardRow.state == "here")
        .execute()
    )


def look_after_board(occurrence_id: int, now: datetime) -> None:
    """Do what time alone does to one board: walking, drafts, closing. May run twice."""
    with write_transaction(by=SYSTEM):
        _, date = _held(occurrence_id)
        moment = board_queries.moment_of(date, now)
        if date.status != "planned":
            return
        if moment.has_begun and _walk_on(date, now):
            tell_board(occurrence_id, now)
        if not moment.drafts_are_due:
            return
        found = board_row(date)
        if found.drafts_made_at is None:
            _register_is_ready(date, found, now)
        if found.closed_at is None and now >= date.end_utc + board.CLOSES_AFTER:
            _close(date, found, None, now)


def boards_to_look_after(now: datetime) -> list[int]:
    """Return the dates whose boards have something due, soonest first."""
    begun = now - board.WALKING_AFTER
    drafts = now - board.DRAFTS_AFTER
    closes = now - board.CLOSES_AFTER
    recent = Occurrence.end_utc > now - LOOK_BACK
    waiting_rows = BoardRow.select(BoardRow.occurrence).where(BoardRow.state == "here")
    told = Board.select(Board.occurrence).where(Board.drafts_made_at.is_null(False))
    closed = Board.select(Board.occurrence).where(Board.closed_at.is_null(False))
    due = (
        ((Occurrence.start_utc <= begun) & Occurrence.id.in_(waiting_rows))
        | ((Occurrence.end_utc <= drafts) & Occurrence.id.not_in(told))
        | ((Occurrence.end_utc <= closes) & Occurrence.id.not_in(closed))
    )
    rows = (
        Occurrence.select(Occurrence.id)
        .where(recent, Occurrence.status == "planned", due)
        .order_by(Occurrence.start_utc)
        .limit(200)
        .tuples()
    )
    return [occurrence_id for (occurrence_id,) in rows]


def forget_old_signals(now: datetime) -> int:
    """Throw away what every process has long obeyed, and rows of processes that died.

    The newest row stays however old it is: SQLite would give its id to the next one, and no
    process would look at a signal whose id it believes to have seen.
    """
    with write_transaction(by=SYSTEM):
        Presence.delete().where(Presence.seen_at < now - PRESENCE_KEPT).execute()
        newest = LiveSignal.select(fn.MAX(LiveSignal.id)).scalar()
        old = (LiveSignal.made_at < now - SIGNALS_KEPT) & (LiveSignal.id < (newest or 0))
        return int(LiveSignal.delete().where(old).execute())


def take_register_over(occurrence_id: int, person_id: int, present: bool, now: datetime) -> None:
    """Bring the board in step with a register that was ticked elsewhere, while there is one."""
    with write_transaction(by=SYSTEM):
        date = events.occurrence_facts(occurrence_id)
        if now > date.end_utc + board.CLOSES_AFTER:
            return
        moment = board_queries.moment_of(date, now)
        row = board_queries.row_for(date, person_id) or board.Row("coming")
        waits = row.state in board.NOT_THERE_YET or row.state == "not_coming"
        if present and waits:
            after = board.Row(board.shown_state("here", moment), row.state, guests=row.guests)
        elif not present and row.state in board.ON_THE_WALK:
            after = board.Row("coming", guests=row.guests)
        else:
            return
        keep_row(occurrence_id, person_id, after, None, now)
        tell_board(occurrence_id, now)


def take_answer_over(occurrence_id: int, person_id: int, kind: str, now: datetime) -> None:
    """Bring the board in step with an answer: "can't come" and back."""
    with write_transaction(by=SYSTEM):
        stored = BoardRow.get_or_none(
            (BoardRow.occurrence == occurrence_id) & (BoardRow.person == person_id)
        )
        if stored is not None:
            row = board_queries.plain_row(stored)
            if kind == "cant" and row.state in board.NOT_THERE_YET:
                keep_row(
                    occurrence_id,
                    person_id,
                    board.Row("not_coming", row.state, guests=row.guests),
                    None,
                    now,
                )
            elif kind != "cant" and row.state == "not_coming":
                keep_row(occurrence_id, person_id, board.Row("coming"), None, now)
        start_utc = Occurrence.get_by_id(occurrence_id).start_utc
        if start_utc - board.OPENS_BEFORE <= now <= start_utc + board.CLOSES_AFTER:
            tell_board(occurrence_id, now)
