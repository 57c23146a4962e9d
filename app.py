"""Amble's application factory: settings, the foundation, then each feature. No logic here."""

from __future__ import annotations

import os
import sys
from typing import Any

from flask import Flask

from community.accounts import feature as accounts
from community.calendar import feature as calendar
from community.challenges import feature as challenges
from community.demo import feature as demo
from community.events import feature as events
from community.foundation.plumbing import register_plumbing
from community.foundation.settings import Settings, WrongSetting
from community.groups import feature as groups
from community.journal import feature as journal
from community.live import feature as live
from community.operations import feature as operations
from community.pages import feature as pages
from community.routes import feature as routes

# From the lowest up: each may call those before it, never those after it.
FEATURES: tuple[Any, ...] = (
    accounts,
    groups,
    routes,
    events,
    calendar,
    live,
    journal,
    challenges,
    pages,
    operations,
    demo,
)


def create_app(settings: Settings | None = None) -> Flask:
    """Return the application for `settings`, by default those of the environment.

    A setting that is wrong ends the process with one sentence (exit code 4, on which gunicorn
    stops instead of trying again).
    """
    try:
        settings = settings or Settings.from_environment(os.environ)
    except WrongSetting as problem:
        print(f"Amble does not start: {problem}", file=sys.stderr)
        raise SystemExit(4) from None
    app = Flask("app", static_folder=None, template_folder="templates")
    register_plumbing(app, settings)
    for feature in FEATURES:
        feature.register(app)
    return app
