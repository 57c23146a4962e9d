"""What walkers report of a route, and pictures of its tricky places."""

from peewee import *


def up(migrator, db):
    class Person(Model):
        class Meta:
            database = db
            table_name = "person"

    class Route(Model):
        class Meta:
            database = db
            table_name = "route"

    class ConditionReport(Model):
        route = ForeignKeyField(Route, on_delete="CASCADE")
        person = ForeignKeyField(Person, null=True, on_delete="SET NULL")
        kind = CharField(max_length=12)
        at_m = DoubleField(null=True)
        note = CharField(max_length=300, default="")
        made_at = DateTimeField()
        seen_at = DateTimeField()
        cleared_at = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "condition_report"
            indexes = ((("route", "cleared_at"), False),)

    class RoutePhoto(Model):
        route = ForeignKeyField(Route, on_delete="CASCADE")
        person = ForeignKeyField(Person, on_delete="CASCADE")
        report = ForeignKeyField(ConditionReport, null=True, on_delete="CASCADE")
        file_key = CharField(max_length=32, unique=True)
        at_m = DoubleField()
        words = CharField(max_length=200)
        width = IntegerField()
        height = IntegerField()
        made_at = DateTimeField()

        class Meta:
            database = db
            table_name = "route_photo"

    db.create_tables([ConditionReport, RoutePhoto])
