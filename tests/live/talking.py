"""Clients of the real server: python-socketio for sockets, requests for HTTP."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import requests
import socketio
from engineio.payload import Payload
from flask import Flask

from community.accounts import Person
from community.accounts.actions import open_device
from community.foundation import clock
from tests.builders.live import payload
from tests.served import Server

Payload.max_decode_packets = 100_000  # the Python client's own limit; browsers have none
SECRET = "only-for-tests-0123456789-0123456789"
NAMESPACE = "/live"


def cookie_of(app: Flask, person: Person) -> str:
    """Sign the person in on a new device and return the session's cookie."""
    key = open_device(person.id, "Test client", clock.now())
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    return f"amble_session={signer.dumps({'_user_id': key, '_fresh': True})}"


class Client:
    """One person's connection: what came, and questions with their answers."""

    def __init__(self, server: Server, cookie: str, transports: tuple[str, ...] = ("websocket",)):
        self.server, self.cookie, self.transports = server, cookie, list(transports)
        self.socket = socketio.Client(reconnection=False)
        self.came: dict[str, list[Any]] = {}
        self.changed = threading.Condition()
        for event in ("entry", "removed", "board", "presence", "typing"):
            self.socket.on(event, self._keeper(event), namespace=NAMESPACE)
        self.connect()

    def _keeper(self, event: str) -> Callable[[Any], None]:
        def keep(told: Any) -> None:
            with self.changed:
                self.came.setdefault(event, []).append(told)
                self.changed.notify_all()

        return keep

    def connect(self) -> None:
        """Connect, again after a break."""
        self.socket.connect(
            self.server.url,
            headers={"Cookie": self.cookie},
            namespaces=[NAMESPACE],
            transports=self.transports,
            wait_timeout=10,
        )

    def ask(self, event: str, told: Any = None, timeout: float = 10) -> Any:
        """Send and return the answer."""
        return self.socket.call(event, told, namespace=NAMESPACE, timeout=timeout)

    def join(self, room: str, after_seq: int = 0) -> dict[str, Any]:
        """Join a room."""
        answer = self.ask("join", {"room": room, "after_seq": after_seq})
        return dict(answer)

    def post(self, room: str, body: Any = "Hello", kind: str = "message", **rest: Any) -> Any:
        """Post one entry with an id of its own."""
        return self.ask("post", payload(room, kind, body, **rest))

    def entries(self) -> list[dict[str, Any]]:
        """Return the entries that came live."""
        return list(self.came.get("entry", []))

    def wait_for(self, what: Callable[[], Any], seconds: float = 5) -> Any:
        """Wait until `what()` is true, and return it."""
        deadline = time.monotonic() + seconds
        with self.changed:
            while not (found := what()):
                left = deadline - time.monotonic()
                assert left > 0, f"it did not come: {self.came}"
                self.changed.wait(min(left, 0.1))
        return found

    def wait_for_event(self, event: str, count: int = 1) -> list[Any]:
        """Wait until `event` has come so often."""
        return list(self.wait_for(lambda: len(self.came.get(event, [])) >= count
                                  and self.came[event]))  # fmt: skip

    @property
    def is_connected(self) -> bool:
        """Whether the namespace is open."""
        return bool(self.socket.connected and NAMESPACE in self.socket.namespaces)

    def close(self) -> None:
        """Go."""
        self.socket.disconnect()


class Http:
    """One person over plain HTTP."""

    def __init__(self, server: Server, cookie: str):
        self.server = server
        self.session = requests.Session()
        self.session.headers["Cookie"] = cookie
        self.session.headers["Accept"] = "application/json"

    def entries(self, room: str, **query: Any) -> Any:
        """Read entries."""
        return self.session.get(f"{self.server.url}/rooms/{room}/entries", params=query).json()
