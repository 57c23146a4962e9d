"""Serves rendered templates, and the bundled styles and scripts, to a real browser."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.components.render_gallery import DIST, ROOT, render, render_string

TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'"


class Pages:
    """Pages by name; `posts` keeps what was sent, as (path, body)."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.pages: dict[str, str] = {}
        self.posts: list[tuple[str, str]] = []

    def add(self, html: str) -> str:
        """Serve `html`, return its address."""
        path = f"/page/{len(self.pages)}"
        self.pages[path] = html
        return self.address + path

    def template(self, name: str, **changes: Any) -> str:
        """Serve the template `name`, return its address."""
        return self.add(render(name, **changes))

    def body(self, source: str, **changes: Any) -> str:
        """Serve a narrow page whose body is the Jinja `source`, return its address."""
        page = (
            '{% extends "layouts/page.html" %}{% block title %}T{% endblock %}'
            "{% block heading %}H{% endblock %}{% block body %}" + source + "{% endblock %}"
        )
        return self.add(render_string(page, **changes))


def _handler(pages: Callable[[], Pages]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            file = ROOT / path.lstrip("/")
            if path in pages().pages:
                self._answer(pages().pages[path].encode(), "text/html; charset=utf-8")
            elif path.startswith("/static/dist/") and file.is_file():
                self._answer(file.read_bytes(), TYPES.get(file.suffix, "text/plain"))
            else:
                self.send_error(404)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            pages().posts.append((self.path, body))
            self._answer(b"<!doctype html><title>Sent</title><h1>Sent</h1>", "text/html")

        def _answer(self, body: bytes, kind: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Content-Security-Policy", POLICY)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    return Handler


@pytest.fixture(scope="session")
def built() -> Path:
    """The bundle, made now when it is not there."""
    if not (DIST / "manifest.json").exists():
        subprocess.run(["node", "build.mjs"], cwd=ROOT, check=True)
    return DIST


@pytest.fixture
def pages(built: Path) -> Iterator[Pages]:
    """Serve pages to this test's browser."""
    kept: list[Pages] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(lambda: kept[0]))
    kept.append(Pages(f"http://127.0.0.1:{server.server_port}"))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield kept[0]
    server.shutdown()
    server.server_close()
