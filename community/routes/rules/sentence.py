"""The deciding fact and its place as one translatable sentence with its values.

A page formats each value for its reader (km or miles, decimals by locale), puts the results into
the translated template and shows "B because of one rise: 6% for 60 m, at 1.4 km".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from community.foundation.words import N_
from community.routes.rules.criteria import CriterionResult
from community.routes.rules.grade import Grade
from community.routes.rules.limits import LEVEL_TAG_PCT
from community.routes.rules.profile import Profile
from community.routes.rules.slope import rounded_slope, steepest

Unit = Literal["distance_m", "height_m", "width_m", "slope_pct", "share", "count", "per_km_m"]


@dataclass(frozen=True)
class Quantity:
    """A number and what it counts; `share` is 0 to 1, slopes are without sign."""

    value: float
    unit: Unit


@dataclass(frozen=True)
class Sentence:
    """A template with %(name)s placeholders, and a quantity for each of them."""

    template: str
    values: Mapping[str, Quantity]

    def in_english(self) -> str:
        """Return the sentence in English and metric units, for the command line and logs."""
        return self.template % {name: _metric(found) for name, found in self.values.items()}


_LEVEL = N_("because nothing on it is steeper than %(slope)s")
_LEVEL_WITH_RAMP = N_("because its steepest part is short: %(slope)s for %(length)s, at %(place)s")

_SLOPE: dict[tuple[str, bool], str] = {
    ("up", False): N_("because of one rise: %(slope)s for %(length)s, at %(place)s"),
    ("up", True): N_(
        "because of several rises, the largest: %(slope)s for %(length)s, at %(place)s"
    ),
    ("down", False): N_("because of one descent: %(slope)s for %(length)s, at %(place)s"),
    ("down", True): N_(
        "because of several descents, the largest: %(slope)s for %(length)s, at %(place)s"
    ),
}
_SHARE: dict[str, str] = {
    "up": N_("because %(share)s of it rises more than a gentle way does, first at %(place)s"),
    "down": N_("because %(share)s of it falls more than a gentle way does, first at %(place)s"),
}
_DESCENT = N_("because of a long descent: %(drop)s down over %(length)s, at %(place)s")
_HILLINESS: dict[str, str] = {
    "up": N_("because it climbs a lot for its length: %(height)s up in each kilometre"),
    "down": N_("because it goes down a lot for its length: %(height)s down in each kilometre"),
}
_STEP = N_("because of one step, at %(place)s")
_STEPS: dict[bool, str] = {
    False: N_("because of %(count)s steps, at %(place)s"),
    True: N_("because of %(count)s steps in all, most of them at %(place)s"),
}
_SURFACE: dict[str, str] = {
    "rough_stretch": N_("because of rough ground for %(length)s, at %(place)s"),
    "rough": N_("because %(share)s of the ground is rough"),
    "not_firm": N_("because %(share)s of the ground is not firm"),
    "at_least_rough": N_("because at least %(share)s of the ground is rough"),
    "at_least_not_firm": N_("because at least %(share)s of the ground is not firm"),
}
_SURFACE_PLACED: dict[str, str] = {
    "rough_stretch": _SURFACE["rough_stretch"],
    "rough": N_(
        "because %(share)s of the ground is rough, the longest part for %(length)s, at %(place)s"
    ),
    "not_firm": N_(
        "because %(share)s of the ground is not firm, the longest part for %(length)s, at %(place)s"
    ),
    "at_least_rough": N_(
        "because at least %(share)s of the ground is rough, "
        "the longest part for %(length)s, at %(place)s"
    ),
    "at_least_not_firm": N_(
        "because at least %(share)s of the ground is not firm, "
        "the longest part for %(length)s, at %(place)s"
    ),
}
_CROSS_SLOPE = N_("because the path leans sideways: %(slope)s for %(length)s, at %(place)s")
_WIDTH = N_("because of a narrow place, %(width)s wide, at %(place)s")
_BARRIERS: dict[str, str] = {
    "kissing_gate": N_("because of a kissing gate, at %(place)s"),
    "cycle_barrier": N_("because of a cycle barrier, at %(place)s"),
    "turnstile": N_("because of a turnstile, at %(place)s"),
    "stile": N_("because of a stile, at %(place)s"),
    "ford": N_("because of a ford without a bridge, at %(place)s"),
}
_HIKING: dict[bool, str] = {
    True: N_("because the map calls a part a hiking path, at %(place)s; no leader has checked it"),
    False: N_("because the map calls a part a mountain path, at %(place)s"),
}


def deciding_sentence(grade: Grade) -> Sentence:
    """Return why the route, as drawn, has its letter."""
    return sentence_of(grade.deciding)


def sentence_of(result: CriterionResult) -> Sentence:
    """Return the sentence of one criterion."""
    makers: dict[str, Callable[[CriterionResult], Sentence]] = {
        "slope": _slope,
        "descent": lambda r: Sentence(
            _DESCENT, _placed(r, drop=Quantity(r.value or 0, "height_m"))
        ),
        "hilliness": lambda r: Sentence(
            _HILLINESS[r.detail], {"height": Quantity(r.value or 0, "height_m")}
        ),
        "steps": _steps,
        "surface": lambda r: Sentence(
            (_SURFACE if r.at_m is None else _SURFACE_PLACED)[r.detail],
            _placed(r, share=Quantity(r.value or 0, "share")),
        ),
        "cross_slope": lambda r: Sentence(
            _CROSS_SLOPE, _placed(r, slope=Quantity(r.value or 0, "slope_pct"))
        ),
        "width": lambda r: Sentence(_WIDTH, _placed(r, width=Quantity(r.value or 0, "width_m"))),
        "barriers": lambda r: Sentence(_BARRIERS[r.detail], _placed(r)),
        "hiking": lambda r: Sentence(_HIKING[r.letter != "E"], _placed(r)),
    }
    return _only_used(makers[result.criterion](result))


_PROFILE_LEVEL = N_(
    "%(length)s long, with %(up)s up and %(down)s down; no part is noticeably steep"
)
_PROFILE = N_(
    "%(length)s long, with %(up)s up and %(down)s down; "
    "the steepest part is %(slope)s for %(stretch)s, at %(place)s"
)
_FLOOR = N_("short ramps under about %(height)s of rise cannot be seen in this data")


def profile_sentence(profile: Profile) -> Sentence:
    """Return the one sentence that stands for the drawing of a profile."""
    values = {
        "length": Quantity(profile.length_m, "distance_m"),
        "up": Quantity(profile.ascent_m, "height_m"),
        "down": Quantity(profile.descent_m, "height_m"),
    }
    steep = steepest(profile.segments)
    if steep is None:
        return Sentence(_PROFILE_LEVEL, values)
    values |= {
        "slope": Quantity(abs(steep.slope_pct), "slope_pct"),
        "stretch": Quantity(steep.length_m, "distance_m"),
        "place": Quantity(steep.at_m, "distance_m"),
    }
    return Sentence(_PROFILE, values)


def detection_floor_sentence(profile: Profile) -> Sentence:
    """Return what these heights cannot show (backcare.md 3.4: "Print it")."""
    return Sentence(_FLOOR, {"height": Quantity(profile.floor_m, "height_m")})


def _slope(result: CriterionResult) -> Sentence:
    steepness = abs(result.value or 0.0)
    if result.letter == "A":
        if result.at_m is None or rounded_slope(steepness) <= LEVEL_TAG_PCT:
            return Sentence(_LEVEL, {"slope": Quantity(LEVEL_TAG_PCT, "slope_pct")})
        return Sentence(_LEVEL_WITH_RAMP, _placed(result, slope=Quantity(steepness, "slope_pct")))
    if result.reason == "share":
        return Sentence(
            _SHARE[result.detail], _placed(result, share=Quantity(steepness / 100, "share"))
        )
    return Sentence(
        _SLOPE[result.detail, result.several],
        _placed(result, slope=Quantity(steepness, "slope_pct")),
    )


def _steps(result: CriterionResult) -> Sentence:
    count = result.value or 0.0
    if count == 1:
        return Sentence(_STEP, _placed(result))
    return Sentence(_STEPS[result.several], _placed(result, count=Quantity(count, "count")))


def _placed(result: CriterionResult, **values: Quantity) -> dict[str, Quantity]:
    """Add the place and the length that the result knows."""
    if result.at_m is not None:
        values["place"] = Quantity(result.at_m, "distance_m")
    if result.length_m is not None:
        values["length"] = Quantity(result.length_m, "distance_m")
    return values


def _only_used(sentence: Sentence) -> Sentence:
    used = {
        name: found for name, found in sentence.values.items() if f"%({name})s" in sentence.template
    }
    return Sentence(sentence.template, used)


def _metric(quantity: Quantity) -> str:
    """Format as design-brief.md section 6 says: 2.4 km, under 1 km in tens of metres."""
    value = quantity.value
    if quantity.unit == "distance_m":
        return f"{value / 1000:.1f} km" if value >= 995 else f"{round(value / 10) * 10:.0f} m"
    if quantity.unit == "share":
        return f"{value * 100:.0f}%"
    if quantity.unit == "slope_pct":
        return f"{value:.1f}".removesuffix(".0") + "%"
    if quantity.unit == "width_m":
        return f"{value:.1f} m"
    return f"{value:.0f}" + ("" if quantity.unit == "count" else " m")
