"""Reads of the walk board: who is on it, in which state, and what each may tap next."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from community import events
from community.accounts import Person
from community.events import Answer, OccurrenceFacts
from community.live.models import Board, BoardRow, Entry, Room
from community.live.queries import instant
from community.live.rules import board, entries
from community.live.rules.board import Moment, Row


@dataclass(frozen=True)
class BoardPerson:
    """One row as people see it; `state` is the one that holds now."""

    person_id: int
    name: str
    row: Row
    state: str
    since: datetime | None
    is_leader: bool
    is_unaccounted: bool
    entry_id: int | None
    moves: tuple[str, ...]
    need: int

    def wire(self) -> dict[str, Any]:
        """Return the row as it goes on the wire."""
        return {
            "person": {"id": self.person_id, "name": self.name},
            "state": self.state,
            "since": instant(self.since) if self.since else None,
            "minutes": self.row.minutes,
            "seat": self.row.seat,
            "guests": self.row.guests,
            "leader": self.is_leader,
            "unaccounted": self.is_unaccounted,
            "entry": self.entry_id,
            "moves": list(self.moves),
        }


@dataclass(frozen=True)
class Count:
    """A headcount that was made, beside the board's own number at that moment."""

    moment: str
    counted: int
    register: int
    by_name: str
    at: datetime

    def wire(self) -> dict[str, Any]:
        """Return the count as it goes on the wire."""
        return {
            "moment": self.moment,
            "counted": self.counted,
            "register": self.register,
            "by": self.by_name,
            "at": instant(self.at),
        }


@dataclass(frozen=True)
class BoardView:
    """The board of one date: rows by need, and the numbers above them."""

    occurrence_id: int
    moment: Moment
    rows: tuple[BoardPerson, ...]
    counts: tuple[Count, ...]

    @property
    def heads(self) -> int:
        """How many people a headcount should find now."""
        return board.heads((one.row for one in self.rows), self.moment)

    def row_of(self, person_id: int) -> BoardPerson | None:
        """Return the person's own row."""
        return next((one for one in self.rows if one.person_id == person_id), None)

    def people_in(self, *states: str) -> int:
        """Return how many people, guests included, are in one of `states`."""
        return sum(1 + one.row.guests for one in self.rows if one.state in states)

    def wire(self) -> dict[str, Any]:
        """Return the board as the `board` event carries it."""
        at = self.moment
        return {
            "room": f"walk-{self.occurrence_id}",
            "rows": [one.wire() for one in self.rows],
            "heads": self.heads,
            "totals": dict(Counter(one.state for one in self.rows)),
            "counts": [one.wire() for one in self.counts],
            "moment": {
                "opens_at": instant(at.opens_at),
                "starts_at": instant(at.starts_at),
                "ends_at": instant(at.ends_at),
                "started_at": instant(at.started_at) if at.started_at else None,
                "closed_at": instant(at.closed_at) if at.closed_at else None,
                "is_open": at.is_open,
                "has_begun": at.has_begun,
                "is_over": at.is_over,
                "is_closed": at.is_closed,
            },
        }


def moment_of(date: OccurrenceFacts, now: datetime) -> Moment:
    """Return where the date stands in its course."""
    found = Board.get_or_none(Board.occurrence == date.occurrence_id)
    return Moment(
        starts_at=date.start_utc,
        ends_at=date.end_utc,
        now=now,
        started_at=found.started_at if found else None,
        ended_at=found.ended_at if found else None,
        closed_at=found.closed_at if found else None,
        takes_place=date.status == "planned",
    )


def plain_row(stored: BoardRow) -> Row:
    """Return the stored row as the rules know it."""
    return Row(stored.state, stored.before, stored.minutes, stored.seat, stored.guests)


def board_of(date: OccurrenceFacts, now: datetime) -> BoardView:
    """Return the board: who is coming, who leads, whoever has tapped or was added."""
    moment = moment_of(date, now)
    stored = {
        row.person_id: row
        for row in BoardRow.select(BoardRow, Person)
        .join(Person)
        .where(BoardRow.occurrence == date.occurrence_id)
    }
    names = {person_id: row.person.name for person_id, row in stored.items()}
    rows = {person_id: plain_row(row) for person_id, row in stored.items()}
    for one in events.coming_to(date.occurrence_id):
        names[one.person_id] = one.name
        known = rows.get(one.person_id, Row("coming"))
        rows[one.person_id] = Row(known.state, known.before, known.minutes, known.seat, one.guests)
    if now >= date.end_utc + entries.BODY_STATES_STAY:
        rows = {person_id: board.erased(row) for person_id, row in rows.items()}
    people = [
        _board_person(person_id, names[person_id], row, stored.get(person_id), date, moment)
        for person_id, row in rows.items()
    ]
    people.sort(key=lambda one: (one.need, one.name.casefold(), one.person_id))
    return BoardView(date.occurrence_id, moment, tuple(people), _counts(date.occurrence_id))


def _board_person(
    person_id: int,
    name: str,
    row: Row,
    stored: BoardRow | None,
    date: OccurrenceFacts,
    moment: Moment,
) -> BoardPerson:
    return BoardPerson(
        person_id=person_id,
        name=name,
        row=row,
        state=board.shown_state(row.state, moment),
        since=stored.changed_at if stored else None,
        is_leader=person_id in date.leader_ids,
        is_unaccounted=board.is_unaccounted(row, moment),
        entry_id=stored.entry_id if stored else None,
        moves=board.moves(row, moment),
        need=board.need(row, moment),
    )


def _counts(occurrence_id: int) -> tuple[Count, ...]:
    rows = (
        Entry.select(Entry, Person.name.alias("author_name"))
        .join(Room, on=(Entry.room == Room.id))
        .join(Person, on=(Entry.author == Person.id))
        .where(Room.kind == "walk", Room.subject == occurrence_id, Entry.kind == "headcount")
        .order_by(Entry.seq)
        .objects()
    )
    last = {
        row.more["moment"]: Count(
            row.more["moment"], int(row.body), row.more["register"], row.author_name, row.sent_at
        )
        for row in rows
        if "register" in row.more  # not yet there while the count is being stored
    }
    return tuple(last[moment] for moment in entries.MOMENTS if moment in last)


def row_for(date: OccurrenceFacts, person_id: int) -> Row | None:
    """Return the person's row, or the one that a first tap starts from; None: not on the board."""
    coming = {one.person_id: one for one in events.coming_to(date.occurrence_id)}
    guests = coming[person_id].guests if person_id in coming else 0
    stored = BoardRow.get_or_none(
        (BoardRow.occurrence == date.occurrence_id) & (BoardRow.person == person_id)
    )
    if stored is not None:
        row = plain_row(stored)
        return Row(row.state, row.before, row.minutes, row.seat, guests or row.guests)
    if person_id in coming:
        return Row("coming", guests=guests)
    answer = Answer.get_or_none(
        (Answer.occurrence == date.occurrence_id) & (Answer.person == person_id)
    )
    if answer is None or answer.kind == "coming":  # no answer, or still on the waiting list
        return None
    return Row("coming" if answer.kind == "maybe" else "not_coming")
