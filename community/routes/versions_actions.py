"""Each change of a route keeps how it was before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from community.routes.assessment import columns_of
from community.routes.models import Route, RouteVersion
from community.routes.route_facts import RouteFacts
from community.routes.rules.versions import what_changed


def keep_version(
    route: Route,
    person_id: int | None,
    after: Mapping[str, Any],
    found: dict[str, Any],
    facts: RouteFacts,
    now: datetime,
) -> None:
    """Keep the state of `route`, whose row is held, before it becomes what `after` says.

    after: of name, about, line and facts those that change; `found` its new inspection. Nothing
    is kept where a reader would notice no difference. The row's hold numbers versions in line.
    """
    columns = columns_of(found, facts)
    before = _state_of(route)
    graded = {name: columns[name] for name in ("shown_letter", "confidence")}
    changed = what_changed(before, {**before, **after, **graded, "inspection": found})
    if not changed:
        return
    RouteVersion.create(
        route=route.id,
        number=route.edition,
        changed=changed,
        replaced_by=person_id,
        replaced_at=now,
        **before,
    )
    route.edition += 1


def _state_of(route: Route) -> dict[str, Any]:
    return {
        "name": route.name,
        "about": route.about,
        "line": bytes(route.line),
        "facts": route.facts,
        "inspection": route.inspection,
        "shown_letter": route.shown_letter,
        "confidence": route.confidence,
    }
