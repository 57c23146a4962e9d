"""The page "My back", read into what we keep."""

from __future__ import annotations

from flask_babel import gettext as _
from wtforms import BooleanField, HiddenField, SelectMultipleField
from wtforms.validators import ValidationError

from community.foundation.formats import METRES_A_MILE
from community.foundation.forms import Form, LineField
from community.foundation.words import N_
from community.journal.back_queries import BackPage, BackTold
from community.routes import NEEDS, Need

LONGEST_BOUT_MIN = 180
SLOWEST_M_PER_MIN, FASTEST_M_PER_MIN = 15.0, 120.0  # 0.9 and 7.2 km/h [D]
NEED_WORDS: dict[Need, tuple[str, str]] = {  # what she ticks, and what that does
    "general": (
        N_("My back complains now and then"),
        N_("Walks graded A or B fit, C with care."),
    ),
    "stenosis": (
        N_("Spinal stenosis: it gets hard until I sit down"),
        N_("Looks at ways down, at steps, and at how far apart the seats are."),
    ),
    "disc": (
        N_("A disc that troubles me"),
        N_("Looks for firm and even ground, few steps, and a short way back."),
    ),
    "sciatica": (
        N_("Sciatica: pain that runs down a leg"),
        N_("Looks for firm and even ground, few steps, and a short way back."),
    ),
    "hip": (
        N_("A sore hip or buttock (piriformis)"),
        N_("Looks at ways up, and at paths that lean sideways."),
    ),
    "acute_injury": (
        N_("A strain or sprain, and I am just back on my feet"),
        N_("Only level walks fit, with a way back that is never far."),
    ),
    "bone": (
        N_("Fragile bones (osteoporosis, an earlier fracture)"),
        N_("Looks for firm ground, few steps, and handrails."),
    ),
    "balance": (
        N_("My balance is not what it was"),
        N_("Looks for firm ground, few steps, and handrails."),
    ),
}


class BackForm(Form):
    """What applies to her, in plain words; nothing is asked that she cannot leave out."""

    needs = SelectMultipleField(choices=[*NEEDS], validate_choice=False)  # type: ignore[list-item]
    sits_after = LineField(longest=10)
    brings_seat = BooleanField(false_values=("", "no"))
    minds_downhill = BooleanField(false_values=("", "no"))
    speed = LineField(longest=10)
    is_shown = BooleanField(false_values=("", "no"))
    version = HiddenField()

    def show(self, page: BackPage, units: str) -> None:
        """Fill the fields from what is kept."""
        told = page.told
        self.needs.data = list(told.needs)
        self.sits_after.data = "" if told.sits_after_min is None else str(told.sits_after_min)
        self.speed.data = _shown_speed(told.speed_m_per_min, units)
        self.brings_seat.data, self.is_shown.data = told.brings_seat, told.is_shown
        self.minds_downhill.data, self.version.data = told.minds_downhill, str(page.version)

    def read(self, units: str) -> BackTold | None:
        """Return what she told; None when something is wrong, which `errors` then says."""
        self.units = units
        if not self.validate_on_submit():
            return None
        return BackTold(
            needs=frozenset(need for need in NEEDS if need in (self.needs.data or [])),
            sits_after_min=_whole(self.sits_after.data),
            brings_seat=bool(self.brings_seat.data),
            minds_downhill=bool(self.minds_downhill.data),
            speed_m_per_min=self._speed(),
            is_shown=bool(self.is_shown.data),
        )

    def known_version(self) -> int:
        """Return the version that the form was made from; -1 when it is not readable."""
        version = _whole(self.version.data)
        return -1 if version is None else version

    def validate_needs(self, field: SelectMultipleField) -> None:
        """Only what the page offers."""
        if any(need not in NEEDS for need in field.data or []):
            raise ValidationError(_("Choose from what the page offers."))

    def validate_sits_after(self, field: LineField) -> None:
        """Nothing, or 1 to 180."""
        minutes = _whole(field.data)
        if field.data and (minutes is None or not 1 <= minutes <= LONGEST_BOUT_MIN):
            raise ValidationError(
                _("Minutes are a whole number from 1 to %(most)s.", most=LONGEST_BOUT_MIN)
            )

    def validate_speed(self, field: LineField) -> None:
        """Nothing, or a speed at which people walk."""
        speed = self._speed()
        if field.data and (speed is None or not SLOWEST_M_PER_MIN <= speed <= FASTEST_M_PER_MIN):
            raise ValidationError(
                _("A walking speed is a number such as 3.5. Leave it out if unsure.")
            )

    def _speed(self) -> float | None:
        text = (self.speed.data or "").replace(",", ".")
        whole, _dot, part = text.partition(".")
        if not (whole + part).isascii() or not (whole + part).isdigit():
            return None
        metres = METRES_A_MILE if self.units == "miles" else 1000.0
        return round(float(f"{whole or 0}.{part or 0}") * metres / 60, 3)


def _shown_speed(m_per_min: float | None, units: str) -> str:
    if m_per_min is None:
        return ""
    metres = METRES_A_MILE if units == "miles" else 1000.0
    return f"{m_per_min * 60 / metres:.2f}".rstrip("0").rstrip(".")


def _whole(text: str | None) -> int | None:
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
