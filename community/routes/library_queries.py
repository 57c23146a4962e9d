"""The library: routes near a place that a person may see, nearest first.

Lists read one index and nothing of the table. Distances are exact on the ellipsoid; who may not
know where a route starts exactly is told the distance of a rounded place, and is sorted by it, so
that no search, however often it is asked, tells more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from community.foundation.errors import NotFound
from community.groups import (
    Group,
    GroupCard,
    Whereabouts,
    group_cards,
    groups_of,
    standings_of,
    whereabouts,
)
from community.places import Place
from community.places.rules import boxes_around, distances_m
from community.places.rules.distance import HOME_ROUNDING_M, rounded_place
from community.routes import policy
from community.routes.models import Route
from community.routes.queries import RouteCard, RoutePage, route_cards, route_minutes, route_page
from community.routes.rules import Pace
from community.routes.rules.library import PER_PAGE, AskedRoutes, fits_all
from community.routes.rules.limits import LETTERS
from community.routes.rules.minutes import SPEED_KM_PER_H

FIRST_RADIUS_M = 2_000.0
GROWTH = 4
NEAR_ENOUGH_TO_OFFER_M = 25_000.0  # shared routes in the form of a walk
MOST_OFFERED = 12


@dataclass(frozen=True)
class NearRoute:
    """A route and how far it starts; `is_exact`: else from a place within about 500 m of it."""

    id: int
    distance_m: float
    is_exact: bool


@dataclass(frozen=True)
class FoundRoute:
    """One row of the library."""

    number: int
    card: RouteCard
    group: GroupCard
    distance_m: float
    is_exact: bool
    minutes: int
    is_own: bool


@dataclass(frozen=True)
class LibraryPage:
    """The library for one person. `without`: filters whose taking away finds so many routes."""

    asked: AskedRoutes
    where: Whereabouts
    pace: Pace
    rows: tuple[FoundRoute, ...] = ()
    has_more: bool = False
    without: tuple[tuple[str, int], ...] = ()

    @property
    def within_m(self) -> float:
        """How far was looked."""
        return self.asked.within_km * 1000.0


def library_page(viewer: Any, asked: AskedRoutes) -> LibraryPage:
    """Return the page of a search; the operator's geocoder may be asked, off the loop."""
    where = whereabouts(viewer, asked.near, asked.lat, asked.lon, asked.wrong_place)
    pace = pace_of(viewer)
    page = LibraryPage(asked, where, pace)
    if where.place is None:
        return page
    own = own_groups(viewer)
    last = asked.page * PER_PAGE
    found = _looked_at(
        own, where.place.lat, where.place.lon, asked.filters, pace, last + 1, page.within_m
    )
    shown = found[last - PER_PAGE : last]
    without = {} if found or asked.page > 1 else _without(own, where.place, asked, pace)
    return LibraryPage(
        asked,
        where,
        pace,
        _rows(shown, own, pace, last - PER_PAGE + 1),
        len(found) > last,
        tuple(sorted(without.items(), key=lambda one: -one[1])),
    )


def routes_near(
    viewer: Any,
    lat: float,
    lon: float,
    filters: frozenset[str] = frozenset(),
    limit: int = PER_PAGE,
    within_m: float = NEAR_ENOUGH_TO_OFFER_M,
) -> list[NearRoute]:
    """Return the nearest routes that the viewer may see and that pass all filters."""
    own, pace = own_groups(viewer), pace_of(viewer)
    return _looked_at(own, lat, lon, filters, pace, limit, within_m)[:limit]


def pace_of(viewer: Any) -> Pace:
    """Return the viewer's pace, easy for who is not signed in."""
    chosen: Pace = "easy" if viewer is None else viewer.pace
    return chosen


def own_groups(viewer: Any) -> frozenset[int]:
    """Return the living groups that the viewer belongs to."""
    return frozenset() if viewer is None else frozenset(card.id for card in groups_of(viewer.id))


def _without(own: frozenset[int], place: Place, asked: AskedRoutes, pace: Pace) -> dict[str, int]:
    """Return how many routes there are without each of the filters, where there are any."""
    counts = {
        name: len(
            _within(
                own,
                place.lat,
                place.lon,
                asked.within_km * 1000.0,
                asked.filters - {name},
                pace,
                None,
            )
        )
        for name in asked.in_order
    }
    return {name: count for name, count in counts.items() if count}


def _looked_at(
    own: frozenset[int],
    lat: float,
    lon: float,
    filters: frozenset[str],
    pace: Pace,
    limit: int,
    within_m: float,
    only: Any = None,
) -> list[NearRoute]:
    """Return the routes of a circle that grows until enough of them pass, nearest first."""
    radius_m = min(FIRST_RADIUS_M, within_m)
    while True:
        found = _within(own, lat, lon, radius_m, filters, pace, only)
        if len(found) >= limit or radius_m >= within_m:
            return found
        radius_m = min(radius_m * GROWTH, within_m)


def _within(
    own: frozenset[int],
    lat: float,
    lon: float,
    radius_m: float,
    filters: frozenset[str],
    pace: Pace,
    only: Any,
) -> list[NearRoute]:
    """Return the routes whose told place lies within the radius; a rounded one may lie nearer."""
    rows: list[Any] = []
    for box in boxes_around(lat, lon, radius_m + HOME_ROUNDING_M):
        in_box = _visible(own, only).where(
            Route.start_lat.between(box.south, box.north),
            Route.start_lon.between(box.west, box.east),
            *(_may_fit(name, pace) for name in sorted(filters)),
        )
        rows.extend(in_box.namedtuples())
    rows = [row for row in rows if fits_all(row, filters, pace)]
    if not rows:
        return []
    exact = [row.group_id in own or bool(row.shows_exact_place) for row in rows]
    places = [
        (row.start_lat, row.start_lon) if may else rounded_place(row.start_lat, row.start_lon)
        for row, may in zip(rows, exact, strict=True)
    ]
    away = distances_m(lat, lon, [one[0] for one in places], [one[1] for one in places]).tolist()
    found = {
        row.id: NearRoute(row.id, metres, may)
        for row, metres, may in zip(rows, away, exact, strict=True)
        if metres <= radius_m
    }
    return sorted(found.values(), key=lambda one: (one.distance_m, one.id))


def _may_fit(name: str, pace: Pace) -> Any:
    """Return a filter as the database knows it: never narrower than `fits`, which decides."""
    family, _, value = name.partition("=")
    if family == "letter":
        return Route.shown_letter.in_(list(LETTERS[: LETTERS.index(value) + 1]))  # type: ignore[arg-type]
    if family == "minutes":
        level = Route.length_m * (60.0 / 1000.0 / SPEED_KM_PER_H[pace])
        return level < float(value) + 1.0  # climbs only make it longer
    if family == "seats":
        return Route.seat_gap_m <= float(value)
    column = {"firm": Route.is_firm, "stepfree": Route.step_free, "toilets": Route.toilets}
    return column.get(family, Route.is_loop) == True  # noqa: E712 - SQL


def _visible(own: frozenset[int], only: Any) -> Any:
    """Return the query for the routes that who is in these groups may see, columns of the index.

    only: a condition that narrows it further, or None.
    """
    may_be_seen = (Group.joining != "invite") | (Route.sharing == "everyone")
    if own:
        may_be_seen |= Route.group.in_(list(own))
    if only is not None:
        may_be_seen &= only
    return (
        Route.select(
            Route.id,
            Route.start_lat,
            Route.start_lon,
            Route.group.alias("group_id"),
            Route.shown_letter,
            Route.length_m,
            Route.ascent_m,
            Route.descent_m,
            Route.is_firm,
            Route.step_free,
            Route.is_loop,
            Route.seat_gap_m,
            Route.toilets,
            Group.shows_exact_place,
        )
        .join(Group)
        .where(Group.archived_at.is_null(), may_be_seen)
    )


def _rows(
    near: Sequence[NearRoute], own: frozenset[int], pace: Pace, first: int
) -> tuple[FoundRoute, ...]:
    cards = route_cards(one.id for one in near)
    groups = group_cards({card.group_id for card in cards.values()})
    return tuple(
        FoundRoute(
            number,
            cards[one.id],
            groups[cards[one.id].group_id],
            one.distance_m,
            one.is_exact,
            max(1, route_minutes(cards[one.id], pace)),
            cards[one.id].group_id in own,
        )
        for number, one in enumerate(near, first)
        if one.id in cards
    )


@dataclass(frozen=True)
class SharedRoute:
    """A route of another group that leaders may plan a walk on; its start only where it is told."""

    card: RouteCard
    group_name: str
    start: tuple[float, float] | None


def shared_routes_near(group: GroupCard, also: int | None = None) -> list[SharedRoute]:
    """Return the shared routes of other groups near a group, nearest first.

    Their start is told where its owners tell everybody. also: the route of a walk that is being
    changed, however far it is.
    """
    seen = _looked_at(
        frozenset(),
        group.lat,
        group.lon,
        frozenset(),
        "easy",
        MOST_OFFERED,
        NEAR_ENOUGH_TO_OFFER_M,
        (Route.sharing == "everyone") & (Route.group != group.id),
    )
    wanted = [near.id for near in seen][:MOST_OFFERED]
    if also is not None and also not in wanted:
        wanted.append(also)
    cards = route_cards(wanted)
    owners = group_cards({card.group_id for card in cards.values()})
    return [
        SharedRoute(
            cards[one],
            owners[cards[one].group_id].name,
            (cards[one].start_lat, cards[one].start_lon)
            if owners[cards[one].group_id].shows_exact_place
            else None,
        )
        for one in wanted
        if one in cards and cards[one].group_id != group.id
    ]


def may_be_planned_by(group_id: int, route_id: int) -> bool:
    """Whether leaders of a group may plan a walk on this route."""
    row = Route.select(Route.group, Route.sharing).where(Route.id == route_id).first()
    return row is not None and policy.may_plan_on(group_id, row.group_id, row.sharing)


def starts_to_tell(route_ids: Sequence[int], group_ids: Sequence[int]) -> set[int]:
    """Return those routes whose exact line members of these groups may see on a walk of theirs.

    A shared route of a group that keeps exact places to its members is not among them.
    """
    rows = (
        Route.select(Route.id)
        .join(Group)
        .where(
            Route.id.in_(list(route_ids)),
            Route.group.in_(list(group_ids)) | Group.shows_exact_place,
        )
    )
    return {row.id for row in rows}


@dataclass(frozen=True)
class BelongsTo:
    """Whose a route is, who may use it, and what the viewer could do with it.

    led: groups that the viewer leads and that could plan on it or take it over. origin: the route
    that this one was taken over from, with its group's name, where the viewer may see it.
    """

    page: RoutePage
    led: tuple[GroupCard, ...]
    may_take_over: bool
    keeps_line: bool
    origin: tuple[int, str, str] | None
    changes: int


def belongs_to(viewer: Any, page: RoutePage) -> BelongsTo:
    """Return whose the route of a page is."""
    person_id = None if viewer is None else viewer.id
    led = led_by(person_id)
    others = tuple(card for card in led if card.id != page.group.id)
    return BelongsTo(
        page,
        others if page.card.is_shared or page.can_download else (),
        bool(others) and page.can_download,
        bool(others) and not page.can_download,
        _origin(person_id, page.card.id),
        page.card.edition - 1,
    )


def led_by(person_id: int | None) -> tuple[GroupCard, ...]:
    """Return the living groups that the person leads, by name."""
    if person_id is None:
        return ()
    cards = groups_of(person_id)
    standings = standings_of([person_id], [card.id for card in cards])
    return tuple(card for card in cards if standings[person_id, card.id].is_leader)


def _origin(person_id: int | None, route_id: int) -> tuple[int, str, str] | None:
    row = Route.select(Route.origin).where(Route.id == route_id).first()
    if row is None or row.origin_id is None:
        return None
    try:
        page = route_page(person_id, row.origin_id)
    except NotFound:
        return None
    return page.card.id, page.card.name, page.group.name
