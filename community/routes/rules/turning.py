"""Where a line turns, and along which ways it goes: what "in words" is made of. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from community.places.rules.map_facts import WayStretch
from community.routes.rules.track import Floats

NODES_M = 10.0  # the line is looked at every 10 m [D]
LOOK_M = 30.0  # a turn is the angle between the 30 m before and the 30 m after [D]
TURN_DEGREES = 45.0  # less is the way's own curve [D]
BACK_DEGREES = 150.0
BACK_LOOK_M = 60.0
BACK_WITHIN_M = 15.0  # two sides of one path; a hairpin's arms part sooner [D]
SHARP_DEGREES = 100.0
ONE_TURN_M = 40.0  # turns nearer than this are one
SHORTEST_LEG_M = 40.0  # a name that holds for less is a crossing, not a way one goes along

Side = Literal["left", "right"]


@dataclass(frozen=True)
class Turn:
    """A change of direction; `degrees` to the left are positive.

    `is_back`: the line goes back on itself, which a hairpin bend does not.
    """

    at_m: float
    degrees: float
    is_back: bool = False

    @property
    def side(self) -> Side:
        """To which side."""
        return "left" if self.degrees > 0 else "right"


@dataclass(frozen=True)
class Leg:
    """A stretch that keeps its name, or what it lies beside."""

    from_m: float
    to_m: float
    name: str = ""
    beside: str = ""
    beside_name: str = ""
    kind: str = ""


def turns_of(line: Sequence[tuple[float, float, float]]) -> list[Turn]:
    """Return where the line changes its direction, each change once."""
    along = np.array([point[2] for point in line])
    length = float(along[-1])
    nodes = np.arange(0.0, length, NODES_M)
    reach = round(LOOK_M / NODES_M)
    if nodes.size < 2 * reach + 1:
        return []
    east = np.interp(nodes, along, [point[0] for point in line])
    north = np.interp(nodes, along, [point[1] for point in line])
    ways = (east + 1j * north)[reach:] - (east + 1j * north)[:-reach]
    before, after = ways[:-reach], ways[reach:]
    angles = np.degrees(np.angle(after * np.conj(before)))
    angles[(np.abs(before) < LOOK_M / 3) | (np.abs(after) < LOOK_M / 3)] = 0.0  # standing about
    found: list[Turn] = []
    seen_m = np.abs(before) + np.abs(after)  # of equal turns the one that is seen best
    order = np.lexsort((-seen_m, -np.round(np.abs(angles))))
    for at in order.tolist():
        if abs(angles[at]) < TURN_DEGREES:
            break
        place = float(nodes[at + reach])
        if all(abs(place - other.at_m) >= ONE_TURN_M for other in found):
            is_back = bool(abs(angles[at]) >= BACK_DEGREES) and _is_back(east, north, at + reach)
            found.append(Turn(place, float(angles[at]), is_back))
    return sorted(found, key=lambda turn: turn.at_m)


def _is_back(east: Floats, north: Floats, at: int) -> bool:
    """Whether the line before and after a place lies on itself, as far as one looks."""
    reach = min(round(BACK_LOOK_M / NODES_M), at, east.size - 1 - at)
    if reach < 1:
        return False
    steps = np.arange(1, reach + 1)
    apart = np.hypot(east[at + steps] - east[at - steps], north[at + steps] - north[at - steps])
    return bool(apart.max() <= BACK_WITHIN_M)


def legs_of(stretches: Sequence[WayStretch]) -> list[Leg]:
    """Return the ways one goes along: neighbours of one name joined, crossings left out."""
    joined: list[Leg] = []
    for one in stretches:
        leg = Leg(one.from_m, one.to_m, one.name, one.beside, one.beside_name, one.kind)
        if joined and _same(joined[-1], leg):
            joined[-1] = replace(joined[-1], to_m=leg.to_m)
        else:
            joined.append(leg)
    long: list[Leg] = []
    for leg in joined:
        is_short = leg.to_m - leg.from_m < SHORTEST_LEG_M
        if long and (is_short or _same(long[-1], leg)):
            long[-1] = replace(long[-1], to_m=leg.to_m)
        else:
            long.append(leg)
    return long


def _same(one: Leg, other: Leg) -> bool:
    if one.name or other.name:
        return one.name == other.name
    return (one.beside, one.beside_name) == (other.beside, other.beside_name)


def leg_at(legs: Sequence[Leg], at_m: float) -> Leg:
    """Return the way one goes along at a place."""
    return next((leg for leg in legs if leg.from_m <= at_m < leg.to_m), Leg(at_m, at_m))
