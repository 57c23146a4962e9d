"""The blueprint that all doors of groups hang on."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("groups", __name__)
