"""What the doors of routes share: the blueprint, whom they let in, how they tell a grade."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, current_app
from flask_babel import gettext as _

from community.foundation import clock
from community.foundation.authorisation import Denied, problem_of
from community.foundation.errors import Problem
from community.foundation.security import viewer
from community.foundation.settings import Settings
from community.groups import GroupCard, group_with_slug, standing_of
from community.places import LoadedHeights, height_model, map_of
from community.places.rules.map_facts import MapLookup
from community.routes import policy
from community.routes.queries import (
    RoutePage,
    route_page,
)
from community.routes.words import shown, told_reason

blueprint = Blueprint("routes", __name__)


def person_id() -> int | None:
    """Return who asks, None for nobody."""
    person = viewer()
    return None if person is None else int(person.id)


def version_in(text: str) -> int:
    """Return the version that a form was drawn from; -1, which none has, when it is no number."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1


def refuse(decision: object) -> None:
    """Raise the problem of a decision that denies."""
    if isinstance(decision, Denied):
        raise problem_of(decision)


def group_to_add_to(slug: str) -> GroupCard:
    """Return the group, for who may add routes to it. Errors: `NotFound`, `NotAllowed`."""
    group = group_with_slug(slug)
    refuse(policy.can_add_route(standing_of(viewer().id, group.id), group.joining))
    return group


def route_to_change(route_id: int) -> RoutePage:
    """Return the page of a route that the viewer may change. Errors: `NotFound`, `NotAllowed`."""
    page = route_page(viewer().id, route_id)
    refuse(policy.can_change_route(page.standing, page.group.joining, page.card.sharing))
    return page


def heights() -> LoadedHeights | None:
    """Return the heights of this instance."""
    settings: Settings = current_app.extensions["settings"]
    return height_model(settings)


def the_map() -> MapLookup | None:
    """Return the map of this instance."""
    settings: Settings = current_app.extensions["settings"]
    return map_of(settings)


def today(group: GroupCard) -> date:
    """Return the day that it is for the group."""
    return clock.now().astimezone(ZoneInfo(group.zone)).date()


def sentence(problem: Problem) -> str:
    """Return what the problem says, in the language of the page."""
    return _(problem.message, **problem.values)


def grade_of(found: dict[str, Any]) -> dict[str, Any]:
    """Return letter, shown letter, confidence, doubt and deciding criterion of an inspection."""
    forward = found["grade"]["forward"] if found["grade"] else {}
    return {
        "letter": forward.get("letter"),
        "shown_letter": forward.get("shown_letter"),
        "confidence": found["confidence"],
        "doubt": found["doubt"],
        "deciding": forward.get("deciding"),
    }


def change_said(before: dict[str, Any], after: dict[str, Any]) -> Any:
    """Return what the answers did to the grade, and why."""
    old, new = grade_of(before), grade_of(after)
    was = shown(old["shown_letter"], old["confidence"])
    now = shown(new["shown_letter"], new["confidence"])
    if new["letter"] is None:
        return _("Kept. There is still no grade, for no heights are known.")
    reason = told_reason(**{name: new[name] for name in new})
    if was == now:
        return _("Kept. The grade stays %(grade)s.", grade=now) + " " + reason
    return _("The grade is now %(now)s, it was %(was)s.", now=now, was=was) + " " + reason
