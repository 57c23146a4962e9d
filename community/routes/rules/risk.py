"""The risk assessment of a route: when it is due again (backcare.md 5.2). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

MOST_HAZARDS = 40
LONGEST_ENTRY = 200


@dataclass(frozen=True)
class Hazard:
    """One row: what can go wrong, for whom, what is done about it, and who sees to it."""

    hazard: str
    who: str
    control: str
    owner: str


@dataclass(frozen=True)
class RiskState:
    """Whether an assessment is there and holds.

    due_on: a year after it was signed, or the day of an incident since; None without any.
    """

    signed_on: date | None
    due_on: date | None
    incident_on: date | None

    def is_due(self, today: date) -> bool:
        """Whether somebody has to look at it now."""
        return self.due_on is None or today >= self.due_on


def risk_state(signed_on: date | None, incident_on: date | None) -> RiskState:
    """Return the state of a route's assessment: reviewed yearly and after any incident."""
    if signed_on is None:
        return RiskState(None, None, incident_on)
    return RiskState(signed_on, incident_on or a_year_after(signed_on), incident_on)


def a_year_after(day: date) -> date:
    """Return the same day of the next year; of 29 February the 28th."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)
