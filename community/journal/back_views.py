"""The page "My back": the consent of its own, what applies, and how to erase it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from community.accounts import give_consent, withdraw_consent
from community.foundation import clock
from community.foundation.authorisation import problem_of
from community.foundation.errors import Changed
from community.foundation.security import viewer
from community.journal import back_actions, back_queries, policy
from community.journal.back_forms import NEED_WORDS, BackForm
from community.journal.views import pages

BACK_PATH = "/journal/back"


@pages.get("/back")
def show_back() -> str:
    """What she told, to change; before the consent, what it is for."""
    person = viewer()
    page = back_queries.back_page(person.id)
    form = BackForm(formdata=None)
    form.show(page, person.units)
    return _page(form, page)


@pages.post("/back")
def save_back() -> Any:
    """Keep what she ticked."""
    person = viewer()
    page = back_queries.back_page(person.id)
    if not page.has_consent:
        raise problem_of(policy.NO_BACK_CONSENT)
    form = BackForm()
    told = form.read(person.units)
    if told is None:
        return _page(form, page), 422
    try:
        back_actions.keep_back(person.id, told, form.known_version(), clock.now())
    except Changed:
        form.version.data = str(page.version)
        return _page(form, page, changed=True), 409
    flash(_("Saved. Only you can see this."))
    return redirect(BACK_PATH, code=303)


@pages.post("/back/consent")
def agree_to_back() -> Response:
    """Let us keep what she tells of her back, and nothing else."""
    give_consent(viewer().id, back_queries.BACK, clock.now())
    return redirect(BACK_PATH, code=303)


@pages.get("/back/erase")
def ask_to_erase_back() -> str:
    """Ask once before it goes."""
    return render_template("journal/back_erase.html")


@pages.post("/back/erase")
def erase_back() -> Response:
    """Withdraw the consent, which erases what was kept."""
    withdraw_consent(viewer().id, back_queries.BACK, clock.now())
    flash(_("Erased. We keep nothing of your back any more."), "info")
    return redirect("/journal", code=303)


def _page(form: BackForm, page: back_queries.BackPage, changed: bool = False) -> str:
    words = {need: (_(label), _(hint)) for need, (label, hint) in NEED_WORDS.items()}
    return render_template(
        "journal/back.html",
        form=form,
        has_consent=page.has_consent,
        needs=words,
        speed_unit=_("miles an hour") if viewer().units == "miles" else _("km an hour"),
        changed=changed,
    )
