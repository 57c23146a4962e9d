"""A group's page; joining, asking, leaving."""

from __future__ import annotations

import re
from typing import Any

from flask import flash, redirect, render_template, request
from flask_babel import gettext

from community.foundation import clock
from community.foundation.errors import NotAllowed, NotFound
from community.foundation.security import limiter, open_to_everyone, viewer
from community.groups.actions import ask_to_join, join_group, leave_group
from community.groups.forms import AskForm
from community.groups.queries import group_page, group_with_slug
from community.groups.views.blueprint import blueprint
from community.groups.welcome import welcome


def _invitation() -> str:
    """The code that came along, as far as it can be one."""
    code = request.values.get("invite", "")
    return code if re.fullmatch(r"[\w-]{1,40}", code, re.ASCII) else ""


def show(slug: str, form: Any = None, status: int = 200) -> Any:
    """Return the group's page; an invitation stays in its address."""
    page = group_page(viewer(), slug, clock.now(), _invitation())
    form = form or AskForm(formdata=None)
    return render_template("groups/group.html", page=page, group=page.card, form=form), status


@blueprint.get("/groups/<slug>")
@open_to_everyone
def show_group(slug: str) -> Any:
    """The group as this person may see it."""
    return show(slug)


@blueprint.post("/groups/<slug>/join")
@limiter.limit("60 per hour")
def join(slug: str) -> Any:
    """Join at once; groups that ask first show their question."""
    group = group_with_slug(slug)
    try:
        join_group(viewer().id, group.id, clock.now(), _invitation())
    except NotAllowed as refused:
        if refused.code == "ask_first":
            return redirect(f"{group.path}#ask", code=303)
        raise
    flash(welcome(group))
    return redirect(group.path, code=303)


@blueprint.post("/groups/<slug>/ask")
@limiter.limit("60 per hour")
def ask(slug: str) -> Any:
    """Ask to join with a few words."""
    group = group_with_slug(slug)
    form: Any = AskForm()
    if not form.validate():
        return show(slug, form, 422)
    ask_to_join(viewer().id, group.id, form.answer.data, clock.now())
    page = group_page(viewer(), slug, clock.now())
    if page.standing.is_member:
        flash(welcome(group))
    elif page.leaders:
        name = page.leaders[0][1]
        flash(gettext("%(name)s usually answers within a day.", name=name))
    else:
        flash(gettext("An organiser usually answers within a day."))
    return redirect(group.path, code=303)


@blueprint.get("/groups/<slug>/leave")
def ask_leave(slug: str) -> Any:
    """Ask once before leaving."""
    page = group_page(viewer(), slug, clock.now())
    if not page.standing.is_member and not page.standing.has_asked:
        raise NotFound
    return render_template("groups/leave.html", page=page, group=page.card)


@blueprint.post("/groups/<slug>/leave")
def leave(slug: str) -> Any:
    """Leave, or take the request back."""
    group = group_with_slug(slug)
    leave_group(viewer().id, group.id, clock.now())
    flash(gettext("You have left %(group)s.", group=group.name))
    return redirect(group.path, code=303)
