"""Entity tags, dates, tokens, colours."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageColor

from community.calendar.rules.colour import CSS3_COLOURS, css3_name
from community.calendar.rules.etag import (
    feed_etag,
    http_date,
    is_not_modified,
    last_modified_of,
    matches_none,
    read_http_date,
)
from community.calendar.rules.token import feed_token, is_token, token_lookup

TAG = 'W/"group-12-340-20270120-a1b2c3d4"'
CHANGED = datetime(2027, 1, 20, 10, 0, 0, tzinfo=UTC)
SECRET, NONCE = b"s" * 32, b"n" * 16


def test_the_tag() -> None:
    assert feed_etag("group", "12", "340", date(2027, 1, 20), "a1b2c3d4") == TAG
    for owner in ('1"', "1 2", "", "é", "1,2"):
        with pytest.raises(ValueError, match="entity tag"):
            feed_etag("group", owner, "1", date(2027, 1, 20), "a")


@pytest.mark.parametrize(
    ("header", "matches"),
    [
        (TAG, True),
        (TAG.removeprefix("W/"), True),
        (f'"x", {TAG}', True),
        (f'"x",{TAG},"y"', True),
        (f' ,, "a,b" , {TAG}', True),
        ("*", True),
        (" * ", True),
        ('W/"other"', False),
        ('"x", "y"', False),
        ("", False),
        (TAG[3:-1], False),  # without quotes
        (TAG.replace("W/", "w/"), False),
        (f"nonsense {TAG}", False),
        (f'"unfinished, {TAG}', False),
        ('"*"', False),
    ],
)
def test_if_none_match(header: str, matches: bool) -> None:
    assert matches_none(header, TAG) is matches


@given(st.text(max_size=80))
def test_any_header_is_answered(header: str) -> None:
    assert matches_none(header, TAG) in (True, False)
    read_http_date(header)


@pytest.mark.parametrize(
    ("none_match", "since", "unchanged"),
    [
        (None, None, False),
        (TAG, None, True),
        ('"x"', http_date(CHANGED), False),  # If-Modified-Since is ignored then
        (TAG, "Wed, 01 Jan 2020 00:00:00 GMT", True),
        (None, http_date(CHANGED), True),
        (None, http_date(CHANGED + timedelta(seconds=1)), True),
        (None, http_date(CHANGED - timedelta(seconds=1)), False),
        (None, "yesterday", False),
        (None, "", False),
        (None, "Wed, 99 Foo 2027 00:00:00 GMT", False),
        (None, "Wednesday, 20-Jan-27 10:00:00 GMT", True),  # the old form
        (None, "Wed Jan 20 10:00:00 2027", True),  # and the oldest
    ],
)
def test_not_modified(none_match: str | None, since: str | None, unchanged: bool) -> None:
    assert is_not_modified(TAG, CHANGED, none_match, since) is unchanged


def test_http_dates() -> None:
    assert http_date(CHANGED) == "Wed, 20 Jan 2027 10:00:00 GMT"
    assert read_http_date(http_date(CHANGED)) == CHANGED


def test_last_modified_is_the_newest_and_never_in_the_future() -> None:
    now = datetime(2027, 1, 20, 15, 30, 1, 5, tzinfo=UTC)
    midnight = datetime(2027, 1, 20, tzinfo=UTC)
    long_ago = datetime(2026, 1, 1, tzinfo=UTC)

    assert last_modified_of([long_ago], long_ago, now) == midnight
    assert last_modified_of([], long_ago, now) == midnight
    assert last_modified_of([CHANGED, long_ago], long_ago, now) == CHANGED
    assert last_modified_of([long_ago], CHANGED, now) == CHANGED
    assert last_modified_of([now + timedelta(hours=1)], long_ago, now) == now.replace(microsecond=0)


def test_a_token_can_be_shown_again_and_is_nobody_elses() -> None:
    token = feed_token(SECRET, 5, NONCE)

    assert token == feed_token(SECRET, 5, NONCE)
    assert len(token) == 32
    assert is_token(token)
    others = {
        feed_token(b"t" * 32, 5, NONCE),
        feed_token(SECRET, 6, NONCE),
        feed_token(SECRET, 5, b"m" * 16),
    }
    assert len(others | {token}) == 4
    assert len(token_lookup(token)) == 32
    assert token_lookup(token) != token_lookup(next(iter(others)))


def test_short_secrets_are_refused() -> None:
    with pytest.raises(ValueError, match="16 octets"):
        feed_token(b"short", 5, NONCE)
    with pytest.raises(ValueError, match="16 octets"):
        feed_token(SECRET, 5, b"short")


@pytest.mark.parametrize("text", ["", "a" * 31, "a" * 33, "a" * 31 + "!", "a" * 31 + "\n"])
def test_what_cannot_be_a_token(text: str) -> None:
    assert not is_token(text)


def test_colours_are_those_of_css() -> None:
    for name, values in CSS3_COLOURS.items():
        assert ImageColor.getrgb(name) == values


@pytest.mark.parametrize(
    ("colour", "name"),
    [("#000000", "black"), ("#FF6347", "tomato"), ("#fe6448", "tomato"), ("#2f6f4f", "seagreen")],
)
def test_nearest_colour(colour: str, name: str) -> None:
    assert css3_name(colour) == name


@pytest.mark.parametrize("colour", ["", "red", "#fff", "#12345g", "2f6f4f", "#2f6f4f "])
def test_what_is_no_colour(colour: str) -> None:
    with pytest.raises(ValueError, match="not a colour"):
        css3_name(colour)
