"""Malformed payloads are `bad_request`, every one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from community.foundation.errors import BadRequest
from community.live import payloads

ONE = "6f1b2c9e-0d54-4d0f-9a35-0c1c1c7f2c11"
GOOD = {"room": "walk-340", "client_id": ONE, "kind": "message", "body": "Hello"}

MALFORMED: dict[str, Any] = {
    "nothing": None,
    "a number": 7,
    "a text": "walk-340",
    "a list": [GOOD],
    "bytes": b"\x00\x01",
    "an empty object": {},
    "no room": {k: v for k, v in GOOD.items() if k != "room"},
    "no client id": {k: v for k, v in GOOD.items() if k != "client_id"},
    "no kind": {k: v for k, v in GOOD.items() if k != "kind"},
    "room as number": {**GOOD, "room": 340},
    "room as list": {**GOOD, "room": ["walk-340"]},
    "room that is none": {**GOOD, "room": "café-1"},
    "room with a huge number": {**GOOD, "room": "walk-99999999999999999999"},
    "client id that is no uuid": {**GOOD, "client_id": "1"},
    "unknown kind": {**GOOD, "kind": "dance"},
    "kind only the server writes": {**GOOD, "kind": "notice"},
    "body as number": {**GOOD, "body": 7},
    "body as list": {**GOOD, "body": ["Hello"]},
    "body as object": {**GOOD, "body": {"text": "Hello"}},
    "body null": {**GOOD, "body": None},
    "body as true": {**GOOD, "body": True},
    "body of 1 MB": {**GOOD, "body": "x" * 1_000_000},
    "NUL in the body": {**GOOD, "body": "a\0b"},
    "reply to text": {**GOOD, "reply_to": "4"},
    "reply to a float": {**GOOD, "reply_to": 4.5},
    "reply beyond integers": {**GOOD, "reply_to": 2**40},
    "edit of nothing": {**GOOD, "kind": "edit"},
    "edit of a list": {**GOOD, "kind": "edit", "about": [1]},
    "state that is none": {**GOOD, "kind": "check_in", "body": "asleep"},
    "minutes as text": {**GOOD, "kind": "check_in", "body": "running_late", "minutes": "5"},
    "minutes below one": {**GOOD, "kind": "check_in", "body": "running_late", "minutes": -5},
    "made at no time": {**GOOD, "made_at": "yesterday"},
    "made at without a zone": {**GOOD, "made_at": "2026-05-14T08:00:00"},
    "made at as number": {**GOOD, "made_at": 1778745600},
    "a count of words": {**GOOD, "kind": "headcount", "body": "six", "moment": "start"},
    "a count at no moment": {**GOOD, "kind": "headcount", "body": 6},
}


@pytest.mark.parametrize("payload", MALFORMED.values(), ids=MALFORMED)
def test_malformed_posts_are_bad_requests(payload: Any) -> None:
    with pytest.raises(BadRequest) as caught:
        payloads.parse_post(1, payload)
    assert "Hello" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_good_post_is_read() -> None:
    post = payloads.parse_post(7, {**GOOD, "client_id": ONE.upper(), "extra": 1})
    assert (post.person_id, str(post.room), post.client_id) == (7, "walk-340", ONE)
    assert (post.draft.kind, post.draft.body, post.made_at) == ("message", "Hello", None)


def test_the_time_of_the_device_is_read_as_utc() -> None:
    post = payloads.parse_post(
        7, {**GOOD, "kind": "check_in", "body": "here", "made_at": "2026-05-14T09:30:00+02:00"}
    )
    assert post.made_at == datetime(2026, 5, 14, 7, 30, tzinfo=UTC)


def test_a_count_may_be_a_number_or_its_digits() -> None:
    for body in (6, "6"):
        post = payloads.parse_post(7, {**GOOD, "kind": "headcount", "body": body, "moment": "end"})
        assert post.draft.body == "6"


@pytest.mark.parametrize(
    "kind", [payloads.JoinPayload, payloads.SincePayload, payloads.SeenPayload]
)
@pytest.mark.parametrize(
    "payload",
    [None, [], "walk-1", {"room": 1}, {"room": "walk-1", "after_seq": "0", "seq": "0"},
     {"room": "walk-1", "after_seq": -1, "seq": -1}, {"room": "walk-1", "after_seq": 2**40,
      "seq": 2**40}, {"room": "walk-1", "after_seq": True, "seq": True}],
)  # fmt: skip
def test_malformed_questions_are_bad_requests(kind: Any, payload: Any) -> None:
    with pytest.raises(BadRequest):
        payloads.read(kind, payload)


def test_a_page_holds_at_most_200() -> None:
    with pytest.raises(BadRequest):
        payloads.read(payloads.SincePayload, {"room": "walk-1", "after_seq": 0, "limit": 201})


def test_a_form_gives_the_same_payload() -> None:
    form = {"client_id": ONE, "kind": "check_in", "body": "running_late", "minutes": "10"}
    post = payloads.parse_post(7, payloads.form_payload("walk-340", form))
    assert post.draft.minutes == 10
    with pytest.raises(BadRequest):
        payloads.form_payload("walk-340", {"minutes": "ten"})
