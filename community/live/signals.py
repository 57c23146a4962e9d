"""What happened on a walk's board; sent inside the transaction of the cause."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class BoardClosed:
    """Everybody is home safe, or a day has passed since the planned end."""

    occurrence_id: int


@dataclass(frozen=True)
class PersonHomeSafe:
    """A person who was on the walk is home; `left_early_at` when she went before the others."""

    occurrence_id: int
    person_id: int
    left_early_at: datetime | None


@dataclass(frozen=True)
class OccurrenceRegisterReady:
    """The register of a date is as good as it gets: it can become draft logs."""

    occurrence_id: int
