"""Pages for people: their own feed, one group's feed, codes to scan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import segno
from flask import Response, current_app, flash, make_response, redirect, render_template, request
from flask_babel import gettext

from community.calendar import policy
from community.calendar.actions import SWITCHES, OwnLink, own_link, renew_link, set_switch
from community.calendar.queries.rhythm import rhythm_of
from community.calendar.rules import programs
from community.calendar.rules.programs import Offer, link_for, offers, webcal
from community.calendar.views.blueprint import blueprint
from community.foundation import clock
from community.foundation.authorisation import require
from community.foundation.errors import BadRequest
from community.foundation.security import open_to_everyone, viewer, wants_json
from community.foundation.settings import Settings
from community.groups import GroupCard, group_with_slug, groups_of, standing_of

PAGE = "/account/calendar"


@dataclass(frozen=True)
class Subscription:
    """A feed to be added to a calendar. is_secret: the address is the viewer's alone."""

    title: str
    address: str
    is_secret: bool
    path: str
    offers: tuple[Offer, ...]

    @property
    def first(self) -> Offer:
        """The offer for the program that the viewer most likely has."""
        return self.offers[0]


@blueprint.get(PAGE)
def show_feeds() -> Response:
    """The viewer's own feed, what it contains, and a row for each of her groups."""
    me, now = viewer(), clock.now()
    link = _own_link()
    groups = groups_of(me.id)
    return _private(
        "calendar/feeds.html",
        subscription=_own_subscription(link),
        link=link,
        groups=groups,
        rhythm=rhythm_of([group.id for group in groups], now, gettext),
    )


@blueprint.post(f"{PAGE}/new-address")
def make_new_address() -> Any:
    """End the present address and make another."""
    me = viewer()
    sent = request.form.get("link", "")
    shown = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else None
    renew_link(me.id, me.id, shown, _settings().secret_key, clock.now())
    flash(gettext("This is your new address. The old one has stopped: add the new one again."))
    return redirect(PAGE, code=303)


@blueprint.post(f"{PAGE}/contains")
def choose_contents() -> Any:
    """Keep one switch as the script sends it, or all of them as the form does."""
    me, now = viewer(), clock.now()
    _own_link()
    wanted = list(SWITCHES) if "all" in request.form else [n for n in SWITCHES if n in request.form]
    if not wanted:
        raise BadRequest
    for name in wanted:
        set_switch(me.id, me.id, name, bool(request.form.get(name)), now)
    if wants_json():
        return current_app.json.response(ok=True)
    flash(gettext("Saved. Your calendar shows it the next time it looks."))
    return redirect(PAGE, code=303)


@blueprint.get(f"{PAGE}/code")
def show_own_code() -> Response:
    """Codes to scan with another device, for the viewer's own feed."""
    return _codes(_own_subscription(_own_link()))


@blueprint.get("/groups/<slug>/calendar")
@open_to_everyone
def show_group_feed(slug: str) -> Response:
    """One group's walks for one's own calendar: for members with the exact places."""
    subscription, group = _group_subscription(slug)
    return _private("calendar/group.html", subscription=subscription, group=group)


@blueprint.get("/groups/<slug>/calendar/code")
@open_to_everyone
def show_group_code(slug: str) -> Response:
    """Codes to scan with another device, for a group's feed."""
    return _codes(_group_subscription(slug)[0])


def _own_link() -> OwnLink:
    me = viewer()
    return own_link(me.id, me.id, _settings().secret_key, clock.now())


def _own_subscription(link: OwnLink) -> Subscription:
    address = f"{_settings().url}/calendar/{link.token}.ics"
    return _subscription(gettext("My walks"), address, True, PAGE)


def _group_subscription(slug: str) -> tuple[Subscription, GroupCard]:
    """Return the feed of a group as far as the viewer may see it. Errors: `NotFound`."""
    group, me = group_with_slug(slug), viewer()
    standing = standing_of(None if me is None else me.id, group.id)
    require(policy.can_read_group_feed(standing, group.joining))
    path = f"/groups/{quote(group.slug)}/calendar"
    address = f"{_settings().url}{path}.ics"
    if standing.is_member:
        address = f"{_settings().url}/calendar/{_own_link().token}/{quote(group.slug)}.ics"
    title = gettext("All walks of %(group)s", group=group.name)
    return _subscription(title, address, standing.is_member, path, group.name), group


def _subscription(
    title: str, address: str, is_secret: bool, path: str, name: str = ""
) -> Subscription:
    agent = request.headers.get("User-Agent", "")
    return Subscription(
        title, address, is_secret, path, tuple(offers(address, name or title, agent))
    )


def _codes(subscription: Subscription) -> Response:
    google = link_for(programs.GOOGLE, subscription.address, subscription.title)
    return _private(
        "calendar/code.html",
        subscription=subscription,
        apple_code=_code(webcal(subscription.address)),
        google_code=_code(str(google)),
    )


def _code(text: str) -> str:
    """Return a picture of the text that cameras read, as an address of its own."""
    return str(
        segno.make(text, error="m", micro=False).svg_data_uri(
            scale=6, border=4, dark="#10222b", light="#ffffff", omitsize=True
        )
    )


def _private(template: str, **values: Any) -> Response:
    """Return a page that may hold a secret address: no other site is to learn where we were."""
    answer = make_response(render_template(template, **values))
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _settings() -> Settings:
    found: Settings = current_app.extensions["settings"]
    return found
