"""What happened to people."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SignedUp:
    """Somebody has an account now."""

    person_id: int


@dataclass(frozen=True)
class DeviceSignedOut:
    """One device was signed out."""

    person_id: int
    device_key: str


@dataclass(frozen=True)
class SignedOutEverywhere:
    """All devices were signed out, except the one with `device_key_kept`, if any."""

    person_id: int
    device_key_kept: str | None


@dataclass(frozen=True)
class ConsentGiven:
    """A person lets us keep data of `kind`."""

    person_id: int
    kind: str


@dataclass(frozen=True)
class ConsentWithdrawn:
    """A person does not let us keep data of `kind` any longer: it is erased in the same step."""

    person_id: int
    kind: str


@dataclass(frozen=True)
class PersonChanged:
    """Name, language, units or what others may see has changed.

    `is_named_otherwise`: the name, or whether everybody may know it where she leads.
    """

    person_id: int
    is_named_otherwise: bool = False


@dataclass(frozen=True)
class ErasureAsked:
    """A person wants her account erased; a receiver that objects raises a `Problem`."""

    person_id: int


@dataclass(frozen=True)
class PersonErased:
    """The person's row goes at the end of this transaction; rows that hang on it go with it."""

    person_id: int
