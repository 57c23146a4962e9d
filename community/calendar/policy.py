"""Who may read which feed. Pure."""

from __future__ import annotations

from typing import Protocol

from community.foundation.authorisation import HIDDEN, NOT_SIGNED_IN, Allowed, Decision


class StandingLike(Protocol):
    """What has to be known of a person in the group."""

    @property
    def is_member(self) -> bool: ...


def can_read_group_feed(standing: StandingLike, joining: str) -> Decision:
    """Everybody, but walks of invite-only groups are for members."""
    return HIDDEN if joining == "invite" and not standing.is_member else Allowed()


def can_manage_link(actor_id: int | None, person_id: int) -> Decision:
    """One's own link only."""
    if actor_id is None:
        return NOT_SIGNED_IN
    return Allowed() if actor_id == person_id else HIDDEN
