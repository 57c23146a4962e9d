"""First tables of events."""

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

    class Route(Model):
        class Meta:
            database = db
            table_name = "route"

    class Walk(Model):
        uid = CharField(unique=True, max_length=16)
        group = ForeignKeyField(Group, on_delete="CASCADE")
        title = CharField(max_length=80)
        route = ForeignKeyField(Route, null=True, on_delete="SET NULL")
        meeting_point = CharField(max_length=160)
        meeting_lat = DoubleField(null=True)
        meeting_lon = DoubleField(null=True)
        zone = CharField(max_length=40)
        start_local = DateTimeField()
        minutes = IntegerField()
        rule = CharField(null=True, max_length=120)
        until_date = DateField(null=True)
        count = IntegerField(null=True)
        capacity = IntegerField()
        notes = TextField(default="")
        planned_rests = IntegerField(default=0)
        status = CharField(max_length=9, default="published")
        continues = ForeignKeyField("self", null=True, on_delete="SET NULL")
        lineage = IntegerField(index=True, null=True)
        rev = IntegerField(default=0)
        version = IntegerField(default=0)
        changed_at = DateTimeField()
        published_at = DateTimeField(null=True)
        created_by = ForeignKeyField(Person, null=True, on_delete="SET NULL")

        class Meta:
            database = db
            table_name = "walk"

    class Occurrence(Model):
        walk = ForeignKeyField(Walk, on_delete="CASCADE")
        original_local = DateTimeField()
        start_local = DateTimeField(null=True)
        minutes = IntegerField(null=True)
        title = CharField(null=True, max_length=80)
        meeting_point = CharField(null=True, max_length=160)
        route = ForeignKeyField(Route, null=True, on_delete="SET NULL")
        capacity = IntegerField(null=True)
        status = CharField(max_length=9, default="planned")
        reason = CharField(max_length=200, default="")
        changed_by = ForeignKeyField(Person, null=True, on_delete="SET NULL")
        extra = BooleanField(default=False)
        rev = IntegerField(default=0)
        version = IntegerField(default=0)
        changed_at = DateTimeField()
        start_utc = DateTimeField(index=True)
        end_utc = DateTimeField(index=True)

        class Meta:
            database = db
            table_name = "occurrence"
            indexes = ((("walk", "original_local"), True),)

    class Answer(Model):
        occurrence = ForeignKeyField(Occurrence, on_delete="CASCADE")
        person = ForeignKeyField(Person, on_delete="CASCADE")
        kind = CharField(max_length=6)
        guests = IntegerField(default=0)
        waiting = BooleanField(default=False)
        order = IntegerField()
        from_series = BooleanField(default=False)
        rev = IntegerField(default=0)
        changed_at = DateTimeField()

        class Meta:
            database = db
            table_name = "answer"
            indexes = ((("occurrence", "person"), True), (("occurrence", "order"), True))

    class Attendance(Model):
        occurrence = ForeignKeyField(Occurrence, on_delete="CASCADE")
        person = ForeignKeyField(Person, on_delete="CASCADE")
        arrived_at = DateTimeField()
        left_at = DateTimeField(null=True)
        ticked_by = ForeignKeyField(Person, null=True, on_delete="SET NULL")

        class Meta:
            database = db
            table_name = "attendance"
            indexes = ((("occurrence", "person"), True),)

    class SeriesAnswer(Model):
        lineage = IntegerField()
        person = ForeignKeyField(Person, on_delete="CASCADE")
        kind = CharField(max_length=6)
        guests = IntegerField(default=0)
        rev = IntegerField(default=0)
        changed_at = DateTimeField()

        class Meta:
            database = db
            table_name = "series_answer"
            indexes = ((("lineage", "person"), True),)

    class WalkLeader(Model):
        walk = ForeignKeyField(Walk, on_delete="CASCADE")
        person = ForeignKeyField(Person, on_delete="CASCADE")
        position = IntegerField(default=0)
        is_back_marker = BooleanField(default=False)

        class Meta:
            database = db
            table_name = "walk_leader"
            indexes = ((("walk", "person"), True),)

    db.create_tables([Walk, Occurrence, Answer, Attendance, SeriesAnswer, WalkLeader])
