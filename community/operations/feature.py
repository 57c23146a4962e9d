"""Puts the operator's doors into the application."""

from __future__ import annotations

from flask import Flask

from community.operations import commands, map_commands, views


def register(app: Flask) -> None:
    """Add health check and commands."""
    app.register_blueprint(views.blueprint)
    commands.register(app)
    map_commands.register(app)
