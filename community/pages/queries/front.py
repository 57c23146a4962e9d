"""The front page: the next walks around the place where most groups live."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from community.events import WalkCard, walks_near
from community.groups import Middle, group_cards, middle_of_instance
from community.pages.queries.sketches import Sketches, sketches_of
from community.pages.rules.map_sketch import Frame

SHOWN = 6
LOOKED_AT = 24  # the soonest six of the nearest: an instance may span a country
TALL = Frame(470, 700)


@dataclass(frozen=True)
class FrontPage:
    """What somebody sees who is not signed in. `walks` are numbered, soonest first."""

    now: datetime
    middle: Middle | None
    walks: tuple[tuple[int, WalkCard], ...]
    sketches: Sketches | None


def front_page(now: datetime) -> FrontPage:
    """Return the front page."""
    middle = middle_of_instance()
    if middle is None:
        return FrontPage(now, None, (), None)
    near = walks_near(None, middle.lat, middle.lon, now, limit=LOOKED_AT)
    near.sort(key=lambda card: (card.start_utc, card.distance_m or 0.0, card.occurrence_id))
    walks = tuple(enumerate(near[:SHOWN], 1))
    sketches = sketches_of(walks, "km", names=_names(walks), desktop=TALL)
    return FrontPage(now, middle, walks, sketches)


def _names(walks: tuple[tuple[int, WalkCard], ...]) -> list[tuple[str, float, float]]:
    """Return the places where the groups of these walks live, each name once."""
    cards = group_cards(card.group_id for _, card in walks).values()
    places = {card.place_name: (card.lat, card.lon) for card in cards}
    return [(name, lat, lon) for name, (lat, lon) in places.items()]
