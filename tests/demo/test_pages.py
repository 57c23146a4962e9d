"""Every page that the demo's people reach opens."""

from __future__ import annotations

import re
from collections import deque

import pytest
from flask import Flask

from community.accounts import Person, person_with_email
from community.demo.rules.cast import PASSWORD
from community.foundation import clock
from tests.builders.browsing import Browser, page_text
from tests.demo.conftest import NOW

MOST_PAGES = 60
OF_EACH_KIND = 2
LINKS = re.compile(r'href="(/[^"#]*)')
LEFT_OUT = re.compile(r"/(static|sign-out|feeds?)\b|\.(ics|gpx|json|webmanifest)\b|lang=")


def person(name: str) -> Person:
    """Return one of the four."""
    found = person_with_email(f"{name}@example.org")
    assert found
    return found


@pytest.mark.parametrize("name", ["ana", "ruth", "olu", "admin"])
def test_every_page_opens(seeded: Flask, name: str) -> None:
    with clock.retelling(NOW):
        browser = Browser(seeded).sign_in(person(name))
        waiting = deque(["/", "/find?place=Vaduz", "/journal", "/account", "/groups/vaduz-amblers"])
        opened: set[str] = set()
        kinds: dict[str, int] = {}
        while waiting and len(opened) < MOST_PAGES:
            path = waiting.popleft()
            answer = browser.follow(browser.get(path))
            assert answer.status_code == 200, path
            opened.add(path)
            for found in LINKS.findall(answer.get_data(as_text=True)):
                link = found.replace("&amp;", "&")
                kind = re.sub(r"\d+", "0", link.partition("?")[0])
                enough = kinds.get(kind, 0) >= OF_EACH_KIND
                if link in opened or link in waiting or enough or LEFT_OUT.search(link):
                    continue
                kinds[kind] = kinds.get(kind, 0) + 1
                waiting.append(link)
    assert len(opened) > 25


def test_pages_say_that_the_demo_is_invented(seeded: Flask) -> None:
    with clock.retelling(NOW):
        browser = Browser(seeded)
        for path in ("/", "/find?place=Vaduz", "/groups/vaduz-amblers"):
            assert "are invented" in page_text(browser.get(path), whole=True), path


def test_the_four_sign_in_with_one_tap_or_the_password(seeded: Flask) -> None:
    browser = Browser(seeded)
    offered = page_text(browser.get("/sign-in"))
    assert all(f"Be {name}" in offered for name in ("Ana", "Ruth", "Olu", "Alma"))
    assert "Be Hedi" not in offered
    answer = browser.post("/sign-in/demo", {"person": person("ruth").id, "next": ""})
    assert answer.status_code == 303
    assert Browser(seeded).sign_in_by_form(person("ana"), PASSWORD).status_code == 303
