"""Rooms, entries, read marks, the walk board, signals to other processes (chat.md)."""

from __future__ import annotations

import peewee

from community.accounts import Person
from community.foundation.database import JsonField, Model, UtcField


class Room(Model):
    """Where entries go: of a group or of one date of a walk."""

    kind = peewee.CharField(max_length=5)  # group, walk
    subject = peewee.IntegerField()  # id of the group or occurrence
    group_id = peewee.IntegerField(index=True)  # whose members it is for
    head_seq = peewee.IntegerField(default=0)

    class Meta:
        indexes = ((("kind", "subject"), True),)


class Entry(Model):
    """One thing that happened in a room; `seq` counts 1, 2, 3 in it."""

    room = peewee.ForeignKeyField(Room, on_delete="CASCADE", backref="entries")
    seq = peewee.IntegerField()
    author = peewee.ForeignKeyField(Person, null=True, on_delete="SET NULL")  # None: a notice
    client_id = peewee.CharField(max_length=36)  # a UUID; made by the server for notices
    kind = peewee.CharField(max_length=9)
    body = peewee.TextField(default="")
    about = peewee.IntegerField(null=True)  # entry id, for edit, deletion, reaction
    more = JsonField(default=dict)  # reply_to, minutes, seat, person, moment, made_at
    sent_at = UtcField()

    class Meta:
        indexes = (
            (("room", "seq"), True),
            (("author", "client_id"), True),
            (("about",), False),
        )


class ReadMark(Model):
    """How far a person has read a room; moves forward only."""

    room = peewee.ForeignKeyField(Room, on_delete="CASCADE")
    person = peewee.ForeignKeyField(Person, on_delete="CASCADE")
    seq = peewee.IntegerField(default=0)

    class Meta:
        indexes = ((("room", "person"), True),)


class BoardRow(Model):
    """One person on the board of one date."""

    occurrence = peewee.IntegerField()
    person = peewee.ForeignKeyField(Person, on_delete="CASCADE")
    state = peewee.CharField(max_length=12, default="coming")
    before = peewee.CharField(max_length=12, default="")  # the state to go back to
    minutes = peewee.IntegerField(null=True)  # how late
    seat = peewee.CharField(max_length=60, default="")
    guests = peewee.IntegerField(default=0)
    entry_id = peewee.IntegerField(null=True)  # the check-in that set the state
    changed_at = UtcField()

    class Meta:
        indexes = ((("occurrence", "person"), True),)


class Board(Model):
    """What holds for the whole board of one date."""

    occurrence = peewee.IntegerField(unique=True)
    started_at = UtcField(null=True)  # a leader tapped "Start the walk"
    ended_at = UtcField(null=True)  # the end count was made
    closed_at = UtcField(null=True)  # "Everyone home safe", or 24 h after the planned end
    closed_by = peewee.ForeignKeyField(Person, null=True, on_delete="SET NULL")
    drafts_made_at = UtcField(null=True)  # the register became draft logs


class Presence(Model):
    """A person has a room open in one process; a process that died stops renewing its rows."""

    room = peewee.CharField(max_length=20)  # its name
    group_id = peewee.IntegerField()
    person = peewee.IntegerField()
    process = peewee.CharField(max_length=32)
    seen_at = UtcField(index=True)

    class Meta:
        indexes = ((("room", "person", "process"), True), (("process",), False))


class LiveSignal(Model):
    """What every process has to do to its own sockets, written with its cause."""

    kind = peewee.CharField(max_length=12)  # removed, signed_out, board, presence
    person = peewee.IntegerField(null=True)
    room = peewee.CharField(max_length=20, default="")  # its name, such as walk-340
    detail = peewee.CharField(max_length=60, default="")
    made_at = UtcField(index=True)
