"""Puts routes into the application."""

from __future__ import annotations

from flask import Flask

from community.routes import commands, jobs, parts, views, words

__all__ = ["jobs", "parts", "register"]


def register(app: Flask) -> None:
    """Add pages, commands, the words of routes and what happens by itself."""
    app.register_blueprint(views.blueprint)
    words.register(app)
    commands.register(app)
