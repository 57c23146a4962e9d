"""A browser without a screen: keeps cookies and the CSRF token, reads pages as text.

browser = Browser(app)
browser.sign_in(ana)                     # quick: a device row and a session
answer = browser.post("/groups/vaduz-amblers/join")
assert "You're in" in page_text(browser.follow(answer))
"""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from community.accounts import Device, Person
from community.accounts.actions import open_device
from community.foundation import clock
from tests.builders.people import PASSWORD

TOKEN = re.compile(r'<meta name="csrf-token" content="([^"]+)">')
SILENT = ("script", "style", "head", "svg", "template")


class Browser:
    """One person's browser."""

    def __init__(self, app: Flask, address: str = "127.0.0.1") -> None:
        self.app = app
        self.client = app.test_client()
        self.client.environ_base = {**self.client.environ_base, "REMOTE_ADDR": address}
        self.token: str | None = None
        self.device_key: str | None = None

    def get(self, path: str, **rest: Any) -> TestResponse:
        """Open a page; remembers its token."""
        return self._send("GET", path, **rest)

    def post(
        self, path: str, data: dict[str, Any] | None = None, *, csrf: bool = True, **rest: Any
    ) -> TestResponse:
        """Send a form, with the token of the last page; `csrf=False` leaves it out."""
        sent = dict(data or {})
        if csrf:
            sent["csrf_token"] = self.csrf_token()
        return self._send("POST", path, data=sent, **rest)

    def post_json(self, path: str, value: Any, *, csrf: bool = True, **rest: Any) -> TestResponse:
        """Send JSON as our scripts do."""
        headers = {"Accept": "application/json", **rest.pop("headers", {})}
        if csrf:
            headers["X-CSRFToken"] = self.csrf_token()
        return self._send("POST", path, json=value, headers=headers, **rest)

    def follow(self, answer: TestResponse) -> TestResponse:
        """Open where `answer` leads to; itself when it leads nowhere."""
        while answer.status_code in (302, 303):
            answer = self.get(answer.location)
        return answer

    def csrf_token(self) -> str:
        """Return the token of the last page, or of one that is opened for it."""
        if self.token is None:
            self.follow(self.get("/sign-in"))
        assert self.token, "no page gave a CSRF token"
        return self.token

    def sign_in(self, person: Person) -> Browser:
        """Be `person` at once, without the form."""
        with self.app.app_context():
            self.device_key = open_device(person.id, "Test browser", clock.now())
        with self.client.session_transaction() as session:
            session.clear()
            session["_user_id"] = self.device_key
            session["_fresh"] = True
        self.token = None
        return self

    def sign_in_by_form(
        self, person: Person, password: str = PASSWORD, next_path: str = ""
    ) -> TestResponse:
        """Sign in as people do."""
        path = f"/sign-in?next={next_path}" if next_path else "/sign-in"
        self.get(path)
        sent = {"email": person.email, "password": password, "next": next_path}
        answer = self.post("/sign-in", sent)
        self.token = None
        return answer

    def sign_up(
        self,
        name: str = "Ana",
        email: str = "ana@example.org",
        password: str = PASSWORD,
        next_path: str = "",
        **changes: Any,
    ) -> TestResponse:
        """Sign up as people do."""
        self.get("/sign-up")
        sent = {
            "name": name,
            "email": email,
            "password": password,
            "agree": "yes",
            "next": next_path,
            **changes,
        }
        answer = self.post("/sign-up", {k: v for k, v in sent.items() if v is not None})
        if answer.status_code == 303:
            self.token = None
        return answer

    def device(self) -> Device | None:
        """Return the device of this session, or None when nobody is signed in."""
        with self.client.session_transaction() as session:
            key = session.get("_user_id")
        return Device.get_or_none(Device.key == key) if key else None

    def _send(self, method: str, path: str, **rest: Any) -> TestResponse:
        # In a context of its own: else `g`, which keeps who is signed in, outlives the request.
        with self.app.app_context():
            answer = self.client.open(path, method=method, **rest)
        if answer.mimetype == "text/html":
            found = TOKEN.search(answer.get_data(as_text=True))
            if found:
                self.token = html.unescape(found[1])
        return answer


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in SILENT

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in SILENT

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.pieces.append(data)


def page_text(answer: TestResponse | str, whole: bool = False) -> str:
    """Return what a person reads in main (`whole`: bars and footer too), blanks as single ones."""
    page = answer if isinstance(answer, str) else answer.get_data(as_text=True)
    main = re.search(r"<main\b.*</main>", page, re.S)
    parser = _Text()
    parser.feed(main[0] if main and not whole else page)
    return " ".join(" ".join(parser.pieces).replace("\u00a0", " ").split())


def field_value(answer: TestResponse, name: str) -> str | None:
    """Return the value of the first input called `name` in main."""
    page = answer.get_data(as_text=True).partition("<main")[2]
    for tag in re.findall(r"<input[^>]*>", page):
        if f'name="{name}"' in tag:
            found = re.search(r'value="([^"]*)"', tag)
            return html.unescape(found[1]) if found else ""
    return None


def errors_of(answer: TestResponse) -> str:
    """Return the text of the error summary on top of a form that came back."""
    page = answer.get_data(as_text=True)
    found = re.search(r'<div class="note note-bad error-summary".*?</div>\s*</div>', page, re.S)
    return page_text(found[0]) if found else ""


def fields_of(answer: TestResponse, form_id: str) -> dict[str, Any]:
    """Return what a browser would send of a form as it stands; several of a name as a list."""
    found = _Fields(form_id)
    found.feed(answer.get_data(as_text=True))
    return {name: texts[0] if len(texts) == 1 else texts for name, texts in found.texts.items()}


class _Fields(HTMLParser):
    """Collects the fields of one form, without its buttons."""

    def __init__(self, form_id: str) -> None:
        super().__init__()
        self.form_id, self.inside = form_id, False
        self.name, self.is_area = "", False
        self.texts: dict[str, list[str]] = {}

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        told = dict(attributes)
        if tag == "form":
            self.inside = told.get("id") == self.form_id
        if not self.inside:
            return
        name, text = told.get("name") or "", told.get("value") or ""
        unmarked = told.get("type") in ("radio", "checkbox") and "checked" not in told
        if tag == "input" and name and not unmarked:
            self.texts.setdefault(name, []).append(text)
        elif tag == "select":
            self.name = name
        elif tag == "option" and self.name and ("selected" in told or self.name not in self.texts):
            self.texts[self.name] = [text]
        elif tag == "textarea":
            self.name, self.is_area = name, True
            self.texts[name] = [""]

    def handle_data(self, text: str) -> None:
        if self.is_area:
            self.texts[self.name][0] += text

    def handle_endtag(self, tag: str) -> None:
        if tag in ("select", "textarea"):
            self.name, self.is_area = "", False
        elif tag == "form":
            self.inside = False
