"""What people type about groups, as typed values or sentences."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, HiddenField, IntegerField
from wtforms.validators import AnyOf, DataRequired, ValidationError

from community.foundation.forms import CreateForm, Form, LineField, TextField
from community.groups.queries import named_places
from community.groups.rules import PACES, WAYS_TO_JOIN
from community.places import NO_SUCH_PLACE, ZONES, Place, search_place, zone_at

LONGEST_NAME = 60
LONGEST_PLACE = 80
MOST_VERSIONS = 2_000_000_000


class PaceField(LineField):
    """One of the three paces."""

    def __init__(self, **rest: Any) -> None:
        super().__init__(validators=[AnyOf(PACES, _l("Choose one of the three paces."))], **rest)


class JoiningField(LineField):
    """One of the three ways to join."""

    def __init__(self, **rest: Any) -> None:
        told = _l("Choose how people join.")
        super().__init__(validators=[AnyOf(WAYS_TO_JOIN, told)], **rest)


class VersionField(IntegerField):
    """The version of what the form shows, so that nobody's change is lost."""

    def __init__(self, **rest: Any) -> None:
        super().__init__(validators=[_is_version], **rest)


def _is_version(form: Any, field: Field) -> None:
    if field.data is None or not 0 <= field.data < MOST_VERSIONS:
        field.errors = []
        field.data = -1  # never the present one: the form is shown again with the new state


class _PlaceFields(Form):
    """A name, a place that is found or typed as coordinates, and the zone there."""

    name = LineField(
        validators=[DataRequired(_l("The group’s name is missing."))], longest=LONGEST_NAME
    )
    about = LineField(longest=300)
    place_name = LineField(
        validators=[DataRequired(_l("The place is missing."))], longest=LONGEST_PLACE
    )
    where = LineField(longest=120)
    zone = LineField(longest=40)
    pace = PaceField()
    rules = TextField(longest=2000)

    place: Place | None = None

    def validate_name(self, field: Field) -> None:
        """At least one letter, for the address is made of it."""
        if not any(c.isalnum() for c in field.data or ""):
            raise ValidationError(gettext("The group’s name is missing."))

    def validate_where(self, field: Field) -> None:
        """Coordinates, else the place's name is looked up."""
        text = field.data or self.place_name.data or ""
        if not text:
            return
        found = search_place(text, named_places())
        if found.place is None:
            raise ValidationError(gettext(found.sentence or NO_SUCH_PLACE))
        self.place = found.place

    def validate_zone(self, field: Field) -> None:
        """The zone of the place unless another is chosen."""
        if field.data and field.data not in ZONES:
            raise ValidationError(gettext("There is no time zone of this name. Choose one."))
        if not field.data and self.place is not None and self._zone_there() is None:
            raise ValidationError(gettext("We do not know the time zone there. Choose one."))

    def chosen_zone(self) -> str:
        """Return the zone that was chosen, else the one that holds at the place."""
        return str(self.zone.data or self._zone_there())

    def _zone_there(self) -> str | None:
        return zone_at(self.place.lat, self.place.lon) if self.place else None


class NewGroupForm(CreateForm, _PlaceFields):
    """Start a group."""

    joining = JoiningField()


class AboutForm(_PlaceFields):
    """Settings: About."""

    version = VersionField()

    def __init__(self, kept: Place | None = None, **rest: Any) -> None:
        super().__init__(**rest)
        self.kept = kept

    def validate_where(self, field: Field) -> None:
        """Nothing typed and the same name: the place stays."""
        is_same = self.kept is not None and self.place_name.data == self.kept.name
        if not field.data and is_same:
            self.place = self.kept
            return
        super().validate_where(field)


class JoiningForm(Form):
    """Settings: Joining."""

    joining = JoiningField()
    version = VersionField()


class VisibilityForm(Form):
    """Settings: Who sees what."""

    shows_exact_place = BooleanField()
    shows_names = BooleanField()
    version = VersionField()


class AskForm(Form):
    """A few words with a request to join."""

    answer = LineField(longest=300)
    invite = HiddenField()
