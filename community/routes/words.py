"""What is known of a route, in the reader's words: filters of the templates.

`said` puts the values of a rule's sentence into its translation, formatted for the reader.
"""

from __future__ import annotations

from typing import Any

from babel.numbers import format_decimal
from flask import Flask
from flask_babel import get_locale, gettext, ngettext
from markupsafe import Markup, escape

from community.foundation import formats
from community.foundation.security import viewer
from community.foundation.words import N_
from community.routes.queries import RouteCard
from community.routes.reasons import not_sure, reason_of
from community.routes.rules import Quantity, Sentence, rounded_slope
from community.routes.rules.drawing import distance_ticks
from community.routes.rules.grade import LETTER_WORDS

BOLD = ("slope", "length")  # what the eye looks for: "6% for 60 m"

SURFACE_WORDS = {
    "firm": N_("Firm all the way"),
    "mostly_firm": N_("Mostly firm"),
    "some_ground": N_("Partly soft ground"),
    "rough": N_("Rough in places"),
}
CRITERION_WORDS = {
    "slope": N_("slopes"),
    "descent": N_("the longest descent"),
    "hilliness": N_("ups and downs in all"),
    "steps": N_("steps"),
    "surface": N_("the ground"),
    "cross_slope": N_("whether the path leans sideways"),
    "width": N_("how wide it is"),
    "barriers": N_("gates and stiles"),
    "hiking": N_("the map’s hiking grade"),
}
SOURCE_WORDS = {
    "survey": N_("Heights were surveyed"),
    "lidar": N_("Heights from a laser survey"),
    "barometer": N_("Heights from the recording, with an air pressure sensor"),
    "copernicus": N_("Heights from a satellite (Copernicus)"),
    "srtm": N_("Heights from a satellite (SRTM)"),
    "gps": N_("Heights from the recording’s GPS"),
}
CONFIDENCE_WORDS = {
    "high": N_("Sure enough to trust"),
    "medium": N_("Good for an estimate"),
    "low": N_("Not sure: short ramps can hide in them"),
}
TAG_WORDS = {
    "level": N_("Level both ways"),
    "gentle": N_("Nothing steeper than 5%"),
    "step_free": N_("No steps"),
    "no_long_descent": N_("No long descent"),
    "firm_surface": N_("Firm ground"),
    "flexible_length": N_("You can turn back anywhere"),
    "short_commitment": N_("Never far from a way back"),
    "side_by_side": N_("Room for two side by side"),
}


def quantity(found: Quantity) -> str:
    """Return a number with its unit for the reader."""
    value = found.value
    if found.unit == "distance_m":
        return formats.distance(value)
    if found.unit == "slope_pct":
        return formats.percent(abs(rounded_slope(value)))
    if found.unit == "share":
        return formats.percent(round(value * 100))
    if found.unit == "count":
        return formats.number(round(value))
    if found.unit == "width_m":
        return gettext("%(number)s\u00a0m", number=formats.number(round(value, 2)))
    return formats.metres(value)


def said(sentence: Sentence) -> str:
    """Return a sentence of the rules in the reader's language."""
    return gettext(
        sentence.template, **{name: quantity(found) for name, found in sentence.values.items()}
    )


def said_bold(sentence: Sentence) -> Markup:
    """Return the sentence with what the eye looks for in bold."""
    values: dict[str, Any] = {
        name: Markup("<b>{}</b>").format(quantity(found))
        if name in BOLD
        else escape(quantity(found))
        for name, found in sentence.values.items()
    }
    template = escape(gettext(sentence.template))
    return template % values if values else template


def shown(letter: str | None, confidence: str) -> str:
    """Return "B", "B?", or "?" for a route without a grade."""
    if not letter:
        return "?"
    return f"{letter}?" if confidence == "low" else letter


def grade_reason(card: RouteCard) -> Markup:
    """Return the sentence below the vial: "B because of one rise: 6% for 60 m, at 1.4 km."."""
    return told_reason(card.shown_letter, card.letter, card.confidence, card.doubt, card.deciding)


def told_reason(
    shown_letter: str | None,
    letter: str | None,
    confidence: str,
    doubt: str,
    deciding: dict[str, Any] | None,
) -> Markup:
    """Return why a grade is what it is; for a letter held back for doubt the doubt is why."""
    if deciding is None or letter is None:
        return escape(why_not_sure(shown_letter, confidence, doubt))
    if shown_letter != letter:
        return escape(why_not_sure(shown_letter, confidence, doubt))
    reason = said_bold(reason_of(deciding))
    whole: Markup = escape(gettext("%(letter)s %(reason)s."))
    return whole % {"letter": escape(letter), "reason": reason}


def why_not_sure(shown_letter: str | None, confidence: str, doubt: str) -> str:
    """Return why a letter is only estimated or not sure; empty when it is sure."""
    template = not_sure(doubt, confidence)
    if not template:
        return ""
    return gettext(template, letter=shown(shown_letter, confidence))


def grade_word(letter: str | None) -> str:
    """Return "Gentle" for "B"."""
    return gettext(LETTER_WORDS[letter]) if letter in LETTER_WORDS else ""  # type: ignore[index]


def slope_words(steepest: dict[str, Any]) -> str:
    """Return "6% for 60 m"."""
    return gettext(
        "%(slope)s for %(length)s",
        slope=formats.percent(abs(rounded_slope(steepest["slope_pct"]))),
        length=formats.distance(steepest["length_m"]),
    )


def chart_of(subject: Any) -> dict[str, Any]:
    """Return the profile as the component profile_chart takes it; `subject` has found, facts."""
    profile, length = subject.found["profile"], subject.found["length_m"]
    steep = profile["steepest"]
    seats = sorted(seat.at_m for seat in subject.facts.seats or ())
    return {
        "length_m": length,
        "points": profile["points"],
        "bands": profile["bands"],
        "seats": [min(seat, length) for seat in seats],
        "steepest": None
        if steep is None
        else {
            "from_m": steep["at_m"],
            "to_m": steep["at_m"] + steep["length_m"],
            "label": gettext("Steepest: %(what)s", what=slope_words(steep)),
        },
        "ticks": _ticks(length),
    }


def _ticks(length_m: float) -> list[tuple[float, str]]:
    person = viewer()
    miles = person is not None and person.units == "miles"
    unit_m = formats.METRES_A_MILE if miles else 1000.0
    places = [at for at in distance_ticks(length_m, unit_m) if at <= length_m * 0.97]
    told = [(at, _plain(at / unit_m)) for at in places[:-1]]
    if not places:
        return []
    last = places[-1]
    unit = gettext("miles") if miles else gettext("km")
    return [*told, (last, f"{_plain(last / unit_m)}\u00a0{unit}")]


def _plain(value: float) -> str:
    return format_decimal(round(value, 1), locale=get_locale() or "en")


def stretch_rows(subject: Any) -> list[tuple[str, ...]]:
    """Return the table of stretches: from, to, climb, steepest, surface, seat."""
    facts = subject.facts
    surface = gettext(SURFACE_WORDS[facts.surface]) if facts.surface else gettext("not known")
    return [
        (
            formats.distance(row["from_m"]),
            formats.distance(row["to_m"]),
            _climb(row),
            _steepness(row["steepest_pct"]),
            surface,
            gettext("not known") if row["seats"] is None else formats.number(row["seats"]),
        )
        for row in subject.found["profile"]["rows"]
    ]


def _climb(row: dict[str, Any]) -> str:
    up, down = round(row["up_m"]), round(row["down_m"])
    if up and down:
        return gettext("%(up)s up, %(down)s down", up=formats.metres(up), down=formats.metres(down))
    if up:
        return gettext("%(height)s up", height=formats.metres(up))
    return gettext("%(height)s down", height=formats.metres(down)) if down else gettext("level")


def _steepness(slope_pct: float) -> str:
    slope = rounded_slope(slope_pct)
    if slope == 0:
        return gettext("level")
    told = formats.percent(abs(slope))
    return (
        gettext("%(slope)s up", slope=told) if slope > 0 else gettext("%(slope)s down", slope=told)
    )


def tag_words(tag: Any) -> str:
    """Return a tag of backcare.md 2.5 in words."""
    if tag.name == "seat_every":
        return gettext("A seat every %(distance)s", distance=formats.distance(tag.value_m))
    return gettext(TAG_WORDS[tag.name])


def criterion_words(name: str) -> str:
    """Return what a criterion is about."""
    return gettext(CRITERION_WORDS[name])


def criterion_said(deciding: dict[str, Any]) -> str:
    """Return the sentence of one criterion, without its letter."""
    return said(reason_of(deciding))


def steps_words(count: int | None) -> str:
    """Return "12 steps", "no steps", "not known"."""
    if count is None:
        return gettext("not known")
    if count == 0:
        return gettext("none")
    return ngettext("%(num)d step", "%(num)d steps", count)


def surface_words(choice: str | None) -> str:
    """Return the ground in words."""
    return gettext(SURFACE_WORDS[choice]) if choice in SURFACE_WORDS else gettext("not known")


def source_words(source: str | None) -> str:
    """Return where the heights come from."""
    return gettext(SOURCE_WORDS[source]) if source in SOURCE_WORDS else gettext("No heights")


def confidence_words(confidence: str) -> str:
    """Return how far the heights can be trusted."""
    return gettext(CONFIDENCE_WORDS[confidence])


FILTERS = {
    "said": said,
    "said_bold": said_bold,
    "grade_reason": grade_reason,
    "grade_word": grade_word,
    "slope_words": slope_words,
    "chart_of": chart_of,
    "stretch_rows": stretch_rows,
    "tag_words": tag_words,
    "criterion_words": criterion_words,
    "criterion_said": criterion_said,
    "steps_words": steps_words,
    "surface_words": surface_words,
    "source_words": source_words,
    "confidence_words": confidence_words,
}


def register(app: Flask) -> None:
    """Give the templates the words of routes."""
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.globals.update(
        why_not_sure=why_not_sure, told_reason=told_reason, shown_grade=shown
    )
