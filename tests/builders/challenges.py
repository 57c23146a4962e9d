"""Challenges for tests."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from community.accounts import Person
from community.challenges import Challenge, Goal, Span, join_challenge, start_challenge
from community.groups import Group, Membership
from tests.builders.walks import NOW

MAY = Span(date(2026, 5, 1), date(2026, 5, 31))


def a_challenge(
    group: Group,
    takes_part: Iterable[Person] = (),
    title: str = "May: along the Rhine",
    minutes: int = 3000,
    span: Span = MAY,
    now: datetime = NOW,
) -> Challenge:
    """Let the group's organiser have started a challenge in which these members take part."""
    organiser = Membership.get(Membership.group == group.id, Membership.role == "organiser")
    challenge_id = start_challenge(organiser.person_id, group.id, Goal(title, minutes, span), now)
    assert challenge_id is not None
    for person in takes_part:
        join_challenge(person.id, challenge_id, now)
    return Challenge.get_by_id(challenge_id)


def fresh(challenge: Challenge) -> Challenge:
    """Return the challenge as it is stored now."""
    return Challenge.get_by_id(challenge.id)
