"""The signed-in person, as pages and sockets know her."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from flask import current_app
from flask_login import UserMixin

from community.accounts.actions import keep_reading, note_seen
from community.accounts.models import Device, Person
from community.accounts.queries import SEEN_EVERY, device_with_key
from community.foundation import clock
from community.foundation.database import db
from community.foundation.errors import TryAgain
from community.foundation.settings import Settings


@dataclass(frozen=True, eq=False)
class Viewer(UserMixin):
    """A person on one of her devices. The session keeps the device's key, nothing else of her.

    `is_confirmed`: the e-mail is confirmed, or nobody asks for it as no mail server is set.
    """

    id: int
    name: str
    email: str
    is_operator: bool
    is_demo: bool
    language: str
    units: str
    pace: str
    name_in_public: bool
    is_confirmed: bool
    device_id: int
    device_key: str

    def get_id(self) -> str:
        """Return what Flask-Login keeps in the session."""
        return self.device_key

    def keep_reading(self, packed: str) -> None:
        """Keep the choices of the Aa panel in the account."""
        keep_reading(self.id, packed)


def viewer_of(device: Device, person: Person) -> Viewer:
    """Return the viewer for these rows."""
    settings: Settings = current_app.extensions["settings"]
    return Viewer(
        id=person.id,
        name=person.name,
        email=person.email,
        is_operator=person.is_operator,
        is_demo=person.is_demo,
        language=person.language,
        units=person.units,
        pace=person.pace,
        name_in_public=person.name_in_public,
        is_confirmed=person.email_confirmed_at is not None or settings.smtp_url is None,
        device_id=device.id,
        device_key=device.key,
    )


def load_viewer(device_key: str) -> Viewer | None:
    """Return who is signed in with this key; ended devices and unknown keys are nobody."""
    found = device_with_key(device_key)
    if found is None:
        return None
    device, person = found
    now = clock.now()
    if now - device.seen_at > SEEN_EVERY and not db.in_transaction():
        with suppress(TryAgain):  # the next page will say it
            note_seen(device.id, now)
    return viewer_of(device, person)
