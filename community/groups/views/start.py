"""Starting a group."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request
from flask_babel import get_locale, gettext

from community.foundation import clock
from community.foundation.authorisation import Denied
from community.foundation.security import limiter, viewer
from community.groups import policy
from community.groups.actions import NewGroup, create_group
from community.groups.forms import NewGroupForm
from community.groups.views.blueprint import blueprint
from community.places import ZONES


def _page(form: Any, status: int = 200) -> Any:
    me = viewer()
    decision = policy.can_create_group(me.id, me.is_confirmed)
    refused = decision if isinstance(decision, Denied) else None
    words = render_template(
        "groups/new.html", form=form, zones=[(zone, zone) for zone in ZONES], refused=refused
    )
    return words, status


@blueprint.get("/groups/new")
def show_new() -> Any:
    """One screen."""
    place = request.args.get("place", "")[:80]
    form = NewGroupForm(
        formdata=None, place_name=place, pace=viewer().pace, joining="open", zone=""
    )
    return _page(form)


@blueprint.post("/groups/new")
@limiter.limit("20 per hour")
def save_new() -> Any:
    """Start the group; the one who starts it is its organiser."""
    form: Any = NewGroupForm()
    me = viewer()
    if not form.validate():
        return _page(form, 422)
    if isinstance(policy.can_create_group(me.id, me.is_confirmed), Denied):
        return _page(form, 403)
    new = NewGroup(
        name=form.name.data,
        place_name=form.place_name.data,
        lat=form.place.lat,
        lon=form.place.lon,
        zone=form.chosen_zone(),
        about=form.about.data,
        pace=form.pace.data,
        joining=form.joining.data,
        language=str(get_locale() or "en"),
        rules=form.rules.data,
    )
    slug = create_group(
        me.id, new, clock.now(), is_confirmed=me.is_confirmed, form_id=form.form_id.data
    )
    flash(gettext("Your group is here. Only you so far: share its page."))
    return redirect(f"/groups/{slug}", code=303)
