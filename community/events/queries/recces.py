"""Which walks ahead are on routes whose check will have run out by then."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from peewee import fn

from community import groups
from community.events.models import Occurrence, RecceReminder, Walk
from community.routes import RouteCard, route_cards

LOOKS_AHEAD = timedelta(days=14)


@dataclass(frozen=True)
class NeedsRecce:
    """A date whose route will not be checked well enough on its day."""

    occurrence_id: int
    group_id: int
    title: str
    start_local: datetime
    start_utc: datetime
    route: RouteCard


def walks_that_need_a_recce(
    now: datetime, until: datetime, group_ids: Iterable[int] | None = None
) -> list[NeedsRecce]:
    """Return the dates between now and then, soonest first; of all groups or of these."""
    rows = list(_dates_on_routes(now, until, group_ids))
    cards = route_cards({row.route_id for row in rows})
    found = []
    for row in rows:
        card = cards.get(row.route_id)
        start = row.own_start or row.original_local
        if card is None or card.recce.holds_on(start.date()):
            continue
        found.append(
            NeedsRecce(row.id, row.group_id, row.own_title or row.title, start, row.start_utc, card)
        )
    return found


def _dates_on_routes(now: datetime, until: datetime, group_ids: Iterable[int] | None) -> Any:
    query = (
        Occurrence.select(
            Occurrence.id,
            Occurrence.original_local,
            Occurrence.start_local.alias("own_start"),
            Occurrence.title.alias("own_title"),
            Occurrence.start_utc,
            Walk.title,
            Walk.group.alias("group_id"),
            fn.COALESCE(Occurrence.route, Walk.route).alias("route_id"),
        )
        .join(Walk)
        .where(
            Walk.status == "published",
            Occurrence.status == "planned",
            Occurrence.start_utc > now,
            Occurrence.start_utc <= until,
            fn.COALESCE(Occurrence.route, Walk.route).is_null(False),
        )
        .order_by(Occurrence.start_utc, Occurrence.id)
    )
    if group_ids is not None:
        query = query.where(Walk.group.in_(list(group_ids)))
    return query.namedtuples()


def led_walks_that_need_a_recce(person_id: int, now: datetime) -> list[NeedsRecce]:
    """Return those of the groups that a person leads, of the next two weeks, each route once."""
    ids = [card.id for card in groups.groups_of(person_id)]
    standings = groups.standings_of([person_id], ids)
    led = [one for one in ids if standings[person_id, one].is_leader]
    if not led:
        return []
    first: dict[int, NeedsRecce] = {}
    for one in walks_that_need_a_recce(now, now + LOOKS_AHEAD, led):
        first.setdefault(one.route.id, one)
    return list(first.values())


def reminded(occurrence_ids: Iterable[int]) -> set[tuple[int, int, int]]:
    """Return (date, route, days before) of the reminders that went out for these dates."""
    rows = RecceReminder.select(
        RecceReminder.occurrence, RecceReminder.route, RecceReminder.days_before
    ).where(RecceReminder.occurrence.in_(list(occurrence_ids)))
    return set(rows.tuples())
