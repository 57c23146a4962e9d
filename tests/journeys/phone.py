"""A person's phone: opens pages, taps what is read there, and notes every fault of the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect

SIZE = {"width": 390, "height": 844}
# What Chromium itself notes about a server that is away; nothing that our page has done.
AWAY = re.compile(r"net::ERR_|Failed to load resource|WebSocket connection to|\b50[234]\b")
SHOWN_AGAIN = "status of 422"  # a form that comes back with what is missing; no fault


class Phone:
    """One person's browser, 390 × 844, with a memory of its own."""

    def __init__(self, browser: Browser, url: str, owner: str, **context: Any) -> None:
        self.owner, self.troubles, self.server_is_away = owner, [], False
        self.context = browser.new_context(
            base_url=url, **{"viewport": SIZE, "locale": "en-GB", **context}
        )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(10_000)
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.troubles.append(f"{owner}: {error}"))

    def _note(self, said: ConsoleMessage) -> None:
        is_expected = (self.server_is_away and AWAY.search(said.text)) or SHOWN_AGAIN in said.text
        if said.type != "error" or is_expected:
            return
        self.troubles.append(f"{self.owner} at {self.page.url}: {said.text}")

    def open(self, path: str) -> None:
        """Type an address."""
        self.page.goto(path)

    def being(self, name: str) -> Phone:
        """Sign in with one tap as one of the demo's people; "nobody" stays signed out."""
        if name != "nobody":
            self.open("/sign-in")
            self.tap(f"Be {name}")
            expect(self.heading).to_contain_text(name)
        return self

    def tap(self, name: str | re.Pattern[str], role: str = "button", inside: Any = None) -> None:
        """Tap the one button (or link, tab, …) that is called so."""
        within = inside or self.page
        exact = isinstance(name, str)
        found = within.get_by_role(role, name=name, exact=exact)
        found.locator("visible=true").first.click()

    def follow(self, name: str | re.Pattern[str], inside: Any = None) -> None:
        """Tap a link and read the page that it leads to."""
        self.tap(name, "link", inside)

    def write(self, label: str, text: str) -> None:
        """Type into the field with this label."""
        name = re.compile(rf"^\s*{re.escape(label)}(\s+\(if you like\))?\s*$")
        self.page.get_by_label(name).locator("visible=true").first.fill(text)

    def say(self, text: str) -> None:
        """Write into the room."""
        self.write("Message the group", text)
        self.tap("Send")

    def choose(self, question: str, answer: str | re.Pattern[str]) -> None:
        """Tap one answer of a question that offers several."""
        group = self.page.get_by_role("group", name=question, exact=True)
        group.get_by_text(answer, exact=isinstance(answer, str)).first.click()

    def sees(self, *texts: str | re.Pattern[str], timeout: float = 5000) -> None:
        """Read these words in the page's main part."""
        for text in texts:
            expect(self.main).to_contain_text(text, timeout=timeout, use_inner_text=True)

    def does_not_see(self, *texts: str | re.Pattern[str]) -> None:
        """The page is there, and says nothing of this."""
        expect(self.heading).to_be_visible()
        for text in texts:
            expect(self.main).not_to_contain_text(text, use_inner_text=True)

    @property
    def main(self) -> Locator:
        """What is read between the bars."""
        return self.page.get_by_role("main")

    @property
    def heading(self) -> Locator:
        """The one heading of the page."""
        return self.page.get_by_role("heading", level=1)

    @property
    def log(self) -> Locator:
        """What was said in the room."""
        return self.page.get_by_role("log")

    @property
    def strip(self) -> Locator:
        """The dark strip that tells of the connection."""
        return self.page.locator(".strip")

    def card(self, title: str) -> Locator:
        """The part of the page under this heading."""
        return self.page.locator("section, .card").filter(
            has=self.page.get_by_role("heading", name=title, exact=True)
        ).first  # fmt: skip

    @property
    def text(self) -> str:
        """Everything that is read on the page now, blanks as single ones."""
        return " ".join(self.page.locator("body").inner_text().replace("\u00a0", " ").split())

    @contextmanager
    def without_server(self) -> Iterator[None]:
        """Messages of Chromium about a server that is away are no faults in here."""
        self.server_is_away = True
        yield
        self.server_is_away = False

    def picture(self, folder: Path, test: str) -> None:
        """Keep what the phone shows, for whoever looks into a failed test."""
        folder.mkdir(exist_ok=True)
        name = re.sub(r"\W+", "-", f"{test}-{self.owner}").strip("-")
        self.page.screenshot(path=folder / f"{name}.png", full_page=True)
