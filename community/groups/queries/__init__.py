"""Reads about groups and their members."""

from community.groups.queries.cards import (
    GroupCard,
    card_of,
    group_cards,
    group_of,
    group_with_slug,
    groups_of,
    has_invitation,
    invite_code_of,
    named_places,
)
from community.groups.queries.members import (
    MemberRow,
    Members,
    RequestRow,
    groups_that_need,
    leaders_of,
    member_count,
    member_counts,
    member_ids,
    members_named,
    members_page,
    organiser_count,
    own_data,
    requests_of,
    visible_leaders,
)
from community.groups.queries.near import NearGroup, groups_near
from community.groups.queries.page import GroupPage, group_page
from community.groups.queries.standing import standing_of, standings_of

__all__ = [
    "GroupCard",
    "GroupPage",
    "MemberRow",
    "Members",
    "NearGroup",
    "RequestRow",
    "card_of",
    "group_cards",
    "group_of",
    "group_page",
    "group_with_slug",
    "groups_near",
    "groups_of",
    "groups_that_need",
    "has_invitation",
    "invite_code_of",
    "leaders_of",
    "member_count",
    "member_counts",
    "member_ids",
    "members_named",
    "members_page",
    "named_places",
    "organiser_count",
    "own_data",
    "requests_of",
    "standing_of",
    "standings_of",
    "visible_leaders",
]
