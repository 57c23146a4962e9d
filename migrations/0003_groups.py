"""First tables of groups."""

from peewee import *


def up(migrator, db):
    class Person(Model):
        class Meta:
            database = db
            table_name = "person"

    class Group(Model):
        slug = CharField(unique=True, max_length=60)
        name = CharField(max_length=60)
        about = CharField(max_length=300, default="")
        place_name = CharField(max_length=80)
        lat = DoubleField()
        lon = DoubleField()
        zone = CharField(max_length=40)
        pace = CharField(max_length=9, default="easy")
        joining = CharField(max_length=6, default="open")
        shows_exact_place = BooleanField(default=False)
        shows_names = BooleanField(default=False)
        language = CharField(max_length=8, default="en")
        rules = TextField(default="")
        invite_code = CharField(max_length=24)
        rev = IntegerField(default=0)
        version = IntegerField(default=0)
        created_at = DateTimeField()
        created_by = ForeignKeyField(Person, null=True, on_delete="SET NULL")
        archived_at = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "walking_group"
            indexes = ((("lat", "lon"), False),)

    class Ban(Model):
        group = ForeignKeyField(Group, on_delete="CASCADE")
        person = ForeignKeyField(Person, on_delete="CASCADE")
        made_at = DateTimeField()

        class Meta:
            database = db
            table_name = "ban"
            indexes = ((("group", "person"), True),)

    class Membership(Model):
        group = ForeignKeyField(Group, on_delete="CASCADE")
        person = ForeignKeyField(Person, on_delete="CASCADE")
        status = CharField(max_length=6, default="member")
        role = CharField(max_length=9, default="member")
        answer = CharField(max_length=300, default="")
        muted_until = DateTimeField(null=True)
        joined_at = DateTimeField()

        class Meta:
            database = db
            table_name = "membership"
            indexes = ((("group", "person"), True), (("person", "status"), False))

    db.create_tables([Group, Ban, Membership])
