"""What stands behind the question mark of /find: read, never refused; addresses that ask it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from werkzeug.datastructures import MultiDict
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from community.pages.forms import asked_from
from community.pages.rules.search import MOST_PAGES, Asked, fits, fits_all
from community.places.rules.asked import MOST_KM


def read(query: str) -> Asked:
    return asked_from(Request(EnvironBuilder(query_string=query).get_environ()).args)


@dataclass(frozen=True)
class Card:
    shown_letter: str | None = "B"
    minutes: int = 40
    part_of_day: str = "morning"
    seats: int | None = 3
    toilets: bool | None = None


def test_a_whole_search_is_read_and_its_address_asks_the_same() -> None:
    asked = read("near=Schaan&gentle=1&part=morning&part=evening&short=1&seats=1&toilets=1&km=20")
    assert asked.near == "Schaan"
    assert asked.filters == {"gentle", "morning", "evening", "short", "seats", "toilets"}
    assert asked.within_km == 20
    assert read(asked.href.partition("?")[2]) == asked


def test_a_point_wins_over_a_text_and_survives_its_address() -> None:
    asked = read("near=Schaan&lat=47.141&lon=9.521&level=1&page=3&view=list&groups=all")
    assert (asked.near, asked.lat, asked.lon) == ("", 47.141, 9.521)
    assert read(asked.href.partition("?")[2]) == asked


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", Asked()),
        ("near=%00%00", Asked()),
        ("near=%E2%80%AEzudaV", Asked(near="zudaV")),
        ("near=" + "a" * 5000, Asked(near="a" * 120)),
        ("lat=1e309&lon=9", Asked(wrong_place=True)),
        ("lat=91&lon=9", Asked(wrong_place=True)),
        ("lat=47&lon=181", Asked(wrong_place=True)),
        ("lat=nan&lon=nan", Asked(wrong_place=True)),
        ("lat=47", Asked(wrong_place=True)),
        ("lat=x&lon=y&near=Vaduz", Asked(near="Vaduz")),
        ("lat=-90&lon=-180", Asked(lat=-90.0, lon=-180.0)),
        ("page=0", Asked()),
        ("page=-3", Asked()),
        ("page=two", Asked()),
        ("page=" + "9" * 40, Asked()),
        ("page=99999", Asked(page=MOST_PAGES)),
        ("page=%D9%A3", Asked()),
        ("km=1e9", Asked()),
        ("km=13", Asked(within_km=15)),
        ("km=99999", Asked(within_km=MOST_KM)),
        ("level=1&gentle=1", Asked(filters=frozenset({"level"}))),
        ("level=yes&short=0&part=night&nothing=1", Asked()),
        ("level=1&level=0", Asked(filters=frozenset({"level"}))),
        ("near=Vaduz&near=Schaan", Asked(near="Vaduz")),
        ("view=grid&groups=none", Asked()),
    ],
)
def test_what_cannot_be_read_is_left_out(query: str, expected: Asked) -> None:
    assert read(query) == expected


def test_nothing_at_all_is_a_search_too() -> None:
    assert asked_from(MultiDict()) == Asked()
    assert Asked().href == "/find"


def test_a_chip_switches_itself_and_goes_back_to_the_first_page() -> None:
    asked = Asked(near="Vaduz", filters=frozenset({"toilets"}), page=4)
    assert asked.toggled("toilets") == Asked(near="Vaduz")
    assert asked.toggled("seats").filters == {"toilets", "seats"}
    assert asked.toggled("seats").page == 1


def test_level_and_gentle_are_one_choice() -> None:
    level = Asked().toggled("level")
    assert level.toggled("gentle").filters == {"gentle"}
    assert level.toggled("gentle").toggled("level").filters == {"level"}


def test_further_ends_at_a_hundred_kilometres() -> None:
    assert Asked().further() == Asked(within_km=15)
    assert Asked(within_km=MOST_KM).further() is None


@pytest.mark.parametrize(
    ("card", "name", "expected"),
    [
        (Card(shown_letter="A"), "level", True),
        (Card(shown_letter="B"), "level", False),
        (Card(shown_letter="B"), "gentle", True),
        (Card(shown_letter="C"), "gentle", False),
        (Card(shown_letter=None), "gentle", False),
        (Card(minutes=30), "short", True),
        (Card(minutes=31), "short", False),
        (Card(seats=0), "seats", False),
        (Card(seats=None), "seats", False),
        (Card(toilets=True), "toilets", True),
        (Card(toilets=None), "toilets", False),
        (Card(part_of_day="evening"), "evening", True),
        (Card(part_of_day="evening"), "morning", False),
    ],
)
def test_a_walk_fits_a_filter(card: Card, name: str, expected: bool) -> None:
    assert fits(card, name) is expected


def test_of_the_parts_of_the_day_one_is_enough() -> None:
    assert fits_all(Card(), frozenset({"morning", "evening", "seats"}))
    assert not fits_all(Card(), frozenset({"afternoon", "evening", "seats"}))
