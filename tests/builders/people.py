"""People for tests."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count
from typing import Any

from community.accounts import Person, make_person
from community.accounts.passwords import hash_password
from community.foundation.authorisation import SYSTEM
from community.foundation.database import write_transaction

PASSWORD = "three grey herons"
LONG_AGO = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)

_numbers = count(1)


def a_person(name: str = "Ana", **changes: Any) -> Person:
    """Make a person with a confirmed e-mail and `PASSWORD`; columns may be given."""
    email = changes.pop("email", f"{name.split()[0].lower()}{next(_numbers)}@example.org")
    hashed = hash_password(changes.pop("password", PASSWORD))  # off the loop, so before BEGIN
    with write_transaction(by=SYSTEM):
        person_id = make_person(name, email, hashed, LONG_AGO)
        if changes:
            Person.update(**changes).where(Person.id == person_id).execute()
    return Person.get_by_id(person_id)
