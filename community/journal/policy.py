"""Who may do what in a journal: its owner alone, operators included in nobody else."""

from __future__ import annotations

from community.foundation.authorisation import HIDDEN, NOT_SIGNED_IN, Allowed, Decision, Denied
from community.foundation.words import N_

NO_CONSENT = Denied(
    "no_consent",
    N_("We keep pain scores only when you agree to it first. Nothing was saved."),
)

NO_BACK_CONSENT = Denied(
    "no_consent",
    N_("We keep what you tell of your back only when you agree to it first. Nothing was saved."),
)


def can_write(person_id: int | None) -> Decision:
    """Whether this person may write down a walk of their own."""
    return NOT_SIGNED_IN if person_id is None else Allowed()


def can_keep(person_id: int | None, owner_id: int) -> Decision:
    """Whether this person may see, change and take out a log of `owner_id`."""
    if person_id is None:
        return NOT_SIGNED_IN
    return Allowed() if person_id == owner_id else HIDDEN


def can_note_pain(person_id: int | None, owner_id: int, has_consent: bool) -> Decision:
    """Whether pain may be written into a log of `owner_id`."""
    own = can_keep(person_id, owner_id)
    if isinstance(own, Denied):
        return own
    return Allowed() if has_consent else NO_CONSENT


def can_tell_of_back(person_id: int | None, has_consent: bool) -> Decision:
    """Whether this person may have kept what she tells of her own back."""
    if person_id is None:
        return NOT_SIGNED_IN
    return Allowed() if has_consent else NO_BACK_CONSENT
