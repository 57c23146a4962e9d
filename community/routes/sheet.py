"""The route sheet: one A4 side to take along, with a card for when something happens. Pure.

Everything is bounded, so that the longest route fits on the side: a table of few rows, few seats,
few places on the card. What is left out is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from community.places.rules.map_facts import WayStretch
from community.routes.other_way import place_at
from community.routes.queries import RoutePage
from community.routes.rules.along import AlongItem
from community.routes.rules.grid_reference import grid_reference
from community.routes.rules.ground import ground_between
from community.routes.rules.turning import legs_of

Thing = TypeVar("Thing")

MOST_ROWS = 7
MOST_SEATS = 14
MOST_ACCESS = 5
ROADS = frozenset(
    {
        "trunk",
        "primary",
        "secondary",
        "tertiary",
        "unclassified",
        "residential",
        "living_street",
        "service",
        "road",
    }
)
NEAR_START_M = 400.0  # a street farther along says little of where the start is [D]
QUARTERS_FROM_M = 2000.0  # of a longer route also the quarters are told [D]
APART_M = 150.0  # places on the card are not nearer to each other than this [D]


@dataclass(frozen=True)
class CardPlace:
    """A place that an ambulance can be sent to, or that one can name on the telephone.

    `kind`: "start", "parking", "stop", "road", "half", "on_way". `name`: of the street, the stop.
    """

    at_m: float
    kind: str
    name: str
    lat: float
    lon: float
    grid: str | None


@dataclass(frozen=True)
class SheetRow:
    """Neighbouring stretches of the table as one, as steep as the steepest of them."""

    from_m: float
    to_m: float
    up_m: float
    down_m: float
    steepest_pct: float
    surface: tuple[str, ...]
    seats: int | None
    is_known: bool


@dataclass(frozen=True)
class Sheet:
    """What the sheet shows besides the route's page. `more_seats`: that found no room."""

    rows: tuple[SheetRow, ...]
    is_shortened: bool
    seats: tuple[AlongItem, ...]
    more_seats: int
    places: tuple[CardPlace, ...]
    street: str

    @property
    def start(self) -> CardPlace:
        """Where one meets."""
        return self.places[0]


def sheet_of(page: RoutePage, ways: Sequence[WayStretch]) -> Sheet:
    """Return the sheet of a route in the direction of the page. `ways`: the map's."""
    rows = page.found["profile"]["drawing"]["rows"] if page.found["profile"] else []
    fewer = fewest_rows([_row(row, page.along) for row in rows], MOST_ROWS)
    seats = [item for item in page.along if item.kind == "seat"]
    return Sheet(
        rows=fewer,
        is_shortened=len(fewer) < len(rows),
        seats=tuple(evenly(seats, MOST_SEATS)),
        more_seats=max(0, len(seats) - MOST_SEATS),
        places=_places(page, ways),
        street=street_at_start(ways),
    )


def _row(row: dict[str, Any], along: Sequence[AlongItem]) -> SheetRow:
    ground = tuple(row["surface"]) or ground_between(along, row["from_m"], row["to_m"])
    return SheetRow(
        from_m=row["from_m"],
        to_m=row["to_m"],
        up_m=row["up_m"],
        down_m=row["down_m"],
        steepest_pct=row["steepest_pct"],
        surface=ground,
        seats=None if row["seats"] is None else len(row["seats"]),
        is_known=row.get("is_known", True),
    )


def fewest_rows(rows: Sequence[SheetRow], most: int) -> tuple[SheetRow, ...]:
    """Join neighbours until there are `most`: first those that are least steep, then short ones.

    What is joined is as steep as its steepest part, so nothing steep is lost.
    """
    left = list(rows)
    while len(left) > most:
        at = min(range(len(left) - 1), key=lambda at: _loss(left[at], left[at + 1]))
        left[at : at + 2] = [_joined(left[at], left[at + 1])]
    return tuple(left)


def _loss(one: SheetRow, other: SheetRow) -> tuple[float, float]:
    """How much is lost when two rows become one: steepness that spreads over more metres."""
    steep, mild = sorted((abs(one.steepest_pct), abs(other.steepest_pct)), reverse=True)
    milder = one if abs(one.steepest_pct) == mild else other
    return (steep - mild) * (milder.to_m - milder.from_m), other.to_m - one.from_m


def _joined(one: SheetRow, other: SheetRow) -> SheetRow:
    return SheetRow(
        from_m=one.from_m,
        to_m=other.to_m,
        up_m=one.up_m + other.up_m,
        down_m=one.down_m + other.down_m,
        steepest_pct=max(one.steepest_pct, other.steepest_pct, key=abs),
        surface=tuple(dict.fromkeys((*one.surface, *other.surface))),
        seats=None if one.seats is None or other.seats is None else one.seats + other.seats,
        is_known=one.is_known and other.is_known,
    )


def street_at_start(ways: Sequence[WayStretch]) -> str:
    """Return the named street nearest to the start along the route, else a named path, else ""."""
    near = [leg for leg in legs_of(ways) if leg.name and leg.from_m <= NEAR_START_M]
    streets = [leg for leg in near if leg.kind in ROADS]
    return (streets or near)[0].name if near else ""


def roads_met(ways: Sequence[WayStretch]) -> list[tuple[float, str]]:
    """Return (place, name) of each named road that the route crosses or goes along, once each."""
    found: dict[str, float] = {}
    for way in ways:
        if way.name and way.kind in ROADS:
            found.setdefault(way.name, way.from_m)
    return sorted((at_m, name) for name, at_m in found.items())


def _places(page: RoutePage, ways: Sequence[WayStretch]) -> tuple[CardPlace, ...]:
    """Return the start, then where one gets to the route: by distance, spread over it."""
    length = page.found["length_m"]
    wanted = [
        *(
            (item.at_m, item.kind, item.value if isinstance(item.value, str) else item.note)
            for item in page.along
            if item.kind in ("parking", "stop")
        ),
        *((at_m, "road", name) for at_m, name in roads_met(ways)),
    ]
    if page.found["out_and_back"]:
        wanted = [one for one in wanted if one[0] <= length / 2]
    apart = _apart(sorted(wanted, key=lambda one: one[0]))
    chosen = evenly(apart, MOST_ACCESS)
    between = [(length / 2, "half", "")]
    if length >= QUARTERS_FROM_M and not page.found["out_and_back"]:
        between += [(length / 4, "on_way", ""), (length * 3 / 4, "on_way", "")]
    for one in between:
        apart_m = min((abs(at_m - one[0]) for at_m, _, _ in chosen), default=length)
        if len(chosen) < MOST_ACCESS and apart_m > APART_M:
            chosen.append(one)
    chosen.sort(key=lambda one: one[0])
    return tuple(_place(page, *one) for one in [(0.0, "start", street_at_start(ways)), *chosen])


def _apart(wanted: Iterable[tuple[float, str, str]]) -> list[tuple[float, str, str]]:
    """Leave out what is nearer than 150 m to the start or to the place before."""
    found: list[tuple[float, str, str]] = []
    last = 0.0
    for one in wanted:
        if one[0] - last >= APART_M:
            found.append(one)
            last = one[0]
    return found


def evenly(things: Sequence[Thing], most: int) -> list[Thing]:
    """Return `most` of the things, spread over all of them."""
    if len(things) <= most:
        return list(things)
    if most < 2:
        return list(things[:most])
    return [things[round(at * (len(things) - 1) / (most - 1))] for at in range(most)]


def _place(page: RoutePage, at_m: float, kind: str, name: str) -> CardPlace:
    lat, lon = place_at(page.found, at_m)
    return CardPlace(at_m, kind, name, lat, lon, grid_reference(lat, lon))
