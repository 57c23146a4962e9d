"""Reads about people. Nothing here tells one person about another beyond the name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import peewee

from community.accounts.models import Block, Consent, Device, MailedLink, Person, SignInTry
from community.accounts.rules.limits import WINDOW, PastTry, digest, wait_before_next_try
from community.foundation.prepared import Slot, prepared

SEEN_EVERY = timedelta(hours=1)  # so that reading a page is not a write


@dataclass(frozen=True)
class Preferences:
    """What a person has chosen for herself."""

    name: str
    language: str
    units: str
    pace: str
    name_in_public: bool


@dataclass(frozen=True)
class DeviceRow:
    """One signed-in device in the list of one's own."""

    id: int
    browser: str
    created_at: datetime
    seen_at: datetime
    is_this: bool


@dataclass(frozen=True)
class ConsentRow:
    """One giving of a consent, and its end."""

    kind: str
    given_at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True)
class DemoPerson:
    """An invented person who can be tried with one tap."""

    id: int
    name: str
    email: str
    is_operator: bool


@dataclass(frozen=True)
class LinkRow:
    """A mailed link that was found by its token."""

    id: int
    person_id: int
    purpose: str
    created_at: datetime
    used: bool


def names_of(person_ids: Iterable[int]) -> dict[int, str]:
    """Return the names of these people, in one query."""
    wanted = set(person_ids)
    if not wanted:
        return {}
    return dict(iter(_names(people_list=wanted)))


@prepared
def _names(people_list: Slot) -> peewee.ModelSelect[Any]:
    return Person.select(Person.id, Person.name).where(Person.id.in_(people_list)).tuples()


def names_for_everybody(person_ids: Iterable[int]) -> dict[int, str]:
    """Return the names of those who agreed to be named to people outside their groups."""
    wanted = set(person_ids)
    if not wanted:
        return {}
    rows = Person.select(Person.id, Person.name).where(Person.id.in_(wanted), Person.name_in_public)
    return {row.id: row.name for row in rows}


def person_with_email(email: str) -> Person | None:
    """Return the person with this e-mail, however it is spelled."""
    found: Person | None = Person.get_or_none(Person.email == normal_email(email))
    return found


def normal_email(email: str) -> str:
    """Return an e-mail as it is kept: without blanks, in lower case."""
    return email.strip().lower()


def preferences(person_id: int) -> Preferences:
    """Return what the person has chosen. Errors: `Person.DoesNotExist`."""
    row = Person.get_by_id(person_id)
    return Preferences(row.name, row.language, row.units, row.pace, row.name_in_public)


def has_consent(person_id: int, kind: str = "health") -> bool:
    """Whether the person lets us keep data of `kind` now."""
    return (
        Consent.select(Consent.id)
        .where(
            Consent.person == person_id,
            Consent.kind == kind,
            Consent.withdrawn_at.is_null(),
        )
        .exists()
    )


def consents_of(person_id: int) -> list[ConsentRow]:
    """Return every consent that the person gave, the newest first."""
    rows = Consent.select().where(Consent.person == person_id).order_by(Consent.given_at.desc())
    return [ConsentRow(row.kind, row.given_at, row.withdrawn_at) for row in rows]


def blocked_by(person_id: int) -> set[int]:
    """Return the people whom this person does not want to hear."""
    rows = Block.select(Block.blocked).where(Block.person == person_id)
    return {row.blocked_id for row in rows}


def devices_of(person_id: int, this_key: str | None) -> list[DeviceRow]:
    """Return the person's signed-in devices, this one first, then the last seen."""
    rows = (
        Device.select()
        .where(Device.person == person_id, Device.ended_at.is_null())
        .order_by(Device.seen_at.desc(), Device.id.desc())
    )
    told = [DeviceRow(r.id, r.browser, r.created_at, r.seen_at, r.key == this_key) for r in rows]
    return sorted(told, key=lambda row: not row.is_this)


def device_with_key(key: str) -> tuple[Device, Person] | None:
    """Return the living device with this key and its person, in one query."""
    row = _living_device(key=key).first()
    return (row, row.person) if row else None


@prepared
def _living_device(key: Slot) -> peewee.ModelSelect[Any]:
    return (
        Device.select(Device, Person)
        .join(Person)
        .where(Device.key == key, Device.ended_at.is_null())
        .limit(1)
    )


def demo_people() -> list[DemoPerson]:
    """Return the invented people whom the sign-in page offers, in the order they were made."""
    rows = Person.select().where(Person.is_demo).order_by(Person.id).limit(12)
    return [DemoPerson(r.id, r.name, r.email, r.is_operator) for r in rows]


def link_with_token(token: str) -> LinkRow | None:
    """Return the mailed link with this token; only its hash is kept."""
    row = MailedLink.get_or_none(MailedLink.token_hash == digest(token))
    if row is None:
        return None
    return LinkRow(row.id, row.person_id, row.purpose, row.created_at, row.used_at is not None)


def seconds_to_wait(email: str, address: str, is_known_device: bool, now: datetime) -> int | None:
    """Return how long before the next password for `email` from `address` is looked at."""
    rows = SignInTry.select().where(
        SignInTry.email_hash == digest(normal_email(email)), SignInTry.at > now - WINDOW
    )
    tries = [PastTry(row.address_hash, row.at) for row in rows]
    return wait_before_next_try(tries, digest(address), is_known_device, now)


def own_data(person_id: int) -> dict[str, object]:
    """Return what this feature keeps about the person, for the download."""
    person = Person.get_by_id(person_id)
    devices = Device.select().where(Device.person == person_id).order_by(Device.id)
    return {
        "name": person.name,
        "email": person.email,
        "email_confirmed_at": _text(person.email_confirmed_at),
        "since": _text(person.created_at),
        "language": person.language,
        "units": person.units,
        "pace": person.pace,
        "name_in_public": person.name_in_public,
        "consents": [
            {"kind": c.kind, "given_at": _text(c.given_at), "withdrawn_at": _text(c.withdrawn_at)}
            for c in consents_of(person_id)
        ],
        "devices": [
            {
                "browser": d.browser,
                "since": _text(d.created_at),
                "last_seen": _text(d.seen_at),
                "ended": _text(d.ended_at),
            }
            for d in devices
        ],
        "blocked_people": len(blocked_by(person_id)),
    }


def _text(instant: datetime | None) -> str | None:
    return None if instant is None else instant.isoformat(timespec="seconds")


def people_to_erase(now: datetime) -> list[int]:
    """Return whose time to change their mind is over."""
    return [row.id for row in Person.select(Person.id).where(Person.erase_at <= now)]
