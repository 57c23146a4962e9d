"""Cards and pages: what they say, and how few queries they take."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from flask import Flask

from community.foundation.database import db
from community.routes import (
    Flight,
    RouteFacts,
    Seat,
    route_card,
    route_cards,
    route_minutes,
    routes_of,
)
from tests.builders.groups import a_group
from tests.builders.people import a_person
from tests.builders.routes import HILL, LEVEL, ONE_RISE, START, a_route


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    asked: list[str] = []
    real = type(db.obj).execute_sql

    def listen(self: Any, sql: str, *rest: Any) -> Any:
        asked.append(sql)
        return real(self, sql, *rest)

    with monkeypatch.context() as patched:
        patched.setattr(type(db.obj), "execute_sql", listen)
        yield asked


def test_cards_of_many_routes_take_three_queries_and_no_large_column(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = a_group()
    ids = [a_route(group, *LEVEL, checked_on=date(2026, 5, 2)).id for _ in range(4)]
    with counted(monkeypatch) as asked:
        cards = route_cards([*ids, None, 999])
    assert set(cards) == set(ids)
    assert len(asked) == 3
    assert not any('"line"' in sql or '"inspection"' in sql for sql in asked)


def test_a_card_says_what_lists_need(app: Flask) -> None:
    group = a_group(a_person("Olu"))
    seats = (Seat(0.0, True), Seat(900.0))
    facts = RouteFacts.said(steps=(Flight(12, 900.0),), seats=seats, toilets=True)
    card = route_card(a_route(group, *ONE_RISE, facts=facts, checked_on=date(2026, 5, 2)).id)
    assert card is not None
    assert (card.letter, card.shown_letter, card.confidence) == ("C", "C", "high")
    assert not card.is_uncertain
    assert (card.seats, card.seat_gap_m, card.toilets, card.steps) == (
        2,
        1499.9,
        True,
        12,
    )
    assert (card.checked_on, card.checked_by) == (date(2026, 5, 2), "Olu")
    assert card.reason is not None
    assert card.reason.in_english() == "because of 12 steps, at 900 m"
    assert (card.start_lat, card.start_lon) == START
    assert card.has_tag("gentle")


def test_what_nobody_said_is_not_known(app: Flask) -> None:
    card = route_card(a_route(a_group(), heights=False).id)
    assert card is not None
    assert (card.letter, card.shown_letter, card.reason) == (None, None, None)
    assert (card.seats, card.toilets, card.steps, card.checked_on) == (None, None, None, None)
    assert card.is_uncertain


def test_minutes_are_those_of_din_at_the_pace(app: Flask) -> None:
    card = route_card(a_route(a_group(), (3000.0, 0.0)).id)
    assert card is not None
    minutes = [route_minutes(card, pace) for pace in ("very_easy", "easy", "brisk", "unheard of")]
    assert minutes == [60, 45, 36, 45]


def test_routes_are_listed_by_name(app: Flask) -> None:
    group, other = a_group(), a_group(a_person("Eva"), name="Others")
    for name in ("Castle", "Äule", "Binnendamm"):
        a_route(group, *HILL, name=name)
    a_route(other, name="Elsewhere")
    assert sorted(card.name for card in routes_of(group.id)) == ["Binnendamm", "Castle", "Äule"]
