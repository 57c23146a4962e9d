"""Find: nearest first by exact distances, filters, what outsiders may know, hostile addresses."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from geopy.distance import geodesic

from community.accounts import Person
from community.events import Reply, Walk, answer_occurrence, call_off, move_occurrence
from community.foundation.authorisation import SYSTEM
from community.foundation.database import db, is_sqlite, write_transaction
from community.groups import Group
from community.pages.queries import find_page
from community.pages.rules.search import FILTERS, Asked, fits_all
from community.places.rules import rounded_place
from tests.builders.browsing import Browser, page_text
from tests.builders.groups import VADUZ, a_group
from tests.builders.people import LONG_AGO, a_person
from tests.builders.routes import a_route
from tests.builders.walks import NOW, THURSDAY, a_walk

MEETING = (47.14040, 9.51040)


def titles(answer: Any) -> list[str]:
    """The titles of the rows, in their order."""
    page = answer.get_data(as_text=True)
    return re.findall(r'<h3 class="result-title"><a[^>]*>([^<]*)</a>', page)


def test_walks_and_groups_stand_nearest_first_in_geopys_order(stranger: Browser) -> None:
    chance, olu = random.Random(5), a_person("Olu")
    places: dict[str, tuple[float, float]] = {}
    for number in range(12):
        place = VADUZ[0] + chance.uniform(-0.06, 0.06), VADUZ[1] + chance.uniform(-0.08, 0.08)
        group = a_group(
            olu, name=f"Group {number}", lat=place[0], lon=place[1], shows_exact_place=True
        )
        title = f"Walk {number}"
        places[title] = place
        a_walk(group, title=title, meeting_lat=place[0], meeting_lon=place[1])
    answer = stranger.get(f"/find?lat={VADUZ[0]}&lon={VADUZ[1]}")
    order = sorted(places, key=lambda title: geodesic(VADUZ, places[title]).m)
    within = [title for title in order if geodesic(VADUZ, places[title]).m <= 10_000]
    assert titles(answer) == within
    page = answer.get_data(as_text=True)
    groups = re.findall(r'row-link" href="/groups/[^"]*">(Group \d+)<', page)
    assert groups == [title.replace("Walk", "Group") for title in within]


def test_distances_are_exact_in_the_persons_own_units(app: Flask, tuesday: None) -> None:
    group = a_group(shows_exact_place=True)
    a_walk(group)
    metres = geodesic(VADUZ, MEETING).m
    stranger = page_text(Browser(app).get(f"/find?lat={VADUZ[0]}&lon={VADUZ[1]}"))
    assert f"Vaduz Amblers · {round(metres / 10) * 10} m, about 16 min on foot" in stranger
    ana = a_person("Ana", units="miles")
    miles = page_text(Browser(app).sign_in(ana).get(f"/find?lat={VADUZ[0]}&lon={VADUZ[1]}"))
    assert f"Vaduz Amblers · {metres / 1609.344:.1f} miles" in miles
    assert "Look 3 miles further" in miles


def test_sentence_one_counts_groups_on_foot_or_says_the_distance(stranger: Browser) -> None:
    olu = a_person("Olu")
    for number in range(4):
        a_group(olu, name=f"Group {number}")
    a_group(olu, name="Schaan", lat=47.1650, lon=9.5090)
    text = page_text(stranger.get(f"/find?lat={VADUZ[0]}&lon={VADUZ[1]}"))
    assert "4 groups walk within 20 minutes of you." in text
    far = page_text(stranger.get("/find?lat=47.20&lon=9.50"))
    assert "5 groups walk within 10 km of you." in far


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"Level loop", "Gentle dam", "Rolling hill", "No route"}),
        ("level=1", {"Level loop"}),
        ("gentle=1", {"Level loop", "Gentle dam"}),
        ("part=morning", {"Gentle dam", "No route"}),
        ("part=afternoon", {"Level loop"}),
        ("part=evening", {"Rolling hill"}),
        ("part=morning&part=evening", {"Gentle dam", "No route", "Rolling hill"}),
        ("short=1", {"Level loop"}),
        ("seats=1", {"Level loop", "Gentle dam"}),
        ("toilets=1", {"Level loop"}),
        ("gentle=1&part=morning&seats=1", {"Gentle dam"}),
    ],
)
def test_each_filter_keeps_what_fits(stranger: Browser, query: str, expected: set[str]) -> None:
    group = a_group()
    level = a_route(group, shown_letter="A", seats=5, seats_known=True, toilets=True)
    gentle = a_route(group, shown_letter="B", seats=2, seats_known=True, toilets=False)
    rolling = a_route(group, shown_letter="C", seats=0, seats_known=True)
    at = datetime(2026, 5, 14)
    for title, hour, minutes, route in (
        ("Level loop", 14, 30, level),
        ("Gentle dam", 9, 45, gentle),
        ("Rolling hill", 18, 60, rolling),
        ("No route", 10, 40, None),
    ):
        a_walk(
            group,
            title=title,
            minutes=minutes,
            start_local=at.replace(hour=hour),
            route_id=route.id if route else None,
        )
    answer = stranger.get(f"/find?near=Vaduz&{query}")
    assert set(titles(answer)) == expected
    for name in ("level", "gentle", "short", "seats", "toilets"):
        on = f"{name}=1" in query
        assert (f'name="{name}" value="1"' in answer.get_data(as_text=True)) is on
    if query:
        assert "Fits: " in page_text(answer)


def test_the_pages_filters_agree_with_those_of_walks(app: Flask) -> None:
    chance, group = random.Random(3), a_group()
    routes = [
        a_route(group, shown_letter=letter, seats=seats, seats_known=True, toilets=toilets)
        for letter, seats, toilets in (("A", 3, True), ("B", 0, None), ("C", 2, False))
    ]
    for number in range(24):
        route = chance.choice([*routes, None])
        a_walk(
            group,
            title=f"Walk {number}",
            minutes=chance.choice([20, 30, 31, 60]),
            start_local=THURSDAY.replace(hour=chance.choice([9, 11, 12, 16, 17, 19])),
            route_id=route.id if route else None,
        )
    everything = find_page(None, Asked(near="Vaduz"), NOW).walks
    more = find_page(None, Asked(near="Vaduz", page=2), NOW).walks
    cards = [row.card for row in (*everything, *more)]
    assert len(cards) == 24
    for _ in range(30):
        filters = frozenset(chance.sample(FILTERS, chance.randint(1, 3)))
        found = find_page(None, Asked(near="Vaduz", filters=filters), NOW)
        assert {row.card.title for row in found.walks} == {
            card.title for card in cards if fits_all(card, filters)
        }


def test_an_empty_search_says_so_and_looks_further(stranger: Browser) -> None:
    a_walk(a_group())
    text = page_text(stranger.get("/find?near=Vaduz&level=1"))
    assert "No level walk near Vaduz this week." in text
    assert "Look 5 km further" in text
    assert "Without “Level only” 1 walk" in text
    page = stranger.get("/find?near=Vaduz&level=1").get_data(as_text=True)
    assert 'href="/find?near=Vaduz&amp;level=1&amp;km=15"' in page


def test_five_kilometres_further_finds_it(stranger: Browser) -> None:
    group = a_group(lat=47.25, lon=9.52, place_name="Feldkirch")
    a_walk(group, meeting_lat=None, meeting_lon=None)
    assert titles(stranger.get("/find?lat=47.141&lon=9.521")) == []
    assert titles(stranger.get("/find?lat=47.141&lon=9.521&km=15")) == ["Rhine dam loop"]
    assert "No group here yet." in page_text(stranger.get("/find?lat=47.141&lon=9.521"))


def test_an_unknown_place_gets_a_sentence_and_suggestions(stranger: Browser) -> None:
    a_group(place_name="Schaan", name="Schaan Amblers")
    a_group(a_person("Olu"), name="Other")
    answer = stranger.get("/find?near=Headingley")
    text = page_text(answer)
    assert answer.status_code == 200
    assert "We do not know this place. Try the next town, or “47.14, 9.52”." in text
    assert "People walk here" in text
    assert 'href="/find?near=Schaan"' in answer.get_data(as_text=True)
    assert 'value="Headingley"' in answer.get_data(as_text=True)


def test_a_small_mistake_is_understood(stranger: Browser) -> None:
    a_walk(a_group())
    assert "Walks near Vaduz" in page_text(stranger.get("/find?near=vadus"))


def test_moved_and_called_off_walks_say_so(stranger: Browser) -> None:
    ruth = a_person("Ruth")
    group = a_group(ruth)
    moved, off = a_walk(group), a_walk(group, title="Canal path")
    move_occurrence(ruth.id, moved.id, datetime(2026, 5, 14, 10, 30), "", NOW)
    call_off(ruth.id, off.id, "thunder", NOW)
    text = page_text(stranger.get("/find?near=Vaduz"))
    assert "An hour later was 9:30" in text
    assert "Called off thunder" in text


def test_called_off_walks_stay_until_their_day_is_over(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    ruth = a_person("Ruth")
    call_off(ruth.id, a_walk(a_group(ruth)).id, "thunder", NOW)
    evening = datetime(2026, 5, 14, 21, 50, tzinfo=NOW.tzinfo)  # 23:50 in Vaduz
    for now, listed in ((evening, 1), (evening + timedelta(minutes=15), 0)):
        found = find_page(None, Asked(near="Vaduz"), now)
        assert len(found.walks) == listed


def test_an_own_answer_shows(app: Flask, tuesday: None) -> None:
    ana = a_person("Ana")
    date = a_walk(a_group(members=[ana]))
    answer_occurrence(ana.id, date.id, Reply("coming"), NOW)
    assert "You’re coming" in page_text(Browser(app).sign_in(ana).get("/find"))
    assert "You’re coming" not in page_text(Browser(app).get("/find"))


def test_outsiders_never_get_the_exact_point(app: Flask, tuesday: None) -> None:
    ana = a_person("Ana")
    group = a_group(members=[ana])
    route = a_route(group)
    a_walk(group, route_id=route.id)
    asked = Asked(lat=MEETING[0], lon=MEETING[1])
    (row,) = find_page(None, asked, NOW).walks
    assert (row.card.lat, row.card.lon) == rounded_place(*MEETING)
    assert row.card.distance_m == pytest.approx(
        geodesic(MEETING, rounded_place(*MEETING)).m, abs=0.01
    )
    answer = Browser(app).get(f"/find?lat={MEETING[0]}&lon={MEETING[1]}")
    page = answer.get_data(as_text=True)
    assert "map-way" not in page
    assert "shown within about 500 m" in page
    assert "under 500 m" in page_text(answer)
    member = Browser(app).sign_in(ana).get(f"/find?lat={MEETING[0]}&lon={MEETING[1]}")
    assert "map-way" in member.get_data(as_text=True)
    assert "Vaduz Amblers · 0 m, about 1 min on foot" in page_text(member)


def test_groups_by_invitation_show_name_and_place_only(app: Flask, tuesday: None) -> None:
    ana = a_person("Ana")
    group = a_group(name="Quiet steps", joining="invite", members=[ana])
    a_walk(group, title="Behind the hedge")
    text = page_text(Browser(app).get("/find?near=Vaduz"))
    assert "Quiet steps Vaduz · under 500 m · by invitation" in text
    assert "Behind the hedge" not in text
    assert "2 members" not in text
    own = page_text(Browser(app).sign_in(ana).get("/find?near=Vaduz"))
    assert "Behind the hedge" in own
    assert "2 members" in own


def test_without_a_place_it_looks_around_the_persons_own_group(app: Flask, tuesday: None) -> None:
    ana, olu = a_person("Ana"), a_person("Olu")
    a_group(olu, name="One")
    a_group(olu, name="Two")
    chur = a_group(olu, name="Chur", place_name="Chur", lat=46.85, lon=9.53, members=[ana])
    a_walk(chur, title="Along the Plessur", meeting_lat=None, meeting_lon=None)
    assert titles(Browser(app).sign_in(ana).get("/find")) == ["Along the Plessur"]
    assert titles(Browser(app).get("/find")) == []


def test_pages_go_on_where_the_last_one_ended(stranger: Browser) -> None:
    group = a_group()
    for number in range(23):
        a_walk(group, title=f"Walk {number:02}")
    first, second = stranger.get("/find"), stranger.get("/find?page=2")
    assert len(titles(first)) == 20
    assert len(titles(second)) == 3
    assert not set(titles(first)) & set(titles(second))
    assert 'href="/find?page=2#row-21"' in first.get_data(as_text=True)
    assert 'id="row-21"' in second.get_data(as_text=True)
    assert "There are no more walks." in page_text(stranger.get("/find?page=7"))


HOSTILE = [
    "near=%00",
    "near=%F0%28%8C%28&part=%FF",
    "near=" + "x" * 6000,
    "near='; drop table walking_group; --",
    "near=<script>alert(1)</script>",
    "near=%E2%80%AE%E2%80%AE",
    "near=%25s%25%28name%29s{0}{{7*7}}",
    "lat=1e309&lon=1e309",
    "lat=91&lon=181",
    "lat=NaN&lon=Infinity",
    "lat=90&lon=180",
    "lat=-90&lon=-180",
    "lat=0x10&lon=9",
    "lat=47&lat=48&lon=9&lon=x",
    "lat[]=1&near[]=2",
    "page=0",
    "page=-1",
    "page=1e3",
    "page=99999999999999999999999",
    "page=25&km=100&groups=all",
    "km=-5",
    "km=1e99",
    "level=1&level=2&gentle=%00",
    "part=morning&part=evening&part=" + "a" * 3000,
    "view=../../etc/passwd",
    "&&&===;;;",
]


@pytest.mark.parametrize("query", HOSTILE)
def test_hostile_addresses_get_a_page(stranger: Browser, query: str) -> None:
    a_walk(a_group())
    answer = stranger.get(f"/find?{query}")
    assert answer.status_code == 200
    page = answer.get_data(as_text=True)
    assert "<script>alert" not in page
    assert "\0" not in page


def many_groups(count: int) -> None:
    """Insert groups over all of Switzerland, each with a walk, fast."""
    chance = random.Random(9)
    olu = a_person("Olu")
    groups = [
        {
            "slug": f"group-{number}",
            "name": f"Group {number}",
            "place_name": f"Place {number}",
            "lat": chance.uniform(45.9, 47.7),
            "lon": chance.uniform(6.0, 10.4),
            "zone": "Europe/Zurich",
            "invite_code": "x",
            "created_at": LONG_AGO,
        }
        for number in range(count)
    ]
    with write_transaction(by=SYSTEM):
        for first in range(0, count, 100):
            Group.insert_many(groups[first : first + 100]).execute()
    a_walk(a_group(olu))
    db.execute_sql("analyze")


def test_two_thousand_groups_are_reached_by_their_index(
    stranger: Browser, statements: Callable[[], Any]
) -> None:
    many_groups(2000)
    with statements() as found:
        assert stranger.get("/find?lat=47.141&lon=9.521").status_code == 200
    assert len(found) <= 20
    rows = 0
    for sql, values in found:
        rows += len(db.execute_sql(sql, values).fetchall())
        if "walking_group" not in sql:
            continue
        plan = "EXPLAIN QUERY PLAN " if is_sqlite() else "EXPLAIN "
        told = str(db.execute_sql(plan + sql, values).fetchall())
        # SQLite says "SCAN t1" for a whole table, PostgreSQL "Seq Scan on walking_group".
        assert "SCAN t1'" not in told or 'walking_group" AS "t1"' not in sql, (sql, told)
        assert "Seq Scan on walking_group" not in told, (sql, told)
    assert rows < 400  # of 2,000 groups: those near by only


def test_the_number_of_queries_does_not_grow(
    app: Flask, tuesday: None, statements: Callable[[], Any]
) -> None:
    ana, olu = a_person("Ana"), a_person("Olu")
    browser, counts = Browser(app).sign_in(ana), []
    for number in range(2):
        for one in range(4):
            group = a_group(olu, members=[ana], name=f"Group {number} {one}")
            date = a_walk(group, route_id=a_route(group).id, title=f"Walk {number} {one}")
            answer_occurrence(ana.id, date.id, Reply("coming"), NOW)
        with statements() as found:
            assert browser.get("/find?near=Vaduz").status_code == 200
        counts.append(len(found))
    assert counts[0] == counts[1] <= 20


def test_a_person_and_a_walk_of_the_past_do_no_harm(stranger: Browser) -> None:
    group = a_group()
    date = a_walk(group)
    with write_transaction(by=SYSTEM):
        Walk.update(status="draft").where(Walk.id == date.walk_id).execute()
        Person.update(name="x").execute()
    assert titles(stranger.get("/find")) == []
