"""Who may do what with a route. Pure: plain values in, a decision out."""

from __future__ import annotations

from community.foundation.authorisation import HIDDEN, NOT_SIGNED_IN, Allowed, Decision, Denied
from community.foundation.words import N_
from community.groups.rules import Standing

ALLOWED = Allowed()
LEADERS_ONLY = Denied(
    "leaders_only",
    N_("Routes are added and checked by leaders of the group. Ask one of them."),
)
ARCHIVED = Denied(
    "group_archived", N_("This group is archived. What was said and walked stays to be read.")
)
MEMBERS_EXPORT = Denied(
    "members_only",
    N_("The exact line is for members of the group. Join, and you can download it."),
)


def can_see_routes(standing: Standing, joining: str) -> Decision:
    """Whoever sees the group's walks sees its routes: in invite-only groups the members."""
    return HIDDEN if joining == "invite" and not standing.is_member else ALLOWED


def can_add_route(standing: Standing, joining: str) -> Decision:
    """Leaders and organisers, while the group is not archived."""
    seen = can_see_routes(standing, joining)
    if isinstance(seen, Denied):
        return seen
    if standing.person_id is None:
        return NOT_SIGNED_IN
    if not standing.is_leader:
        return LEADERS_ONLY
    return ARCHIVED if standing.group_archived else ALLOWED


def can_change_route(standing: Standing, joining: str) -> Decision:
    """Facts and recces: every leader of the group, not only who uploaded the route."""
    return can_add_route(standing, joining)


def can_open_draft(person_id: int | None, owner_id: int) -> Decision:
    """A draft is the uploader's own: nobody else may know that it is there."""
    return ALLOWED if person_id == owner_id else HIDDEN


def can_download_line(standing: Standing, joining: str, group_shows_exact_place: bool) -> Decision:
    """The exact line tells the exact start: for members, or for all if the group says so."""
    seen = can_see_routes(standing, joining)
    if isinstance(seen, Denied):
        return seen
    if standing.is_member or group_shows_exact_place:
        return ALLOWED
    return NOT_SIGNED_IN if standing.person_id is None else MEMBERS_EXPORT


def can_see_names(standing: Standing, group_shows_names: bool) -> bool:
    """Whether the page may name who walked and checked the route."""
    return standing.is_member or group_shows_names
