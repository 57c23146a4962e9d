"""What the journal tells higher features: days, never pain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class LogChanged:
    """The minutes of confirmed logs of these days of a person are not what they were."""

    person_id: int
    days: tuple[date, ...]
