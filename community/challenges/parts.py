"""What challenges say on the group's page and on Today."""

from __future__ import annotations

from typing import Any

from flask import render_template

from community.accounts import exports
from community.challenges import policy, queries
from community.foundation.authorisation import Allowed
from community.foundation.parts import fills


@fills("group.panels", order=20)
def challenges_on_group(subject: Any, viewer: Any) -> str:
    """The group's challenges for members, and for organisers the way to a new one."""
    standing = subject.standing
    cards = queries.challenges_of_group(standing, subject.card.id, subject.now)
    may_start = isinstance(policy.can_start(standing), Allowed)
    if not cards and not may_start:
        return ""
    return render_template(
        "challenges/on_group.html", group=subject.card, challenges=cards, may_start=may_start
    )


@fills("today.groups", order=40)
def challenges_on_today(subject: Any, viewer: Any) -> str:
    """Rows of what runs in the person's groups."""
    if viewer is None:
        return ""
    cards = queries.running_challenges_of(viewer.id, subject.now)
    return render_template("challenges/on_today.html", challenges=cards) if cards else ""


@exports("challenges")
def own_parts(person_id: int) -> object:
    """The challenges' share of a person's download."""
    return queries.parts_of(person_id)
