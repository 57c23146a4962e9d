"""What an organiser types about a new challenge."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from wtforms.validators import ValidationError

from community.challenges.actions import Goal
from community.challenges.queries import Suggestion
from community.challenges.rules import (
    LATEST_START_DAYS,
    LEAST_GOAL,
    LONGEST_DAYS,
    MOST_GOAL,
    Span,
)
from community.foundation.forms import CreateForm, LineField
from community.foundation.text import has_something_to_see

LONGEST_TITLE = 80


class ChallengeForm(CreateForm):
    """Title, goal, first and last day."""

    title = LineField(longest=LONGEST_TITLE)
    goal = LineField(longest=20)
    first = LineField(longest=10)
    last = LineField(longest=10)

    def __init__(self, *args: Any, today: date, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.today = today

    def propose(self, suggestion: Suggestion) -> None:
        """Fill the empty form."""
        self.goal.data = str(suggestion.goal_minutes)
        self.first.data = suggestion.span.first.isoformat()
        self.last.data = suggestion.span.last.isoformat()

    def read(self) -> Goal:
        """Return what was typed; after it validated."""
        first, last = (date.fromisoformat(field.data or "") for field in (self.first, self.last))
        return Goal(self.title.data or "", _whole(self.goal.data) or 0, Span(first, last))

    def validate_title(self, field: Any) -> None:
        """Some words."""
        if not has_something_to_see(field.data or ""):
            raise ValidationError(_("A name for the challenge is missing."))

    def validate_goal(self, field: Any) -> None:
        """60 to a million minutes."""
        goal = _whole(field.data)
        if not field.data:
            raise ValidationError(_("The goal in minutes is missing."))
        if goal is None or not LEAST_GOAL <= goal <= MOST_GOAL:
            raise ValidationError(
                _("The goal is a whole number of minutes, %(least)s or more.", least=LEAST_GOAL)
            )

    def validate_first(self, field: Any) -> None:
        """A day that exists, from a year ago to in a year."""
        first = _day(field.data)
        if first is None:
            raise ValidationError(_("The first day does not exist. Choose another one."))
        if abs((first - self.today).days) > LATEST_START_DAYS:
            raise ValidationError(_("The first day is more than a year away. Look at the year."))

    def validate_last(self, field: Any) -> None:
        """Not before the first, not in the past, within a year of the first."""
        first, last = _day(self.first.data), _day(field.data)
        if last is None:
            raise ValidationError(_("The last day does not exist. Choose another one."))
        if first is not None and last < first:
            raise ValidationError(_("The last day is before the first. Choose a later one."))
        if last < self.today:
            raise ValidationError(_("The last day is over already. Choose a later one."))
        if first is not None and last >= first + timedelta(days=LONGEST_DAYS):
            raise ValidationError(
                _("A challenge lasts a year at most. Choose an earlier last day.")
            )


def _whole(text: str | None) -> int | None:
    text = "".join((text or "").replace(",", "").split())
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
