"""The only reader of the clock. Everything else takes `now` as an argument."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_retold: ContextVar[datetime | None] = ContextVar("retold", default=None)


def now() -> datetime:
    """Return this instant as an aware UTC time; inside `retelling`, the one that is retold."""
    return _retold.get() or datetime.now(UTC)


@contextmanager
def retelling(instant: datetime) -> Iterator[None]:
    """Let `now()` be `instant` in this task: the demo tells its past weeks through the actions,
    and what receivers write then carries the time of the story. Nobody else's clock is touched.
    """
    token = _retold.set(instant)
    try:
        yield
    finally:
        _retold.reset(token)


def monotonic_s() -> float:
    """Return seconds on a clock that never steps back; only differences mean anything."""
    return time.monotonic()
