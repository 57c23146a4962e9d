"""Who may do what with walks: each role, and the stranger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from community.events import policy
from community.foundation.authorisation import Allowed, Decision
from community.groups import Standing

START = datetime(2026, 5, 14, 7, 30, tzinfo=UTC)
END = START + timedelta(minutes=50)
BEFORE = START - timedelta(days=2)

STRANGER = Standing(None, 1)
OUTSIDER = Standing(5, 1)
MEMBER = Standing(5, 1, role="member")
LEADER = Standing(5, 1, role="leader")
ORGANISER = Standing(5, 1, role="organiser")
BANNED = Standing(5, 1, banned=True)
ENDED = Standing(5, 1, role="leader", group_archived=True)
EVERYBODY = (STRANGER, OUTSIDER, MEMBER, LEADER, ORGANISER, BANNED, ENDED)


@dataclass(frozen=True)
class ADate:
    """One date as the policies see it."""

    status: str = "planned"
    start_utc: datetime = START
    end_utc: datetime = END


def code(decision: Decision) -> str:
    """Return 'yes', or why not."""
    return "yes" if isinstance(decision, Allowed) else decision.code


@pytest.mark.parametrize(
    ("joining", "status", "expected"),
    [
        ("open", "published", ["yes"] * 7),
        ("ask", "published", ["yes"] * 7),
        (
            "invite",
            "published",
            ["not_found", "not_found", "yes", "yes", "yes", "not_found", "yes"],
        ),
        (
            "open",
            "draft",
            ["not_found", "not_found", "not_found", "yes", "yes", "not_found", "yes"],
        ),
        (
            "open",
            "checked",
            ["not_found", "not_found", "not_found", "yes", "yes", "not_found", "yes"],
        ),
    ],
)
def test_who_sees_a_walk(joining: str, status: str, expected: list[str]) -> None:
    found = [code(policy.can_see_walk(one, joining, status)) for one in EVERYBODY]
    assert found == expected


@pytest.mark.parametrize(
    ("joining", "expected"),
    [
        ("open", ["not_signed_in", "yes", "yes", "yes", "yes", "banned", "group_archived"]),
        ("ask", ["not_signed_in", "join_first", "yes", "yes", "yes", "banned", "group_archived"]),
        ("invite", ["not_found", "not_found", "yes", "yes", "yes", "not_found", "group_archived"]),
    ],
)
def test_who_answers(joining: str, expected: list[str]) -> None:
    found = [
        code(policy.can_answer(one, joining, "published", ADate(), BEFORE)) for one in EVERYBODY
    ]
    assert found == expected


@pytest.mark.parametrize(
    ("status", "now", "expected"),
    [
        ("planned", BEFORE, "yes"),
        ("planned", START - timedelta(seconds=1), "yes"),
        ("planned", START, "walk_started"),
        ("planned", END, "walk_over"),
        ("cancelled", BEFORE, "called_off"),
        ("skipped", BEFORE, "no_walk"),
    ],
)
def test_a_date_is_answered_and_moved_until_its_start(
    status: str, now: datetime, expected: str
) -> None:
    date = ADate(status)
    assert code(policy.can_answer(MEMBER, "open", "published", date, now)) == expected
    assert code(policy.can_move(LEADER, date, now)) == expected


def test_a_draft_cannot_be_answered_by_members() -> None:
    assert code(policy.can_answer(MEMBER, "open", "draft", ADate(), BEFORE)) == "not_found"


LEADERS = ["leaders_only"] * 3 + ["yes", "yes", "leaders_only", "group_archived"]


def test_leaders_and_organisers_plan_edit_move_and_call_off() -> None:
    assert [code(policy.can_plan(one)) for one in EVERYBODY] == LEADERS
    assert [code(policy.can_edit(one)) for one in EVERYBODY] == LEADERS
    assert [code(policy.can_move(one, ADate(), BEFORE)) for one in EVERYBODY] == LEADERS
    assert [code(policy.can_call_off(one, ADate(), BEFORE)) for one in EVERYBODY] == LEADERS
    assert [code(policy.can_see_register(one)) for one in EVERYBODY] == [*LEADERS[:6], "yes"]


@pytest.mark.parametrize(
    ("status", "now", "expected"),
    [
        ("planned", START + timedelta(minutes=5), "yes"),
        ("planned", END, "walk_over"),
        ("cancelled", BEFORE, "called_off"),
        ("skipped", BEFORE, "no_walk"),
    ],
)
def test_a_date_is_called_off_until_its_end(status: str, now: datetime, expected: str) -> None:
    assert code(policy.can_call_off(LEADER, ADate(status), now)) == expected


@pytest.mark.parametrize(
    ("standing", "person", "expected"),
    [
        (STRANGER, 5, "not_found"),
        (OUTSIDER, 5, "not_found"),
        (BANNED, 5, "not_found"),
        (MEMBER, 5, "yes"),
        (MEMBER, 6, "leaders_only"),
        (LEADER, 6, "yes"),
        (ORGANISER, 6, "yes"),
    ],
)
def test_members_register_themselves_and_leaders_anybody(
    standing: Standing, person: int, expected: str
) -> None:
    assert code(policy.can_tick_register(standing, person, ADate(), START)) == expected


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (START - timedelta(minutes=61), "register_not_open"),
        (START - timedelta(minutes=60), "yes"),
        (END + timedelta(hours=24), "yes"),
        (END + timedelta(hours=24, seconds=1), "register_closed"),
    ],
)
def test_the_register_is_open_from_an_hour_before_to_a_day_after(
    now: datetime, expected: str
) -> None:
    assert code(policy.can_tick_register(LEADER, 6, ADate(), now)) == expected


def test_names_and_exact_places_are_for_members_unless_the_group_shows_them() -> None:
    for may in (policy.can_see_names, policy.can_see_exact_place):
        assert [may(one, False) for one in EVERYBODY] == [one.is_member for one in EVERYBODY]
        assert all(may(one, True) for one in EVERYBODY)
