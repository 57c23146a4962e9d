"""What an entry may hold."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from community.live.rules import entries
from community.live.rules.entries import Draft, Fault
from community.live.rules.rate import Rates

NOW = datetime(2026, 5, 14, 8, 0, tzinfo=UTC)

GOOD = [
    (Draft("message", "  Right behind you, Tom \r\n"), Draft("message", "Right behind you, Tom")),
    (Draft("message", "x" * 2000), Draft("message", "x" * 2000)),
    (Draft("message", " " + "x" * 2000 + " "), Draft("message", "x" * 2000)),
    (Draft("message", "yes", reply_to=4), Draft("message", "yes", reply_to=4)),
    (Draft("message", "a\u202eb"), Draft("message", "ab")),
    (Draft("edit", "better", about=3), Draft("edit", "better", about=3)),
    (Draft("deletion", "ignored", about=3), Draft("deletion", "", about=3)),
    (Draft("reaction", "👍", about=3), Draft("reaction", "👍", about=3)),
    (Draft("check_in", "here", minutes=5), Draft("check_in", "here")),
    (Draft("check_in", "running_late", minutes=10), Draft("check_in", "running_late", minutes=10)),
    (
        Draft("check_in", "resting", seat=" bench\n4 "),
        Draft("check_in", "resting", seat="bench 4"),
    ),
    (Draft("check_in", "here", person=7), Draft("check_in", "here", person=7)),
    (Draft("headcount", "07", moment="end"), Draft("headcount", "7", moment="end")),
]


@pytest.mark.parametrize(("draft", "kept"), GOOD)
def test_good_drafts_are_kept_cleaned(draft: Draft, kept: Draft) -> None:
    assert entries.check_entry(draft) == kept


BAD = [
    (Draft("message", "   \n "), "empty"),
    (Draft("message", "\ufeff"), "empty"),
    (Draft("message", "x" * 2001), "too_long"),
    (Draft("edit", "", about=3), "empty"),
    (Draft("message", "a\0b"), "bad_request"),
    (Draft("message", "x" * 64_001), "bad_request"),
    (Draft("message", "hi", about=3), "bad_request"),
    (Draft("notice", "Called off"), "bad_request"),
    (Draft("edit", "text"), "bad_request"),
    (Draft("deletion", ""), "bad_request"),
    (Draft("reaction", "👎", about=3), "bad_request"),
    (Draft("check_in", "asleep"), "bad_request"),
    (Draft("check_in", "running_late", minutes=0), "bad_request"),
    (Draft("check_in", "running_late", minutes=121), "bad_request"),
    (Draft("check_in", "resting", seat="x" * 61), "too_long"),
    (Draft("check_in", "resting", seat="a\0"), "bad_request"),
    (Draft("headcount", "six", moment="start"), "bad_request"),
    (Draft("headcount", "-1", moment="start"), "bad_request"),
    (Draft("headcount", "٧", moment="start"), "bad_request"),
    (Draft("headcount", "1000", moment="start"), "bad_request"),
    (Draft("headcount", "7", moment="later"), "bad_request"),
]


@pytest.mark.parametrize(("draft", "code"), BAD)
def test_bad_drafts_have_their_code(draft: Draft, code: str) -> None:
    assert entries.check_entry(draft) == Fault(code)


@pytest.mark.parametrize(
    ("text", "name"),
    [("walk-340", "walk-340"), ("group-12", "group-12"), ("team-5", "team-5")],
)
def test_room_names_are_read(text: str, name: str) -> None:
    assert str(entries.room_name(text)) == name


@pytest.mark.parametrize(
    "text", ["", "walk-", "walk-0", "walk-012", "walk--1", "walk-1 ", "café-1", "walk-9999999999"]
)
def test_other_names_are_none(text: str) -> None:
    assert entries.room_name(text) is None


def test_client_ids_are_uuids_in_one_spelling() -> None:
    one = "6f1b2c9e-0d54-4d0f-9a35-0c1c1c7f2c11"
    assert entries.client_id(one.upper()) == one
    assert entries.client_id(one.replace("-", "")) == one
    assert entries.client_id("{" + one + "}") is None
    assert entries.client_id("1") is None


def test_windows_for_edits_undo_and_what_a_body_says() -> None:
    assert entries.can_still_edit(NOW - timedelta(minutes=15), NOW)
    assert not entries.can_still_edit(NOW - timedelta(minutes=15, seconds=1), NOW)
    assert entries.can_still_undo(NOW - timedelta(minutes=10), NOW)
    assert not entries.can_still_undo(NOW - timedelta(minutes=10, seconds=1), NOW)
    week_old = NOW - timedelta(days=7)
    for state in ("running_late", "resting", "left_early", "needs_help"):
        assert entries.vanishes("check_in", state, week_old, NOW)
        assert not entries.vanishes("check_in", state, week_old + timedelta(seconds=1), NOW)
    assert not entries.vanishes("check_in", "here", week_old, NOW)
    assert not entries.vanishes("message", "resting", week_old, NOW)


def test_a_tap_keeps_the_time_of_the_device_only_where_that_can_be() -> None:
    opened = NOW - timedelta(hours=2)
    early = NOW - timedelta(minutes=9)
    assert entries.made_at_or_now(early, NOW, opened) == early
    assert entries.made_at_or_now(NOW + timedelta(seconds=1), NOW, opened) == NOW
    assert entries.made_at_or_now(opened - timedelta(seconds=1), NOW, opened) == NOW
    assert entries.made_at_or_now(None, NOW, opened) == NOW


def test_twenty_posts_in_ten_seconds_then_a_wait() -> None:
    rates = Rates()
    assert [rates.wait_s(1, 100 + i / 10) for i in range(20)] == [0] * 20
    assert rates.wait_s(1, 102.0) == 8
    assert rates.wait_s(2, 102.0) == 0  # somebody else
    assert rates.wait_s(1, 110.0) == 0  # the first one has left the window
    assert rates.wait_s(1, 110.05) == 1


def test_the_table_of_rates_empties_itself_and_is_bounded() -> None:
    rates = Rates(most_people=100)
    for person in range(1000):
        rates.wait_s(person, 100.0)
    assert len(rates) <= 101
    rates.wait_s(5, 200.0)
    assert len(rates) == 1


def test_a_refused_post_does_not_make_the_wait_longer() -> None:
    rates = Rates()
    for _ in range(20):
        rates.wait_s(1, 0.0)
    for tenth in range(99):
        assert rates.wait_s(1, tenth / 10) >= 1
    assert rates.wait_s(1, 10.0) == 0
