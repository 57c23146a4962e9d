"""What is known of a route, in the reader's words: filters of the templates.

`said` puts the values of a rule's sentence into its translation, formatted for the reader.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from babel.dates import format_date
from flask import Flask
from flask_babel import get_locale, gettext, ngettext
from markupsafe import Markup, escape

from community.foundation import clock, formats
from community.foundation.security import viewer
from community.foundation.words import N_
from community.routes.assessment import sentence_from
from community.routes.height_words import heights_said
from community.routes.other_way import ticks
from community.routes.queries import RouteCard, RoutePage, route_minutes
from community.routes.reasons import not_sure, reason_of
from community.routes.rules import Quantity, Sentence, rounded_slope
from community.routes.rules.grade import LETTER_WORDS
from community.routes.rules.ground import ground_between
from community.routes.sketch import Sketch, sketch_of

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
    """Return the drawing as the component profile_chart takes it, marked in the reader's unit.

    `deciding`: (from, to) in pixels of what decides the letter, when it has a place.
    """
    drawing, length = subject.found["profile"]["drawing"], subject.found["length_m"]
    frame = drawing["frame"]
    wide = frame["width"] - frame["left"] - frame["right"]
    stretch = deciding_stretch(subject.found)
    edges = None
    if stretch is not None:
        edges = [frame["left"] + wide * min(at, length) / length for at in stretch]
    rows = [
        row
        if row["surface"]
        else {**row, "surface": ground_between(subject.along, row["from_m"], row["to_m"])}
        for row in drawing["rows"]
    ]
    marks = ticks(frame, length, unit_of_length_m())
    return {**drawing, "rows": rows, "ticks": marks, "deciding": edges}


def deciding_stretch(found: dict[str, Any]) -> tuple[float, float] | None:
    """Return where what decides the letter begins and ends; None when it has no place."""
    deciding = found["grade"]["forward"]["deciding"] if found["grade"] else None
    if deciding is None or deciding["at_m"] is None or deciding["letter"] == "A":
        return None
    return deciding["at_m"], deciding["at_m"] + (deciding["length_m"] or 0.0)


def unit_of_length_m() -> float:
    """Return the metres of the reader's unit of length: a kilometre or a mile."""
    person = viewer()
    return formats.METRES_A_MILE if person is not None and person.units == "miles" else 1000.0


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


def sketch_for(subject: Any) -> Sketch:
    """Return the picture of the line; `subject` has found and along."""
    profile = subject.found["profile"]
    steep = profile["steepest"] if profile else None
    middle = None if steep is None else steep["at_m"] + steep["length_m"] / 2
    return sketch_of(
        subject.found["drawn"],
        [item for item in subject.along if item.kind == "seat"],
        middle,
        unit_of_length_m(),
        deciding_stretch(subject.found),
    )


def sketch_label(subject: Any) -> str:
    """Return what is written at the mark: why the letter is what it is, in two or three words."""
    found = subject.found
    deciding = found["grade"]["forward"]["deciding"] if found["grade"] else None
    if deciding is not None and deciding_stretch(found) is not None:
        letter = shown(found["grade"]["forward"]["shown_letter"], found["confidence"])
        if deciding["criterion"] == "slope" and deciding["length_m"] and deciding["value"]:
            told = {"slope_pct": deciding["value"], "length_m": deciding["length_m"]}
            return slope_words(told) if deciding["reason"] != "share" else why(letter)
        return why(letter)
    if found["profile"] and found["profile"]["steepest"] and found["profile"]["has_slopes"]:
        return slope_words(found["profile"]["steepest"])
    return ""


def why(letter: str) -> str:
    """Return "Why B": the mark of what decides, where no figure fits."""
    return gettext("Why %(letter)s", letter=letter)


def sketch_sentence(subject: Any) -> str:
    """Return what the picture shows, for who does not see it."""
    found, length = subject.found, formats.distance(subject.found["length_m"])
    if found["out_and_back"]:
        return gettext("Sketch of the route: %(length)s out and back.", length=length)
    if found["is_loop"]:
        return gettext("Sketch of the route: a loop of %(length)s.", length=length)
    return gettext("Sketch of the route: %(length)s one way.", length=length)


def profile_said(subject: Any) -> str:
    """Return the sentence that stands for the drawing of the profile."""
    return said(sentence_from(subject.found["profile"]["sentence"]))


def both_ways(page: RoutePage) -> str:
    """Return "Both ways: B, other way A."."""
    grade, confidence = page.found["grade"], page.card.confidence
    ours, theirs = (
        shown(grade[way]["shown_letter"], confidence) for way in ("forward", "backward")
    )
    if ours == theirs:
        return gettext("Both ways: %(letter)s.", letter=ours)
    return gettext("Both ways: %(ours)s, other way %(theirs)s.", ours=ours, theirs=theirs)


def minutes_at_pace(page: RoutePage) -> int:
    """Return the minutes at the group's pace, without rests."""
    return route_minutes(page.card, page.group.pace)


def seats_said(page: RoutePage) -> str:
    """Return how many seats there are."""
    count = page.card.seats
    if count is None:
        return gettext("Seats: not known")
    return ngettext("%(num)d seat", "%(num)d seats", count) if count else gettext("No seats")


def seats_second(page: RoutePage) -> str:
    """Return the longest stretch without a seat."""
    gap = page.card.seat_gap_m
    if gap is None:
        return ""
    return gettext("At most %(distance)s without one", distance=formats.distance(gap))


def toilets_said(page: RoutePage) -> str:
    """Return whether there is a toilet."""
    words = {
        True: gettext("A toilet on the way"),
        False: gettext("No toilet on the way"),
        None: gettext("Toilet: not known"),
    }
    return words[page.card.toilets]


def way_back_said(page: RoutePage) -> str:
    """Return how one gets back early: anywhere, or how far the way back is at most."""
    found = page.found
    if found["out_and_back"]:
        return gettext("Out and back: you can turn back anywhere")
    if found["grade"] is None:
        return gettext("Ways back: not known")
    distance = formats.distance(found["grade"]["commitment_m"])
    if found["is_loop"]:
        return gettext("From the far point it is %(distance)s back, either way", distance=distance)
    return gettext("One way: from the middle it is %(distance)s to an end", distance=distance)


def plain_day(day: date) -> str:
    """Return "2 May"; with the year when it is not this one."""
    this_year = day.year == clock.now().year
    return format_date(day, "d MMMM" if this_year else "d MMMM y", locale=get_locale() or "en")


def capitalize_first(text: str) -> str:
    """Return the text with a capital first letter, the rest as it is."""
    return text[:1].upper() + text[1:]


FILTERS = {
    "heights_said": heights_said,
    "profile_said": profile_said,
    "both_ways": both_ways,
    "minutes_at_pace": minutes_at_pace,
    "seats_said": seats_said,
    "seats_second": seats_second,
    "toilets_said": toilets_said,
    "way_back_said": way_back_said,
    "plain_day": plain_day,
    "capitalize_first": capitalize_first,
    "sketch_for": sketch_for,
    "sketch_sentence": sketch_sentence,
    "sketch_label": sketch_label,
    "said": said,
    "said_bold": said_bold,
    "grade_reason": grade_reason,
    "grade_word": grade_word,
    "slope_words": slope_words,
    "chart_of": chart_of,
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
        why_not_sure=why_not_sure,
        told_reason=told_reason,
        shown_grade=shown,
        unit_of_length_m=unit_of_length_m,
    )
