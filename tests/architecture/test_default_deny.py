"""Signed-out people, strangers and plain members at every address of the application.

The world is one invite-only group with everything in it. Whoever walks the URL map with its ids
sees nothing of it and changes nothing, unless a line below says why.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule

from community.accounts import Person
from community.foundation import clock
from community.foundation.database import Model
from community.groups import Group
from tests.builders.browsing import Browser
from tests.builders.challenges import a_challenge
from tests.builders.groups import a_group
from tests.builders.logs import a_log
from tests.builders.people import a_person
from tests.builders.routes import a_route
from tests.builders.walks import a_walk_soon
from tests.foundation.test_migrations import all_models

# Each address that people reach without signing in. A new one has to be entered here by hand.
OPEN = {
    "accounts.save_confirm",
    "accounts.save_forgotten",
    "accounts.save_new_password",
    "accounts.save_sign_in",
    "accounts.save_sign_out",
    "accounts.save_sign_up",
    "accounts.show_confirm",
    "accounts.show_forgotten",
    "accounts.show_new_password",
    "accounts.show_sent",
    "accounts.show_sign_in",
    "accounts.show_sign_out",
    "accounts.show_sign_up",
    "accounts.sign_in_by_tap",
    "calendar.group_feed",
    "calendar.member_feed",
    "calendar.person_feed",
    "calendar.series_download",
    "calendar.show_group_code",
    "calendar.show_group_feed",
    "calendar.walk_download",
    "dist",
    "events.answer",
    "events.ask_answer",
    "events.show_series",
    "events.show_walk",
    "groups.show_group",
    "operations.healthz",
    "pages.find",
    "pages.home",
    "pages.how_it_works",
    "robots",
    "routes.download",
    "routes.group_routes",
    "routes.library",
    "routes.show_photo",
    "routes.show_route",
    "routes.show_version",
    "routes.show_versions",
    "routes.show_sheet",
    "save_reading",
}
# What a signed-in stranger may see of an invite-only group: its name and place (product.md).
NAME_AND_PLACE = {"groups.show_group"}
# Rows that reading a page may write: when a device was seen, how often an address was asked.
NOTED_BY_READING = {"device", "form_receipt"}


@dataclass(frozen=True)
class World:
    """A closed group and the numbers of what is in it."""

    group: Group
    ruth: Person
    values: dict[str, Any]


@pytest.fixture
def world(app: Flask) -> World:
    now = clock.now()
    ruth, ana = a_person("Ruth"), a_person("Ana")
    group = a_group(ruth, members=[ana], joining="invite", name="Closed circle")
    route = a_route(group)
    date = a_walk_soon(group, timedelta(minutes=20), now, route_id=route.id, title="Secret walk")
    challenge = a_challenge(group, [ruth, ana])
    log = a_log(ruth)
    return World(
        group,
        ruth,
        {
            "slug": group.slug,
            "route_id": route.id,
            "occurrence_id": date.id,
            "walk_id": date.walk_id,
            "challenge_id": challenge.id,
            "log_id": log.id,
            "room": f"walk-{date.id}",
            "person_id": ana.id,
            "draft_id": 1,
            "number": 1,
            "report_id": 1,
            "photo_id": 1,
            "upload_id": 1,
            "longest": 480,
            "device_id": 1,
            "token": "x" * 32,
            "what": "remove",
            "name": "nothing.css",
        },
    )


def address(rule: Rule, values: dict[str, Any]) -> str:
    """Return the rule's path with the world's numbers in it."""
    return re.sub(r"<(?:[^:<>]*:)?(\w+)>", lambda found: str(values[found.group(1)]), rule.rule)


def doors(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Return each address and method."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda one: one.rule):
        for method in sorted((rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"}):
            yield rule, method


def rows() -> dict[str, int]:
    """Return how many rows each table has."""
    counts = {model._meta.table_name: model.select().count() for model in all_models()}
    return {name: count for name, count in counts.items() if name not in NOTED_BY_READING}


def is_about_the_world(rule: Rule) -> bool:
    return bool(rule.arguments & {"slug", "route_id", "occurrence_id", "walk_id", "room"}) or bool(
        rule.arguments & {"challenge_id", "log_id", "draft_id", "person_id"}
    )


def test_the_open_addresses_are_those_that_were_meant(app: Flask) -> None:
    found = {
        rule.endpoint
        for rule, _ in doors(app)
        if getattr(app.view_functions[rule.endpoint], "open_to_everyone", False)
    }
    assert found - OPEN == set(), "opened without being entered in this test"


def test_a_signed_out_person_is_sent_to_sign_in(app: Flask, world: World) -> None:
    before, wrong = rows(), []
    browser = Browser(app)
    for rule, method in doors(app):
        if rule.endpoint in OPEN:
            continue
        path = address(rule, world.values)
        answer = browser.get(path) if method == "GET" else browser.post(path, {})
        if answer.status_code != 303 or not answer.location.startswith("/sign-in"):
            wrong.append(f"{method} {path}: {answer.status_code} {answer.location}")
    assert not wrong, "\n".join(wrong)
    assert rows() == before


def test_nobody_outside_sees_anything_of_a_closed_group(app: Flask, world: World) -> None:
    """Signed out, and signed in as somebody who is in no group."""
    before, wrong = rows(), []
    zoe = a_person("Zoe")
    before["person"] += 1
    for browser in (Browser(app), Browser(app).sign_in(zoe)):
        signed_in = browser.device() is not None
        for rule, method in doors(app):
            if not is_about_the_world(rule) or (not signed_in and rule.endpoint not in OPEN):
                continue
            path = address(rule, world.values)
            answer = browser.get(path) if method == "GET" else browser.post(path, {})
            if rule.endpoint in NAME_AND_PLACE:
                assert "Secret walk" not in answer.text
                continue
            sent_away = answer.status_code == 303 and answer.location.startswith("/sign-in")
            # 400: an empty form is refused before anybody looks whether its subject exists.
            if answer.status_code not in (400, 403, 404, 405) and not sent_away:
                wrong.append(f"{method} {path}: {answer.status_code} (signed in: {signed_in})")
            if "Secret walk" in answer.text or "Ruth" in answer.text:
                wrong.append(f"{method} {path} tells something")
    assert not wrong, "\n".join(wrong)
    assert {k: v for k, v in rows().items() if v != before[k]} == {}


def test_forms_without_their_token_change_nothing(app: Flask, world: World) -> None:
    before, wrong = rows(), []
    browser = Browser(app).sign_in(world.ruth)
    for rule, method in doors(app):
        if method == "GET":
            continue
        path = address(rule, world.values)
        answer = browser.post(path, {}, csrf=False)
        if answer.status_code not in (400, 404, 405):
            wrong.append(f"{method} {path}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)
    assert rows() == before


@pytest.mark.parametrize("number", ["0", "99999999999999999999", "-1", "2147483648"])
def test_numbers_that_no_row_has_are_not_found(app: Flask, world: World, number: str) -> None:
    browser, wrong = Browser(app).sign_in(world.ruth), []
    for rule, method in doors(app):
        names = [name for name in rule.arguments if name.endswith("_id")]
        if not names or method != "GET":
            continue
        path = address(rule, {**world.values, **dict.fromkeys(names, number)})
        if (status := browser.get(path).status_code) not in (303, 403, 404, 405):
            wrong.append(f"{path}: {status}")
    assert not wrong, "\n".join(wrong)


def test_every_table_was_looked_at() -> None:
    assert len(all_models()) > 20
    assert all(issubclass(model, Model) for model in all_models())
