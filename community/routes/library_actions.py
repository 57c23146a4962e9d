"""Sharing a route with everybody, and taking a shared one over as one's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from community.foundation.authorisation import require
from community.foundation.database import lock_row, write_transaction
from community.foundation.errors import BadRequest, Changed, NotFound
from community.foundation.receipts import earlier_result, keep_result
from community.foundation.signals import send
from community.groups import standing_of
from community.places.rules.map_facts import MapLookup
from community.routes import policy
from community.routes.actions import edit_facts
from community.routes.assessment import Heights, assess, columns_of
from community.routes.models import Route
from community.routes.queries import group_and_standing, recce_note_of
from community.routes.route_facts import RouteFacts
from community.routes.rules.along import Noted
from community.routes.signals import RouteSaved, RouteShared

SHARINGS = ("group", "everyone")


def without_names(facts: dict[str, Any]) -> dict[str, Any]:
    """Return what leaders said of a route without who said it: another group may not know them."""
    noted = [
        {name: value for name, value in one.items() if name != "by"}
        for one in facts.get("noted", ())
    ]
    return {**facts, "noted": noted} if noted else facts


def route_to_change(person_id: int, route_id: int) -> Route:
    """Return the held row of a route that this leader may change.

    Errors: `NotFound`, `NotSignedIn`, `NotAllowed`.
    """
    try:
        route = lock_row(Route, route_id)
    except Route.DoesNotExist:
        raise NotFound from None
    group, standing = group_and_standing(person_id, route.group_id)
    require(policy.can_change_route(standing, group.joining, route.sharing))
    return route


def share_route(person_id: int, route_id: int, version: int, sharing: str, now: datetime) -> None:
    """Let everybody see a route and leaders of other groups plan on it, or only the own group.

    Errors: `Changed` when `version` is an old one; `BadRequest` for a word that is none.
    """
    with write_transaction():
        route = route_to_change(person_id, route_id)
        if sharing not in SHARINGS:
            raise BadRequest
        if route.sharing == sharing:
            return
        if route.version != version:
            raise Changed
        Route.update(
            sharing=sharing, version=Route.version + 1, rev=Route.rev + 1, changed_at=now
        ).where(Route.id == route_id).execute()
        send(RouteShared(route_id, route.group_id, sharing))


def take_over(
    person_id: int,
    route_id: int,
    group_id: int,
    edition: int,
    found: dict[str, Any],
    form_id: str,
    now: datetime,
) -> str:
    """Make a copy of a route for a group that the person leads; return the path of its page.

    `found`: the line graded without the owners' recces, which their names stay with; `edition`:
    the state that it was made from. Errors: `NotFound`, `NotSignedIn`, `NotAllowed`, `Changed`.
    """
    with write_transaction():
        earlier = earlier_result(form_id, person_id, now)
        try:
            route = lock_row(Route, route_id)
        except Route.DoesNotExist:
            raise NotFound from None
        owner_group, owner = group_and_standing(person_id, route.group_id)
        line_decision = policy.can_download_line(
            owner, owner_group.joining, owner_group.shows_exact_place, route.sharing
        )
        require(policy.can_take_over(owner, standing_of(person_id, group_id), line_decision))
        if earlier:
            return earlier
        if route.edition != edition:
            raise Changed
        told = without_names(route.facts)
        facts = RouteFacts.from_json(told)
        copy = Route.create(
            group=group_id,
            name=route.name,
            about=route.about,
            line=route.line,
            facts=told,
            inspection=found,
            origin=route.id,
            created_by=person_id,
            created_at=now,
            changed_at=now,
            **columns_of(found, facts),
        )
        path = f"/routes/{copy.id}"
        keep_result(form_id, path)
        send(RouteSaved(copy.id, group_id))
        return path


def add_noted(
    by: int,
    route_id: int,
    noted: Sequence[Noted],
    today: date,
    now: datetime,
    heights: Heights | None = None,
    mapped: MapLookup | None = None,
) -> None:
    """Note more things along a route in one go, and grade it anew; for commands and seeds.

    Errors: `NotFound`, `NotAllowed`.
    """
    route = Route.get_by_id(route_id)
    before = RouteFacts.from_json(route.facts)
    facts = replace(before, noted=(*before.noted, *noted)).signed(by, today, before)
    found = assess(bytes(route.line), facts, recce_note_of(route_id), heights, mapped=mapped)
    edit_facts(by, route_id, route.version, route.name, route.about, facts, found, now)
