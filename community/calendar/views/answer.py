"""How a calendar file is answered (calendar.md 7): validators, compression, headers, limits."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from flask import Response, request
from flask_limiter.util import get_remote_address
from limits import parse

from community.calendar.feeds import File
from community.calendar.rules.etag import feed_etag, http_date, is_not_modified, last_modified_of
from community.calendar.site import site_of
from community.foundation.errors import TooMany
from community.foundation.security import is_within

METHODS = ["GET", "HEAD", "OPTIONS"]
ALLOWED = "GET, HEAD, OPTIONS"
PUBLIC = "public, max-age=300"
PRIVATE = "private, no-cache"
FOR_AN_ADDRESS = parse("120 per minute")
FOR_GUESSING = parse("30 per 10 minutes")
WAIT_S = 60


class NotModified(Response):
    """304 with the time of the last change, which werkzeug would take away."""

    def __init__(self) -> None:
        super().__init__(status=304)
        del self.headers["Content-Type"]

    def get_wsgi_headers(self, environ: Any) -> Any:
        headers = super().get_wsgi_headers(environ)
        headers["Last-Modified"] = self.headers["Last-Modified"]
        return headers


def check_limit() -> None:
    """Refuse more than 120 requests a minute for one address of ours, whoever asks."""
    if not is_within(FOR_AN_ADDRESS, "feed", request.path):
        raise TooMany(retry_after_s=WAIT_S)


def check_guessing() -> None:
    """Refuse more than 30 unknown addresses in ten minutes from one computer."""
    if not is_within(FOR_GUESSING, "feed", get_remote_address()):
        raise TooMany(retry_after_s=10 * WAIT_S)


def options() -> Response:
    """Answer OPTIONS: what may be asked of a feed."""
    answer = Response(status=204)
    answer.headers["Allow"] = ALLOWED
    answer.headers["Cache-Control"] = "no-store"
    return answer


def calendar_answer(
    make: Callable[[str], File],
    *,
    kind: str,
    owner: str,
    version: str,
    changed_at: Iterable[datetime],
    now: datetime,
    file_name: str,
    cache: str,
    disposition: str = "inline",
) -> Response:
    """Return the file, or 304 without making it. make: returns the file for its entity tag."""
    site = site_of(now)
    etag = feed_etag(kind, owner, version, now.date(), site.environment)
    modified = last_modified_of(list(changed_at), site.since, now)
    if is_not_modified(
        etag,
        modified,
        request.headers.get("If-None-Match"),
        request.headers.get("If-Modified-Since"),
    ):
        answer: Response = NotModified()
    else:
        answer = _whole(make(etag))
        answer.headers["Content-Disposition"] = f'{disposition}; filename="{file_name}.ics"'
    answer.headers["ETag"] = etag
    answer.headers["Last-Modified"] = http_date(modified)
    answer.headers["Cache-Control"] = cache
    answer.vary.add("Accept-Encoding")
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def _whole(file: File) -> Response:
    packed = file.packed if request.accept_encodings.quality("gzip") > 0 else None
    answer = Response(file.plain if packed is None else packed)
    answer.headers["Content-Type"] = "text/calendar; charset=utf-8"
    if packed is not None:
        answer.headers["Content-Encoding"] = "gzip"
    return answer
