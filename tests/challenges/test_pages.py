"""Challenges as people see them: the total, their own part, and nobody else's."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from flask import Flask, g

from community.accounts import Person
from community.challenges import Challenge, Part, Span
from community.foundation import clock
from community.foundation.parts import parts
from community.groups import Group, group_page
from tests.builders.browsing import Browser, page_text
from tests.builders.challenges import a_challenge, fresh
from tests.builders.groups import a_group
from tests.builders.logs import a_log, were_there
from tests.builders.people import a_person
from tests.builders.walks import a_walk_soon

HIDDEN = "The total shows once three people take part, so that nobody’s minutes can be read"


def today() -> date:
    return clock.now().date()


def around_today() -> Span:
    return Span(today() - timedelta(days=20), today() + timedelta(days=10))


def running(group: Group, takes_part: list[Person], span: Span | None = None) -> Challenge:
    return a_challenge(group, takes_part, span=span or around_today(), now=clock.now())


def as_seen_by(app: Flask, person: Person, challenge: Challenge) -> str:
    answer = Browser(app).sign_in(person).get(f"/challenges/{challenge.id}")
    assert answer.status_code == 200
    return page_text(answer)


def test_the_total_shows_once_three_take_part(app: Flask) -> None:
    people = [a_person(name) for name in ("Ana", "Tom", "Jean")]
    challenge = running(a_group(members=people), people[:2])
    a_log(people[0], 17, today(), clock.now())
    a_log(people[1], 16, today(), clock.now())
    text = as_seen_by(app, people[2], challenge)
    assert HIDDEN in text
    assert "33" not in text
    browser = Browser(app).sign_in(people[2])
    browser.get(f"/challenges/{challenge.id}")
    text = page_text(browser.follow(browser.post(f"/challenges/{challenge.id}/join")))
    assert "33 of 3,000 minutes" in text
    assert "3 of 4 members take part." in text
    assert HIDDEN not in text
    text = page_text(browser.follow(browser.post(f"/challenges/{challenge.id}/leave")))
    assert HIDDEN in text


def test_everybody_sees_the_own_part_and_nobody_elses(app: Flask) -> None:
    people = [a_person(name) for name in ("Ana", "Tom", "Jean")]
    ana, tom, jean = people
    olu = a_person("Olu")
    challenge = running(a_group(organiser=olu, members=people), people)
    for person, minutes in ((ana, 11), (tom, 13), (jean, 19)):
        a_log(person, minutes, today(), clock.now())
    text = as_seen_by(app, ana, challenge)
    assert "43 of 3,000 minutes" in text
    assert "11 minutes count so far." in text
    assert "43 minutes this week." in text
    for other in ("13", "19", "Tom", "Jean"):
        assert other not in text.split("to go")[1]
    text = as_seen_by(app, olu, challenge)
    assert "minutes count so far." not in text


def test_a_week_that_only_two_have_begun_is_not_told(app: Flask) -> None:
    people = [a_person(name) for name in ("Ana", "Tom", "Jean")]
    challenge = running(a_group(members=people), people)
    for person in people:
        a_log(person, 20, today() - timedelta(days=8), clock.now())
    a_log(people[0], 20, today(), clock.now())
    text = as_seen_by(app, people[1], challenge)
    assert "80 of 3,000 minutes" in text
    assert "this week" not in text


def test_not_begun_and_over_are_said(app: Flask) -> None:
    people = [a_person(name) for name in ("Ana", "Tom", "Jean")]
    group = a_group(members=people)
    soon = running(group, people, Span(today() + timedelta(days=2), today() + timedelta(days=9)))
    weekday = (today() + timedelta(days=2)).strftime("%A")
    assert f"Starts on {weekday}." in as_seen_by(app, people[0], soon)
    over = running(group, people, Span(today() - timedelta(days=30), today()))
    a_log(people[0], 40, today() - timedelta(days=2), clock.now())
    change(over, ends_on=today() - timedelta(days=1))
    text = as_seen_by(app, people[0], over)
    assert "We got to 40 of 3,000 minutes. That was a good month." in text
    assert "3 people took part." in text
    outsider = a_person("Late")
    change(over, group=a_group(organiser=outsider, name="Other").id)
    assert "You did not take part this time." in as_seen_by(app, outsider, over)


def change(challenge: Challenge, **columns: object) -> None:
    from community.foundation.authorisation import SYSTEM
    from community.foundation.database import write_transaction

    with write_transaction(by=SYSTEM):
        Challenge.update(**columns).where(Challenge.id == challenge.id).execute()


@pytest.mark.parametrize("who", ["stranger", "operator", "signed out", "asked"])
def test_only_members_know_that_there_is_one(app: Flask, who: str) -> None:
    from tests.builders.groups import ask

    ana = a_person("Ana")
    group = a_group(members=[ana])
    challenge = running(group, [ana])
    browser = Browser(app)
    if who != "signed out":
        other = a_person("Eve", is_operator=who == "operator")
        if who == "asked":
            ask(group, other)
        browser.sign_in(other)
    expected = 303 if who == "signed out" else 404
    for path in ("", "/end"):
        assert browser.get(f"/challenges/{challenge.id}{path}").status_code == expected
    for path in ("/join", "/leave", "/end"):
        assert browser.post(f"/challenges/{challenge.id}{path}").status_code == expected
    assert browser.get(f"/groups/{group.slug}/challenges/new").status_code == expected
    assert Part.select().count() == 1
    assert fresh(challenge).ended_at is None


def test_an_organiser_starts_one_with_what_is_proposed(app: Flask) -> None:
    olu, ana, tom = a_person("Olu"), a_person("Ana"), a_person("Tom")
    group = a_group(organiser=olu, members=[ana, tom])
    walk = a_walk_soon(group, timedelta(days=-7), clock.now())
    were_there(walk, [ana, tom])
    browser = Browser(app).sign_in(olu)
    page = browser.get(f"/groups/{group.slug}/challenges/new")
    assert "came to 100 minutes by the register." in page_text(page)
    html = page.get_data(as_text=True)
    form_id = html.split('name="form_id" value="')[1].split('"')[0]
    typed = {
        "form_id": form_id,
        "title": "May: along the Rhine",
        "goal": "3,000",
        "first": today().isoformat(),
        "last": (today() + timedelta(days=30)).isoformat(),
    }
    first = browser.post(f"/groups/{group.slug}/challenges/new", typed)
    again = browser.post(f"/groups/{group.slug}/challenges/new", typed)
    assert first.status_code == again.status_code == 303
    assert first.location == again.location
    challenge = Challenge.get()
    assert (challenge.title, challenge.goal_minutes) == ("May: along the Rhine", 3000)
    assert Part.select().count() == 0
    text = page_text(browser.follow(first))
    assert "Each member decides whether to take part." in text
    assert "Off until you switch it on." in text


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("title", "", "A name for the challenge is missing."),
        ("title", "x" * 81, "81 characters long; 80 fit."),
        ("title", "a\0b", "characters in it that cannot be kept"),
        ("goal", "", "The goal in minutes is missing."),
        ("goal", "59", "60 or more."),
        ("goal", "many", "60 or more."),
        ("goal", "99999999999999999999", "60 or more."),
        ("first", "2026-02-30", "The first day does not exist."),
        ("first", "0001-01-01", "more than a year away"),
        ("last", "", "The last day does not exist."),
        ("last", "2001-01-01", "The last day is before the first."),
        ("last", "2999-01-01", "A challenge lasts a year at most."),
    ],
)
def test_what_cannot_be_is_said_and_everything_typed_is_kept(
    app: Flask, field: str, typed: str, said: str
) -> None:
    olu = a_person("Olu")
    group = a_group(organiser=olu)
    browser = Browser(app).sign_in(olu)
    full = {"title": "A kept name", "goal": "3000"}
    full |= {"first": today().isoformat(), "last": (today() + timedelta(days=9)).isoformat()}
    answer = browser.post(f"/groups/{group.slug}/challenges/new", {**full, field: typed})
    assert answer.status_code == 422
    assert said in page_text(answer)
    if field != "title":
        assert "A kept name" in answer.get_data(as_text=True)
    assert Challenge.select().count() == 0


def test_members_and_leaders_may_not_start_or_end_one(app: Flask) -> None:
    ana, ruth = a_person("Ana"), a_person("Ruth")
    group = a_group(leaders=[ruth], members=[ana])
    challenge = running(group, [ana])
    for person in (ana, ruth):
        browser = Browser(app).sign_in(person)
        assert browser.get(f"/groups/{group.slug}/challenges/new").status_code == 403
        assert browser.post(f"/challenges/{challenge.id}/end").status_code == 403
        assert "End this challenge" not in as_seen_by(app, person, challenge)


def test_an_organiser_ends_one_after_a_question(app: Flask) -> None:
    olu = a_person("Olu")
    group = a_group(organiser=olu)
    challenge = running(group, [])
    browser = Browser(app).sign_in(olu)
    assert "End this challenge?" in page_text(browser.get(f"/challenges/{challenge.id}/end"))
    answer = browser.post(f"/challenges/{challenge.id}/end")
    assert "The challenge is over." in page_text(browser.follow(answer))
    assert fresh(challenge).ends_on == today()
    assert browser.post(f"/challenges/{challenge.id}/end").status_code == 403


def test_the_groups_page_shows_it_to_members_and_the_way_to_a_new_one_to_organisers(
    app: Flask,
) -> None:
    ana, olu, eve = a_person("Ana"), a_person("Olu"), a_person("Eve")
    group = a_group(organiser=olu, members=[ana])
    challenge = running(group, [ana])
    seen = {}
    for person in (ana, olu, eve):
        with app.test_request_context("/"):
            g.pop("_login_user", None)
            page = group_page(SimpleNamespace(id=person.id), group.slug, clock.now())
            seen[person.name] = page_text(str(parts("group.panels", page, page.viewer)))
    assert challenge.title in seen["Ana"]
    assert "Goal: 3,000 minutes together" in seen["Ana"]
    assert "New challenge" not in seen["Ana"]
    assert "New challenge" in seen["Olu"]
    assert challenge.title not in seen["Eve"]


def test_today_has_a_row_for_what_runs(app: Flask) -> None:
    people = [a_person(name) for name in ("Ana", "Tom", "Jean")]
    challenge = running(a_group(members=people), people)
    a_log(people[0], 20, today(), clock.now())
    with app.test_request_context("/"):
        subject = SimpleNamespace(now=clock.now(), local_now=clock.now())
        text = page_text(str(parts("today.groups", subject, SimpleNamespace(id=people[1].id))))
    assert challenge.title in text
    assert "20 of 3,000 minutes together" in text
