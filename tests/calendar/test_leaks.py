"""No feed and no download tells what it must not: one table, public and member (calendar.md 4)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from community.accounts import Person, give_consent
from community.accounts.actions import change_preferences
from community.accounts.queries import preferences
from community.calendar.actions import own_link
from community.events import Reply, answer_occurrence, call_off, move_occurrence
from community.foundation.authorisation import SYSTEM
from community.foundation.database import write_transaction
from community.groups import Group
from tests.builders.browsing import Browser
from tests.builders.groups import a_group
from tests.builders.people import a_person
from tests.builders.walks import NOW, THURSDAY, a_walk
from tests.calendar.read_back import unfolded
from tests.calendar.served import at_time

PLACE, POINT = "Bench above the bus stop", "GEO:47.140400;9.510400"
# Names of people who come, numbers, addresses, health: nowhere, whoever reads.
NEVER = (
    "Miller", "Rutherford", "Anastasia", "Thomasina", "@", "example.org", "coming", "pain",
    "full", "places", "20",
)  # fmt: skip


@pytest.fixture(autouse=True)
def in_may() -> Any:
    with at_time(NOW):
        yield


@pytest.fixture
def people(app: Flask) -> dict[str, Person]:
    ruth = a_person("Ruth Miller", email="ruth@example.org")
    ana, tom = a_person("Anastasia Rutherford"), a_person("Thomasina")
    give_consent(ana.id, "health", NOW)
    return {"ruth": ruth, "ana": ana, "tom": tom}


@pytest.fixture
def group(people: dict[str, Person]) -> Group:
    group = a_group(leaders=[people["ruth"]], members=[people["ana"], people["tom"]])
    date = a_walk(
        group,
        people["ruth"],
        title="Dam, ask ruth@example.org",
        weekly=[3],
        notes="Write to mailto:ruth@example.org about your pain",
    )
    for person in (people["ana"], people["tom"]):
        answer_occurrence(person.id, date.id, Reply("coming", 3, "series"), NOW)
    moved = THURSDAY.replace(hour=10)
    move_occurrence(people["ruth"].id, date.id, moved, "Call me: ruth@example.org", NOW)
    other = a_walk(group, people["ruth"], title="Called off")
    answer_occurrence(people["ana"].id, other.id, Reply("coming"), NOW)
    call_off(people["ruth"].id, other.id, "Ice", NOW)
    return group


def shows(group: Group, **columns: bool) -> None:
    with write_transaction(by=SYSTEM):
        Group.update(rev=Group.rev + 1, **columns).where(Group.id == group.id).execute()


def agrees(person: Person) -> None:
    with write_transaction(by=SYSTEM):
        Person.update(name_in_public=True).where(Person.id == person.id).execute()


def everything(app: Flask, group: Group, reader: Person | None) -> dict[str, str]:
    """Return all files that a reader can have, unfolded, by address."""
    browser = Browser(app)
    paths = [f"/groups/{group.slug}/calendar.ics", "/walks/1.ics", "/series/1.ics"]
    if reader is not None:
        browser.sign_in(reader)
        token = own_link(reader.id, reader.id, app.config["SECRET_KEY"], NOW).token
        paths = [f"/calendar/{token}.ics", f"/calendar/{token}/{group.slug}.ics", *paths[1:]]
    found = {}
    for path in paths:
        answer = browser.get(path)
        assert answer.status_code == 200, path
        found[path] = "\n".join(unfolded(answer.data))
        if reader is not None:
            assert token not in found[path]
    return found


def said(text: str) -> str:
    """Return what is said in words: without ids, times and addresses of pages."""
    kept = ("SUMMARY", "DESCRIPTION", "LOCATION", "CATEGORIES", "X-WR-CALDESC", "NAME")
    return "\n".join(line for line in text.split("\n") if line.startswith(kept)).replace(
        "2026", "year"
    )


@pytest.mark.parametrize(
    ("reader", "place_shown", "names_shown", "leader_agrees", "place", "leader"),
    [
        (None, False, False, False, False, False),
        (None, False, False, True, False, False),
        (None, False, True, False, False, False),
        (None, False, True, True, False, True),
        (None, True, False, False, True, False),
        ("tom", False, False, False, True, False),
        ("tom", False, False, True, True, True),
        ("ana", False, True, False, True, False),
        ("ruth", False, False, False, True, False),
    ],
)
def test_who_reads_what(
    app: Flask,
    people: dict[str, Person],
    group: Group,
    reader: str | None,
    place_shown: bool,
    names_shown: bool,
    leader_agrees: bool,
    place: bool,
    leader: bool,
) -> None:
    shows(group, shows_exact_place=place_shown, shows_names=names_shown)
    if leader_agrees:
        agrees(people["ruth"])
    for path, text in everything(app, group, people[reader] if reader else None).items():
        assert (PLACE in text) is place, path
        assert (POINT in text) is place, path
        assert ("X-APPLE-STRUCTURED-LOCATION" in text) is place, path
        assert ("Vaduz (exact place for members)" in text) is not place, path
        assert ("Leader: Ruth" in text) is leader, path
        assert ("by Ruth" in text) <= leader, path
        for word in NEVER:
            assert word not in said(text).replace("exact place for members", ""), (path, word)
        for name in ("ATTENDEE", "ORGANIZER", "CLASS", "SOURCE", "VALARM"):
            assert name not in text, path


def test_an_address_in_a_text_points_to_the_page(
    app: Flask, people: dict[str, Person], group: Group
) -> None:
    for path, text in everything(app, group, people["ana"]).items():
        assert "Dam\\, ask (see the walk's page)" in text, path


def test_who_called_a_walk_off_and_is_named_no_longer_is_gone_from_the_feed(app: Flask) -> None:
    olu, ruth = a_person("Olu", name_in_public=True), a_person("Ruth")
    group = a_group(olu, leaders=[ruth], shows_names=True)
    call_off(olu.id, a_walk(group, ruth).id, "Ice", NOW)  # she does not lead it herself
    path = f"/groups/{group.slug}/calendar.ics"
    assert "Olu" in "\n".join(unfolded(Browser(app).get(path).data))
    change_preferences(olu.id, olu.id, replace(preferences(olu.id), name_in_public=False))
    assert "Olu" not in "\n".join(unfolded(Browser(app).get(path).data))
