"""What walks add to a route's page."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from community.accounts import Person
from community.foundation import clock
from community.groups import Group
from community.routes import Route
from tests.builders.browsing import Browser, page_text
from tests.builders.groups import a_group
from tests.builders.people import a_person
from tests.builders.routes import a_route
from tests.builders.walks import a_walk_soon


def a_route_with_walks() -> tuple[Person, Group, Route]:
    ruth = a_person("Ruth")
    group = a_group(ruth)
    route = a_route(group)
    now = clock.now()
    a_walk_soon(group, timedelta(days=2), now, route_id=route.id, title="On this route")
    a_walk_soon(group, timedelta(days=3), now, title="Somewhere else")
    return ruth, group, route


def test_a_route_lists_its_walks_and_no_others(app: Flask) -> None:
    _, _, route = a_route_with_walks()
    told = page_text(Browser(app).get(f"/routes/{route.id}"))
    assert "On this route" in told
    assert "Somewhere else" not in told


def test_a_leader_plans_a_walk_from_the_route_and_a_walker_is_not_offered_it(app: Flask) -> None:
    ruth, group, route = a_route_with_walks()
    page = Browser(app).sign_in(ruth).get(f"/routes/{route.id}")
    assert f'href="/groups/{group.slug}/walks/new?route={route.id}"' in page.text
    assert "Plan a walk here" not in Browser(app).get(f"/routes/{route.id}").text
