"""Puts routes into the application."""

from __future__ import annotations

from flask import Flask

from community.accounts import exports
from community.routes import (
    commands,
    condition_jobs,
    condition_receivers,
    condition_views,
    facts_views,
    jobs,
    library_views,
    library_words,
    parts,
    risk_views,
    sheet_views,
    telling,
    upload_receivers,
    upload_views,
    versions_views,
    views,
    way_words,
    wish_words,
    words,
)
from community.routes.condition_queries import own_reports
from community.routes.doors import blueprint

__all__ = [
    "condition_jobs",
    "condition_receivers",
    "condition_views",
    "facts_views",
    "jobs",
    "library_views",
    "parts",
    "register",
    "risk_views",
    "sheet_views",
    "upload_receivers",
    "upload_views",
    "versions_views",
    "views",
]


def register(app: Flask) -> None:
    """Add pages, commands, the words of routes and what happens by itself."""
    app.register_blueprint(blueprint)
    words.register(app)
    way_words.register(app)
    wish_words.register(app)
    telling.register(app)
    exports("routes")(own_reports)
    library_words.register(app)
    commands.register(app)
