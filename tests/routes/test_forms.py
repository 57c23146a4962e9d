"""Numbers as people write them; facts survive the way to the form and back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from community.routes.forms import answers_from, metres, read_answers
from community.routes.route_facts import Flight, Gate, RecceNote, RouteFacts, Seat
from tests.builders.routes import way

TODAY = date(2026, 5, 12)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1400", 1400.0),
        ("1,400", 1400.0),
        ("1.400", 1400.0),
        ("1.4 km", 1400.0),
        ("1,4km", 1400.0),
        ("1400 m", 1400.0),
        (" 0 ", 0.0),
        ("12.5", 12.5),
        ("-3", None),
        ("1e5", None),
        ("١٢", 12.0),
        ("four", None),
        ("1.2.3", None),
        ("99999999", None),
        ("inf", None),
    ],
)
def test_metres_as_people_write_them(text: str, found: float | None) -> None:
    assert metres(text) == found


FULL = RouteFacts.said(
    surface="some_ground",
    soft_m=300.0,
    rough_m=20.0,
    steps=(Flight(12, 900.0, True), Flight(3)),
    width_m=1.0,
    width_at_m=40.0,
    cross_slope_pct=5.0,
    cross_slope_at_m=700.0,
    barriers=(Gate("stile", 1200.0), Gate("ford")),
    seats=(Seat(0.0, True), Seat(640.0, False), Seat(900.0)),
    toilets=True,
    toilets_where="In the café",
)


@pytest.mark.parametrize(
    "facts",
    [RouteFacts(), FULL, RouteFacts.said(steps=(), barriers=(), seats=(), toilets=False)],
)
def test_facts_survive_the_form_and_the_database(app: Flask, facts: RouteFacts) -> None:
    assert RouteFacts.from_json(facts.as_json()) == facts
    shown = answers_from("Dam", "Quiet", facts, RecceNote(date(2026, 5, 2), True, "Dry"))
    sent = MultiDict(shown.values)
    for row in shown.rows:
        sent.add("row", row.token)
        for name, value in row.fields.items():
            sent.add(f"{name}-{row.token}", value)
    with app.test_request_context():
        read = read_answers(sent, 3000, TODAY)
    assert read.errors == {}
    assert replace(read.facts, noted=()) == replace(facts, noted=())
    assert set(read.facts.noted) == set(facts.noted)
    assert (read.name, read.about) == ("Dam", "Quiet")
    assert read.recce == RecceNote(date(2026, 5, 2), True, "Dry")


def test_a_form_that_sends_nothing_says_nothing(app: Flask) -> None:
    with app.test_request_context():
        read = read_answers(MultiDict(), 3000, TODAY)
    assert read.errors == {}
    assert read.facts == RouteFacts()


def test_more_rows_than_anybody_fills_are_left_out(app: Flask) -> None:
    sent = MultiDict(way(*[("seat", "10")] * 5000))
    with app.test_request_context():
        assert len(read_answers(sent, 3000, TODAY).facts.of("seat")) == 400
