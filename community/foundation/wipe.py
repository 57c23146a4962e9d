"""Empties the database of an instance, a few rows at a time, so that it may serve meanwhile."""

from __future__ import annotations

from collections.abc import Iterator

from peewee import sort_models  # type: ignore[attr-defined]

from community.foundation.authorisation import SYSTEM
from community.foundation.database import Model, write_transaction
from community.foundation.models import InstanceFact

ROWS_AT_ONCE = 200  # a transaction of far under 50 ms (architecture.md 5)


def wipe_everything() -> int:
    """Delete all rows of all features, facts of the instance apart; return how many.

    What points at others goes first, so that no single deletion takes thousands along.
    """
    gone = 0
    for model in reversed(sort_models(list(_tables(Model)))):
        key = model._meta.primary_key
        while True:
            with write_transaction(by=SYSTEM):
                some = [row for (row,) in model.select(key).limit(ROWS_AT_ONCE).tuples()]
                if some:
                    gone += model.delete().where(key.in_(some)).execute()
            if len(some) < ROWS_AT_ONCE:
                break
    return gone


def _tables(base: type[Model]) -> Iterator[type[Model]]:
    for model in base.__subclasses__():
        if model.__module__.startswith("community.") and model is not InstanceFact:
            yield model
        yield from _tables(model)
