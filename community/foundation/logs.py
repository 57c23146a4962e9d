"""Logs: JSON lines in production, plain ones in development, each with its request id.

No names, e-mails, places, chat or health data are logged, and feed tokens in paths are masked.
"""

from __future__ import annotations

import json
import logging
import re
import secrets
from datetime import UTC, datetime

from flask import Flask, Response, g, has_request_context, request

from community.foundation.settings import Settings

TOKEN_IN_PATH = re.compile(r"/(calendar|password|confirm)/[A-Za-z0-9_-]{16,}")
# PostgreSQL tells the row that it refused: names, e-mails, what somebody wrote.
ROW_IN_ERROR = re.compile(r"^(DETAIL|CONTEXT|LINE \d+): .*(\n +\^)?", re.MULTILINE)


def masked(text: str) -> str:
    """Return `text` with secret tokens and stored values in it replaced."""
    return ROW_IN_ERROR.sub(r"\1: …", TOKEN_IN_PATH.sub(r"/\1/…", text))


def request_id() -> str:
    """Return the id of this request, which stands in the log and on error pages."""
    if not has_request_context():
        return "-"
    if "request_id" not in g:
        g.request_id = secrets.token_hex(6)
    return str(g.request_id)


class JsonLines(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": masked(record.getMessage()),
            "request_id": request_id(),
        }
        if record.exc_info:
            line["traceback"] = masked(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)


class PlainLines(logging.Formatter):
    """For a developer's terminal."""

    def format(self, record: logging.LogRecord) -> str:
        text = f"{record.levelname.lower()} {request_id()} {masked(record.getMessage())}"
        if not record.exc_info:
            return text
        return f"{text}\n{masked(self.formatException(record.exc_info))}"


def register(app: Flask, settings: Settings) -> None:
    """Send the logs of `app` to standard error and give each answer its request id."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines() if settings.is_production else PlainLines())
    root = logging.getLogger("amble")
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    root.propagate = settings.environment == "test"

    @app.after_request
    def name_the_request(response: Response) -> Response:
        response.headers["X-Request-Id"] = request_id()
        if response.status_code >= 500:
            root.error("%s %s answered %s", request.method, request.path, response.status_code)
        return response
