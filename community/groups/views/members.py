"""The list of members, and what leaders and organisers do there."""

from __future__ import annotations

import io
from typing import Any

import segno
from flask import current_app, flash, redirect, render_template, request
from flask_babel import gettext, ngettext
from markupsafe import Markup

from community.foundation import clock
from community.foundation.authorisation import require
from community.foundation.errors import BadRequest, NotFound
from community.foundation.security import viewer
from community.foundation.settings import Settings
from community.foundation.text import clean_line
from community.groups import policy
from community.groups.actions import (
    accept_request,
    ban_person,
    decline_request,
    lift_ban,
    mute_member,
    remove_member,
    set_role,
)
from community.groups.queries import (
    GroupCard,
    MemberRow,
    group_with_slug,
    invite_code_of,
    members_page,
    standing_of,
)
from community.groups.rules import MUTE_DAYS, ROLES
from community.groups.views.blueprint import blueprint

LONGEST_SEARCH = 60


def _list_path(group: GroupCard) -> str:
    return f"{group.path}/members"


@blueprint.get("/groups/<slug>/members")
def show_members(slug: str) -> Any:
    """Members, for members; requests on top for organisers."""
    words = clean_line(request.args.get("q", ""))[:LONGEST_SEARCH]
    page = members_page(viewer(), slug, clock.now(), words)
    return render_template("groups/members.html", page=page, group=page.card)


def _member(slug: str, person_id: int) -> tuple[Any, MemberRow]:
    page = members_page(viewer(), slug, clock.now())
    for row in page.rows:
        if row.person_id == person_id:
            return page, row
    raise NotFound


@blueprint.get("/groups/<slug>/members/<int:person_id>")
def show_member(slug: str, person_id: int) -> Any:
    """What a leader or an organiser can do about one member."""
    page, row = _member(slug, person_id)
    if not (row.may_set_role or row.may_mute or row.may_remove):
        raise NotFound
    return render_template("groups/member.html", page=page, group=page.card, member=row)


@blueprint.get("/groups/<slug>/members/<int:person_id>/<any(remove, ban):what>")
def ask_about_member(slug: str, person_id: int, what: str) -> Any:
    """Ask once before somebody is taken out."""
    page, row = _member(slug, person_id)
    if not (row.may_remove if what == "remove" else row.may_ban):
        raise NotFound
    return render_template(
        "groups/take_out.html", page=page, group=page.card, member=row, what=what
    )


@blueprint.post("/groups/<slug>/members/<int:person_id>/role")
def save_role(slug: str, person_id: int) -> Any:
    """Give a member another role."""
    group, role = group_with_slug(slug), request.form.get("role")
    if role not in ROLES:
        raise BadRequest
    set_role(viewer().id, group.id, person_id, role)  # type: ignore[arg-type]
    flash(gettext("Saved."))
    return redirect(_list_path(group), code=303)


@blueprint.post("/groups/<slug>/members/<int:person_id>/mute")
def save_mute(slug: str, person_id: int) -> Any:
    """Let a member only read for a while; 0 days ends it."""
    group, text = group_with_slug(slug), request.form.get("days", "")
    if text not in {str(days) for days in (0, *MUTE_DAYS)}:
        raise BadRequest
    days = int(text)
    mute_member(viewer().id, group.id, person_id, days, clock.now())
    if days:
        told = ngettext(
            "Muted for %(num)d day: this person reads but does not write.",
            "Muted for %(num)d days: this person reads but does not write.",
            days,
        )
    else:
        told = gettext("This person can write again.")
    flash(told)
    return redirect(_list_path(group), code=303)


@blueprint.post("/groups/<slug>/members/<int:person_id>/remove")
def save_remove(slug: str, person_id: int) -> Any:
    """Take a member out; she may come back."""
    group = group_with_slug(slug)
    remove_member(viewer().id, group.id, person_id)
    flash(gettext("This person no longer belongs to the group."))
    return redirect(_list_path(group), code=303)


@blueprint.post("/groups/<slug>/members/<int:person_id>/ban")
def save_ban(slug: str, person_id: int) -> Any:
    """Take somebody out for good."""
    group = group_with_slug(slug)
    ban_person(viewer().id, group.id, person_id, clock.now())
    flash(gettext("This person is banned: no joining, no asking."))
    return redirect(_list_path(group), code=303)


@blueprint.post("/groups/<slug>/bans/<int:person_id>/lift")
def save_lift(slug: str, person_id: int) -> Any:
    """Let a banned person come back."""
    group = group_with_slug(slug)
    lift_ban(viewer().id, group.id, person_id)
    flash(gettext("The ban is lifted."))
    return redirect(_list_path(group), code=303)


@blueprint.post("/groups/<slug>/requests/<int:person_id>")
def answer_request(slug: str, person_id: int) -> Any:
    """Accept or decline somebody who asked."""
    group, answer = group_with_slug(slug), request.form.get("answer")
    if answer == "accept":
        accept_request(viewer().id, group.id, person_id, clock.now())
        flash(gettext("Accepted. This person belongs to the group now."))
    elif answer == "decline":
        decline_request(viewer().id, group.id, person_id)
        flash(gettext("Declined. This person may ask again."))
    else:
        raise BadRequest
    return redirect(_list_path(group), code=303)


@blueprint.get("/groups/<slug>/invite")
def show_invite(slug: str) -> Any:
    """The link and the QR code with which members bring others."""
    group = group_with_slug(slug)
    standing = standing_of(viewer().id, group.id)
    require(policy.can_invite(standing))
    settings: Settings = current_app.extensions["settings"]
    link = f"{settings.url}{group.path}?invite={invite_code_of(group.id)}"
    return render_template(
        "groups/invite.html", group=group, standing=standing, link=link, code=_qr_code(link)
    )


def _qr_code(text: str) -> Markup:
    """Return `text` as an inline SVG without styles, dark on light in both themes."""
    kept = io.BytesIO()
    segno.make(text, error="m").save(
        kept, kind="svg", xmldecl=False, svgns=True, scale=6, border=4, dark="#000", light="#fff",
        svgclass="qr-code", lineclass=None, omitsize=True,
    )  # fmt: skip
    return Markup(kept.getvalue().decode())  # noqa: S704 - made of numbers by segno
