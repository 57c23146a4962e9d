"""Registers the journal."""

from __future__ import annotations

from flask import Flask

from community.foundation.navigation import Tab, add_tab
from community.foundation.words import N_
from community.journal import back_views, for_you, parts, receivers, views

__all__ = ["back_views", "for_you", "parts", "receivers", "register"]


def register(app: Flask) -> None:
    """Add the journal's pages, tab, parts and receivers to `app`."""
    app.register_blueprint(views.pages)
    add_tab("journal", Tab(N_("Journal"), "/journal", "book-open", 30, ("/journal/",)))
