"""Who may do what in a group: every role, and the stranger."""

from __future__ import annotations

from typing import Any

import pytest

from community.foundation.authorisation import Allowed
from community.groups import policy
from community.groups.rules import Standing

STANDINGS: dict[str, Standing] = {
    "signed out": Standing(None, 1),
    "stranger": Standing(9, 1),
    "asked": Standing(9, 1, has_asked=True),
    "banned": Standing(9, 1, banned=True),
    "member": Standing(2, 1, "member"),
    "leader": Standing(3, 1, "leader"),
    "organiser": Standing(4, 1, "organiser"),
}
OTHERS: dict[str, Standing] = {
    "nobody": Standing(20, 1),
    "member": Standing(21, 1, "member"),
    "leader": Standing(22, 1, "leader"),
    "organiser": Standing(23, 1, "organiser"),
}


def code(decision: Any) -> str:
    return "yes" if isinstance(decision, Allowed) else str(decision.code)


def told(rule: Any, **rest: Any) -> dict[str, str]:
    return {name: code(rule(standing, **rest)) for name, standing in STANDINGS.items()}


def test_joining_an_open_group() -> None:
    assert told(policy.can_join, joining="open") == {
        "signed out": "not_signed_in",
        "stranger": "yes",
        "asked": "yes",
        "banned": "banned",
        "member": "yes",
        "leader": "yes",
        "organiser": "yes",
    }


@pytest.mark.parametrize(
    ("joining", "invited", "join", "ask"),
    [
        ("open", False, "yes", "yes"),
        ("ask", False, "ask_first", "yes"),
        ("ask", True, "yes", "yes"),
        ("invite", False, "by_invitation", "by_invitation"),
        ("invite", True, "yes", "by_invitation"),
    ],
)
def test_a_stranger_joins_or_asks_as_the_group_chose(
    joining: Any, invited: bool, join: str, ask: str
) -> None:
    stranger = STANDINGS["stranger"]
    assert code(policy.can_join(stranger, joining, invited)) == join
    assert code(policy.can_ask_to_join(stranger, joining)) == ask


def test_nobody_joins_an_archived_group_or_past_a_ban() -> None:
    archived = Standing(9, 1, group_archived=True)
    assert code(policy.can_join(archived, "open")) == "group_archived"
    assert code(policy.can_ask_to_join(archived, "ask")) == "group_archived"
    assert code(policy.can_join(STANDINGS["banned"], "open", has_invitation=True)) == "banned"
    assert code(policy.can_ask_to_join(STANDINGS["banned"], "ask")) == "banned"


@pytest.mark.parametrize("joining", ["open", "ask", "invite"])
def test_outsiders_of_an_invite_only_group_see_name_and_place_only(joining: Any) -> None:
    seen = {name: policy.can_see_inside(s, joining) for name, s in STANDINGS.items()}
    is_open = joining != "invite"
    assert seen == {
        "signed out": is_open,
        "stranger": is_open,
        "asked": is_open,
        "banned": is_open,
        "member": True,
        "leader": True,
        "organiser": True,
    }
    assert policy.can_see_inside(STANDINGS["stranger"], "invite", has_invitation=True)
    assert not policy.can_see_inside(STANDINGS["banned"], "invite", has_invitation=True)


HIDDEN_FROM_OUTSIDERS = {
    "signed out": "not_signed_in",
    "stranger": "not_found",
    "asked": "not_found",
    "banned": "not_found",
}


def test_members_see_members() -> None:
    assert told(policy.can_see_members) == {
        **HIDDEN_FROM_OUTSIDERS,
        "member": "yes",
        "leader": "yes",
        "organiser": "yes",
    }


@pytest.mark.parametrize(
    "rule",
    [policy.can_answer_requests, policy.can_change_settings, policy.can_archive],
)
def test_only_organisers_settle_what_concerns_the_group(rule: Any) -> None:
    assert told(rule) == {
        **HIDDEN_FROM_OUTSIDERS,
        "member": "organisers_only",
        "leader": "organisers_only",
        "organiser": "yes",
    }
    assert code(rule(Standing(4, 1, "organiser", group_archived=True))) == "group_archived"


def test_every_member_may_invite() -> None:
    assert told(policy.can_invite) == {
        **HIDDEN_FROM_OUTSIDERS,
        "member": "yes",
        "leader": "yes",
        "organiser": "yes",
    }
    assert code(policy.can_invite(Standing(4, 1, "member", group_archived=True))) != "yes"


def test_everybody_may_leave_but_the_last_organiser() -> None:
    assert told(policy.can_leave, organisers=2, members=5) == {
        "signed out": "not_signed_in",
        "stranger": "not_found",
        "asked": "yes",
        "banned": "not_found",
        "member": "yes",
        "leader": "yes",
        "organiser": "yes",
    }
    organiser = STANDINGS["organiser"]
    assert code(policy.can_leave(organiser, organisers=1, members=2)) == "last_organiser"
    assert code(policy.can_leave(organiser, organisers=1, members=1)) == "yes"


@pytest.mark.parametrize(
    ("actor", "wanted"),
    [
        ("signed out", "not_signed_in"),
        ("stranger", "not_found"),
        ("banned", "not_found"),
        ("member", "organisers_only"),
        ("leader", "organisers_only"),
        ("organiser", "yes"),
    ],
)
def test_only_organisers_give_roles(actor: str, wanted: str) -> None:
    decision = policy.can_set_role(STANDINGS[actor], OTHERS["member"], "leader", organisers=1)
    assert code(decision) == wanted


def test_roles_are_for_members_and_one_organiser_is_left() -> None:
    organiser = STANDINGS["organiser"]
    assert code(policy.can_set_role(organiser, OTHERS["nobody"], "leader", 2)) == "not_found"
    assert code(policy.can_set_role(organiser, organiser, "member", 1)) == "last_organiser"
    assert code(policy.can_set_role(organiser, organiser, "organiser", 1)) == "yes"
    assert code(policy.can_set_role(organiser, organiser, "member", 2)) == "yes"


REMOVING = [
    ("signed out", "member", "not_signed_in"),
    ("stranger", "member", "not_found"),
    ("banned", "member", "not_found"),
    ("member", "member", "organisers_only"),
    ("leader", "member", "yes"),
    ("leader", "leader", "organisers_only"),
    ("leader", "organiser", "organisers_only"),
    ("organiser", "member", "yes"),
    ("organiser", "leader", "yes"),
    ("organiser", "organiser", "yes"),
]


@pytest.mark.parametrize(("actor", "other", "wanted"), REMOVING)
def test_removing(actor: str, other: str, wanted: str) -> None:
    assert code(policy.can_remove(STANDINGS[actor], OTHERS[other])) == wanted


MUTING = [
    *[case for case in REMOVING if case[1] != "organiser"],
    ("organiser", "organiser", "organisers_only"),
    ("organiser", "nobody", "not_found"),
]


@pytest.mark.parametrize(("actor", "other", "wanted"), MUTING)
def test_muting(actor: str, other: str, wanted: str) -> None:
    assert code(policy.can_mute(STANDINGS[actor], OTHERS[other])) == wanted


@pytest.mark.parametrize(
    ("actor", "other", "wanted"),
    [
        ("signed out", "member", "not_signed_in"),
        ("stranger", "member", "not_found"),
        ("member", "member", "organisers_only"),
        ("leader", "member", "organisers_only"),
        ("organiser", "member", "yes"),
        ("organiser", "nobody", "not_found"),
        ("organiser", "organiser", "is_organiser"),
    ],
)
def test_banning(actor: str, other: str, wanted: str) -> None:
    assert code(policy.can_ban(STANDINGS[actor], OTHERS[other])) == wanted


@pytest.mark.parametrize("rule", [policy.can_remove, policy.can_ban, policy.can_mute])
def test_nobody_does_it_to_themselves(rule: Any) -> None:
    organiser = STANDINGS["organiser"]
    assert code(rule(organiser, organiser)) == "own_self"


@pytest.mark.parametrize(
    ("person", "confirmed", "wanted"),
    [(None, True, "not_signed_in"), (1, False, "not_confirmed"), (1, True, "yes")],
)
def test_starting_a_group(person: int | None, confirmed: bool, wanted: str) -> None:
    assert code(policy.can_create_group(person, confirmed)) == wanted
