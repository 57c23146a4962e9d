"""What a walk is to the holder of a personal feed, from what she answered and leads.

Source: calendar.md section 1 (coming, maybe, waiting list, leading; the switch for other walks)
and section 4, the last paragraph of "Single dates instead of a series".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from community.calendar.rules.event import Standing


@dataclass(frozen=True, slots=True)
class MyAnswer:
    """The holder's answer to one date: coming, maybe or cant."""

    occurrence_id: int
    kind: str
    waiting: bool
    rev: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class MySeriesAnswer:
    """The holder's answer to every date of a series."""

    kind: str
    rev: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Switches:
    """What the holder wants to see besides the walks that she leads."""

    coming: bool = True
    maybe: bool = True
    others: bool = False

    def packed(self) -> str:
        """Return the switches as three digits."""
        return f"{int(self.coming)}{int(self.maybe)}{int(self.others)}"


AT_FIRST = Switches()


@dataclass(frozen=True, slots=True)
class Mine:
    """All that one walk is to the holder. answers: by the date's number, sorted."""

    leads: bool = False
    series: MySeriesAnswer | None = None
    answers: tuple[MyAnswer, ...] = ()

    def rev(self) -> int:
        """Return `rsvp.rev` of calendar.md 4: a counter that grows with every answer."""
        counted = sum(one.rev + 1 for one in self.answers)
        return counted + (0 if self.series is None else self.series.rev + 1)


def standing_of_answer(answer: MyAnswer, switches: Switches) -> Standing | None:
    """Return what a date is by its own answer; None: it is not the holder's."""
    if answer.kind == "coming" and switches.coming:
        return Standing.WAITING if answer.waiting else Standing.COMING
    if answer.kind == "maybe" and switches.maybe:
        return Standing.MAYBE
    return Standing.OTHER if answer.kind != "cant" and switches.others else None


def standing_of_walk(mine: Mine, switches: Switches, is_member: bool) -> Standing | None:
    """Return what all dates without an own answer are; None: nothing, only answered dates show."""
    if mine.leads:
        return Standing.LEADING
    if mine.series is not None:
        if mine.series.kind == "coming" and switches.coming:
            return Standing.COMING
        if mine.series.kind == "maybe" and switches.maybe:
            return Standing.MAYBE
        if mine.series.kind == "cant":
            return None
    return Standing.OTHER if switches.others and is_member else None
