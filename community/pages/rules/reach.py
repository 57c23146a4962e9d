"""How far people get on foot, as an estimate: pages say "about"."""

from __future__ import annotations

from datetime import datetime

from community.routes.rules.minutes import PACES, SPEED_KM_PER_H

DETOUR = 1.3  # ways are about this much longer than the straight line in towns [D]
REACH_MINUTES = 20  # design-screens.md, sentence 1
LONGEST_TOLD_MINUTES = 45  # beyond, nobody walks to a walk: the distance alone is said
NOON, EVENING = 12, 18


def _speed_m_per_minute(pace: str) -> float:
    known = next((one for one in PACES if one == pace), "easy")
    return SPEED_KM_PER_H[known] * 1000 / 60  # type: ignore[index]


def minutes_on_foot(distance_m: float, pace: str = "easy") -> int | None:
    """Return about how long it takes to walk there; None when it is too far for that."""
    minutes = round(distance_m * DETOUR / _speed_m_per_minute(pace))
    return max(1, minutes) if minutes <= LONGEST_TOLD_MINUTES else None


def reach_m(minutes: float = REACH_MINUTES, pace: str = "easy") -> float:
    """Return how far away, in a straight line, people get in so many minutes."""
    return minutes * _speed_m_per_minute(pace) / DETOUR


def part_of_day(local: datetime) -> str:
    """Return morning, afternoon or evening, for the greeting; the night is evening."""
    if 4 <= local.hour < NOON:
        return "morning"
    return "afternoon" if NOON <= local.hour < EVENING else "evening"
