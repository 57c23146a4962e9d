"""Rows of dates ahead, made daily, and the answers to every week that fill them."""

from __future__ import annotations

from datetime import datetime

from peewee import fn

from community.events.actions.places import locked_dates, place
from community.events.actions.plan import make_rows
from community.events.models import Occurrence, SeriesAnswer, Walk
from community.events.queries.facts import leader_ids_of
from community.foundation.authorisation import SYSTEM
from community.foundation.database import lock_row, write_transaction
from community.foundation.jobs import let_others_run


def make_dates_ahead(now: datetime) -> int:
    """Make the rows that are missing within 400 days, each series in a transaction of its own.

    Returns how many were made. May run twice and in two processes at once: a date is made once.
    """
    made = 0
    for walk_id, last_local in _last_dates(now):
        made += _extend(walk_id, last_local, now)
        let_others_run()
    return made


def _last_dates(now: datetime) -> list[tuple[int, datetime]]:
    """Return (walk, its last date with a row) of the series that may go on."""
    last = fn.MAX(Occurrence.original_local).alias("last")
    rows = (
        Walk.select(Walk.id, Walk.until_date, last)
        .join(Occurrence)
        .where(
            Walk.rule.is_null(False),
            Walk.status == "published",
            Occurrence.extra == False,  # noqa: E712 - SQL
        )
        .group_by(Walk.id, Walk.until_date)
        .tuples()
    )
    return [
        (walk_id, last_local)
        for walk_id, until, last_local in rows
        if until is None or last_local.date() < until
    ]


def _extend(walk_id: int, last_local: datetime, now: datetime) -> int:
    with write_transaction(by=SYSTEM):
        walk = lock_row(Walk, walk_id)
        made = make_rows(walk, now, after_local=last_local)
        if made:
            _answer_for_every_week(walk, last_local, now)
        return made


def _answer_for_every_week(walk: Walk, last_local: datetime, now: datetime) -> None:
    """Give the new dates the answers of those who said "every week", in the order they did."""
    said = list(
        SeriesAnswer.select()
        .where(
            SeriesAnswer.lineage == (walk.lineage or walk.id),
            SeriesAnswer.kind.in_(("coming", "maybe")),
        )
        .order_by(SeriesAnswer.changed_at, SeriesAnswer.id)
    )
    if not said:
        return
    new = (
        Occurrence.select(Occurrence.id)
        .where(
            Occurrence.walk == walk.id,
            Occurrence.original_local > last_local,
            Occurrence.start_utc > now,
            Occurrence.status == "planned",
        )
        .tuples()
    )
    dates = locked_dates(occurrence_id for (occurrence_id,) in new)
    leaders = leader_ids_of(walk.id)
    for answer in said:
        told = (answer.person_id, answer.kind, answer.guests)
        place(walk, dates, leaders, told, now, from_series=True)
