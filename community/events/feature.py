"""Puts walks into the application."""

from __future__ import annotations

from flask import Flask

from community.events import arrivals, jobs, parts, receivers, views

__all__ = ["arrivals", "jobs", "parts", "receivers", "register"]


def register(app: Flask) -> None:
    """Add the pages of walks; receivers, jobs and parts are registered by being imported."""
    app.register_blueprint(views.blueprint)
