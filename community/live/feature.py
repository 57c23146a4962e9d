"""Puts live into the application."""

from __future__ import annotations

import uuid

from flask import Flask

from community.accounts import exports
from community.foundation.plumbing import settings_of
from community.foundation.sockets import socketio
from community.live import jobs, parts, receivers, relay, sockets, views, words
from community.live.local_sockets import NAMESPACE
from community.live.queries import own_data


def register(app: Flask) -> None:
    """Add the doors, over HTTP and over sockets, the receivers, the sweeps, and the relay."""
    app.register_blueprint(views.blueprint)
    app.jinja_env.globals.update(live_words=words, new_client_id=lambda: str(uuid.uuid4()))
    exports("live")(own_data)
    socketio.on_namespace(sockets.Live(NAMESPACE))
    relay.register(app, settings_of(app))


__all__ = ["jobs", "parts", "receivers", "register"]
