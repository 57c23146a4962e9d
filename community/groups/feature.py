"""Puts groups into the application."""

from __future__ import annotations

from flask import Flask

from community.accounts import exports
from community.groups import parts, receivers, views
from community.groups.queries import own_data


def register(app: Flask) -> None:
    """Add doors; parts and receivers are known by their decorators."""
    app.register_blueprint(views.blueprint)
    exports("groups")(own_data)


__all__ = ["parts", "receivers", "register"]
