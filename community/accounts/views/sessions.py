"""Beginning and ending a session in this browser, and looking at a password."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from flask import current_app, redirect, request, session
from flask_limiter.util import get_remote_address
from flask_login import login_user, logout_user

from community.accounts import Person
from community.accounts.actions import (
    forget_wrong_passwords,
    keep_reading,
    open_device,
    renew_hash,
    reserve_try,
)
from community.accounts.arrivals import arrive
from community.accounts.passwords import fits, hash_password, is_outdated
from community.accounts.queries import person_with_email
from community.accounts.viewer import load_viewer
from community.foundation.reading import COOKIE, Reading, current_reading, keep_on_device
from community.foundation.security import safe_next
from community.foundation.settings import Settings

KNOWN = "known"  # people who signed in on this device before; stays after signing out
MOST_KNOWN = 5
_BROWSERS = (
    ("Edg", "Edge"),
    ("SamsungBrowser", "Samsung Internet"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


def browser_name(agent: str) -> str:
    """Return words for a browser that its owner knows again: "Firefox, Android"."""
    found = [
        next((name for mark, name in marks if re.search(rf"\b{mark}", agent)), "")
        for marks in (_BROWSERS, _SYSTEMS)
    ]
    return ", ".join(word for word in found if word)


def person_by_password(email: str, password: str, now: datetime) -> Person | None:
    """Return whose password this is, or None. Errors: `TooMany` after many wrong ones.

    The try is counted before the password is looked at, so that many at once are many.
    """
    person = person_with_email(email)
    address = get_remote_address()
    is_known = person is not None and person.id in session.get(KNOWN, ())
    reserve_try(email, address, is_known, now)
    if not fits(password, person.password_hash if person else None) or person is None:
        return None
    forget_wrong_passwords(email, address)
    if is_outdated(person.password_hash):
        renew_hash(person.id, hash_password(password))
    return person


def begin(person: Person, now: datetime, target: str | None = None) -> Any:
    """Sign `person` in on this device and go to where she wanted to.

    The session starts empty, so that one planted beforehand is worth nothing.
    """
    known = [person.id, *(one for one in session.get(KNOWN, ()) if one != person.id)]
    key = open_device(person.id, browser_name(request.user_agent.string), now)
    session.clear()
    session.permanent = True
    session[KNOWN] = known[:MOST_KNOWN]
    login_user(load_viewer(key))
    target = arrive(person.id, safe_next(target) or "/", now)
    answer = redirect(target, code=303)
    if person.reading:
        settings: Settings = current_app.extensions["settings"]
        keep_on_device(answer, Reading.unpacked(person.reading), settings.is_https)
    elif COOKIE in request.cookies:
        keep_reading(person.id, current_reading().packed())
    return answer


def end() -> None:
    """Sign this browser out; that the person was here before is kept."""
    known = session.get(KNOWN)
    logout_user()
    session.clear()
    if known:
        session[KNOWN] = known
