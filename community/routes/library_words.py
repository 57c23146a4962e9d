"""The library, checks, versions and risks in the reader's words: filters of the templates."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Flask
from flask_babel import gettext as _
from flask_babel import ngettext

from community.foundation import clock
from community.foundation.formats import METRES_A_MILE, distance
from community.foundation.security import viewer
from community.places.rules.asked import FURTHER_KM
from community.routes.library_queries import FoundRoute, LibraryPage
from community.routes.queries import RouteCard
from community.routes.rules.recce import CHECKLIST, RecceState
from community.routes.rules.risk import RiskState
from community.routes.rules.versions import CHANGED_WORDS
from community.routes.words import capitalize_first, plain_day, shown


def filter_words(name: str) -> str:
    """Return a filter inside a sentence: "toilets", "at most 30 min"."""
    family, _equals, value = name.partition("=")
    if family == "minutes":
        return _("at most %(minutes)s\u00a0min", minutes=value)
    if family == "seats":
        return _("a seat every %(distance)s", distance=distance(float(value)))
    return {
        "letter=A": _("A only: level"),
        "letter=B": _("up to B: gentle"),
        "letter=C": _("up to C: rolling"),
        "firm=1": _("firm ground"),
        "stepfree=1": _("no steps"),
        "toilets=1": _("toilets"),
        "loop=1": _("a loop"),
    }[name]


def filter_chip(name: str) -> str:
    """Return what the chip of a filter says: "Toilets"."""
    return capitalize_first(filter_words(name))


def library_title(page: LibraryPage) -> str:
    """Return the heading: "Routes near Vaduz"."""
    place = page.where.place
    if place is None or page.where.origin == "here" or not any(c.isalpha() for c in place.name):
        return _("Routes near you")
    return _("Routes near %(place)s", place=place.name)


def no_route_said(page: LibraryPage) -> str:
    """Return "No route fits all five filters. Without “toilets” there are 3."."""
    count = len(page.asked.filters)
    if page.asked.page > 1:
        return _("There are no more routes. Those before are nearer.")
    if not count:
        return _("No route within %(distance)s yet.", distance=distance(page.within_m))
    told = {
        1: _("No route near by fits this filter."),
        2: _("No route fits both filters."),
        3: _("No route fits all three filters."),
        4: _("No route fits all four filters."),
        5: _("No route fits all five filters."),
        6: _("No route fits all six filters."),
        7: _("No route fits all seven filters."),
    }[count]
    return f"{told} {without_said(*page.without[0])}" if page.without else told


def without_said(name: str, count: int) -> str:
    """Return "Without “toilets” there are 3."."""
    return str(
        ngettext(
            "Without “%(filter)s” there is %(num)s.",
            "Without “%(filter)s” there are %(num)s.",
            count,
            filter=filter_words(name),
        )
    )


def away_said(row: FoundRoute) -> str:
    """Return "620 m away"; "about 600 m away" from a rounded place."""
    if row.is_exact:
        return _("%(distance)s away", distance=distance(row.distance_m))
    if row.distance_m < 400:  # the rounding alone may be 350 m
        return _("under %(distance)s away", distance=distance(500))
    return _("about %(distance)s away", distance=distance(row.distance_m))


def further_said() -> str:
    """Return the words of the link that widens the search."""
    person = viewer()
    if person is not None and person.units == "miles":
        return _("Look %(miles)s miles further", miles=round(FURTHER_KM * 1000 / METRES_A_MILE))
    return _("Look 5 km further")


def comforts_said(card: RouteCard) -> str:
    """Return what is known of steps, seats and toilets: "No steps, 9 seats, toilets"."""
    told = []
    if card.steps is not None:
        told.append(
            ngettext("%(num)d step", "%(num)d steps", card.steps) if card.steps else _("no steps")
        )
    if card.seats is not None:
        told.append(
            ngettext("%(num)d seat", "%(num)d seats", card.seats) if card.seats else _("no seats")
        )
    if card.toilets is not None:
        told.append(_("toilets") if card.toilets else _("no toilet"))
    if card.is_loop:
        told.append(_("a loop"))
    return capitalize_first(", ".join(told))


def recce_said(state: RecceState, today: date | None = None) -> str:
    """Return "Last check 3 May, valid until 31 May"."""
    day = today or clock.now().date()
    if state.checked_on is None or state.valid_until is None:
        return _("No leader has checked it yet")
    values = {"day": plain_day(state.checked_on), "until": plain_day(state.valid_until)}
    if state.holds_on(day):
        return _("Last check %(day)s, valid until %(until)s", **values)
    return _("Last check %(day)s, ran out on %(until)s", **values)


def recce_holds(state: RecceState, today: date | None = None) -> bool:
    """Whether the check is valid today."""
    return state.holds_on(today or clock.now().date())


def risk_said(state: RiskState, today: date | None = None) -> str:
    """Return "Risk assessment due on 3 May 2027", and why when it is due now."""
    day = today or clock.now().date()
    if state.signed_on is None or state.due_on is None:
        return _("No risk assessment yet")
    if state.incident_on is not None:
        return _(
            "Risk assessment due: something happened on %(day)s", day=plain_day(state.incident_on)
        )
    if state.is_due(day):
        return _("Risk assessment was due on %(day)s", day=plain_day(state.due_on))
    return _("Risk assessment due on %(day)s", day=plain_day(state.due_on))


def risk_is_due(state: RiskState, today: date | None = None) -> bool:
    """Whether the assessment has to be looked at now."""
    return state.is_due(today or clock.now().date())


def changed_said(names: tuple[str, ...]) -> str:
    """Return "Changed: steps, seats, the grade"."""
    if not names:
        return _("As it was first saved")
    told = ", ".join(_(CHANGED_WORDS[name]) for name in names if name in CHANGED_WORDS)
    return _("Changed: %(what)s", what=told)


def grade_said(letter: str | None, confidence: str) -> str:
    """Return "B?"; "no grade" without one."""
    return shown(letter, confidence) if letter else _("no grade")


def checklist_said(rows: tuple[tuple[str, bool, str], ...]) -> list[tuple[str, str]]:
    """Return (label, what was found) of everything that was looked at."""
    labels = {name: label for name, label, _question in CHECKLIST}
    return [(_(labels[name]), note or _("as described")) for name, is_seen, note in rows if is_seen]


def not_looked_at(rows: tuple[tuple[str, bool, str], ...]) -> list[str]:
    """Return the labels of what nobody looked at."""
    labels = {name: label for name, label, _question in CHECKLIST}
    return [_(labels[name]) for name, is_seen, _note in rows if not is_seen]


FILTERS: dict[str, Any] = {
    "filter_chip": filter_chip,
    "recce_said": recce_said,
    "recce_holds": recce_holds,
    "risk_said": risk_said,
    "risk_is_due": risk_is_due,
    "changed_said": changed_said,
    "comforts_said": comforts_said,
    "away_said": away_said,
    "checklist_said": checklist_said,
    "not_looked_at": not_looked_at,
}


def register(app: Flask) -> None:
    """Give the templates these words."""
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.globals.update(
        library_title=library_title,
        no_route_said=no_route_said,
        without_said=without_said,
        further_said=further_said,
        grade_said=grade_said,
        checklist_items=CHECKLIST,
    )
