"""Logs hold no names, no e-mails, no secret links, whatever a database says when it refuses."""

from __future__ import annotations

import json
import logging
import sys

import peewee
import pytest
from flask import Flask

from community.accounts import Person
from community.foundation.authorisation import SYSTEM
from community.foundation.database import write_transaction
from community.foundation.logs import JsonLines, PlainLines, masked
from tests.builders.people import LONG_AGO, a_person


@pytest.mark.parametrize("lines", [JsonLines(), PlainLines()])
def test_a_refused_row_is_not_told(app: Flask, lines: logging.Formatter) -> None:
    a_person("Ana", email="ana@example.org")
    try:
        with write_transaction(by=SYSTEM):
            Person.create(
                name="Ana Frick", email="ana@example.org", password_hash="x", created_at=LONG_AGO
            )
    except peewee.IntegrityError:
        record = logging.LogRecord("amble", 40, "", 0, "unexpected", (), sys.exc_info())
    told = lines.format(record)
    assert "IntegrityError" in told
    assert "ana@example.org" not in told
    assert "Ana Frick" not in told
    if isinstance(lines, JsonLines):
        assert json.loads(told)["message"] == "unexpected"


def test_secret_links_are_not_told() -> None:
    token = "a" * 32
    for path in (f"/calendar/{token}.ics", f"/password/{token}", f"/confirm/{token}"):
        assert token not in masked(f"GET {path} answered 500")
