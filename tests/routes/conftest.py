"""A leader and her group, and browser windows of people who are signed in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from community.accounts import Person
from community.groups import Group
from tests.builders.groups import a_group
from tests.builders.people import PASSWORD, a_person

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def ruths(app: Flask) -> tuple[Person, Group]:
    """Ruth, who leads a group."""
    ruth = a_person("Ruth")
    return ruth, a_group(leaders=[ruth])


@pytest.fixture
def sign_in(start_server: Callable[..., Any], browser: Browser) -> Callable[..., Page]:
    """Open a window of a person who is signed in."""

    def open_window(person: Person, path: str, **context: Any) -> Page:
        server = start_server()
        window = browser.new_context(base_url=server.url, **{"viewport": PHONE, **context})
        page = window.new_page()
        page.goto(f"/sign-in?next={path}")
        page.get_by_label("E-mail").fill(person.email)
        page.locator("input[name=password]").fill(PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        return page

    return open_window
