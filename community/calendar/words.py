"""What feeds say in the reader's language and units."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from babel.dates import format_datetime
from flask_babel import force_locale, gettext, ngettext

from community.calendar.rules.phrases import Phrases, phrases_in
from community.foundation.formats import distance, minutes, number, written_in
from community.foundation.languages import LANGUAGES
from community.routes import RouteCard, grade_reason, grade_word


@contextmanager
def written_for(language: str, units: str) -> Iterator[None]:
    """Write in this language, as far as it has been translated, and in these units."""
    with force_locale(spoken(language)), written_in(units):
        yield


def spoken(language: str) -> str:
    """Return the language itself where its catalogue is complete, else the first one."""
    return language if language in LANGUAGES else LANGUAGES[0]


def phrases(language: str) -> Phrases:
    """Return what stands around people's texts; inside `written_for`."""

    def day_and_time(local: datetime) -> str:
        return format_datetime(local, "EEEE d MMMM y, H:mm", locale=spoken(language))

    return phrases_in(gettext, day_and_time)


def route_lines(card: RouteCard | None, walk_minutes: int) -> tuple[str, ...]:
    """Return the sentences about a route: grade and why, length and minutes, seats."""
    if card is None:
        return (gettext("Takes about %(minutes)s.", minutes=minutes(walk_minutes)),)
    lines = [
        _grade_line(card),
        str(grade_reason(card).striptags()),
        gettext(
            "%(distance)s, about %(minutes)s.",
            distance=distance(card.length_m),
            minutes=minutes(walk_minutes),
        ),
        _seats_line(card),
    ]
    return tuple(line for line in lines if line)


def _grade_line(card: RouteCard) -> str:
    if card.shown_letter is None:
        return ""
    values = {"letter": card.shown_letter, "word": grade_word(card.shown_letter)}
    if card.confidence == "low":
        return gettext("%(letter)s? · not sure", **values)
    if card.confidence == "medium":
        return gettext("%(letter)s · %(word)s, estimated", **values)
    return gettext("%(letter)s · %(word)s", **values)


def _seats_line(card: RouteCard) -> str:
    if card.seats is None:
        return ""
    if card.seats == 0:
        return gettext("No seat on the way.")
    told = ngettext("%(count)s seat.", "%(count)s seats.", card.seats, count=number(card.seats))
    if card.seat_gap_m is None:
        return str(told)
    gap = gettext("Longest way without a seat: %(gap)s.", gap=distance(card.seat_gap_m))
    return f"{told} {gap}"


def categories(card: RouteCard | None) -> tuple[str, ...]:
    """Return the categories of an event: "Walk", "Grade B"."""
    if card is None or card.shown_letter is None:
        return (gettext("Walk"),)
    letter = f"{card.shown_letter}?" if card.is_uncertain else card.shown_letter
    return (gettext("Walk"), gettext("Grade %(letter)s", letter=letter))
