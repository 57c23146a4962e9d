"""What people type is cleaned, never garbled."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.foundation.logs import masked
from community.foundation.reading import Reading
from community.foundation.security import safe_next
from community.foundation.text import clean_line, clean_text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Ana  ", "Ana"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("Bad\u202egnp.exe", "Badgnp.exe"),
        ("zero\u0000byte", "zerobyte"),
        ("e\u0301", "é"),
        ("👍🏽 good", "👍🏽 good"),
        ("a\ud800b", "ab"),
    ],
)
def test_unseen_characters_go_and_the_rest_stays(typed: str, kept: str) -> None:
    assert clean_text(typed) == kept


def test_a_line_has_single_blanks() -> None:
    assert clean_line(" Rhine \n dam\tloop ") == "Rhine dam loop"


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = clean_text(text)
    assert clean_text(once) == once
    once.encode("utf-8")


@pytest.mark.parametrize(
    ("target", "safe"),
    [
        ("/walks/3?answer=coming", "/walks/3?answer=coming"),
        ("//evil.example", None),
        ("https://evil.example", None),
        ("/\\evil.example", None),
        ("/a\nb", None),
        ("javascript:alert(1)", None),
        ("", None),
        (None, None),
    ],
)
def test_only_paths_of_this_site_are_gone_back_to(target: str | None, safe: str | None) -> None:
    assert safe_next(target) == safe


def test_feed_and_password_tokens_are_masked_in_logs() -> None:
    assert masked("GET /calendar/AbCdEfGhIjKlMnOpQrStUvWxYz012345.ics") == "GET /calendar/….ics"
    assert masked("/password/AbCdEfGhIjKlMnOpQrSt") == "/password/…"
    assert masked("/groups/vaduz/calendar.ics") == "/groups/vaduz/calendar.ics"


@given(st.text(max_size=30))
def test_any_reading_cookie_is_read_without_an_error(text: str) -> None:
    reading = Reading.unpacked(text)
    assert Reading.unpacked(reading.packed()) == reading
