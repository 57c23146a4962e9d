"""People: sign-up, sign-in, devices, passwords, consents, preferences, blocks, erasure.

Tables: person, device, mailed_link, sign_in_try, consent, block. Knows the foundation only; higher
features add to a person's download (`exports`), erase on `ConsentWithdrawn` and `PersonErased`, and
do what was wanted before signing in (`on_arrival`).
"""

from community.accounts.actions import (
    block_person,
    change_preferences,
    give_consent,
    make_operator,
    make_person,
    skip_back_card,
    unblock_person,
    withdraw_consent,
)
from community.accounts.arrivals import on_arrival
from community.accounts.models import Block, Consent, Device, Person
from community.accounts.own_data import exports
from community.accounts.passwords import hash_password
from community.accounts.queries import (
    Preferences,
    blocked_by,
    has_consent,
    names_for_everybody,
    names_of,
    person_with_email,
    preferences,
)
from community.accounts.signals import (
    ConsentGiven,
    ConsentWithdrawn,
    DeviceSignedOut,
    ErasureAsked,
    PersonChanged,
    PersonErased,
    SignedOutEverywhere,
    SignedUp,
)
from community.accounts.viewer import Viewer

__all__ = [
    "Block",
    "Consent",
    "ConsentGiven",
    "ConsentWithdrawn",
    "Device",
    "DeviceSignedOut",
    "ErasureAsked",
    "Person",
    "PersonChanged",
    "PersonErased",
    "Preferences",
    "SignedOutEverywhere",
    "SignedUp",
    "Viewer",
    "block_person",
    "blocked_by",
    "change_preferences",
    "exports",
    "give_consent",
    "has_consent",
    "hash_password",
    "make_operator",
    "make_person",
    "names_for_everybody",
    "names_of",
    "on_arrival",
    "person_with_email",
    "preferences",
    "skip_back_card",
    "unblock_person",
    "withdraw_consent",
]
