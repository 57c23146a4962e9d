"""Puts live into the application."""

from __future__ import annotations

from flask import Flask

from community.foundation.plumbing import settings_of
from community.foundation.sockets import socketio
from community.live import jobs, receivers, relay, sockets, views
from community.live.local_sockets import NAMESPACE


def register(app: Flask) -> None:
    """Add the doors, over HTTP and over sockets, the receivers, the sweeps, and the relay."""
    app.register_blueprint(views.blueprint)
    socketio.on_namespace(sockets.Live(NAMESPACE))
    relay.register(app, settings_of(app))


__all__ = ["jobs", "receivers", "register"]
