"""What a password has to be: ten characters or more, and not one of those tried first."""

from __future__ import annotations

import unicodedata

from community.accounts.rules.common_passwords import is_common
from community.foundation.words import N_

SHORTEST = 10
LONGEST = 200

TOO_SHORT = N_("This password is short. Take 10 characters or more; three words are fine.")
TOO_LONG = N_("This password is over 200 characters. Take a shorter one.")
TOO_COMMON = N_("Many people use this password, so it is guessed first. Three words are fine.")
LIKE_YOURSELF = N_("This password is your name or e-mail, so it is guessed first. Take another.")


def normalised(password: str) -> str:
    """Return `password` so that the same signs typed on another device are the same."""
    return unicodedata.normalize("NFC", password)


def fault_of_password(password: str, name: str = "", email: str = "") -> str | None:
    """Return the sentence that says why `password` will not do, or None when it will."""
    text = normalised(password)
    if len(text) < SHORTEST:
        return TOO_SHORT
    if len(text) > LONGEST:
        return TOO_LONG
    if _is_like(text, name, email):
        return LIKE_YOURSELF
    if is_common(text):
        return TOO_COMMON
    return None


def _is_like(password: str, name: str, email: str) -> bool:
    plain = _letters(password)
    own = [_letters(name), _letters(email), _letters(email.partition("@")[0])]
    own += [_letters(part) for part in name.split()]
    return any(len(word) >= 3 and plain in (word, word * 2, word * 3) for word in own)


def _letters(text: str) -> str:
    """The letters of `text` alone, so that `Ana.Meier.1958` is Ana Meier's name."""
    return "".join(c for c in text.casefold() if c.isalpha())
