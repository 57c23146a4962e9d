"""The parts of a route's page that are told: the way in words, reports, ways back, the ground."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from flask import Flask
from flask_babel import gettext, ngettext
from markupsafe import Markup, escape

from community.foundation import clock, formats
from community.foundation.words import N_
from community.places.rules.map_facts import MapFacts, WayStretch
from community.routes.condition_queries import PhotoCard, Report, open_reports
from community.routes.queries import RoutePage, route_minutes
from community.routes.rules import Quantity
from community.routes.rules.along import AlongItem
from community.routes.rules.conditions import SENTENCES
from community.routes.rules.in_words import Clause, Slope, WayToTell
from community.routes.rules.in_words import in_words as told_in_words
from community.routes.sheet import APART_M, CardPlace, evenly
from community.routes.words import criterion_words, quantity

PACES = (
    ("very_easy", N_("Very easy")),
    ("easy", N_("Easy")),
    ("brisk", N_("Brisk")),
)
MOST_WAYS_BACK = 8
EXIT_WORDS = {
    "exit": (N_("A shortcut back"), N_("A shortcut back: %(name)s")),
    "parking": (N_("A car park"), N_("Car park: %(name)s")),
    "stop": (N_("A bus or train stop"), N_("Stop: %(name)s")),
    "seat": (N_("A bench"), N_("A bench")),
}
GROUND_WORDS = {
    "firm": N_("%(share)s firm"),
    "semi": N_("%(share)s soil or grass"),
    "rough": N_("%(share)s rough"),
}


def in_words(page: RoutePage) -> list[str]:
    """Return the route in sentences."""
    sentences = []
    for one in told_in_words(_way_to_tell(page)):
        clauses = [_clause(clause) for clause in (one.main, *one.also)]
        told = clauses[0]
        for also in clauses[1:]:
            told = gettext("%(sentence)s; %(also)s", sentence=told, also=also)
        sentences.append(gettext("%(sentence)s.", sentence=told))
    return sentences


def _way_to_tell(page: RoutePage) -> WayToTell:
    found = page.found
    rows = found["profile"]["drawing"]["rows"] if found["profile"] else []
    return WayToTell(
        line=[(east, north, along) for east, north, along, _ in found["drawn"]],
        slopes=[
            Slope(
                row["from_m"],
                row["to_m"],
                row["steepest_pct"] if row.get("is_known", True) else None,
            )
            for row in rows
        ],
        stretches=mapped_ways(page),
        items=page.along if page.can_download else _unnamed(page.along),
        is_loop=found["is_loop"],
        out_and_back=found["out_and_back"],
        is_sure=page.card.confidence != "low",
    )


def mapped_ways(page: RoutePage) -> tuple[WayStretch, ...]:
    """Return the map's ways along the route, in its own metres; none without a map.

    Without their names for who may not know the exact place: a street's name tells the start.
    """
    told = page.found.get("map")
    if not told:
        return ()
    facts = MapFacts.from_json(told)
    scale = page.found["length_m"] / facts.length_m if facts.length_m > 0 else 1.0
    hidden: dict[str, Any] = {} if page.can_download else {"name": "", "beside_name": ""}
    return tuple(
        replace(one, from_m=one.from_m * scale, to_m=one.to_m * scale, **hidden)
        for one in facts.stretches
    )


def _unnamed(items: Iterable[AlongItem]) -> tuple[AlongItem, ...]:
    return tuple(
        replace(one, value=None) if one.kind == "crossing" and isinstance(one.value, str) else one
        for one in items
    )


def _clause(clause: Clause) -> str:
    values = {
        name: quantity(value) if isinstance(value, Quantity) else value
        for name, value in clause.values.items()
    }
    return gettext(clause.template, **values)


def unknown_of(page: RoutePage) -> list[str]:
    """Return what nobody has answered of a route without heights; a grade says it itself."""
    if page.grade:
        return []
    said = page.facts.complete
    answered = {
        "steps": page.card.steps is not None,
        "surface": page.facts.surface is not None or bool(ground_said(page)),
        "cross_slope": "cross_slope" in said,
        "width": "width" in said,
        "barriers": "barrier" in said,
    }
    return ["slopes_unknown", *(name for name, is_known in answered.items() if not is_known)]


def unknown_said(name: str) -> str:
    """Return what is not known, in words."""
    if name == "slopes_unknown":
        return gettext("heights, and so slopes and the grade")
    return criterion_words(name)


def paces_said(page: RoutePage) -> list[tuple[str, str, bool]]:
    """Return (pace, minutes, whether it is the group's) for each pace."""
    return [
        (
            gettext(word),
            formats.minutes(route_minutes(page.card, pace)),
            pace == page.group.pace,
        )
        for pace, word in PACES
    ]


def ground_said(page: RoutePage) -> str:
    """Return "80% firm, 20% soil or grass" of what is known; empty when nothing is."""
    lengths: dict[str, float] = {}
    for item in page.along:
        if item.kind == "surface" and item.value in GROUND_WORDS:
            lengths[str(item.value)] = lengths.get(str(item.value), 0.0) + item.length_m
    known = sum(lengths.values())
    if known <= 0:
        return ""
    parts = [
        gettext(GROUND_WORDS[name], share=formats.percent(round(100 * lengths[name] / known)))
        for name in GROUND_WORDS
        if lengths.get(name, 0.0) >= 0.005 * known
    ]
    told = ", ".join(parts)
    share = min(1.0, known / page.found["length_m"])
    if share >= 0.995:
        return told
    return gettext(
        "%(ground)s; known for %(share)s of the way",
        ground=told,
        share=formats.percent(round(100 * share)),
    )


@dataclass(frozen=True)
class WayBack:
    """A place where one can turn back or leave. `back_m`: how far it is to the start."""

    at_m: float
    kind: str
    words: str
    back_m: float
    left_m: float


def ways_back(page: RoutePage) -> list[WayBack]:
    """Return turn-back points by distance: exits, and seats as long as there are few."""
    length = page.found["length_m"]
    half = length / 2 if page.found["out_and_back"] else length - APART_M
    ahead = [item for item in page.along if APART_M <= item.at_m <= half]
    exits = _apart([item for item in ahead if item.kind in ("exit", "parking", "stop")])
    seats = _apart([item for item in ahead if item.kind == "seat"])
    chosen = evenly(exits, MOST_WAYS_BACK)
    chosen += evenly(seats, max(0, MOST_WAYS_BACK - len(chosen)))
    found = []
    for item in sorted(chosen, key=lambda one: one.at_m):
        name = item.value if isinstance(item.value, str) and item.value else item.note
        name = name if page.can_download else ""  # a car park's name tells the exact place
        plain, named = EXIT_WORDS[item.kind]
        words = gettext(named, name=name) if name and item.kind != "seat" else gettext(plain)
        found.append(WayBack(item.at_m, item.kind, words, item.at_m, length - item.at_m))
    return found


def _apart(items: list[AlongItem]) -> list[AlongItem]:
    """Leave out what is nearer than 150 m to the one before."""
    found: list[AlongItem] = []
    for item in sorted(items, key=lambda one: one.at_m):
        if not found or item.at_m - found[-1].at_m >= APART_M:
            found.append(item)
    return found


def report_said(report: Report, zone: str, now: datetime | None = None) -> str:
    """Return "Ice at 400 m, seen 3 days ago"."""
    with_place, without = SENTENCES[report.kind]
    what = (
        gettext(without)
        if report.at_m is None
        else gettext(with_place, place=formats.distance(report.at_m))
    )
    local = ZoneInfo(zone)
    today = (now or clock.now()).astimezone(local).date()
    days = (today - report.seen_at.astimezone(local).date()).days
    if days <= 0:
        return gettext("%(what)s, seen today", what=what)
    if days == 1:
        return gettext("%(what)s, seen yesterday", what=what)
    return ngettext(
        "%(what)s, seen %(num)d day ago", "%(what)s, seen %(num)d days ago", days, what=what
    )


Placed = TypeVar("Placed", Report, PhotoCard)


def as_told(things: Iterable[Placed], page: RoutePage) -> list[Placed]:
    """Return reports or pictures with their places counted in the direction of the page."""
    length = page.found["length_m"]
    return [
        replace(one, at_m=max(0.0, length - one.at_m))
        if page.is_turned and one.at_m is not None
        else one
        for one in things
    ]


def reports_now(route_id: int) -> tuple[Report, ...]:
    """Return what is reported of a route and counts now; for the page of a walk."""
    return open_reports(route_id, clock.now())


def place_words(place: CardPlace) -> str:
    """Return what a place on the emergency card is called."""
    if place.kind == "start":
        return gettext("Start, near %(name)s", name=place.name) if place.name else gettext("Start")
    at = formats.distance(place.at_m)
    if place.kind == "half":
        return gettext("Half-way, at %(place)s", place=at)
    if place.kind == "on_way":
        return gettext("On the way, at %(place)s", place=at)
    if place.kind == "road":
        return gettext("%(name)s, at %(place)s", name=place.name, place=at)
    plain, named = EXIT_WORDS[place.kind]
    words = gettext(named, name=place.name) if place.name else gettext(plain)
    return gettext("%(name)s, at %(place)s", name=words, place=at)


def owed(attributions: Iterable[str]) -> Markup:
    """Return who has to be named for heights and map, © OpenStreetMap contributors as a link."""
    link = Markup('<a href="https://www.openstreetmap.org/copyright" rel="license">{}</a>')
    osm = "© OpenStreetMap contributors"
    each = [part.strip() for one in attributions for part in one.split("·")]
    told: Markup = escape(" · ".join(dict.fromkeys(part for part in each if part)))
    return told.replace(escape(osm), link.format(gettext("© OpenStreetMap contributors")))


def attributions_of(page: RoutePage) -> list[str]:
    """Return the notices that heights and map of a route ask for."""
    told = page.found.get("map")
    return [page.card.attribution, str(told.get("attribution", "")) if told else ""]


FILTERS = {
    "in_words": in_words,
    "paces_said": paces_said,
    "unknown_of": unknown_of,
    "unknown_said": unknown_said,
    "ground_said": ground_said,
    "ways_back": ways_back,
    "report_said": report_said,
    "attributions_of": attributions_of,
    "owed": owed,
    "place_words": place_words,
}


def register(app: Flask) -> None:
    """Give the templates what is told of a route."""
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.globals.update(reports_now=reports_now)
