"""Redis that is away costs a shared count, never a sign-in or a calendar."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from community.foundation.security import limiter
from tests.builders.browsing import Browser
from tests.builders.groups import a_group
from tests.builders.people import a_person

NOBODY_LISTENS = "redis://127.0.0.1:9/0"


@pytest.fixture
def without_redis(make_app: Callable[..., Flask]) -> Iterator[Flask]:
    before = limiter.enabled, limiter._storage_dead
    limiter.enabled, limiter._storage_dead = True, False
    app = make_app(AMBLE_ENV="development", REDIS_URL=NOBODY_LISTENS)
    with app.app_context():
        yield app
    limiter.enabled, limiter._storage_dead = before


def test_people_sign_in_and_programs_read_feeds(without_redis: Flask) -> None:
    group = a_group()
    feed = Browser(without_redis).get(f"/groups/{group.slug}/calendar.ics")
    assert feed.status_code == 200
    assert Browser(without_redis).sign_in_by_form(a_person("Ana")).status_code == 303


def test_guessing_is_still_counted(without_redis: Flask) -> None:
    browser = Browser(without_redis)
    browser.get("/password/forgotten")
    for _ in range(10):
        assert browser.post("/password/forgotten", {"email": "a@example.org"}).status_code == 303
    assert browser.post("/password/forgotten", {"email": "a@example.org"}).status_code == 429
