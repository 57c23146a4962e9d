"""Argon2, off the loop. A wrong e-mail takes as long as a wrong password."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app

from community.accounts.rules.passwords import LONGEST, normalised
from community.foundation.jobs import off_the_loop
from community.foundation.settings import Settings

# OWASP's first choice for argon2id: 19 MiB, two passes, one lane; about 30 ms on a small server.
_PASSES, _MEMORY_KIB, _LANES = 2, 19456, 1


@cache
def _hasher(environment: str) -> PasswordHasher:
    if environment == "test":
        return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    return PasswordHasher(time_cost=_PASSES, memory_cost=_MEMORY_KIB, parallelism=_LANES)


@cache
def _hash_of_nobody(environment: str) -> str:
    return _hasher(environment).hash("nobody has this password")


def _environment() -> str:
    settings: Settings = current_app.extensions["settings"]
    return settings.environment


def hash_password(password: str) -> str:
    """Return the hash to keep of `password`."""
    return off_the_loop(_hasher(_environment()).hash, normalised(password))


def fits(password: str, kept: str | None) -> bool:
    """Whether `password` is the one that `kept` was made of; None: there is no such account."""
    environment = _environment()
    if len(password) > LONGEST:
        return False
    against = kept or _hash_of_nobody(environment)
    return off_the_loop(_verify, environment, against, normalised(password)) and kept is not None


def _verify(environment: str, kept: str, password: str) -> bool:
    try:
        return _hasher(environment).verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(kept: str) -> bool:
    """Whether `kept` was made more weakly than is right today."""
    return _hasher(_environment()).check_needs_rehash(kept)
