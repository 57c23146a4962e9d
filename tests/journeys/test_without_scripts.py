"""Without JavaScript the whole way from the front page to the journal can be read and done."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.demo_site import DemoSite
from tests.journeys.phone import Phone

pytestmark = pytest.mark.xdist_group("demo_2")


def test_the_way_without_scripts(demo_site: DemoSite, phone: Callable[..., Phone]) -> None:
    mira = phone(demo_site.server.url, "Mira", java_script_enabled=False)
    mira.open("/")
    mira.write("Where do you live?", "Vaduz")
    mira.tap("Search")
    expect(mira.page.locator(".results > li").first).to_be_visible()
    mira.follow("Level only")
    mira.sees("Fits: Level only")
    mira.open(demo_site.path("group"))
    expect(mira.page.get_by_role("link", name=re.compile("walk", re.I)).first).to_be_visible()
    mira.open(demo_site.path("later"))
    mira.sees("because", "Know before you come", "Good to know")
    mira.tap("Join the group and come")
    mira.sees("“I’m coming” is kept.")
    mira.write("Your name, as others see it", "Mira")
    mira.write("E-mail", "mira@example.org")
    mira.write("Password", "short")
    mira.page.get_by_label("I am 18 or over").check()
    mira.tap("Sign up")
    mira.sees("This password is short.")
    expect(mira.page.get_by_label("Your name, as others see it")).to_have_value("Mira")
    mira.write("Password", "three grey herons")
    mira.tap("Sign up")
    mira.sees("You’re in", "You’re coming")
    mira.open("/account/calendar")
    expect(mira.page.locator(".copy-text").first).to_contain_text(".ics")
    mira.tap("Save")
    mira.sees("Saved. Your calendar shows it the next time it looks.")


def test_the_room_and_the_journal_without_scripts(
    demo_site: DemoSite, phone: Callable[..., Phone]
) -> None:
    ana = phone(demo_site.server.url, "Ana", java_script_enabled=False).being("Ana")
    ana.open(demo_site.path("room"))
    ana.say("By form, without a script")
    expect(ana.log).to_contain_text("By form, without a script")
    ana.follow("Board")
    expect(ana.page.locator(".live-own")).to_contain_text("You, Ana")
    ana.follow("Need help")
    ana.sees("Who should come?")
    ana.open("/journal/new")
    ana.write("Minutes walked", "23")
    ana.page.get_by_role("combobox", name="Back pain before").select_option("3")
    ana.tap(re.compile("^Save"))
    ana.sees("Saved. Only you can see this.", "23 minutes")
