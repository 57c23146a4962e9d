"""Who may do what with an account."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from community.accounts import policy
from community.foundation.authorisation import Allowed, Denied

NOW = datetime(2026, 5, 14, 9, 30, tzinfo=UTC)


def code(decision: object) -> str:
    return "yes" if isinstance(decision, Allowed) else getattr(decision, "code", "?")


@pytest.mark.parametrize(
    ("actor", "person", "wanted"), [(1, 1, "yes"), (2, 1, "not_found"), (None, 1, "not_signed_in")]
)
def test_everybody_changes_their_own_account_only(
    actor: int | None, person: int, wanted: str
) -> None:
    assert code(policy.can_change_account(actor, person)) == wanted


@pytest.mark.parametrize(
    ("demo", "invented", "wanted"),
    [
        (True, True, "yes"),
        (True, False, "not_found"),
        (False, True, "not_found"),
        (False, False, "not_found"),
    ],
)
def test_one_tap_is_for_invented_people_while_the_demo_is_on(
    demo: bool, invented: bool, wanted: str
) -> None:
    assert code(policy.can_sign_in_by_tap(demo, invented)) == wanted


@pytest.mark.parametrize(
    ("purpose", "wanted_for", "age_minutes", "used", "wanted"),
    [
        ("password", "password", 29, False, "yes"),
        ("password", "password", 31, False, "link_old"),
        ("password", "password", 1, True, "link_used"),
        ("confirm", "password", 1, False, "not_found"),
        ("password", "confirm", 1, False, "not_found"),
        ("confirm", "confirm", 6 * 24 * 60, False, "yes"),
        ("confirm", "confirm", 8 * 24 * 60, False, "link_old"),
    ],
)
def test_a_link_works_once_for_its_purpose_and_its_time(
    purpose: str, wanted_for: str, age_minutes: int, used: bool, wanted: str
) -> None:
    made = NOW - timedelta(minutes=age_minutes)
    assert code(policy.can_use_link(purpose, wanted_for, made, used, NOW)) == wanted


def test_signing_up_is_for_who_is_not_signed_in() -> None:
    assert code(policy.can_sign_up(None)) == "yes"
    assert isinstance(policy.can_sign_up(3), Denied)


@pytest.mark.parametrize(
    ("actor", "other", "wanted"), [(1, 2, "yes"), (1, 1, "own_self"), (None, 1, "not_signed_in")]
)
def test_one_blocks_others_not_oneself(actor: int | None, other: int, wanted: str) -> None:
    assert code(policy.can_block(actor, other)) == wanted
