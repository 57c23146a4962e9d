"""Uploads of routes: what is being read, how far it is, what became of it."""

from peewee import *


def up(migrator, db):
    class Person(Model):
        class Meta:
            database = db
            table_name = "person"

    class Group(Model):
        class Meta:
            database = db
            table_name = "walking_group"

    class RouteDraft(Model):
        class Meta:
            database = db
            table_name = "route_draft"

    class RouteUpload(Model):
        person = ForeignKeyField(Person, on_delete="CASCADE")
        group = ForeignKeyField(Group, on_delete="CASCADE")
        file_name = CharField(max_length=120)
        file_key = CharField(max_length=32, unique=True)
        state = CharField(max_length=8, default="waiting")
        share = IntegerField(default=0)
        tries = IntegerField(default=0)
        refusal = TextField(null=True)
        draft = ForeignKeyField(RouteDraft, null=True, on_delete="CASCADE")
        made_at = DateTimeField(index=True)
        touched_at = DateTimeField()

        class Meta:
            database = db
            table_name = "route_upload"
            indexes = ((("state", "touched_at"), False),)

    db.create_tables([RouteUpload])
