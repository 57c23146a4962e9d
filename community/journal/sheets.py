"""What the template of one log needs: form, log, and whether pain may be noted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _

from community.journal import queries
from community.journal.forms import LogForm
from community.journal.queries import LogRow
from community.journal.rules import LEG_WORDS, clear_change

FIELD_IDS = {"before": "pain-before", "after": "pain-after", "morning": "pain-morning"}
BELOW = ("day", "distance", "leg", "note", "morning")  # behind "More to note"


@dataclass(frozen=True)
class LogSheet:
    """One walk as a form."""

    form: Any
    action: str
    log: LogRow | None
    units: str
    today: date
    may_note_pain: bool
    should_ask: bool

    @property
    def errors(self) -> dict[str, str]:
        """The first fault of each field."""
        return {name: words[0] for name, words in self.form.errors.items() if words}

    @property
    def linked_errors(self) -> list[tuple[str, str]]:
        """The faults with the ids of their fields, for the summary on top."""
        return [
            (FIELD_IDS.get(name, f"field-{name}"), words) for name, words in self.errors.items()
        ]

    @property
    def is_open_below(self) -> bool:
        """Whether "More to note" is open from the start: a fault must not hide."""
        return any(name in self.errors for name in BELOW)

    @property
    def legs(self) -> list[tuple[str, str]]:
        """The answers about the legs."""
        return [("", _("Not answered")), *((leg, _(words)) for leg, words in LEG_WORDS.items())]

    @property
    def asks_for_morning(self) -> bool:
        """Whether a next morning can have been."""
        return self.log is not None and self.log.day < self.today

    @property
    def change(self) -> int | None:
        """The points by which the pain changed, when that is clear."""
        return clear_change(self.log.before, self.log.after) if self.log else None


def sheet_for(form: Any, action: str, log: LogRow | None, person: Any, now: datetime) -> LogSheet:
    """Return the sheet around a form that was made or came back."""
    return LogSheet(
        form=form,
        action=action,
        log=log,
        units=person.units,
        today=queries.today_of(person.id, now),
        may_note_pain=queries.may_keep_pain(person.id),
        should_ask=queries.should_ask_for_consent(person.id),
    )


def sheet_for_draft(log: LogRow, person: Any, now: datetime) -> LogSheet:
    """Return the sheet of a log as it stands."""
    form = LogForm(formdata=None, log=log, person=person)
    form.show(log.day)
    form.version.data = str(log.version)
    return sheet_for(form, f"/journal/{log.id}", log, person, now)
