"""First tables of routes."""

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
        group = ForeignKeyField(Group, on_delete="CASCADE")
        name = CharField(max_length=80)
        about = TextField(default="")
        line = BlobField()
        facts = TextField()
        inspection = TextField()
        length_m = DoubleField()
        ascent_m = DoubleField()
        descent_m = DoubleField()
        letter = CharField(max_length=1)
        shown_letter = CharField(max_length=1)
        confidence = CharField(max_length=6)
        deciding = TextField(null=True)
        doubt = CharField(max_length=12, default="")
        tags = TextField(default=list)
        seats = IntegerField(default=0)
        seats_known = BooleanField(default=False)
        seat_gap_m = DoubleField(null=True)
        toilets = BooleanField(null=True)
        steps = IntegerField(null=True)
        is_loop = BooleanField(default=False)
        start_lat = DoubleField()
        start_lon = DoubleField()
        attribution = CharField(max_length=200, default="")
        rev = IntegerField(default=0)
        version = IntegerField(default=0)
        created_by = ForeignKeyField(Person, null=True, on_delete="SET NULL")
        created_at = DateTimeField()
        changed_at = DateTimeField()

        class Meta:
            database = db
            table_name = "route"

    class Recce(Model):
        route = ForeignKeyField(Route, on_delete="CASCADE")
        person = ForeignKeyField(Person, null=True, on_delete="SET NULL")
        walked_on = DateField()
        slopes_measured = BooleanField(default=False)
        note = TextField(default="")
        made_at = DateTimeField()

        class Meta:
            database = db
            table_name = "recce"

    class RouteDraft(Model):
        person = ForeignKeyField(Person, on_delete="CASCADE")
        group = ForeignKeyField(Group, on_delete="CASCADE")
        file_name = CharField(max_length=120)
        line = BlobField()
        name = CharField(max_length=80, default="")
        facts = TextField(default=dict)
        recce = TextField(null=True)
        shape = TextField(null=True)
        inspection = TextField(null=True)
        made_at = DateTimeField(index=True)

        class Meta:
            database = db
            table_name = "route_draft"

    db.create_tables([Route, Recce, RouteDraft])
