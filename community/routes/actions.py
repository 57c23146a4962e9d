"""Writes of routes: one function for each thing a leader can do.

Reading and grading a track takes up to a second, so doors do it before, off the loop
(`assessment.assess`), and hand the result in; what it was made from cannot change meanwhile, for
a kept line never does.
"""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

from community.foundation.authorisation import SYSTEM, require
from community.foundation.database import lock_row, write_transaction
from community.foundation.errors import Changed, NotFound
from community.foundation.receipts import earlier_result, keep_result
from community.foundation.signals import send
from community.places.rules.map_facts import MapLookup
from community.routes import policy
from community.routes.assessment import Heights, Shape, assess, columns_of, shaped
from community.routes.line import pack, without_times
from community.routes.models import Recce, Route, RouteDraft
from community.routes.queries import (
    DRAFTS_LAST,
    group_and_standing,
    recce_as_json,
)
from community.routes.route_facts import RecceNote, RouteFacts
from community.routes.rules import read_track
from community.routes.signals import RouteChanged, RouteSaved
from community.routes.versions_actions import keep_version

LONGEST_FILE_NAME = 120


def keep_upload(
    person_id: int,
    group_id: int,
    file_name: str,
    name: str,
    line: bytes,
    found: dict[str, Any] | None,
    now: datetime,
) -> int:
    """Keep an upload that was read as the leader's draft; return its id.

    `found` is None when the file has several tracks and one has to be chosen first.
    """
    with write_transaction():
        group, standing = group_and_standing(person_id, group_id)
        require(policy.can_add_route(standing, group.joining))
        draft = RouteDraft.create(
            person=person_id,
            group=group_id,
            file_name=file_name[:LONGEST_FILE_NAME],
            name=name[:80],
            line=line,
            shape=None if found is None else vars(Shape()),
            inspection=found,
            made_at=now,
        )
        return int(draft.id)


def answer_facts(
    person_id: int,
    draft_id: int,
    name: str,
    facts: RouteFacts,
    recce: RecceNote | None,
    shape: Shape,
    found: dict[str, Any],
) -> None:
    """Keep what the leader has answered about her draft, and the grade that follows."""
    with write_transaction():
        draft = _own_draft(person_id, draft_id)
        draft.name, draft.facts, draft.recce = name, facts.as_json(), recce_as_json(recce)
        draft.shape, draft.inspection = vars(shape), found
        draft.save(only=["name", "facts", "recce", "shape", "inspection"])


def save_route(
    person_id: int,
    draft_id: int,
    form_id: str,
    name: str,
    facts: RouteFacts,
    recce: RecceNote | None,
    shape: Shape,
    found: dict[str, Any],
    now: datetime,
) -> str:
    """Make a route of the draft; return the path of its page.

    The second sending of the same form leads to the route that the first one made.
    """
    with write_transaction():
        earlier = earlier_result(form_id, person_id, now)
        if earlier is not None:
            require(policy.can_open_draft(person_id, person_id if earlier else -1))
            return earlier
        draft = _own_draft(person_id, draft_id)
        group, standing = group_and_standing(person_id, draft.group_id)
        require(policy.can_add_route(standing, group.joining))
        line = shaped(bytes(draft.line), shape)
        route = _create(person_id, draft.group_id, name, line, facts, found, now)
        if recce is not None:
            _create_recce(route.id, person_id, recce, now)
        draft.delete_instance()
        path = f"/routes/{route.id}"
        keep_result(form_id, path)
        send(RouteSaved(route.id, draft.group_id))
        return path


def edit_facts(
    person_id: int,
    route_id: int,
    version: int,
    name: str,
    about: str,
    facts: RouteFacts,
    found: dict[str, Any],
    now: datetime,
) -> None:
    """Keep changed facts and the new grade. Errors: `Changed` when somebody was faster."""
    with write_transaction():
        route = _route_to_change(person_id, route_id)
        if route.version != version:
            raise Changed
        before = route.shown_letter
        after = {"name": name, "about": about, "facts": facts.as_json()}
        keep_version(route, person_id, after, found, facts, now)
        route.name, route.about, route.facts = name, about, facts.as_json()
        _apply(route, facts, found, now)
        send(RouteChanged(route.id, route.group_id, before, route.shown_letter))


def record_recce(
    person_id: int,
    route_id: int,
    version: int,
    recce: RecceNote,
    found: dict[str, Any],
    now: datetime,
    checklist: dict[str, Any] | None = None,
) -> None:
    """Note that a leader walked and checked the route; `found` is graded with it.

    `checklist`: what she looked at on the way, as rules/recce.py has it. Errors: `Changed` when
    the facts that `found` was made from are no longer the route's.
    """
    with write_transaction():
        route = _route_to_change(person_id, route_id)
        if _is_known(route_id, person_id, recce, checklist or {}):
            return  # the same form came twice
        if route.version != version:
            raise Changed
        before = route.shown_letter
        _create_recce(route.id, person_id, recce, now, checklist)
        facts = RouteFacts.from_json(route.facts)
        keep_version(route, person_id, {}, found, facts, now)
        _apply(route, facts, found, now)
        send(RouteChanged(route.id, route.group_id, before, route.shown_letter))


def create_route_from_track(
    by: int,
    group_id: int,
    name: str,
    track: bytes,
    facts: RouteFacts,
    now: datetime,
    recce: RecceNote | None = None,
    heights: Heights | None = None,
    about: str = "",
    mapped: MapLookup | None = None,
) -> int:
    """Make a route from the bytes of a track file in one go; return its id.

    For commands and seeds: it grades before it opens the transaction. `heights` is
    `places.height_model(settings)`, `mapped` `places.map_of(settings)`. Errors: `TrackRefused`,
    `NotAllowed`.
    """
    line = pack(without_times(read_track(io.BytesIO(track))))
    facts = facts.signed(by, recce.walked_on if recce else now.date())
    found = assess(line, facts, recce, heights, mapped=mapped)
    with write_transaction():
        group, standing = group_and_standing(by, group_id)
        require(policy.can_add_route(standing, group.joining))
        route = _create(by, group_id, name, line, facts, found, now, about)
        if recce is not None:
            _create_recce(route.id, by, recce, now)
        send(RouteSaved(route.id, group_id))
        return int(route.id)


def throw_old_drafts_away(now: datetime) -> int:
    """Delete drafts that nobody saved in seven days; return how many."""
    with write_transaction(by=SYSTEM):
        old = RouteDraft.made_at < now - DRAFTS_LAST
        return int(RouteDraft.delete().where(old).execute())


def recce_with(known: RecceNote | None, new: RecceNote | None) -> RecceNote | None:
    """Return what two recces say together: measured once is measured."""
    if known is None or new is None:
        return known or new
    return RecceNote(
        walked_on=max(known.walked_on, new.walked_on),
        slopes_measured=known.slopes_measured or new.slopes_measured,
    )


def _own_draft(person_id: int, draft_id: int) -> RouteDraft:
    try:
        draft = lock_row(RouteDraft, draft_id)
    except RouteDraft.DoesNotExist:
        raise NotFound from None
    require(policy.can_open_draft(person_id, draft.person_id))
    return draft


def _route_to_change(person_id: int, route_id: int) -> Route:
    try:
        route = lock_row(Route, route_id)
    except Route.DoesNotExist:
        raise NotFound from None
    group, standing = group_and_standing(person_id, route.group_id)
    decision = policy.can_change_route(standing, group.joining, route.sharing)
    require(decision)
    return route


def _create(
    person_id: int,
    group_id: int,
    name: str,
    line: bytes,
    facts: RouteFacts,
    found: dict[str, Any],
    now: datetime,
    about: str = "",
) -> Route:
    return Route.create(
        group=group_id,
        name=name,
        about=about,
        line=line,
        facts=facts.as_json(),
        inspection=found,
        created_by=person_id,
        created_at=now,
        changed_at=now,
        **columns_of(found, facts),
    )


def _create_recce(
    route_id: int,
    person_id: int,
    recce: RecceNote,
    now: datetime,
    checklist: dict[str, Any] | None = None,
) -> None:
    Recce.create(
        route=route_id,
        person=person_id,
        walked_on=recce.walked_on,
        slopes_measured=recce.slopes_measured,
        note=recce.note,
        checklist=checklist or {},
        made_at=now,
    )


def _is_known(route_id: int, person_id: int, recce: RecceNote, checklist: dict[str, Any]) -> bool:
    """Whether this leader said just this of that day before."""
    rows = Recce.select().where(
        Recce.route == route_id, Recce.person == person_id, Recce.walked_on == recce.walked_on
    )
    said = (recce.slopes_measured, recce.note, checklist)
    return any((row.slopes_measured, row.note, row.checklist) == said for row in rows)


def _apply(route: Route, facts: RouteFacts, found: dict[str, Any], now: datetime) -> None:
    for column, value in columns_of(found, facts).items():
        setattr(route, column, value)
    route.inspection, route.changed_at = found, now
    route.rev, route.version = route.rev + 1, route.version + 1
    route.save()
