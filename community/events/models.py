"""Walks, their dates, answers and the register (calendar.md 2, product.md)."""

from __future__ import annotations

import peewee

from community.accounts import Person
from community.foundation.database import LocalField, Model, UtcField
from community.groups import Group
from community.routes import Route


class Walk(Model):
    """A walk, once or as a series; what its dates share."""

    uid = peewee.CharField(max_length=16, unique=True)  # random hex, for ever
    group = peewee.ForeignKeyField(Group, on_delete="CASCADE", backref="walks")
    title = peewee.CharField(max_length=80)
    route = peewee.ForeignKeyField(Route, null=True, on_delete="SET NULL", backref="walks")
    route_edition = peewee.IntegerField(null=True)  # of the route that leaders took last
    route_planned = peewee.IntegerField(null=True)  # of the route when it was chosen
    meeting_point = peewee.CharField(max_length=160)
    meeting_lat = peewee.DoubleField(null=True)
    meeting_lon = peewee.DoubleField(null=True)
    zone = peewee.CharField(max_length=40)
    start_local = LocalField()
    minutes = peewee.IntegerField()  # elapsed
    rule = peewee.CharField(max_length=120, null=True)  # RRULE without UNTIL and COUNT; None: once
    until_date = peewee.DateField(null=True)  # local, inclusive
    count = peewee.IntegerField(null=True)
    capacity = peewee.IntegerField()  # 20 for each leader, or as the leader set it
    notes = peewee.TextField(default="")
    planned_rests = peewee.IntegerField(default=0)
    status = peewee.CharField(max_length=9, default="published")  # draft, checked, published
    continues = peewee.ForeignKeyField("self", null=True, on_delete="SET NULL")
    lineage = peewee.IntegerField(index=True, null=True)  # id of the first of the split series
    rev = peewee.IntegerField(default=0)
    version = peewee.IntegerField(default=0)
    changed_at = UtcField()
    published_at = UtcField(null=True)
    created_by = peewee.ForeignKeyField(Person, null=True, on_delete="SET NULL")


class WalkLeader(Model):
    """Who leads a walk; the first by `position` is named first."""

    walk = peewee.ForeignKeyField(Walk, on_delete="CASCADE", backref="leaders")
    person = peewee.ForeignKeyField(Person, on_delete="CASCADE")
    position = peewee.IntegerField(default=0)
    is_back_marker = peewee.BooleanField(default=False)

    class Meta:
        indexes = ((("walk", "person"), True),)


class Occurrence(Model):
    """One date of a walk; own values, or None for the walk's."""

    walk = peewee.ForeignKeyField(Walk, on_delete="CASCADE", backref="occurrences")
    original_local = LocalField()  # its identity, whatever happens to it
    start_local = LocalField(null=True)
    minutes = peewee.IntegerField(null=True)
    title = peewee.CharField(max_length=80, null=True)
    meeting_point = peewee.CharField(max_length=160, null=True)
    route = peewee.ForeignKeyField(Route, null=True, on_delete="SET NULL")
    capacity = peewee.IntegerField(null=True)
    status = peewee.CharField(max_length=9, default="planned")  # planned, skipped, cancelled
    reason = peewee.CharField(max_length=200, default="")
    changed_by = peewee.ForeignKeyField(Person, null=True, on_delete="SET NULL")
    extra = peewee.BooleanField(default=False)
    rev = peewee.IntegerField(default=0)
    version = peewee.IntegerField(default=0)
    changed_at = UtcField()
    start_utc = UtcField(index=True)
    end_utc = UtcField(index=True)

    class Meta:
        indexes = ((("walk", "original_local"), True),)


class Answer(Model):
    """One person's RSVP to one date. `order` is the place in line, given once and growing."""

    occurrence = peewee.ForeignKeyField(Occurrence, on_delete="CASCADE", backref="answers")
    person = peewee.ForeignKeyField(Person, on_delete="CASCADE", backref="answers")
    kind = peewee.CharField(max_length=6)  # coming, maybe, cant
    guests = peewee.IntegerField(default=0)
    waiting = peewee.BooleanField(default=False)
    order = peewee.IntegerField()
    from_series = peewee.BooleanField(default=False)  # made by "every week", not by itself
    rev = peewee.IntegerField(default=0)
    changed_at = UtcField()

    class Meta:
        indexes = ((("occurrence", "person"), True), (("occurrence", "order"), True))


class SeriesAnswer(Model):
    """One person's RSVP to every date of a series; `lineage` survives a split."""

    lineage = peewee.IntegerField()
    person = peewee.ForeignKeyField(Person, on_delete="CASCADE")
    kind = peewee.CharField(max_length=6)
    guests = peewee.IntegerField(default=0)
    rev = peewee.IntegerField(default=0)
    changed_at = UtcField()

    class Meta:
        indexes = ((("lineage", "person"), True),)


class Attendance(Model):
    """The register: who was there, the lasting record."""

    occurrence = peewee.ForeignKeyField(Occurrence, on_delete="CASCADE", backref="register")
    person = peewee.ForeignKeyField(Person, on_delete="CASCADE")
    arrived_at = UtcField()
    left_at = UtcField(null=True)
    ticked_by = peewee.ForeignKeyField(Person, null=True, on_delete="SET NULL")

    class Meta:
        indexes = ((("occurrence", "person"), True),)


class RecceReminder(Model):
    """A mail went out: the check of a date's route will have run out by then."""

    occurrence = peewee.ForeignKeyField(Occurrence, on_delete="CASCADE")
    route = peewee.ForeignKeyField(Route, on_delete="CASCADE")
    days_before = peewee.IntegerField()
    sent_at = UtcField()

    class Meta:
        indexes = ((("occurrence", "route", "days_before"), True),)
