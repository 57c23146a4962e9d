"""Puts routes into the application."""

from __future__ import annotations

from flask import Flask

from community.routes import words


def register(app: Flask) -> None:
    """Add the words of routes."""
    words.register(app)
