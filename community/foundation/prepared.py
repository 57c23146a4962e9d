"""Queries whose SQL is written once.

peewee writes the SQL of a query anew each time it runs, which takes several times as long as
SQLite needs to answer it. A query of a hot page is therefore built once, with a slot where each
value goes, and afterwards only filled:

    @prepared
    def _by_slug(slug: Slot) -> peewee.ModelSelect:
        return Group.select().where(Group.slug == slug)

    group = _by_slug(slug="schaan").first()

The parameters of the function are its slots; one whose name ends in `_list` takes several values,
for `field.in_(…)`. What depends on anything else (a filter that is there or not) is another query.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, Generic, TypeVar

import peewee

from community.foundation.database import db

Query = TypeVar("Query", bound=peewee.BaseQuery)
_LIST_HERE = "\0"  # in the SQL, where a list goes; NUL is in no SQL that anybody writes


class Slot(peewee.ColumnBase):  # type: ignore[misc]
    """A place in a query for a value that is known when the query runs."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __sql__(self, ctx: Any) -> Any:
        place = _Place(self.name, ctx.state.converter)
        ctx._values.append(place)
        return ctx.literal(_LIST_HERE if place.is_list else ctx.state.param or "?")


class _Place:
    """Which value goes here, and what makes the database's value of it."""

    __slots__ = ("convert", "is_list", "name")

    def __init__(self, name: str, convert: Callable[[Any], Any] | None) -> None:
        self.name, self.convert = name, convert
        self.is_list = name.endswith("_list")

    def converted(self, value: Any) -> Any:
        return value if self.convert is None else self.convert(value)


class Prepared(Generic[Query]):
    """A query with slots; call it with their values and get a query that is ready to run.

    Whatever changes the SQL (`where`, `limit`) is in it from the start; of what it gives, `first`,
    `get` and iteration read rows as of any other query.
    """

    def __init__(self, build: Callable[..., Query]) -> None:
        self.__doc__ = build.__doc__
        self.build = build
        self._names = tuple(inspect.signature(build).parameters)
        self._made: dict[type, tuple[Query, list[str], list[Any], str]] = {}

    def __call__(self, **values: Any) -> Query:
        """Return the query with these values in it. Errors: `KeyError` for one that is missing."""
        database = db.obj
        made = self._made.get(type(database))
        if made is None:  # two threads may both write it, and write the same
            made = self._made[type(database)] = self._make(database)
        query, pieces, places, mark = made
        parameters: list[Any] = []
        sql, lists = [pieces[0]], 0
        for place in places:
            if not isinstance(place, _Place):
                parameters.append(place)
            elif not place.is_list:
                parameters.append(place.converted(values[place.name]))
            else:
                several = [place.converted(value) for value in values[place.name]]
                lists += 1
                # Nothing is equal to NULL, so an empty list finds nothing, as it should.
                sql += (f"({', '.join([mark] * len(several)) or 'NULL'})", pieces[lists])
                parameters += several
        ready = query.clone()
        ready.__dict__["ready"] = ("".join(sql), parameters)
        return ready

    def _make(self, database: peewee.Database) -> tuple[Query, list[str], list[Any], str]:
        query = self.build(**{name: Slot(name) for name in self._names})
        context = database.get_sql_context()
        sql, places = context.sql(query).query()
        return query, sql.split(_LIST_HERE), places, context.state.param or "?"


def prepared(build: Callable[..., Query]) -> Prepared[Query]:
    """Make the query that `build` returns one whose SQL is written once."""
    return Prepared(build)
