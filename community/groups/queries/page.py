"""A group's own page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from community.accounts import Viewer
from community.foundation.authorisation import Allowed, Decision
from community.groups import policy
from community.groups.queries.cards import GroupCard, group_with_slug, has_invitation
from community.groups.queries.members import (
    member_count,
    organiser_count,
    requests_of,
    visible_leaders,
)
from community.groups.queries.standing import standing_of
from community.groups.rules import Standing


@dataclass(frozen=True)
class GroupPage:
    """The group's own part of its page, and what the viewer may do here."""

    card: GroupCard
    viewer: Viewer | None
    standing: Standing
    now: datetime
    sees_inside: bool
    member_count: int
    leaders: tuple[tuple[int, str], ...]
    request_count: int
    invitation: str
    join: Decision
    ask: Decision
    leave: Decision

    @property
    def may_join(self) -> bool:
        """Whether one tap is enough; a stranger may after signing in."""
        return isinstance(self.join, Allowed) and not self.standing.is_member

    @property
    def may_ask(self) -> bool:
        """Whether the viewer can ask to join."""
        is_outside = not self.standing.is_member and not self.may_join
        return isinstance(self.ask, Allowed) and is_outside


def group_page(viewer: Viewer | None, slug: str, now: datetime, invitation: str = "") -> GroupPage:
    """Return the page of a group as `viewer` may see it. Errors: `NotFound`."""
    card = group_with_slug(slug)
    standing = standing_of(viewer.id if viewer else None, card.id)
    invited = has_invitation(card.id, invitation)
    joining: Any = card.joining
    sees_inside = policy.can_see_inside(standing, joining, invited)
    anybody = standing
    if viewer is None:  # what a stranger may do as soon as she has signed in
        anybody = Standing(0, card.id, group_archived=card.is_archived)
    organisers = organiser_count(card.id) if standing.is_organiser else 0
    members = member_count(card.id)
    return GroupPage(
        card=card,
        viewer=viewer,
        standing=standing,
        now=now,
        sees_inside=sees_inside,
        member_count=members,
        leaders=tuple(visible_leaders(standing, card)) if sees_inside else (),
        request_count=len(requests_of(card.id)) if standing.is_organiser else 0,
        invitation=invitation if invited else "",
        join=policy.can_join(anybody, joining, invited),
        ask=policy.can_ask_to_join(anybody, joining),
        leave=policy.can_leave(standing, organisers, members),
    )
