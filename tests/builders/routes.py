"""Routes for tests: made-up tracks as GPX, and saved routes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from xml.sax.saxutils import escape

from community.foundation.authorisation import SYSTEM
from community.foundation.database import write_transaction
from community.groups import Group, leaders_of
from community.routes import RecceNote, Route, RouteFacts, create_route_from_track
from tests.builders.people import LONG_AGO

START = (47.1396, 9.5095)  # the Rhine dam at Vaduz
METRES_PER_DEGREE = 111_180.0  # of latitude, near enough for tests

LEVEL = ((1500.0, 0.0),)
ONE_RISE = ((1400.0, 0.0), (100.0, 6.0), (900.0, 0.0))
HILL = ((700.0, 0.0), (400.0, 10.0), (700.0, 0.0))


def a_gpx(
    *stretches: tuple[float, float],
    heights: bool = True,
    barometer: bool = True,
    every_m: float = 10.0,
    name: str = "Rhine dam",
) -> bytes:
    """Return a GPX file of a line northwards, from (length, slope in %) of its stretches."""
    points, height, along = [], 455.0, 0.0
    for length, slope in stretches or LEVEL:
        for _ in range(round(length / every_m)):
            points.append((along, height))
            along, height = along + every_m, height + every_m * slope / 100
    points.append((along, height))
    told = "".join(
        f'<trkpt lat="{START[0] + at / METRES_PER_DEGREE:.7f}" lon="{START[1]:.7f}">'
        + (f"<ele>{high:.2f}</ele>" if heights else "")
        + "</trkpt>"
        for at, high in points
    )
    creator = "A watch with barometer" if barometer else "A phone"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><gpx version="1.1" creator="{creator}">'
        f"<trk><name>{escape(name)}</name><trkseg>{told}</trkseg></trk></gpx>"
    ).encode()


def line_gpx(places: Iterable[tuple[float, float]], name: str = "A line") -> bytes:
    """Return a GPX file without heights through (latitude, longitude) places."""
    told = "".join(f'<trkpt lat="{lat:.7f}" lon="{lon:.7f}"/>' for lat, lon in places)
    return (
        '<gpx version="1.1" creator="tests">'
        f"<trk><name>{escape(name)}</name><trkseg>{told}</trkseg></trk></gpx>"
    ).encode()


def way(*rows: tuple[str, ...]) -> dict[str, str | list[str]]:
    """Return new rows of the form: what, metres from the start, and how many or how wide."""
    sent: dict[str, str | list[str]] = {"row": [f"n{number}" for number in range(len(rows))]}
    for number, row in enumerate(rows):
        for name, text in zip(("what", "at", "size", "to", "note"), row, strict=False):
            sent[f"{name}-n{number}"] = text
    return sent


def a_route(
    group: Group,
    *stretches: tuple[float, float],
    facts: RouteFacts | None = None,
    checked_on: date | None = None,
    **changes: Any,
) -> Route:
    """Make a saved route of the group by its first leader; `checked_on`: she measured slopes."""
    name = changes.pop("name", "Rhine dam")
    heights, barometer = changes.pop("heights", True), changes.pop("barometer", True)
    route_id = create_route_from_track(
        leaders_of(group.id)[0][0],
        group.id,
        name,
        a_gpx(*stretches, heights=heights, barometer=barometer, name=name),
        facts or RouteFacts(),
        LONG_AGO,
        recce=RecceNote(checked_on, slopes_measured=True) if checked_on else None,
    )
    if changes:
        with write_transaction(by=SYSTEM):
            Route.update(**changes).where(Route.id == route_id).execute()
    return Route.get_by_id(route_id)
