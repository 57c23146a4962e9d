"""Facts of this instance that are made once and survive a change of host."""

from __future__ import annotations

from community.foundation.models import InstanceFact

DEMO_SEEDED = "demo_seeded"  # accounts with a known password are here: production refuses it


def fact(key: str) -> str | None:
    """Return the instance's fact `key`, or None when it was never set."""
    row = InstanceFact.get_or_none(InstanceFact.key == key)
    return row.value if row else None


def keep_fact(key: str, value: str) -> None:
    """Set the fact `key`; inside a write transaction only."""
    InstanceFact.insert(key=key, value=value).on_conflict(
        conflict_target=[InstanceFact.key], update={InstanceFact.value: value}
    ).execute()


def fact_or_first(key: str, value: str) -> str:
    """Return the fact `key`, setting it to `value` when it was never set; in a transaction."""
    InstanceFact.insert(key=key, value=value).on_conflict_ignore().execute()
    return str(fact(key))
