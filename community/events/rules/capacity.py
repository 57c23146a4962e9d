"""How many people a walk takes: twenty for each leader.

Source: backcare.md section 5.2, "Ratio".
"""

from __future__ import annotations

PLACES_PER_LEADER = 20  # source: backcare.md 5.2, 1 leader per 20 walkers [V102]
WARN_FROM_PERCENT = 90  # source: backcare.md 5.2, "warn at 90%"
BACK_MARKER_FROM = 8  # source: backcare.md 5.2, "back marker required from 8 people"


def places_of(leaders: int, own_capacity: int | None = None) -> int:
    """Return the number of places: 20 for each leader, or fewer if the walk says so.

    leaders: number of leaders of the date. own_capacity: the walk's own limit, None without.
    """
    places = PLACES_PER_LEADER * max(0, leaders)
    return places if own_capacity is None else min(places, max(0, own_capacity))


def is_nearly_full(capacity: int, taken: int) -> bool:
    """Return whether leaders are warned: nine places of ten are taken."""
    return taken * 100 >= capacity * WARN_FROM_PERCENT


def needs_back_marker(people: int) -> bool:
    """Return whether so many people need somebody at the back."""
    return people >= BACK_MARKER_FROM
