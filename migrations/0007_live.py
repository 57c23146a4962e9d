"""First tables of live."""

from peewee import *


def up(migrator, db):
    class Person(Model):
        class Meta:
            database = db
            table_name = "person"

    class Board(Model):
        occurrence = IntegerField(unique=True)
        started_at = DateTimeField(null=True)
        ended_at = DateTimeField(null=True)
        closed_at = DateTimeField(null=True)
        closed_by = ForeignKeyField(Person, null=True, on_delete="SET NULL")
        drafts_made_at = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "board"

    class BoardRow(Model):
        occurrence = IntegerField()
        person = ForeignKeyField(Person, on_delete="CASCADE")
        state = CharField(max_length=12, default="coming")
        before = CharField(max_length=12, default="")
        minutes = IntegerField(null=True)
        seat = CharField(max_length=60, default="")
        guests = IntegerField(default=0)
        entry_id = IntegerField(null=True)
        changed_at = DateTimeField()

        class Meta:
            database = db
            table_name = "board_row"
            indexes = ((("occurrence", "person"), True),)

    class Room(Model):
        kind = CharField(max_length=5)
        subject = IntegerField()
        group_id = IntegerField(index=True)
        head_seq = IntegerField(default=0)

        class Meta:
            database = db
            table_name = "room"
            indexes = ((("kind", "subject"), True),)

    class Entry(Model):
        room = ForeignKeyField(Room, on_delete="CASCADE")
        seq = IntegerField()
        author = ForeignKeyField(Person, null=True, on_delete="SET NULL")
        client_id = CharField(max_length=36)
        kind = CharField(max_length=9)
        body = TextField(default="")
        about = IntegerField(null=True)
        more = TextField(default=dict)
        sent_at = DateTimeField()

        class Meta:
            database = db
            table_name = "entry"
            indexes = (
                (("room", "seq"), True),
                (("author", "client_id"), True),
                (("about",), False),
            )

    class LiveSignal(Model):
        kind = CharField(max_length=12)
        person = IntegerField(null=True)
        room = CharField(max_length=20, default="")
        detail = CharField(max_length=60, default="")
        made_at = DateTimeField(index=True)

        class Meta:
            database = db
            table_name = "live_signal"

    class Presence(Model):
        room = CharField(max_length=20)
        group_id = IntegerField()
        person = IntegerField()
        process = CharField(max_length=32)
        seen_at = DateTimeField(index=True)

        class Meta:
            database = db
            table_name = "presence"
            indexes = ((("room", "person", "process"), True), (("process",), False))

    class ReadMark(Model):
        room = ForeignKeyField(Room, on_delete="CASCADE")
        person = ForeignKeyField(Person, on_delete="CASCADE")
        seq = IntegerField(default=0)

        class Meta:
            database = db
            table_name = "read_mark"
            indexes = ((("room", "person"), True),)

    db.create_tables([Board, BoardRow, Room, Entry, LiveSignal, Presence, ReadMark])
