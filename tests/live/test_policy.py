"""Who may what in a room, for each role and the stranger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from community.foundation.authorisation import Denied
from community.live import policy
from community.live.policy import AboutEntry, RoomFacts
from community.live.rules.entries import Draft

NOW = datetime(2026, 5, 14, 8, 0, tzinfo=UTC)
WALK = RoomFacts("walk", closes_at=NOW + timedelta(days=14), leads=frozenset({2}))
OLD_WALK = RoomFacts("walk", closes_at=NOW)
GROUP = RoomFacts("group")


@dataclass(frozen=True)
class Somebody:
    person_id: int | None = 1
    is_member: bool = True
    is_leader: bool = False
    group_archived: bool = False
    muted: bool = False

    def is_muted(self, now: datetime) -> bool:
        return self.muted


MEMBER = Somebody()
STRANGER = Somebody(person_id=9, is_member=False)
NOBODY = Somebody(person_id=None, is_member=False)
LEADER = Somebody(person_id=3, is_leader=True)
WALK_LEADER = Somebody(person_id=2)  # a member who leads this walk
MUTED = Somebody(muted=True)
ENDED = Somebody(group_archived=True)

MESSAGE = Draft("message", "Hello")
HERE = Draft("check_in", "here")
HELP = Draft("check_in", "needs_help")
FOR_TOM = Draft("check_in", "here", person=5)
HELP_FOR_TOM = Draft("check_in", "needs_help", person=5)
COUNT = Draft("headcount", "6", moment="start")

POSTS = [
    (MEMBER, WALK, MESSAGE, None),
    (MEMBER, GROUP, MESSAGE, None),
    (LEADER, WALK, MESSAGE, None),
    (STRANGER, WALK, MESSAGE, "not_a_member"),
    (NOBODY, WALK, MESSAGE, "not_a_member"),
    (MUTED, WALK, MESSAGE, "muted"),
    (MEMBER, OLD_WALK, MESSAGE, "room_closed"),
    (ENDED, GROUP, MESSAGE, "room_closed"),
    (MEMBER, WALK, HERE, None),
    (MUTED, WALK, HERE, None),
    (STRANGER, WALK, HERE, "not_a_member"),
    (MEMBER, OLD_WALK, HERE, "room_closed"),
    (MEMBER, GROUP, HERE, "bad_request"),
    (MEMBER, WALK, HELP, None),
    (MUTED, WALK, HELP, None),
    (MUTED, OLD_WALK, HELP, None),
    (ENDED, OLD_WALK, HELP, None),
    (STRANGER, WALK, HELP, "not_a_member"),
    (NOBODY, WALK, HELP, "not_a_member"),
    (MEMBER, WALK, FOR_TOM, "not_allowed"),
    (MEMBER, WALK, HELP_FOR_TOM, "not_allowed"),
    (LEADER, WALK, FOR_TOM, None),
    (WALK_LEADER, WALK, FOR_TOM, None),
    (STRANGER, WALK, FOR_TOM, "not_a_member"),
    (MEMBER, WALK, COUNT, "not_allowed"),
    (MUTED, WALK, COUNT, "not_allowed"),
    (LEADER, WALK, COUNT, None),
    (WALK_LEADER, WALK, COUNT, None),
    (LEADER, GROUP, COUNT, "bad_request"),
    (LEADER, OLD_WALK, COUNT, "room_closed"),
    (STRANGER, WALK, COUNT, "not_a_member"),
]


@pytest.mark.parametrize(("who", "room", "draft", "code"), POSTS)
def test_posting(who: Somebody, room: RoomFacts, draft: Draft, code: str | None) -> None:
    decision = policy.can_post(who, room, draft, NOW)
    assert (decision.code if isinstance(decision, Denied) else None) == code


def test_an_unopened_mail_stops_words_but_no_check_in() -> None:
    def code(draft: Draft, who: Somebody = MEMBER) -> str | None:
        decision = policy.can_post(who, WALK, draft, NOW, email_is_missing=True)
        return decision.code if isinstance(decision, Denied) else None

    assert code(MESSAGE) == "email_not_confirmed"
    assert code(HERE) is None
    assert code(HELP) is None
    assert code(COUNT, LEADER) is None


def said(author_id: int | None, minutes_ago: float, kind: str = "message") -> AboutEntry:
    return AboutEntry(author_id, kind, NOW - timedelta(minutes=minutes_ago))


EDIT, DELETION, REACTION = (
    Draft("edit", "better", about=4),
    Draft("deletion", "", about=4),
    Draft("reaction", "👍", about=4),
)
CHANGES = [
    (MEMBER, EDIT, said(1, 15), None),
    (MEMBER, EDIT, said(1, 15.1), "not_allowed"),
    (MEMBER, EDIT, said(5, 1), "not_allowed"),
    (LEADER, EDIT, said(5, 1), "not_allowed"),
    (MEMBER, EDIT, said(1, 1, "check_in"), "not_allowed"),
    (MEMBER, DELETION, said(1, 9999), None),
    (MEMBER, DELETION, said(5, 1), "not_allowed"),
    (LEADER, DELETION, said(5, 9999), None),
    (WALK_LEADER, DELETION, said(5, 9999), None),
    (MEMBER, DELETION, said(1, 10, "check_in"), None),
    (MUTED, DELETION, said(1, 10, "check_in"), None),
    (MUTED, DELETION, said(1, 10), "muted"),
    (MEMBER, DELETION, said(1, 10.1, "check_in"), "not_allowed"),
    (MEMBER, DELETION, said(None, 1, "notice"), "bad_request"),
    (LEADER, DELETION, said(None, 1, "notice"), "bad_request"),
    (LEADER, DELETION, said(3, 1, "headcount"), "bad_request"),
    (MEMBER, DELETION, None, "bad_request"),
    (MEMBER, REACTION, said(5, 9999), None),
    (MUTED, REACTION, said(5, 1), "muted"),
    (MEMBER, REACTION, said(5, 1, "check_in"), "bad_request"),
    (MEMBER, REACTION, AboutEntry(5, "message", NOW, is_deleted=True), "bad_request"),
    (STRANGER, REACTION, said(5, 1), "not_a_member"),
]


@pytest.mark.parametrize(("who", "draft", "about", "code"), CHANGES)
def test_changing_what_was_said(
    who: Somebody, draft: Draft, about: AboutEntry | None, code: str | None
) -> None:
    decision = policy.can_post(who, WALK, draft, NOW, about=about)
    assert (decision.code if isinstance(decision, Denied) else None) == code


def test_reading_and_closing() -> None:
    def allowed(decision: object) -> bool:
        return not isinstance(decision, Denied)

    assert allowed(policy.can_read(MEMBER))
    assert allowed(policy.can_read(MUTED))
    assert allowed(policy.can_read(ENDED))
    assert not allowed(policy.can_read(STRANGER))
    assert not allowed(policy.can_read(NOBODY))
    assert allowed(policy.can_close(LEADER, WALK, NOW))
    assert allowed(policy.can_close(WALK_LEADER, WALK, NOW))
    assert not allowed(policy.can_close(MEMBER, WALK, NOW))
    assert not allowed(policy.can_close(LEADER, OLD_WALK, NOW))
    assert not allowed(policy.can_close(STRANGER, WALK, NOW))
    assert allowed(policy.can_repeat(1, 1))
    assert not allowed(policy.can_repeat(1, 2))
