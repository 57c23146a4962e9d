"""Ana's pain over eight weeks: gently better, not smoothly. Invented, like Ana."""

from __future__ import annotations

from dataclasses import dataclass

FROM, TO = 5.4, 1.5  # NRS 0-10, about where it begins and ends
WOBBLE = (0.2, -0.4, 0.5, -0.2, 0.4, -0.5, 0.0, 0.3, -0.3)
ONE_BAD_DAY = 0.45  # how far along: a walk that was too much


@dataclass(frozen=True)
class Pain:
    """Before the walk, after it, and on the next morning."""

    before: int
    after: int
    morning: int


def pain_at(far: float, number: int, is_bad: bool = False) -> Pain:
    """Return the scores of walk `number`, `far` (0 to 1) through the eight weeks."""
    middle = FROM + (TO - FROM) * min(max(far, 0.0), 1.0)
    before = round(middle + WOBBLE[number % len(WOBBLE)])
    if is_bad:
        return Pain(before, before + 2, before)
    after = before + (1 if number % 4 == 1 else -1 if number % 3 == 2 else 0)
    return Pain(before, max(0, after), max(0, round(middle - 0.4)))
