"""A route in words, as one would tell it to somebody on the telephone. Pure.

"After 400 m the path bends left along the water; bench on the right." Turns come from the line's
geometry, names and what lies beside from the map, seats, steps and gates from what is known along
the way, slopes from the profile. Each clause is a whole template; a page joins them with "; ".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from community.foundation.words import N_
from community.places.rules.map_facts import WayStretch
from community.routes.rules.along import AlongItem
from community.routes.rules.limits import GENTLE_TAG_PCT, LEVEL_TAG_PCT
from community.routes.rules.sentence import Quantity
from community.routes.rules.slope import rounded_slope
from community.routes.rules.turning import (
    LOOK_M,
    NODES_M,
    ONE_TURN_M,
    SHARP_DEGREES,
    Leg,
    Turn,
    leg_at,
    legs_of,
    turns_of,
)

TOGETHER_M = 30.0  # what lies nearer to a turn is told with it
SENTENCES_PER_KM, FEWEST, MOST = 4.0, 6, 20  # 12 for 3 km, then 2 for each kilometre more [D]
FEWER_FROM_KM = 3.0
LEVEL_START_M = 200.0
SHORTEST_BRIDGE_M = 8.0

PATHS = frozenset({"path", "footway", "track", "cycleway", "bridleway", "pedestrian", "steps"})


@dataclass(frozen=True)
class Clause:
    """A template and its values: quantities, or names that are told as they are."""

    template: str
    values: Mapping[str, Quantity | str] = field(default_factory=dict)


@dataclass(frozen=True)
class Told:
    """One sentence: a main clause, and what is told with it."""

    at_m: float
    main: Clause
    also: tuple[Clause, ...] = ()


@dataclass(frozen=True)
class Slope:
    """A stretch of one slope; `slope_pct` None where heights are not known."""

    from_m: float
    to_m: float
    slope_pct: float | None


@dataclass(frozen=True)
class WayToTell:
    """What is known of the way. `line`: (metres east, north, along). `is_sure`: of its heights."""

    line: Sequence[tuple[float, float, float]]
    slopes: Sequence[Slope] = ()
    stretches: Sequence[WayStretch] = ()
    items: Sequence[AlongItem] = ()
    is_loop: bool = False
    out_and_back: bool = False
    is_sure: bool = True

    @property
    def length_m(self) -> float:
        """Length of the way."""
        return self.line[-1][2]


@dataclass(frozen=True)
class _Anchor:
    """A sentence that may be told: the lower `rank`, the less it may be left out.

    `beside` is how it is told when it stands at a turn, `also` what stands at this one.
    """

    at_m: float
    rank: int
    main: Clause
    beside: Clause | None = None
    also: tuple[Clause, ...] = ()
    weight: float = 0.0
    is_turn: bool = False


_START_TOWARDS = (
    N_("Start towards the east"),
    N_("Start towards the north-east"),
    N_("Start towards the north"),
    N_("Start towards the north-west"),
    N_("Start towards the west"),
    N_("Start towards the south-west"),
    N_("Start towards the south"),
    N_("Start towards the south-east"),
)
_START_WAY = N_("Start along %(way)s")
_START_BESIDE = {
    "water": N_("Start along the water"),
    "wood": N_("Start along the wood"),
    "park": N_("Start along the park"),
}
_TURN_INTO = {
    "left": N_("After %(place)s turn left into %(way)s"),
    "right": N_("After %(place)s turn right into %(way)s"),
}
_BEND_BESIDE = {
    ("left", "water"): N_("After %(place)s the path bends left along the water"),
    ("right", "water"): N_("After %(place)s the path bends right along the water"),
    ("left", "wood"): N_("After %(place)s the path bends left along the wood"),
    ("right", "wood"): N_("After %(place)s the path bends right along the wood"),
    ("left", "park"): N_("After %(place)s the path bends left along the park"),
    ("right", "park"): N_("After %(place)s the path bends right along the park"),
}
_BEND_ALONG = {
    "left": N_("After %(place)s the path bends left along %(way)s"),
    "right": N_("After %(place)s the path bends right along %(way)s"),
}
_BEND = {
    "left": N_("After %(place)s the path bends left"),
    "right": N_("After %(place)s the path bends right"),
}
_TURN = {
    "left": N_("After %(place)s turn left"),
    "right": N_("After %(place)s turn right"),
}
_SHARP = {
    "left": N_("After %(place)s turn sharp left"),
    "right": N_("After %(place)s turn sharp right"),
}
_ROUND = N_("After %(place)s turn round")
_BACK = N_("After %(place)s turn round and go back the same way")
_GO_ON_WAY = N_("After %(place)s go on along %(way)s")
_GO_ON_BESIDE = {
    "water": N_("After %(place)s go on along the water"),
    "wood": N_("After %(place)s go on along the wood"),
    "park": N_("After %(place)s go on along the park"),
}
_BRIDGE = N_("After %(place)s cross a bridge")
_BRIDGE_ALSO = N_("then cross a bridge")
_TUNNEL = N_("After %(place)s go through an underpass")
_TUNNEL_ALSO = N_("then go through an underpass")
_CROSSING = N_("After %(place)s cross the road")
_CROSSING_ALSO = N_("cross the road there")
_CROSSING_NAMED = N_("After %(place)s cross %(way)s")
_CROSSING_NAMED_ALSO = N_("cross %(way)s there")
_RISES = N_("After %(place)s it rises for %(length)s, at most %(slope)s")
_RISES_ALSO = N_("it rises for %(length)s, at most %(slope)s")
_FALLS = N_("After %(place)s it falls for %(length)s, at most %(slope)s")
_FALLS_ALSO = N_("it falls for %(length)s, at most %(slope)s")
_STEPS = N_("After %(place)s there are %(count)s steps")
_STEPS_ALSO = N_("%(count)s steps there")
_STEPS_RAIL = N_("After %(place)s there are %(count)s steps with a handrail")
_STEPS_RAIL_ALSO = N_("%(count)s steps with a handrail there")
_STEP = N_("After %(place)s there is one step")
_STEP_ALSO = N_("one step there")
_BARRIER = {
    "gate": (N_("After %(place)s go through a gate"), N_("a gate there")),
    "kissing_gate": (N_("After %(place)s go through a kissing gate"), N_("a kissing gate there")),
    "cycle_barrier": (
        N_("After %(place)s go through a cycle barrier"),
        N_("a cycle barrier there"),
    ),
    "turnstile": (N_("After %(place)s go through a turnstile"), N_("a turnstile there")),
    "stile": (N_("After %(place)s climb over a stile"), N_("a stile there")),
    "ford": (
        N_("After %(place)s go through a ford without a bridge"),
        N_("a ford without a bridge there"),
    ),
}
_BENCH = {
    "left": N_("bench on the left"),
    "right": N_("bench on the right"),
    "": N_("bench beside the way"),
}
_BENCH_AT = {
    "left": N_("bench on the left at %(place)s"),
    "right": N_("bench on the right at %(place)s"),
    "": N_("bench at %(place)s"),
}
_BENCHES = N_("%(count)s benches on the next %(length)s")
_BENCHES_THERE = N_("%(count)s benches there")
_LEVEL_ALL = N_("level all the way")
_LEVEL_FIRST = N_("level for the first %(length)s")
_BACK_AT_START = N_("After %(place)s you are back at the start")
_AT_END = N_("After %(place)s you are at the end")


def in_words(way: WayToTell) -> tuple[Told, ...]:
    """Return the sentences, in the order of the way; of an out and back only the way out."""
    told_m = way.length_m / 2 if way.out_and_back else way.length_m
    found = [
        anchor
        for anchor in (*_turning(way), *_slopes(way), *_in_the_way(way))
        if NODES_M < anchor.at_m < told_m - NODES_M
    ]
    kept = _fewest(_joined(found), told_m)
    sentences = [_start(way), *kept, _end(way, told_m)]
    return tuple(_with_seats(sentences, way.items))


def _turning(way: WayToTell) -> list[_Anchor]:
    """Return turns, and where the way goes on under another name."""
    legs = legs_of(way.stretches)
    found = []
    for turn in turns_of(way.line):
        after = leg_at(legs, turn.at_m + LOOK_M / 2)
        before = leg_at(legs, turn.at_m - LOOK_M)
        main = _turn_clause(turn, before, after)
        rank = 1 if abs(turn.degrees) >= 60 or after.name != before.name else 3
        found.append(_Anchor(turn.at_m, rank, main, weight=abs(turn.degrees), is_turn=True))
    for leg in legs[1:]:
        if any(abs(leg.from_m - other.at_m) < ONE_TURN_M for other in found):
            continue
        place = {"place": Quantity(leg.from_m, "distance_m")}
        if leg.name:
            found.append(_Anchor(leg.from_m, 2, Clause(_GO_ON_WAY, {**place, "way": leg.name})))
        elif leg.beside in _GO_ON_BESIDE:
            clause = Clause(_GO_ON_BESIDE[leg.beside], place)
            if leg.beside_name:
                clause = Clause(_GO_ON_WAY, {**place, "way": leg.beside_name})
            found.append(_Anchor(leg.from_m, 4, clause))
    return found


def _turn_clause(turn: Turn, before: Leg, after: Leg) -> Clause:
    place: dict[str, Quantity | str] = {"place": Quantity(turn.at_m, "distance_m")}
    if turn.is_back:
        return Clause(_ROUND, place)
    if after.name and after.name != before.name:
        return Clause(_TURN_INTO[turn.side], {**place, "way": after.name})
    if not after.name and abs(turn.degrees) >= SHARP_DEGREES:
        return Clause(_SHARP[turn.side], place)
    goes_on = (after.beside, after.beside_name) == (before.beside, before.beside_name)
    if goes_on or after.name:
        return Clause((_BEND if after.kind in PATHS else _TURN)[turn.side], place)
    if after.beside_name:
        return Clause(_BEND_ALONG[turn.side], {**place, "way": after.beside_name})
    if (turn.side, after.beside) in _BEND_BESIDE:
        return Clause(_BEND_BESIDE[turn.side, after.beside], place)
    return Clause((_BEND if after.kind in PATHS else _TURN)[turn.side], place)


def _slopes(way: WayToTell) -> list[_Anchor]:
    """Return what rises or falls by more than a level way does."""
    found = []
    for one in way.slopes:
        slope = 0.0 if one.slope_pct is None else rounded_slope(one.slope_pct)
        if abs(slope) <= LEVEL_TAG_PCT:
            continue
        values = {
            "length": Quantity(one.to_m - one.from_m, "distance_m"),
            "slope": Quantity(abs(slope), "slope_pct"),
        }
        main, beside = (_RISES, _RISES_ALSO) if slope > 0 else (_FALLS, _FALLS_ALSO)
        found.append(
            _Anchor(
                one.from_m,
                0 if abs(slope) > GENTLE_TAG_PCT else 2,
                Clause(main, {**values, "place": Quantity(one.from_m, "distance_m")}),
                Clause(beside, values),
                weight=abs(slope),
            )
        )
    return found


def _in_the_way(way: WayToTell) -> list[_Anchor]:
    """Return steps, gates, crossings, bridges, underpasses."""
    found = []
    for item in way.items:
        clauses = _item_clauses(item)
        if clauses is not None:
            rank = 0 if item.kind in ("steps", "barrier") and item.value != "gate" else 3
            found.append(_Anchor(item.at_m, rank, *clauses))
    for one in way.stretches:
        if one.length_m < SHORTEST_BRIDGE_M or not (one.is_bridge or one.is_tunnel):
            continue
        main, beside = (_BRIDGE, _BRIDGE_ALSO) if one.is_bridge else (_TUNNEL, _TUNNEL_ALSO)
        place = {"place": Quantity(one.from_m, "distance_m")}
        found.append(_Anchor(one.from_m, 3, Clause(main, place), Clause(beside)))
    return found


def _item_clauses(item: AlongItem) -> tuple[Clause, Clause] | None:
    """Return how a thing in the way is told alone, and with a turn; None for others."""
    place: dict[str, Quantity | str] = {"place": Quantity(item.at_m, "distance_m")}
    if item.kind == "steps" and isinstance(item.value, int | float) and item.value >= 1:
        if round(item.value) == 1:
            return Clause(_STEP, place), Clause(_STEP_ALSO)
        count = {"count": Quantity(round(item.value), "count")}
        rail = item.detail == "yes"
        return (
            Clause(_STEPS_RAIL if rail else _STEPS, {**place, **count}),
            Clause(_STEPS_RAIL_ALSO if rail else _STEPS_ALSO, count),
        )
    if item.kind == "barrier" and item.value in _BARRIER:
        main, beside = _BARRIER[str(item.value)]
        return Clause(main, place), Clause(beside)
    if item.kind == "crossing":
        if isinstance(item.value, str) and item.value:
            name = {"way": item.value}
            return (
                Clause(_CROSSING_NAMED, {**place, **name}),
                Clause(_CROSSING_NAMED_ALSO, name),
            )
        return Clause(_CROSSING, place), Clause(_CROSSING_ALSO)
    return None


def _joined(anchors: Sequence[_Anchor]) -> list[_Anchor]:
    """Tell what stands at a turn together with the turn."""
    told: list[_Anchor] = []
    for anchor in sorted(
        anchors,
        key=lambda one: (round(one.at_m / NODES_M), not one.is_turn, one.at_m),
    ):
        last = told[-1] if told else None
        near = last is not None and last.is_turn and anchor.at_m - last.at_m <= TOGETHER_M
        if last is not None and near and anchor.beside is not None:
            also = (*last.also, anchor.beside)
            told[-1] = replace(last, rank=min(last.rank, anchor.rank), also=also)
        else:
            told.append(anchor)
    return told


def _fewest(found: list[_Anchor], length_m: float) -> list[Told]:
    """Return the most important ones, as many as one can listen to, in the order of the way."""
    km = length_m / 1000
    many = SENTENCES_PER_KM * (min(km, FEWER_FROM_KM) + max(0.0, km - FEWER_FROM_KM) / 2)
    most = min(MOST, max(FEWEST, round(many))) - 2
    ordered = sorted(found, key=lambda anchor: (anchor.rank, -anchor.weight, anchor.at_m))
    kept = sorted(ordered[:most], key=lambda anchor: anchor.at_m)
    return [Told(anchor.at_m, anchor.main, anchor.also) for anchor in kept]


def _start(way: WayToTell) -> Told:
    legs = legs_of(way.stretches)
    first = legs[0] if legs else Leg(0.0, 0.0)
    also = _level_start(way)
    for anchor in _slopes(way)[:1]:
        if anchor.at_m <= NODES_M and anchor.beside is not None:
            also = (anchor.beside,)
    if first.name:
        return Told(0.0, Clause(_START_WAY, {"way": first.name}), also)
    if first.beside_name:
        return Told(0.0, Clause(_START_WAY, {"way": first.beside_name}), also)
    if first.beside in _START_BESIDE:
        return Told(0.0, Clause(_START_BESIDE[first.beside]), also)
    ahead = next((point for point in way.line if point[2] >= 2 * LOOK_M), way.line[-1])
    angle = np.arctan2(ahead[1] - way.line[0][1], ahead[0] - way.line[0][0])
    return Told(0.0, Clause(_START_TOWARDS[round(float(angle) / (np.pi / 4)) % 8]), also)


def _level_start(way: WayToTell) -> tuple[Clause, ...]:
    """Return how far it is level from the start on; nothing when the heights are not trusted."""
    if not way.slopes or not way.is_sure:
        return ()
    level_m = 0.0
    for one in way.slopes:
        if one.slope_pct is None or abs(rounded_slope(one.slope_pct)) > LEVEL_TAG_PCT:
            break
        level_m = one.to_m
    else:
        return (Clause(_LEVEL_ALL),)
    if level_m < LEVEL_START_M:
        return ()
    return (Clause(_LEVEL_FIRST, {"length": Quantity(level_m, "distance_m")}),)


def _end(way: WayToTell, told_m: float) -> Told:
    place = {"place": Quantity(told_m, "distance_m")}
    if way.out_and_back:
        return Told(told_m, Clause(_BACK, place))
    return Told(told_m, Clause(_BACK_AT_START if way.is_loop else _AT_END, place))


def _with_seats(sentences: list[Told], items: Sequence[AlongItem]) -> list[Told]:
    """Tell seats with the sentence before them: one with its side, several with their number."""
    told = []
    for number, one in enumerate(sentences):
        is_last = number == len(sentences) - 1
        until = np.inf if is_last else sentences[number + 1].at_m - NODES_M
        since = -np.inf if number == 0 else one.at_m - NODES_M
        seats = [item for item in items if item.kind == "seat" and since <= item.at_m < until]
        if is_last:
            seats = [seat for seat in seats if seat.at_m <= one.at_m + NODES_M]
        told.append(replace(one, also=(*one.also, *_seats_clause(one.at_m, seats))))
    return told


def _seats_clause(at_m: float, seats: Sequence[AlongItem]) -> tuple[Clause, ...]:
    if not seats:
        return ()
    if len(seats) == 1:
        side = seats[0].side if seats[0].side in ("left", "right") else ""
        if abs(seats[0].at_m - at_m) <= TOGETHER_M:
            return (Clause(_BENCH[side]),)
        return (Clause(_BENCH_AT[side], {"place": Quantity(seats[0].at_m, "distance_m")}),)
    ahead = max(seat.at_m for seat in seats) - at_m
    count = {"count": Quantity(len(seats), "count")}
    if ahead <= TOGETHER_M:
        return (Clause(_BENCHES_THERE, count),)
    return (Clause(_BENCHES, {**count, "length": Quantity(ahead, "distance_m")}),)
