"""The pages of challenges: one challenge, a new one, taking part, ending it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.challenges import actions, queries
from community.challenges.forms import ChallengeForm
from community.foundation import clock
from community.foundation.errors import NotFound
from community.foundation.security import viewer
from community.groups import group_with_slug

pages = Blueprint("challenges", __name__)

CHALLENGE = "/challenges/<int(max=2147483647):challenge_id>"


@pages.get(CHALLENGE)
def show_challenge(challenge_id: int) -> str:
    """The total, one's own part, how it counts."""
    page = queries.challenge_page(viewer().id, challenge_id, clock.now())
    return render_template("challenges/challenge.html", page=page, challenge=page.card)


@pages.route("/groups/<slug>/challenges/new", methods=["GET", "POST"])
def new_challenge(slug: str) -> Any:
    """Start a challenge in a group."""
    person, now = viewer(), clock.now()
    group = group_with_slug(slug)
    suggestion = queries.suggestion_for(person.id, group.id, now)
    form = ChallengeForm(today=queries.today_in(group, now))
    if request.method == "GET":
        form.propose(suggestion)
    elif form.validate_on_submit():
        challenge_id = actions.start_challenge(
            person.id, group.id, form.read(), now, form.form_id.data
        )
        if challenge_id is None:
            return redirect(group.path, code=303)
        flash(_("The challenge stands. Each member decides whether to take part."))
        return redirect(f"/challenges/{challenge_id}", code=303)
    errors = {name: words[0] for name, words in form.errors.items() if words}
    page = render_template(
        "challenges/new.html", form=form, errors=errors, group=group, suggestion=suggestion
    )
    return page, 422 if errors else 200


@pages.post(f"{CHALLENGE}/join")
def join_challenge(challenge_id: int) -> Response:
    """Count my walks here."""
    actions.join_challenge(viewer().id, challenge_id, clock.now())
    flash(_("Saved. Your walks count here; nobody sees which are yours."))
    return redirect(f"/challenges/{challenge_id}#part", code=303)


@pages.post(f"{CHALLENGE}/leave")
def leave_challenge(challenge_id: int) -> Response:
    """Count my walks here no longer."""
    actions.leave_challenge(viewer().id, challenge_id, clock.now())
    flash(_("Saved. Your walks do not count here."), "info")
    return redirect(f"/challenges/{challenge_id}#part", code=303)


@pages.get(f"{CHALLENGE}/end")
def ask_to_end(challenge_id: int) -> str:
    """Ask once before a challenge ends."""
    page = queries.challenge_page(viewer().id, challenge_id, clock.now())
    if not page.can_end:
        raise NotFound
    return render_template("challenges/end.html", page=page, challenge=page.card)


@pages.post(f"{CHALLENGE}/end")
def end_challenge(challenge_id: int) -> Response:
    """End a challenge today."""
    actions.end_challenge(viewer().id, challenge_id, clock.now())
    flash(_("The challenge is over. What you walked together stays."), "info")
    return redirect(f"/challenges/{challenge_id}", code=303)
