"""What would make a route a better letter, in the reader's words: a filter of the templates.

In the friendlier direction, for that is how the group may walk it. Only what grades is named, and
what nobody has said stands beside it, so that unknown never reads as easy.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask_babel import gettext as _
from flask_babel import ngettext

from community.foundation import formats
from community.foundation.words import N_
from community.routes.rules import rounded_slope
from community.routes.words import shown, why_not_sure

BARRIER_WORDS = {
    "kissing_gate": N_("A kissing gate"),
    "cycle_barrier": N_("A cycle barrier"),
    "turnstile": N_("A turnstile"),
    "stile": N_("A stile"),
    "ford": N_("A ford without a bridge"),
}
GROUND_WORDS = {
    "semi": N_("Soft ground for %(length)s"),
    "rough": N_("Rough ground for %(length)s"),
}
GROUND_LIMITS = {
    "A": N_("A means firm all the way."),
    "B": N_("B means firm on nine tenths of it, with at most 20 m of rough ground."),
    "C": N_("C means firm or soft on nine tenths of it."),
    "D": N_("D may be rough."),
}
UNKNOWN_WORDS = {
    "slope": N_("No heights are known, so nobody can say how steep it is."),
    "descent": N_("Nobody can say how long the descents are."),
    "hilliness": N_("Nobody can say how much it goes up and down."),
    "steps": N_("Nobody has said whether there are steps."),
    "surface": N_("Too little is known of the ground."),
    "cross_slope": N_("Nobody has said whether the path leans sideways."),
    "width": N_("Nobody has said how wide it is."),
    "barriers": N_("Nobody has said whether there are gates or stiles."),
}


@dataclass(frozen=True)
class WishLine:
    """One thing in the way: what it is, and what the letter asks for instead."""

    what: str
    wanted: str


@dataclass(frozen=True)
class WishList:
    """What stands between a route and a letter."""

    letter: str
    lines: tuple[WishLine, ...]


@dataclass(frozen=True)
class Wishes:
    """The section of a page. `other_way`: that the other direction is better, and how good."""

    is_other_way: bool
    other_way: str
    lists: tuple[WishList, ...]
    unknown: tuple[str, ...]
    doubt: str

    @property
    def is_needed(self) -> bool:
        """Whether there is anything to say."""
        return bool(self.lists or self.unknown or self.other_way)


def wishes_for(subject: Any) -> Wishes | None:
    """Return what stands in the way of a route or a draft; None where there is no grade.

    A route that was graded before wishes were kept has none until it is graded again.
    """
    found = subject.found
    if not found["grade"]:
        return None
    ways, confidence = found["grade"], found["confidence"]
    is_other = ways["backward"]["letter"] < ways["forward"]["letter"]
    way = ways["backward" if is_other else "forward"]
    letter = shown(way["shown_letter"], confidence)
    lists = [
        WishList(target, tuple(_line(wish) for wish in wishes))
        for target, wishes in sorted(way.get("wishes", {}).items())
    ]
    if len(lists) == 2 and _names(lists[0]) == _names(lists[1]):
        lists = lists[:1]  # the same places stand in the way of the next letter already
    return Wishes(
        is_other_way=is_other,
        other_way=_("The other way round it is %(letter)s.", letter=letter) if is_other else "",
        lists=tuple(lists),
        unknown=tuple(_(UNKNOWN_WORDS[name]) for name in way["unknown"] if name in UNKNOWN_WORDS),
        doubt=why_not_sure(way["shown_letter"], confidence, found["doubt"])
        if way["letter"] != way["shown_letter"]
        else "",
    )


def _names(found: WishList) -> set[str]:
    return {line.what for line in found.lines}


def _line(wish: dict[str, Any]) -> WishLine:
    what = _what(wish)
    if wish["at_m"] is not None:
        place = formats.distance(wish["at_m"])
        what = _("%(what)s, at %(place)s", what=what, place=place)
    return WishLine(what, _wanted(wish))


def _what(wish: dict[str, Any]) -> str:
    criterion, value = wish["criterion"], wish["value"] or 0.0
    length = formats.distance(wish["length_m"] or 0.0)
    if criterion == "slope":
        slope = formats.percent(abs(rounded_slope(value)))
        if wish["detail"] == "up":
            return _("A rise of %(slope)s for %(length)s", slope=slope, length=length)
        return _("A descent of %(slope)s for %(length)s", slope=slope, length=length)
    if criterion == "descent":
        return _("A long descent, %(drop)s down", drop=formats.metres(value))
    if criterion == "hilliness":
        return _("%(height)s up or down in each kilometre", height=formats.metres(value))
    if criterion == "steps":
        return ngettext("%(num)d step", "%(num)d steps", round(value))
    if criterion == "surface":
        if wish["detail"] in GROUND_WORDS:
            return _(GROUND_WORDS[wish["detail"]], length=length)
        share = formats.percent(round(value * 100))
        return _("%(share)s of the ground is soft or rough", share=share)
    if criterion == "width":
        return _("A narrow place, %(width)s m wide", width=formats.number(round(value, 2)))
    if criterion == "cross_slope":
        return _("The path leans sideways, %(slope)s", slope=formats.percent(rounded_slope(value)))
    if criterion == "barriers":
        return _(BARRIER_WORDS[wish["detail"]])
    return _("The map calls it a hiking path")


def _wanted(wish: dict[str, Any]) -> str:
    """Return what the letter asks for; whole sentences, one for each letter where they differ."""
    criterion, letter = wish["criterion"], wish["target"]
    if criterion == "surface":
        return _(GROUND_LIMITS[letter])
    if criterion == "hiking":
        if wish["detail"] == "hiking":
            return _("A leader’s check on foot would settle it.")
        return _("A mountain path stays E.")
    if criterion == "barriers":
        if letter == "A":
            return _("A means nothing to squeeze through or to climb.")
        return _("Stiles and fords make it a D.")
    limit = wish["limit"]
    if criterion == "steps":
        count = round(limit or 0)
        if count == 0:
            return _("A means no steps.")
        return ngettext(
            "%(letter)s means at most %(num)d step in all.",
            "%(letter)s means at most %(num)d steps in all.",
            count,
            letter=letter,
        )
    if criterion == "width":
        width = formats.number(limit or 0.0)
        return _("%(letter)s means %(width)s m or more everywhere.", letter=letter, width=width)
    if criterion == "descent":
        most = formats.metres(limit or 0.0)
        return _("%(letter)s means at most %(most)s down in one go.", letter=letter, most=most)
    if criterion == "hilliness":
        most = formats.metres(limit or 0.0)
        return _("%(letter)s means %(most)s at most.", letter=letter, most=most)
    most = formats.percent(limit or 0.0)
    if criterion == "cross_slope":
        return _("%(letter)s means %(most)s at most.", letter=letter, most=most)
    return _("%(letter)s means %(most)s at most, short ramps apart.", letter=letter, most=most)


def register(app: Flask) -> None:
    """Give the templates the words of wishes."""
    app.jinja_env.filters["wishes_for"] = wishes_for
