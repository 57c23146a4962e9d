"""What walkers type about the state of a route, and leaders about a picture of it."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage
from wtforms import FileField, StringField
from wtforms.validators import ValidationError

from community.foundation.formats import METRES_A_MILE, distance
from community.foundation.forms import CreateForm, LineField, TextField
from community.foundation.text import has_something_to_see
from community.routes.forms import metres
from community.routes.rules.conditions import CONDITION_KINDS

LONGEST_NOTE = 300
LONGEST_WORDS = 200
_MILES = re.compile(r"(\d{1,3}(?:[.,]\d{1,3})?)\s*(?:mi|miles?)", re.IGNORECASE)


def metres_or_miles(text: str) -> float | None:
    """Return the metres of "400", "1.4 km" or "0.3 miles"; None when it is no length."""
    found = _MILES.fullmatch(text.strip())
    if found is not None:
        return float(found[1].replace(",", ".")) * METRES_A_MILE
    return metres(text)


class PlaceForm(CreateForm):
    """A place along a route, with perhaps a picture of it."""

    at = LineField(longest=20)
    photo = FileField()
    words = LineField(longest=LONGEST_WORDS)

    def __init__(self, *args: Any, length_m: float, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.length_m = length_m

    @property
    def at_m(self) -> float | None:
        """The place in metres; None when it was left open."""
        return metres_or_miles(self.at.data) if self.at.data else None

    @property
    def file(self) -> FileStorage | None:
        """The picture that was sent, None without one."""
        sent = self.photo.data
        return sent if isinstance(sent, FileStorage) and sent.filename else None

    def validate_at(self, field: Any) -> None:
        """A length that is not longer than the route."""
        if not field.data:
            return
        found = metres_or_miles(field.data)
        if found is None:
            raise ValidationError(
                _("Write how far it is from the start, for example 400 or 1.4 km.")
            )
        if found > self.length_m + 50:
            raise ValidationError(
                _("The route is only %(length)s long.", length=distance(self.length_m))
            )

    def validate_words(self, field: Any) -> None:
        """A picture needs words."""
        if self.file is not None and not has_something_to_see(field.data or ""):
            raise ValidationError(
                _("Say in words what the picture shows, for people who cannot see it.")
            )


class ReportForm(PlaceForm):
    """What it is like, where, and a note."""

    kind = StringField()
    note = TextField(longest=LONGEST_NOTE)

    def validate_at(self, field: Any) -> None:
        """A picture needs a place."""
        if self.file is not None and not field.data:
            raise ValidationError(_("Say how far from the start the picture was taken."))
        super().validate_at(field)

    def validate_kind(self, field: Any) -> None:
        """One of the kinds."""
        if field.data not in CONDITION_KINDS:
            raise ValidationError(_("Say what you found."))

    def validate_note(self, field: Any) -> None:
        """Something else needs words."""
        if self.kind.data == "other" and not has_something_to_see(field.data or ""):
            raise ValidationError(_("Say in a few words what it is."))


class PhotoForm(PlaceForm):
    """A picture, its place and its words; all three are needed."""

    def validate_photo(self, field: Any) -> None:
        """A file."""
        if self.file is None:
            raise ValidationError(_("Choose a picture first."))

    def validate_at(self, field: Any) -> None:
        """A place."""
        if not field.data:
            raise ValidationError(
                _("Write how far it is from the start, for example 400 or 1.4 km.")
            )
        super().validate_at(field)

    def validate_words(self, field: Any) -> None:
        """Words, also while there is no picture yet."""
        if not has_something_to_see(field.data or ""):
            raise ValidationError(
                _("Say in words what the picture shows, for people who cannot see it.")
            )
