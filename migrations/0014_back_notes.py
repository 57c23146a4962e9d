"""What people told of their own back, with a consent of its own."""

from peewee import *


def up(migrator, db):
    class Person(Model):
        class Meta:
            database = db
            table_name = "person"

    class BackNote(Model):
        person = ForeignKeyField(Person, on_delete="CASCADE", unique=True)
        needs = TextField()
        sits_after_min = IntegerField(null=True)
        brings_seat = BooleanField(default=False)
        minds_downhill = BooleanField(default=True)
        speed_m_per_min = DoubleField(null=True)
        is_shown = BooleanField(default=True)
        version = IntegerField(default=0)
        changed_at = DateTimeField()

        class Meta:
            database = db
            table_name = "back_note"

    db.create_tables([BackNote])
