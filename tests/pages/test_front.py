"""The front page, signed out, and how it works."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from flask import Flask

from community.events import Reply, answer_occurrence, call_off, move_occurrence
from tests.builders.browsing import Browser, page_text
from tests.builders.groups import a_group
from tests.builders.people import a_person
from tests.builders.routes import a_route
from tests.builders.walks import NOW, THURSDAY, a_walk


def test_it_says_what_this_is_and_has_one_field(stranger: Browser) -> None:
    answer = stranger.get("/")
    assert answer.status_code == 200
    text = page_text(answer)
    assert "Level walks near you, with people who take their time" in text
    assert "Where do you live?" in text
    page = answer.get_data(as_text=True)
    assert page.count("<h1") == 1
    assert page.count("button-primary") == 1
    assert '<form class="form front-search" action="/find" method="get"' in page


def test_before_the_first_group_it_says_how_to_begin(stranger: Browser) -> None:
    text = page_text(stranger.get("/"))
    assert "No group here yet." in text
    assert "Start one" in text


def test_a_group_without_walks_is_no_empty_page(stranger: Browser) -> None:
    a_group()
    assert "No walk around Vaduz is planned yet." in page_text(stranger.get("/"))


def test_the_next_six_stand_soonest_first_around_the_place_with_most_groups(
    stranger: Browser,
) -> None:
    olu = a_person("Olu")
    near = [a_group(olu, name=f"Group {n}") for n in range(3)]
    a_group(olu, name="Far away", place_name="Chur", lat=46.85, lon=9.53)
    titles = []
    for number in range(8):
        title = f"Walk number {number}"
        a_walk(near[number % 3], title=title, start_local=THURSDAY + timedelta(hours=26 * number))
        titles.append(title)
    text = page_text(stranger.get("/"))
    assert "Next walks around Vaduz" in text
    places = [text.find(title) for title in titles]
    assert places[:6] == sorted(places[:6])
    assert -1 not in places[:6]
    assert places[6:] == [-1, -1]


def test_rows_say_grade_seats_and_what_changed(stranger: Browser) -> None:
    ruth = a_person("Ruth")
    group = a_group(ruth, shows_exact_place=True)
    route = a_route(group, shown_letter="B", letter="B", seats=9, seats_known=True, toilets=True)
    moved = a_walk(group, route_id=route.id)
    off = a_walk(group, title="Canal path", start_local=datetime(2026, 5, 15, 14, 0))
    move_occurrence(ruth.id, moved.id, datetime(2026, 5, 14, 10, 30), "the café opens later", NOW)
    call_off(ruth.id, off.id, "ice on the path", NOW)
    text = page_text(stranger.get("/"))
    assert "10:30, 50 min" in text
    assert "An hour later" in text
    assert "B · Gentle" in text
    assert "9 seats, toilets" in text
    assert "Called off" in text
    assert "ice on the path" in text


def test_invite_only_groups_show_no_walks_and_are_no_middle(stranger: Browser) -> None:
    hidden = a_group(name="Quiet steps", joining="invite", place_name="Secret place")
    a_walk(hidden, title="Behind the hedge")
    text = page_text(stranger.get("/"))
    assert "Behind the hedge" not in text
    assert "Secret place" not in text


def test_the_operator_is_named(make_app: Callable[..., Flask], tuesday: None) -> None:
    app = make_app(AMBLE_NAME="the Vaduz walking club")
    with app.app_context():
        page = Browser(app).get("/").get_data(as_text=True)
    assert "Run by the Vaduz walking club. Free, no adverts." in page


def test_the_picture_is_decoration_and_the_map_has_words(stranger: Browser) -> None:
    a_walk(a_group())
    page = stranger.get("/").get_data(as_text=True)
    assert "Where these walks start, numbered as in the list, around Vaduz." in page
    assert 'style="' not in page


def test_tabs_are_those_of_a_stranger(stranger: Browser) -> None:
    text = page_text(stranger.get("/how-it-works"))
    assert "How it works" in text
    assert "A · Level" in text
    assert "call 112 first" in text
    page = stranger.get("/find").get_data(as_text=True)
    assert 'href="/find" aria-current="page"' in page
    assert 'href="/how-it-works"' in page
    assert 'href="/journal"' not in page
    assert 'href="/find" aria-current="page"' in stranger.get("/").get_data(as_text=True)


def test_the_number_of_queries_does_not_grow(
    stranger: Browser, statements: Callable[[], Any]
) -> None:
    olu = a_person("Olu")
    counts = []
    for number in range(2):
        for one in range(5):
            group = a_group(olu, name=f"Group {number} {one}", shows_exact_place=True)
            date = a_walk(group, route_id=a_route(group).id, title=f"Walk {one}")
            answer_occurrence(olu.id, date.id, Reply("coming"), NOW)
        with statements() as found:
            assert stranger.get("/").status_code == 200
        counts.append(len(found))
    assert counts[0] == counts[1] <= 12
