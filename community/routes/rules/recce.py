"""How long a leader's check is valid, and what she looks at (backcare.md 5.2). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from community.foundation.words import N_

VALID_DAYS = {"A": 28, "B": 28}  # backcare.md 5.2 [D]
VALID_DAYS_ELSE = 14  # C and worse, and where there is no grade [D]
REMINDED_DAYS_BEFORE = (7, 2)  # [D]

# What a leader looks at, in the order in which one meets it; with a question where it is one.
CHECKLIST: tuple[tuple[str, str, str], ...] = (
    ("surface", N_("Surface"), N_("Firm and dry, or soft, icy, muddy somewhere?")),
    ("steps", N_("Steps and kerbs"), N_("As described, with a handrail?")),
    ("seats", N_("Seats found"), N_("All still there, free and dry?")),
    ("toilets", N_("Toilets"), N_("Open at the hour of the walk?")),
    ("crossings", N_("Crossings"), N_("Where do you cross a road?")),
    ("shade", N_("Shade"), N_("Where is some on a hot day?")),
    ("signal", N_("Phone signal"), N_("Where is none?")),
    ("turn_back", N_("Turn-back points"), N_("Where does one turn round, or get out?")),
    ("aed", N_("Nearest AED"), N_("Where is the nearest defibrillator?")),
    ("access", N_("Vehicle access points"), N_("Where does an ambulance get in, every 1 km?")),
)
LONGEST_NOTE = 200


@dataclass(frozen=True)
class RecceState:
    """Whether a route is checked well enough; dates are those of the group."""

    checked_on: date | None
    valid_until: date | None

    def holds_on(self, day: date) -> bool:
        """Whether the check is still valid on a day."""
        return self.valid_until is not None and day <= self.valid_until


def recce_state(checked_on: date | None, shown_letter: str | None) -> RecceState:
    """Return how long the latest check of a route holds."""
    if checked_on is None:
        return RecceState(None, None)
    days = VALID_DAYS.get(shown_letter or "", VALID_DAYS_ELSE)
    return RecceState(checked_on, checked_on + timedelta(days=days))


def reminder_due(days_ahead: float) -> int | None:
    """Return which reminder a date is due for that lies so far ahead: the nearest one passed."""
    passed = [days for days in REMINDED_DAYS_BEFORE if 0 < days_ahead <= days]
    return min(passed, default=None)


def checklist_from(told: Mapping[str, Any]) -> tuple[tuple[str, bool, str], ...]:
    """Return (item, looked at, note) of a stored checklist, in the order of the form."""
    rows = []
    for name, _label, _question in CHECKLIST:
        one = told.get(name) or {}
        rows.append((name, bool(one.get("seen")), str(one.get("note", ""))))
    return tuple(rows)
