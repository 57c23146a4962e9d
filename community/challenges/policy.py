"""Who may see a challenge, take part in it, start and end one. Pure."""

from __future__ import annotations

from typing import Protocol

from community.foundation.authorisation import HIDDEN, Allowed, Decision, Denied
from community.foundation.words import N_

ORGANISERS_ONLY = Denied(
    "organisers_only",
    N_("Only an organiser of the group can do this. Nothing was changed."),
)
ARCHIVED = Denied(
    "group_archived",
    N_("This group is archived, so nothing new begins in it. Nothing was changed."),
)
OVER = Denied("challenge_over", N_("This challenge is over. Nothing was changed."))


class StandingLike(Protocol):
    """What a policy has to know of a person in the group; groups.Standing has it."""

    @property
    def person_id(self) -> int | None: ...
    @property
    def is_member(self) -> bool: ...
    @property
    def is_organiser(self) -> bool: ...
    @property
    def group_archived(self) -> bool: ...


def can_see(standing: StandingLike) -> Decision:
    """Members; to everybody else there is no challenge, operators included."""
    return Allowed() if standing.is_member else HIDDEN


def can_start(standing: StandingLike) -> Decision:
    """Organisers, while the group lives."""
    if not standing.is_member:
        return HIDDEN
    if not standing.is_organiser:
        return ORGANISERS_ONLY
    return ARCHIVED if standing.group_archived else Allowed()


def can_end(standing: StandingLike, is_over: bool) -> Decision:
    """Organisers, until it is over."""
    if not standing.is_member:
        return HIDDEN
    if not standing.is_organiser:
        return ORGANISERS_ONLY
    return OVER if is_over else Allowed()


def can_take_part(standing: StandingLike, is_over: bool) -> Decision:
    """Members, each for themselves, until it is over."""
    if not standing.is_member:
        return HIDDEN
    return OVER if is_over else Allowed()


def can_stop_taking_part(standing: StandingLike) -> Decision:
    """Members, at any time: what counts of theirs is theirs to decide."""
    return Allowed() if standing.is_member else HIDDEN
