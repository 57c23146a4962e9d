"""The only reader of the clock. Everything else takes `now` as an argument."""

from __future__ import annotations

import time
from datetime import UTC, datetime


def now() -> datetime:
    """Return this instant as an aware UTC time."""
    return datetime.now(UTC)


def monotonic_s() -> float:
    """Return seconds on a clock that never steps back; only differences mean anything."""
    return time.monotonic()
