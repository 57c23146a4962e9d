"""How long a walk takes: DIN 33466 (backcare.md 2.1 [V61])."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

from community.routes.rules.profile import Segment
from community.routes.rules.slope import total_down_m, total_length_m, total_up_m

Pace = Literal["very_easy", "easy", "brisk"]
PACES: tuple[Pace, ...] = get_args(Pace)
SPEED_KM_PER_H: dict[Pace, float] = {"very_easy": 3.0, "easy": 4.0, "brisk": 5.0}  # [D]
UP_M_PER_H = 300.0  # DIN 33466 [V61]
DOWN_M_PER_H = 500.0  # DIN 33466 [V61]


def walking_minutes(length_m: float, up_m: float, down_m: float, pace: Pace = "easy") -> float:
    """Return minutes without rests: the longer part and half of the shorter one."""
    level = length_m / 1000.0 / SPEED_KM_PER_H[pace] * 60.0
    steep = (up_m / UP_M_PER_H + down_m / DOWN_M_PER_H) * 60.0
    return max(level, steep) + 0.5 * min(level, steep)


def minutes_of(segments: Sequence[Segment], pace: Pace = "easy") -> float:
    """Return the minutes of a segment list."""
    return walking_minutes(
        total_length_m(segments), total_up_m(segments), total_down_m(segments), pace
    )
