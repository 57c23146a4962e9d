"""Puts routes into the application."""

from __future__ import annotations

from flask import Flask

from community.routes import commands, facts_views, jobs, parts, upload_views, views, words
from community.routes.doors import blueprint

__all__ = ["facts_views", "jobs", "parts", "register", "upload_views", "views"]


def register(app: Flask) -> None:
    """Add pages, commands, the words of routes and what happens by itself."""
    app.register_blueprint(blueprint)
    words.register(app)
    commands.register(app)
