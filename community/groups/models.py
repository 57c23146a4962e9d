"""Groups and their members."""

from __future__ import annotations

import peewee

from community.accounts import Person
from community.foundation.database import Model, UtcField


class Group(Model):
    """People of one neighbourhood who walk together."""

    slug = peewee.CharField(max_length=60, unique=True)
    name = peewee.CharField(max_length=60)
    about = peewee.CharField(max_length=300, default="")  # one sentence
    place_name = peewee.CharField(max_length=80)  # neighbourhood or town, as people search it
    lat = peewee.DoubleField()  # home place, rounded to about 500 m
    lon = peewee.DoubleField()
    zone = peewee.CharField(max_length=40)  # IANA Area/City
    pace = peewee.CharField(max_length=9, default="easy")  # very_easy, easy, brisk
    joining = peewee.CharField(max_length=6, default="open")  # open, ask, invite
    shows_exact_place = peewee.BooleanField(default=False)  # meeting points to the public
    shows_names = peewee.BooleanField(default=False)  # members' and leaders' names to the public
    language = peewee.CharField(max_length=8, default="en")
    rules = peewee.TextField(default="")
    invite_code = peewee.CharField(max_length=24)  # whoever has it may join an invite-only group
    rev = peewee.IntegerField(default=0)  # name, slug, visibility, language: calendar.md 4
    version = peewee.IntegerField(default=0)  # for edit forms
    created_at = UtcField()
    created_by = peewee.ForeignKeyField(Person, null=True, on_delete="SET NULL")
    archived_at = UtcField(null=True)

    class Meta:
        table_name = "walking_group"
        indexes = ((("lat", "lon"), False),)


class Membership(Model):
    """One person in one group; `status` is `asked` until an organiser says yes."""

    group_id: int
    group = peewee.ForeignKeyField(Group, on_delete="CASCADE", backref="memberships")
    person_id: int
    person = peewee.ForeignKeyField(Person, on_delete="CASCADE", backref="memberships")
    status = peewee.CharField(max_length=6, default="member")  # member, asked
    role = peewee.CharField(max_length=9, default="member")  # member, leader, organiser
    answer = peewee.CharField(max_length=300, default="")  # what the person wrote when asking
    muted_until = UtcField(null=True)
    joined_at = UtcField()

    class Meta:
        indexes = ((("group", "person"), True), (("person", "status"), False))


class Ban(Model):
    """A person who may not join or ask again."""

    group_id: int
    group = peewee.ForeignKeyField(Group, on_delete="CASCADE")
    person_id: int
    person = peewee.ForeignKeyField(Person, on_delete="CASCADE")
    made_at = UtcField()

    class Meta:
        indexes = ((("group", "person"), True),)
