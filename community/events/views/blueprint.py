"""The blueprint that all doors of walks share, and what they have in common."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from community.events import wording
from community.foundation.authorisation import Decision, Denied, problem_of

blueprint = Blueprint("events", __name__)
DATE = "/walks/<int(max=2147483647):occurrence_id>"  # no more than a column of both databases holds


@blueprint.context_processor
def words() -> dict[str, Any]:
    """Give the templates of walks their words."""
    return {"wording": wording}


def refuse_if(decision: Decision) -> None:
    """Raise what a page answers that would offer something to who may not do it."""
    if isinstance(decision, Denied):
        raise problem_of(decision)
