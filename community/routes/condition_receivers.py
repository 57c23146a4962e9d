"""What routes do when something below them happens."""

from __future__ import annotations

from pathlib import Path

from flask import current_app

from community.accounts import PersonErased
from community.foundation.signals import receives
from community.routes.condition_actions import delete_photos_of
from community.routes.erasure_actions import forget_who_said


@receives(PersonErased)
def forget_person(signal: PersonErased) -> None:
    """Her pictures go for good; what she said of routes stays without her name (product.md)."""
    delete_photos_of(signal.person_id, Path(current_app.extensions["settings"].data))
    forget_who_said(signal.person_id)
