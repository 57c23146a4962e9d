"""Doors of uploads: a file comes in, is read in the background, one of its tracks is chosen."""

from __future__ import annotations

from functools import partial
from typing import Any, BinaryIO, cast

from flask import current_app, redirect, render_template, request
from flask_babel import gettext as _

from community.foundation import clock
from community.foundation.errors import NotFound
from community.foundation.formats import percent
from community.foundation.forms import CreateForm
from community.foundation.jobs import off_the_loop, waited_for
from community.foundation.receipts import new_form_id
from community.foundation.security import limiter, viewer, wants_json
from community.foundation.settings import Settings
from community.foundation.text import clean_line
from community.groups import GroupCard
from community.routes import actions
from community.routes.assessment import Shape, assess, tracks_of
from community.routes.doors import blueprint, group_to_add_to, heights, sentence, the_map
from community.routes.queries import DraftPage, draft_page
from community.routes.rules import TrackRefused
from community.routes.upload_actions import begin_upload
from community.routes.upload_files import keep_file, remove_file
from community.routes.upload_queries import UploadPage, is_over, unsaved_uploads, upload_page

MOST_UPLOADS = "60/hour"  # for each address: reading a file costs up to a second
PATIENCE_S = 1.0  # a file that is read within it leads to its draft at once
LOOK_AGAIN_S = 2  # a page without scripts


@blueprint.get("/groups/<slug>/routes/new")
def new_route(slug: str) -> Any:
    """Ask for a file."""
    return _upload_page(group_to_add_to(slug))


@blueprint.post("/groups/<slug>/routes/new")
@limiter.limit(MOST_UPLOADS)
def read_new_route(slug: str) -> Any:
    """Take a file in; lead to what was found in it, or to how far the reading is."""
    group = group_to_add_to(slug)
    file, form = request.files.get("file"), CreateForm()
    form.validate()
    if file is None or not file.filename:
        return _upload_page(group, _("Choose a file first.")), 422
    name, settings = clean_line(file.filename), current_app.extensions["settings"]
    key = off_the_loop(keep_file, settings, cast(BinaryIO, file.stream))
    upload_id, is_new = None, False
    try:
        upload_id, is_new = begin_upload(
            viewer().id, group.id, str(form.form_id.data), name, key, clock.now()
        )
    finally:
        if not is_new:
            off_the_loop(remove_file, settings, key)
    if upload_id is None:
        raise NotFound
    if waited_for(partial(is_over, upload_id), PATIENCE_S):
        upload = upload_page(viewer().id, upload_id)
        if upload.refusal is not None:
            return _upload_page(group, _refusal(upload), name), 422
        return redirect(f"/routes/drafts/{upload.draft_id}", 303)
    return redirect(f"/routes/uploads/{upload_id}", 303)


@blueprint.get("/routes/uploads/<int:upload_id>")
def show_upload(upload_id: int) -> Any:
    """Say how far the reading is; JSON for the page's script. Afterwards lead to the draft."""
    upload = upload_page(viewer().id, upload_id)
    if wants_json():
        return {"is_over": upload.is_over, "share": upload.share, "words": _how_far(upload)}
    if upload.draft_id is not None:
        return redirect(f"/routes/drafts/{upload.draft_id}", 303)
    if upload.refusal is not None:
        return _upload_page(upload.group, _refusal(upload), upload.file_name)
    return render_template(
        "routes/uploading.html", upload=upload, how_far=_how_far(upload), look_again_s=LOOK_AGAIN_S
    )


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


def _how_far(upload: UploadPage) -> str:
    if not upload.share:
        return _("It starts in a moment")
    return _("%(share)s read", share=percent(upload.share))


def _refusal(upload: UploadPage) -> str:
    """Return why a file could not be read, in the language of the page."""
    told = upload.refusal or {}
    return _(told["message"], **told["values"])


def _upload_page(group: GroupCard, error: str | None = None, file_name: str = "") -> str:
    settings: Settings = current_app.extensions["settings"]
    return render_template(
        "routes/upload.html",
        group=group,
        error=error,
        file_name=file_name,
        form_id=new_form_id(),
        unsaved=unsaved_uploads(viewer().id, group.id),
        most_mb=settings.largest_upload_mb,
    )


def choose_page(draft: DraftPage, error: str | None = None) -> Any:
    """Show the tracks of a file, one to be chosen."""
    told = tracks_of(draft.line)
    tracks = [{**one, "name": one["name"] and _(one["name"])} for one in told]  # "Walking" of FIT
    page = render_template("routes/choose_track.html", draft=draft, tracks=tracks, error=error)
    return (page, 422) if error else page
