"""Text in calendar files: cleaned of what readers trip over, escaped, folded.

Source: calendar.md section 3 ("lines folded at 75 octets") and section 4, "Text";
RFC 5545 3.1 (folding), 3.3.11 (escaping), 3.2 (quoted parameters).
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

LINE_OCTETS = 75  # source: RFC 5545 3.1, without the line break
# A feed says the same place, leader and category many times over; the number is ours.
REMEMBERED_TEXTS = 4096
# What is beyond cannot be shown (a description has 1,000 characters); bounds the work.
LONGEST_TEXT = 4_000
MOST_NESTED_MARKS = 2  # bold around italic; our choice

# What the quick look finds: nothing of it means that a text is already clean.
_SUSPECT = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffd\ud800-\udfff<>&@*_`~#\\[]")
_LINE_ENDS = re.compile("\r\n|[\r\x85\u2028\u2029]")
# Controls except line feed, the byte order mark, the replacement sign, lone surrogates.
_REMOVED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ufffd\ud800-\udfff]")
_HTML_HIDDEN = re.compile(r"<(script|style)\b[^>]*>.*?</\1\s*>|<!--.*?-->", re.I | re.S)
_HTML_BREAK = re.compile(r"<(?:br|/p|/div|/li|/h[1-6])\b[^<>]*>", re.I)
_HTML_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9-]*(?:[\s/][^<>]*)?>")
_AUTOLINK = re.compile(r"<([^\s<>]*[:@][^\s<>]*)>")
_MARKDOWN_LINK = re.compile(r"!?\[([^\[\]\n]*)\]\(([^()\s]*)(?:[ \t][^()\n]*)?\)")
_MARKDOWN_LINE = re.compile(r"^ {0,3}(?:#{1,6}|>+) +", re.M)
_MARKDOWN_EMPHASIS = re.compile(
    r"(?<![\w*_~`])(\*{1,3}+|_{1,3}+|~~|`{1,3}+)(?=\S)(.{1,200}?)(?<=\S)\1(?![\w*_~`])"
)
_ADDRESS = re.compile(r"(?<![\w.+%-])(?:mailto:)?[\w.+%'-]+@[\w-]+(?:\.[\w-]+)+")


def plain_text(text: str) -> str:
    """Return Markdown and HTML as plain text: marks gone, links as "words (address)"."""
    if "<" in text:
        text = _AUTOLINK.sub(r"\1", _HTML_HIDDEN.sub("", text))
        text = _HTML_TAG.sub("", _HTML_BREAK.sub("\n", text))
    if "[" in text:
        text = _MARKDOWN_LINK.sub(_link_in_words, text)
    text = _MARKDOWN_LINE.sub("", text)
    for _ in range(MOST_NESTED_MARKS):
        text = _MARKDOWN_EMPHASIS.sub(r"\2", text)
    return html.unescape(text) if "&" in text else text


def _link_in_words(match: re.Match[str]) -> str:
    words, address = match[1], match[2]
    if match[0].startswith("!") or not address or words == address:
        return words or address
    return f"{words} ({address})" if words else address


@lru_cache(maxsize=REMEMBERED_TEXTS)
def clean_text(text: str, instead_of_address: str) -> str:
    """Return free text as it may stand in any feed: plain, NFC, no controls, no e-mail address.

    instead_of_address: what stands in place of an e-mail address, "(see the walk's page)".
    Line breaks of every kind become line feeds; blanks at both ends go.
    """
    text = text[:LONGEST_TEXT]
    if not _SUSPECT.search(text):
        return text.strip() if text.isascii() else unicodedata.normalize("NFC", text).strip()
    text = _LINE_ENDS.sub("\n", text)
    text = plain_text(text)
    text = _LINE_ENDS.sub("\n", text).replace("\t", " ")
    text = unicodedata.normalize("NFC", _REMOVED.sub("", text))
    if "@" in text:
        text = _ADDRESS.sub(lambda _: instead_of_address, text)
    return text.strip()


@lru_cache(maxsize=REMEMBERED_TEXTS)
def clean_line(text: str, instead_of_address: str) -> str:
    """Return free text on one line: a title, a name; see `clean_text`."""
    cleaned = clean_text(text, instead_of_address)
    return " ".join(cleaned.split("\n")) if "\n" in cleaned else cleaned


def escape_text(text: str) -> str:
    """Return a cleaned text as the value of a TEXT property."""
    if "\\" in text:
        text = text.replace("\\", "\\\\")
    if ";" in text:
        text = text.replace(";", "\\;")
    if "," in text:
        text = text.replace(",", "\\,")
    if "\n" in text:
        text = text.replace("\n", "\\n")
    return text


def quoted_parameter(text: str) -> str:
    """Return a cleaned one-line text between the quotes of a property parameter."""
    return '"' + text.replace('"', "'") + '"'


def content_lines(lines: Iterable[str]) -> str:
    """Return content lines with their line breaks, folded at 75 octets of UTF-8.

    A fold never falls inside a character. Source: RFC 5545 3.1.
    """
    folded = [
        line if len(line) <= LINE_OCTETS and line.isascii() else _folded(line) for line in lines
    ]
    folded.append("")
    return "\r\n".join(folded)


def _folded(line: str) -> str:
    octets = line.encode("utf-8")
    pieces, begin, room = [], 0, LINE_OCTETS
    while len(octets) - begin > room:
        end = begin + room
        while octets[end] & 0xC0 == 0x80:  # in the middle of a character: step back
            end -= 1
        pieces.append(octets[begin:end])
        begin, room = end, LINE_OCTETS - 1  # the blank that continues a line counts too
    pieces.append(octets[begin:])
    return b"\r\n ".join(pieces).decode("utf-8")
