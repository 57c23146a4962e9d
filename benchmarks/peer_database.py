"""The tables of the chat's plain peers: the columns of ours that a message needs."""

from __future__ import annotations

import sqlite3
from pathlib import Path

SCHEMA = """
CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE room (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
  head_seq INTEGER NOT NULL DEFAULT 0, closed INTEGER NOT NULL DEFAULT 0);
CREATE TABLE membership (room INTEGER NOT NULL, person INTEGER NOT NULL,
  muted_until REAL NOT NULL DEFAULT 0, PRIMARY KEY (room, person)) WITHOUT ROWID;
CREATE TABLE ban (room INTEGER NOT NULL, person INTEGER NOT NULL,
  PRIMARY KEY (room, person)) WITHOUT ROWID;
CREATE TABLE entry (id INTEGER PRIMARY KEY, room INTEGER NOT NULL, seq INTEGER NOT NULL,
  author INTEGER NOT NULL, client_id TEXT NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL,
  sent_at TEXT NOT NULL, UNIQUE (room, seq), UNIQUE (author, client_id));
"""


def make(file: Path, people: int, room: str) -> None:
    """Make a database with one room and so many members, numbered from 1."""
    with sqlite3.connect(file) as database:
        database.execute("PRAGMA journal_mode=wal")
        database.executescript(SCHEMA)
        numbers = [(n,) for n in range(1, people + 1)]
        database.executemany("INSERT INTO person VALUES (?, 'Walker ' || ?1)", numbers)
        database.execute("INSERT INTO room (id, name) VALUES (1, ?)", (room,))
        database.executemany("INSERT INTO membership (room, person) VALUES (1, ?)", numbers)
    database.close()
