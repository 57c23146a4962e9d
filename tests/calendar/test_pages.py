"""The page about one's own feeds, the panels on other pages, codes to scan."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask

from community.accounts import exports  # noqa: F401 - loads the registry
from community.accounts.own_data import data_of
from community.calendar.models import FeedLink
from tests.builders.browsing import Browser, page_text
from tests.builders.groups import a_group
from tests.builders.people import a_person
from tests.builders.walks import NOW, a_walk
from tests.calendar.served import at_time, fetch

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Safari/604.1"
ANDROID = "Mozilla/5.0 (Linux; Android 14; Pixel 8) Chrome/120.0 Mobile"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0"


@pytest.fixture(autouse=True)
def in_may() -> Any:
    with at_time(NOW):
        yield


def address_in(page: str) -> str:
    found = re.search(r"data-copy>https?://[^/]+(/[^<]+\.ics)<", page)
    assert found, page
    return found[1]


def test_the_address_on_the_page_is_the_feed(app: Flask) -> None:
    ana = a_person("Ana")
    a_group(members=[ana])
    browser = Browser(app).sign_in(ana)
    answer = browser.get("/account/calendar", headers={"User-Agent": IPHONE})
    page = answer.get_data(as_text=True)
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    path = address_in(page)
    assert fetch(app, path).status_code == 200
    assert address_in(browser.get("/account/calendar").get_data(as_text=True)) == path
    assert FeedLink.select().count() == 1
    text = page_text(answer)
    for sentence in (
        "Subscribe once. New walks and changes appear by themselves.",
        "Tap, then Subscribe. If nothing opens: Settings, Calendar, Accounts, Add Account, Other,",
        "Google looks for changes when it likes, often after 8 to 24 hours.",
        "Changes can take 3 hours to a day.",
        "Anyone with this personal link can read your walks.",
        "Health data is never in a feed.",
        "The old one stops at once",
        "it will not follow changes",
    ):
        assert sentence in text


@pytest.mark.parametrize(
    ("agent", "begins"),
    [
        (IPHONE, "webcal://"),
        (ANDROID, "https://calendar.google.com/calendar/r?cid=webcal%3A%2F%2F"),
        (WINDOWS, "https://outlook.live.com/calendar/0/addfromweb?url=http%3A%2F%2F"),
        ("", "https://calendar.google.com/"),
    ],
)
def test_the_likely_program_comes_first(app: Flask, agent: str, begins: str) -> None:
    browser = Browser(app).sign_in(a_person("Ana"))
    page = browser.get("/account/calendar", headers={"User-Agent": agent}).get_data(as_text=True)
    found = re.search(r'<a class="button button-primary[^"]*" href="([^"]+)"', page)
    assert found
    assert found[1].startswith(begins)
    assert page.count("button-primary") == 1


def test_a_new_address_ends_the_old_one(app: Flask) -> None:
    browser = Browser(app).sign_in(a_person("Ana"))
    old = address_in(browser.get("/account/calendar").get_data(as_text=True))
    link = {"link": str(FeedLink.get().id)}
    assert browser.post("/account/calendar/new-address", link, csrf=False).status_code == 400
    first = browser.post("/account/calendar/new-address", link)
    assert first.status_code == 303
    told = browser.follow(first)
    assert "This is your new address. The old one has stopped" in page_text(told)
    new = address_in(told.get_data(as_text=True))
    browser.post("/account/calendar/new-address", link)  # the second tap
    assert address_in(browser.get("/account/calendar").get_data(as_text=True)) == new
    assert fetch(app, old).status_code == 410
    assert fetch(app, new).status_code == 200


def test_switches_save_one_by_one_and_all_together(app: Flask) -> None:
    browser = Browser(app).sign_in(a_person("Ana"))

    def state() -> tuple[bool, bool, bool]:
        row = FeedLink.get()
        return row.shows_coming, row.shows_maybe, row.shows_other_walks

    headers = {"Accept": "application/json"}
    path = "/account/calendar/contains"
    assert browser.post(path, {"others": "on"}, headers=headers).json == {"ok": True}
    assert state() == (True, True, True)
    assert browser.post(path, {"maybe": ""}, headers=headers).json == {"ok": True}
    assert state() == (True, False, True)
    assert browser.post(path, {"all": "1", "maybe": "on"}).status_code == 303
    assert state() == (False, True, False)
    assert browser.post(path, {"token": "x"}).status_code == 400


def test_changed_secrets_leave_old_addresses_working(app: Flask, make_app: Any) -> None:
    ana = a_person("Ana")
    old = address_in(Browser(app).sign_in(ana).get("/account/calendar").get_data(as_text=True))
    other = make_app(SECRET_KEY="another-secret-0123456789-0123456789")
    page = Browser(other).sign_in(ana).get("/account/calendar").get_data(as_text=True)
    assert address_in(page) != old
    assert fetch(other, old).status_code == 200
    assert fetch(other, address_in(page)).status_code == 200


def test_groups_have_a_row_with_how_often_they_walk(app: Flask) -> None:
    ana = a_person("Ana")
    a_walk(a_group(name="Vaduz Amblers", members=[ana]), weekly=[3])
    a_walk(a_group(name="Single Steps", members=[ana]))
    text = page_text(Browser(app).sign_in(ana).get("/account/calendar"))
    assert "Vaduz Amblers Every Thursday" in text
    assert "Single Steps Single walks" in text


def test_a_groups_page_of_feeds_gives_members_their_own_address(app: Flask) -> None:
    ana = a_person("Ana")
    group = a_group(members=[ana])
    a_walk(group)
    path = f"/groups/{group.slug}/calendar"
    public = Browser(app).get(path).get_data(as_text=True)
    assert address_in(public) == f"/groups/{group.slug}/calendar.ics"
    assert "only for you" not in public
    answer = Browser(app).sign_in(ana).get(path)
    mine = address_in(answer.get_data(as_text=True))
    assert re.fullmatch(rf"/calendar/[\w-]{{32}}/{group.slug}\.ics", mine)
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert b"Bench above" in fetch(app, mine).data


def test_invite_only_groups_show_strangers_no_feed(app: Flask) -> None:
    group = a_group(joining="invite")
    for browser in (Browser(app), Browser(app).sign_in(a_person("Eve"))):
        for path in (f"/groups/{group.slug}/calendar", f"/groups/{group.slug}/calendar/code"):
            assert browser.get(path).status_code == 404


def test_own_pages_need_sign_in(app: Flask) -> None:
    for path in ("/account/calendar", "/account/calendar/code"):
        answer = Browser(app).get(path)
        assert answer.status_code == 303
        assert answer.location.startswith("/sign-in")
    assert FeedLink.select().count() == 0


def test_codes_hold_the_address(app: Flask) -> None:
    browser = Browser(app).sign_in(a_person("Ana"))
    page = browser.get("/account/calendar/code").get_data(as_text=True)
    assert page.count('src="data:image/svg+xml') == 2
    group = a_group()
    assert Browser(app).get(f"/groups/{group.slug}/calendar/code").status_code == 200


def test_panels_on_other_pages(app: Flask) -> None:
    ana = a_person("Ana")
    group = a_group(members=[ana])
    date = a_walk(group, weekly=[3])
    browser = Browser(app)
    walk = browser.get(f"/walks/{date.id}")
    assert "All walks of Vaduz Amblers They keep themselves up to date" in page_text(walk)
    assert "Only this walk One file, does not change by itself" in page_text(walk)
    assert f'href="/walks/{date.id}.ics"' in walk.get_data(as_text=True)
    series = browser.get(f"/series/{date.walk_id}")
    assert f'href="/series/{date.walk_id}.ics"' in series.get_data(as_text=True)
    page = browser.get(f"/groups/{group.slug}")
    assert "All walks of Vaduz Amblers They keep themselves" in page_text(page)
    assert f'href="/groups/{group.slug}/calendar"' in page.get_data(as_text=True)
    assert 'href="/account/calendar"' in browser.sign_in(ana).get("/account").get_data(as_text=True)


def test_the_download_of_own_data_tells_of_links_and_no_secret(app: Flask) -> None:
    ana = a_person("Ana")
    page = Browser(app).sign_in(ana).get("/account/calendar").get_data(as_text=True)
    told = data_of(ana.id)["calendar"]
    assert told == [
        {
            "made_at": "2026-05-12T09:00:00+00:00",
            "ended_at": None,
            "shows_coming": True,
            "shows_maybe": True,
            "shows_other_walks": False,
        }
    ]
    assert address_in(page) not in str(told)
