"""Walks show facts of others: of their route, and the first name of who leads. Those changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from community.events.actions.places import after
from community.events.models import Occurrence, Walk, WalkLeader
from community.events.signals import WalkChanged
from community.foundation.authorisation import SYSTEM
from community.foundation.database import write_transaction
from community.foundation.signals import send


def note_route_changed(route_id: int, now: datetime) -> None:
    """Let every walk on this route count a change (calendar.md 4, `walk.rev`)."""
    own = Occurrence.select(Occurrence.walk).where(Occurrence.route == route_id)
    rows = Walk.select(Walk.id).where((Walk.route == route_id) | Walk.id.in_(own)).tuples()
    note_shown_change((walk_id for (walk_id,) in rows), now)


def note_leader_changed(person_id: int, now: datetime) -> None:
    """Let every walk that names this person count a change: she may be named otherwise.

    Walks name who leads, and who moved or called off one of their dates.
    """
    led = WalkLeader.select(WalkLeader.walk).where(WalkLeader.person == person_id)
    changed = Occurrence.select(Occurrence.walk).where(Occurrence.changed_by == person_id)
    rows = [*led.tuples(), *changed.distinct().tuples()]
    note_shown_change((walk_id for (walk_id,) in rows), now)


def note_shown_change(walk_ids: Iterable[int], now: datetime) -> None:
    """Raise the counters of these walks, in the order of their numbers, and tell of it."""
    with write_transaction(by=SYSTEM):
        for walk_id in sorted(set(walk_ids)):
            walk = Walk.get_or_none(Walk.id == walk_id)
            if walk is None:
                continue
            Walk.update(rev=Walk.rev + 1, changed_at=after(now, walk.changed_at)).where(
                Walk.id == walk_id
            ).execute()
            send(WalkChanged(walk_id, walk.group_id))
