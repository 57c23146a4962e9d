"""The line of a route as a small picture of our own: no map, no other host. Pure geometry.

Places are in a box of 1000 x 760; the page stretches it to its width, letters keep their size.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Literal

from community.routes.rules.along import AlongItem

WIDTH, HEIGHT = 1000.0, 760.0
MARGIN = 120.0
WIDEST_SCALE = 300.0
ROUND_LENGTHS = (0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0)  # of the unit
SMALLEST_SPAN_M = 50.0
SHORTEST_DECIDING_SHARE = 0.02  # of the line: less cannot be seen [D]
ROOM_X, ROOM_Y = 220.0, 30.0  # what a label beside the start takes on a phone


@dataclass(frozen=True)
class Mark:
    """A place in per cent of the box; `turn` in degrees, clockwise from the right."""

    x: float
    y: float
    turn: float = 0.0
    backrest: bool | None = None


@dataclass(frozen=True)
class Piece:
    """A stretch of one band of slope, 1 to 5, as the points of a polyline."""

    band: int
    points: str


@dataclass(frozen=True)
class Sketch:
    """What a page draws. `start_side`: where beside the start there is room.

    `deciding`: the points of the stretch that decides the letter; `marked`: where its words go,
    else those of the steepest part.
    `scale_m` is the length that the bar of `scale_width` (per cent) shows.
    """

    points: str
    pieces: tuple[Piece, ...]
    start: Mark
    start_side: Literal["left", "right"]
    end: Mark
    seats: tuple[Mark, ...]
    arrows: tuple[Mark, ...]
    deciding: str
    marked: Mark | None
    scale_m: float
    scale_width: float


def sketch_of(
    drawn: Sequence[Sequence[float]],
    seats: Sequence[AlongItem] = (),
    steepest_at_m: float | None = None,
    unit_m: float = 1000.0,
    deciding: tuple[float, float] | None = None,
) -> Sketch:
    """Return the picture of a line of [metres east, north, along, band]."""
    east, north = [p[0] for p in drawn], [p[1] for p in drawn]
    wide = max(max(east) - min(east), SMALLEST_SPAN_M)
    high = max(max(north) - min(north), SMALLEST_SPAN_M)
    scale = min((WIDTH - 2 * MARGIN) / wide, (HEIGHT - 2 * MARGIN) / high)
    middle_x, middle_y = (max(east) + min(east)) / 2, (max(north) + min(north)) / 2

    def placed(right: float, up: float) -> tuple[float, float]:
        return WIDTH / 2 + (right - middle_x) * scale, HEIGHT / 2 - (up - middle_y) * scale

    spots = [(*placed(p[0], p[1]), p[2]) for p in drawn]
    bands = [int(p[3]) for p in drawn]
    length = spots[-1][2]
    marked_at_m = steepest_at_m if deciding is None else sum(deciding) / 2
    scale_m = _round_length(WIDEST_SCALE / scale, unit_m)
    return Sketch(
        points=_points(spots),
        pieces=_pieces(spots, bands),
        start=_mark(spots, 0.0),
        start_side=_free_side(spots),
        end=_mark(spots, length),
        seats=tuple(_mark(spots, seat.at_m, _backrest(seat)) for seat in seats),
        arrows=tuple(_mark(spots, length * share) for share in (0.18, 0.5, 0.82)),
        deciding="" if deciding is None else _points(_stretch(spots, *deciding)),
        marked=None if marked_at_m is None else _mark(spots, marked_at_m),
        scale_m=scale_m,
        scale_width=round(100 * scale_m * scale / WIDTH, 2),
    )


Spots = list[tuple[float, float, float]]


def _points(spots: Spots) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in spots)


def _pieces(spots: Spots, bands: list[int]) -> tuple[Piece, ...]:
    """Return the stretches; a step has the band of the point it starts from."""
    steps = list(zip(pairwise(spots), bands, strict=False))
    found = []
    for band, run in groupby(steps, key=lambda step: step[1]):
        ends = [step for step, _ in run]
        found.append(Piece(band, _points([ends[0][0], *(after for _, after in ends)])))
    return tuple(sorted(found, key=lambda piece: piece.band))


def _stretch(spots: Spots, from_m: float, to_m: float) -> Spots:
    """Return the line between two places, long enough to be seen."""
    length = spots[-1][2]
    shortest = max(length * SHORTEST_DECIDING_SHARE, to_m - from_m)
    middle = (from_m + to_m) / 2
    from_m = min(max(0.0, middle - shortest / 2), length - shortest)
    to_m = from_m + shortest
    inside = [spot for spot in spots if from_m < spot[2] < to_m]
    return [_spot(spots, from_m), *inside, _spot(spots, to_m)]


def _spot(spots: Spots, at_m: float) -> tuple[float, float, float]:
    mark = _mark(spots, at_m)
    return mark.x * WIDTH / 100, mark.y * HEIGHT / 100, at_m


def _mark(spots: Spots, at_m: float, backrest: bool | None = None) -> Mark:
    before, after = spots[0], spots[-1]
    for start, end in pairwise(spots):
        before, after = start, end
        if end[2] >= at_m:
            break
    step = after[2] - before[2]
    share = min(max((at_m - before[2]) / step, 0.0), 1.0) if step > 0 else 0.0
    x = before[0] + (after[0] - before[0]) * share
    y = before[1] + (after[1] - before[1]) * share
    turn = math.degrees(math.atan2(after[1] - before[1], after[0] - before[0]))
    return Mark(round(100 * x / WIDTH, 2), round(100 * y / HEIGHT, 2), round(turn, 1), backrest)


def _free_side(spots: Spots) -> Literal["left", "right"]:
    """Return the side of the start on which less of the line lies, and never off the picture."""
    x, y, _at = spots[0]
    if not WIDTH * 0.2 < x < WIDTH * 0.8:
        return "right" if x < WIDTH / 2 else "left"
    beside = [
        (before[0] + after[0]) / 2 - x
        for before, after in pairwise(spots)
        if min(before[1], after[1]) - ROOM_Y < y < max(before[1], after[1]) + ROOM_Y
    ]
    left = sum(1 for away in beside if -ROOM_X < away < 0)
    return "left" if left < sum(1 for away in beside if 0 < away < ROOM_X) else "right"


def _round_length(most_m: float, unit_m: float) -> float:
    fitting = [length * unit_m for length in ROUND_LENGTHS if length * unit_m <= most_m]
    return fitting[-1] if fitting else ROUND_LENGTHS[0] * unit_m


def _backrest(seat: AlongItem) -> bool | None:
    return seat.value if isinstance(seat.value, bool) else None
