"""Puts the calendar into the application."""

from __future__ import annotations

from flask import Flask

from community.calendar import commands, parts, receivers, views

__all__ = ["parts", "receivers", "register"]


def register(app: Flask) -> None:
    """Add feeds, pages and the command; parts and receivers are registered by being imported."""
    app.register_blueprint(views.blueprint)
    app.cli.add_command(commands.series)
