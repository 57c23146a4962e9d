"""Placing answers on dates: the rules of the waiting list on stored rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from community.events.models import Answer, Occurrence, Walk
from community.events.queries.facts import capacity_of, placed_answers
from community.events.rules import waiting_list
from community.events.rules.waiting_list import Placement
from community.events.signals import Promoted, RsvpAnswered
from community.foundation.database import is_sqlite
from community.foundation.signals import send

A_SECOND = timedelta(seconds=1)


def after(now: datetime, before: datetime | None) -> datetime:
    """Return the time of a change that is later than the one before it (calendar.md 4)."""
    return now if before is None else max(now, before + A_SECOND)


def locked_dates(occurrence_ids: Iterable[int]) -> list[Occurrence]:
    """Return the rows of dates, held until commit, in the order of their numbers.

    Always in that order: two people who answer a whole series cannot wait for each other.
    """
    query = (
        Occurrence.select().where(Occurrence.id.in_(sorted(occurrence_ids))).order_by(Occurrence.id)
    )
    return list(query if is_sqlite() else query.for_update("FOR NO KEY UPDATE"))


def place(
    walk: Walk,
    dates: Sequence[Occurrence],
    leader_ids: tuple[int, ...],
    reply: tuple[int, str, int | None],
    now: datetime,
    from_series: bool,
) -> dict[int, Placement]:
    """Give a person's (id, kind, guests) to each of `dates` (locked) and store what comes of it.

    guests None keeps the number that she brings already.
    """
    person_id, kind, guests = reply
    everybody = placed_answers([date.id for date in dates], leader_ids)
    found: dict[int, Placement] = {}
    for date in dates:
        answers = everybody[date.id]
        old = next((one for one in answers if one.person_id == person_id), None)
        said = waiting_list.Answer(
            person_id,
            waiting_list.Kind(kind),
            guests if guests is not None else (old.guests if old else 0),
            max((one.answered_seq for one in answers), default=0) + 1,
            leads=person_id in leader_ids,
        )
        capacity = capacity_of(walk, date.capacity, len(leader_ids))
        result = waiting_list.place_answer(capacity, answers, said)
        _store(date, walk, result, old, now, from_series)
        found[date.id] = result
    return found


def promote(
    walk: Walk, dates: Sequence[Occurrence], leader_ids: tuple[int, ...], now: datetime
) -> int:
    """Let waiting people move up where places became free; return how many did."""
    everybody = placed_answers([date.id for date in dates], leader_ids)
    moved = 0
    for date in dates:
        capacity = capacity_of(walk, date.capacity, len(leader_ids))
        up = waiting_list.promotions(capacity, everybody[date.id])
        _store_promoted(date.id, up, now)
        moved += len(up)
    return moved


def _store(
    date: Occurrence,
    walk: Walk,
    result: Placement,
    old: waiting_list.Answer | None,
    now: datetime,
    from_series: bool,
) -> None:
    said = result.answer
    values = {
        Answer.kind: said.kind.value,
        Answer.guests: said.guests,
        Answer.waiting: said.place is waiting_list.Place.WAITING,
        Answer.order: said.answered_seq,
        Answer.from_series: from_series,
    }
    mine = (Answer.occurrence == date.id) & (Answer.person == said.person_id)
    if old is None:
        row = {**values, Answer.occurrence: date.id, Answer.person: said.person_id}
        Answer.insert({**row, Answer.changed_at: now}).execute()
    elif result.changed:
        before = Answer.select(Answer.changed_at).where(mine).scalar()
        Answer.update(
            {**values, Answer.rev: Answer.rev + 1, Answer.changed_at: after(now, before)}
        ).where(mine).execute()
    else:
        # The same words, but from now on her own for this date (or of the series), and said
        # with the date as it is now: Today stops asking "still coming?".
        Answer.update({Answer.from_series: from_series}).where(mine).execute()
        Answer.update({Answer.changed_at: now}).where(
            mine, Answer.changed_at < date.changed_at
        ).execute()
        return
    _store_promoted(date.id, result.promoted, now)
    send(
        RsvpAnswered(
            date.id,
            walk.group_id,
            said.person_id,
            said.kind.value,
            said.guests,
            said.place is waiting_list.Place.WAITING,
            None if old is None else old.kind.value,
        )
    )


def _store_promoted(
    occurrence_id: int, promoted: Iterable[waiting_list.Answer], now: datetime
) -> None:
    for one in promoted:
        mine = (Answer.occurrence == occurrence_id) & (Answer.person == one.person_id)
        before = Answer.select(Answer.changed_at).where(mine).scalar()
        Answer.update(
            {
                Answer.waiting: False,
                Answer.rev: Answer.rev + 1,
                Answer.changed_at: after(now, before),
            }
        ).where(mine).execute()
        send(Promoted(occurrence_id, one.person_id))
