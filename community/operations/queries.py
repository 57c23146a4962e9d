"""What holds and what does not, for the health check and the operator's pages."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

import peewee

from community.foundation.database import pending_migrations
from community.foundation.instance import DEMO_SEEDED, fact
from community.foundation.settings import Settings

REDIS_PATIENCE_S = 1.0


def health(real: peewee.Database, settings: Settings) -> dict[str, Any]:
    """Return `ok` and a word for each part: database, schema, and redis when one is set."""
    told: dict[str, Any] = {"database": "ok", "schema": "ok"}
    try:
        if pending := pending_migrations(real):
            told["schema"] = f"{len(pending)} wait: run `flask --app app database upgrade`"
    except peewee.PeeweeException as problem:
        told["database"] = f"does not answer ({type(problem).__name__})"
    if settings.redis_url:
        told["redis"] = _redis_word(settings.redis_url)
    told["ok"] = all(word == "ok" for word in told.values())
    return told


def refusal(real: peewee.Database, settings: Settings) -> str | None:
    """Return why this instance must not serve people, or None.

    Not asked by commands that read files only: they touch no database.
    """
    if not settings.is_production:
        return None
    with real.connection_context() if real.is_closed() else nullcontext():
        if "instance_fact" not in real.get_tables() or fact(DEMO_SEEDED) is None:
            return None
    return (
        "this database holds the demo, whose accounts have a password that everybody knows. "
        "Set DATABASE_URL or AMBLE_DATA to another one, or AMBLE_ENV=development."
    )


def _redis_word(url: str) -> str:
    import redis  # only instances with a Redis pay for it

    try:
        redis.Redis.from_url(url, socket_timeout=REDIS_PATIENCE_S).ping()
    except redis.RedisError as problem:
        return f"does not answer ({type(problem).__name__})"
    return "ok"
