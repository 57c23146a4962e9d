"""What routes forget of a person who goes."""

from __future__ import annotations

from community.foundation.authorisation import SYSTEM
from community.foundation.database import write_transaction
from community.routes.models import Route, RouteDraft, RouteVersion
from community.routes.route_facts import RouteFacts


def forget_who_said(person_id: int) -> None:
    """Take a person out of what leaders said of routes, now and in earlier versions.

    What she said of the ground stays, as what she reported does, without her (product.md).
    """
    with write_transaction(by=SYSTEM):
        for model in (Route, RouteVersion, RouteDraft):
            text = model.facts.cast("text")
            for row in model.select(model.id, model.facts).where(text ** f'%"by": {person_id}%'):
                facts = RouteFacts.from_json(row.facts).forgetting(person_id)
                model.update(facts=facts.as_json()).where(model.id == row.id).execute()
