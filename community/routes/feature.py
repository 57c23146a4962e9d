"""Puts routes into the application."""

from __future__ import annotations

from flask import Flask

from community.routes import (
    commands,
    facts_views,
    jobs,
    library_views,
    library_words,
    parts,
    risk_views,
    upload_receivers,
    upload_views,
    versions_views,
    views,
    words,
)
from community.routes.doors import blueprint

__all__ = [
    "facts_views",
    "jobs",
    "library_views",
    "parts",
    "register",
    "risk_views",
    "upload_receivers",
    "upload_views",
    "versions_views",
    "views",
]


def register(app: Flask) -> None:
    """Add pages, commands, the words of routes and what happens by itself."""
    app.register_blueprint(blueprint)
    words.register(app)
    library_words.register(app)
    commands.register(app)
