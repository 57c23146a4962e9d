"""The pages of walks as people meet them: what they read, what a tap does."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import pytest
from flask import Flask

from community.accounts import Person
from community.events import Answer, Occurrence, Reply, Walk, answer_occurrence, walk_page
from community.events.rules.local_time import to_local
from community.foundation import clock
from community.foundation.authorisation import SYSTEM
from community.foundation.database import write_transaction
from community.groups import Group, join_group, member_ids
from tests.builders.browsing import Browser, page_text
from tests.builders.groups import a_group
from tests.builders.people import a_person
from tests.builders.routes import ONE_RISE, a_route
from tests.builders.walks import a_walk

DAYS_AHEAD = 9


@pytest.fixture
def now() -> datetime:
    """The time that the doors will read."""
    return clock.now()


def start_in(days: int, now: datetime) -> datetime:
    """Return 9:30 on the day so many days from now."""
    here = to_local(now, "Europe/Vaduz")
    return (here + timedelta(days=days)).replace(hour=9, minute=30, second=0, microsecond=0)


def a_coming_walk(group: Group, led_by: Person | None = None, **changes: object) -> Occurrence:
    """Plan a walk in nine days."""
    now = clock.now()
    values = {"start_local": start_in(DAYS_AHEAD, now), **changes}
    return a_walk(group, led_by, now, **values)


def test_a_stranger_reads_the_walk_without_names_and_exact_place(app: Flask) -> None:
    ruth, tom = a_person("Ruth"), a_person("Tom")
    group = a_group(leaders=[ruth], members=[tom])
    route = a_route(group, *ONE_RISE, checked_on=date(2026, 5, 2))
    when = a_coming_walk(group, ruth, route_id=route.id, notes="Ruth wears a yellow cap.")
    answer_occurrence(tom.id, when.id, Reply("coming"), clock.now())
    text = page_text(Browser(app).get(f"/walks/{when.id}"))
    assert "Rhine dam loop" in text
    assert "9:30 to about 10:20" in text
    assert f"In {DAYS_AHEAD} days" in text
    assert "B · Gentle" in text
    assert "B because of one rise: 4.5% for 140 m" in text
    assert "Know before you come" in text
    assert "Walked and checked by a leader on" in text
    assert "1 coming, room for 19 more" in text
    assert "Members see the exact place." in text
    for secret in ("Bench above", "Tom", "Ruth", "47.14", "yellow cap"):
        assert secret not in text


def test_a_group_may_show_place_and_names_to_all(app: Flask) -> None:
    tom = a_person("Tom")
    group = a_group(members=[tom], shows_exact_place=True, shows_names=True)
    date = a_coming_walk(group)
    answer_occurrence(tom.id, date.id, Reply("coming", 1), clock.now())
    text = page_text(Browser(app).get(f"/walks/{date.id}"))
    assert "Meet at Bench above the bus stop" in text
    assert "Olu leads. Tom with a guest comes too." in text


@pytest.mark.parametrize(
    ("joining", "role", "status"),
    [
        ("open", None, 200),
        ("ask", None, 200),
        ("invite", None, 404),
        ("invite", "stranger", 404),
        ("invite", "member", 200),
        ("invite", "leader", 200),
    ],
)
def test_who_may_open_the_page(app: Flask, joining: str, role: str | None, status: int) -> None:
    people = {"stranger": a_person("Zoe"), "member": a_person("Tom"), "leader": a_person("Ruth")}
    group = a_group(leaders=[people["leader"]], members=[people["member"]], joining=joining)
    date = a_coming_walk(group)
    browser = Browser(app)
    if role:
        browser.sign_in(people[role])
    assert browser.get(f"/walks/{date.id}").status_code == status


def test_one_button_joins_and_answers(app: Flask) -> None:
    ana, group = a_person("Ana"), a_group()
    date = a_coming_walk(group)
    browser = Browser(app).sign_in(ana)
    text = page_text(browser.get(f"/walks/{date.id}"))
    assert "Join the group and come" in text
    answer = browser.post(f"/walks/{date.id}/rsvp", {"answer": "coming"})
    assert answer.status_code == 303
    assert answer.location == f"/walks/{date.id}"
    text = page_text(browser.follow(answer))
    assert "You’re in, and you’re coming. Meet at Bench above the bus stop." in text
    assert ana.id in member_ids(group.id)


def test_a_tap_before_signing_up_is_kept_and_counts_afterwards(app: Flask) -> None:
    group = a_group()
    date = a_coming_walk(group)
    browser = Browser(app)
    browser.get(f"/walks/{date.id}")
    to_sign_up = browser.post(f"/walks/{date.id}/rsvp", {"answer": "coming"})
    assert to_sign_up.status_code == 303
    assert to_sign_up.location == f"/sign-up?next=/walks/{date.id}%3Fanswer%3Dcoming"
    browser.get(to_sign_up.location)
    made = browser.post(
        "/sign-up",
        {
            "name": "Ana",
            "email": "ana@example.org",
            "password": "three grey herons",
            "agree": "yes",
            "next": f"/walks/{date.id}?answer=coming",
        },
    )
    text = page_text(browser.follow(made))
    assert "You’re in, and you’re coming. Meet at Bench above the bus stop." in text
    assert Answer.get().kind == "coming"


def test_looking_with_an_answer_in_the_address_changes_nothing(app: Flask) -> None:
    ana, group = a_person("Ana"), a_group()
    date = a_coming_walk(group)
    text = page_text(Browser(app).sign_in(ana).get(f"/walks/{date.id}?answer=coming"))
    assert "One tap is left" in text
    assert Answer.select().count() == 0
    assert ana.id not in member_ids(group.id)


def test_a_member_says_no_reads_it_and_takes_it_back(app: Flask) -> None:
    tom = a_person("Tom")
    date = a_coming_walk(a_group(members=[tom]))
    browser = Browser(app).sign_in(tom)
    page = browser.follow(browser.post(f"/walks/{date.id}/rsvp", {"answer": "coming", "guests": 2}))
    assert "You’re coming. Meet at Bench above the bus stop." in page_text(page)
    page = browser.follow(browser.post(f"/walks/{date.id}/rsvp", {"answer": "cannot"}))
    assert "You are no longer coming. Undo" in page_text(page)
    assert 'name="guests" value="2"' in page.get_data(as_text=True)
    page = browser.follow(browser.post(f"/walks/{date.id}/rsvp", {"answer": "coming", "guests": 2}))
    assert "You’re coming" in page_text(page)
    assert (Answer.get().kind, Answer.get().guests) == ("coming", 2)


def test_a_full_walk_offers_the_waiting_list_and_says_the_place_in_it(app: Flask) -> None:
    group = a_group()
    date = a_coming_walk(group, capacity=1)
    now = clock.now()
    for name in ("Tom", "Jean", "Priya"):
        answer_occurrence(a_person(name).id, date.id, Reply("coming"), now)
    ana = a_person("Ana")
    join_group(ana.id, group.id, now)
    browser = Browser(app).sign_in(ana)
    text = page_text(browser.get(f"/walks/{date.id}"))
    assert "This walk is full. 1 of 1 places taken, 2 people wait." in text
    assert "You would be 3rd in line" in text
    assert "Join the waiting list" in text
    page = browser.follow(browser.post(f"/walks/{date.id}/rsvp", {"answer": "waiting"}))
    text = page_text(page)
    sentence = "This walk is full. You are 3rd in line; we tell you as soon as a place is free."
    assert text.count(sentence) == 2  # what just happened, and what stands
    for path in (f"/walks/{date.id}", f"/groups/{group.slug}", "/"):
        assert "Waiting: 3rd" in page_text(browser.get(path))
    browser.post(f"/walks/{date.id}/rsvp", {"answer": "leave"})
    assert Answer.get(Answer.person == ana.id).kind == "cant"


def test_other_dates_with_room_are_shown_while_a_walk_is_full(app: Flask) -> None:
    tom, ana = a_person("Tom"), a_person("Ana")
    group = a_group(members=[tom, ana])
    day = start_in(DAYS_AHEAD, clock.now())
    date = a_coming_walk(group, capacity=1, weekly=[day.weekday()])
    answer_occurrence(tom.id, date.id, Reply("coming"), clock.now())
    text = page_text(Browser(app).sign_in(ana).get(f"/walks/{date.id}"))
    assert "Free places near by" in text
    assert "The same walk, 1 place free" in text


def test_the_answer_page_takes_guests_and_every_week(app: Flask) -> None:
    tom = a_person("Tom")
    day = start_in(DAYS_AHEAD, clock.now())
    date = a_coming_walk(a_group(members=[tom]), weekly=[day.weekday()], count=4)
    browser = Browser(app).sign_in(tom)
    assert "For which walks?" in page_text(browser.get(f"/walks/{date.id}/answer"))
    sent = {"answer": "coming", "guests": "1", "scope": "series"}
    text = page_text(browser.follow(browser.post(f"/walks/{date.id}/rsvp", sent)))
    assert "You’re coming" in text
    assert {(one.guests, one.from_series) for one in Answer.select()} == {(1, True)}
    assert Answer.select().count() == 4


def test_an_answer_as_json_is_answered_in_json(app: Flask) -> None:
    tom = a_person("Tom")
    date = a_coming_walk(a_group(members=[tom]))
    browser = Browser(app).sign_in(tom)
    answer = browser.post_json(f"/walks/{date.id}/rsvp", {"answer": "coming", "guests": 1})
    assert answer.get_json() == {"ok": True, "answer": "coming", "guests": 1, "waiting": False}
    refused = browser.post_json(f"/walks/{date.id}/rsvp", {"answer": "perhaps"})
    assert refused.status_code == 422
    assert refused.get_json()["fields"]["answer"].startswith("Choose one")


def test_a_leader_plans_a_weekly_walk_and_reads_its_page(app: Flask, now: datetime) -> None:
    ruth = a_person("Ruth")
    group = a_group(leaders=[ruth])
    route = a_route(group)
    browser = Browser(app).sign_in(ruth)
    page = browser.get(f"/groups/{group.slug}/walks/new")
    assert "Plan a walk" in page_text(page)
    day = start_in(DAYS_AHEAD, now)
    form = plan_form(ruth, day, route=str(route.id), repeats="weekly", ends="count", count="9")
    answer = browser.post(f"/groups/{group.slug}/walks/new", form)
    assert answer.status_code == 303
    text = page_text(browser.follow(answer))
    assert "9 walks are published. The group sees them now." in text
    assert "Meet at Lakeside Café, north door" in text
    walk = Walk.get()
    assert (walk.title, walk.capacity, walk.minutes) == ("Rhine dam", 20, 22)
    assert (walk.meeting_lat, walk.meeting_lon) == (route.start_lat, route.start_lon)


def test_what_the_last_walk_on_a_route_said_is_filled_in(app: Flask, now: datetime) -> None:
    ruth = a_person("Ruth")
    group = a_group(leaders=[ruth])
    route, other = a_route(group), a_route(group, name="Castle climb")
    browser = Browser(app).sign_in(ruth)
    path = f"/groups/{group.slug}/walks/new"
    day = start_in(DAYS_AHEAD, now)
    said = {"route": str(route.id), "notes": "Park at the mill.", "planned_rests": "2"}
    browser.post(path, plan_form(ruth, day, meeting_point="At the old mill", **said))
    assert Walk.get().meeting_point == "the old mill"  # read after "Meet at"
    page = browser.get(f"{path}?route={route.id}").get_data(as_text=True)
    assert 'value="the old mill"' in page
    assert "Park at the mill." in page
    fresh = browser.get(f"{path}?route={other.id}").get_data(as_text=True)
    assert "Park at the mill." not in fresh
    assert '<option value="the old mill">' in fresh  # offered while typing


def plan_form(leader: Person, day: datetime, **changes: str) -> dict[str, str]:
    """Return a filled form of a walk."""
    return {
        "title": "",
        "day": day.date().isoformat(),
        "start": "9:30",
        "minutes": "",
        "planned_rests": "0",
        "repeats": "once",
        "ends": "open",
        "leaders": str(leader.id),
        "capacity": "20",
        "meeting_point": "Lakeside Café, north door",
        "form_id": "3f0b2a52-5f0f-4b8e-9a57-0d9f0e8b7a11",
        **changes,
    }


def test_a_form_sent_twice_plans_one_walk(app: Flask, now: datetime) -> None:
    ruth = a_person("Ruth")
    group = a_group(leaders=[ruth])
    browser = Browser(app).sign_in(ruth)
    form = plan_form(ruth, start_in(DAYS_AHEAD, now), title="Loop", minutes="50")
    first = browser.post(f"/groups/{group.slug}/walks/new", form)
    again = browser.post(f"/groups/{group.slug}/walks/new", form)
    assert first.location == again.location
    assert Walk.select().count() == 1


def test_the_next_five_dates_are_listed_in_words_while_planning(app: Flask, now: datetime) -> None:
    ruth = a_person("Ruth")
    group = a_group(leaders=[ruth])
    browser = Browser(app).sign_in(ruth)
    day = start_in(DAYS_AHEAD, now)
    query = {"day": day.date().isoformat(), "start": "9:30", "repeats": "weekly", "ends": "open"}
    page = browser.get(f"/groups/{group.slug}/walks/dates", query_string=query)
    assert page.get_data(as_text=True).count("<li>") == 5
    assert "And so on" in page.get_data(as_text=True)
    looked = browser.post(
        f"/groups/{group.slug}/walks/new", {**plan_form(ruth, day), "look": "yes"}
    )
    assert "1 walk in all." in page_text(looked)
    assert Walk.select().count() == 0


def test_the_list_of_dates_warns_of_the_clocks(app: Flask) -> None:
    ruth = a_person("Ruth")
    group = a_group(leaders=[ruth])
    today = clock.now().date()
    last = date(today.year + 1, 3, 31)
    week_before = last - timedelta(days=(last.weekday() + 1) % 7 + 7)
    query = {"day": week_before.isoformat(), "start": "02:30", "repeats": "weekly", "ends": "open"}
    page = Browser(app).sign_in(ruth).get(f"/groups/{group.slug}/walks/dates", query_string=query)
    assert "The clocks go forward: this start time does not exist." in page.get_data(as_text=True)


def test_a_leader_moves_a_date_and_everybody_keeps_the_answer(app: Flask) -> None:
    ruth, tom = a_person("Ruth"), a_person("Tom")
    group = a_group(leaders=[ruth], members=[tom])
    date = a_coming_walk(group, ruth)
    answer_occurrence(tom.id, date.id, Reply("coming"), clock.now())
    browser = Browser(app).sign_in(ruth)
    page = browser.get(f"/walks/{date.id}/move")
    assert "1 person is coming." in page_text(page)
    day = date.original_local.date().isoformat()
    sent = {"day": day, "start": "10:30", "reason": "the café opens later.", "version": "0"}
    text = page_text(browser.follow(browser.post(f"/walks/{date.id}/move", sent)))
    assert "now starts at 10:30, not 9:30. Ruth: the café opens later." in text
    assert "10:30 to about 11:20" in text
    assert "Tom comes too." in text
    # A second tap finds it moved already.
    assert browser.post(f"/walks/{date.id}/move", sent).status_code == 303
    assert Occurrence.get_by_id(date.id).rev == 1


def test_a_move_is_taken_back_with_one_tap(app: Flask) -> None:
    ruth = a_person("Ruth")
    date = a_coming_walk(a_group(leaders=[ruth]), ruth)
    browser = Browser(app).sign_in(ruth)
    assert "Nobody has answered yet." in page_text(browser.get(f"/walks/{date.id}/move"))
    day = date.original_local.date().isoformat()
    sent = {"day": day, "start": "10:30", "reason": "", "version": "0"}
    page = browser.follow(browser.post(f"/walks/{date.id}/move", sent))
    assert "Undo" in page_text(page)
    undo = fields_of_form(page.get_data(as_text=True), "undo")
    assert undo["start"] == "09:30"
    text = page_text(browser.follow(browser.post(f"/walks/{date.id}/move", undo)))
    assert "9:30 to about 10:20" in text
    assert "not 9:30" not in text
    assert Occurrence.get_by_id(date.id).start_local is None


def fields_of_form(page: str, kind: str) -> dict[str, str]:
    """Return the hidden fields of the form with this class."""
    form = re.search(rf'<form class="{kind}".*?</form>', page, re.DOTALL)
    assert form
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form[0]))


def test_a_leader_calls_a_date_off(app: Flask) -> None:
    ruth, tom = a_person("Ruth"), a_person("Tom")
    group = a_group(leaders=[ruth], members=[tom])
    day = start_in(DAYS_AHEAD, clock.now())
    date = a_coming_walk(group, ruth, weekly=[day.weekday()])
    answer_occurrence(tom.id, date.id, Reply("coming"), clock.now())
    browser = Browser(app).sign_in(ruth)
    assert "1 person is coming and is told" in page_text(browser.get(f"/walks/{date.id}/call-off"))
    sent = {"reason": "Storm, gusts of 60 km/h.", "version": "0"}
    answer = browser.post(f"/walks/{date.id}/call-off", sent)
    assert browser.post(f"/walks/{date.id}/call-off", sent).status_code == 303
    browser.follow(answer)
    text = page_text(Browser(app).sign_in(tom).get(f"/walks/{date.id}"))
    assert "Called off" in text
    assert "Storm, gusts of 60 km/h." in text
    assert "Ruth, today at" in text
    assert "Next: Rhine dam loop" in text
    assert "Are you coming?" not in text
    assert Answer.get().kind == "coming"


def test_a_leader_changes_what_the_walk_says(app: Flask) -> None:
    ruth = a_person("Ruth")
    date = a_coming_walk(a_group(leaders=[ruth]), ruth)
    browser = Browser(app).sign_in(ruth)
    assert "Bench above the bus stop" in browser.get(f"/walks/{date.id}/edit").get_data(
        as_text=True
    )
    sent = details_form(ruth, meeting_point="North door", capacity="12", version="0")
    text = page_text(browser.follow(browser.post(f"/walks/{date.id}/edit", sent)))
    assert "Saved. Everybody sees it now." in text
    assert "Meet at North door" in text
    walk = Walk.get()
    assert (walk.capacity, walk.version, walk.rev) == (12, 1, 1)


def details_form(leader: Person, **changes: str) -> dict[str, str]:
    """Return a filled form of what a walk says."""
    return {
        "title": "Rhine dam loop",
        "minutes": "50",
        "planned_rests": "1",
        "leaders": str(leader.id),
        "capacity": "20",
        "meeting_point": "Bench",
        **changes,
    }


def test_a_stale_form_keeps_what_was_typed_and_changes_nothing(app: Flask) -> None:
    ruth = a_person("Ruth")
    date = a_coming_walk(a_group(leaders=[ruth]), ruth)
    browser = Browser(app).sign_in(ruth)
    browser.post(f"/walks/{date.id}/edit", details_form(ruth, title="First", version="0"))
    page = browser.post(f"/walks/{date.id}/edit", details_form(ruth, title="Second", version="0"))
    assert page.status_code == 409
    assert 'value="Second"' in page.get_data(as_text=True)
    assert "Somebody changed this while you were writing." in page_text(page)
    assert Walk.get().title == "First"
    day = date.original_local.date().isoformat()
    moved = {"day": day, "start": "10:00", "version": "7"}
    assert browser.post(f"/walks/{date.id}/move", moved).status_code == 409
    off = {"reason": "Ice", "version": "7"}
    assert browser.post(f"/walks/{date.id}/call-off", off).status_code == 409


@pytest.mark.parametrize("page", ["move", "call-off", "edit", "register"])
@pytest.mark.parametrize(("role", "status"), [("member", 403), ("stranger", 403), ("leader", 200)])
def test_only_leaders_open_what_is_for_leaders(
    app: Flask, page: str, role: str, status: int
) -> None:
    people = {"stranger": a_person("Zoe"), "member": a_person("Tom"), "leader": a_person("Ruth")}
    group = a_group(leaders=[people["leader"]], members=[people["member"]])
    date = a_coming_walk(group)
    browser = Browser(app).sign_in(people[role])
    assert browser.get(f"/walks/{date.id}/{page}").status_code == status
    text = page_text(browser.get(f"/walks/{date.id}"))
    assert ("For leaders" in text) == (role == "leader")


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("move", {"day": "2031-01-05", "start": "10:00"}),
        ("call-off", {"reason": "Ice"}),
        ("edit", {"title": "Mine"}),
        ("register", {"person": "1", "here": "yes"}),
    ],
)
def test_members_cannot_post_what_is_for_leaders(
    app: Flask, path: str, form: dict[str, str]
) -> None:
    tom = a_person("Tom")
    date = a_coming_walk(a_group(members=[tom]))
    answer = Browser(app).sign_in(tom).post(f"/walks/{date.id}/{path}", form)
    assert answer.status_code in (403, 404)
    stored = Occurrence.get_by_id(date.id)
    assert (stored.rev, stored.status, stored.walk.rev) == (0, "planned", 0)


def test_the_register_opens_an_hour_before_and_is_ticked(app: Flask, now: datetime) -> None:
    ruth, tom = a_person("Ruth"), a_person("Tom")
    group = a_group(leaders=[ruth], members=[tom])
    date = a_coming_walk(group, ruth)
    answer_occurrence(tom.id, date.id, Reply("coming"), now)
    browser = Browser(app).sign_in(ruth)
    sent = {"person": tom.id, "here": "yes"}
    early = browser.post(f"/walks/{date.id}/register", sent)
    assert early.status_code == 403
    assert "opens an hour before" in page_text(early)
    with write_transaction(by=SYSTEM):
        Occurrence.update(
            start_utc=now + timedelta(minutes=30), end_utc=now + timedelta(minutes=80)
        ).where(Occurrence.id == date.id).execute()
    text = page_text(browser.follow(browser.post(f"/walks/{date.id}/register", sent)))
    assert "Expected 2 Here 1 Not yet here 1" in " ".join(text.split())


def test_the_series_lists_its_dates_and_what_is_different(app: Flask) -> None:
    ruth = a_person("Ruth")
    group = a_group(leaders=[ruth])
    day = start_in(DAYS_AHEAD, clock.now())
    date = a_coming_walk(group, ruth, weekly=[day.weekday()], count=4)
    Browser(app).sign_in(ruth).post(f"/walks/{date.id}/call-off", {"reason": "Ice", "version": "0"})
    page = Browser(app).get(f"/series/{date.walk_id}")
    text = page_text(page)
    assert "All dates" in text
    assert "Called off" in text
    assert page.get_data(as_text=True).count('href="/walks/') == 5
    assert Browser(app).get("/series/999").status_code == 404


def test_a_long_series_shows_its_next_dates_and_the_others_on_request(app: Flask) -> None:
    ruth = a_person("Ruth")
    day = start_in(DAYS_AHEAD, clock.now())
    date = a_coming_walk(a_group(leaders=[ruth]), ruth, weekly=[day.weekday()])
    first = Browser(app).get(f"/series/{date.walk_id}").get_data(as_text=True)
    assert "?dates=all" in first
    assert "And so on" not in first
    every = Browser(app).get(f"/series/{date.walk_id}?dates=all").get_data(as_text=True)
    assert every.count('href="/walks/') > first.count('href="/walks/') == 13
    assert "And so on" in every


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        (None, "You’re in. No walk is planned yet; the next one appears here."),
        (2, "’s walk is the next one."),
        (DAYS_AHEAD, "You’re in. The next walk is on "),
    ],
)
def test_who_joins_reads_when_the_next_walk_is(
    app: Flask, now: datetime, days: int | None, sentence: str
) -> None:
    ruth, tom = a_person("Ruth"), a_person("Tom")
    group = a_group(leaders=[ruth])
    if days is not None:
        a_walk(group, ruth, now, start_local=start_in(days, now))
    browser = Browser(app).sign_in(tom)
    text = page_text(browser.follow(browser.post(f"/groups/{group.slug}/join")))
    assert sentence in text


def test_the_group_page_lists_its_next_walks(app: Flask) -> None:
    ruth = a_person("Ruth")
    group = a_group(leaders=[ruth])
    text = page_text(Browser(app).sign_in(ruth).get(f"/groups/{group.slug}"))
    assert "No walk planned yet." in text
    a_coming_walk(group, ruth)
    text = page_text(Browser(app).sign_in(ruth).get(f"/groups/{group.slug}"))
    assert "Next walks" in text
    assert "Rhine dam loop" in text
    assert "You lead" in text


def test_the_page_of_a_walk_asks_the_database_a_bounded_number_of_times(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    tom = a_person("Tom")
    group = a_group(members=[tom])
    day = start_in(DAYS_AHEAD, clock.now())
    date = a_coming_walk(group, weekly=[day.weekday()], route_id=a_route(group).id)
    for number in range(12):
        answer_occurrence(a_person(f"Walker {number}").id, date.id, Reply("coming"), clock.now())
    asked: list[str] = []
    real = app.extensions["database"]
    run = type(real).execute_sql

    def counted(self: object, sql: str, *rest: object) -> object:
        asked.append(sql)
        return run(self, sql, *rest)

    monkeypatch.setattr(type(real), "execute_sql", counted)
    walk_page(tom, date.id, clock.now())
    assert len([sql for sql in asked if sql.startswith("SELECT")]) <= 20
