"""Who may do what with a shared route: every role and the stranger."""

from __future__ import annotations

import pytest

from community.groups.rules import Standing
from community.routes import policy
from tests.routes.test_policy import WHO, word

OURS = Standing(7, 2, role="leader")


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("joining", ["open", "ask", "invite"])
def test_everybody_sees_a_shared_route_and_sharing_opens_no_line(who: str, joining: str) -> None:
    standing = WHO[who]
    assert word(policy.can_see_route(standing, joining, "everyone")) == "yes"
    assert policy.can_see_route(standing, joining, "group") == policy.can_see_routes(
        standing, joining
    )
    shown = policy.can_download_line(standing, joining, False, "everyone")
    wanted = (
        "yes" if standing.is_member else "not_signed_in" if who == "signed out" else "members_only"
    )
    assert word(shown) == wanted


@pytest.mark.parametrize(
    ("who", "own", "shared"),
    [
        ("signed out", "not_signed_in", "not_signed_in"),
        ("stranger", "leaders_only", "another_groups_route"),
        ("asked", "leaders_only", "another_groups_route"),
        ("banned", "leaders_only", "another_groups_route"),
        ("member", "leaders_only", "another_groups_route"),
        ("leader", "yes", "yes"),
        ("organiser", "yes", "yes"),
        ("leader of an archived group", "group_archived", "group_archived"),
    ],
)
def test_only_leaders_of_the_owning_group_change_it(who: str, own: str, shared: str) -> None:
    assert word(policy.can_change_route(WHO[who], "open", "group")) == own
    assert word(policy.can_change_route(WHO[who], "open", "everyone")) == shared


@pytest.mark.parametrize(
    ("who", "kept", "open_to_all"),
    [
        ("signed out", "not_signed_in", "not_signed_in"),
        ("stranger", "members_only", "yes"),
        ("banned", "members_only", "yes"),
        ("member", "yes", "yes"),
        ("leader", "yes", "yes"),
    ],
)
def test_who_leads_another_group_takes_over_what_she_may_know(
    who: str, kept: str, open_to_all: str
) -> None:
    for exact, wanted in ((False, kept), (True, open_to_all)):
        line = policy.can_download_line(WHO[who], "open", exact, "everyone")
        own = OURS if who != "signed out" else Standing(None, 2)
        assert word(policy.can_take_over(WHO[who], own, line)) == wanted


def test_taking_over_is_for_leaders_of_a_living_group_that_does_not_have_it() -> None:
    yes = policy.ALLOWED
    member, archived = Standing(7, 2, role="member"), Standing(7, 2, "leader", group_archived=True)
    assert word(policy.can_take_over(WHO["stranger"], member, yes)) == "leaders_only"
    assert word(policy.can_take_over(WHO["stranger"], archived, yes)) == "group_archived"
    assert word(policy.can_take_over(WHO["leader"], WHO["leader"], yes)) == "own_route"


def test_walks_are_planned_on_own_and_on_shared_routes() -> None:
    assert policy.may_plan_on(1, 1, "group")
    assert policy.may_plan_on(2, 1, "everyone")
    assert not policy.may_plan_on(2, 1, "group")


@pytest.mark.parametrize("who", WHO)
def test_a_risk_assessment_is_for_who_leads_walks_there(who: str) -> None:
    standing = WHO[who]
    own = word(policy.can_read_risk(standing, "open", "group", leads_somewhere=True))
    shared = word(policy.can_read_risk(standing, "open", "everyone", leads_somewhere=True))
    plain = word(policy.can_read_risk(standing, "open", "everyone", leads_somewhere=False))
    if who == "signed out":
        assert {own, shared, plain} == {"not_signed_in"}
        return
    leads = standing.is_leader
    assert own == plain == ("yes" if leads else "leaders_only")
    assert shared == "yes"
