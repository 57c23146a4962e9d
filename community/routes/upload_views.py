"""Doors of uploads: a file comes in, is read off the loop, and one of its tracks is chosen."""

from __future__ import annotations

from typing import Any, BinaryIO, cast

from flask import redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from community.foundation import clock
from community.foundation.jobs import off_the_loop
from community.foundation.security import limiter, viewer
from community.foundation.text import clean_line
from community.groups import GroupCard
from community.routes import actions
from community.routes.assessment import Shape, assess, tracks_of
from community.routes.doors import (
    blueprint,
    group_to_add_to,
    heights,
    sentence,
    the_map,
)
from community.routes.queries import (
    DraftPage,
    draft_page,
)
from community.routes.rules import TrackRefused
from community.routes.uploads import read_upload

MOST_UPLOADS = "60/hour"  # for each address: reading a file costs up to a second


@blueprint.get("/groups/<slug>/routes/new")
def new_route(slug: str) -> Any:
    """Ask for a file."""
    return _upload_page(group_to_add_to(slug), None)


@blueprint.post("/groups/<slug>/routes/new")
@limiter.limit(MOST_UPLOADS)
def read_new_route(slug: str) -> Any:
    """Read the file, off the loop, and show what was found in it."""
    group = group_to_add_to(slug)
    file = request.files.get("file")
    if file is None or not file.filename:
        return _upload_page(group, _("Choose a file first."))
    name = clean_line(file.filename)
    try:
        upload = off_the_loop(read_upload, cast(BinaryIO, file.stream), name, heights(), the_map())
    except TrackRefused as refusal:
        return _upload_page(group, sentence(refusal), file)
    draft_id = actions.keep_upload(
        viewer().id, group.id, name, upload.name, upload.line, upload.found, clock.now()
    )
    return redirect(f"/routes/drafts/{draft_id}", 303)


@blueprint.post("/routes/drafts/<int:draft_id>/track")
def choose_track(draft_id: int) -> Any:
    """Take one track of a file that has several, or all of them."""
    draft = draft_page(viewer().id, draft_id)
    chosen = request.form.get("track", "")
    known = {str(one["number"]): one["number"] for one in tracks_of(draft.line)}
    if chosen != "all" and chosen not in known:
        return choose_page(draft, _("Choose one of the tracks."))
    shape = Shape(track=known.get(chosen))
    try:
        found = off_the_loop(
            assess, draft.line, draft.facts, draft.recce, heights(), shape, the_map()
        )
    except TrackRefused as refusal:
        return choose_page(draft, sentence(refusal))
    actions.answer_facts(viewer().id, draft.id, draft.name, draft.facts, draft.recce, shape, found)
    return redirect(f"/routes/drafts/{draft.id}", 303)


def _upload_page(group: GroupCard, error: str | None, file: FileStorage | None = None) -> Any:
    page = render_template(
        "routes/upload.html",
        group=group,
        error=error,
        file_name=clean_line(file.filename or "") if file else "",
    )
    return (page, 422) if error else page


def choose_page(draft: DraftPage, error: str | None = None) -> Any:
    """Show the tracks of a file, one to be chosen."""
    page = render_template(
        "routes/choose_track.html", draft=draft, tracks=tracks_of(draft.line), error=error
    )
    return (page, 422) if error else page
