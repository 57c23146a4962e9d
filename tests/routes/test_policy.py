"""Who may do what with a route: every role and the stranger."""

from __future__ import annotations

import pytest

from community.foundation.authorisation import Allowed, Decision
from community.groups.rules import Standing
from community.routes import policy

WHO = {
    "signed out": Standing(None, 1),
    "stranger": Standing(7, 1),
    "asked": Standing(7, 1, has_asked=True),
    "banned": Standing(7, 1, role="leader", banned=True),
    "member": Standing(7, 1, role="member"),
    "leader": Standing(7, 1, role="leader"),
    "organiser": Standing(7, 1, role="organiser"),
    "leader of an archived group": Standing(7, 1, role="leader", group_archived=True),
}


def word(decision: Decision) -> str:
    return "yes" if isinstance(decision, Allowed) else decision.code


@pytest.mark.parametrize(
    ("who", "in_open", "in_invite"),
    [
        ("signed out", "yes", "not_found"),
        ("stranger", "yes", "not_found"),
        ("asked", "yes", "not_found"),
        ("banned", "yes", "not_found"),
        ("member", "yes", "yes"),
        ("leader", "yes", "yes"),
        ("organiser", "yes", "yes"),
        ("leader of an archived group", "yes", "yes"),
    ],
)
def test_who_sees_routes(who: str, in_open: str, in_invite: str) -> None:
    assert word(policy.can_see_routes(WHO[who], "open")) == in_open
    assert word(policy.can_see_routes(WHO[who], "ask")) == in_open
    assert word(policy.can_see_routes(WHO[who], "invite")) == in_invite


@pytest.mark.parametrize(
    ("who", "in_open", "in_invite"),
    [
        ("signed out", "not_signed_in", "not_found"),
        ("stranger", "leaders_only", "not_found"),
        ("asked", "leaders_only", "not_found"),
        ("banned", "leaders_only", "not_found"),
        ("member", "leaders_only", "leaders_only"),
        ("leader", "yes", "yes"),
        ("organiser", "yes", "yes"),
        ("leader of an archived group", "group_archived", "group_archived"),
    ],
)
def test_who_adds_changes_and_checks(who: str, in_open: str, in_invite: str) -> None:
    for ask in (policy.can_add_route, policy.can_change_route):
        assert word(ask(WHO[who], "open")) == in_open
        assert word(ask(WHO[who], "invite")) == in_invite


@pytest.mark.parametrize(
    ("who", "kept_to_members", "shown_to_all"),
    [
        ("signed out", "not_signed_in", "yes"),
        ("stranger", "members_only", "yes"),
        ("banned", "members_only", "yes"),
        ("member", "yes", "yes"),
        ("leader of an archived group", "yes", "yes"),
    ],
)
def test_who_downloads_the_exact_line(who: str, kept_to_members: str, shown_to_all: str) -> None:
    standing = WHO[who]
    assert word(policy.can_download_line(standing, "open", False)) == kept_to_members
    assert word(policy.can_download_line(standing, "open", True)) == shown_to_all
    if not standing.is_member:
        assert word(policy.can_download_line(standing, "invite", True)) == "not_found"


def test_a_draft_is_its_owners_alone() -> None:
    assert word(policy.can_open_draft(7, 7)) == "yes"
    assert word(policy.can_open_draft(8, 7)) == "not_found"
    assert word(policy.can_open_draft(None, 7)) == "not_found"


def test_names_are_for_members_or_for_all_if_the_group_says_so() -> None:
    assert policy.can_see_names(WHO["member"], False)
    assert not policy.can_see_names(WHO["stranger"], False)
    assert policy.can_see_names(WHO["stranger"], True)
