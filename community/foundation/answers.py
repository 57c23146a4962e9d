"""Turns problems into answers: a page in the product's words, or JSON. Never a traceback."""

from __future__ import annotations

import logging
from typing import Any

from flask import Flask, Response, current_app, jsonify, make_response, render_template, request
from flask_babel import gettext
from flask_limiter.errors import RateLimitExceeded
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from community.foundation.database import UNREACHABLE
from community.foundation.errors import (
    BadRequest,
    NotFound,
    NotSignedIn,
    Problem,
    TooBig,
    TooMany,
    TryAgain,
)
from community.foundation.logs import request_id
from community.foundation.security import is_without_session, wants_json
from community.foundation.settings import Settings
from community.foundation.words import N_

log = logging.getLogger("amble.answers")

TITLES = {
    400: N_("We could not read that"),
    401: N_("Sign in first"),
    403: N_("This is not open to you"),
    404: N_("Nothing here"),
    405: N_("We could not read that"),
    409: N_("Somebody was faster"),
    410: N_("This is gone"),
    413: N_("That is too big"),
    415: N_("We could not read that"),
    422: N_("Something is missing"),
    429: N_("A little slower, please"),
    500: N_("Something broke on our side"),
    503: N_("We are busy just now"),
}
BROKEN = Problem(
    N_("Something broke on our side. Nothing you wrote is lost. Try again in a minute."),
    code="server_error",
    status=500,
)
TOO_MUCH_TEXT = Problem(
    N_("This is more text than fits. Nothing was saved. Go back, shorten it, and send it again."),
    code="too_big",
    status=413,
)
OLD_PAGE = BadRequest(
    N_(
        "This page was open for too long, so we could not be sure that it was you. "
        "Go back, load the page again, and send once more."
    ),
    code="old_page",
)


def sentence(problem: Problem) -> str:
    """Return the problem's sentence in the reader's language, its values filled in."""
    return str(gettext(problem.message, **problem.values))


def as_json(problem: Problem) -> dict[str, Any]:
    """Return `problem` as API and sockets tell it."""
    told: dict[str, Any] = {"ok": False, "error": problem.code, "message": sentence(problem)}
    if problem.fields:
        told["fields"] = {name: gettext(text) for name, text in problem.fields.items()}
    if problem.retry_after_s is not None:
        told["retry_after"] = problem.retry_after_s
    return told


def answer(problem: Problem) -> Response:
    """Return the page or the JSON that tells a person about `problem`; programs read one line."""
    if is_without_session():
        response = make_response(f"{sentence(problem)}\n")
        response.mimetype = "text/plain"
        response.headers["Cache-Control"] = "no-store"
    elif wants_json():
        response = jsonify(as_json(problem))
    else:
        title = gettext(TITLES.get(problem.status, TITLES[400]))
        try:
            page = render_template(
                "errors/error.html",
                title=title,
                sentence=sentence(problem),
                status=problem.status,
                request_id=request_id(),
            )
        except Exception:
            log.exception("the error page failed")
            page = f"<!doctype html><title>{title}</title><h1>{title}</h1><p>{sentence(problem)}"
        response = make_response(page)
    response.status_code = problem.status
    if problem.retry_after_s is not None:
        response.headers["Retry-After"] = str(problem.retry_after_s)
    return response


def _from_http(error: HTTPException) -> Problem:
    """Return our problem for one of werkzeug's."""
    if isinstance(error, RateLimitExceeded):
        return TooMany(retry_after_s=60)
    if isinstance(error, CSRFError):
        return OLD_PAGE
    if error.code == 404:
        return NotFound()
    if error.code == 401:
        return NotSignedIn()
    if error.code == 413:
        return _too_big()
    if error.code and error.code >= 500:
        return BROKEN
    return BadRequest(status=error.code or 400)


def _too_big() -> Problem:
    settings: Settings = current_app.extensions["settings"]
    if (request.content_length or 0) > current_app.config["MAX_CONTENT_LENGTH"]:
        return TooBig(values={"megabytes": settings.largest_upload_mb})
    return TOO_MUCH_TEXT


def register(app: Flask, settings: Settings) -> None:
    """Answer every error of `app` in our words."""

    @app.errorhandler(Problem)
    def problem(error: Problem) -> Response:
        return answer(error)

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Response:
        if error.response is not None or (error.code and error.code < 400):
            return error.get_response()  # type: ignore[return-value]
        response = answer(_from_http(error))
        if error.code == 405 and (methods := getattr(error, "valid_methods", None)):
            response.headers["Allow"] = ", ".join(methods)
        return response

    def no_database(error: Exception) -> Response:
        # Restarted, out of connections, a deadlock, a full disk: it is worth another try.
        log.error("the database did not answer", exc_info=error)
        return answer(TryAgain(retry_after_s=2))

    for kind in UNREACHABLE:
        app.register_error_handler(kind, no_database)

    @app.errorhandler(Exception)
    def broken(error: Exception) -> Response:
        log.exception("unexpected")
        return answer(BROKEN)
