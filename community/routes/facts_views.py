"""Doors of what is known of a route: the draft with its questions, facts, recce."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _

from community.foundation import clock
from community.foundation.errors import Changed, NotFound
from community.foundation.jobs import off_the_loop
from community.foundation.receipts import new_form_id
from community.foundation.security import viewer
from community.groups import GroupCard
from community.routes import actions
from community.routes.assessment import assess, known_of, start_moved_m
from community.routes.both_answers import with_newer
from community.routes.checks import checks_of, open_questions
from community.routes.doors import (
    blueprint,
    change_said,
    grade_of,
    heights,
    route_to_change,
    sentence,
    the_map,
    today,
    version_in,
)
from community.routes.forms import Answers, answers_from, read_answers, rows_to_show
from community.routes.library_forms import read_checklist
from community.routes.queries import (
    DraftPage,
    RoutePage,
    draft_page,
    line_of,
    names_of_speakers,
    recce_note_of,
    route_saved_by,
)
from community.routes.rules import TrackRefused, walking_minutes
from community.routes.upload_views import choose_page


@blueprint.get("/routes/drafts/<int:draft_id>")
def show_draft(draft_id: int) -> Any:
    """Show an upload with its grade and the questions that are open."""
    draft = draft_page(viewer().id, draft_id)
    if draft.found is None:
        return choose_page(draft)
    answers = answers_from(
        draft.name,
        "",
        draft.facts,
        draft.recce,
        draft.shape,
        known_of(draft.found, draft.facts),
        {viewer().id: viewer().name},
    )
    return _draft_page(draft, answers, new_form_id())


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
    answers = read_answers(request.form, _longest(draft), today(draft.group), draft.shape.track)
    if saving and not answers.name:
        answers.errors["name"] = _("Give the route a name.")
    if answers.errors:
        return _draft_page(draft, answers, form_id), 422
    facts = answers.facts.signed(person.id, _said_on(draft.group, answers), draft.facts)
    facts = facts.moved(start_moved_m(draft.line, draft.shape, answers.shape))
    try:
        found = off_the_loop(
            assess, draft.line, facts, answers.recce, heights(), answers.shape, the_map()
        )
    except TrackRefused as refusal:
        answers.errors["home"] = sentence(refusal)
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
    flash(change_said(draft.found, found), "info")
    return redirect(f"/routes/drafts/{draft.id}", 303)


@blueprint.route("/routes/<int:route_id>/facts", methods=["GET", "POST"])
def change_facts(route_id: int) -> Any:
    """Change what is known of a route; it is graded again."""
    person = viewer()
    page = route_to_change(route_id)
    if request.method == "GET":
        return _facts_page(page, _known_answers(page))
    answers = read_answers(request.form, page.card.length_m, today(page.group))
    if not answers.name:
        answers.errors["name"] = _("Give the route a name.")
    if answers.errors:
        return _facts_page(page, answers, request.form.get("version", "")), 422
    facts = answers.facts.signed(person.id, today(page.group), page.facts)
    line, version = line_of(route_id), request.form.get("version", "")
    found = off_the_loop(assess, line, facts, recce_note_of(route_id), heights(), None, the_map())
    try:
        actions.edit_facts(
            person.id,
            route_id,
            version_in(version),
            answers.name,
            answers.about,
            facts,
            found,
            clock.now(),
        )
    except Changed as problem:
        newer = route_to_change(route_id)
        both = with_newer(answers, _known_answers(newer))
        return _facts_page(newer, both, note=_(problem.message)), problem.status
    flash(change_said(page.found, found), "info")
    return redirect(f"/routes/{route_id}", 303)


def _known_answers(page: RoutePage) -> Answers:
    known, names = known_of(page.found, page.facts), names_of_speakers(page.facts)
    return answers_from(page.card.name, page.about, page.facts, known=known, names=names)


@blueprint.route("/routes/<int:route_id>/recce", methods=["GET", "POST"])
def record_recce(route_id: int) -> Any:
    """Note that one has walked and checked the route."""
    person = viewer()
    page = route_to_change(route_id)
    if request.method == "GET":
        return render_template("routes/recce.html", page=page, answers=None, errors={})
    answers = read_answers(request.form, page.card.length_m, today(page.group))
    errors = {
        name: told for name, told in answers.errors.items() if name in ("walked_on", "recce_note")
    }
    if answers.recce is None:
        errors.setdefault("walked_on", _("Say on which day you walked it."))
    if errors or answers.recce is None:
        return render_template("routes/recce.html", page=page, answers=answers, errors=errors), 422
    known = actions.recce_with(recce_note_of(route_id), answers.recce)
    found = off_the_loop(assess, line_of(route_id), page.facts, known, heights(), None, the_map())
    actions.record_recce(
        person.id,
        route_id,
        page.version,
        answers.recce,
        found,
        clock.now(),
        read_checklist(request.form),
    )
    flash(change_said(page.found, found), "info")
    return redirect(f"/routes/{route_id}", 303)


def _draft_page(draft: DraftPage, answers: Answers, form_id: str) -> str:
    found: dict[str, Any] = draft.found or {}
    checks = checks_of(found, draft.facts, answers.rows)
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
        grade=grade_of(found),
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


def _said_on(group: GroupCard, answers: Answers) -> date:
    """Return the day since when the answers hold: of the recce, else today."""
    return answers.recce.walked_on if answers.recce else today(group)


def _longest(draft: DraftPage) -> float:
    """Return how far from the start an answer may lie, whatever is left out of the line."""
    return float(draft.found["length_m"]) + 400.0 if draft.found else 0.0
