"""The page of a date, of a series, and answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from community.events import wording
from community.events.actions import Answered, answer_occurrence
from community.events.forms import reply_from
from community.events.queries import series_page, walk_page
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
    """A repeating walk and its dates."""
    return render_template("events/series.html", page=series_page(viewer(), walk_id, clock.now()))


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
    _tell(occurrence_id, result)
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


def _tell(occurrence_id: int, result: Answered) -> None:
    """Say on the next page what came of an answer (sentences 3, 5, 6 and 7)."""
    page = walk_page(viewer(), occurrence_id, clock.now())
    if result.kind == "coming" and result.waiting:
        flash(
            _(
                "This walk is full. You are %(place)s in line; "
                "we tell you as soon as a place is free.",
                place=wording.ordinal(result.position or 1),
            )
        )
        if result.never_fits:
            flash(_("You are more people than this walk takes. Come with fewer guests."), "careful")
    elif result.kind == "coming":
        flash(_coming(page, result))
        if result.guests_refused:
            flash(_("There is no room for more guests; your own place is kept."), "careful")
    elif result.kind == "maybe":
        flash(_("You said maybe. Tell us when you know."))
    elif result.before and result.before[0] != "cant":
        flash(_with_undo(_("You are no longer coming."), occurrence_id, result), "info")
    else:
        flash(_("You can’t come this time. Thank you for telling us."))


def _coming(page: Any, result: Answered) -> str:
    place = page.meeting_point or ""
    if result.joined and place:
        return _("You’re in, and you’re coming. Meet at %(place)s.", place=_inside(place))
    if result.joined:
        return _("You’re in, and you’re coming.")
    return _("You’re coming. Meet at %(place)s.", place=_inside(place))


def _inside(place: str) -> str:
    """Return a meeting point as it stands inside a sentence: without its own full stop."""
    return place.rstrip(" .")


def _with_undo(sentence: str, occurrence_id: int, result: Answered) -> Markup:
    before = result.before or ("coming", 0)
    return Markup(  # noqa: S704 - a rendered template
        render_template(
            "events/_undo.html",
            sentence=sentence,
            occurrence_id=occurrence_id,
            kind=before[0],
            guests=before[1],
        )
    )
