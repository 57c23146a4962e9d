"""What walks add to the pages of others: the next walks of a group, and those on a route."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import render_template

from community.events import wording
from community.events.queries import walks_of_group
from community.events.queries.recces import (
    LOOKS_AHEAD,
    NeedsRecce,
    led_walks_that_need_a_recce,
    walks_that_need_a_recce,
)
from community.events.rules.local_time import to_local
from community.foundation import clock
from community.foundation.parts import fills
from community.groups import GroupCard, GroupPage
from community.routes import RoutePage

SHOWN_ON_GROUP_PAGE = 6
SHOWN_ON_ROUTE_PAGE = 4


@fills("group.walks", order=10)
def next_walks(subject: GroupPage, viewer: Any) -> str:
    """The next dates of the group, with what the viewer answered."""
    now = clock.now()
    cards = walks_of_group(viewer, subject.card.id, now, limit=SHOWN_ON_GROUP_PAGE)
    return render_template(
        "events/_group_walks.html",
        group=subject.card,
        cards=cards,
        now=now,
        may_plan=subject.standing.is_leader and not subject.card.is_archived,
        wording=wording,
    )


@fills("group.welcome")
def next_walk_for_a_newcomer(subject: GroupCard, viewer: Any) -> str:
    """The sentence after joining, with the next walk that takes place and is still to come."""
    now = clock.now()
    cards = walks_of_group(viewer, subject.id, now, limit=SHOWN_ON_GROUP_PAGE)
    ahead = (card for card in cards if not card.is_called_off and card.start_utc > now)
    return wording.welcome_words(next(ahead, None), now)


@fills("route.walks")
def walks_on_route(subject: RoutePage, viewer: Any) -> str:
    """The next dates on this route, with what the viewer answered."""
    now = clock.now()
    cards = walks_of_group(
        viewer, subject.group.id, now, limit=SHOWN_ON_ROUTE_PAGE, route_id=subject.card.id
    )
    return render_template(
        "events/_group_walks.html",
        group=subject.group,
        cards=cards,
        now=now,
        may_plan=False,
        wording=wording,
    )


@fills("route.bar")
def plan_on_route(subject: RoutePage, viewer: Any) -> str:
    """The leader's next step from here."""
    if not subject.standing.is_leader or subject.group.is_archived:
        return ""
    return render_template("events/_plan_here.html", group=subject.group, route=subject.card)


@fills("today.groups", order=15)
def recces_to_do(subject: Any, viewer: Any) -> str:
    """Which routes a leader's groups have to check before a walk of the next two weeks."""
    if viewer is None:
        return ""
    needs = led_walks_that_need_a_recce(viewer.id, subject.now)
    return _recce_rows(needs[:SHOWN_ON_GROUP_PAGE], subject.local_now.date())


@fills("group.panels", order=25)
def recces_of_group(subject: GroupPage, viewer: Any) -> str:
    """The same for the leaders of one group, on its page."""
    if not subject.standing.is_leader or subject.card.is_archived:
        return ""
    now = clock.now()
    needs = walks_that_need_a_recce(now, now + LOOKS_AHEAD, [subject.card.id])
    routes = list({one.route.id: one for one in reversed(needs)}.values())[::-1]
    rows = _recce_rows(routes, to_local(now, subject.card.zone).date())
    return render_template("events/_recces.html", rows=rows) if rows else ""


def _recce_rows(needs: list[NeedsRecce], today: date) -> str:
    if not needs:
        return ""
    return render_template("events/_recce_rows.html", needs=needs, today=today, wording=wording)
