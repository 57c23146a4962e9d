"""Routes: a line on the ground with its profile, facts, grade and recces."""

from __future__ import annotations

import peewee

from community.accounts import Person
from community.foundation.database import JsonField, Model, UtcField
from community.groups import Group


class RouteDraft(Model):
    """An upload that was read and graded but not saved yet; goes away after seven days."""

    person = peewee.ForeignKeyField(Person, on_delete="CASCADE")
    group = peewee.ForeignKeyField(Group, on_delete="CASCADE")
    file_name = peewee.CharField(max_length=120)
    line = peewee.BlobField()  # the cleaned track, packed by routes/line.py
    name = peewee.CharField(max_length=80, default="")
    facts = JsonField(default=dict)  # what the leader has answered so far
    recce = JsonField(null=True)  # when the leader walked it, if she says so
    shape = JsonField(null=True)  # which part of the file; None: not chosen yet
    inspection = JsonField(null=True)  # what the rules found, as the page needs it
    made_at = UtcField(index=True)


class RouteUpload(Model):
    """A file that was sent and is read in the background; goes away after a day.

    The file lies in the data folder until it has been read (`upload_files`).
    """

    person = peewee.ForeignKeyField(Person, on_delete="CASCADE")
    group = peewee.ForeignKeyField(Group, on_delete="CASCADE")
    file_name = peewee.CharField(max_length=120)  # as its sender calls it
    file_key = peewee.CharField(max_length=32, unique=True)  # as the data folder calls it
    state = peewee.CharField(max_length=8, default="waiting")  # waiting, reading, refused, done
    share = peewee.IntegerField(default=0)  # read so far, in percent
    tries = peewee.IntegerField(default=0)  # how often it was begun; also who may say how it went
    refusal = JsonField(null=True)  # message and values of the sentence that says why
    draft = peewee.ForeignKeyField(RouteDraft, null=True, on_delete="CASCADE")
    made_at = UtcField(index=True)
    touched_at = UtcField()  # when whoever reads it was last known to be alive

    class Meta:
        indexes = ((("state", "touched_at"), False),)


class Route(Model):
    """A route of a group. Derived columns are for lists; `inspection` holds the whole."""

    group = peewee.ForeignKeyField(Group, on_delete="CASCADE", backref="routes")
    name = peewee.CharField(max_length=80)
    about = peewee.TextField(default="")
    line = peewee.BlobField()
    facts = JsonField()
    inspection = JsonField()
    length_m = peewee.DoubleField()
    ascent_m = peewee.DoubleField()
    descent_m = peewee.DoubleField()
    letter = peewee.CharField(max_length=1)  # as computed; empty: no heights, so no grade
    shown_letter = peewee.CharField(max_length=1)  # as shown: at best B when not sure
    confidence = peewee.CharField(max_length=6)  # high, medium, low
    deciding = JsonField(null=True)  # the criterion that decides the letter, with its place
    doubt = peewee.CharField(max_length=12, default="")  # why the letter is not sure
    tags = JsonField(default=list)
    seats = peewee.IntegerField(default=0)
    seats_known = peewee.BooleanField(default=False)
    seat_gap_m = peewee.DoubleField(null=True)
    toilets = peewee.BooleanField(null=True)  # None: not known
    steps = peewee.IntegerField(null=True)  # None: not known
    is_loop = peewee.BooleanField(default=False)
    start_lat = peewee.DoubleField()
    start_lon = peewee.DoubleField()
    attribution = peewee.CharField(max_length=200, default="")  # of heights and map
    is_firm = peewee.BooleanField(null=True)  # the tag firm_surface; None: not known
    step_free = peewee.BooleanField(null=True)  # the tag step_free; None: not known
    sharing = peewee.CharField(max_length=8, default="group")  # group, everyone
    origin = peewee.ForeignKeyField("self", null=True, on_delete="SET NULL")  # taken over from
    edition = peewee.IntegerField(default=1)  # number of the present state; see RouteVersion
    risk_signed_on = peewee.DateField(null=True)  # of the latest risk assessment
    incident_on = peewee.DateField(null=True)  # something happened since it was signed
    rev = peewee.IntegerField(default=0)
    version = peewee.IntegerField(default=0)
    created_by = peewee.ForeignKeyField(Person, null=True, on_delete="SET NULL")
    created_at = UtcField()
    changed_at = UtcField()

    class Meta:
        # The library reads nothing but this index: a row of the table is a hundred times larger.
        indexes = (
            (
                (
                    "start_lat",
                    "start_lon",
                    "group",
                    "sharing",
                    "shown_letter",
                    "length_m",
                    "ascent_m",
                    "descent_m",
                    "is_firm",
                    "step_free",
                    "is_loop",
                    "seat_gap_m",
                    "toilets",
                ),
                False,
            ),
        )


class Recce(Model):
    """A leader walked the route and checked it."""

    route = peewee.ForeignKeyField(Route, on_delete="CASCADE", backref="recces")
    person = peewee.ForeignKeyField(Person, null=True, on_delete="SET NULL")
    walked_on = peewee.DateField()
    slopes_measured = peewee.BooleanField(default=False)
    note = peewee.TextField(default="")
    checklist = JsonField(default=dict)  # what was looked at: rules/recce.py
    made_at = UtcField()


class ConditionReport(Model):
    """What a walker found at a place of a route; how long it counts: rules/conditions.py."""

    route = peewee.ForeignKeyField(Route, on_delete="CASCADE", backref="reports")
    person = peewee.ForeignKeyField(Person, null=True, on_delete="SET NULL")
    kind = peewee.CharField(max_length=12)
    at_m = peewee.DoubleField(null=True)  # None: all along, or she could not say where
    note = peewee.CharField(max_length=300, default="")
    made_at = UtcField()
    seen_at = UtcField()  # when it was last seen: as it was made, or confirmed since
    cleared_at = UtcField(null=True)

    class Meta:
        indexes = ((("route", "cleared_at"), False),)


class RoutePhoto(Model):
    """A picture of a tricky place; its files are in the data folder, see photo_files.py.

    One that came with a report is shown as long as the report counts.
    """

    route = peewee.ForeignKeyField(Route, on_delete="CASCADE", backref="photos")
    person = peewee.ForeignKeyField(Person, on_delete="CASCADE")
    report = peewee.ForeignKeyField(
        ConditionReport, null=True, on_delete="CASCADE", backref="photos"
    )
    file_key = peewee.CharField(max_length=32, unique=True)
    at_m = peewee.DoubleField()
    words = peewee.CharField(max_length=200)  # what it shows, for who does not see it
    width = peewee.IntegerField()
    height = peewee.IntegerField()
    made_at = UtcField()


class RouteVersion(Model):
    """How a route was before a change; `number` is the `edition` that it had then."""

    route = peewee.ForeignKeyField(Route, on_delete="CASCADE", backref="versions")
    number = peewee.IntegerField()
    name = peewee.CharField(max_length=80)
    about = peewee.TextField(default="")
    line = peewee.BlobField()
    facts = JsonField()
    inspection = JsonField()
    shown_letter = peewee.CharField(max_length=1)
    confidence = peewee.CharField(max_length=6)
    changed = JsonField(default=list)  # what the next version has otherwise: rules/versions.py
    replaced_by = peewee.ForeignKeyField(Person, null=True, on_delete="SET NULL")
    replaced_at = UtcField()

    class Meta:
        indexes = ((("route", "number"), True),)


class RiskAssessment(Model):
    """What can go wrong on a route and what is done about it, as somebody signed it."""

    route = peewee.ForeignKeyField(Route, on_delete="CASCADE", backref="risks")
    number = peewee.IntegerField()
    hazards = JsonField()  # rows of hazard, who, control, owner
    signed_by = peewee.ForeignKeyField(Person, null=True, on_delete="SET NULL")
    signed_on = peewee.DateField()  # on the group's clock
    signed_at = UtcField()

    class Meta:
        indexes = ((("route", "number"), True),)


class RouteIncident(Model):
    """Something happened on a route: its risk assessment is looked at again."""

    route = peewee.ForeignKeyField(Route, on_delete="CASCADE", backref="incidents")
    happened_on = peewee.DateField()
    what = peewee.CharField(max_length=500)
    noted_by = peewee.ForeignKeyField(Person, null=True, on_delete="SET NULL")
    noted_at = UtcField()
