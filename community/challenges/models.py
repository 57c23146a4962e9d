"""Goals that a group reaches together, and their counters (backcare.md 4.3, speed.md 5)."""

from __future__ import annotations

import peewee

from community.accounts import Person
from community.foundation.database import Model, UtcField
from community.groups import Group


class Challenge(Model):
    """A goal in minutes for a span of days.

    `counted_minutes` is the sum of its parts' and of `kept_minutes`: what people added who have
    no account any more, so that the group's total does not shrink under it.
    """

    group = peewee.ForeignKeyField(Group, on_delete="CASCADE", backref="challenges")
    title = peewee.CharField(max_length=80)
    goal_minutes = peewee.IntegerField()
    starts_on = peewee.DateField()
    ends_on = peewee.DateField()  # inclusive
    counted_minutes = peewee.IntegerField(default=0)
    kept_minutes = peewee.IntegerField(default=0)
    version = peewee.IntegerField(default=0)
    created_by = peewee.ForeignKeyField(Person, null=True, on_delete="SET NULL")
    created_at = UtcField()
    ended_at = UtcField(null=True)  # ended early by an organiser

    class Meta:
        indexes = ((("group", "starts_on"), False),)


class Part(Model):
    """A member who takes part in a challenge; one who left the group has a part that ended.

    An ended part keeps its minutes in the total, follows the journal no longer, and goes on from
    the journal if the person comes back.
    """

    challenge = peewee.ForeignKeyField(Challenge, on_delete="CASCADE", backref="parts")
    person = peewee.ForeignKeyField(Person, on_delete="CASCADE")
    joined_at = UtcField()
    ended_at = UtcField(null=True)
    counted_minutes = peewee.IntegerField(default=0)

    class Meta:
        table_name = "challenge_part"
        indexes = ((("challenge", "person"), True),)


class CountedDay(Model):
    """What one person's one day adds: the minutes walked, and those that count."""

    challenge = peewee.ForeignKeyField(Challenge, on_delete="CASCADE")
    person = peewee.ForeignKeyField(Person, on_delete="CASCADE")
    day = peewee.DateField()
    walked_minutes = peewee.IntegerField()
    counted_minutes = peewee.IntegerField()

    class Meta:
        indexes = ((("challenge", "person", "day"), True),)
