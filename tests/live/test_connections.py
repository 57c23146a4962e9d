"""A socket holds a connection to the database only while it is answered, never while it waits."""

from __future__ import annotations

import json
from typing import Any

import requests
import websocket

from tests.live.conftest import Scene
from tests.live.talking import cookie_of

MANY = 70  # more than the pools of both databases hold


def joined(scene: Scene, cookie: str) -> websocket.WebSocket:
    """Return an open socket that has joined the walk's room."""
    link = websocket.create_connection(
        f"{scene.server.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket",
        cookie=cookie,
        timeout=20,
    )
    link.send("40/live,")
    join = {"room": scene.room, "after_seq": 0}
    while not str(link.recv()).startswith("40/live,"):
        pass
    link.send(f"42/live,1{json.dumps(['join', join])}")
    assert _answer(link)["ok"]
    return link


def _answer(link: websocket.WebSocket) -> Any:
    while not (heard := str(link.recv())).startswith("43/live,1"):
        pass
    return json.loads(heard.removeprefix("43/live,1"))[0]


def test_more_sockets_than_connections_join_and_pages_answer(scene: Scene) -> None:
    cookie = cookie_of(scene.app, scene.day.ana)
    links = [joined(scene, cookie) for _ in range(MANY)]
    page = requests.get(
        f"{scene.server.url}/rooms/{scene.room}", headers={"Cookie": cookie}, timeout=4
    )
    assert page.status_code == 200
    for link in links:
        link.close()
