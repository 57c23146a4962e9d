"""What holds and what does not, for the health check and the operator's pages."""

from __future__ import annotations

from typing import Any

import peewee

from community.foundation.database import pending_migrations
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


def _redis_word(url: str) -> str:
    import redis  # only instances with a Redis pay for it

    try:
        redis.Redis.from_url(url, socket_timeout=REDIS_PATIENCE_S).ping()
    except redis.RedisError as problem:
        return f"does not answer ({type(problem).__name__})"
    return "ok"
