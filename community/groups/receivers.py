"""What groups do when something happens to a person's account."""

from __future__ import annotations

from community.accounts import ErasureAsked, PersonErased
from community.foundation import clock
from community.foundation.errors import Problem
from community.foundation.signals import receives
from community.foundation.words import N_
from community.groups.actions import end_memberships
from community.groups.queries import groups_that_need


class StillNeeded(Problem):
    """The only organiser of a group with other members wants to go."""

    code = "last_organiser"
    status = 409
    message = N_(
        "%(group)s has no other organiser. Make somebody else organiser first, "
        "then delete your account. Nothing was deleted."
    )


@receives(ErasureAsked)
def object_when_needed(asked: ErasureAsked) -> None:
    """Nobody leaves a group without an organiser by going altogether."""
    for group in groups_that_need(asked.person_id):
        raise StillNeeded(values={"group": group.name})


@receives(PersonErased)
def leave_all_groups(erased: PersonErased) -> None:
    """Higher features hear of each membership that ends; a group left empty is archived."""
    end_memberships(erased.person_id, clock.now())
