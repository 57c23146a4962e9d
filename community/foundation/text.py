"""Cleaning of what people type. Pure."""

from __future__ import annotations

import re
import unicodedata

# Control characters, byte order marks, and the overrides that make text read backwards.
_UNSEEN = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f"
    "\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)
_LINE_ENDS = re.compile("\r\n|[\r\u0085\u2028\u2029]")
_SURROGATES = re.compile("[\ud800-\udfff]")


def has_nul(text: str) -> bool:
    """Whether `text` holds a NUL, which no database and no file name takes."""
    return "\0" in text


def has_something_to_see(text: str) -> bool:
    """Whether `text` holds more than blanks and marks that nobody sees."""
    return any(unicodedata.category(c)[0] not in "CZ" for c in text)


def clean_text(text: str) -> str:
    """Return `text` in NFC, with plain line ends, without unseen characters and outer blanks."""
    text = _SURROGATES.sub("", _LINE_ENDS.sub("\n", text))
    return unicodedata.normalize("NFC", _UNSEEN.sub("", text)).strip()


def clean_line(text: str) -> str:
    """Return `text` cleaned, on one line with single blanks."""
    return " ".join(clean_text(text).split())
