"""Walks for tests."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from community.accounts import Person
from community.events import Occurrence, Walk, WalkPlan, plan_walk
from community.foundation.authorisation import SYSTEM
from community.foundation.database import write_transaction
from community.groups import Group, Membership

# Tests of actions and queries pass the time; this Tuesday is theirs.
NOW = datetime(2026, 5, 12, 9, 0, tzinfo=UTC)
THURSDAY = datetime(2026, 5, 14, 9, 30)
VADUZ_STADIUM = (47.14040, 9.51040)


def a_walk(
    group: Group,
    led_by: Person | None = None,
    now: datetime = NOW,
    weekly: Iterable[int] = (),
    **changes: Any,
) -> Occurrence:
    """Plan a walk of `group` and return its first date; fields of `WalkPlan` may be given.

    led_by: a leader of the group, by default its organiser. weekly: weekdays, 0 = Monday.
    """
    leader_id = led_by.id if led_by is not None else _organiser_of(group)
    values: dict[str, Any] = {
        "title": "Rhine dam loop",
        "start_local": THURSDAY,
        "minutes": 50,
        "meeting_point": "Bench above the bus stop",
        "meeting_lat": VADUZ_STADIUM[0],
        "meeting_lon": VADUZ_STADIUM[1],
        "leader_ids": (leader_id,),
        "weekdays": tuple(weekly),
        **changes,
    }
    planned = plan_walk(leader_id, group.id, WalkPlan(**values), now)
    return Occurrence.get_by_id(planned.occurrence_id)


def a_walk_soon(group: Group, starts_in: timedelta, now: datetime, **changes: Any) -> Occurrence:
    """Plan a walk that starts so long after `now`; planned a week before, so it may be past."""
    date = a_walk(group, **changes)
    start = (now + starts_in).astimezone(UTC)
    end = start + timedelta(minutes=date.walk.minutes)
    with write_transaction(by=SYSTEM):
        Occurrence.update(start_utc=start, end_utc=end).where(Occurrence.id == date.id).execute()
    return Occurrence.get_by_id(date.id)


def set_walk(date: Occurrence, **columns: Any) -> None:
    """Write columns of the walk of `date`, whatever the actions would say."""
    with write_transaction(by=SYSTEM):
        Walk.update(**columns).where(Walk.id == date.walk_id).execute()


def _organiser_of(group: Group) -> int:
    return int(
        Membership.get(Membership.group == group.id, Membership.role == "organiser").person_id
    )
