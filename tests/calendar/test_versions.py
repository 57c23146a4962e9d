"""What raises the version of which feed, and what does not; one query for a 304."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from community.accounts import change_preferences, preferences
from community.calendar.actions import own_link, renew_link, set_switch
from community.calendar.feeds import kept
from community.calendar.models import FeedVersion
from community.events import (
    Reply,
    Walk,
    WalkDetails,
    answer_occurrence,
    call_off,
    edit_walk,
    move_occurrence,
    register_arrival,
)
from community.foundation.authorisation import SYSTEM
from community.foundation.database import db, write_transaction
from community.foundation.signals import run_before_commit, send
from community.groups import (
    Group,
    Visibility,
    change_visibility,
    join_group,
    leave_group,
    set_role,
)
from community.routes import Route, RouteChanged
from tests.builders.groups import a_group
from tests.builders.people import a_person
from tests.builders.routes import a_route
from tests.builders.walks import NOW, THURSDAY, a_walk
from tests.calendar.served import at_time, fetch


@pytest.fixture(autouse=True)
def in_may() -> Any:
    with at_time(NOW):
        yield


def versions() -> dict[tuple[str, int], int]:
    return {
        (row.kind, row.owner): row.version
        for row in FeedVersion.select().where(FeedVersion.kind.in_(["group", "person", "site"]))
    }


def raised_by(call: Callable[[], Any]) -> set[tuple[str, int]]:
    """Return which versions grew while `call` ran."""
    before = versions()
    call()
    after = versions()
    return {key for key, version in after.items() if version > before.get(key, 0)}


def changed(route: Route) -> None:
    """Let a leader have changed the route."""
    with write_transaction(by=SYSTEM):
        Route.update(rev=Route.rev + 1).where(Route.id == route.id).execute()
        send(RouteChanged(route.id, route.group_id, route.letter, route.letter))


class Queries:
    """Counts what is asked of the database."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __enter__(self) -> Queries:
        self.plain = db.obj.execute_sql

        def counted(sql: str, *rest: Any) -> Any:
            self.asked.append(sql)
            return self.plain(sql, *rest)

        db.obj.execute_sql = counted
        return self

    def __exit__(self, *_: Any) -> None:
        del db.obj.execute_sql


def test_the_table_of_what_raises_what(app: Flask) -> None:
    ruth, ana, olu = a_person("Ruth"), a_person("Ana"), a_person("Olu")
    group = a_group(olu, leaders=[ruth], members=[ana])
    route = a_route(group)
    g, s = ("group", group.id), ("site", 0)
    made: list[Any] = []

    assert raised_by(lambda: made.append(a_walk(group, ruth, weekly=[3], route_id=route.id))) == {
        g,
        s,
    }
    date = made[0]
    walk = date.walk
    details = WalkDetails("Other", "Bench", None, None, route.id, 50, 20, (ruth.id,))
    moved = THURSDAY + timedelta(hours=1)
    assert raised_by(lambda: edit_walk(ruth.id, walk.id, details, NOW)) == {g, s}
    assert raised_by(lambda: move_occurrence(ruth.id, date.id, moved, "Bus", NOW)) == {g, s}
    assert raised_by(lambda: changed(route)) == {g, s}
    assert raised_by(lambda: call_off(ruth.id, date.id, "Ice", NOW)) == {g, s}
    seen = Visibility(shows_exact_place=True, shows_names=True)
    version = Group.get_by_id(group.id).version
    assert raised_by(lambda: change_visibility(olu.id, group.id, seen, version)) == {g, s}


def test_ones_own_answer_raises_ones_own_feed_only(app: Flask) -> None:
    ruth, ana, tom = a_person("Ruth"), a_person("Ana"), a_person("Tom")
    group = a_group(leaders=[ruth], members=[ana])
    date = a_walk(group, ruth, weekly=[3])
    mine = {("person", ana.id)}

    def says(kind: str, scope: str = "date") -> Callable[[], Any]:
        return lambda: answer_occurrence(ana.id, date.id, Reply(kind, 0, scope), NOW)

    assert raised_by(says("coming")) == mine
    assert raised_by(says("coming")) == set()
    assert raised_by(says("coming", "series")) == mine
    assert raised_by(says("maybe", "series")) == mine
    assert raised_by(lambda: join_group(tom.id, group.id, NOW)) == {("person", tom.id)}
    assert raised_by(lambda: leave_group(tom.id, group.id, NOW)) == {("person", tom.id)}
    organiser = Group.get_by_id(group.id).created_by_id
    assert raised_by(lambda: set_role(organiser, group.id, ana.id, "leader")) == mine


def test_a_series_answer_raises_once_however_many_dates_it_has(app: Flask) -> None:
    ana = a_person("Ana")
    date = a_walk(a_group(members=[ana]), weekly=[3])
    before = versions().get(("person", ana.id), 0)
    answer_occurrence(ana.id, date.id, Reply("coming", 0, "series"), NOW)
    assert versions()[("person", ana.id)] == before + 1


def test_what_a_person_chooses_raises_what_shows_it(app: Flask) -> None:
    ruth = a_person("Ruth")
    group = a_group(leaders=[ruth])
    a_walk(group, ruth)
    mine = preferences(ruth.id)

    def chooses(**changes: Any) -> Callable[[], Any]:
        return lambda: change_preferences(ruth.id, ruth.id, replace(mine, **changes))

    assert raised_by(chooses(pace="brisk")) == set()
    assert raised_by(chooses(units="miles")) == {("person", ruth.id)}
    # As a leader she is named on walks: everybody's feed of the group says so.
    named = raised_by(chooses(units="miles", name_in_public=True))
    assert named == {("group", group.id), ("site", 0)}


def test_links_and_switches_raise_the_persons_feed(app: Flask) -> None:
    ana = a_person("Ana")
    secret = app.config["SECRET_KEY"]
    link = own_link(ana.id, ana.id, secret, NOW)
    mine = {("person", ana.id)}
    assert raised_by(lambda: set_switch(ana.id, ana.id, "others", True, NOW)) == mine
    assert raised_by(lambda: set_switch(ana.id, ana.id, "others", True, NOW)) == set()
    assert raised_by(lambda: renew_link(ana.id, ana.id, link.id, secret, NOW)) == mine


def test_the_register_raises_nothing(app: Flask) -> None:
    ruth, ana = a_person("Ruth"), a_person("Ana")
    group = a_group(leaders=[ruth], members=[ana])
    date = a_walk(group, ruth)
    now = date.start_utc
    arrives = lambda: register_arrival(ana.id, date.id, now, SYSTEM)  # noqa: E731
    assert raised_by(arrives) == set()


def test_walks_of_invite_only_groups_do_not_raise_the_site(app: Flask) -> None:
    group = a_group(joining="invite")
    assert raised_by(lambda: a_walk(group)) == {("group", group.id)}


def test_a_rollback_takes_the_raise_back(app: Flask) -> None:
    group = a_group()
    before = versions()
    with pytest.raises(ZeroDivisionError), write_transaction(by=SYSTEM):
        a_walk(group)
        raise ZeroDivisionError
    assert versions() == before
    assert Walk.select().count() == 0


def test_what_runs_before_the_commit_runs_once_and_in_order(app: Flask) -> None:
    ran: list[str] = []
    with write_transaction(by=SYSTEM):
        for key in ("b", "a", "b"):
            run_before_commit(key, lambda key=key: ran.append(key))  # type: ignore[misc]
        assert ran == []
    assert ran == ["a", "b"]
    with pytest.raises(RuntimeError):
        run_before_commit("a", lambda: None)


@pytest.mark.parametrize("kind", ["group", "person", "member"])
def test_304_costs_one_query(app: Flask, kind: str) -> None:
    ana = a_person("Ana")
    group = a_group(members=[ana])
    a_walk(group, weekly=[3])
    token = own_link(ana.id, ana.id, app.config["SECRET_KEY"], NOW).token
    path = {
        "group": f"/groups/{group.slug}/calendar.ics",
        "person": f"/calendar/{token}.ics",
        "member": f"/calendar/{token}/{group.slug}.ics",
    }[kind]
    etag = fetch(app, path).headers["ETag"]
    with Queries() as queries:
        answer = fetch(app, path, etag=etag)
    assert answer.status_code == 304
    assert len([sql for sql in queries.asked if sql.lstrip().startswith("SELECT")]) == 1
    assert all(sql.lstrip().startswith(("SELECT", "PRAGMA")) for sql in queries.asked)
    with Queries() as queries:
        again = fetch(app, path)
    assert again.status_code == 200
    assert len([sql for sql in queries.asked if sql.lstrip().startswith("SELECT")]) == 1


def test_a_change_writes_exactly_one_fragment(app: Flask) -> None:
    group = a_group()
    dates = [a_walk(group, title=f"Walk {n}", weekly=[n % 7]) for n in range(12)]
    path = f"/groups/{group.slug}/calendar.ics"
    fetch(app, path)
    made = kept().fragments.made
    assert made == 12
    call_off(dates[3].walk.created_by_id, dates[3].id, "Ice", NOW)
    answer = fetch(app, path)
    assert kept().fragments.made == made + 1
    assert b"CANCELLED: Walk 3" in answer.data


def test_etag_changes_when_it_is_due_and_only_then(app: Flask) -> None:
    ruth, ana, tom = a_person("Ruth"), a_person("Ana"), a_person("Tom")
    group = a_group(leaders=[ruth], members=[ana, tom])
    date = a_walk(group, ruth, weekly=[3])
    token = own_link(ana.id, ana.id, app.config["SECRET_KEY"], NOW).token
    public, mine = f"/groups/{group.slug}/calendar.ics", f"/calendar/{token}.ics"

    def etags() -> tuple[str, str]:
        return fetch(app, public).headers["ETag"], fetch(app, mine).headers["ETag"]

    at_first = etags()
    answer_occurrence(tom.id, date.id, Reply("coming"), NOW)
    assert etags() == at_first
    answer_occurrence(ana.id, date.id, Reply("coming"), NOW)
    after_answer = etags()
    assert after_answer[0] == at_first[0]
    assert after_answer[1] != at_first[1]
    move_occurrence(ruth.id, date.id, THURSDAY + timedelta(hours=1), "Bus", NOW)
    after_move = etags()
    assert after_move[0] != after_answer[0]
    assert after_move[1] != after_answer[1]
    with at_time(NOW + timedelta(days=1)):
        assert etags()[0] != after_move[0]


def test_two_processes_write_the_same_octets(app: Flask, start_server: Any) -> None:
    import urllib.request

    ruth = a_person("Ruth", name_in_public=True)
    group = a_group(leaders=[ruth], shows_names=True, shows_exact_place=True)
    with at_time(NOW):
        date = a_walk(group, ruth, weekly=[3], route_id=a_route(group).id)
        move_occurrence(ruth.id, date.id, THURSDAY + timedelta(hours=1), "Bus; late, \\ so", NOW)
    one, two = (
        start_server(AMBLE_URL="https://a.example"),
        start_server(AMBLE_URL="https://a.example"),
    )
    path = f"/groups/{group.slug}/calendar.ics"
    answers = []
    for server in (one, two):
        for packed in ("gzip", "identity"):
            request = urllib.request.Request(server.url + path, headers={"Accept-Encoding": packed})
            with urllib.request.urlopen(request) as answer:
                answers.append((packed, answer.headers["ETag"], answer.read()))
    assert answers[:2] == answers[2:]
    assert len(answers[0][2]) < len(answers[1][2])
