"""The limits of the letters, from backcare.md 2.4 and 2.5; change them here and nowhere else.

The marks are those of backcare.md, section 8. A physiotherapist may change any number.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Letter = Literal["A", "B", "C", "D", "E"]
LETTERS: tuple[Letter, ...] = ("A", "B", "C", "D", "E")


@dataclass(frozen=True)
class SlopeLimits:
    """One letter's limits on slope: per cent, metres of rise, share of the route."""

    basic_pct: float
    exception_pct: float
    exception_rise_m: float
    exception_share: float
    single_pct: float


SLOPE: dict[Letter, SlopeLimits] = {
    # basic: 3 [V58][V60]; 5, 8.33 [V43]; 12 [V43][V49]. exception: [V43]; 15 [D].
    # rise: 5.1 m = 61 m at 8.33% [V43] plus tolerance; rest [D]. share: 30% [V43]; rest [D].
    # single: exception slope + 1.5 [D].
    "A": SlopeLimits(3.0, 5.0, 3.5, 0.05, 6.5),
    "B": SlopeLimits(5.0, 8.5, 5.5, 0.10, 10.0),
    "C": SlopeLimits(8.5, 10.0, 5.5, 0.30, 11.5),
    "D": SlopeLimits(12.0, 15.0, 9.0, 0.10, 16.5),
}
LONGEST_DESCENT_M: dict[Letter, float] = {"A": 5, "B": 10, "C": 30, "D": 80}  # [D], idea [V49]
DESCENT_FROM_PCT = -3.0  # a run at r <= -3
DESCENT_BRIDGE_M = 20.0  # interruptions up to 20 m are bridged
HILLINESS_M_PER_KM: dict[Letter, float] = {"A": 10, "B": 25, "C": 40, "D": 80}  # [D]
STEPS: dict[Letter, float] = {"A": 0, "B": 1, "C": 12, "D": 60}  # [V48][V52] [V54] [V65] [D]
CROSS_SLOPE_PCT: dict[Letter, float] = {"A": 2, "B": 3, "C": 5, "D": 8}  # [V43] [V48] [V43] [D]
CROSS_SLOPE_FROM_M = 20.0  # stretches of 20 m and longer count
WIDTH_M: dict[Letter, float] = {"A": 1.2, "B": 1.0, "C": 0.9, "D": 0.0}  # [D] [V48][V49] [R]
BARRIER_LETTER: dict[str, Letter] = {  # [V48][V51]; turnstile as its neighbours [D]
    "kissing_gate": "B",
    "cycle_barrier": "B",
    "turnstile": "B",
    "stile": "D",
    "ford": "D",
}
FIRM_SHARE_A = 0.98  # no rough; [V47][V48][V60], shares [D]
FIRM_SHARE_B = 0.90
ROUGH_STRETCH_B_M = 20.0
FIRM_AND_SEMI_SHARE_C = 0.90
HIKING_T1 = "hiking"  # backcare.md 2.2: T1 at best C until a leader's recce; higher is E

BEST_LETTER_WHEN_UNSURE: Letter = "B"  # backcare.md 2.4, confidence low

LEVEL_TAG_PCT = 3.0  # backcare.md 2.5, to the end
GENTLE_TAG_PCT = 5.0
KERB_LIMIT_M = 0.03
STEP_FREE_COVERAGE = 0.95
NO_LONG_DESCENT_M = 5.0
SEAT_TAG_STEP_M = 50.0
SEAT_TAG_LIMIT_M = 400.0  # 300 is the Fieldfare rural figure [V48]; 400 [D]
FLEXIBLE_SHARE = 0.25
SHORT_COMMITMENT_M = 500.0
SIDE_BY_SIDE_SHARE = 0.9

ROUNDING = 1e-9  # sums of lengths and rises are compared with this much room


def worse(first: Letter, second: Letter) -> Letter:
    """Return the worse of two letters."""
    return max(first, second)


def letter_up_to(value: float, limits: dict[Letter, float]) -> Letter:
    """Return the best letter whose limit is not exceeded, E when all are."""
    for letter, limit in limits.items():
        if value <= limit + ROUNDING:
            return letter
    return "E"
