"""Today: changes to answer, the next walk, groups, and where a new person begins."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from community.accounts import Person
from community.events import (
    Answer,
    Reply,
    answer_occurrence,
    call_off,
    move_occurrence,
)
from community.foundation import clock
from community.live import post_notice
from community.pages.queries.today import changes_for
from tests.builders.browsing import Browser, page_text
from tests.builders.groups import a_group
from tests.builders.people import a_person
from tests.builders.routes import a_route
from tests.builders.walks import NOW, THURSDAY, a_walk, a_walk_soon

LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def ana(app: Flask, tuesday: None) -> Person:
    return a_person("Ana Miller")


@pytest.fixture
def ruth(app: Flask) -> Person:
    return a_person("Ruth")


@pytest.fixture
def anas(app: Flask, ana: Person) -> Browser:
    """Ana's browser."""
    return Browser(app).sign_in(ana)


def test_it_greets_by_the_clock_of_her_group(
    anas: Browser, ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_group(members=[ana], zone="Pacific/Auckland")
    text = page_text(anas.get("/"))
    assert "Tuesday 12 May" in text
    assert "Good evening, Ana" in text  # 21:00 there


@pytest.mark.parametrize(
    ("hour", "greeting"), [(7, "Good morning, Ana"), (14, "Good afternoon, Ana")]
)
def test_the_greeting_follows_the_day(
    anas: Browser, ana: Person, monkeypatch: pytest.MonkeyPatch, hour: int, greeting: str
) -> None:
    a_group(members=[ana])
    monkeypatch.setattr(clock, "now", lambda: NOW.replace(hour=hour))
    assert greeting in page_text(anas.get("/"))


def test_the_next_walk_has_its_answer_grade_and_ways_on(
    anas: Browser, ana: Person, ruth: Person
) -> None:
    group = a_group(ruth, members=[ana])
    date = a_walk(group, route_id=a_route(group, shown_letter="B", confidence="high").id)
    answer_occurrence(ana.id, date.id, Reply("coming"), NOW)
    answer = anas.get("/")
    text = page_text(answer)
    assert "Your next walk Coming" in text
    assert "9:30 to about 10:20" in text
    assert "In 2 days · Vaduz Amblers" in text
    assert "B · Gentle" in text
    page = answer.get_data(as_text=True)
    assert f'href="/rooms/walk-{date.id}"' in page
    assert f'href="/walks/{date.id}#good-to-know"' in page
    assert page.count("button-primary") == 1


def test_the_chat_of_the_next_walk_says_what_is_new(
    anas: Browser, ana: Person, ruth: Person
) -> None:
    date = a_walk(a_group(ruth, members=[ana]), ruth)
    answer_occurrence(ana.id, date.id, Reply("coming"), NOW)
    assert "Chat · " not in page_text(anas.get("/"))
    post_notice(date.id, "Bring a cup.", NOW)
    assert "Chat · 1 new" in page_text(anas.get("/"))


def test_a_leader_reads_how_many_come(app: Flask, tuesday: None, ana: Person, ruth: Person) -> None:
    date = a_walk(a_group(ruth, members=[ana]), ruth)
    browser = Browser(app).sign_in(ruth)
    assert "Nobody has answered yet." in page_text(browser.get("/"))
    answer_occurrence(ana.id, date.id, Reply("coming"), NOW)
    assert "1 coming" in page_text(browser.get("/"))


def test_a_moved_walk_asks_still_coming_until_it_is_answered(
    app: Flask, anas: Browser, ana: Person, ruth: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = a_group(ruth, members=[ana])
    date = a_walk(group, start_local=datetime(2026, 5, 21, 9, 30))
    answer_occurrence(ana.id, date.id, Reply("coming"), NOW)
    assert "Still coming" not in page_text(anas.get("/"))
    move_occurrence(ruth.id, date.id, datetime(2026, 5, 21, 10, 30), "the café opens later", LATER)
    text = page_text(anas.get("/"))
    assert "Thu 21 May now starts at 10:30 , not 9:30. Ruth: the café opens later." in text
    assert "Still coming" in text
    monkeypatch.setattr(clock, "now", lambda: LATER + timedelta(hours=1))
    sent = anas.post(f"/walks/{date.id}/rsvp", {"answer": "coming"})
    assert sent.status_code == 303
    assert "Still coming" not in page_text(anas.get("/"))
    assert Answer.get(Answer.person == ana.id).kind == "coming"


def test_who_cannot_come_any_more_says_so_there(anas: Browser, ana: Person, ruth: Person) -> None:
    date = a_walk(a_group(ruth, members=[ana]))
    answer_occurrence(ana.id, date.id, Reply("maybe"), NOW)
    move_occurrence(ruth.id, date.id, THURSDAY + timedelta(days=1), "", LATER)
    text = page_text(anas.get("/"))
    assert "Rhine dam loop is now on Fri 15 May at 9:30 , not on Thu 14 May at 9:30." in text
    assert "Still maybe" in text
    anas.post(f"/walks/{date.id}/rsvp", {"answer": "cant"})
    assert "Still maybe" not in page_text(anas.get("/"))


def test_a_walk_called_off_says_why_until_its_day_is_over(
    anas: Browser, ana: Person, ruth: Person
) -> None:
    date = a_walk(a_group(ruth, members=[ana]))
    answer_occurrence(ana.id, date.id, Reply("coming"), NOW)
    call_off(ruth.id, date.id, "ice on the path", LATER)
    text = page_text(anas.get("/"))
    assert "Thursday’s walk is called off : ice on the path." in text
    assert "Your next walk" not in text
    evening = datetime(2026, 5, 14, 21, 50, tzinfo=NOW.tzinfo)  # 23:50 in Vaduz
    assert len(changes_for(ana.id, evening)) == 1
    assert changes_for(ana.id, evening + timedelta(minutes=15)) == ()


def test_only_who_comes_is_asked_and_never_who_moved_it(
    app: Flask, ana: Person, ruth: Person
) -> None:
    tom, jean = a_person("Tom"), a_person("Jean")
    date = a_walk(a_group(ruth, members=[ana, tom, jean]))
    answer_occurrence(ana.id, date.id, Reply("coming"), NOW)
    answer_occurrence(tom.id, date.id, Reply("cant"), NOW)
    answer_occurrence(ruth.id, date.id, Reply("coming"), NOW)
    move_occurrence(ruth.id, date.id, THURSDAY + timedelta(hours=1), "", LATER)
    asked = [len(changes_for(one.id, LATER)) for one in (ana, tom, jean, ruth)]
    assert asked == [1, 0, 0, 0]


def test_a_walk_moved_back_asks_nothing(app: Flask, ana: Person, ruth: Person) -> None:
    date = a_walk(a_group(ruth, members=[ana]))
    answer_occurrence(ana.id, date.id, Reply("coming"), NOW)
    move_occurrence(ruth.id, date.id, THURSDAY + timedelta(hours=1), "", LATER)
    move_occurrence(ruth.id, date.id, THURSDAY, "", LATER + timedelta(minutes=1))
    assert changes_for(ana.id, LATER + timedelta(minutes=2)) == ()


def test_groups_stand_with_their_next_walk(anas: Browser, ana: Person, ruth: Person) -> None:
    a_walk(a_group(ruth, members=[ana]))
    a_group(ruth, members=[ana], name="Schaan Amblers")
    text = page_text(anas.get("/"))
    assert "Your groups Schaan Amblers No walk planned yet" in text
    assert "Vaduz Amblers Next walk: Thu 14 May, 9:30" in text


def test_a_new_person_finds_the_three_nearest_easy_walks(
    anas: Browser, ana: Person, ruth: Person
) -> None:
    group = a_group(ruth, shows_exact_place=True)
    level = a_route(group, shown_letter="A")
    rolling = a_route(group, shown_letter="C")
    for number, (minutes, route) in enumerate(
        [(30, level), (25, level), (20, level), (30, level), (45, level), (20, rolling)]
    ):
        a_walk(
            group,
            title=f"Walk {number}",
            minutes=minutes,
            route_id=route.id,
            meeting_lat=47.141 + number / 1000,
        )
    text = page_text(anas.get("/"))
    assert "Find your first walk" in text
    assert [f"Walk {number}" in text for number in range(6)] == [True] * 3 + [False] * 3
    assert "Write down a walk" not in text


def test_before_anything_is_planned_a_new_person_is_not_left_alone(anas: Browser) -> None:
    assert "No group here yet." in page_text(anas.get("/"))
    a_group()
    text = page_text(anas.get("/"))
    assert "No level or gentle walk of at most 30 minutes near Vaduz this week." in text


def test_who_has_walked_is_not_new(anas: Browser, ana: Person, ruth: Person) -> None:
    date = a_walk(a_group(ruth, members=[ana]))
    answer_occurrence(ana.id, date.id, Reply("cant"), NOW)
    text = page_text(anas.get("/"))
    assert "Find your next walk" in text
    assert "Write down a walk" in text


def test_a_walk_that_runs_now_comes_first(anas: Browser, ana: Person, ruth: Person) -> None:
    group = a_group(ruth, members=[ana])
    date = a_walk_soon(group, timedelta(minutes=-10), NOW)
    answer_occurrence(ana.id, date.id, Reply("coming"), NOW - timedelta(hours=2))
    answer = anas.get("/")
    assert f'href="/walks/{date.id}"' in answer.get_data(as_text=True) or (
        f'href="/rooms/walk-{date.id}"' in answer.get_data(as_text=True)
    )
    assert answer.get_data(as_text=True).count("button-primary") <= 1
    assert "Your next walk" not in page_text(answer)


def test_a_leader_sees_that_she_leads(app: Flask, tuesday: None, ruth: Person) -> None:
    a_walk(a_group(ruth))
    assert "You lead" in page_text(Browser(app).sign_in(ruth).get("/"))


def test_the_number_of_queries_does_not_grow(
    anas: Browser, ana: Person, ruth: Person, statements: Callable[[], Any]
) -> None:
    from community.pages.queries import today_page

    counts = []
    for number in range(2):
        for one in range(4):
            group = a_group(ruth, members=[ana], name=f"Group {number} {one}")
            date = a_walk(group, title=f"Walk {number} {one}")
            answer_occurrence(ana.id, date.id, Reply("coming"), NOW)
            move_occurrence(ruth.id, date.id, THURSDAY + timedelta(hours=1), "", LATER)
        anas.get("/")
        with anas.app.test_request_context("/"), statements() as found:
            page = today_page(_viewer(ana), LATER)
        assert len(page.changes) == 4 * (number + 1)
        counts.append(len(found))
    assert counts[0] == counts[1] <= 8


def _viewer(person: Person) -> Any:
    from types import SimpleNamespace

    return SimpleNamespace(id=person.id, name=person.name, units="km", pace="easy")
