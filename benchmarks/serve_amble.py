"""The real application as benchmarks serve it: `gunicorn benchmarks.serve_amble:app`.

Two settings differ, in this process only, and RESULTS.md says so: the limits by address and for
feeds are off (one program asks thousands of times), and the window of the chat's limit is a
microsecond instead of ten seconds, so that its cost is in and it never refuses. Three addresses
are added: a feed written by `icalendar` on each request, and two to look into the cache.
"""

from __future__ import annotations

from datetime import datetime

from flask import Flask, Response, current_app, jsonify

from app import create_app
from benchmarks.serve_settings import WINDOW_S
from community.calendar import words, writing
from community.calendar.feeds import UNITS_OF_GROUPS, kept
from community.calendar.queries import stored, versions
from community.calendar.rules.event import Audience, CalendarWalk, Reader
from community.calendar.rules.feed import FeedHeader, horizon_year
from community.calendar.site import KNOWN, site_of
from community.calendar.writing import Owner
from community.foundation import clock
from community.foundation.security import limiter, without_session
from community.groups import GroupCard, group_with_slug
from community.live.actions import rates
from tests.calendar.reference_writer import reference_feed


def _walks(group: GroupCard, now: datetime) -> list[CalendarWalk]:
    light = stored.light_walks_of_group(group.id, now.date())
    looks = versions.told_since("look", [group.id])
    owner = Owner(site_of(now), horizon_year(now.date()))
    return writing.calendar_walks(light, {group.id: group}, looks, owner)


@without_session
def plain_feed(slug: str) -> Response:
    """The group's feed, read and written by `icalendar` each time."""
    group, now = group_with_slug(slug), clock.now()
    site = site_of(now)
    with words.written_for(group.language, UNITS_OF_GROUPS):
        reader = Reader(
            site.id, site.base_url, words.phrases(group.language), audience=Audience.PUBLIC
        )
        header = FeedHeader(group.name, group.about)
        plain = reference_feed(header, _walks(group, now), reader, now.date())
    return Response(plain, content_type="text/calendar; charset=utf-8")


@without_session
def made() -> Response:
    """How many fragments and files were ever written."""
    return jsonify(fragments=kept().fragments.made, files=kept().files.made)


@without_session
def forget() -> Response:
    """Forget everything written, as after a start."""
    current_app.extensions.pop("calendar_kept", None)
    current_app.extensions.pop(KNOWN, None)
    return jsonify(ok=True)


def _served() -> Flask:
    served = create_app()
    limiter.enabled = False
    rates.window_s = WINDOW_S
    served.add_url_rule("/benchmark/<slug>.ics", view_func=plain_feed)
    served.add_url_rule("/benchmark/made", view_func=made)
    served.add_url_rule("/benchmark/forget", view_func=forget)
    return served


app = _served()
