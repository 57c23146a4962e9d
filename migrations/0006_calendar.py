"""First tables of calendar."""

from peewee import *


def up(migrator, db):
    class Person(Model):
        class Meta:
            database = db
            table_name = "person"

    class FeedLink(Model):
        person = ForeignKeyField(Person, null=True, on_delete="SET NULL")
        nonce = CharField(max_length=32)
        token_hash = CharField(unique=True, max_length=64)
        shows_coming = BooleanField(default=True)
        shows_maybe = BooleanField(default=True)
        shows_other_walks = BooleanField(default=False)
        made_at = DateTimeField()
        ended_at = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "feed_link"

    class FeedVersion(Model):
        kind = CharField(max_length=6)
        owner = IntegerField()
        version = IntegerField(default=0)
        changed_at = DateTimeField()

        class Meta:
            database = db
            table_name = "feed_version"
            indexes = ((("kind", "owner"), True),)

    db.create_tables([FeedLink, FeedVersion])
