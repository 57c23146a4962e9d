"""A person's links, for her download."""

from __future__ import annotations

from community.calendar.models import FeedLink


def links_of(person_id: int) -> list[dict[str, object]]:
    """Return when links were made and ended, and what the feed contains."""
    rows = FeedLink.select().where(FeedLink.person == person_id).order_by(FeedLink.id)
    return [
        {
            "made_at": row.made_at.isoformat(timespec="seconds"),
            "ended_at": None
            if row.ended_at is None
            else row.ended_at.isoformat(timespec="seconds"),
            "shows_coming": row.shows_coming,
            "shows_maybe": row.shows_maybe,
            "shows_other_walks": row.shows_other_walks,
        }
        for row in rows
    ]
