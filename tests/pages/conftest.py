"""A Tuesday on which the pages' stories play, and counting of queries."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask

from community.foundation import clock
from community.foundation.database import db
from tests.builders.browsing import Browser
from tests.builders.walks import NOW


@pytest.fixture
def tuesday(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the clock stand on Tuesday 12 May 2026, 9:00 UTC."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def stranger(app: Flask, tuesday: None) -> Browser:
    """A browser of somebody who is not signed in."""
    return Browser(app)


@contextmanager
def _statements() -> Iterator[list[tuple[str, Any]]]:
    real, found = db.obj, []
    plain: Callable[..., Any] = real.execute_sql

    def spy(sql: str, params: Any = None, *rest: Any, **more: Any) -> Any:
        if sql.lstrip().upper().startswith("SELECT"):
            found.append((sql, params))
        return plain(sql, params, *rest, **more)

    real.execute_sql = spy
    try:
        yield found
    finally:
        del real.execute_sql


@pytest.fixture
def statements() -> Callable[[], Any]:
    """`with statements() as found:` collects the queries (SQL, values) of what is inside."""
    return _statements
