"""The Socket.IO server. Other processes are reached by live/relay.py, never by a stock manager."""

from __future__ import annotations

from flask import Flask
from flask_socketio import SocketIO
from gevent import monkey

from community.foundation.settings import Settings

BIGGEST_MESSAGE = 2_000_000  # bytes; above it the connection ends (chat.md, Errors)

socketio = SocketIO()


def register(app: Flask, settings: Settings) -> None:
    """Serve Socket.IO on the gevent loop where there is one, else on threads."""
    socketio.init_app(
        app,
        async_mode="gevent" if monkey.is_module_patched("socket") else "threading",
        async_handlers=False,
        manage_session=False,
        max_http_buffer_size=BIGGEST_MESSAGE,
        allow_upgrades=True,
        ping_interval=25,
        ping_timeout=20,
    )
