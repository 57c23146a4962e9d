"""Prepared queries give what the plain ones give, whatever is filled in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import peewee
import pytest
from flask import Flask

from community.accounts import Person
from community.foundation.database import db
from community.foundation.prepared import Prepared, Slot, prepared
from tests.builders.people import a_person

NOW = datetime(2026, 5, 14, 9, 30, tzinfo=UTC)


@prepared
def named(names_list: Slot, since: Slot) -> peewee.ModelSelect[Any]:
    return (
        Person.select()
        .where(Person.name.in_(names_list), Person.created_at >= since, Person.is_demo == False)  # noqa: E712 - SQL
        .order_by(Person.name)
    )


@pytest.fixture
def people(app: Flask) -> list[str]:
    return [a_person(name).name for name in ("Ana", "Olu", "Ruth")]


@pytest.mark.parametrize("wanted", [[], ["Ana"], ["Ruth", "Ana"], ["Ana", "Nobody", "Olu", "x'y"]])
def test_the_rows_are_those_of_the_plain_query(people: list[str], wanted: list[str]) -> None:
    since = datetime(2000, 1, 1, tzinfo=UTC)
    plain = named.build(names_list=wanted, since=since)
    assert list(named(names_list=wanted, since=since)) == list(plain)


def test_values_are_converted_as_their_column_asks(people: list[str]) -> None:
    made = Person.get(Person.name == "Ana").created_at
    assert named(names_list=["Ana"], since=made).first().name == "Ana"
    assert named(names_list=["Ana"], since=made + timedelta(seconds=1)).first() is None
    with pytest.raises(ValueError, match="an instant needs a zone"):
        list(named(names_list=["Ana"], since=datetime(2026, 5, 14)))


def test_one_call_knows_nothing_of_another(people: list[str]) -> None:
    since = datetime(2000, 1, 1, tzinfo=UTC)
    first, second = named(names_list=["Ana"], since=since), named(names_list=["Olu"], since=since)
    assert [[row.name for row in query] for query in (first, second, first)] == [
        ["Ana"],
        ["Olu"],
        ["Ana"],
    ]


def test_the_sql_is_written_once(people: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    since = datetime(2000, 1, 1, tzinfo=UTC)
    list(named(names_list=["Ana"], since=since))
    monkeypatch.setattr(db.obj, "get_sql_context", None)
    assert [row.name for row in named(names_list=["Olu", "Ruth"], since=since)] == ["Olu", "Ruth"]


def test_a_value_that_is_missing_is_a_fault(people: list[str]) -> None:
    with pytest.raises(KeyError):
        named(names_list=["Ana"])


def test_joined_rows_come_with_their_models(app: Flask) -> None:
    a_person("Ana")
    both: Prepared[Any] = prepared(
        lambda name: Person.select(Person.id, Person.name).where(Person.name == name).limit(1)
    )
    assert both(name="Ana").get().name == "Ana"
    assert both(name="Nobody").get_or_none() is None
