"""What a person reads on the next page after she has answered (sentences 3, 5, 6 and 7)."""

from __future__ import annotations

from flask import flash, render_template
from flask_babel import gettext as _
from markupsafe import Markup

from community.events import wording
from community.events.actions import Answered
from community.events.queries import occurrence_and_walk


def tell(occurrence_id: int, result: Answered) -> None:
    """Say on the next page what came of an answer (sentences 3, 5, 6 and 7)."""
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
        flash(_coming(occurrence_id, result))
        if result.guests_refused:
            flash(_("There is no room for more guests; your own place is kept."), "careful")
    elif result.kind == "maybe":
        flash(_("You said maybe. Tell us when you know."))
    elif result.before and result.before[0] != "cant":
        flash(_with_undo(_("You are no longer coming."), occurrence_id, result), "info")
    else:
        flash(_("You can’t come this time. Thank you for telling us."))


def _coming(occurrence_id: int, result: Answered) -> str:
    # Who is coming is a member, so she may know the exact place.
    date = occurrence_and_walk(occurrence_id)
    place = _inside(date.meeting_point or date.walk.meeting_point)
    if result.joined:
        return _("You’re in, and you’re coming. Meet at %(place)s.", place=place)
    return _("You’re coming. Meet at %(place)s.", place=place)


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
