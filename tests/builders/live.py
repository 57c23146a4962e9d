"""Rooms, posts and walk days for tests."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from community.accounts import Person
from community.events import Occurrence, Reply, answer_occurrence
from community.foundation.formats import in_zone
from community.groups import Group
from community.live import Entry, Room, store_posts
from community.live.actions import Outcome, Refused, Stored, rates
from community.live.payloads import parse_post
from tests.builders.groups import a_group
from tests.builders.people import a_person
from tests.builders.walks import a_walk


@dataclass
class WalkDay:
    """A group with a walk: Olu organises, Ruth leads it, Ana and Tom come."""

    group: Group
    date: Occurrence
    olu: Person
    ruth: Person
    ana: Person
    tom: Person
    starts_at: datetime
    ends_at: datetime

    @property
    def room(self) -> str:
        """The name of the walk's room."""
        return f"walk-{self.date.id}"

    def at(self, minutes: float) -> datetime:
        """Return the instant so many minutes after the planned start."""
        return self.starts_at + timedelta(minutes=minutes)


def a_walk_day(now: datetime | None = None, starts_in: timedelta | None = None) -> WalkDay:
    """Make the group and its walk; with `now`, one that starts `starts_in` after it."""
    olu, ruth = a_person("Olu"), a_person("Ruth")
    ana, tom = a_person("Ana"), a_person("Tom")
    group = a_group(organiser=olu, leaders=[ruth], members=[ana, tom])
    if now is None:
        date = a_walk(group, led_by=ruth)
    else:
        start = in_zone((now + (starts_in or timedelta())).replace(microsecond=0), group.zone)
        date = a_walk(group, led_by=ruth, now=now - timedelta(days=7), start_local=start)
    before = date.start_utc - timedelta(days=1)
    for person, guests in ((ana, 0), (tom, 1)):
        answer_occurrence(person.id, date.id, Reply("coming", guests), before)
    date = Occurrence.get_by_id(date.id)
    return WalkDay(group, date, olu, ruth, ana, tom, date.start_utc, date.end_utc)


def payload(room: str, kind: str = "message", body: Any = "Hello", **rest: Any) -> dict[str, Any]:
    """Return what a client sends for one entry, with a client id of its own."""
    return {"room": room, "client_id": str(uuid.uuid4()), "kind": kind, "body": body, **rest}


def post(who: Person, room: str, now: datetime, kind: str = "message", **rest: Any) -> Outcome:
    """Post one entry, as the doors do."""
    rates._times.clear()  # tests post faster than people
    sent = payload(room, kind, rest.pop("body", "Hello"), **rest)
    return store_posts([parse_post(who.id, sent)], now)[0]


def tap(who: Person, room: str, now: datetime, state: str, **rest: Any) -> Outcome:
    """Tap one button of the tray."""
    return post(who, room, now, "check_in", body=state, **rest)


def code(outcome: Outcome) -> str | None:
    """Return why the post was refused, or None."""
    return outcome.problem.code if isinstance(outcome, Refused) else None


def stored(outcome: Outcome) -> dict[str, Any]:
    """Return the stored entry."""
    assert isinstance(outcome, Stored), outcome
    return outcome.entry


def seqs(room: str) -> list[int]:
    """Return the numbers stored in a room, in the order of the rows."""
    kind, _, subject = room.partition("-")
    rows = Entry.select(Entry.seq).join(Room).where(Room.kind == kind, Room.subject == int(subject))
    return [row.seq for row in rows.order_by(Entry.id)]
