"""A big upload does not hold up the pages of others: one gevent loop serves them all."""

from __future__ import annotations

import re
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable
from http.cookiejar import CookieJar

import pytest
from flask import Flask

from community.routes import RouteDraft
from tests.builders.groups import a_group
from tests.builders.people import PASSWORD, a_person
from tests.builders.routes import METRES_PER_DEGREE, START
from tests.served import Server

POINTS = 190_000


def a_long_gpx() -> bytes:
    """Return a track of 15 MB that takes seconds to read and to grade."""
    points = "".join(
        f'<trkpt lat="{START[0] + at / METRES_PER_DEGREE:.7f}" lon="{START[1]:.7f}">'
        f"<ele>{450 + at % 7 / 10:.1f}</ele></trkpt>\n"
        for at in range(POINTS)
    )
    return f'<gpx version="1.1" creator="x"><trk><trkseg>{points}</trkseg></trk></gpx>'.encode()


class Visitor:
    """A real browser's requests, without the browser."""

    def __init__(self, server: Server) -> None:
        self.url = server.url
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def token(self, path: str) -> str:
        page = self.opener.open(self.url + path).read().decode()
        found = re.search(r'<meta name="csrf-token" content="([^"]+)"', page)
        assert found, page
        return found[1]

    def send(self, path: str, fields: dict[str, str], file: bytes | None = None) -> str:
        border = uuid.uuid4().hex
        parts = [
            f'--{border}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in fields.items()
        ]
        body = "".join(parts).encode()
        if file is not None:
            head = 'Content-Disposition: form-data; name="file"; filename="long.gpx"'
            body += f"--{border}\r\n{head}\r\n\r\n".encode() + file + b"\r\n"
        request = urllib.request.Request(
            self.url + path,
            body + f"--{border}--\r\n".encode(),
            {"Content-Type": f"multipart/form-data; boundary={border}"},
        )
        return str(self.opener.open(request).geturl())


def test_pages_answer_while_a_big_file_is_read(
    app: Flask, start_server: Callable[..., Server]
) -> None:
    ruth = a_person("Ruth")
    group = a_group(leaders=[ruth])
    visitor = Visitor(start_server())
    fields = {"email": ruth.email, "password": PASSWORD, "csrf_token": visitor.token("/sign-in")}
    visitor.send("/sign-in", fields)
    path, content = f"/groups/{group.slug}/routes/new", a_long_gpx()
    token = visitor.token(path)
    ended: list[str] = []

    def upload() -> None:
        ended.append(visitor.send(path, {"csrf_token": token}, content))

    sending = threading.Thread(target=upload)
    sending.start()
    answers = 0
    while sending.is_alive():
        with urllib.request.urlopen(f"{visitor.url}/healthz") as answer:
            assert answer.status == 200
        answers += not ended  # only what came back before the upload did
    sending.join()
    while "/routes/uploads/" in ended[-1]:  # longer than a second: how far it is
        time.sleep(0.1)
        ended.append(visitor.opener.open(ended[-1]).geturl())
    assert "/routes/drafts/" in ended[-1]
    assert RouteDraft.get().inspection["points"] == POINTS
    assert answers >= 3


def test_a_refused_file_leaves_no_traceback_in_the_log(
    app: Flask, start_server: Callable[..., Server]
) -> None:
    ruth = a_person("Ruth")
    group = a_group(leaders=[ruth])
    server = start_server()
    visitor = Visitor(server)
    fields = {"email": ruth.email, "password": PASSWORD, "csrf_token": visitor.token("/sign-in")}
    visitor.send("/sign-in", fields)
    path = f"/groups/{group.slug}/routes/new"
    with pytest.raises(urllib.error.HTTPError, match="422"):
        visitor.send(path, {"csrf_token": visitor.token(path)}, b"no track")
    assert "Traceback" not in server.log.read_text()
