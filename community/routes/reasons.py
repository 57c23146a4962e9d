"""Why a route has its letter, and why that is not sure: sentences with their values. Pure."""

from __future__ import annotations

from typing import Any

from community.foundation.words import N_
from community.routes.rules import CriterionResult, Quantity, Sentence, sentence_of

# Said where a place or a figure was not given, so that the page claims neither.
_STEPS_SOMEWHERE = N_("because of %(count)s steps on the way")
_STEP_SOMEWHERE = N_("because of one step on the way")
_SURFACE_SOMEHOW = {
    "B": N_("because a little of the ground is not firm"),
    "C": N_("because part of the ground is soft"),
    "D": N_("because part of the ground is rough"),
}
_NARROW = N_("because it is narrow in places, down to %(width)s")
_VERY_NARROW = N_("because it is narrower than 0.9 m in places")
_LEANS = N_("because the path leans sideways, up to %(slope)s")
_LEANS_MUCH = N_("because the path leans sideways a lot, more than 8%")
_BARRIERS = {
    "kissing_gate": N_("because of a kissing gate on the way"),
    "cycle_barrier": N_("because of a cycle barrier on the way"),
    "turnstile": N_("because of a turnstile on the way"),
    "stile": N_("because of a stile on the way"),
    "ford": N_("because of a ford without a bridge on the way"),
}

# design-screens.md, sentence 12, word for word for a phone; the others in its shape.
_NOT_SURE = {
    "gps": N_(
        "%(letter)s, because these heights come from a phone. A leader’s check will settle it."
    ),
    "srtm": N_(
        "%(letter)s, because these heights come from a satellite. A leader’s check will settle it."
    ),
    "copernicus": N_(
        "%(letter)s, because these heights come from a satellite, with trees and roofs in them. "
        "A leader’s check will settle it."
    ),
    "disagreement": N_(
        "%(letter)s, because the recorded heights and the map’s differ too much. "
        "A leader’s check will settle it."
    ),
    "gaps": N_(
        "%(letter)s, because heights are missing on part of the way. "
        "A leader’s check will settle it."
    ),
}
_ESTIMATED = {
    "barometer": N_("Estimated from one recording with an air pressure sensor."),
    "copernicus": N_("Estimated from satellite heights on open ground."),
    "gaps": N_("Estimated, because heights are missing on part of the way."),
}
NO_HEIGHTS = N_(
    "No grade yet: there are no heights in this file, and none are loaded for this place."
)


def reason_of(deciding: dict[str, Any]) -> Sentence:
    """Return why the letter is what it is, from the stored criterion."""
    if deciding.get("loose") and (told := _loose(deciding)) is not None:
        return told
    values = {name: value for name, value in deciding.items() if name != "loose"}
    return sentence_of(CriterionResult(**values))


def _loose(deciding: dict[str, Any]) -> Sentence | None:
    criterion, letter, value = deciding["criterion"], deciding["letter"], deciding["value"] or 0.0
    if letter == "A":
        return None
    if criterion == "steps":
        if value == 1:
            return Sentence(_STEP_SOMEWHERE, {})
        return Sentence(_STEPS_SOMEWHERE, {"count": Quantity(value, "count")})
    if criterion == "surface":
        return Sentence(_SURFACE_SOMEHOW[letter], {})
    if criterion == "width":
        narrow = Sentence(_NARROW, {"width": Quantity(value, "width_m")})
        return narrow if letter != "D" else Sentence(_VERY_NARROW, {})
    if criterion == "cross_slope":
        leans = Sentence(_LEANS, {"slope": Quantity(value, "slope_pct")})
        return leans if letter != "E" else Sentence(_LEANS_MUCH, {})
    if criterion == "barriers":
        return Sentence(_BARRIERS[deciding["detail"]], {})
    return None


def not_sure(doubt: str, confidence: str) -> str:
    """Return the template that says why a letter is not sure, with %(letter)s; "" when it is."""
    if doubt == "no_heights":
        return NO_HEIGHTS
    if confidence == "low":
        return _NOT_SURE.get(doubt, _NOT_SURE["gaps"])
    return _ESTIMATED.get(doubt, "") if confidence == "medium" else ""
