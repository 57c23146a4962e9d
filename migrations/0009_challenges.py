"""First tables of challenges."""

from peewee import *


def up(migrator, db):
    class Group(Model):
        class Meta:
            database = db
            table_name = "walking_group"

    class Person(Model):
        class Meta:
            database = db
            table_name = "person"

    class Challenge(Model):
        group = ForeignKeyField(Group, on_delete="CASCADE")
        title = CharField(max_length=80)
        goal_minutes = IntegerField()
        starts_on = DateField()
        ends_on = DateField()
        counted_minutes = IntegerField(default=0)
        kept_minutes = IntegerField(default=0)
        version = IntegerField(default=0)
        created_by = ForeignKeyField(Person, null=True, on_delete="SET NULL")
        created_at = DateTimeField()
        ended_at = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "challenge"
            indexes = ((("group", "starts_on"), False),)

    class CountedDay(Model):
        challenge = ForeignKeyField(Challenge, on_delete="CASCADE")
        person = ForeignKeyField(Person, on_delete="CASCADE")
        day = DateField()
        walked_minutes = IntegerField()
        counted_minutes = IntegerField()

        class Meta:
            database = db
            table_name = "counted_day"
            indexes = ((("challenge", "person", "day"), True),)

    class Part(Model):
        challenge = ForeignKeyField(Challenge, on_delete="CASCADE")
        person = ForeignKeyField(Person, on_delete="CASCADE")
        joined_at = DateTimeField()
        ended_at = DateTimeField(null=True)
        counted_minutes = IntegerField(default=0)

        class Meta:
            database = db
            table_name = "challenge_part"
            indexes = ((("challenge", "person"), True),)

    db.create_tables([Challenge, CountedDay, Part])
