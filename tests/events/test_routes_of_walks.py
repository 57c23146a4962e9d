"""Walks and their routes: what was planned, what has changed, shared ones, checks in time."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from community.accounts import Person
from community.events import Walk, WalkDetails, edit_walk, walk_page
from community.events.actions import take_present_route
from community.events.actions.recces import remind_of_recces
from community.events.models import RecceReminder
from community.events.queries.recces import NeedsRecce
from community.foundation import clock
from community.foundation.errors import Changed, InvalidForm, NotAllowed
from community.foundation.models import Mail
from community.groups import leaders_of
from community.routes import Noted, Route, add_noted, share_route
from tests.builders.browsing import Browser, page_text
from tests.builders.groups import a_group
from tests.builders.people import a_person
from tests.builders.routes import a_route
from tests.builders.walks import NOW, a_walk

STILE = Noted("barrier", 300.0, value="stile")
SEAT = Noted("seat", 300.0)


def change(route: Route, person: Person, *noted: Noted) -> None:
    add_noted(person.id, route.id, noted, NOW.date(), NOW)


def test_a_walk_says_what_has_changed_since_and_leaders_take_it_over(app: Flask) -> None:
    ruth = a_person("Ruth")
    group = a_group(ruth)
    route = a_route(group)
    walk = a_walk(group, route_id=route.id)
    assert walk_page(None, walk.id, NOW).route_change is None
    change(route, ruth, SEAT)
    page = walk_page(None, walk.id, NOW)
    assert page.route_change is not None
    assert page.route_change.changed == ("seat",)
    assert not page.route_change.is_worse
    assert page.route_page is not None
    assert not page.route_page.facts.of("seat"), "the walk keeps the route as it was"
    take_present_route(ruth.id, walk.id, 2, NOW)
    take_present_route(ruth.id, walk.id, 2, NOW)
    page = walk_page(None, walk.id, NOW)
    assert page.route_change is None
    assert page.route_page is not None
    assert page.route_page.facts.of("seat")


def test_a_worse_letter_is_always_told_and_shown(app: Flask) -> None:
    ruth = a_person("Ruth")
    group = a_group(ruth)
    route = a_route(group)
    walk = a_walk(group, route_id=route.id)
    was = walk_page(None, walk.id, NOW).route
    change(route, ruth, STILE)
    page = walk_page(None, walk.id, NOW)
    assert page.route is not None
    assert was is not None
    assert page.route.shown_letter == "D", "nothing reads easier than it is known to be"
    take_present_route(ruth.id, walk.id, 2, NOW)
    page = walk_page(None, walk.id, NOW)
    assert page.route_change is not None
    assert page.route_change.is_worse
    assert page.route_change.is_taken
    assert page.route_change.was.shown_letter == was.shown_letter


def test_another_route_begins_anew(app: Flask) -> None:
    ruth = a_person("Ruth")
    group = a_group(ruth)
    route, other = a_route(group), a_route(group, name="Other")
    walk = a_walk(group, route_id=route.id)
    change(route, ruth, STILE)
    change(other, ruth, SEAT)
    details = WalkDetails("Walk", "Bench", None, None, other.id, 50, 20, (ruth.id,))
    edit_walk(ruth.id, walk.walk_id, details, NOW)
    kept = Walk.get_by_id(walk.walk_id)
    assert (kept.route_edition, kept.route_planned) == (2, 2)
    assert walk_page(None, walk.id, NOW).route_change is None


def test_only_leaders_take_it_over_and_only_what_they_saw(app: Flask) -> None:
    ruth, ana = a_person("Ruth"), a_person("Ana")
    group = a_group(ruth, members=[ana])
    route = a_route(group)
    walk = a_walk(group, route_id=route.id)
    change(route, ruth, SEAT)
    for person in (ana, a_person("Zoe")):
        with pytest.raises(NotAllowed):
            take_present_route(person.id, walk.id, 2, NOW)
    with pytest.raises(Changed):
        take_present_route(ruth.id, walk.id, 1, NOW)


def test_the_note_is_on_the_page_with_one_tap_for_leaders(app: Flask) -> None:
    ruth = a_person("Ruth")
    group = a_group(ruth)
    route = a_route(group)
    soon = NOW.replace(tzinfo=None) + timedelta(days=2000)
    walk = a_walk(group, route_id=route.id, now=NOW + timedelta(days=1990), start_local=soon)
    change(route, ruth, STILE)
    told = page_text(Browser(app).get(f"/walks/{walk.id}"))
    assert "The route has changed since this walk was planned: it was " in told
    assert "Go by the new one" not in told
    browser = Browser(app).sign_in(ruth)
    assert "Go by the new one" in page_text(browser.get(f"/walks/{walk.id}"))
    answer = browser.post(f"/walks/{walk.id}/route", {"edition": "2"})
    told = page_text(browser.follow(answer))
    assert "The walk goes by the route as it is now." in told
    assert "Go by the new one" not in told


def test_walks_on_a_shared_route_stay_when_it_is_shared_no_longer(app: Flask) -> None:
    ruth, elsbeth, ana = a_person("Ruth"), a_person("Elsbeth"), a_person("Ana")
    owners, others = a_group(ruth), a_group(elsbeth, members=[ana], name="Schaan Amblers")
    route = a_route(owners)
    with pytest.raises(InvalidForm):
        a_walk(others, route_id=route.id)
    share_route(ruth.id, route.id, route.version, "everyone", NOW)
    walk = a_walk(others, route_id=route.id)
    share_route(ruth.id, route.id, route.version + 1, "group", NOW)
    page = walk_page(ana, walk.id, NOW)
    assert page.route is not None
    assert page.route.name == route.name
    with pytest.raises(InvalidForm):
        a_walk(others, route_id=route.id)


def word(needs: NeedsRecce, person: Person) -> tuple[str, str]:
    return f"Recce: {needs.route.name}", f"for {person.name}"


def remind(now: Any) -> int:
    return remind_of_recces(now, word, lambda person: True)


def test_leaders_are_reminded_once_for_each_date_seven_and_two_days_before(app: Flask) -> None:
    ruth, ana = a_person("Ruth"), a_person("Ana")
    group = a_group(ruth, leaders=[a_person("Theres")], members=[ana])
    stale = a_route(group, name="Stale", checked_on=date(2026, 4, 1))
    fresh = a_route(group, name="Fresh", checked_on=date(2026, 5, 1))
    a_walk(group, route_id=stale.id)  # Thursday 14 May, 9:30
    a_walk(group, route_id=fresh.id)
    thursday = NOW.replace(day=14, hour=7, minute=30)
    assert remind(thursday - timedelta(days=8)) == 0
    assert remind(thursday - timedelta(days=7)) == 1
    assert remind(thursday - timedelta(days=7)) == 0, "a restart mails nobody again"
    assert remind(thursday - timedelta(days=3)) == 0
    assert remind(thursday - timedelta(days=2)) == 1
    assert remind(thursday - timedelta(hours=1)) == 0
    assert remind(thursday + timedelta(hours=1)) == 0
    leaders = {name for _, name in leaders_of(group.id)}
    assert leaders == {"Ruth", "Theres"}
    assert Mail.select().count() == 4
    assert {mail.subject for mail in Mail.select()} == {"Recce: Stale"}
    assert {row.days_before for row in RecceReminder.select()} == {7, 2}


def test_a_check_in_time_stops_the_reminders(app: Flask) -> None:
    ruth = a_person("Ruth")
    group = a_group(ruth)
    route = a_route(group, (1500.0, 6.0), checked_on=date(2026, 4, 30))  # C: until 14 May
    assert Route.get_by_id(route.id).shown_letter in "CDE"
    a_walk(group, route_id=route.id)
    a_walk(group, route_id=route.id, start_local=NOW.replace(day=15, tzinfo=None))
    assert remind(NOW) == 1


def test_today_tells_leaders_and_nobody_else(app: Flask) -> None:
    ruth, ana = a_person("Ruth"), a_person("Ana")
    group = a_group(ruth, members=[ana])
    route = a_route(group, name="Dam")
    now = clock.now()
    start = (now + timedelta(days=3)).replace(tzinfo=None, second=0, microsecond=0)
    a_walk(group, route_id=route.id, now=now, start_local=start)
    told = page_text(Browser(app).sign_in(ruth).get("/"))
    assert "Dam needs a recce before" in told
    assert "No leader has checked it yet" in told
    assert "needs a recce" not in page_text(Browser(app).sign_in(ana).get("/"))
    assert "needs a recce" in page_text(Browser(app).sign_in(ruth).get(f"/groups/{group.slug}"))
    assert "needs a recce" not in page_text(Browser(app).get(f"/groups/{group.slug}"))


def test_who_checked_a_shared_route_is_named_only_as_its_own_group_wants(app: Flask) -> None:
    georg, ruth, ana = a_person("Georg"), a_person("Ruth"), a_person("Ana")
    theirs = a_group(georg, joining="invite")
    ours = a_group(ruth, members=[ana], shows_names=True)
    route = a_route(theirs, checked_on=NOW.date())
    share_route(georg.id, route.id, 0, "everyone", NOW)
    walk = a_walk(ours, route_id=route.id)
    own = a_walk(ours, route_id=a_route(ours, name="Ours", checked_on=NOW.date()).id)
    for person in (None, ana, ruth):
        browser = Browser(app).sign_in(person) if person else Browser(app)
        told = page_text(browser.get(f"/walks/{walk.id}"))
        assert "checked by a leader" in told
        assert "Georg" not in told
    assert "checked by Ruth" in page_text(Browser(app).sign_in(ana).get(f"/walks/{own.id}"))


def test_a_number_of_a_route_that_is_none_is_no_fault_of_ours(app: Flask) -> None:
    ruth = a_person("Ruth")
    path = f"/groups/{a_group(ruth).slug}/walks/new?route="
    for asked in ("9" * 5000, "9" * 12, "x"):
        assert Browser(app).sign_in(ruth).get(path + asked).status_code == 200
