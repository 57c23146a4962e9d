"""What a limit of suitability says, in the reader's words (backcare.md 1.5: "many people find")."""

from __future__ import annotations

from collections.abc import Callable

from flask_babel import gettext, ngettext

from community.foundation import formats
from community.foundation.words import N_
from community.routes.rules.grade import LETTER_WORDS
from community.routes.rules.suitability import Finding, Limit

UNKNOWN_WORDS: dict[Limit, str] = {
    "heights": N_("How steep it is: its heights are not sure."),
    "slope_up": N_("How steep it is: its heights are not sure."),
    "slope_down": N_("How steep it is: its heights are not sure."),
    "drop": N_("How steep it is: its heights are not sure."),
    "descent": N_("How steep it is: its heights are not sure."),
    "steps": N_("How many steps there are."),
    "handrail": N_("Whether all of the steps have a handrail."),
    "seat_gap": N_("Where the seats are."),
    "firm": N_("What the ground is like."),
    "cross_slope": N_("Whether the path leans sideways."),
    "barriers": N_("Whether there are gates or stiles."),
}


def finding_said(finding: Finding) -> str:
    """Return the sentence of one limit, with its value and its place."""
    if finding.is_unknown:
        return gettext(UNKNOWN_WORDS[finding.limit])
    return _SAID[finding.limit](finding)


def _letter(finding: Finding) -> str:
    letter = finding.letter or "E"
    return gettext(
        "Its grade is %(letter)s, %(word)s.", letter=letter, word=gettext(LETTER_WORDS[letter])
    )


def _placed(finding: Finding, here: str, somewhere: str, **values: str) -> str:
    """Return the sentence with the place where it is known; a place at 0 may stand for none."""
    if finding.at_m:
        return gettext(here, place=formats.distance(finding.at_m), **values)
    return gettext(somewhere, **values)


def _slope_down(finding: Finding) -> str:
    return _placed(
        finding,
        N_("It goes down at %(slope)s, at %(place)s. Many people with stenosis find that harder."),
        N_("It goes down at %(slope)s. Many people with stenosis find that harder."),
        slope=formats.percent(finding.value or 0.0),
    )


def _slope_up(finding: Finding) -> str:
    return _placed(
        finding,
        N_("It rises at %(slope)s, at %(place)s. Many people with a sore hip find that harder."),
        N_("It rises at %(slope)s. Many people with a sore hip find that harder."),
        slope=formats.percent(finding.value or 0.0),
    )


def _drop(finding: Finding) -> str:
    return _placed(
        finding,
        N_("One descent goes %(drop)s down without a break, at %(place)s."),
        N_("One descent goes %(drop)s down without a break."),
        drop=formats.metres(finding.value),
    )


def _descent(finding: Finding) -> str:
    return gettext(
        "For every kilometre it goes about %(fall)s down.", fall=formats.metres(finding.value)
    )


def _steps(finding: Finding) -> str:
    count = round(finding.value or 0)
    if finding.at_m:
        return ngettext(
            "There is %(num)d step, at %(place)s.",
            "There are %(num)d steps, the first at %(place)s.",
            count,
            place=formats.distance(finding.at_m),
        )
    return ngettext(
        "There is %(num)d step on the way.", "There are %(num)d steps on the way.", count
    )


def _handrail(_finding: Finding) -> str:
    return gettext("Not all of the steps have a handrail.")


def _seat_gap(finding: Finding) -> str:
    gap = formats.distance(finding.value)
    if finding.at_m:
        return gettext(
            "The longest way without a seat is %(gap)s, from %(place)s on.",
            gap=gap,
            place=formats.distance(finding.at_m),
        )
    return gettext("The longest way without a seat is %(gap)s, from the start on.", gap=gap)


def _firm(finding: Finding) -> str:
    return gettext(
        "About %(share)s of the ground is firm.",
        share=formats.percent(round((finding.value or 0.0) * 100)),
    )


def _cross_slope(finding: Finding) -> str:
    return _placed(
        finding,
        N_("The path leans sideways by %(slope)s, at %(place)s."),
        N_("The path leans sideways by %(slope)s."),
        slope=formats.percent(finding.value or 0.0),
    )


def _commitment(finding: Finding) -> str:
    return gettext(
        "From its farthest point you still have %(distance)s to walk.",
        distance=formats.distance(finding.value),
    )


def _commitment_time(finding: Finding) -> str:
    return gettext(
        "From its farthest point it is %(minutes)s back; half of your plan is %(most)s.",
        minutes=formats.minutes(finding.value or 0.0),
        most=formats.minutes(finding.most or 0.0),
    )


_SAID: dict[Limit, Callable[[Finding], str]] = {
    "letter": _letter,
    "slope_up": _slope_up,
    "slope_down": _slope_down,
    "drop": _drop,
    "descent": _descent,
    "steps": _steps,
    "handrail": _handrail,
    "seat_gap": _seat_gap,
    "firm": _firm,
    "cross_slope": _cross_slope,
    "commitment": _commitment,
    "commitment_time": _commitment_time,
}
