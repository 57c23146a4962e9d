"""Pure rules about groups: roles, addresses, who is found by a few letters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args

Role = Literal["member", "leader", "organiser"]
Joining = Literal["open", "ask", "invite"]
Pace = Literal["very_easy", "easy", "brisk"]

ROLES: tuple[Role, ...] = get_args(Role)  # each may do what the ones before it may
WAYS_TO_JOIN: tuple[Joining, ...] = get_args(Joining)
PACES: tuple[Pace, ...] = get_args(Pace)
MUTE_DAYS = (1, 7)
LONGEST_SLUG = 50
RESERVED_SLUGS = frozenset({"new", "near", "search", "mine", "feed", "export"})

_SPECIAL_LETTERS = str.maketrans(
    {"ß": "ss", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "æ": "ae", "Æ": "ae",
     "œ": "oe", "Œ": "oe", "þ": "th", "Þ": "th", "ı": "i"}
)  # fmt: skip


@dataclass(frozen=True)
class Standing:
    """What one person is in one group; every policy about groups' things is asked with it."""

    person_id: int | None
    group_id: int
    role: Role | None = None
    muted_until: datetime | None = None
    banned: bool = False
    group_archived: bool = False
    has_asked: bool = False

    @property
    def is_member(self) -> bool:
        """Whether the person belongs to the group, in whatever role."""
        return self.role is not None and not self.banned

    @property
    def is_leader(self) -> bool:
        """Whether the person may do what leaders may."""
        return self.is_member and self.role in ("leader", "organiser")

    @property
    def is_organiser(self) -> bool:
        """Whether the person may do what organisers may."""
        return self.is_member and self.role == "organiser"

    def is_muted(self, now: datetime) -> bool:
        """Whether the person may read but not write just now."""
        return self.muted_until is not None and now < self.muted_until


def outranks(actor: Role | None, other: Role | None) -> bool:
    """Whether `actor` may mute or remove `other`: organisers all, leaders members only."""
    if actor == "organiser":
        return True
    return actor == "leader" and other in (None, "member")


def muted_until(days: int, now: datetime) -> datetime:
    """Return when a mute of `days` ends. Errors: `ValueError` for other lengths."""
    if days not in MUTE_DAYS:
        raise ValueError(days)
    return now + timedelta(days=days)


def plain_letters(text: str) -> str:
    """Return `text` in lower case without accents, for comparing names."""
    folded = unicodedata.normalize("NFKD", text.translate(_SPECIAL_LETTERS).casefold())
    return "".join(c for c in folded if not unicodedata.combining(c))


def slug_of(name: str) -> str:
    """Return the word for a group's address: `Vaduz Früh-Läufer` is `vaduz-fruh-laufer`."""
    slug = re.sub(r"[^a-z0-9]+", "-", plain_letters(name)).strip("-")[:LONGEST_SLUG].strip("-")
    if not slug or slug in RESERVED_SLUGS or slug.isdigit():
        return f"group-{slug}".rstrip("-")
    return slug


def free_slug(name: str, taken: Collection[str]) -> str:
    """Return the first address for `name` that nobody has."""
    wanted, number = slug_of(name), 1
    slug = wanted
    while slug in taken:
        number += 1
        slug = f"{wanted}-{number}"
    return slug


def matches(name: str, words: str) -> bool:
    """Whether every one of `words` begins a word of `name`, accents or not."""
    begins = re.findall(r"\w+", plain_letters(name))
    return all(
        any(word.startswith(wanted) for word in begins)
        for wanted in re.findall(r"\w+", plain_letters(words))
    )
