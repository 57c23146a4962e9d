"""Migrations run forwards on both databases and end where the models are."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from typing import Any

import peewee
import pytest
from flask import Flask

import community
from community.foundation import database
from community.foundation.database import Model, db


def all_models() -> list[type[Model]]:
    """Return every table class of every feature."""
    for feature in pkgutil.iter_modules(community.__path__):
        name = f"community.{feature.name}.models"
        try:
            importlib.import_module(name)
        except ModuleNotFoundError as problem:
            if problem.name != name:
                raise
    found: list[type[Model]] = []
    waiting = list(Model.__subclasses__())
    while waiting:
        model = waiting.pop()
        waiting += model.__subclasses__()
        if model.__module__.startswith("community."):
            found.append(model)
    return found


def test_the_newest_schema_is_that_of_the_models(app: Flask) -> None:
    for model in all_models():
        columns = {column.name: column for column in db.get_columns(model._meta.table_name)}
        wanted = {field.column_name: field for field in model._meta.sorted_fields}
        assert set(columns) == set(wanted), model
        for name, field in wanted.items():
            assert columns[name].null == bool(field.null), f"{model.__name__}.{name}"


def test_unique_indexes_of_the_models_are_in_the_schema(app: Flask) -> None:
    for model in all_models():
        indexes = db.get_indexes(model._meta.table_name)
        there = {tuple(index.columns) for index in indexes if index.unique}
        for columns, unique in model._meta.indexes:
            if unique:
                wanted = tuple(model._meta.fields[name].column_name for name in columns)
                assert wanted in there, f"{model.__name__}: {wanted}"
        for field in model._meta.sorted_fields:
            if field.unique:
                assert (field.column_name,) in there, f"{model.__name__}.{field.name}"


def test_upgrading_twice_changes_nothing(app: Flask) -> None:
    assert database.upgrade(app.extensions["database"]) == []


def test_writing_outside_a_transaction_is_refused(app: Flask) -> None:
    from community.foundation.models import InstanceFact

    with pytest.raises(database.WriteOutsideAction):
        InstanceFact.create(key="a", value="b")


def test_the_driver_of_postgresql_is_psycopg_3(make_app: Callable[..., Flask]) -> None:
    real: Any = make_app().extensions["database"]
    if isinstance(real, peewee.PostgresqlDatabase):
        with real.connection_context():
            assert type(real.connection()).__module__.startswith("psycopg")
            assert "psycopg2" not in type(real.connection()).__module__
