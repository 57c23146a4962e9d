"""Writes: entries in batches, notices, read marks, presence. The board's are `board_actions`."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import peewee
from flask import current_app
from peewee import EXCLUDED

from community import groups
from community.accounts import Person, names_of
from community.foundation import clock
from community.foundation.authorisation import SYSTEM, Denied, problem_of, require
from community.foundation.database import UNREACHABLE, lock_name, lock_row, write_transaction
from community.foundation.errors import BadRequest, NotFound, Problem, TooMany, TryAgain
from community.foundation.prepared import Slot, prepared
from community.foundation.settings import Settings
from community.foundation.signals import run_after_commit
from community.foundation.words import N_
from community.groups import Standing
from community.live import board_actions, policy, queries
from community.live.local_sockets import local
from community.live.models import Entry, LiveSignal, Presence, ReadMark, Room
from community.live.policy import AboutEntry
from community.live.queries import RoomInfo, Wire
from community.live.relay import after_commit_look
from community.live.rules import entries
from community.live.rules.entries import Draft, Post, RoomName
from community.live.rules.rate import Rates

RETRY_AFTER_S = 2
TRIES = 3  # of a batch that met a deadlock

rates = Rates()


class EmptyText(Problem):
    """Nothing is left after trimming."""

    code = "empty"
    status = 422
    message = N_("There is no text in it. Nothing was sent. Write a word or two.")


class TooLong(Problem):
    """More text than an entry holds."""

    code = "too_long"
    status = 422
    message = N_("This is longer than 2,000 characters. Nothing was sent. Shorten it a little.")


class TooFast(TooMany):
    """Twenty posts in ten seconds."""

    message = N_("That was a lot in a short time. It waits here and goes out in a few seconds.")


@dataclass(frozen=True)
class Stored:
    """The post is an entry; `is_new` is False for a retry, which hears what the first one did."""

    entry: Wire
    is_new: bool


@dataclass(frozen=True)
class Refused:
    """The post is no entry, and why."""

    problem: Problem


Outcome = Stored | Refused


class _InnerRefusal(Exception):
    """Another feature's rule refused what a post does: nothing of the batch is kept."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def store_posts(posts: Sequence[Post], now: datetime, limited: bool = True) -> list[Outcome]:
    """Store a batch in one transaction; each post ends `Stored` or `Refused`, in their order.

    A known (author, client id) is answered like the first time, whatever has happened to its
    author since. `limited`: people post at most so fast; what the demo tells of weeks is not.
    Errors: `TryAgain` when the database cannot be written just now.
    """
    for last in (False,) * (TRIES - 1) + (True,):
        try:
            return _store_posts(posts, now, limited)
        except _InnerRefusal as refusal:
            if len(posts) == 1:
                return [Refused(refusal.problem)]
            return [one for post in posts for one in store_posts([post], now, limited)]
        except UNREACHABLE as problem:
            if last or "deadlock" not in str(problem):
                raise TryAgain(retry_after_s=RETRY_AFTER_S) from problem
    raise TryAgain(retry_after_s=RETRY_AFTER_S)


def _store_posts(posts: Sequence[Post], now: datetime, limited: bool) -> list[Outcome]:
    with write_transaction():
        batch = _Batch(posts, now, limited)
        outcomes = [batch.store(post) for post in posts]
        for outcome in outcomes:
            if isinstance(outcome, Stored) and outcome.is_new:
                deliver_after_commit(outcome.entry)
    return outcomes


def deliver_after_commit(told: Wire) -> None:
    """Send an entry to its room when the open transaction has ended."""
    run_after_commit(lambda: local.deliver(told["room"], told))
    after_commit_look()


class _Batch:
    """What one transaction of posts has read, each with one query for all of them."""

    def __init__(self, posts: Sequence[Post], now: datetime, limited: bool = True) -> None:
        self.now, self.limited = now, limited
        self.rooms = _locked_rooms(posts)
        self.known = queries.known_entries((p.person_id, p.client_id) for p in posts)
        people = {p.person_id for p in posts}
        people |= {p.draft.person for p in posts if p.draft.person is not None}
        self.people = {row.id: row for row in _people(people_list=people)}
        group_ids = {info.group_id for info, _ in self.rooms.values()}
        self.standings = groups.standings_of(people, group_ids)
        settings: Settings = current_app.extensions["settings"]
        self.asks_for_confirmed_mail = settings.smtp_url is not None

    def store(self, post: Post) -> Outcome:
        """Store one post, or say why not. Errors: `_InnerRefusal`."""
        if known := self.known.get((post.person_id, post.client_id)):
            require(policy.can_repeat(post.person_id, known.author_id))
            return Stored(self._wire(known, RoomName(known.room.kind, known.room.subject)), False)
        try:
            info, room, draft, standing = self._allowed(post)
        except Problem as problem:
            return Refused(problem)
        entry = self._insert(post, info, room, draft)
        if entry is None:  # the same client id, stored in another room a moment ago
            self.known |= queries.known_entries([(post.person_id, post.client_id)])
            return self.store(post)
        self.known[(post.person_id, post.client_id)] = entry
        entry.room = room
        try:
            board_actions.after_entry(info, entry, draft, standing, self.now)
        except Problem as problem:
            raise _InnerRefusal(problem) from problem
        return Stored(self._wire(entry, info.name), True)

    def _standing(self, person_id: int, group_id: int) -> Standing:
        return self.standings.get((person_id, group_id)) or Standing(person_id, group_id)

    def _allowed(self, post: Post) -> tuple[RoomInfo, Room, Draft, Standing]:
        """Ask everything that may refuse the post. Errors: `Problem`."""
        found = self.rooms.get(post.room)
        if found is None:
            require(policy.NOT_A_MEMBER)
            raise AssertionError
        info, room = found
        standing = self._standing(post.person_id, info.group_id)
        if room is None:
            require(policy.can_read(standing))
            raise TryAgain(retry_after_s=RETRY_AFTER_S)  # became a member this very moment
        person = self.people.get(post.person_id)
        missing = person is None or person.email_confirmed_at is None
        about = _entry_in(room, post.draft.about)
        require(
            policy.can_post(
                standing,
                info.facts,
                post.draft,
                self.now,
                email_is_missing=self.asks_for_confirmed_mail and missing,
                about=_about(about) if about else None,
            )
        )
        draft = entries.check_entry(post.draft)
        if isinstance(draft, entries.Fault):
            raise {"empty": EmptyText, "too_long": TooLong}.get(draft.code, BadRequest)()
        if draft.reply_to is not None and _entry_in(room, draft.reply_to) is None:
            raise problem_of(policy.GONE)
        other = draft.person not in (None, post.person_id)
        if other and not self._standing(draft.person or 0, info.group_id).is_member:
            raise problem_of(policy.GONE)
        is_help = (draft.kind, draft.body) == ("check_in", "needs_help")
        is_free = is_help or not self.limited
        wait_s = 0 if is_free else rates.wait_s(post.person_id, clock.monotonic_s())
        if wait_s:
            raise TooFast(retry_after_s=wait_s)
        return info, room, draft, standing

    def _insert(self, post: Post, info: RoomInfo, room: Room, draft: Draft) -> Entry | None:
        seq = next_seq(room)
        more = self._more(post, draft, info)
        rows = list(
            Entry.insert(
                room=room.id,
                seq=seq,
                author=post.person_id,
                client_id=post.client_id,
                kind=draft.kind,
                body=draft.body,
                about=draft.about,
                more=more,
                sent_at=self.now,
            )
            .on_conflict_ignore()
            .returning(Entry)
            .execute()
        )
        if rows:
            return rows[0]
        Room.update(head_seq=seq - 1).where(Room.id == room.id).execute()  # we hold its row
        return None

    def _more(self, post: Post, draft: Draft, info: RoomInfo) -> dict[str, Any]:
        more: dict[str, Any] = {}
        for name in ("reply_to", "minutes", "seat", "moment"):
            if value := getattr(draft, name):
                more[name] = value
        if draft.person not in (None, post.person_id):
            person = self.people[draft.person]
            more["person"] = {"id": person.id, "name": person.name}
        if draft.kind == "check_in" and info.occurrence is not None:
            opens_at = info.occurrence.start_utc - board_actions.OPENS_BEFORE
            made_at = entries.made_at_or_now(post.made_at, self.now, opens_at)
            more["made_at"] = queries.instant(made_at)
        return more

    def _wire(self, entry: Entry, room: RoomName) -> Wire:
        person = self.people.get(entry.author_id)
        return queries.wire(entry, room, person.name if person else None)


@prepared
def _people(people_list: Slot) -> peewee.ModelSelect[Any]:
    return Person.select().where(Person.id.in_(people_list))


def _locked_rooms(posts: Sequence[Post]) -> dict[RoomName, tuple[RoomInfo, Room | None]]:
    """Return the rooms of `posts`, each held until commit, always in the same order.

    A room that nobody has written in yet is made for members only; for others it is None.
    """
    found: dict[RoomName, tuple[RoomInfo, Room | None]] = {}
    taps = {p.room for p in posts if p.draft.kind in ("check_in", "deletion")}
    for name in sorted({p.room for p in posts}, key=lambda one: (one.kind, one.subject)):
        try:
            info = queries.room_info(name)
        except NotFound:
            continue
        if name in taps and info.occurrence is not None:
            # Events holds the date before it writes into our room, so we take it first, too.
            board_actions.hold_date(info.occurrence)
        authors = [p.person_id for p in posts if p.room == name]
        is_wanted = queries.room_row(name) is not None or _has_member(authors, info.group_id)
        found[name] = (info, locked_room(info) if is_wanted else None)
    return found


def _has_member(people: Sequence[int], group_id: int) -> bool:
    return any(one.is_member for one in groups.standings_of(people, [group_id]).values())


def locked_room(info: RoomInfo) -> Room:
    """Return the room's row, made when it is missing, held until commit."""
    row = queries.room_row(info.name)
    if row is None:
        Room.insert(
            kind=info.name.kind, subject=info.name.subject, group_id=info.group_id
        ).on_conflict_ignore().execute()
        row = queries.room_row(info.name)
    assert row is not None  # noqa: S101 - made above
    return lock_row(Room, row.id)


def next_seq(room: Room) -> int:
    """Return the room's next number, in the transaction of the entry that gets it."""
    changed = list(
        Room.update(head_seq=Room.head_seq + 1)
        .where(Room.id == room.id)
        .returning(Room.head_seq)
        .execute()
    )
    return int(changed[0].head_seq)


def _entry_in(room: Room, entry_id: int | None) -> Entry | None:
    if entry_id is None:
        return None
    found: Entry | None = Entry.get_or_none((Entry.id == entry_id) & (Entry.room == room.id))
    return found


def _about(entry: Entry) -> AboutEntry:
    is_deleted = bool(entry.more.get("deleted"))
    return AboutEntry(entry.author_id, entry.kind, entry.sent_at, is_deleted)


def post_notice(occurrence_id: int, text: str, now: datetime) -> None:
    """Write a notice into the walk's room, in the open transaction of its cause."""
    with write_transaction(by=SYSTEM):
        info = queries.room_info(RoomName("walk", occurrence_id))
        room = locked_room(info)
        entry = Entry.create(
            room=room.id,
            seq=next_seq(room),
            author=None,
            client_id=str(uuid.uuid4()),
            kind="notice",
            body=text,
            sent_at=now,
        )
        deliver_after_commit(queries.wire(entry, info.name, None))


def mark_seen(person_id: int, name: RoomName, seq: int, now: datetime) -> None:
    """Remember that the person has read up to `seq`; never backwards. Errors: `NotFound`."""
    with write_transaction():
        info = queries.room_info(name)
        require(policy.can_read(queries.standing_in(info, person_id)))
        room = queries.room_row(name)
        if room is None:
            return
        ReadMark.insert(room=room.id, person=person_id, seq=min(seq, room.head_seq)).on_conflict(
            conflict_target=[ReadMark.room, ReadMark.person],
            update={ReadMark.seq: EXCLUDED.seq},
            where=(ReadMark.seq < EXCLUDED.seq),
        ).execute()


def tell_processes(
    kind: str, now: datetime, person_id: int | None = None, room: str = "", detail: str = ""
) -> None:
    """Ask every process to do something to its own sockets, in the transaction of the cause."""
    LiveSignal.create(kind=kind, person=person_id, room=room, detail=detail, made_at=now)
    after_commit_look()


def note_present(person_id: int, name: str, room: RoomName, now: datetime) -> None:
    """Remember that the person has the room open in this process, and tell the others once."""
    with write_transaction():
        info = queries.room_info(room)
        require(policy.can_read(queries.standing_in(info, person_id)))
        was_there = queries.is_present(str(room), person_id, now)
        Presence.insert(
            room=str(room),
            group_id=info.group_id,
            person=person_id,
            process=local.process,
            seen_at=now,
        ).on_conflict(
            conflict_target=[Presence.room, Presence.person, Presence.process],
            update={Presence.seen_at: now},
        ).execute()
        if not was_there:
            tell_processes("presence", now, person_id, str(room), name)


def note_gone(person_id: int, name: str, rooms: Sequence[str], now: datetime) -> None:
    """Forget that the person has these rooms open in this process."""
    with write_transaction(by=SYSTEM):
        for room in sorted(rooms):
            # Two processes that lose her at once would each still see her in the other one.
            lock_name(f"presence {room} {person_id}")
            Presence.delete().where(
                Presence.room == room,
                Presence.person == person_id,
                Presence.process == local.process,
            ).execute()
            if not queries.is_present(room, person_id, now):
                tell_processes("presence", now, person_id, room, name)


def note_removed(person_id: int, group_id: int, reason: str, now: datetime) -> None:
    """Let every process take the person's sockets out of the group's rooms."""
    with write_transaction(by=SYSTEM):
        here = (Presence.person == person_id) & (Presence.group_id == group_id)
        rooms = {room for (room,) in Presence.select(Presence.room).where(here).tuples()}
        Presence.delete().where(here).execute()
        tell_processes("removed", now, person_id, detail=f"{group_id}:{reason}")
        name = names_of([person_id]).get(person_id, "")
        for room in sorted(rooms):
            tell_processes("presence", now, person_id, room, name)


def forget_person(person_id: int, now: datetime) -> None:
    """Take a person's name out of what stays of her in rooms, and her check-ins altogether."""
    with write_transaction(by=SYSTEM):
        Presence.delete().where(Presence.person == person_id).execute()
        for_others = _more_holds('"person": {')
        set_for_her = _more_holds(f'"person": {{"id": {person_id},')
        own = (Entry.author == person_id) & ~for_others
        Entry.update(body="", more={}, kind="gone").where(
            Entry.kind == "check_in", own | set_for_her
        ).execute()
        tell_processes("signed_out", now, person_id)


def _more_holds(text: str) -> peewee.Expression:
    """Return the condition that the stored text of `more` holds `text`."""
    return peewee.Expression(
        Entry.more, peewee.OP.ILIKE, peewee.Value(f"%{text}%", converter=False)
    )


def refuse_strangers(person_id: int | None, name: RoomName) -> RoomInfo:
    """Return the room when the person may read it. Errors: `NotFound` for everything else."""
    try:
        info = queries.room_info(name)
    except NotFound:
        raise problem_of(policy.NOT_A_MEMBER) from None
    decision = policy.can_read(queries.standing_in(info, person_id))
    if isinstance(decision, Denied):
        raise problem_of(decision)
    return info
