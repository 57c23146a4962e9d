"""Who may report what a route is like, show its tricky places, print its sheet. Pure.

`seen` is the decision whether the person may see the route at all (`policy.can_see_route`).
"""

from __future__ import annotations

from datetime import datetime

from community.foundation.authorisation import NOT_SIGNED_IN, Allowed, Decision, Denied
from community.foundation.words import N_
from community.groups.rules import Standing
from community.routes.policy import ARCHIVED, LEADERS_ONLY

MOST_REPORTS = 6  # of one person on one route that count at a time [D]
MOST_PHOTOS = 40  # of one route [D]
MOST_PHOTOS_OF_ONE = 20  # of one person on one route [D]

MEMBERS_ONLY = Denied(
    "members_only",
    N_("Members of the group report what the way is like. Join, and you can too."),
)
MUTED = Denied(
    "muted", N_("You cannot write here just now; reading goes on. An organiser knows more.")
)
ENOUGH_REPORTS = Denied(
    "enough_reports",
    N_("Six of your reports count on this route already. Take one back, or tell a leader."),
)
ENOUGH_PHOTOS = Denied(
    "enough_photos",
    N_("There are enough pictures of this route. Delete one first, then add yours."),
)
MEMBERS_PRINT = Denied(
    "members_only",
    N_("The route sheet tells the exact place, so it is for members of the group. Join first."),
)
NOT_YOURS = Denied(
    "not_allowed", N_("Only a leader, or who made it, can do this. Nothing was changed.")
)


def can_print_sheet(may_have_line: Decision) -> Decision:
    """Who may know the exact line (`policy.can_download_line`) may print where it is."""
    if isinstance(may_have_line, Denied) and may_have_line.code == MEMBERS_PRINT.code:
        return MEMBERS_PRINT
    return may_have_line


def can_report(standing: Standing, seen: Decision, now: datetime, counting: int) -> Decision:
    """Members who may write; `counting`: how many reports of theirs count on this route."""
    if isinstance(seen, Denied):
        return seen
    if standing.person_id is None:
        return NOT_SIGNED_IN
    if not standing.is_member:
        return MEMBERS_ONLY
    if standing.group_archived:
        return ARCHIVED
    if standing.is_muted(now):
        return MUTED
    return ENOUGH_REPORTS if counting >= MOST_REPORTS else Allowed()


def can_settle(standing: Standing, seen: Decision, by_id: int | None, now: datetime) -> Decision:
    """Say that it is over, or still so: leaders, and who reported it."""
    if isinstance(seen, Denied):
        return seen
    if standing.person_id is None:
        return NOT_SIGNED_IN
    if not standing.is_member or (not standing.is_leader and by_id != standing.person_id):
        return NOT_YOURS
    return MUTED if standing.is_muted(now) else Allowed()


def can_add_photo(
    standing: Standing,
    seen: Decision,
    now: datetime,
    photos: int,
    own_photos: int,
    with_report: bool = False,
) -> Decision:
    """Leaders at any place; members with a report of theirs. `photos`: how many there are."""
    may = can_report(standing, seen, now, 0)
    if isinstance(may, Denied):
        return may
    if not with_report and not standing.is_leader:
        return LEADERS_ONLY
    if photos >= MOST_PHOTOS or own_photos >= MOST_PHOTOS_OF_ONE:
        return ENOUGH_PHOTOS
    return Allowed()


def can_delete_photo(standing: Standing, seen: Decision, by_id: int) -> Decision:
    """Leaders, and who added it as long as she is a member."""
    if isinstance(seen, Denied):
        return seen
    if standing.person_id is None:
        return NOT_SIGNED_IN
    if standing.is_leader or (standing.is_member and by_id == standing.person_id):
        return Allowed()
    return NOT_YOURS
