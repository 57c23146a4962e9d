"""Who may do what with a walk. Pure: plain values in, a decision out.

`standing` is what a person is in the walk's group (groups.Standing); only its properties are used.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

from community.foundation.authorisation import HIDDEN, NOT_SIGNED_IN, Allowed, Decision, Denied
from community.foundation.words import N_

REGISTER_OPENS_BEFORE = timedelta(minutes=60)  # chat.md: the board opens 60 minutes before
REGISTER_CLOSES_AFTER = timedelta(hours=24)  # chat.md: 24 h after the planned end

CALLED_OFF = Denied(
    "called_off",
    N_("This walk is called off. Nothing was changed. Look at the group’s next walks."),
)
SKIPPED = Denied("no_walk", N_("There is no walk on this day. Nothing was changed."))
STARTED = Denied(
    "walk_started",
    N_("This walk has started, so the list is closed. Ask the leader on the way."),
)
OVER = Denied("walk_over", N_("This walk is over. Nothing was changed."))
ARCHIVED = Denied("group_archived", N_("This group has ended. Its walks stay as they are."))
LEADERS_ONLY = Denied("leaders_only", N_("Only leaders of the group can do this. Ask one of them."))
JOIN_FIRST = Denied(
    "join_first",
    N_("This group asks you to join first. Ask on the group’s page; then answer here."),
)
BANNED = Denied(
    "banned", N_("You cannot come along with this group. Its organisers can tell you more.")
)
NOT_OPEN_YET = Denied(
    "register_not_open", N_("The register opens an hour before the walk. Nothing was changed.")
)
REGISTER_CLOSED = Denied(
    "register_closed", N_("The register of this walk is closed. Nothing was changed.")
)


class StandingLike(Protocol):
    """What a policy has to know of a person in the walk's group."""

    @property
    def person_id(self) -> int | None: ...
    @property
    def is_member(self) -> bool: ...
    @property
    def is_leader(self) -> bool: ...
    @property
    def banned(self) -> bool: ...
    @property
    def group_archived(self) -> bool: ...


class DateLike(Protocol):
    """What a policy has to know of one date of a walk."""

    @property
    def status(self) -> str: ...
    @property
    def start_utc(self) -> datetime: ...
    @property
    def end_utc(self) -> datetime: ...


def can_see_walk(standing: StandingLike, joining: str, walk_status: str) -> Decision:
    """Drafts are for leaders, walks of invite-only groups for members, others for everybody."""
    if joining == "invite" and not standing.is_member:
        return HIDDEN
    if walk_status != "published" and not standing.is_leader:
        return HIDDEN
    return Allowed()


def can_see_exact_place(standing: StandingLike, group_shows_it: bool) -> bool:
    """Whether the meeting point may be told: to members, or to all if the group says so."""
    return standing.is_member or group_shows_it


def can_see_names(standing: StandingLike, group_shows_them: bool) -> bool:
    """Whether names may be told: to members, or to all if the group says so."""
    return standing.is_member or group_shows_them


def can_answer(
    standing: StandingLike, joining: str, walk_status: str, date: DateLike, now: datetime
) -> Decision:
    """Members answer until the start; who is not a member joins an open group by answering."""
    seen = can_see_walk(standing, joining, walk_status)
    if isinstance(seen, Denied):
        return seen
    if standing.person_id is None:
        return NOT_SIGNED_IN
    if standing.banned:
        return BANNED
    if standing.group_archived:
        return ARCHIVED
    if not standing.is_member and joining != "open":
        return JOIN_FIRST
    return _takes_place_later(date, now)


def can_plan(standing: StandingLike) -> Decision:
    """Leaders and organisers plan walks."""
    if standing.group_archived:
        return ARCHIVED
    return Allowed() if standing.is_leader else LEADERS_ONLY


def can_edit(standing: StandingLike) -> Decision:
    """Leaders and organisers change what a walk says of itself."""
    return can_plan(standing)


def can_move(standing: StandingLike, date: DateLike, now: datetime) -> Decision:
    """Leaders move a date until it starts."""
    allowed = can_plan(standing)
    return allowed if isinstance(allowed, Denied) else _takes_place_later(date, now)


def can_call_off(standing: StandingLike, date: DateLike, now: datetime) -> Decision:
    """Leaders call a date off until its planned end: ice shows at the meeting point, too."""
    allowed = can_plan(standing)
    if isinstance(allowed, Denied):
        return allowed
    if date.status != "planned":
        return CALLED_OFF if date.status == "cancelled" else SKIPPED
    return OVER if now >= date.end_utc else Allowed()


def can_see_register(standing: StandingLike) -> Decision:
    """Leaders see who was there."""
    return Allowed() if standing.is_leader else LEADERS_ONLY


def can_tick_register(
    standing: StandingLike, person_id: int, date: DateLike, now: datetime
) -> Decision:
    """Leaders tick anybody, members themselves; from an hour before until a day after the end."""
    if not standing.is_member:
        return HIDDEN
    if not standing.is_leader and standing.person_id != person_id:
        return LEADERS_ONLY
    if date.status != "planned":
        return CALLED_OFF if date.status == "cancelled" else SKIPPED
    if now < date.start_utc - REGISTER_OPENS_BEFORE:
        return NOT_OPEN_YET
    return REGISTER_CLOSED if now > date.end_utc + REGISTER_CLOSES_AFTER else Allowed()


def can_be_ticked(standing: StandingLike) -> Decision:
    """Members of the group are in its registers, nobody else's."""
    return Allowed() if standing.is_member else HIDDEN


def _takes_place_later(date: DateLike, now: datetime) -> Decision:
    if date.status == "cancelled":
        return CALLED_OFF
    if date.status != "planned":
        return SKIPPED
    if now >= date.end_utc:
        return OVER
    return STARTED if now >= date.start_utc else Allowed()
