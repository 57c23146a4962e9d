"""Styles, scripts, letters and icons: bundled by `build.mjs` into static/dist, served by us."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, send_from_directory
from markupsafe import Markup

from community.foundation.security import open_to_everyone
from community.foundation.settings import Settings

STATIC = Path(__file__).resolve().parents[2] / "static"
DIST = STATIC / "dist"
YEAR_S = 365 * 24 * 3600


@cache
def _read(name: str) -> dict[str, Any]:
    file = DIST / name
    if not file.exists():
        raise RuntimeError(f"static/dist/{name} is missing: run `make setup`.")
    return dict(json.loads(file.read_text()))


def asset(source: str) -> str:
    """Return the address of the bundled file made from `source`, e.g. `static/css/site.css`."""
    return f"/static/dist/{_read('manifest.json')[source]}"


def icon_svg(name: str) -> Markup:
    """Return the inner SVG of the icon `name`. Errors: `KeyError` for one not in icons.txt."""
    return Markup(_read("icons.json")[name])  # noqa: S704 - made by our own build


def register(app: Flask, settings: Settings) -> None:
    """Serve static/dist: hashed names may be kept for ever."""
    app.jinja_env.globals.update(asset=asset, icon_svg=icon_svg)

    @app.get("/static/dist/<path:name>")
    @open_to_everyone
    def dist(name: str) -> Response:
        response = send_from_directory(DIST, name, max_age=YEAR_S)
        response.headers["Cache-Control"] = f"public, max-age={YEAR_S}, immutable"
        return response

    @app.get("/robots.txt")
    @open_to_everyone
    def robots() -> Response:
        # Feeds must stay allowed: Google Calendar obeys this file (calendar.md 7).
        return Response("User-agent: *\nAllow: /\n", mimetype="text/plain")
