"""First tables of journal."""

from peewee import *


def up(migrator, db):
    class Occurrence(Model):
        class Meta:
            database = db
            table_name = "occurrence"

    class Person(Model):
        class Meta:
            database = db
            table_name = "person"

    class Route(Model):
        class Meta:
            database = db
            table_name = "route"

    class Log(Model):
        person = ForeignKeyField(Person, on_delete="CASCADE")
        occurrence = ForeignKeyField(Occurrence, null=True, on_delete="SET NULL")
        route = ForeignKeyField(Route, null=True, on_delete="SET NULL")
        title = CharField(max_length=80, default="")
        walked_on = DateField()
        started_at = DateTimeField(null=True)
        minutes = IntegerField()
        distance_m = IntegerField(null=True)
        before = IntegerField(null=True)
        after = IntegerField(null=True)
        morning = IntegerField(null=True)
        leg = CharField(null=True, max_length=9)
        note = TextField(default="")
        state = CharField(max_length=9, default="confirmed")
        version = IntegerField(default=0)
        created_at = DateTimeField()
        changed_at = DateTimeField()

        class Meta:
            database = db
            table_name = "log"
            indexes = ((("person", "occurrence"), True), (("person", "walked_on"), False))

    db.create_tables([Log])
