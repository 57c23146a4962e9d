"""Doors of the pages."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request

from community.foundation import clock
from community.foundation.security import open_to_everyone, viewer
from community.pages import wording
from community.pages.forms import asked_from
from community.pages.queries import find_page, front_page, today_page
from community.pages.rules.search import FILTERS

blueprint = Blueprint("pages", __name__)


@blueprint.context_processor
def words() -> dict[str, Any]:
    """Give the templates their words."""
    return {"wording": wording}


@blueprint.get("/")
@open_to_everyone
def home() -> str:
    """Today for who is signed in, else the front page."""
    person, now = viewer(), clock.now()
    if person is None:
        return render_template("pages/front.html", page=front_page(now))
    return render_template("pages/today.html", page=today_page(person, now))


@blueprint.get("/find")
@open_to_everyone
def find() -> str:
    """Walks and groups near a place."""
    page = find_page(viewer(), asked_from(request.args), clock.now())
    return render_template("pages/find.html", page=page, filters=FILTERS)


@blueprint.get("/how-it-works")
@open_to_everyone
def how_it_works() -> str:
    """What Amble is, in a minute."""
    return render_template("pages/how_it_works.html")
