"""Registers challenges."""

from __future__ import annotations

from flask import Flask

from community.challenges import jobs, parts, receivers, views

__all__ = ["jobs", "parts", "receivers", "register"]


def register(app: Flask) -> None:
    """Add the pages, parts, receivers and jobs of challenges to `app`."""
    app.register_blueprint(views.pages)
