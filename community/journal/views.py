"""The journal's pages: the list, one log, the morning after, the consent."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, flash, jsonify, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.accounts import give_consent, skip_back_card
from community.foundation import clock
from community.foundation.errors import BadRequest, Changed, NotFound
from community.foundation.security import safe_next, viewer, wants_json
from community.journal import actions, queries
from community.journal.forms import LogForm, MorningForm, NewLogForm
from community.journal.rules import Entry
from community.journal.sheets import LogSheet, sheet_for, sheet_for_draft

pages = Blueprint("journal", __name__, url_prefix="/journal")

LOG = "/<int(max=2147483647):log_id>"


@pages.get("")
def show_journal() -> str:
    """Drafts to confirm, the chart, the list."""
    person, now = viewer(), clock.now()
    page = queries.journal_page(person.id, _page_number(), now)
    draft = page.drafts[0] if page.drafts and page.page == 1 else None
    return render_template(
        "journal/journal.html",
        journal=page,
        sheet=sheet_for_draft(draft, person, now) if draft else None,
        may_note_pain=queries.may_keep_pain(person.id),
    )


@pages.get("/new")
def new_log() -> str:
    """An empty sheet."""
    person, now = viewer(), clock.now()
    form = NewLogForm(formdata=None, log=None, person=person)
    form.show(queries.today_of(person.id, now))
    form.next.data = safe_next(request.args.get("next"))
    return _sheet_page(sheet_for(form, "/journal/new", None, person, now))


@pages.post("/new")
def write_log() -> Any:
    """Keep a walk that was written down by hand."""
    person, now = viewer(), clock.now()
    form = NewLogForm(log=None, person=person)
    entry = form.read(request.form, now, queries.zone_of(person.id))
    sheet = sheet_for(form, "/journal/new", None, person, now)
    if entry is None:
        return _sheet_page(sheet), 422
    try:
        log_id = actions.write_log(person.id, entry, now, form.form_id.data)
    except actions.TooMuchForADay as problem:
        form.minutes.errors = [_(problem.message)]
        return _sheet_page(sheet), 422
    return _saved(log_id, entry, form.next.data)


@pages.get(LOG)
def show_log(log_id: int) -> str:
    """One log: to confirm while it is a draft, to read and change afterwards."""
    person, now = viewer(), clock.now()
    log = queries.own_log(person.id, log_id)
    return _sheet_page(sheet_for_draft(log, person, now))


@pages.post(LOG)
def save_log(log_id: int) -> Any:
    """Confirm a draft or change a log."""
    person, now = viewer(), clock.now()
    log = queries.own_log(person.id, log_id)
    form = LogForm(log=log, person=person)
    entry = form.read(request.form, now, queries.zone_of(person.id))
    sheet = sheet_for(form, f"/journal/{log_id}", log, person, now)
    if entry is None:
        return _sheet_page(sheet), 422
    save = actions.confirm_log if log.is_draft else actions.edit_log
    try:
        save(person.id, log_id, entry, form.known_version(), now)
    except actions.TooMuchForADay as problem:
        form.minutes.errors = [_(problem.message)]
        return _sheet_page(sheet), 422
    except Changed:
        form.version.data = str(log.version)
        return _sheet_page(sheet, changed=True), 409
    return _saved(log_id, entry, form.next.data)


@pages.get(f"{LOG}/delete")
def ask_to_delete(log_id: int) -> str:
    """Ask once before a log goes."""
    return render_template("journal/delete.html", log=queries.own_log(viewer().id, log_id))


@pages.post(f"{LOG}/delete")
def delete_log(log_id: int) -> Response:
    """Take a log out of the journal."""
    actions.delete_log(viewer().id, log_id, clock.now())
    flash(_("Taken out of your journal."), "info")
    return redirect("/journal", code=303)


@pages.post(f"{LOG}/morning")
def answer_morning(log_id: int) -> Any:
    """Keep the morning after; the script sends it as soon as it is set."""
    form = MorningForm()
    queries.own_log(viewer().id, log_id)
    if not form.validate_on_submit():
        words = form.morning.errors[0] if form.morning.errors else ""
        if wants_json():
            return jsonify(ok=False, error="invalid", message=words), 422
        flash(words, "bad")
        return redirect(_back(), code=303)
    actions.answer_morning(viewer().id, log_id, form.score(), clock.now())
    if wants_json():
        return jsonify(ok=True, message=_("Saved. Only you can see this."))
    flash(_("Saved. Only you can see this."))
    return redirect(_back(), code=303)


@pages.get(f"{LOG}/advice")
def show_advice(log_id: int) -> str:
    """What to do at once, after an answer that does not wait (backcare.md 1.4)."""
    log = queries.own_log(viewer().id, log_id)
    if log.leg != "emergency":
        raise NotFound
    number = current_app.extensions["settings"].emergency_number
    return render_template("journal/advice.html", log=log, emergency_number=number)


@pages.post("/consent")
def answer_consent() -> Response:
    """Keep the answer to the one question about health data."""
    person, now, answer = viewer(), clock.now(), request.form.get("answer")
    if answer not in ("yes", "no"):
        raise BadRequest
    if answer == "yes":
        give_consent(person.id, "health", now)
        flash(_("Good. You can now note your pain; only you see it."))
    else:
        skip_back_card(person.id, now)
        flash(_("Good. Minutes and distance are enough. We will not ask again."))
    return redirect(_back(), code=303)


def _sheet_page(sheet: LogSheet, changed: bool = False) -> str:
    return render_template("journal/log.html", sheet=sheet, log=sheet.log, changed=changed)


def _saved(log_id: int | None, entry: Entry, back: str | None) -> Response:
    person = viewer()
    if entry.leg == "emergency" and log_id is not None and queries.may_keep_pain(person.id):
        return redirect(f"/journal/{log_id}/advice", code=303)
    flash(_("Saved. Only you can see this."))
    return redirect(safe_next(back) or "/journal", code=303)


def _back() -> str:
    return safe_next(request.form.get("next")) or "/journal"


def _page_number() -> int:
    text = request.args.get("page", "1")
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        raise NotFound
    return int(text)
