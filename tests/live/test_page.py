"""The live page in a real browser, phone size, two people."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from community.accounts import Person
from community.foundation import clock
from tests.builders.live import WalkDay, a_walk_day, post
from tests.live.talking import SECRET, cookie_of
from tests.served import Server

PHONE = {"width": 390, "height": 844}
PICTURES = os.environ.get("LIVE_PICTURES")


class Stage:
    """A walk, a server, and people with their phones."""

    def __init__(self, app: Flask, server: Server, day: WalkDay, browser: Browser) -> None:
        self.app, self.server, self.day, self.browser = app, server, day, browser
        self.problems: list[str] = []

    def phone(self, person: Person, path: str = "", scripts: bool = True) -> Page:
        """Open the walk's room on the person's phone."""
        context = self.browser.new_context(
            viewport=PHONE,
            java_script_enabled=scripts,
            base_url=self.server.url,  # type: ignore[arg-type]
        )
        name, _, value = cookie_of(self.app, person).partition("=")
        context.add_cookies([{"name": name, "value": value, "url": self.server.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.goto(f"/rooms/{self.day.room}{path}")
        return page

    def picture(self, page: Page, name: str) -> None:
        """Keep what it looks like, where the environment asks for it."""
        if PICTURES:
            page.screenshot(path=str(Path(PICTURES) / f"{name}.png"))


@pytest.fixture
def stage(app: Flask, start_server: Callable[..., Server], browser: Browser) -> Iterator[Stage]:
    day = a_walk_day(now=clock.now(), starts_in=timedelta(minutes=5))
    made = Stage(app, start_server(SECRET_KEY=SECRET), day, browser)
    yield made
    for context in browser.contexts:
        context.close()
    assert made.problems == []


def write(page: Page, text: str) -> None:
    page.get_by_label("Message the group").fill(text)
    page.get_by_role("button", name="Send").click()


def log(page: Page) -> Any:
    return page.get_by_role("log")


def test_two_people_talk_and_check_in(stage: Stage) -> None:
    ana, ruth = stage.phone(stage.day.ana), stage.phone(stage.day.ruth)
    expect(ana.locator("[data-live=empty]")).to_be_visible()
    write(ana, "Hello, it is me")
    expect(log(ruth)).to_contain_text("Hello, it is me")
    write(ruth, "We meet at the bench")
    expect(log(ana)).to_contain_text("We meet at the bench")
    expect(log(ana).locator(".is-mine")).to_contain_text("Sent")
    ana.get_by_role("button", name="On my way").click()
    expect(log(ruth)).to_contain_text("Ana is on the way")
    expect(ana.locator(".move.is-done")).to_contain_text("On the way")
    stage.picture(ana, "live-before")
    ana.get_by_text("Running late").click()
    ana.get_by_role("button", name="10 minutes").click()
    expect(log(ruth)).to_contain_text("Ana is about 10 minutes late")
    ana.get_by_role("button", name="I’m here").click()
    expect(ana.locator(".move.is-done")).to_contain_text("Here")
    ana.get_by_role("button", name="Undo “Here”").click()
    expect(ana.locator(".move.is-done")).to_contain_text("Late")
    ana.get_by_role("button", name="I’m here").click()
    ruth.get_by_role("link", name="Board").click()
    expect(ruth.locator(".tally")).to_contain_text("1")
    ruth.get_by_role("button", name="Tom is here").click()
    expect(log(ana)).to_contain_text("Tom is here, says Ruth")
    stage.picture(ruth, "leader-register")
    ruth.get_by_label("You see").fill("2")
    ruth.get_by_role("button", name="Keep the count").click()
    expect(ruth.locator("[data-live=counted]")).to_contain_text("the register says 3")
    ruth.get_by_role("button", name="Start the walk").click()
    expect(log(ana)).to_contain_text("Ruth started the walk.")
    expect(ana.get_by_role("button", name="Need a rest")).to_be_visible()
    ana.get_by_role("button", name="Need a rest").click()
    expect(ruth.locator("[data-live=log]")).to_contain_text("Ana needs a rest. Can you wait?")
    ana.get_by_role("button", name="Walking again").click()
    expect(ana.locator(".move.is-done")).to_contain_text("Walking")
    stage.picture(ana, "live-walking")
    ana.get_by_role("link", name="Board").click()
    stage.picture(ana, "live-board")
    expect(
        ana.get_by_text("This is no emergency service. In danger, call 112.").first
    ).to_be_visible()


def test_need_help_asks_once_and_is_said_aloud(stage: Stage) -> None:
    ana, ruth = stage.phone(stage.day.ana), stage.phone(stage.day.ruth)
    ana.get_by_role("link", name="Need help").click()
    dialog = ana.get_by_role("dialog")
    expect(dialog).to_contain_text("Who should come?")
    stage.picture(ana, "live-help")
    dialog.get_by_role("button", name="Tell all leaders").click()
    expect(dialog).not_to_be_visible()
    expect(ruth.get_by_role("alert")).to_contain_text("Ana needs help")
    expect(ana.get_by_role("button", name="I’m all right again")).to_be_visible()
    stage.picture(ruth, "live-help-leader")


def test_a_dead_spot_keeps_what_was_written_and_sends_it_once(stage: Stage) -> None:
    ana, ruth = stage.phone(stage.day.ana), stage.phone(stage.day.ruth)
    write(ana, "Before")
    expect(log(ruth)).to_contain_text("Before")
    ana.context.set_offline(True)
    expect(ana.locator(".strip")).to_contain_text("No signal.")
    write(ana, "Sitting with Tom, go on ahead")
    ana.get_by_role("button", name="On my way").click()
    expect(ana.locator(".strip")).to_contain_text("2 messages wait here and go out by themselves.")
    expect(ana.locator(".is-waiting.message")).to_contain_text("Waiting for signal")
    expect(ana.locator(".move.is-waiting")).to_contain_text("On the way")
    stage.picture(ana, "live-offline")
    write(ruth, "Meanwhile")
    ana.context.set_offline(False)
    expect(ana.locator(".strip")).to_contain_text("All sent.", timeout=15000)
    expect(log(ana)).to_contain_text("Meanwhile")
    expect(log(ruth).get_by_text("Sitting with Tom, go on ahead")).to_have_count(1)
    expect(ana.locator(".strip")).not_to_be_visible(timeout=8000)


def test_the_server_restarts_and_the_page_goes_on(stage: Stage) -> None:
    ana, ruth = stage.phone(stage.day.ana), stage.phone(stage.day.ruth)
    write(ana, "Before")
    expect(log(ruth)).to_contain_text("Before")
    stage.server.stop()
    expect(ana.locator(".strip")).to_contain_text("No signal.")
    write(ana, "In between")
    stage.server.start()
    expect(log(ruth)).to_contain_text("In between", timeout=20000)
    expect(log(ana).get_by_text("In between")).to_have_count(1)


def test_older_messages_edits_and_deletions(stage: Stage) -> None:
    for number in range(1, 71):
        post(stage.day.ruth, stage.day.room, clock.now(), body=f"Message {number}.")
    ana = stage.phone(stage.day.ana)
    expect(log(ana)).to_contain_text("Message 70.")
    expect(log(ana)).not_to_contain_text("Message 20.")
    ana.get_by_role("button", name="Show older messages").click()
    expect(log(ana)).to_contain_text("Message 1.")
    write(ana, "Thrusday")
    ruth = stage.phone(stage.day.ruth)
    log(ana).get_by_role("button", name="Edit").click()
    ana.get_by_label("Message the group").fill("Thursday")
    ana.get_by_role("button", name="Send").click()
    expect(log(ruth)).to_contain_text("Thursday")
    expect(log(ruth)).to_contain_text("edited")
    log(ana).get_by_role("button", name="Delete").last.click()
    expect(log(ruth)).to_contain_text("Ana removed this")
    expect(log(ruth)).not_to_contain_text("Thursday")


def test_without_scripts_everything_is_a_form(stage: Stage) -> None:
    ana = stage.phone(stage.day.ana, scripts=False)
    write(ana, "By form")
    expect(log(ana)).to_contain_text("By form")
    ana.get_by_role("button", name="On my way").click()
    expect(log(ana)).to_contain_text("Ana is on the way")
    ana.get_by_role("link", name="Need help").click()
    ana.get_by_role("button", name="Tell all leaders").click()
    expect(log(ana)).to_contain_text("Ana needs help")
    ana.get_by_role("link", name="Board").click()
    expect(ana.locator(".live-own")).to_contain_text("Needs help")
    stage.picture(ana, "live-no-scripts")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_is_cut_at_320_px(stage: Stage, theme: str) -> None:
    axe = Path("node_modules/axe-core/axe.min.js").read_text()
    post(stage.day.ruth, stage.day.room, clock.now(), body="We sit down at the next bench.")
    post(stage.day.ana, stage.day.room, clock.now(), "check_in", body="resting")
    for path in ("", "?tab=board"):
        page = stage.phone(stage.day.ruth, path)
        page.context.add_cookies(
            [{"name": "amble_reading", "value": f"100.{theme}.00", "url": stage.server.url}]
        )
        page.reload()
        page.locator("[data-connected*='live/room']").wait_for()
        stage.picture(page, f"axe-{theme}{'-board' if path else ''}")
        page.evaluate(axe)
        found = page.evaluate(
            "axe.run(document).then((r) => r.violations.map((v) => "
            "[v.id, v.nodes.map((n) => n.html.slice(0, 200))]))"
        )
        assert found == []
        page.set_viewport_size({"width": 320, "height": 700})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
