"""Puts the demo's commands into the application."""

from __future__ import annotations

from flask import Flask

from community.demo import commands


def register(app: Flask) -> None:
    """Add `demo seed` and the seeding on first start."""
    commands.register(app)
