"""How a route was before its changes: the list, one state, and what a walk was planned with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from community.foundation.errors import NotFound
from community.routes.assessment import columns_of
from community.routes.models import Route, RouteVersion
from community.routes.queries import RouteCard, RoutePage, route_page, visible_names
from community.routes.route_facts import RouteFacts
from community.routes.rules import Tag


@dataclass(frozen=True)
class VersionRow:
    """One state of a route: since when, by whom (empty where the viewer may not know).

    changed: what is otherwise than in the state before, names of `versions.CHANGED_WORDS`; empty
    for the first one.
    """

    number: int
    name: str
    shown_letter: str
    confidence: str
    made_at: datetime
    made_by: str
    changed: tuple[str, ...]
    is_present: bool


@dataclass(frozen=True)
class VersionsPage:
    """All states of a route, the present one first."""

    page: RoutePage
    rows: tuple[VersionRow, ...]


@dataclass(frozen=True)
class VersionPage:
    """One state of a route, as its page said it then; `row` says since when."""

    page: RoutePage
    row: VersionRow


@dataclass(frozen=True)
class StateThen:
    """An earlier state of a route: its grade, and what was changed after it."""

    number: int
    shown_letter: str
    confidence: str
    changed: tuple[str, ...]


def versions_page(person_id: int | None, route_id: int) -> VersionsPage:
    """Return the states of a route. Errors: `NotFound` for who may not see it."""
    page = route_page(person_id, route_id)
    return VersionsPage(page, _rows(page))


def version_page(person_id: int | None, route_id: int, number: int) -> VersionPage:
    """Return one state of a route. Errors: `NotFound`, also for a number that it never had."""
    page = route_page(person_id, route_id)
    row = next((one for one in _rows(page) if one.number == number), None)
    if row is None:
        raise NotFound
    return VersionPage(page if row.is_present else page_then(page, number), row)


def page_then(page: RoutePage, number: int) -> RoutePage:
    """Return the page of a route as it was; the page itself when that state is not kept."""
    kept = RouteVersion.get_or_none(
        RouteVersion.route == page.card.id, RouteVersion.number == number
    )
    if kept is None:
        return page
    facts = RouteFacts.from_json(kept.facts)
    return replace(
        page,
        card=_card_then(page.card, kept, columns_of(kept.inspection, facts)),
        about=kept.about,
        facts=facts,
        found=kept.inspection,
        along=(),
        can_change=False,
    )


def states_since(route_id: int, number: int) -> dict[int, StateThen]:
    """Return the earlier states of a route from this number on, by number."""
    rows = (
        RouteVersion.select(
            RouteVersion.number,
            RouteVersion.shown_letter,
            RouteVersion.confidence,
            RouteVersion.changed,
        )
        .where(RouteVersion.route == route_id, RouteVersion.number >= number)
        .order_by(RouteVersion.number)
    )
    return {
        row.number: StateThen(row.number, row.shown_letter, row.confidence, tuple(row.changed))
        for row in rows
    }


def edition_of(route_id: int | None) -> int | None:
    """Return the number of a route's present state, None without a route."""
    if route_id is None:
        return None
    row = Route.select(Route.edition).where(Route.id == route_id).first()
    return None if row is None else int(row.edition)


def _card_then(card: RouteCard, kept: RouteVersion, columns: dict[str, Any]) -> RouteCard:
    known = {name: value for name, value in columns.items() if hasattr(card, name)}
    known |= {
        "name": kept.name,
        "edition": kept.number,
        "letter": columns["letter"] or None,
        "shown_letter": columns["shown_letter"] or None,
        "is_uncertain": columns["confidence"] == "low",
        "seats": columns["seats"] if columns["seats_known"] else None,
        "tags": tuple(Tag(name, value) for name, value in columns["tags"]),
    }
    return replace(card, **known)


def _rows(page: RoutePage) -> tuple[VersionRow, ...]:
    route = (
        Route.select(Route.created_at, Route.created_by)
        .where(Route.id == page.card.id)
        .namedtuples()
        .get()
    )
    kept = list(
        RouteVersion.select(
            RouteVersion.number,
            RouteVersion.name,
            RouteVersion.shown_letter,
            RouteVersion.confidence,
            RouteVersion.changed,
            RouteVersion.replaced_by,
            RouteVersion.replaced_at,
        )
        .where(RouteVersion.route == page.card.id)
        .order_by(RouteVersion.number)
    )
    people = {route.created_by, *(one.replaced_by_id for one in kept)} - {None}
    names = visible_names(people, page.standing, page.group)
    made = [(route.created_at, route.created_by, ())]
    made += [(one.replaced_at, one.replaced_by_id, tuple(one.changed)) for one in kept]
    card = page.card
    states = [(one.number, one.name, one.shown_letter, one.confidence) for one in kept]
    states.append((card.edition, card.name, card.shown_letter or "", card.confidence))
    rows = [
        VersionRow(
            number,
            name,
            letter,
            confidence,
            made_at,
            names.get(by, "") if by is not None else "",
            changed,
            number == card.edition,
        )
        for (number, name, letter, confidence), (made_at, by, changed) in zip(
            states, made, strict=True
        )
    ]
    return tuple(reversed(rows))
