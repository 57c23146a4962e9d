"""Doors of the library: routes near a place, who may use a route, taking one over."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _

from community.foundation import clock
from community.foundation.authorisation import problem_of
from community.foundation.errors import BadRequest, Changed
from community.foundation.jobs import off_the_loop
from community.foundation.receipts import new_form_id
from community.foundation.security import open_to_everyone, viewer
from community.foundation.text import clean_line
from community.groups import GroupCard
from community.places.rules.asked import LONGEST_TEXT
from community.routes import library_actions
from community.routes.assessment import assess
from community.routes.doors import (
    blueprint,
    heights,
    person_id,
    route_to_change,
    the_map,
    version_in,
)
from community.routes.library_queries import belongs_to, led_by, library_page
from community.routes.policy import LEAD_A_GROUP, MEMBERS_EXPORT, OWN_ALREADY
from community.routes.queries import line_of, route_page
from community.routes.route_facts import RouteFacts
from community.routes.rules.library import FAMILIES, asked_routes

CHIPS = tuple(
    tuple(f"{family}={value}" for family, values in some for value in values)
    for some in (FAMILIES[:1], FAMILIES[1:2], FAMILIES[2:])
)


@blueprint.get("/routes")
@open_to_everyone
def library() -> str:
    """Routes near a place, by what they have to be."""
    near = clean_line(request.args.get("near", "")[: 10 * LONGEST_TEXT])
    page = library_page(viewer(), asked_routes(request.args, near))
    return render_template("routes/library.html", page=page, chips_of=CHIPS)


@blueprint.route("/routes/<int:route_id>/sharing", methods=["GET", "POST"])
def sharing(route_id: int) -> Any:
    """Who may see a route and plan walks on it."""
    page = route_to_change(route_id)
    if request.method == "GET":
        return render_template("routes/sharing.html", page=page, version=page.version, note=None)
    chosen = "everyone" if request.form.get("sharing") == "everyone" else "group"
    if request.form.get("sharing") not in library_actions.SHARINGS:
        raise BadRequest
    try:
        library_actions.share_route(
            viewer().id,
            route_id,
            version_in(request.form.get("version", "")),
            chosen,
            clock.now(),
        )
    except Changed as problem:
        newer = route_to_change(route_id)
        shown = render_template(
            "routes/sharing.html", page=newer, version=newer.version, note=_(problem.message)
        )
        return shown, problem.status
    flash(
        _("Shared. Leaders of other groups can plan walks on it.")
        if chosen == "everyone"
        else _("Only your group plans walks on it now. Walks of others that stand keep it.")
    )
    return redirect(f"/routes/{route_id}", 303)


@blueprint.get("/routes/<int:route_id>/take-over")
def ask_take_over(route_id: int) -> Any:
    """What taking a route over means, and for which group."""
    page = route_page(person_id(), route_id)
    belongs = belongs_to(viewer(), page)
    if not belongs.may_take_over:
        _refuse_take_over(belongs.led, page.can_download)
    return render_template(
        "routes/take_over.html", page=page, groups=belongs.led, form_id=new_form_id()
    )


def _refuse_take_over(led: tuple[GroupCard, ...], may_have_line: bool) -> None:
    if not may_have_line:
        raise problem_of(MEMBERS_EXPORT)
    raise problem_of(OWN_ALREADY if led_by(person_id()) else LEAD_A_GROUP)


@blueprint.post("/routes/<int:route_id>/take-over")
def take_over(route_id: int) -> Any:
    """Copy a route into a group that one leads; graded anew, without the other group's checks."""
    page = route_page(person_id(), route_id)
    group_id = version_in(request.form.get("group", ""))
    if group_id < 0:
        raise BadRequest
    facts = RouteFacts.from_json(library_actions.without_names(page.facts.as_json()))
    found = off_the_loop(assess, line_of(route_id), facts, None, heights(), None, the_map())
    path = library_actions.take_over(
        viewer().id,
        route_id,
        group_id,
        page.card.edition,
        found,
        request.form.get("form_id", "") or new_form_id(),
        clock.now(),
    )
    flash(_("It is yours now: a copy that your group keeps. Walk and check it before you use it."))
    return redirect(path, 303)
