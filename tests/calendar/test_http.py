"""What programs get over HTTP (calendar.md 1 and 7): types, validators, methods, tokens, limits."""

from __future__ import annotations

import gzip
import logging
from collections.abc import Callable
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from flask import Flask

from community.accounts.actions import erase_person
from community.calendar.actions import own_link, renew_link
from community.calendar.models import FeedLink
from community.foundation.security import limiter
from community.groups import leave_group
from tests.builders.browsing import Browser
from tests.builders.groups import a_group
from tests.builders.people import a_person
from tests.builders.walks import NOW, a_walk
from tests.calendar.read_back import events_of
from tests.calendar.served import at_time, fetch

SENTENCE = b"There is no calendar at this address.\n"


@pytest.fixture(autouse=True)
def in_may() -> Any:
    with at_time(NOW):
        yield


def token_of(app: Flask, person: Any) -> str:
    return own_link(person.id, person.id, app.config["SECRET_KEY"], NOW).token


@pytest.fixture
def paths(app: Flask) -> dict[str, str]:
    """One address of each kind."""
    ana = a_person("Ana")
    group = a_group(members=[ana])
    date = a_walk(group, weekly=[3])
    token = token_of(app, ana)
    return {
        "group": f"/groups/{group.slug}/calendar.ics",
        "person": f"/calendar/{token}.ics",
        "member": f"/calendar/{token}/{group.slug}.ics",
        "walk": f"/walks/{date.id}.ics",
        "series": f"/series/{date.walk_id}.ics",
    }


FEEDS = ("group", "person", "member")
ALL = (*FEEDS, "walk", "series")


def test_headers_of_each_kind(app: Flask, paths: dict[str, str]) -> None:
    for kind in ALL:
        answer = fetch(app, paths[kind], Accept="application/json")
        assert answer.status_code == 200, kind
        headers = answer.headers
        assert headers["Content-Type"] == "text/calendar; charset=utf-8"
        assert headers["ETag"].startswith('W/"')
        assert headers["X-Robots-Tag"] == "noindex"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "Set-Cookie" not in headers
        is_feed = kind in FEEDS
        shown = "inline" if is_feed else "attachment"
        assert headers["Content-Disposition"].startswith(f'{shown}; filename="')
        assert headers["Content-Disposition"].isascii()
        public = kind == "group"
        assert headers["Cache-Control"] == (
            "public, max-age=300" if public else "private, no-cache"
        )
        vary = headers["Vary"].split(", ")
        assert "Accept-Encoding" in vary
        assert ("Cookie" in vary) is not is_feed
        assert answer.data.startswith(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")


def test_a_feed_does_not_look_at_who_is_signed_in(app: Flask, paths: dict[str, str]) -> None:
    group = a_group(name="Others")
    a_walk(group)
    member = a_person("Tom")
    browser = Browser(app).sign_in(a_person("Eve"))
    insider = Browser(app).sign_in(member)
    for one in (browser, insider):
        answer = one.get(f"/groups/{group.slug}/calendar.ics")
        assert b"exact place for members" in answer.data
        assert "Set-Cookie" not in answer.headers
        assert "Cookie" not in answer.headers["Vary"]


def test_head_has_the_same_headers_and_no_body(app: Flask, paths: dict[str, str]) -> None:
    for kind in ALL:
        _head_has_the_same_headers_and_no_body(app, paths, kind)


def _head_has_the_same_headers_and_no_body(app: Flask, paths: dict[str, str], kind: str) -> None:
    got, head = fetch(app, paths[kind]), fetch(app, paths[kind], "HEAD")
    assert head.status_code == 200
    assert head.data == b""
    ours = {k: v for k, v in got.headers if k != "X-Request-Id"}
    assert {k: v for k, v in head.headers if k != "X-Request-Id"} == ours
    assert head.headers["Content-Length"] == str(len(got.data))


def test_conditional_requests(app: Flask, paths: dict[str, str]) -> None:
    for kind in ALL:
        _conditional_requests(app, paths, kind)


def _conditional_requests(app: Flask, paths: dict[str, str], kind: str) -> None:
    whole = fetch(app, paths[kind])
    etag, modified = whole.headers["ETag"], whole.headers["Last-Modified"]

    def status(**headers: str) -> int:
        return fetch(app, paths[kind], **headers).status_code

    unchanged = fetch(app, paths[kind], etag=etag)
    assert unchanged.status_code == 304
    assert unchanged.data == b""
    for name in ("ETag", "Last-Modified", "Cache-Control", "Vary"):
        assert unchanged.headers[name] == whole.headers[name]
    assert "Content-Type" not in unchanged.headers
    assert status(If_None_Match="*") == 304
    assert status(If_None_Match=f'"other", {etag.removeprefix("W/")}') == 304
    assert status(If_None_Match='"other"') == 200
    assert status(If_None_Match='"other"', If_Modified_Since=modified) == 200
    assert status(If_Modified_Since=modified) == 304
    assert status(If_Modified_Since="Mon, 01 Jan 2024 00:00:00 GMT") == 200
    assert status(If_Modified_Since="the day after tomorrow") == 200
    assert fetch(app, paths[kind], "HEAD", etag=etag).status_code == 304


METHODS = ("POST", "PUT", "PATCH", "DELETE", "PROPFIND", "REPORT", "LOCK")


def test_other_methods_are_told_what_is_allowed(app: Flask, paths: dict[str, str]) -> None:
    for kind, method in product(ALL, METHODS):
        _is_told(app, paths, kind, method)


def _is_told(app: Flask, paths: dict[str, str], kind: str, method: str) -> None:
    answer = fetch(app, paths[kind], method)
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    if kind in FEEDS:
        assert answer.mimetype == "text/plain"
        assert "Set-Cookie" not in answer.headers
        assert "Cookie" not in answer.headers.get("Vary", "")


def test_options(app: Flask, paths: dict[str, str]) -> None:
    for kind in ALL:
        _options(app, paths, kind)


def _options(app: Flask, paths: dict[str, str], kind: str) -> None:
    answer = fetch(app, paths[kind], "OPTIONS")
    assert answer.status_code == 204
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert "Set-Cookie" not in answer.headers


def test_compressed_on_request_under_the_same_tag(app: Flask, paths: dict[str, str]) -> None:
    for kind in ALL:
        _compressed_on_request_under_the_same_tag(app, paths, kind)


def _compressed_on_request_under_the_same_tag(app: Flask, paths: dict[str, str], kind: str) -> None:
    plain = fetch(app, paths[kind])
    packed = fetch(app, paths[kind], Accept_Encoding="br, gzip;q=0.8")
    assert "Content-Encoding" not in plain.headers
    assert fetch(app, paths[kind], Accept_Encoding="gzip;q=0").data == plain.data
    if len(plain.data) < 1000:
        assert "Content-Encoding" not in packed.headers
        return
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert packed.data[4:8] == b"\0\0\0\0"  # no time in it
    assert packed.headers["ETag"] == plain.headers["ETag"]


def test_last_modified_is_never_in_the_future_and_not_before_today(
    app: Flask, paths: dict[str, str]
) -> None:
    at_first = fetch(app, paths["group"]).headers["Last-Modified"]
    assert at_first == "Tue, 12 May 2026 09:00:00 GMT"
    tomorrow = NOW + timedelta(days=1)
    with at_time(tomorrow):
        told = fetch(app, paths["group"]).headers["Last-Modified"]
    assert told == "Wed, 13 May 2026 00:00:00 GMT"


QUERIES = (
    "?",
    "?near=nowhere&km=-1",
    "?slug=%00&token=../../etc/passwd",
    "?" + "a=b&" * 500,
    "?%ff%fe=%f0%28%8c%28",
    "?now=2099-01-01&next=//evil.example",
    "?<script>alert(1)</script>",
)


def test_queries_change_nothing(app: Flask, paths: dict[str, str]) -> None:
    for kind, query in product(ALL, QUERIES):
        plain, answer = fetch(app, paths[kind]), fetch(app, paths[kind] + query)
        assert (answer.status_code, answer.data) == (200, plain.data), (kind, query)
        assert answer.headers["ETag"] == plain.headers["ETag"]


UNKNOWN = (
    "/calendar/unknown.ics",
    "/calendar/" + "A" * 32 + ".ics",
    "/calendar/" + "A" * 31 + ".ics",
    "/calendar/" + "A" * 5000 + ".ics",
    "/calendar/" + "%C3%A4" * 32 + ".ics",
    "/calendar/%00%00.ics",
    "/calendar/" + "A" * 32 + "/vaduz-amblers.ics",
    "/calendar/" + "A" * 32 + "/%00.ics",
    "/calendar/" + "A" * 32 + "/%F0%9F%98%80.ics",
    "/groups/nobody/calendar.ics",
    "/groups/%00/calendar.ics",
    "/groups/%ff%fe/calendar.ics",
    "/groups/..%2f..%2fetc/calendar.ics",
)


def test_what_is_not_known_is_404_in_one_plain_sentence(app: Flask, paths: dict[str, str]) -> None:
    for path in UNKNOWN:
        _is_unknown(app, path)


def _is_unknown(app: Flask, path: str) -> None:
    answer = fetch(app, path)
    assert answer.status_code == 404
    if "%2f" in path:  # no address of a feed at all
        return
    assert answer.data == SENTENCE or ("%00" in path and answer.data.count(b"\n") == 1)
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    assert "Location" not in answer.headers


def test_a_renewed_address_is_gone(app: Flask, paths: dict[str, str]) -> None:
    link = FeedLink.get()
    renewed = renew_link(link.person_id, link.person_id, link.id, app.config["SECRET_KEY"], NOW)
    for kind in ("person", "member"):
        answer = fetch(app, paths[kind])
        assert answer.status_code == 410
        assert answer.data.count(b"\n") == 1
        assert answer.mimetype == "text/plain"
        assert answer.headers["Cache-Control"] == "no-store"
    assert fetch(app, f"/calendar/{renewed.token}.ics").status_code == 200
    # A second tap on the old page makes no third address.
    again = renew_link(link.person_id, link.person_id, link.id, app.config["SECRET_KEY"], NOW)
    assert again.token == renewed.token


def test_the_address_of_an_erased_person_is_gone(app: Flask, paths: dict[str, str]) -> None:
    erase_person(FeedLink.get().person_id)
    for kind in ("person", "member"):
        assert fetch(app, paths[kind]).status_code == 410
    assert FeedLink.get().person_id is None


def test_who_left_reads_no_members_feed(app: Flask, paths: dict[str, str]) -> None:
    link = FeedLink.get()
    group_id = 1
    leave_group(link.person_id, group_id, NOW)
    assert fetch(app, paths["member"]).status_code == 404
    assert fetch(app, paths["person"]).status_code == 200


def test_an_invite_only_group_hides_its_walks(app: Flask) -> None:
    ana = a_person("Ana")
    group = a_group(members=[ana], joining="invite")
    date = a_walk(group, weekly=[3])
    stranger, member = Browser(app).sign_in(a_person("Eve")), Browser(app).sign_in(ana)
    assert fetch(app, f"/groups/{group.slug}/calendar.ics").status_code == 404
    for path in (f"/walks/{date.id}.ics", f"/series/{date.walk_id}.ics"):
        assert fetch(app, path).status_code == 404
        assert stranger.get(path).status_code == 404
        assert member.get(path).status_code == 200
    own = f"/calendar/{token_of(app, ana)}/{group.slug}.ics"
    assert len(events_of(fetch(app, own).data)) == 1


def test_downloads_say_as_much_as_the_page(app: Flask) -> None:
    ana = a_person("Ana", units="miles")
    group = a_group(members=[ana])
    date = a_walk(group, title="Dam", weekly=[3])
    public = fetch(app, f"/walks/{date.id}.ics").data
    (event,) = events_of(public)
    assert event["SUMMARY"] == "Dam (Vaduz Amblers)"
    assert event["LOCATION"] == "Vaduz (exact place for members)"
    assert "RRULE" not in event
    for header in (b"X-WR-CALNAME", b"\r\nNAME:", b"REFRESH-INTERVAL", b"X-PUBLISHED-TTL"):
        assert header not in public
    member = Browser(app).sign_in(ana).get(f"/walks/{date.id}.ics").data
    assert events_of(member)[0]["LOCATION"] == "Bench above the bus stop"
    series = fetch(app, f"/series/{date.walk_id}.ics").data
    (master,) = events_of(series)
    assert "RRULE" in master


def test_series_of_a_single_walk_and_huge_numbers_are_404(app: Flask) -> None:
    date = a_walk(a_group())
    for path in (f"/series/{date.walk_id}.ics", "/walks/0.ics", f"/walks/{10**30}.ics"):
        assert fetch(app, path).status_code == 404


def test_tokens_are_masked_in_logs(
    app: Flask, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    from community.calendar.views import feeds
    from community.foundation.logs import JsonLines, PlainLines

    token = token_of(app, a_person("Ana"))

    def broken(_: str) -> Any:
        raise RuntimeError("the database fell over")

    monkeypatch.setattr(feeds, "person_feed_state", broken)
    with caplog.at_level(logging.INFO):
        answer = fetch(app, f"/calendar/{token}.ics")
    assert answer.status_code == 500
    assert answer.mimetype == "text/plain"
    assert caplog.records
    for record in caplog.records:
        for lines in (JsonLines(), PlainLines()):
            assert token not in lines.format(record)


@pytest.fixture
def limited(make_app: Callable[..., Flask]) -> Any:
    """The application with limits switched on, as in production."""
    before = limiter.enabled
    made = make_app(AMBLE_ENV="development")
    with made.app_context():
        limiter.reset()
        yield made
        limiter.reset()
    limiter.enabled = before


def test_120_requests_a_minute_for_one_address(limited: Flask) -> None:
    one, two = a_group(name="One"), a_group(name="Two")
    path = f"/groups/{one.slug}/calendar.ics"
    for number in range(120):
        assert fetch(limited, f"{path}?n={number}").status_code == 200
    refused = fetch(limited, path)
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "60"
    assert refused.mimetype == "text/plain"
    assert fetch(limited, f"/groups/{two.slug}/calendar.ics").status_code == 200
    with at_time(NOW + timedelta(seconds=61)):
        assert fetch(limited, path).status_code == 200


def test_30_unknown_addresses_in_ten_minutes_and_known_ones_go_on(limited: Flask) -> None:
    token = token_of(limited, a_person("Ana"))
    for number in range(30):
        assert fetch(limited, f"/calendar/{number:032d}.ics").status_code == 404
    assert fetch(limited, f"/calendar/{99:032d}.ics").status_code == 429
    assert fetch(limited, f"/calendar/{token}.ics").status_code == 200


def test_robots_may_read_feeds(app: Flask) -> None:
    assert b"Disallow" not in fetch(app, "/robots.txt").data
