"""What lies along a route, each thing at its place: as the map says, as leaders put it right.

A leader's word wins over the map's and outlives the next import: it is kept with the map's own
name of the thing ("node/123") and with its place, and found again by the one or the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, get_args

AlongKind = Literal[
    "surface",
    "steps",
    "kerb",
    "width",
    "cross_slope",
    "barrier",
    "hiking",
    "seat",
    "toilets",
    "drinking_water",
    "cafe",
    "parking",
    "stop",
    "shelter",
    "exit",
    "crossing",
    "danger",
]
ALONG_KINDS: tuple[AlongKind, ...] = get_args(AlongKind)
Verdict = Literal["there", "right", "gone"]
Value = str | float | bool | None

SAME_PLACE_M = 15.0  # a thing of the same kind this near is the same thing [D]


@dataclass(frozen=True)
class AlongItem:
    """One thing on the way, `at_m` from the start; a stretch goes on to `to_m`.

    `value`: surface its class ("firm", "semi", "rough"), steps their count, kerb its height in
    metres or None, width metres, cross_slope per cent, barrier its kind ("stile", "gate"),
    hiking the map's grade, seat whether it has a backrest, places their name, else None.
    `detail`: surface as mapped ("asphalt", "street"), steps whether there is a handrail ("yes",
    "no", ""), kerb "raised", "lowered", "flush" or "", seat "arms" when it has them. `off_m`,
    `side`: beside the line, where the map says so. `by_name`, `on`: which leader says it, and
    since when. `key` names it in forms.
    """

    at_m: float
    to_m: float | None
    kind: AlongKind
    value: Value = None
    source: Literal["map", "leader"] = "map"
    by_name: str = ""
    on: date | None = None
    osm: str = ""
    note: str = ""
    detail: str = ""
    off_m: float = 0.0
    side: str = ""

    @property
    def length_m(self) -> float:
        """Length of a stretch, 0 for a place."""
        return 0.0 if self.to_m is None else max(0.0, self.to_m - self.at_m)

    @property
    def key(self) -> str:
        """What tells this thing from the others along the route."""
        return f"{self.kind}:{self.osm}:{round(self.at_m)}"


@dataclass(frozen=True)
class Noted:
    """One thing that a leader said: she adds it, or puts right or confirms what the map says.

    `verdict`: "there" as told here, "right" as the map said and told here too, "gone": the
    map's thing is not there. `at_m` is None when nobody said where. Else see `AlongItem`.
    """

    kind: AlongKind
    at_m: float | None = None
    to_m: float | None = None
    value: Value = None
    detail: str = ""
    note: str = ""
    osm: str = ""
    verdict: Verdict = "there"
    by: int | None = None
    on: date | None = None

    def says_the_same(self, other: Noted) -> bool:
        """Whether both say the same, whoever said it."""
        return replace(self, by=None, on=None) == replace(other, by=None, on=None)

    def item(self, names: Mapping[int, str] | None = None) -> AlongItem | None:
        """Return the thing on the way; None when it is gone or nobody said where it is."""
        if self.verdict == "gone" or self.at_m is None:
            return None
        return AlongItem(
            at_m=self.at_m,
            to_m=self.to_m,
            kind=self.kind,
            value=self.value,
            source="leader",
            by_name="" if self.by is None else (names or {}).get(self.by, ""),
            on=self.on,
            osm=self.osm,
            note=self.note,
            detail=self.detail,
        )


def put_right(
    mapped: Iterable[AlongItem],
    noted: Sequence[Noted],
    complete: frozenset[str] = frozenset(),
    names: Mapping[int, str] | None = None,
) -> tuple[AlongItem, ...]:
    """Return what is along the route, by distance, with the leaders' word in place of the map's.

    Of a kind in `complete` a leader has named all there are: the map's others do not count.
    """
    left = [item for item in mapped if item.kind not in complete]
    found: list[AlongItem] = []
    for one in noted:
        same = same_thing(one, left)
        if same is not None:
            left.remove(same)
        said = one.item(names)
        if said is not None:
            found.append(said if same is None else replace(said, off_m=same.off_m, side=same.side))
    ground = [item for item in found if item.kind == "surface"]
    left = [piece for item in left for piece in _without(item, ground)]
    return tuple(sorted((*left, *found), key=lambda item: (item.at_m, item.kind, item.to_m or 0)))


def same_thing(one: Noted, items: Sequence[AlongItem]) -> AlongItem | None:
    """Return the map's thing that a leader speaks of: of the same name, else at the same place.

    Ground is told by stretches, which a leader's paint over: no two are the same thing.
    """
    if one.kind == "surface":
        return None
    alike = [item for item in items if item.kind == one.kind]
    named = [item for item in alike if one.osm and item.osm == one.osm]
    at_m = one.at_m
    if at_m is None:
        return named[0] if named else None
    near = named or [item for item in alike if abs(item.at_m - at_m) <= SAME_PLACE_M]
    return min(near, key=lambda item: abs(item.at_m - at_m), default=None)


def _without(item: AlongItem, over: Iterable[AlongItem]) -> list[AlongItem]:
    """Return what is left of the map's stretch of ground under the leaders' stretches."""
    if item.kind != "surface" or item.to_m is None:
        return [item]
    pieces = [(item.at_m, item.to_m)]
    for top in over:
        end = top.at_m if top.to_m is None else top.to_m
        pieces = [
            piece
            for start, stop in pieces
            for piece in ((start, min(stop, top.at_m)), (max(start, end), stop))
            if piece[1] - piece[0] > 1e-6
        ]
    return [replace(item, at_m=start, to_m=stop) for start, stop in sorted(set(pieces))]
