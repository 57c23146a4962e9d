"""Cleaning, escaping, folding."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.calendar.rules.text import (
    clean_line,
    clean_text,
    content_lines,
    escape_text,
    plain_text,
    quoted_parameter,
)

INSTEAD = "(see the walk's page)"
ANY_TEXT = st.text(st.characters(codec=None), max_size=300)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("Bring water", "Bring water"),
        ("  around  ", "around"),
        ("Cafe\u0301", "Caf\u00e9"),
        ("a\x00b\x07c\x7f", "abc"),
        ("\ufeffa\ufffdb", "ab"),
        ("a\r\nb\rc\u0085d\u2028e\u2029f", "a\nb\nc\nd\ne\nf"),
        ("a\tb", "a b"),
        ("\ud800a", "a"),
        ("Mail ruth@example.org, please", f"Mail {INSTEAD}, please"),
        ("<ruth.o'neil+walk@mail.example.co.uk>", INSTEAD),
        ("[Ruth](mailto:ruth@example.org)", f"Ruth ({INSTEAD})"),
        ("ruth@\ufeffexample.org", INSTEAD),
        ("ruth&#64;example.org", INSTEAD),
        ("Grüße an jürgen@müller.example", f"Grüße an {INSTEAD}"),
        ("at 10 @ the mill", "at 10 @ the mill"),
        ("**Bold**, _italic_, `code`, ~~gone~~", "Bold, italic, code, gone"),
        ("**_both_** and ***all***", "both and all"),
        ("2*3*4 snake_case_name * star", "2*3*4 snake_case_name * star"),
        ("# Heading\n> quoted\n- item", "Heading\nquoted\n- item"),
        ("[map](https://osm.example/a_b_c)", "map (https://osm.example/a_b_c)"),
        ("<https://osm.example/a>", "https://osm.example/a"),
        ("<p>One<br>two</p><b>three</b>", "One\ntwo\nthree"),
        ("a<script>alert(1)</script><!-- b -->c", "ac"),
        ("5 < 6 &amp; 7 > 3", "5 < 6 & 7 > 3"),
        ("&lt;b&gt;", "<b>"),
    ],
)
def test_clean(text: str, cleaned: str) -> None:
    assert clean_text(text, INSTEAD) == cleaned


def test_a_title_is_one_line() -> None:
    assert clean_line("Canal\r\nwalk", INSTEAD) == "Canal walk"


@given(ANY_TEXT)
def test_what_is_clean_can_be_written(text: str) -> None:
    cleaned = clean_text(text, INSTEAD)

    assert cleaned == unicodedata.normalize("NFC", cleaned)
    assert not [one for one in cleaned if unicodedata.category(one) in {"Cc", "Cs"} - {""}
                and one != "\n"]  # fmt: skip
    assert not set(cleaned) & set("\ufeff\ufffd\u2028\u2029\u0085\r")
    cleaned.encode("utf-8")


@given(ANY_TEXT)
def test_escaped_text_is_read_back_by_icalendar(text: str) -> None:
    cleaned = clean_text(text, INSTEAD)
    lines = ["BEGIN:VEVENT", "UID:1", f"DESCRIPTION:{escape_text(cleaned)}", "END:VEVENT"]

    event = icalendar.Event.from_ical(content_lines(lines))

    assert str(event["DESCRIPTION"]) == cleaned


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=400)))
def test_folding(lines: list[str]) -> None:
    octets = content_lines(lines).encode("utf-8")

    physical = octets.split(b"\r\n")
    assert physical.pop() == b""
    for line in physical:
        assert len(line) <= 75
        line.decode("utf-8")  # no fold inside a character
    # A line that begins with a blank looks like a fold; content lines begin with a name.
    if not any(line.startswith(" ") for line in lines):
        unfolded = octets.replace(b"\r\n ", b"").decode("utf-8")
        assert unfolded == "".join(line + "\r\n" for line in lines)


@pytest.mark.parametrize("letter", ["a", "é", "€", "🚶"])
@pytest.mark.parametrize("length", range(70, 80))
def test_folds_at_the_last_place_that_fits(letter: str, length: int) -> None:
    line = "x" * (length % 4) + letter * length

    pieces = content_lines([line]).encode().split(b"\r\n")[:-1]

    room = 75
    for piece, following in pairwise(pieces):
        first = len(following.decode()[1].encode())
        assert room - first < len(piece) <= room


def test_line_breaks_are_written_as_escapes() -> None:
    assert escape_text("a\\b;c,d\ne") == "a\\\\b\\;c\\,d\\ne"


def test_quotes_in_parameters_become_apostrophes() -> None:
    assert quoted_parameter('The "Old" Mill; gate, 2') == "\"The 'Old' Mill; gate, 2\""


def test_plain_text_is_bounded_in_time() -> None:
    for text in ("*a " * 4000, "<!--" * 2000, "<script>" * 1000, "[](" * 2000, "<a:" * 2000):
        assert isinstance(clean_text(text, INSTEAD), str)
    assert plain_text("[" * 100) == "[" * 100
