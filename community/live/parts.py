"""What live says on pages of lower features: the room of a walk or a group, the walk going on."""

from __future__ import annotations

from typing import Any

from flask import render_template

from community import events
from community.events import next_walks_of
from community.foundation.parts import fills
from community.live import queries
from community.live.board_queries import moment_of
from community.live.rules.entries import RoomName


@fills("walk.top", order=10)
def live_strip(page: Any, viewer: Any) -> str:
    """A dark strip while the walk's board is open."""
    if viewer is None or not page.standing.is_member:
        return ""
    moment = moment_of(page.facts, page.now)
    if not moment.is_open:
        return ""
    return render_template("live/strip.html", room=f"walk-{page.occurrence_id}", moment=moment)


@fills("walk.panels", order=30)
def room_of_the_walk(page: Any, viewer: Any) -> str:
    """The way into the walk's room, with the number of new messages."""
    if viewer is None or not page.standing.is_member:
        return ""
    name = RoomName("walk", page.occurrence_id)
    new = queries.unread_count(name, viewer.id)
    return render_template("live/link.html", room=str(name), new=new, is_walk=True)


@fills("group.panels", order=40)
def room_of_the_group(page: Any, viewer: Any) -> str:
    """The way into the group's chat."""
    if viewer is None or not page.standing.is_member:
        return ""
    name = RoomName("group", page.card.id)
    new = queries.unread_count(name, viewer.id)
    return render_template("live/link.html", room=str(name), new=new, is_walk=False)


@fills("today.now", order=10)
def walk_going_on(page: Any, viewer: Any) -> str:
    """The walk that goes on now, for who comes or leads."""
    if viewer is None:
        return ""
    told = []
    for card in next_walks_of(viewer.id, page.now, limit=5, days=1):
        if card.status != "planned":
            continue
        moment = moment_of(events.occurrence_facts(card.occurrence_id), page.now)
        if moment.is_open:
            told.append(
                render_template(
                    "live/strip.html",
                    room=f"walk-{card.occurrence_id}",
                    moment=moment,
                    title=card.title,
                )
            )
    return "\n".join(told)
