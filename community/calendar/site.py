"""What all feeds of this instance share: its id, its address, and what else changes every file.

Facts in the database, made once, read once by each process.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from flask import Flask, current_app

from community.foundation.authorisation import SYSTEM
from community.foundation.database import write_transaction
from community.foundation.instance import fact, fact_or_first, keep_fact
from community.foundation.languages import CATALOGUES, LANGUAGES
from community.foundation.settings import Settings

# Raised by a release that writes other text into events: all programs then take the new one.
TEXT_RELEASE = 1
KNOWN = "calendar_site"  # the extension of the app, and the fact in the database


@dataclass(frozen=True)
class Site:
    """One instance as its feeds know it.

    id: "<8 hex>.amble". rev: counts changes of what every event says (address, texts), and
    told_at is the last of them, None before the first. environment: short hash of everything
    that changes files without a row being changed; since: when it became so.
    """

    id: str
    base_url: str
    rev: int
    told_at: datetime | None
    environment: str
    since: datetime


def site_of(now: datetime) -> Site:
    """Return the site; the first call of a process looks into the database and may write."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    found: Site | None = app.extensions.get(KNOWN)
    if found is None:
        found = _known(app.extensions["settings"], now)
        app.extensions[KNOWN] = found
    return found


def _known(settings: Settings, now: datetime) -> Site:
    told = _digest(settings.url, str(TEXT_RELEASE))
    environment = _digest(
        told, version("tzdata"), settings.name, *LANGUAGES, *_translations(CATALOGUES)
    )
    stored = _stored()
    if stored is None or stored["environment"] != environment or fact("site_id") is None:
        with write_transaction(by=SYSTEM):
            fact_or_first("site_id", f"{secrets.token_hex(4)}.amble")
            stored = _renewed(_stored(), told, environment, now)
            keep_fact(KNOWN, json.dumps(stored, sort_keys=True))
    told_at = stored["told_at"]
    return Site(
        id=str(fact("site_id")),
        base_url=settings.url,
        rev=stored["rev"],
        told_at=None if told_at is None else datetime.fromisoformat(told_at),
        environment=environment,
        since=datetime.fromisoformat(stored["since"]),
    )


def _stored() -> dict[str, Any] | None:
    text = fact(KNOWN)
    return None if text is None else dict(json.loads(text))


def _renewed(
    before: dict[str, Any] | None, told: str, environment: str, now: datetime
) -> dict[str, Any]:
    """Return the facts for this environment; rev grows when events say other things now."""
    new = {"told": told, "environment": environment, "since": now.isoformat()}
    if before is None:
        return {**new, "rev": 0, "told_at": None}
    if before["environment"] == environment:  # another process was faster
        return before
    if before["told"] == told:
        return {**new, "rev": before["rev"], "told_at": before["told_at"]}
    return {**new, "rev": before["rev"] + 1, "told_at": now.isoformat()}


def _translations(folder: Path) -> list[str]:
    """Return a digest of each catalogue."""
    files = sorted(folder.glob("*/LC_MESSAGES/*.mo"))
    return [hashlib.sha256(file.read_bytes()).hexdigest() for file in files]


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]
