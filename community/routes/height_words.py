"""How far the heights of a route can be trusted, and what that does to its grade, in words."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext

from community.foundation import formats
from community.foundation.words import N_

# "Heights from the recording would say B": by the source that was not chosen.
_SECOND = {
    "lidar": N_("By the laser survey alone it would be %(letter)s."),
    "barometer": N_(
        "By the recording alone, with its air pressure sensor, it would be %(letter)s."
    ),
    "copernicus": N_("By satellite heights (Copernicus) alone it would be %(letter)s."),
    "srtm": N_("By satellite heights (SRTM) alone it would be %(letter)s."),
    "gps": N_("By the recording’s GPS heights alone it would be %(letter)s."),
}
_FINER = N_("The heights used here see more of the ground, so they count.")


def heights_said(subject: Any) -> list[str]:
    """Return what a reader has to know of the heights: `subject` has found, card and recces."""
    found, card = subject.found, subject.card
    profile = found["profile"]
    if profile is None:
        return []
    told = []
    if found.get("surveyed_share"):
        told.append(
            gettext(
                "On %(share)s of the way the slope was surveyed; that counts before all heights.",
                share=formats.percent(round(found["surveyed_share"] * 100)),
            )
        )
    if found["height_source"] != "survey" and not _is_measured(subject):
        told.append(
            gettext(
                "Short ramps under about %(height)s of rise cannot be seen in this data.",
                height=formats.metres(profile["floor_m"]),
            )
        )
    if card.is_uncertain and not subject.recces:
        told.append(
            gettext(
                "“Level” and “no long descent” are not said of it until a leader has walked it."
            )
        )
    return told if subject.is_turned else told + _second_said(found, card.letter)


def _second_said(found: dict[str, Any], letter: str | None) -> list[str]:
    second = found.get("second")
    if second is None or letter is None or second["letter"] == letter:
        return []
    return [gettext(_SECOND[second["source"]], letter=second["letter"]) + " " + gettext(_FINER)]


def _is_measured(subject: Any) -> bool:
    return any(recce.slopes_measured for recce in subject.recces)
