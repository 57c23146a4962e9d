"""Languages: each page in the reader's own, as far as it has been translated."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, request
from flask_babel import Babel

from community.foundation.security import viewer
from community.foundation.settings import Settings

LANGUAGES = ("en",)  # a language enters when its catalogue is complete

CATALOGUES = Path(__file__).resolve().parents[2] / "translations"

babel = Babel()


def choose_language() -> str:
    """Return the viewer's language, else the best that the browser asks for."""
    if not request:
        return LANGUAGES[0]
    person = viewer()
    if person is not None and person.language in LANGUAGES:
        return str(person.language)
    return request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]


def register(app: Flask, settings: Settings) -> None:
    """Translate the sentences of `app`."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(CATALOGUES)
    babel.init_app(app, locale_selector=choose_language)
