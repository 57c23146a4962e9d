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
LEAD_A_GROUP = Denied(
    "leaders_only", N_("Leaders of a group can take a route over. Ask one of yours.")
)
OWN_ALREADY = Denied("own_route", N_("This route is your group’s already."))
ANOTHERS_ROUTE = Denied(
    "another_groups_route",
    N_("This route belongs to another group. You can plan walks on it, or take it over as yours."),
)
MEMBERS_EXPORT = Denied(
    "members_only",
    N_("The exact line is for members of the group. Join, and you can download it."),
)


def can_see_routes(standing: Standing, joining: str) -> Decision:
    """Whoever sees the group's walks sees its routes: in invite-only groups the members."""
    return HIDDEN if joining == "invite" and not standing.is_member else ALLOWED


def can_see_route(standing: Standing, joining: str, sharing: str) -> Decision:
    """A shared route is seen by everybody, a group's own by who sees the group's walks."""
    return ALLOWED if sharing == "everyone" else can_see_routes(standing, joining)


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


def can_change_route(standing: Standing, joining: str, sharing: str = "group") -> Decision:
    """Facts, recces, risk, sharing: every leader of the owning group, whoever uploaded it."""
    if sharing == "everyone" and standing.person_id is not None and not standing.is_leader:
        return ANOTHERS_ROUTE
    return can_add_route(standing, joining)


def can_take_over(owner: Standing, own: Standing, may_have_line: Decision) -> Decision:
    """Who leads another group may take a copy, when she may know the exact line.

    own: what she is in the group that gets it. may_have_line: `can_download_line`'s answer.
    """
    if isinstance(may_have_line, Denied):
        return may_have_line
    if owner.person_id is None:
        return NOT_SIGNED_IN
    if not own.is_leader:
        return LEAD_A_GROUP
    if own.group_archived:
        return ARCHIVED
    return OWN_ALREADY if own.group_id == owner.group_id else ALLOWED


def may_plan_on(group_id: int, owner_id: int, sharing: str) -> bool:
    """Whether leaders of a group may plan walks on a route: their own, or a shared one."""
    return group_id == owner_id or sharing == "everyone"


def can_read_risk(
    standing: Standing, joining: str, sharing: str, leads_somewhere: bool
) -> Decision:
    """The assessment is for who leads walks there: the owning group, others when it is shared."""
    seen = can_see_route(standing, joining, sharing)
    if isinstance(seen, Denied):
        return seen
    if standing.person_id is None:
        return NOT_SIGNED_IN
    if standing.is_leader or (sharing == "everyone" and leads_somewhere):
        return ALLOWED
    return LEADERS_ONLY


def can_open_draft(person_id: int | None, owner_id: int) -> Decision:
    """A draft is the uploader's own: nobody else may know that it is there."""
    return ALLOWED if person_id == owner_id else HIDDEN


def can_download_line(
    standing: Standing, joining: str, group_shows_exact_place: bool, sharing: str = "group"
) -> Decision:
    """The exact line tells the exact start: for members, or for all if the group says so.

    Sharing a route changes nothing of that.
    """
    seen = can_see_route(standing, joining, sharing)
    if isinstance(seen, Denied):
        return seen
    if standing.is_member or group_shows_exact_place:
        return ALLOWED
    return NOT_SIGNED_IN if standing.person_id is None else MEMBERS_EXPORT


def can_see_names(standing: Standing, group_shows_names: bool) -> bool:
    """Whether the page may name who walked and checked the route."""
    return standing.is_member or group_shows_names
