"""Asks for feeds as programs do, at a given time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import time_machine
from flask import Flask
from werkzeug.test import TestResponse

from community.groups import Group


@contextmanager
def at_time(now: datetime) -> Iterator[None]:
    """Let it be `now`, standing still."""
    with time_machine.travel(now, tick=False):
        yield


def fetch(
    app: Flask, path: str, method: str = "GET", etag: str | None = None, **headers: Any
) -> TestResponse:
    """Return what a program without cookies gets."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    if etag is not None:
        sent["If-None-Match"] = etag
    with app.app_context():
        return app.test_client(use_cookies=False).open(path, method=method, headers=sent)


def a_feed(app: Flask, group: Group) -> bytes:
    """Return the group's public feed."""
    answer = fetch(app, f"/groups/{group.slug}/calendar.ics")
    assert answer.status_code == 200, answer.data
    return answer.data
