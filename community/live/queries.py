"""Reads of rooms and boards. Frozen dataclasses and the plain dictionaries that go on the wire."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import peewee

from community import events, groups
from community.accounts import Person
from community.events import OccurrenceFacts
from community.foundation.errors import NotFound
from community.foundation.prepared import Slot, prepared
from community.groups import Standing
from community.live.models import Entry, Presence, ReadMark, Room
from community.live.policy import RoomFacts
from community.live.rules import entries
from community.live.rules.entries import RoomName

PRESENT_FOR = timedelta(seconds=90)  # a process renews its rows every 30 s
HIDDEN_MORE = ("was",)  # kept for undo, told to nobody
Wire = dict[str, Any]


@dataclass(frozen=True)
class RoomInfo:
    """A room, whether or not anything was written in it yet."""

    name: RoomName
    group_id: int
    group_slug: str
    title: str
    facts: RoomFacts
    occurrence: OccurrenceFacts | None = None


@dataclass(frozen=True)
class Page:
    """Entries in the order of `seq`, and whether there are more after them."""

    entries: list[Wire]
    more: bool
    head_seq: int


def room_info(name: RoomName) -> RoomInfo:
    """Return the room `name`, whoever asks. Errors: `NotFound`."""
    if name.kind == "group":
        card = groups.group_of(name.subject)
        return RoomInfo(name, card.id, card.slug, card.name, RoomFacts("group"))
    if name.kind != "walk":
        raise NotFound  # teams come with their own feature
    date = events.occurrence_facts(name.subject)
    card = groups.group_of(date.group_id)
    closes_at = date.end_utc + entries.ROOM_STAYS_OPEN
    facts = RoomFacts("walk", closes_at, frozenset(date.leader_ids))
    return RoomInfo(name, date.group_id, card.slug, date.title, facts, date)


def room_row(name: RoomName) -> Room | None:
    """Return the stored room, or None when nothing was written in it yet."""
    found: Room | None = _room(kind=name.kind, subject=name.subject).first()
    return found


@prepared
def _room(kind: Slot, subject: Slot) -> peewee.ModelSelect[Any]:
    return Room.select().where(Room.kind == kind, Room.subject == subject).limit(1)


def room_of_walk(occurrence_id: int) -> str:
    """Return the name of the room of one date."""
    return str(RoomName("walk", occurrence_id))


def head_seq(name: RoomName) -> int:
    """Return the number of the room's last entry, 0 for an empty room."""
    row = room_row(name)
    return row.head_seq if row else 0


def head_seqs(names: Iterable[RoomName]) -> dict[RoomName, int]:
    """Return the last numbers of those of `names` that have entries, in one query."""
    wanted = set(names)
    if not wanted:
        return {}
    rows = _heads(subjects_list={name.subject for name in wanted})
    return {
        name: head for kind, subject, head in rows if (name := RoomName(kind, subject)) in wanted
    }


@prepared
def _heads(subjects_list: Slot) -> peewee.ModelSelect[Any]:
    rows = Room.select(Room.kind, Room.subject, Room.head_seq)
    return rows.where(Room.subject.in_(subjects_list)).tuples()


def instant(when: datetime) -> str:
    """Return an instant as it goes on the wire."""
    return when.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def wire(entry: Entry, room: RoomName, author_name: str | None) -> Wire:
    """Return `entry` as everybody in the room gets it."""
    author = {"id": entry.author_id, "name": author_name or ""} if entry.author_id else None
    told: Wire = {
        "room": str(room),
        "seq": entry.seq,
        "id": entry.id,
        "client_id": entry.client_id,
        "kind": entry.kind,
        "author": author,
        "body": entry.body,
        "sent_at": instant(entry.sent_at),
    }
    if entry.about is not None:
        told["about"] = entry.about
    told |= {key: value for key, value in entry.more.items() if key not in HIDDEN_MORE}
    return told


def subject_of(entry: Entry) -> int | None:
    """Return whom a check-in is about: its author, or whom a leader set it for."""
    person = entry.more.get("person")
    return person["id"] if person else entry.author_id


def told_to(entry: Entry, info: RoomInfo, viewer_id: int | None, now: datetime) -> Wire:
    """Return `entry` for one reader: a number alone where what it says of a body has vanished."""
    date = info.occurrence
    if (
        date is not None
        and entries.vanishes(entry.kind, entry.body, date.end_utc, now)
        and subject_of(entry) != viewer_id
    ):
        return {"room": str(info.name), "seq": entry.seq, "id": entry.id, "kind": "gone"}
    return wire(entry, info.name, getattr(entry, "author_name", None))


def _entry_rows(room: Room) -> Any:
    return (
        Entry.select(Entry, Person.name.alias("author_name"))
        .join(Person, peewee.JOIN.LEFT_OUTER, on=(Entry.author == Person.id))
        .where(Entry.room == room.id)
    )


def entries_after(
    info: RoomInfo, viewer_id: int | None, after_seq: int, now: datetime, limit: int = entries.PAGE
) -> Page:
    """Return what came after `after_seq`, oldest first, at most `limit`."""
    room = room_row(info.name)
    if room is None:
        return Page([], False, 0)
    rows = list(
        _entry_rows(room)
        .where(Entry.seq > after_seq)
        .order_by(Entry.seq)
        .limit(limit + 1)
        .objects()
    )
    told = [told_to(row, info, viewer_id, now) for row in rows[:limit]]
    # Read after the head: what the page holds may be newer, never older than what it says.
    head = max(room.head_seq, rows[-1].seq if rows else 0)
    return Page(told, len(rows) > limit, head)


def entries_before(
    info: RoomInfo, viewer_id: int | None, before_seq: int, now: datetime, limit: int = 50
) -> Page:
    """Return the last `limit` entries before `before_seq`, oldest first; more: still older ones."""
    room = room_row(info.name)
    if room is None:
        return Page([], False, 0)
    rows = list(
        _entry_rows(room)
        .where(Entry.seq < before_seq)
        .order_by(Entry.seq.desc())
        .limit(limit + 1)
        .objects()
    )
    told = [told_to(row, info, viewer_id, now) for row in reversed(rows[:limit])]
    return Page(told, len(rows) > limit, room.head_seq)


def reactions_about(entry_ids: Sequence[int]) -> list[tuple[int, int, str]]:
    """Return (entry, person, reaction) that still hold: sent twice is taken back."""
    rows = (
        Entry.select(Entry.about, Entry.author, Entry.body)
        .where(Entry.about.in_(list(entry_ids) or [0]), Entry.kind == "reaction")
        .order_by(Entry.id)
        .tuples()
    )
    held: dict[tuple[int, int, str], bool] = {}
    for row in rows:
        held[row] = not held.get(row, False)
    return [row for row, holds in held.items() if holds]


def known_entries(keys: Iterable[tuple[int, str]]) -> dict[tuple[int, str], Entry]:
    """Return the entries with these (author, client id), in one query."""
    wanted = set(keys)
    if not wanted:
        return {}
    rows = _known(
        authors_list={author for author, _ in wanted},
        client_ids_list={client_id for _, client_id in wanted},
    )
    return {key: row for row in rows if (key := (row.author_id, row.client_id)) in wanted}


@prepared
def _known(authors_list: Slot, client_ids_list: Slot) -> peewee.ModelSelect[Any]:
    return (
        Entry.select(Entry, Room)
        .join(Room)
        .where(Entry.author.in_(authors_list), Entry.client_id.in_(client_ids_list))
    )


def read_marks(name: RoomName, viewer_id: int) -> list[int]:
    """Return how far the others have read, without saying who."""
    rows = _marks(kind=name.kind, subject=name.subject, viewer_id=viewer_id)
    return sorted(seq for (seq,) in rows)


@prepared
def _marks(kind: Slot, subject: Slot, viewer_id: Slot) -> peewee.ModelSelect[Any]:
    return (
        ReadMark.select(ReadMark.seq)
        .join(Room)
        .where(Room.kind == kind, Room.subject == subject, ReadMark.person != viewer_id)
        .tuples()
    )


def unread_count(name: RoomName, person_id: int) -> int:
    """Return how many messages and notices the person has not seen in the room."""
    (count,) = _unread(kind=name.kind, subject=name.subject, person_id=person_id).first()
    return int(count)


@prepared
def _unread(kind: Slot, subject: Slot, person_id: Slot) -> peewee.ModelSelect[Any]:
    mark = ReadMark.select(ReadMark.seq).where(
        ReadMark.room == Room.id, ReadMark.person == person_id
    )
    return (
        Entry.select(peewee.fn.COUNT(Entry.id))
        .join(Room)
        .where(
            Room.kind == kind,
            Room.subject == subject,
            Entry.seq > peewee.fn.COALESCE(mark, 0),
            Entry.kind.in_(("message", "notice")),
            (Entry.author != person_id) | Entry.author.is_null(),
        )
        .tuples()
    )


def unread_in_walk(occurrence_id: int, person_id: int) -> int:
    """Return how many messages and notices the person has not seen in the room of a walk."""
    return unread_count(RoomName("walk", occurrence_id), person_id)


def people_present(room: str, now: datetime) -> list[dict[str, Any]]:
    """Return who has the room open, each once whatever the number of devices and processes."""
    rows = (
        Person.select(Person.id, Person.name)
        .join(Presence, on=(Presence.person == Person.id))
        .where(Presence.room == room, Presence.seen_at > now - PRESENT_FOR)
        .distinct()
        .order_by(Person.name, Person.id)
        .tuples()
    )
    return [{"id": person_id, "name": name} for person_id, name in rows]


def is_present(room: str, person_id: int, now: datetime, but_in: str = "") -> bool:
    """Whether the person has the room open in a process other than `but_in`."""
    return bool(
        Presence.select(Presence.id)
        .where(
            Presence.room == room,
            Presence.person == person_id,
            Presence.process != but_in,
            Presence.seen_at > now - PRESENT_FOR,
        )
        .exists()
    )


def standing_in(info: RoomInfo, person_id: int | None) -> Standing:
    """Return what the person is in the room's group, now."""
    return groups.standing_of(person_id, info.group_id)


def own_data(person_id: int) -> dict[str, Any]:
    """Return what rooms keep of the person, for the download."""
    rows = (
        Entry.select(Entry, Room)
        .join(Room)
        .where(Entry.author == person_id)
        .order_by(Entry.sent_at, Entry.id)
    )
    return {
        "entries": [
            {
                "room": f"{row.room.kind}-{row.room.subject}",
                "kind": row.kind,
                "text": row.body,
                "sent_at": instant(row.sent_at),
            }
            for row in rows
        ]
    }
