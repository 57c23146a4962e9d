"""What people do with their accounts: one function each."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from community.accounts import policy
from community.accounts.models import Block, Consent, Device, MailedLink, Person, SignInTry
from community.accounts.queries import (
    LinkRow,
    Preferences,
    has_consent,
    link_with_token,
    normal_email,
    seconds_to_wait,
)
from community.accounts.rules.limits import DAYS_TO_CHANGE_ONES_MIND, MOST_LINKS, WINDOW, digest
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
from community.foundation.authorisation import SYSTEM, require
from community.foundation.database import lock_name, lock_row, write_transaction
from community.foundation.errors import NotFound, Problem, TooMany
from community.foundation.mail import forget_mails_to, queue_mail
from community.foundation.signals import send
from community.foundation.words import N_


class EmailTaken(Problem):
    """There is an account with this e-mail already."""

    code = "email_taken"
    status = 422
    message = N_("There is an account with this e-mail. Sign in, or ask for a new password.")


def sign_up(name: str, email: str, password_hash: str, now: datetime, language: str = "en") -> int:
    """Make an account and return its id. Errors: `EmailTaken`."""
    with write_transaction():
        require(policy.can_sign_up(None))
        email = normal_email(email)
        made = (
            Person.insert(
                name=name,
                email=email,
                password_hash=password_hash,
                language=language,
                created_at=now,
            )
            .on_conflict_ignore()
            .as_rowcount()
            .execute()
        )
        if not made:
            raise EmailTaken(fields={"email": EmailTaken.message})
        person_id = int(Person.get(Person.email == email).id)
        send(SignedUp(person_id))
        return person_id


def open_device(person_id: int, browser: str, now: datetime) -> str:
    """Sign a device in and return its key, which the session keeps.

    The caller has just seen a right password, an unused link, or a tap on a demo person. Whoever
    asked for erasure and comes back has changed her mind.
    """
    with write_transaction(by=SYSTEM):
        key = secrets.token_urlsafe(32)
        Device.create(person=person_id, key=key, browser=browser[:120], created_at=now, seen_at=now)
        Person.update(erase_at=None).where(
            Person.id == person_id, Person.erase_at.is_null(False)
        ).execute()
        return key


def note_seen(device_id: int, now: datetime) -> None:
    """Remember that the device was used."""
    with write_transaction(by=SYSTEM):
        Device.update(seen_at=now).where(Device.id == device_id).execute()


def sign_out_device(actor_id: int, device_id: int, now: datetime) -> None:
    """End one of one's own devices. Errors: `NotFound` for another's."""
    with write_transaction():
        device = Device.get_or_none(Device.id == device_id)
        if device is None:
            raise NotFound
        require(policy.can_change_account(actor_id, device.person_id))
        if device.ended_at is None:
            Device.update(ended_at=now).where(Device.id == device_id).execute()
            send(DeviceSignedOut(actor_id, device.key))


def sign_out_everywhere(
    actor_id: int, person_id: int, now: datetime, device_key_kept: str | None = None
) -> None:
    """End all devices of a person, except the one that is named."""
    with write_transaction():
        require(policy.can_change_account(actor_id, person_id))
        _end_devices(person_id, now, device_key_kept)


def _end_devices(person_id: int, now: datetime, device_key_kept: str | None) -> None:
    living = (Device.person == person_id) & Device.ended_at.is_null()
    if device_key_kept is not None:
        living &= Device.key != device_key_kept
    Device.update(ended_at=now).where(living).execute()
    send(SignedOutEverywhere(person_id, device_key_kept))


class TooManyPasswords(TooMany):
    """Many wrong passwords for one e-mail in a short time."""

    code = "too_many_passwords"
    message = N_(
        "These were many tries in a short time. Wait %(minutes)s minutes, "
        "or ask for a new password by e-mail."
    )


def reserve_try(email: str, address: str, is_known_device: bool, now: datetime) -> None:
    """Count a password before it is looked at; those that no longer count are forgotten.

    Errors: `TooManyPasswords` when this one has to wait.
    """
    with write_transaction(by=SYSTEM):
        lock_name(f"sign-in {digest(normal_email(email))}")  # many at once are counted one by one
        SignInTry.delete().where(SignInTry.at < now - WINDOW).execute()
        wait_s = seconds_to_wait(email, address, is_known_device, now)
        if wait_s is not None:
            raise TooManyPasswords(
                values={"minutes": max(2, -(-wait_s // 60))}, retry_after_s=wait_s
            )
        SignInTry.create(
            email_hash=digest(normal_email(email)), address_hash=digest(address), at=now
        )


def forget_wrong_passwords(email: str, address: str) -> None:
    """Forget the wrong passwords from this address once the right one came."""
    with write_transaction(by=SYSTEM):
        SignInTry.delete().where(
            SignInTry.email_hash == digest(normal_email(email)),
            SignInTry.address_hash == digest(address),
        ).execute()


def renew_hash(person_id: int, password_hash: str) -> None:
    """Keep the same password hashed as is right today."""
    with write_transaction(by=SYSTEM):
        Person.update(password_hash=password_hash).where(Person.id == person_id).execute()


def change_password(
    actor_id: int, person_id: int, password_hash: str, device_key_kept: str | None, now: datetime
) -> None:
    """Set a new password; every other device has to sign in again."""
    with write_transaction():
        require(policy.can_change_account(actor_id, person_id))
        _set_password(person_id, password_hash, device_key_kept, now)


def _set_password(
    person_id: int, password_hash: str, device_key_kept: str | None, now: datetime
) -> None:
    Person.update(password_hash=password_hash).where(Person.id == person_id).execute()
    MailedLink.update(used_at=now).where(
        MailedLink.person == person_id,
        MailedLink.purpose == "password",
        MailedLink.used_at.is_null(),
    ).execute()
    _end_devices(person_id, now, device_key_kept)


def make_link(person_id: int, purpose: str, now: datetime) -> str | None:
    """Make a link to be mailed and return its token; None when there were many just now.

    The caller queues the mail in the same transaction. Only the hash of the token is kept.
    """
    with write_transaction(by=SYSTEM):
        lock_row(Person, person_id)
        recent = (
            MailedLink.select()
            .where(
                MailedLink.person == person_id,
                MailedLink.purpose == purpose,
                MailedLink.created_at > now - timedelta(minutes=30),
            )
            .count()
        )
        if recent >= MOST_LINKS:
            return None
        token = secrets.token_urlsafe(24)  # 192 bits
        MailedLink.create(
            person=person_id, purpose=purpose, token_hash=digest(token), created_at=now
        )
        return token


def mail_link(
    person_id: int,
    purpose: str,
    now: datetime,
    subject: str,
    text: str,
    replaces: int | None = None,
) -> bool:
    """Mail a new link; `text` has `{token}` where it goes. Returns whether one went out.

    `replaces` is an old link that asks for a new one only once.
    """
    with write_transaction(by=SYSTEM):
        if replaces is not None:
            first = (
                MailedLink.update(used_at=now)
                .where(MailedLink.id == replaces, MailedLink.used_at.is_null())
                .execute()
            )
            if not first:
                return False
        token = make_link(person_id, purpose, now)
        if token is None:
            return False
        queue_mail(Person.get_by_id(person_id).email, subject, text.replace("{token}", token))
        return True


def use_password_link(token: str, password_hash: str, now: datetime) -> int:
    """Set the password of whoever got the link; returns her id. Errors: `NotFound`, `NotAllowed`.

    The link came by her e-mail, so the address is confirmed too.
    """
    with write_transaction():
        link = _usable_link(token, "password", now)
        _set_password(link.person_id, password_hash, None, now)
        _confirm(link.person_id, now)
        return link.person_id


def use_confirm_link(token: str, now: datetime) -> int:
    """Confirm the e-mail of whoever got the link; returns her id. Errors as above."""
    with write_transaction():
        link = _usable_link(token, "confirm", now)
        MailedLink.update(used_at=now).where(MailedLink.id == link.id).execute()
        _confirm(link.person_id, now)
        return link.person_id


def _usable_link(token: str, purpose: str, now: datetime) -> LinkRow:
    found = link_with_token(token)
    if found is None:
        raise NotFound
    lock_row(MailedLink, found.id)
    link = link_with_token(token)
    if link is None:
        raise NotFound
    require(policy.can_use_link(link.purpose, purpose, link.created_at, link.used, now))
    return link


def _confirm(person_id: int, now: datetime) -> None:
    Person.update(email_confirmed_at=now).where(
        Person.id == person_id, Person.email_confirmed_at.is_null()
    ).execute()


def change_preferences(actor_id: int, person_id: int, chosen: Preferences) -> None:
    """Keep what the person chose; feeds are told when language or units are others."""
    with write_transaction():
        require(policy.can_change_account(actor_id, person_id))
        before = lock_row(Person, person_id)
        is_told = (before.language, before.units) != (chosen.language, chosen.units)
        named = (before.name, before.name_in_public) != (chosen.name, chosen.name_in_public)
        Person.update(
            name=chosen.name,
            language=chosen.language,
            units=chosen.units,
            pace=chosen.pace,
            name_in_public=chosen.name_in_public,
            rev=before.rev + int(is_told),
        ).where(Person.id == person_id).execute()
        send(PersonChanged(person_id, is_named_otherwise=named))


def keep_reading(person_id: int, packed: str) -> None:
    """Keep how the person reads, so that it is the same on her next device."""
    with write_transaction():
        require(policy.can_change_account(person_id, person_id))
        Person.update(reading=packed[:20]).where(Person.id == person_id).execute()


def give_consent(person_id: int, kind: str, now: datetime) -> None:
    """Let us keep data of `kind` from now on; giving it twice changes nothing."""
    with write_transaction():
        require(policy.can_change_account(person_id, person_id))
        lock_row(Person, person_id)
        if not has_consent(person_id, kind):
            Consent.create(person=person_id, kind=kind, given_at=now)
            send(ConsentGiven(person_id, kind))


def withdraw_consent(person_id: int, kind: str, now: datetime) -> None:
    """Stop keeping data of `kind`: those who keep it erase it in this transaction."""
    with write_transaction():
        require(policy.can_change_account(person_id, person_id))
        lock_row(Person, person_id)
        ended = (
            Consent.update(withdrawn_at=now)
            .where(
                Consent.person == person_id,
                Consent.kind == kind,
                Consent.withdrawn_at.is_null(),
            )
            .execute()
        )
        if ended:
            send(ConsentWithdrawn(person_id, kind))


def skip_back_card(person_id: int, now: datetime) -> None:
    """Never offer the card "Tell us about your back?" again."""
    with write_transaction():
        require(policy.can_change_account(person_id, person_id))
        Person.update(asked_about_back_at=now).where(Person.id == person_id).execute()


def block_person(actor_id: int, other_id: int, now: datetime) -> None:
    """Do not show this person what the other one writes."""
    with write_transaction():
        require(policy.can_block(actor_id, other_id))
        if not Person.select(Person.id).where(Person.id == other_id).exists():
            raise NotFound
        Block.insert(person=actor_id, blocked=other_id, made_at=now).on_conflict_ignore().execute()


def unblock_person(actor_id: int, other_id: int) -> None:
    """Show what the other one writes again."""
    with write_transaction():
        require(policy.can_block(actor_id, other_id))
        Block.delete().where(Block.person == actor_id, Block.blocked == other_id).execute()


def ask_for_erasure(actor_id: int, person_id: int, now: datetime) -> datetime:
    """Sign the person out everywhere and erase the account in 14 days; returns that day.

    Signing in before then keeps the account. Errors: whatever a receiver objects with.
    """
    with write_transaction():
        require(policy.can_change_account(actor_id, person_id))
        lock_row(Person, person_id)
        send(ErasureAsked(person_id))
        erase_at = now + timedelta(days=DAYS_TO_CHANGE_ONES_MIND)
        Person.update(erase_at=erase_at).where(Person.id == person_id).execute()
        _end_devices(person_id, now, None)
        return erase_at


def erase_person(person_id: int, due_at: datetime | None = None) -> bool:
    """Erase a person and everything that hangs on the account; return whether she was there.

    due_at: only if her 14 days are over by then. Whoever signs in at the last moment stays.
    """
    with write_transaction(by=SYSTEM):
        try:
            person = lock_row(Person, person_id)
        except Person.DoesNotExist:
            return False
        if due_at is not None and (person.erase_at is None or person.erase_at > due_at):
            return False
        send(PersonErased(person_id))
        forget_mails_to(person.email)
        Person.delete().where(Person.id == person_id).execute()
        return True


def make_person(
    name: str,
    email: str,
    password_hash: str,
    now: datetime,
    *,
    is_operator: bool = False,
    is_demo: bool = False,
) -> int:
    """Make an account from the command line or the demo; the e-mail counts as confirmed."""
    with write_transaction(by=SYSTEM):
        person_id = sign_up(name, email, password_hash, now)
        Person.update(is_operator=is_operator, is_demo=is_demo, email_confirmed_at=now).where(
            Person.id == person_id
        ).execute()
        return person_id


def make_operator(person_id: int) -> None:
    """Let a person run the instance (command line only)."""
    with write_transaction(by=SYSTEM):
        Person.update(is_operator=True).where(Person.id == person_id).execute()
