"""What routes forget of a person who goes."""

from __future__ import annotations

from typing import Any

from community.foundation.authorisation import SYSTEM
from community.foundation.database import lock_row, write_transaction
from community.routes.models import Route, RouteDraft, RouteVersion
from community.routes.route_facts import RouteFacts


def forget_who_said(person_id: int) -> None:
    """Take a person out of what leaders said of routes, now and in earlier versions.

    What she said of the ground stays, as what she reported does, without her (product.md).
    """
    with write_transaction(by=SYSTEM):
        for model in (Route, RouteVersion, RouteDraft):
            text = model.facts.cast("text")
            rows = model.select(model.id).where(text ** f'%"by": {person_id}%')
            for (row_id,) in list(rows.order_by(model.id).tuples()):
                _forget_in(model, row_id, person_id)


def _forget_in(model: Any, row_id: int, person_id: int) -> None:
    """Read the facts anew under the row's lock: a leader may just be saving others."""
    try:
        row = lock_row(model, row_id)
    except model.DoesNotExist:
        return
    facts = RouteFacts.from_json(row.facts).forgetting(person_id)
    model.update(facts=facts.as_json()).where(model.id == row_id).execute()
