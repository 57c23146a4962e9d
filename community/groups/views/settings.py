"""A group's settings: one section a page, each saved by itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template
from flask_babel import gettext

from community.foundation import clock
from community.foundation.authorisation import Decision, require
from community.foundation.errors import Changed
from community.foundation.security import viewer
from community.groups import policy
from community.groups.actions import (
    About,
    Visibility,
    archive_group,
    change_about,
    change_joining,
    change_visibility,
    renew_invitation,
)
from community.groups.forms import AboutForm, JoiningForm, VisibilityForm
from community.groups.queries import (
    GroupCard,
    group_with_slug,
    leaders_of,
    member_count,
    standing_of,
)
from community.groups.rules import Standing
from community.groups.views.blueprint import blueprint
from community.places import ZONES, Place


def _group(slug: str, ask: Callable[[Standing], Decision]) -> GroupCard:
    """Return the group when this person may; an archived one too, to be read."""
    group = group_with_slug(slug)
    require(ask(standing_of(viewer().id, group.id)))
    return group


@blueprint.get("/groups/<slug>/settings")
def show_settings(slug: str) -> Any:
    """The sections as rows."""
    group = _group(slug, policy.can_change_settings)
    return render_template(
        "groups/settings.html",
        group=group,
        members=member_count(group.id),
        leaders=[name for _, name in leaders_of(group.id)],
    )


def _section(name: str, group: GroupCard, form: Any, status: int = 200, stale: bool = False) -> Any:
    words = render_template(
        f"groups/settings_{name}.html",
        group=group,
        form=form,
        zones=[(zone, zone) for zone in ZONES],
        stale=gettext(Changed.message) if stale else None,
        members=member_count(group.id),
    )
    return words, status


def _save(name: str, group: GroupCard, form: Any, change: Callable[[], str]) -> Any:
    """Save one section; somebody else's change since then is shown, with what was typed kept."""
    if not form.validate():
        return _section(name, group, form, 422)
    try:
        slug = change()
    except Changed:
        present = group_with_slug(group.slug)
        form.version.data = present.version
        return _section(name, present, form, 409, stale=True)
    flash(gettext("Saved."))
    return redirect(f"/groups/{slug}/settings", code=303)


def _place(group: GroupCard) -> Place:
    return Place(group.place_name, group.lat, group.lon)


@blueprint.get("/groups/<slug>/settings/about")
def show_about(slug: str) -> Any:
    """Name, sentence, place, zone, pace, rules."""
    group = _group(slug, policy.can_change_settings)
    return _section("about", group, AboutForm(_place(group), formdata=None, obj=group))


@blueprint.post("/groups/<slug>/settings/about")
def save_about(slug: str) -> Any:
    """Save it; the address stays, whatever the name."""
    group = _group(slug, policy.can_change_settings)
    form: Any = AboutForm(_place(group))

    def change() -> str:
        new = About(
            name=form.name.data,
            about=form.about.data,
            place_name=form.place_name.data,
            lat=form.place.lat,
            lon=form.place.lon,
            zone=form.chosen_zone(),
            pace=form.pace.data,
            rules=form.rules.data,
        )
        return change_about(viewer().id, group.id, new, form.version.data)

    return _save("about", group, form, change)


@blueprint.get("/groups/<slug>/settings/joining")
def show_joining(slug: str) -> Any:
    """Open, ask, or by invitation."""
    group = _group(slug, policy.can_change_settings)
    return _section("joining", group, JoiningForm(formdata=None, obj=group))


@blueprint.post("/groups/<slug>/settings/joining")
def save_joining(slug: str) -> Any:
    """Save it."""
    group = _group(slug, policy.can_change_settings)
    form: Any = JoiningForm()
    return _save(
        "joining",
        group,
        form,
        lambda: change_joining(viewer().id, group.id, form.joining.data, form.version.data),
    )


@blueprint.get("/groups/<slug>/settings/visibility")
def show_visibility(slug: str) -> Any:
    """Exact place, names."""
    group = _group(slug, policy.can_change_settings)
    return _section("visibility", group, VisibilityForm(formdata=None, obj=group))


@blueprint.post("/groups/<slug>/settings/visibility")
def save_visibility(slug: str) -> Any:
    """Save it."""
    group = _group(slug, policy.can_change_settings)
    form: Any = VisibilityForm()
    return _save(
        "visibility",
        group,
        form,
        lambda: change_visibility(
            viewer().id,
            group.id,
            Visibility(form.shows_exact_place.data, form.shows_names.data),
            form.version.data,
        ),
    )


@blueprint.post("/groups/<slug>/settings/invitation")
def save_invitation(slug: str) -> Any:
    """Make a new invitation; the old one ends."""
    group = _group(slug, policy.can_change_settings)
    renew_invitation(viewer().id, group.id)
    flash(gettext("There is a new link now. The old one no longer works."))
    return redirect(f"{group.path}/invite", code=303)


@blueprint.get("/groups/<slug>/archive")
def ask_archive(slug: str) -> Any:
    """What stays, before the group is archived."""
    group = _group(slug, policy.can_archive)
    return render_template("groups/archive.html", group=group, members=member_count(group.id))


@blueprint.post("/groups/<slug>/archive")
def save_archive(slug: str) -> Any:
    """Archive it."""
    group = _group(slug, policy.can_archive)
    archive_group(viewer().id, group.id, clock.now())
    flash(gettext("The group is archived. Everything in it can still be read by its members."))
    return redirect(group.path, code=303)
