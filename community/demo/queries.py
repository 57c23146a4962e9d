"""Whether this database holds the demo, and whose else it is."""

from __future__ import annotations

from community.accounts import Person
from community.foundation.instance import DEMO_SEEDED, fact

BEGUN, DONE = "begun", "done"


def is_seeded() -> bool:
    """Whether the demo is here, whole."""
    return fact(DEMO_SEEDED) == DONE


def is_begun() -> bool:
    """Whether seeding began here, whether or not it came to its end."""
    return fact(DEMO_SEEDED) is not None


def has_people() -> bool:
    """Whether anybody has an account."""
    return bool(Person.select().exists())
