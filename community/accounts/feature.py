"""Puts accounts into the application."""

from __future__ import annotations

from flask import Flask

from community.accounts import commands, jobs, views
from community.accounts.own_data import exports
from community.accounts.queries import own_data
from community.accounts.viewer import load_viewer
from community.foundation.navigation import Tab, add_tab
from community.foundation.security import login
from community.foundation.words import N_


def register(app: Flask) -> None:
    """Add doors, commands, sweeps and the tabs Me and Sign in."""
    app.register_blueprint(views.blueprint)
    app.cli.add_command(commands.people)
    login.user_loader(load_viewer)
    exports("accounts")(own_data)
    add_tab("me", Tab(N_("Me"), "/account", "user-round", 90, ("/account",)))
    add_tab(
        "sign_in",
        Tab(
            N_("Sign in"),
            "/sign-in",
            "log-in",
            95,
            ("/sign-in", "/sign-up", "/password"),
            for_signed_in=False,
            for_signed_out=True,
        ),
    )


__all__ = ["jobs", "register"]
