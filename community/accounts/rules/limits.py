"""How many wrong passwords are too many. Nobody is locked out for long.

Tries are counted for an e-mail from one address, and for an e-mail from everywhere; a device on
which the person has signed in before is spared the second, so that a stranger who guesses cannot
keep her out of her own account.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

WINDOW = timedelta(minutes=15)
MOST_FROM_ONE_ADDRESS = 8  # in the window [D]
MOST_FROM_EVERYWHERE = 40  # in the window [D]
PASSWORD_LINK_LIFE = timedelta(minutes=30)
CONFIRM_LINK_LIFE = timedelta(days=7)
MOST_LINKS = 3  # for one person in half an hour: nobody's letter box is filled
DAYS_TO_CHANGE_ONES_MIND = 14


@dataclass(frozen=True)
class PastTry:
    """One wrong password, long enough ago or not."""

    address_hash: str
    at: datetime


def digest(text: str) -> str:
    """Return the SHA-256 of `text`, in hex."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def wait_before_next_try(
    tries: Sequence[PastTry], address_hash: str, is_known_device: bool, now: datetime
) -> int | None:
    """Return the seconds to wait before the next password is looked at, or None for no wait."""
    recent = sorted((t for t in tries if t.at > now - WINDOW), key=lambda t: t.at)
    from_here = [t for t in recent if t.address_hash == address_hash]
    waits = [0]
    if len(from_here) >= MOST_FROM_ONE_ADDRESS:
        waits.append(_until_free(from_here[-MOST_FROM_ONE_ADDRESS].at, now))
    if not is_known_device and len(recent) >= MOST_FROM_EVERYWHERE:
        waits.append(_until_free(recent[-MOST_FROM_EVERYWHERE].at, now))
    return max(waits) or None


def _until_free(oldest_that_counts: datetime, now: datetime) -> int:
    return max(1, int((oldest_that_counts + WINDOW - now).total_seconds()) + 1)


def life_of(purpose: str) -> timedelta:
    """Return how long a mailed link for `purpose` works."""
    return PASSWORD_LINK_LIFE if purpose == "password" else CONFIRM_LINK_LIFE
