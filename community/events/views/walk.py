"""The page of a date, of a series, and answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from flask import jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.events.actions import answer_occurrence
from community.events.forms import reply_from
from community.events.queries import DATES_AT_FIRST, DATES_SHOWN, series_page, walk_page
from community.events.telling import tell
from community.events.views.blueprint import DATE, blueprint
from community.foundation import clock
from community.foundation.errors import InvalidForm, NotSignedIn
from community.foundation.security import open_to_everyone, viewer, wants_json


@blueprint.get(DATE)
@open_to_everyone
def show_walk(occurrence_id: int) -> str:
    """One date of a walk. `?answer=coming` comes back from signing up: one tap is left."""
    page = walk_page(viewer(), occurrence_id, clock.now())
    wanted = request.args.get("answer", "")
    return render_template(
        "events/walk.html",
        page=page,
        wanted=wanted if wanted in ("coming", "maybe") else None,
    )


@blueprint.get("/series/<int(max=2147483647):walk_id>")
@open_to_everyone
def show_series(walk_id: int) -> str:
    """A repeating walk and its dates: the next ones, or with `?dates=all` as many as are known."""
    shown = DATES_SHOWN if request.args.get("dates") == "all" else DATES_AT_FIRST
    page = series_page(viewer(), walk_id, clock.now(), shown)
    return render_template("events/series.html", page=page)


@blueprint.get(f"{DATE}/answer")
@open_to_everyone
def ask_answer(occurrence_id: int) -> Any:
    """The whole answer: guests, and every date of a series."""
    if viewer() is None:
        walk_page(None, occurrence_id, clock.now())
        return _sign_up_first(occurrence_id, "")
    return _answer_page(occurrence_id, {}, {})


def _answer_page(occurrence_id: int, errors: dict[str, str], typed: dict[str, str]) -> Any:
    page = walk_page(viewer(), occurrence_id, clock.now())
    if not page.may(page.can_answer):
        return redirect(url_for("events.show_walk", occurrence_id=occurrence_id), 303)
    status = 422 if errors else 200
    return render_template("events/answer.html", page=page, errors=errors, typed=typed), status


@blueprint.post(f"{DATE}/rsvp")
@open_to_everyone
def answer(occurrence_id: int) -> Any:
    """Take an answer; who is not signed in signs up first and comes back to it."""
    person, now = viewer(), clock.now()
    sent = _sent()
    if person is None:
        if wants_json():
            raise NotSignedIn
        walk_page(None, occurrence_id, now)
        return _sign_up_first(occurrence_id, str(sent.get("answer", "")))
    page = walk_page(person, occurrence_id, now)
    try:
        reply = reply_from(sent)
    except InvalidForm as problem:
        if wants_json() or "answer" in problem.fields or not page.may(page.can_answer):
            raise
        errors = {name: _(message) for name, message in problem.fields.items()}
        return _answer_page(occurrence_id, errors, {k: str(v) for k, v in sent.items()})
    result = answer_occurrence(person.id, occurrence_id, reply, now)
    if wants_json():
        return jsonify(ok=True, answer=result.kind, guests=result.guests, waiting=result.waiting)
    tell(occurrence_id, result)
    return redirect(url_for("events.show_walk", occurrence_id=occurrence_id), 303)


def _sent() -> Mapping[str, Any]:
    """Return what was sent, as a form or as a JSON object."""
    if not request.is_json:
        return request.form
    value = request.get_json(silent=True)
    return value if isinstance(value, dict) else {}


def _sign_up_first(occurrence_id: int, wanted: str) -> Response:
    """Lead to sign-up and back: the answer that was tapped is kept in the address."""
    back = url_for("events.show_walk", occurrence_id=occurrence_id)
    if wanted in ("coming", "maybe", "waiting"):
        back += f"?answer={'maybe' if wanted == 'maybe' else 'coming'}"
    return redirect(f"/sign-up?next={quote(back)}", 303)
