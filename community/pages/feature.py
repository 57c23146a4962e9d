"""Registers the pages."""

from __future__ import annotations

from flask import Flask

from community.foundation.navigation import Tab, add_tab
from community.foundation.words import N_
from community.pages import views


def register(app: Flask) -> None:
    """Add the pages and their tabs to `app`."""
    app.register_blueprint(views.blueprint)
    add_tab("today", Tab(N_("Today"), "/", "house", 10, ()))
    add_tab(
        "find",
        Tab(
            N_("Find"),
            "/find",
            "search",
            20,
            ("/find", "/groups", "/walks/", "/series/", "/routes"),
            for_signed_out=True,
            has_front_page=True,
        ),
    )
    add_tab(
        "how",
        Tab(
            N_("How it works"),
            "/how-it-works",
            "info",
            25,
            (),
            for_signed_in=False,
            for_signed_out=True,
        ),
    )
