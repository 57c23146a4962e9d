"""Doors of the operator over HTTP."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, jsonify

from community.foundation.security import limiter, without_session
from community.operations.queries import health

blueprint = Blueprint("operations", __name__)


@blueprint.get("/healthz")
@without_session
@limiter.exempt
def healthz() -> Response:
    """Answer 200 when this process can do its work, else 503, with what it found."""
    found = health(current_app.extensions["database"], current_app.extensions["settings"])
    response = jsonify(found)
    response.status_code = 200 if found["ok"] else 503
    response.headers["Cache-Control"] = "no-store"
    return response
