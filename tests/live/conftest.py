"""The scene of the socket tests: a walk that goes on right now, servers, clients."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from socketio.exceptions import SocketIOError

from community.accounts import Person
from community.foundation import clock
from tests.builders.live import WalkDay, a_walk_day
from tests.live.talking import SECRET, Client, cookie_of
from tests.served import Server


@dataclass
class Scene:
    """A walk that goes on right now, a server, and clients that are closed at the end."""

    app: Flask
    day: WalkDay
    start_server: Callable[..., Server]
    clients: list[Client]
    server: Server

    @property
    def room(self) -> str:
        return self.day.room

    def another_server(self, **environ: str) -> Server:
        """Start one more process on the same database."""
        return self.start_server(SECRET_KEY=SECRET, **environ)

    def client(self, person: Person, server: Server | None = None, **rest: Any) -> Client:
        """Connect a person."""
        client = Client(server or self.server, cookie_of(self.app, person), **rest)
        self.clients.append(client)
        return client

    def here(self, person: Person, server: Server | None = None) -> Client:
        """Connect a person and let her join the walk's room."""
        client = self.client(person, server)
        assert client.join(self.room)["ok"]
        return client


@pytest.fixture
def scene(app: Flask, start_server: Callable[..., Server]) -> Iterator[Scene]:
    day = a_walk_day(now=clock.now(), starts_in=-timedelta(minutes=5))
    made = Scene(app, day, start_server, [], start_server(SECRET_KEY=SECRET))
    yield made
    for client in made.clients:
        with suppress(SocketIOError):
            client.close()
