"""People, the devices they are signed in on, links sent to them, consents, blocks."""

from __future__ import annotations

import peewee

from community.foundation.database import Model, UtcField


class Person(Model):
    """Somebody with an account."""

    name = peewee.CharField(max_length=60)
    email = peewee.CharField(max_length=254, unique=True)  # lower case
    password_hash = peewee.CharField(max_length=200)
    email_confirmed_at = UtcField(null=True)
    is_operator = peewee.BooleanField(default=False)
    is_demo = peewee.BooleanField(default=False)
    language = peewee.CharField(max_length=8, default="en")
    units = peewee.CharField(max_length=5, default="km")  # km, miles
    pace = peewee.CharField(max_length=9, default="easy")  # very_easy, easy, brisk
    reading = peewee.CharField(max_length=20, default="")  # foundation.reading.Reading.packed()
    name_in_public = peewee.BooleanField(default=False)  # a leader agrees to be named to all
    asked_about_back_at = UtcField(null=True)  # the optional card was answered or skipped
    rev = peewee.IntegerField(default=0)  # language, units: calendar.md 4, SEQUENCE
    created_at = UtcField()
    erase_at = UtcField(null=True, index=True)  # the person asked for erasure; 14 days to return


class Device(Model):
    """One signed-in device; signing out everywhere ends them all."""

    person_id: int
    person = peewee.ForeignKeyField(Person, on_delete="CASCADE", backref="devices")
    key = peewee.CharField(max_length=43, unique=True)
    browser = peewee.CharField(max_length=120, default="")
    created_at = UtcField()
    seen_at = UtcField()
    ended_at = UtcField(null=True)


class MailedLink(Model):
    """A link sent by e-mail: to choose a new password, or to confirm the address."""

    person_id: int
    person = peewee.ForeignKeyField(Person, on_delete="CASCADE")
    purpose = peewee.CharField(max_length=8)  # password, confirm
    token_hash = peewee.CharField(max_length=64, unique=True)  # SHA-256, never the token
    created_at = UtcField()
    used_at = UtcField(null=True)


class SignInTry(Model):
    """A password that did not fit; counted against guessing, then thrown away."""

    email_hash = peewee.CharField(max_length=64)  # SHA-256 of what was typed, known here or not
    address_hash = peewee.CharField(max_length=64)
    at = UtcField(index=True)

    class Meta:
        indexes = ((("email_hash", "at"), False),)


class Consent(Model):
    """A consent that was given, and perhaps withdrawn; one row for each giving."""

    person_id: int
    person = peewee.ForeignKeyField(Person, on_delete="CASCADE")
    kind = peewee.CharField(max_length=12)  # health
    given_at = UtcField()
    withdrawn_at = UtcField(null=True)


class Block(Model):
    """One person does not want to hear another."""

    person_id: int
    person = peewee.ForeignKeyField(Person, on_delete="CASCADE")
    blocked_id: int
    blocked = peewee.ForeignKeyField(Person, on_delete="CASCADE")
    made_at = UtcField()

    class Meta:
        indexes = ((("person", "blocked"), True),)
