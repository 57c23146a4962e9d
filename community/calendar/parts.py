"""What the calendar says on pages of lower features, and in a person's download."""

from __future__ import annotations

from typing import Any

from flask import render_template

from community.accounts import exports
from community.calendar import policy
from community.calendar.queries.links import links_of
from community.events import SeriesPage, WalkPage
from community.foundation.authorisation import Allowed
from community.foundation.parts import fills
from community.groups import GroupPage


@fills("walk.panels", order=60)
def calendar_on_walk(subject: WalkPage, viewer: Any) -> str:
    """All walks of the group as a feed, and this one as a file."""
    return render_template("calendar/on_walk.html", page=subject)


@fills("series.panels", order=60)
def calendar_on_series(subject: SeriesPage, viewer: Any) -> str:
    """All walks of the group as a feed, and this series as a file."""
    return render_template("calendar/on_series.html", page=subject)


@fills("group.panels", order=60)
def calendar_on_group(subject: GroupPage, viewer: Any) -> str:
    """All walks of the group as a feed."""
    decision = policy.can_read_group_feed(subject.standing, subject.card.joining)
    if not isinstance(decision, Allowed):
        return ""
    return render_template("calendar/on_group.html", group=subject.card)


@fills("account.sections", order=30)
def calendar_in_account(subject: Any, viewer: Any) -> str:
    """The way to one's own feed."""
    return render_template("calendar/on_account.html") if viewer is not None else ""


@exports("calendar")
def own_links(person_id: int) -> object:
    """The calendar's share of a person's download; the addresses themselves are secret."""
    return links_of(person_id)
