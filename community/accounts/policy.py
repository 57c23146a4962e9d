"""Who may do what with an account. Pure."""

from __future__ import annotations

from datetime import datetime

from community.accounts.rules.limits import life_of
from community.foundation.authorisation import HIDDEN, NOT_SIGNED_IN, Allowed, Decision, Denied
from community.foundation.words import N_

ALLOWED = Allowed()


def can_sign_up(signed_in_id: int | None) -> Decision:
    """Anybody who is not signed in."""
    if signed_in_id is not None:
        return Denied("signed_in", N_("You are signed in already. Sign out first."))
    return ALLOWED


def can_change_account(actor_id: int | None, person_id: int) -> Decision:
    """Everybody their own account, nobody another's; operators neither."""
    if actor_id is None:
        return NOT_SIGNED_IN
    return ALLOWED if actor_id == person_id else HIDDEN


def can_sign_in_by_tap(demo: bool, is_demo_person: bool) -> Decision:
    """Demo people, and only while the demo is on."""
    return ALLOWED if demo and is_demo_person else HIDDEN


def can_use_link(
    purpose: str, wanted: str, created_at: datetime, used: bool, now: datetime
) -> Decision:
    """A link works once, for its purpose, for its time."""
    if purpose != wanted:
        return HIDDEN
    if used:
        return Denied(
            "link_used",
            N_("This link was used already. Ask for a new one if you still need it."),
            status=410,
        )
    if now > created_at + life_of(purpose):
        return Denied("link_old", N_("This link is old."), status=410)
    return ALLOWED


def can_block(actor_id: int | None, other_id: int) -> Decision:
    """Anybody who is signed in anybody else."""
    if actor_id is None:
        return NOT_SIGNED_IN
    if actor_id == other_id:
        return Denied("own_self", N_("You cannot block yourself. Nothing was changed."))
    return ALLOWED
