"""What happened to walks, their dates and answers; sent inside the transaction of the cause."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class WalkPlanned:
    """A walk was planned and its dates have rows."""

    walk_id: int
    group_id: int


@dataclass(frozen=True)
class WalkChanged:
    """Facts shown of a walk, or of all its dates, changed: title, place, notes, places, leaders."""

    walk_id: int
    group_id: int


@dataclass(frozen=True)
class OccurrenceMoved:
    """One date starts at another time; both times are on the wall clock of `zone`."""

    occurrence_id: int
    group_id: int
    old_start_local: datetime
    new_start_local: datetime
    zone: str
    reason: str
    by_id: int
    by_name: str


@dataclass(frozen=True)
class OccurrenceCalledOff:
    """One date will not take place."""

    occurrence_id: int
    group_id: int
    start_local: datetime
    reason: str
    by_id: int
    by_name: str


@dataclass(frozen=True)
class RsvpAnswered:
    """A person's answer to one date is another than before.

    `before_kind` is None for a first answer. `waiting`: coming, but on the waiting list.
    """

    occurrence_id: int
    group_id: int
    person_id: int
    kind: str
    guests: int
    waiting: bool
    before_kind: str | None


@dataclass(frozen=True)
class SeriesAnswered:
    """A person's answer to every date of a series is another than before."""

    lineage: int
    group_id: int
    person_id: int
    kind: str


@dataclass(frozen=True)
class Promoted:
    """A person moved up from the waiting list and has a place now."""

    occurrence_id: int
    person_id: int


@dataclass(frozen=True)
class RegisterChanged:
    """The register says another thing about a person; `present`: she was or is there."""

    occurrence_id: int
    person_id: int
    present: bool
