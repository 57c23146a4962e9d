"""Who may read, write, check in, count and close. Pure: plain values in, a decision out.

`standing` is what a person is in the room's group (groups.Standing); only its properties are used.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from community.foundation.authorisation import Allowed, Decision, Denied
from community.foundation.words import N_
from community.live.rules import entries

# 404: whether there is such a room is for its members to know.
NOT_A_MEMBER = Denied(
    "not_a_member",
    N_("This room is for members of the group. Nothing was sent. Join on the group’s page."),
    status=404,
)
MUTED = Denied(
    "muted",
    N_("You cannot write here just now; reading and checking in go on. An organiser knows more."),
)
ROOM_CLOSED = Denied(
    "room_closed", N_("This room is closed for writing. You can still read it. Nothing was sent.")
)
EMAIL_NOT_CONFIRMED = Denied(
    "email_not_confirmed",
    N_("Open the link in our e-mail first; then you can write. Checking in works without it."),
)
LEADERS_ONLY = Denied("not_allowed", N_("Only a leader can do this. Nothing was changed."))
NOT_YOURS = Denied("not_allowed", N_("Only who wrote this can change it. Nothing was changed."))
TOO_LATE = Denied(
    "not_allowed", N_("It is too late to change this. It stays as it is; write a new message.")
)
GONE = Denied("bad_request", N_("What this is about is not here any more. Nothing was sent."))
NO_BOARD = Denied("bad_request", N_("Only a walk has a board. Nothing was changed."))


class StandingLike(Protocol):
    """What a policy has to know of a person in the room's group."""

    @property
    def person_id(self) -> int | None: ...
    @property
    def is_member(self) -> bool: ...
    @property
    def is_leader(self) -> bool: ...
    @property
    def group_archived(self) -> bool: ...
    def is_muted(self, now: datetime) -> bool: ...


@dataclass(frozen=True)
class RoomFacts:
    """What a policy has to know of a room; `leads` are the leaders of its walk."""

    kind: str
    closes_at: datetime | None = None  # a walk's: 14 days after its planned end
    leads: frozenset[int] = frozenset()


@dataclass(frozen=True)
class AboutEntry:
    """The entry that an edit, a deletion or a reaction is about."""

    author_id: int | None
    kind: str
    sent_at: datetime
    is_deleted: bool = False


def leads(standing: StandingLike, room: RoomFacts) -> bool:
    """Whether the person leads here: in the group, or this walk."""
    return standing.is_member and (standing.is_leader or standing.person_id in room.leads)


def can_read(standing: StandingLike) -> Decision:
    """Members read."""
    return Allowed() if standing.is_member else NOT_A_MEMBER


def can_repeat(person_id: int, author_id: int | None) -> Decision:
    """A retry is answered like the first sending, whatever has happened to its author since."""
    return Allowed() if person_id == author_id else NOT_A_MEMBER


def is_closed(standing: StandingLike, room: RoomFacts, now: datetime) -> bool:
    """Whether nothing can be written here any more."""
    return standing.group_archived or (room.closes_at is not None and now >= room.closes_at)


def can_post(
    standing: StandingLike,
    room: RoomFacts,
    draft: entries.Draft,
    now: datetime,
    *,
    email_is_missing: bool = False,
    about: AboutEntry | None = None,
) -> Decision:
    """Whether `draft` may become an entry of `room`; check-ins have rules of their own."""
    if draft.kind == "check_in":
        return can_check_in(standing, room, draft, now)
    if not standing.is_member:
        return NOT_A_MEMBER
    if is_closed(standing, room, now):
        return ROOM_CLOSED
    if draft.kind == "headcount":
        return can_headcount(standing, room, now)
    is_undo = draft.kind == "deletion" and about is not None and about.kind == "check_in"
    if not is_undo and standing.is_muted(now):
        return MUTED
    if not is_undo and email_is_missing:
        return EMAIL_NOT_CONFIRMED
    if draft.kind in entries.ABOUT_OTHERS:
        return _can_change(standing, room, draft, about, now)
    return Allowed()


def _can_change(
    standing: StandingLike,
    room: RoomFacts,
    draft: entries.Draft,
    about: AboutEntry | None,
    now: datetime,
) -> Decision:
    if about is None or about.is_deleted or about.kind not in ("message", "check_in"):
        return GONE
    own = about.author_id == standing.person_id
    if draft.kind == "reaction":
        return Allowed() if about.kind == "message" else GONE
    if draft.kind == "edit":
        if not own or about.kind != "message":
            return NOT_YOURS
        return Allowed() if entries.can_still_edit(about.sent_at, now) else TOO_LATE
    if not own and not leads(standing, room):
        return NOT_YOURS
    if about.kind == "check_in" and not entries.can_still_undo(about.sent_at, now):
        return TOO_LATE
    return Allowed()


def can_check_in(
    standing: StandingLike, room: RoomFacts, draft: entries.Draft, now: datetime
) -> Decision:
    """Members check in, muted or not; nothing but not being a member stops a call for help."""
    if not standing.is_member:
        return NOT_A_MEMBER
    if room.kind != "walk":
        return NO_BOARD
    if draft.body == "needs_help" and draft.person in (None, standing.person_id):
        return Allowed()
    if is_closed(standing, room, now):
        return ROOM_CLOSED
    if draft.person not in (None, standing.person_id):
        return can_set_for_others(standing, room)
    return Allowed()


def can_set_for_others(standing: StandingLike, room: RoomFacts) -> Decision:
    """Leaders set any state for anybody."""
    return Allowed() if leads(standing, room) else LEADERS_ONLY


def can_headcount(standing: StandingLike, room: RoomFacts, now: datetime) -> Decision:
    """Leaders count people, until the room closes."""
    if not standing.is_member:
        return NOT_A_MEMBER
    if room.kind != "walk":
        return NO_BOARD
    if is_closed(standing, room, now):
        return ROOM_CLOSED
    return Allowed() if leads(standing, room) else LEADERS_ONLY


def can_close(standing: StandingLike, room: RoomFacts, now: datetime) -> Decision:
    """Leaders start the walk and say that everyone is home safe."""
    return can_headcount(standing, room, now)
