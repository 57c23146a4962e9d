"""Doors of routes: upload, check and save, the route's page, facts, recce, download."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, BinaryIO, cast
from urllib.parse import quote
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from community.foundation import clock
from community.foundation.authorisation import Denied, problem_of
from community.foundation.errors import Changed, NotFound, Problem
from community.foundation.jobs import off_the_loop
from community.foundation.receipts import new_form_id
from community.foundation.security import limiter, open_to_everyone, viewer
from community.foundation.settings import Settings
from community.foundation.text import clean_line
from community.groups import GroupCard, group_with_slug, standing_of
from community.places import LoadedHeights, height_model
from community.routes import actions, policy
from community.routes.assessment import Shape, assess, tracks_of
from community.routes.checks import checks_of, open_questions
from community.routes.forms import Answers, answers_from, read_answers, rows_to_show
from community.routes.queries import (
    DraftPage,
    RoutePage,
    draft_page,
    line_of,
    line_to_download,
    recce_note_of,
    route_page,
    route_saved_by,
    routes_of,
)
from community.routes.rules import TrackRefused, walking_minutes
from community.routes.uploads import FormatNotRead, gpx_of, read_upload
from community.routes.words import shown, told_reason

blueprint = Blueprint("routes", __name__)
MOST_UPLOADS = "60/hour"  # for each address: reading a file costs up to a second


@blueprint.get("/groups/<slug>/routes")
@open_to_everyone
def group_routes(slug: str) -> str:
    """List the routes of a group."""
    group = group_with_slug(slug)
    standing = standing_of(_person_id(), group.id)
    _refuse(policy.can_see_routes(standing, group.joining))
    may_add = not isinstance(policy.can_add_route(standing, group.joining), Denied)
    return render_template(
        "routes/list.html", group=group, routes=routes_of(group.id), may_add=may_add
    )


@blueprint.get("/groups/<slug>/routes/new")
def new_route(slug: str) -> Any:
    """Ask for a file."""
    return _upload_page(_group_to_add_to(slug), None)


@blueprint.post("/groups/<slug>/routes/new")
@limiter.limit(MOST_UPLOADS)
def read_new_route(slug: str) -> Any:
    """Read the file, off the loop, and show what was found in it."""
    group = _group_to_add_to(slug)
    file = request.files.get("file")
    if file is None or not file.filename:
        return _upload_page(group, _("Choose a file first."))
    name = clean_line(file.filename)
    try:
        upload = off_the_loop(read_upload, cast(BinaryIO, file.stream), name, _heights())
    except (TrackRefused, FormatNotRead) as refusal:
        return _upload_page(group, _sentence(refusal), file)
    draft_id = actions.keep_upload(
        viewer().id, group.id, name, upload.name, upload.line, upload.found, clock.now()
    )
    return redirect(f"/routes/drafts/{draft_id}", 303)


@blueprint.get("/routes/drafts/<int:draft_id>")
def show_draft(draft_id: int) -> Any:
    """Show an upload with its grade and the questions that are open."""
    draft = draft_page(viewer().id, draft_id)
    if draft.found is None:
        return _choose_page(draft)
    return _draft_page(
        draft, answers_from(draft.name, "", draft.facts, draft.recce, draft.shape), new_form_id()
    )


@blueprint.post("/routes/drafts/<int:draft_id>/track")
def choose_track(draft_id: int) -> Any:
    """Take one track of a file that has several, or all of them."""
    draft = draft_page(viewer().id, draft_id)
    chosen = request.form.get("track", "")
    known = {str(one["number"]): one["number"] for one in tracks_of(draft.line)}
    if chosen != "all" and chosen not in known:
        return _choose_page(draft, _("Choose one of the tracks."))
    shape = Shape(track=known.get(chosen))
    try:
        found = off_the_loop(assess, draft.line, draft.facts, draft.recce, _heights(), shape)
    except TrackRefused as refusal:
        return _choose_page(draft, _sentence(refusal))
    actions.answer_facts(viewer().id, draft.id, draft.name, draft.facts, draft.recce, shape, found)
    return redirect(f"/routes/drafts/{draft.id}", 303)


@blueprint.post("/routes/drafts/<int:draft_id>")
def answer_draft(draft_id: int) -> Any:
    """Grade the draft with the answers; with "save" make a route of it."""
    person, form_id = viewer(), request.form.get("form_id", "")
    saving = request.form.get("do") == "save"
    try:
        draft = draft_page(person.id, draft_id)
    except NotFound:
        if saving and (path := route_saved_by(form_id, person.id)):
            return redirect(path, 303)
        raise
    if draft.found is None or draft.shape is None:
        return redirect(f"/routes/drafts/{draft.id}", 303)
    answers = read_answers(request.form, _longest(draft), _today(draft.group), draft.shape.track)
    if saving and not answers.name:
        answers.errors["name"] = _("Give the route a name.")
    if answers.errors:
        return _draft_page(draft, answers, form_id), 422
    facts = replace(answers.facts, exits=draft.facts.exits)
    try:
        found = off_the_loop(assess, draft.line, facts, answers.recce, _heights(), answers.shape)
    except TrackRefused as refusal:
        answers.errors["home"] = _sentence(refusal)
        return _draft_page(draft, answers, form_id), 422
    if saving:
        path = actions.save_route(
            person.id,
            draft.id,
            form_id or new_form_id(),
            answers.name,
            facts,
            answers.recce,
            answers.shape,
            found,
            clock.now(),
        )
        flash(_("The route is saved. Members of %(group)s can see it.", group=draft.group.name))
        return redirect(path, 303)
    actions.answer_facts(
        person.id, draft.id, answers.name, facts, answers.recce, answers.shape, found
    )
    flash(_change_said(draft.found, found), "info")
    return redirect(f"/routes/drafts/{draft.id}", 303)


@blueprint.get("/routes/<int:route_id>")
@open_to_everyone
def show_route(route_id: int) -> str:
    """Show a route to whoever may see the group's walks."""
    page = route_page(_person_id(), route_id)
    return render_template("routes/route.html", page=page)


@blueprint.route("/routes/<int:route_id>/facts", methods=["GET", "POST"])
def change_facts(route_id: int) -> Any:
    """Change what is known of a route; it is graded again."""
    person = viewer()
    page = _route_to_change(route_id)
    if request.method == "GET":
        return _facts_page(page, answers_from(page.card.name, page.about, page.facts))
    answers = read_answers(request.form, page.card.length_m, _today(page.group))
    if not answers.name:
        answers.errors["name"] = _("Give the route a name.")
    if answers.errors:
        return _facts_page(page, answers, request.form.get("version", "")), 422
    facts = replace(answers.facts, exits=page.facts.exits)
    line, version = line_of(route_id), request.form.get("version", "")
    found = off_the_loop(assess, line, facts, recce_note_of(route_id), _heights())
    try:
        actions.edit_facts(
            person.id,
            route_id,
            _version(version),
            answers.name,
            answers.about,
            facts,
            found,
            clock.now(),
        )
    except Changed as problem:
        newer = _route_to_change(route_id)
        return _facts_page(newer, answers, note=_(problem.message)), problem.status
    flash(_change_said(page.found, found), "info")
    return redirect(f"/routes/{route_id}", 303)


@blueprint.route("/routes/<int:route_id>/recce", methods=["GET", "POST"])
def record_recce(route_id: int) -> Any:
    """Note that one has walked and checked the route."""
    person = viewer()
    page = _route_to_change(route_id)
    if request.method == "GET":
        return render_template("routes/recce.html", page=page, answers=None, errors={})
    answers = read_answers(request.form, page.card.length_m, _today(page.group))
    errors = {
        name: told for name, told in answers.errors.items() if name in ("walked_on", "recce_note")
    }
    if answers.recce is None:
        errors.setdefault("walked_on", _("Say on which day you walked it."))
    if errors or answers.recce is None:
        return render_template("routes/recce.html", page=page, answers=answers, errors=errors), 422
    known = actions.recce_with(recce_note_of(route_id), answers.recce)
    found = off_the_loop(assess, line_of(route_id), page.facts, known, _heights())
    actions.record_recce(person.id, route_id, page.version, answers.recce, found, clock.now())
    flash(_change_said(page.found, found), "info")
    return redirect(f"/routes/{route_id}", 303)


@blueprint.get("/routes/<int:route_id>.gpx")
@open_to_everyone
def download(route_id: int) -> Response:
    """Give the line as a GPX file to who may know the exact place."""
    name, line = line_to_download(_person_id(), route_id)
    body = off_the_loop(gpx_of, name, line, "")
    response = Response(body, mimetype="application/gpx+xml")
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"route-{route_id}.gpx\"; filename*=UTF-8''{quote(name)}.gpx"
    )
    return response


# --- pages ---------------------------------------------------------------------------------------


def _upload_page(group: GroupCard, error: str | None, file: FileStorage | None = None) -> Any:
    page = render_template(
        "routes/upload.html",
        group=group,
        error=error,
        file_name=clean_line(file.filename or "") if file else "",
    )
    return (page, 422) if error else page


def _choose_page(draft: DraftPage, error: str | None = None) -> Any:
    page = render_template(
        "routes/choose_track.html", draft=draft, tracks=tracks_of(draft.line), error=error
    )
    return (page, 422) if error else page


def _draft_page(draft: DraftPage, answers: Answers, form_id: str) -> str:
    found: dict[str, Any] = draft.found or {}
    checks = checks_of(found, draft.facts)
    minutes = walking_minutes(
        found["length_m"],
        found["ascent_m"] or 0.0,
        found["descent_m"] or 0.0,
        draft.group.pace,  # type: ignore[arg-type]
    )
    return render_template(
        "routes/draft.html",
        draft=draft,
        answers=answers,
        rows=rows_to_show(answers),
        checks=checks,
        open_questions=open_questions(checks),
        minutes=minutes,
        form_id=form_id or new_form_id(),
        grade=_grade_of(found),
    )


def _facts_page(
    page: RoutePage, answers: Answers, version: str | None = None, note: str | None = None
) -> str:
    return render_template(
        "routes/change_facts.html",
        page=page,
        answers=answers,
        rows=rows_to_show(answers),
        version=page.version if version is None else version,
        note=note,
    )


# --- what the doors share ------------------------------------------------------------------------


def _person_id() -> int | None:
    person = viewer()
    return None if person is None else int(person.id)


def _version(text: str) -> int:
    """Return the version that a form was drawn from; -1, which none has, when it is no number."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1


def _refuse(decision: object) -> None:
    if isinstance(decision, Denied):
        raise problem_of(decision)


def _group_to_add_to(slug: str) -> GroupCard:
    group = group_with_slug(slug)
    _refuse(policy.can_add_route(standing_of(viewer().id, group.id), group.joining))
    return group


def _route_to_change(route_id: int) -> RoutePage:
    page = route_page(viewer().id, route_id)
    _refuse(policy.can_change_route(page.standing, page.group.joining))
    return page


def _heights() -> LoadedHeights | None:
    settings: Settings = current_app.extensions["settings"]
    return height_model(settings)


def _today(group: GroupCard) -> date:
    return clock.now().astimezone(ZoneInfo(group.zone)).date()


def _longest(draft: DraftPage) -> float:
    """Return how far from the start an answer may lie, whatever is left out of the line."""
    return float(draft.found["length_m"]) + 400.0 if draft.found else 0.0


def _sentence(problem: Problem) -> str:
    return _(problem.message, **problem.values)


def _grade_of(found: dict[str, Any]) -> dict[str, Any]:
    """Return letter, shown letter, confidence, doubt and deciding criterion of an inspection."""
    forward = found["grade"]["forward"] if found["grade"] else {}
    return {
        "letter": forward.get("letter"),
        "shown_letter": forward.get("shown_letter"),
        "confidence": found["confidence"],
        "doubt": found["doubt"],
        "deciding": forward.get("deciding"),
    }


def _change_said(before: dict[str, Any], after: dict[str, Any]) -> Any:
    """Return what the answers did to the grade, and why."""
    old, new = _grade_of(before), _grade_of(after)
    was = shown(old["shown_letter"], old["confidence"])
    now = shown(new["shown_letter"], new["confidence"])
    if new["letter"] is None:
        return _("Kept. There is still no grade, for no heights are known.")
    reason = told_reason(**{name: new[name] for name in new})
    if was == now:
        return _("Kept. The grade stays %(grade)s.", grade=now) + " " + reason
    return _("The grade is now %(now)s, it was %(was)s.", now=now, was=was) + " " + reason
