"""The private journal: one entry a walk, and what somebody told of her own back."""

from __future__ import annotations

import peewee

from community.accounts import Person
from community.events import Occurrence
from community.foundation.database import JsonField, Model, UtcField
from community.routes import Route


class Log(Model):
    """One walk of one person. Pain is there only with the person's health consent.

    A log of an occurrence that its person took out stays as `gone`, emptied, so that the register
    does not bring it back.
    """

    person = peewee.ForeignKeyField(Person, on_delete="CASCADE", backref="logs")
    occurrence = peewee.ForeignKeyField(Occurrence, null=True, on_delete="SET NULL")
    route = peewee.ForeignKeyField(Route, null=True, on_delete="SET NULL")
    title = peewee.CharField(max_length=80, default="")
    walked_on = peewee.DateField()  # the person's local day
    started_at = UtcField(null=True)
    minutes = peewee.IntegerField()
    distance_m = peewee.IntegerField(null=True)
    before = peewee.IntegerField(null=True)  # NRS 0-10, backcare.md 1.7
    after = peewee.IntegerField(null=True)
    morning = peewee.IntegerField(null=True)
    leg = peewee.CharField(max_length=9, null=True)  # none, same, further, emergency
    note = peewee.TextField(default="")
    state = peewee.CharField(max_length=9, default="confirmed")  # draft, confirmed, gone
    version = peewee.IntegerField(default=0)
    created_at = UtcField()
    changed_at = UtcField()

    class Meta:
        indexes = ((("person", "occurrence"), True), (("person", "walked_on"), False))


class BackNote(Model):
    """What a person told of her own back: there only while her consent of kind "back" stands.

    `is_shown`: she has not switched "Is it for me?" off.
    """

    person = peewee.ForeignKeyField(Person, on_delete="CASCADE", unique=True)
    needs = JsonField()  # of routes.NEEDS
    sits_after_min = peewee.IntegerField(null=True)
    brings_seat = peewee.BooleanField(default=False)
    minds_downhill = peewee.BooleanField(default=True)
    speed_m_per_min = peewee.DoubleField(null=True)
    is_shown = peewee.BooleanField(default=True)
    version = peewee.IntegerField(default=0)
    changed_at = UtcField()

    class Meta:
        table_name = "back_note"
