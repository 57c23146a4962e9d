"""What people type about a walk, read into an entry."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField
from wtforms.validators import ValidationError

from community.foundation.formats import METRES_A_MILE
from community.foundation.forms import CreateForm, Form, LineField, TextField
from community.journal.queries import LogRow
from community.journal.rules import (
    LEGS,
    LONGEST_WALK_MINUTES,
    Entry,
    is_too_fast,
    kept_distance_m,
    latest_day,
)
from community.journal.rules.checks import FIRST_DAY, LONGEST_DISTANCE_M

LONGEST_NOTE = 1000


class _LogFields(FlaskForm):
    """The fields of a walk; those that a page does not show keep what the log has."""

    minutes = LineField(longest=20)
    before = LineField(longest=10)
    after = LineField(longest=10)
    morning = LineField(longest=10)
    leg = LineField(longest=10)
    day = LineField(longest=10)
    distance = LineField(longest=10)
    note = TextField(longest=LONGEST_NOTE)
    next = HiddenField()

    def __init__(self, *args: Any, log: LogRow | None, person: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.log, self.person = log, person
        self.latest_day: date | None = None

    def show(self, today: date) -> None:
        """Fill the fields from the log, or for a new one."""
        self.day.data = (self.log.day if self.log else today).isoformat()
        if self.log is None:
            return
        self.minutes.data = str(self.log.minutes)
        for name in ("before", "after", "morning"):
            score = getattr(self.log, name)
            self[name].data = "" if score is None else str(score)
        self.leg.data = self.log.leg or ""
        self.note.data = self.log.note
        self.distance.data = shown_distance(self.log.distance_m, self.person.units)

    def read(self, formdata: Any, now: datetime, zone: str | None) -> Entry | None:
        """Return the entry; None when something is wrong, which `errors` then says."""
        self.latest_day = latest_day(now, zone)
        self._keep_what_was_not_shown(formdata)
        if not self.validate_on_submit():
            return None
        return Entry(
            minutes=int(self.minutes.data or 0),
            day=date.fromisoformat(self.day.data or ""),
            before=_score(self.before.data),
            after=_score(self.after.data),
            morning=_score(self.morning.data),
            leg=self.leg.data or None,
            distance_m=self.metres(),
            note=self.note.data or "",
        )

    def _keep_what_was_not_shown(self, formdata: Any) -> None:
        typed = {name: self[name].data for name in self._fields if name in formdata}
        if self.latest_day is not None:
            self.show(self.latest_day)
        for name, data in typed.items():
            self[name].data = data

    def metres(self) -> int | None:
        """Return the distance; the route's own goes with its minutes while nobody changed it."""
        text = self.distance.data or ""
        minutes = _whole(self.minutes.data)
        if self.log and text == shown_distance(self.log.distance_m, self.person.units):
            if self.log.is_draft and minutes is not None:
                return kept_distance_m(minutes, self.log.minutes, self.log.distance_m)
            return self.log.distance_m
        length = _decimal(text)
        if length is None:
            return None
        return round(length * (METRES_A_MILE if self.person.units == "miles" else 1000))

    def validate_minutes(self, field: Any) -> None:
        """1 to 600."""
        minutes = _whole(field.data)
        if not field.data:
            raise ValidationError(_("Minutes are missing."))
        if minutes is None or not 1 <= minutes <= LONGEST_WALK_MINUTES:
            raise ValidationError(
                _(
                    "Minutes are a whole number from 1 to %(most)s.",
                    most=LONGEST_WALK_MINUTES,
                )
            )

    def validate_day(self, field: Any) -> None:
        """A day that exists and has begun."""
        try:
            day = date.fromisoformat(field.data)
        except ValueError:
            raise ValidationError(_("This day does not exist. Choose another one.")) from None
        if self.latest_day is not None and day > self.latest_day:
            raise ValidationError(_("This day is still to come. Choose today or an earlier one."))
        if day < FIRST_DAY:
            raise ValidationError(_("This day is too long ago. Look at the year."))

    def validate_before(self, field: Any) -> None:
        """Nothing, or 0 to 10."""
        if field.data and _score(field.data) is None:
            raise ValidationError(_("Pain is a whole number from 0, none, to 10, the worst."))

    validate_after = validate_morning = validate_before

    def validate_leg(self, field: Any) -> None:
        """Nothing, or one of the answers."""
        if field.data and field.data not in LEGS:
            raise ValidationError(_("Choose one of the answers about your legs."))

    def validate_distance(self, field: Any) -> None:
        """Nothing, or what can be walked in these minutes."""
        if field.data and _decimal(field.data) is None:
            raise ValidationError(_("The distance is a number such as 2.4."))
        metres, minutes = self.metres(), _whole(self.minutes.data)
        if metres is None or minutes is None or minutes < 1:
            return
        if metres > LONGEST_DISTANCE_M or is_too_fast(minutes, metres):
            raise ValidationError(
                _("Nobody walks that far in these minutes. Look at the distance and the minutes.")
            )


class NewLogForm(_LogFields, CreateForm):
    """A walk that is written down by hand."""


class LogForm(_LogFields, Form):
    """A draft to confirm, or a log to change."""

    version = HiddenField()

    def known_version(self) -> int:
        """Return the version that the form was made from; -1 when it is not readable."""
        version = _whole(self.version.data)
        return -1 if version is None else version


class MorningForm(Form):
    """How the back is on the morning after."""

    morning = LineField(longest=10)

    def validate_morning(self, field: Any) -> None:
        """0 to 10, or nothing to take the answer back."""
        if field.data and _score(field.data) is None:
            raise ValidationError(_("Pain is a whole number from 0, none, to 10, the worst."))

    def score(self) -> int | None:
        """Return the answer."""
        return _score(self.morning.data)


def shown_distance(metres: int | None, units: str) -> str:
    """Return a distance as the field shows it, in the person's units."""
    if metres is None:
        return ""
    length = metres / (METRES_A_MILE if units == "miles" else 1000)
    return f"{length:.2f}".rstrip("0").rstrip(".")


def _whole(text: str | None) -> int | None:
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _score(text: str | None) -> int | None:
    number = _whole(text)
    return number if number is not None and number <= 10 else None


def _decimal(text: str | None) -> float | None:
    whole, _, part = (text or "").replace(",", ".").partition(".")
    digits = whole + part
    return float(f"{whole or 0}.{part or 0}") if digits.isascii() and digits.isdigit() else None
