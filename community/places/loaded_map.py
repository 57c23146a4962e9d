"""The imported map of an instance: what all its areas know along a line, put together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import cast

import numpy as np

from community.places.extract import BARRIER, KERB, PLACE, SEAT
from community.places.loaded_area import NONE, LoadedArea, Matched, Passed
from community.places.rules.distance import Floats
from community.places.rules.line_nodes import NODE_EVERY_M, Nodes, nodes_of
from community.places.rules.map_facts import (
    MapBarrier,
    MapFacts,
    MapKerb,
    MapPlace,
    MapPlaceKind,
    MapSeat,
    WayStretch,
)
from community.places.rules.stretches import stretches_of
from community.places.rules.way_tags import WayFacts


@dataclass(frozen=True, eq=False)
class LoadedMap:
    """All imported areas of an instance, side by side."""

    areas: tuple[LoadedArea, ...]

    def facts_along(self, lats: Floats, lons: Floats) -> MapFacts | None:
        """Return what is known along the line, None where no imported map lies under it.

        Bounded: of a line over 200 km the nodes lie farther apart. Takes milliseconds, so call it
        off the loop.
        """
        if not len(lats):
            return None
        nodes = nodes_of(np.asarray(lats, float), np.asarray(lons, float))
        planes = [(area, plane) for area in self.areas if (plane := area.plane(nodes))]
        if not planes:
            return None
        joined, passed = Matched.nothing(len(nodes.lats)), []
        ways: dict[int, WayFacts] = {}
        labels: dict[int, tuple[str, str]] = {}
        for number, (area, plane) in enumerate(planes):
            found = area.matched(plane)
            passed += list(area.passed(plane, found))
            first = number << 32  # keys of all areas in one: the row, the area above it
            taken = _fill(joined, found, first)
            rows = {*np.unique(taken.ways).tolist()}
            rows.update(way for turn in taken.turns for way, _ in turn.between)
            for row, facts in area.ways.at(rows).items():
                ways[first + row] = facts
            for row in np.unique(taken.beside[taken.beside >= 0]).tolist():
                labels[first + row] = area.meta.labels[row]
        return _facts(nodes, joined, ways, labels, passed, [area for area, _ in planes])


def _fill(joined: Matched, found: Matched, first: int) -> Matched:
    """Take over what another area knows where nothing is known yet; return what was taken."""
    new = (joined.ways == NONE) & (found.ways != NONE)
    joined.ways[new] = found.ways[new] + first
    joined.is_forward[new] = found.is_forward[new]
    joined.beside[new] = np.where(found.beside[new] == NONE, NONE, found.beside[new] + first)
    joined.covered[new] = found.covered[new]
    turns = [turn for turn in found.turns if new[turn.node] and new[turn.node + 1]]
    for turn in turns:
        between = tuple((way + first, is_forward) for way, is_forward in turn.between)
        joined.turns.append(replace(turn, between=between))
    joined.turns.sort(key=lambda turn: turn.node)
    return Matched(
        found.ways[new], found.is_forward[new], found.beside[new], found.covered[new], turns
    )


def _facts(
    nodes: Nodes,
    joined: Matched,
    ways: dict[int, WayFacts],
    labels: dict[int, tuple[str, str]],
    passed: Iterable[Passed],
    areas: Sequence[LoadedArea],
) -> MapFacts:
    is_known = joined.ways != NONE
    ordered = _each_once(passed)
    stretches = stretches_of(
        nodes.step_m,
        nodes.length_m,
        joined.ways,
        joined.is_forward,
        joined.beside,
        joined.turns,
        ways,
        labels,
    )
    has_areas = any(area.meta.has_areas for area in areas)
    dates = [area.meta.dated for area in areas if area.meta.dated is not None]
    return MapFacts(
        length_m=nodes.length_m,
        stretches=stretches,
        barriers=_barriers(ordered, stretches, {way.osm for way in ways.values() if way.is_ford}),
        kerbs=tuple(
            MapKerb(one.at_m, one.facts.kind, one.facts.height_m, one.facts.osm)
            for one in ordered
            if one.kind == KERB
        ),
        seats=tuple(_seat(one) for one in ordered if one.kind == SEAT),
        places=tuple(_place(one) for one in ordered if one.kind == PLACE),
        coverage_share=float(is_known.mean()) if nodes.length_m > 0 else 0.0,
        covered_share=(
            float(joined.covered[is_known].mean()) if has_areas and is_known.any() else None
        ),
        dated=min(dates) if dates else None,
    )


def _barriers(
    passed: Sequence[Passed], stretches: Sequence[WayStretch], fords: set[int]
) -> tuple[MapBarrier, ...]:
    """Return what stands in the way, and where a way that is a ford is entered."""
    found = [
        MapBarrier(one.at_m, one.facts.kind, one.facts.osm) for one in passed if one.kind == BARRIER
    ]
    before: int | None = None
    for stretch in stretches:
        if stretch.way_id in fords and stretch.way_id != before:
            found.append(MapBarrier(round(stretch.from_m, 1), "ford", f"way/{stretch.way_id}"))
        before = stretch.way_id
    return tuple(sorted(found, key=lambda one: one.at_m))


def _each_once(passed: Iterable[Passed]) -> list[Passed]:
    """Order by distance. Told once: a point that two areas share, a stop with its twin opposite."""
    kept: list[Passed] = []
    last: dict[tuple[int, str], float] = {}
    stops: set[str] = set()
    for one in sorted(passed, key=lambda one: (one.off_m, one.facts.osm)):
        if one.kind == PLACE and one.facts.kind == "stop" and one.facts.name:
            if one.facts.name in stops:
                continue
            stops.add(one.facts.name)
        kept.append(one)
    ordered, kept = sorted(kept, key=lambda one: (one.at_m, one.facts.osm)), []
    for one in ordered:
        key = (one.kind, one.facts.osm)
        if one.at_m - last.get(key, -np.inf) > NODE_EVERY_M:
            kept.append(one)
            last[key] = one.at_m
    return kept


def _seat(one: Passed) -> MapSeat:
    facts = one.facts
    return MapSeat(one.at_m, one.off_m, facts.backrest, facts.arms, one.side, facts.osm)


def _place(one: Passed) -> MapPlace:
    facts = one.facts
    return MapPlace(
        one.at_m,
        one.off_m,
        cast("MapPlaceKind", facts.kind),
        facts.name,
        facts.wheelchair,
        one.lat,
        one.lon,
        facts.osm,
    )
