"""Puts the plumbing together, in the one order in which it holds."""

from __future__ import annotations

import zoneinfo
from typing import Any

from flask import Flask
from flask_babel import get_locale, gettext
from markupsafe import Markup
from werkzeug.routing import IntegerConverter, Map

from community.foundation import (
    answers,
    assets,
    database,
    formats,
    jobs,
    languages,
    logs,
    mail,
    navigation,
    reading,
    rendering,
    security,
    sockets,
)
from community.foundation.logs import request_id
from community.foundation.parts import parts
from community.foundation.security import viewer
from community.foundation.settings import Settings


class RowNumber(IntegerConverter):
    """A number in an address that a row may have; greater ones overflow the database."""

    def __init__(self, map: Map, **rest: Any) -> None:  # noqa: A002 - the name is werkzeug's
        super().__init__(map, **{"max": 2_147_483_647, **rest})


def register_plumbing(app: Flask, settings: Settings) -> None:
    """Set up everything in `app` that no feature owns."""
    zoneinfo.reset_tzpath(to=[])  # one source of zones: the tzdata package (calendar.md 2)
    app.extensions["settings"] = settings
    app.url_map.converters["int"] = RowNumber
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.do")
    for part in (
        logs,
        database,
        security,
        answers,
        languages,
        rendering,
        formats,
        assets,
        navigation,
        reading,
        jobs,
        mail,
        sockets,
    ):
        part.register(app, settings)

    def parts_for_viewer(place: str, subject: Any = None) -> Markup:
        return parts(place, subject, viewer())

    app.jinja_env.globals.update(parts=parts_for_viewer)

    @app.context_processor
    def always() -> dict[str, Any]:
        return {
            "request_id": request_id(),
            "settings": settings,
            "language": str(get_locale() or "en"),
            "footer_line": _footer_line(settings),
        }


def _footer_line(settings: Settings) -> str:
    """Return who runs this instance, and the promise that stands under every page."""
    if settings.demo:
        return gettext(
            "This is a demo: its people, walks and checks of paths are invented. "
            "What you note about your back is seen by you alone."
        )
    if not settings.name:
        return gettext(
            "Run by volunteers. Free, no adverts. "
            "What you note about your back is seen by you alone."
        )
    return gettext(
        "Run by volunteers of %(name)s. Free, no adverts. "
        "What you note about your back is seen by you alone.",
        name=settings.name,
    )


def settings_of(app: Flask) -> Settings:
    """Return the settings that `app` was made with."""
    found: Settings = app.extensions["settings"]
    return found
