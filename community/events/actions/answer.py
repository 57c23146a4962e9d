"""Answering: coming, maybe, can't; for one date or for every date of a series."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from community import groups
from community.events import policy
from community.events.actions.places import after, locked_dates, place
from community.events.actions.shown import note_shown_change
from community.events.models import Answer, Occurrence, SeriesAnswer, Walk, WalkLeader
from community.events.queries.facts import (
    leader_ids_of,
    occurrence_and_walk,
    placed_answers,
)
from community.events.rules import waiting_list
from community.events.rules.waiting_list import MOST_GUESTS, Kind
from community.events.signals import SeriesAnswered
from community.foundation.authorisation import SYSTEM, require
from community.foundation.database import write_transaction
from community.foundation.errors import BadRequest
from community.foundation.signals import send
from community.foundation.words import N_

SCOPES = ("date", "series")


@dataclass(frozen=True)
class Reply:
    """What a person says: kind coming, maybe or cant; guests 0 to 4 (None: as before); scope
    date or series. Called `Answer` in the pages' words; here that is the table's row."""

    kind: str
    guests: int | None = 0
    scope: str = "date"

    def __post_init__(self) -> None:
        known = self.kind in set(Kind) and self.scope in SCOPES
        if not known or not (self.guests is None or 0 <= self.guests <= MOST_GUESTS):
            raise BadRequest(
                N_("An answer is coming, maybe or can’t, with up to four guests. Try again.")
            )


@dataclass(frozen=True)
class Answered:
    """What came of a reply on the date where it was given.

    before: (kind, guests) that stood until now, None for a first answer. dates: how many dates
    got an answer. guests_refused: more guests than there is room for, so the old number stands.
    """

    kind: str
    guests: int
    waiting: bool
    position: int | None
    changed: bool
    joined: bool
    before: tuple[str, int] | None
    guests_refused: bool
    never_fits: bool
    dates: int
    dates_waiting: int


def answer_occurrence(person_id: int, occurrence_id: int, reply: Reply, now: datetime) -> Answered:
    """Store a person's answer to a date, joining an open group first where she is no member.

    Errors: `NotFound`; `NotAllowed` for a date that is called off, past or begun, for a group
    that wants to be asked, and for who is banned; `BadRequest` for every week of a single walk.
    """
    with write_transaction():
        date = occurrence_and_walk(occurrence_id)
        walk = date.walk
        group = groups.group_of(walk.group_id)
        standing = groups.standing_to_rely_on(person_id, walk.group_id)
        require(policy.can_answer(standing, group.joining, walk.status, date, now))
        joined = not standing.is_member
        if joined:
            groups.join_group(person_id, walk.group_id, now)
        if reply.scope == "series" and walk.rule is None:
            raise BadRequest(N_("This walk takes place once, so there is no every week."))
        dates = locked_dates(_dates_concerned(date, reply, person_id, now))
        date = next(one for one in dates if one.id == occurrence_id)
        # What was changed while we waited for the dates: places, a date called off.
        walk = Walk.get_by_id(walk.id)
        dates = [one for one in dates if one is date or one.status == "planned"]
        standing = groups.standing_of(person_id, walk.group_id)
        require(policy.can_answer(standing, group.joining, walk.status, date, now))
        if reply.scope == "series":
            _keep_series_answer(walk, person_id, reply, now)
        before = _before(occurrence_id, person_id)
        return _place_everywhere(walk, dates, date, person_id, reply, before, joined, now)


def _place_everywhere(
    walk: Walk,
    dates: list[Occurrence],
    here: Occurrence,
    person_id: int,
    reply: Reply,
    before: tuple[str, int] | None,
    joined: bool,
    now: datetime,
) -> Answered:
    leaders = leader_ids_of(walk.id)
    is_series = reply.scope == "series"
    told = (person_id, reply.kind, reply.guests)
    results = place(walk, dates, leaders, told, now, from_series=is_series)
    result = results[here.id]
    stands = placed_answers([here.id], leaders)[here.id]
    position = waiting_list.position_in_line(stands, person_id)
    waiting = waiting_list.Place.WAITING
    return Answered(
        kind=result.answer.kind.value,
        guests=result.answer.guests,
        waiting=result.answer.place is waiting,
        position=position,
        changed=result.changed,
        joined=joined,
        before=before,
        guests_refused=result.guests_refused,
        never_fits=result.never_fits,
        dates=len(results),
        dates_waiting=sum(1 for one in results.values() if one.answer.place is waiting),
    )


def _before(occurrence_id: int, person_id: int) -> tuple[str, int] | None:
    row = (
        Answer.select(Answer.kind, Answer.guests)
        .where(Answer.occurrence == occurrence_id, Answer.person == person_id)
        .tuples()
        .first()
    )
    return None if row is None else (row[0], row[1])


def _dates_concerned(date: Occurrence, reply: Reply, person_id: int, now: datetime) -> list[int]:
    """Return the dates that a reply is about: for a series those ahead without an own answer,
    and the one on whose page it was given."""
    if reply.scope == "date":
        return [date.id]
    own = Answer.select(Answer.occurrence).where(
        Answer.person == person_id,
        Answer.from_series == False,  # noqa: E712 - SQL
    )
    lineage = date.walk.lineage or date.walk_id
    rows = (
        Occurrence.select(Occurrence.id)
        .join(Walk)
        .where(
            (Walk.lineage == lineage) | (Walk.id == lineage),
            Walk.status == "published",
            Occurrence.status == "planned",
            Occurrence.start_utc > now,
            Occurrence.id.not_in(own),
        )
        .tuples()
    )
    return sorted({date.id, *(occurrence_id for (occurrence_id,) in rows)})


def _keep_series_answer(walk: Walk, person_id: int, reply: Reply, now: datetime) -> None:
    """Remember the answer for dates that are still to be made; `lineage` survives a split."""
    lineage = walk.lineage or walk.id
    made = (
        SeriesAnswer.insert(
            lineage=lineage,
            person=person_id,
            kind=reply.kind,
            guests=reply.guests or 0,
            changed_at=now,
        )
        .on_conflict_ignore()
        .as_rowcount()
        .execute()
    )
    if made:
        send(SeriesAnswered(lineage, walk.group_id, person_id, reply.kind))
        return
    stored = SeriesAnswer.get(SeriesAnswer.lineage == lineage, SeriesAnswer.person == person_id)
    guests = stored.guests if reply.guests is None else reply.guests
    if (stored.kind, stored.guests) == (reply.kind, guests):
        return
    SeriesAnswer.update(
        kind=reply.kind,
        guests=guests,
        rev=SeriesAnswer.rev + 1,
        changed_at=after(now, stored.changed_at),
    ).where(SeriesAnswer.id == stored.id).execute()
    send(SeriesAnswered(lineage, walk.group_id, person_id, reply.kind))


def withdraw_from_group(person_id: int, group_id: int, now: datetime) -> None:
    """Take back all answers to a group's walks ahead: the person is no member any more.

    Freed places go to who waits. She leads none of the walks ahead any more either. Called in
    the transaction that ends the membership.
    """
    with write_transaction(by=SYSTEM):
        walks = {walk.id: walk for walk in Walk.select().where(Walk.group == group_id)}
        if not walks:
            return
        lineages = [walk.lineage or walk.id for walk in walks.values()]
        SeriesAnswer.delete().where(
            SeriesAnswer.person == person_id, SeriesAnswer.lineage.in_(lineages)
        ).execute()
        _leads_no_more(person_id, list(walks), now)
        answered = (
            Answer.select(Answer.occurrence)
            .join(Occurrence)
            .where(
                Answer.person == person_id,
                Answer.kind != "cant",
                Occurrence.walk.in_(list(walks)),
                Occurrence.start_utc > now,
            )
            .tuples()
        )
        for date in locked_dates(occurrence_id for (occurrence_id,) in answered):
            walk = walks[date.walk_id]
            told = (person_id, Kind.CANT.value, 0)
            place(walk, [date], leader_ids_of(walk.id), told, now, from_series=False)


def _leads_no_more(person_id: int, walk_ids: list[int], now: datetime) -> None:
    """Take a person from the leaders of those walks that have a date ahead."""
    ahead = Occurrence.select(Occurrence.walk).where(
        Occurrence.walk.in_(walk_ids), Occurrence.start_utc > now
    )
    led = (WalkLeader.person == person_id) & WalkLeader.walk.in_(ahead)
    no_longer = [walk_id for (walk_id,) in WalkLeader.select(WalkLeader.walk).where(led).tuples()]
    WalkLeader.delete().where(led).execute()
    note_shown_change(no_longer, now)
