"""The map-like sketch: places in plain metres around a middle, fitted into a frame.

Sizes are pixels of the frame, y downwards. Pins carry the numbers of the list's rows; pins that
would cover each other become one ("1, 5").
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from math import hypot

from community.places.rules import plane_metres

PIN_HEIGHT, PIN_WIDTH = 42.0, 28.0
OVERLAP = 0.8  # two pins nearer than this part of their size become one
LETTER_WIDTH = 9.0  # of a name, about
NAME_HEIGHT = 20.0
SMALLEST_SPAN_M = 900.0
LONGEST_SCALE = 0.3  # of the width
ROUND_LENGTHS = (50, 100, 200, 300, 500, 1000, 2000, 3000, 5000, 10000, 20000, 50000)
MOST_NUMBERS = 3  # on one pin
MARGIN_TOP, MARGIN_SIDE, MARGIN_BOTTOM = 58.0, 34.0, 40.0

Place = tuple[float, float]  # latitude, longitude
Spot = tuple[float, float]  # metres east, north; or pixels


@dataclass(frozen=True)
class Frame:
    """The size of a drawing in pixels."""

    width: float
    height: float


PHONE = Frame(358, 240)
DESKTOP = Frame(560, 760)


@dataclass(frozen=True)
class Stop:
    """Where a row of the list starts."""

    number: int
    lat: float
    lon: float


@dataclass(frozen=True)
class Way:
    """A route: its first place, and its points in metres east and north of that."""

    lat: float
    lon: float
    points: Sequence[Spot]


@dataclass(frozen=True)
class Pin:
    """One pin with its tip at (x, y); `numbers` are the rows that start there.

    straight: half of the straight part of a wide pin, 0 for the round one of a single number.
    """

    x: float
    y: float
    numbers: tuple[int, ...]
    label: str
    straight: float
    is_first: bool


@dataclass(frozen=True)
class Name:
    """The name of a place, centred at (x, y)."""

    x: float
    y: float
    text: str


@dataclass(frozen=True)
class MapSketch:
    """Everything that is drawn. `reach`: the radius of the circle around the home place."""

    frame: Frame
    ways: tuple[str, ...]
    pins: tuple[Pin, ...]
    names: tuple[Name, ...]
    home: Spot | None
    reach: float | None
    reach_label: Spot | None
    scale_m: float
    scale_width: float


@dataclass
class _Fitted:
    """Turns metres into pixels, and remembers what is taken."""

    frame: Frame
    scale: float
    middle: Spot
    taken: list[tuple[float, float, float, float]] = field(default_factory=list)

    def spot(self, east: float, north: float) -> Spot:
        x = self.frame.width / 2 + (east - self.middle[0]) * self.scale
        high = (MARGIN_TOP + self.frame.height - MARGIN_BOTTOM) / 2
        return round(x, 1), round(high - (north - self.middle[1]) * self.scale, 1)

    def holds_pin(self, x: float, y: float) -> bool:
        wide = PIN_WIDTH / 2 <= x <= self.frame.width - PIN_WIDTH / 2
        return wide and PIN_HEIGHT <= y <= self.frame.height - 4

    def is_free(self, x: float, y: float, width: float, height: float) -> bool:
        left, top = x - width / 2, y - height / 2
        right, bottom = x + width / 2, y + height / 2
        inside = left >= 4 and top >= 4 and right <= self.frame.width - 4
        if not inside or bottom > self.frame.height - 30:
            return False
        return all(
            right < taken[0] or left > taken[2] or bottom < taken[1] or top > taken[3]
            for taken in self.taken
        )

    def take(self, x: float, y: float, width: float, height: float) -> None:
        self.taken.append((x - width / 2, y - height / 2, x + width / 2, y + height / 2))


def draw_map(
    frame: Frame,
    stops: Sequence[Stop],
    ways: Sequence[Way] = (),
    home: Place | None = None,
    reach_m: float | None = None,
    names: Iterable[tuple[str, float, float]] = (),
    unit_m: float = 1000.0,
    focus_m: float | None = None,
) -> MapSketch | None:
    """Return the drawing, or None when there is nothing to draw.

    focus_m: when stops lie that near to `home`, only those are fitted in, and the others are left
    to the list: one far walk would shrink all the near ones to a dot.
    """
    if not stops:
        return None
    origin = home or (stops[0].lat, stops[0].lon)
    spots = [_plane(stop.lat, stop.lon, origin) for stop in stops]
    lines = [_line(way, origin) for way in ways]
    wanted = [*spots, *(spot for line in lines for spot in line)]
    near = [spot for spot in spots if home and focus_m and hypot(*spot) <= focus_m]
    if 0 < len(near) < len(spots):
        wanted = near
    fitted = _fit(frame, [*wanted, (0.0, 0.0)] if home else wanted)
    pins = _pins(fitted, stops, spots)
    if home:
        fitted.take(*fitted.spot(0, 0), 28, 28)
    radius = None if reach_m is None or home is None else round(reach_m * fitted.scale, 1)
    label = None if radius is None else _reach_label(fitted, radius)
    placed = _names(fitted, [(text, _plane(lat, lon, origin)) for text, lat, lon in names])
    scale_m = _round_length(LONGEST_SCALE * frame.width / fitted.scale, unit_m)
    return MapSketch(
        frame=frame,
        ways=tuple(_points([fitted.spot(*spot) for spot in line]) for line in lines),
        pins=pins,
        names=placed,
        home=fitted.spot(0, 0) if home else None,
        reach=radius,
        reach_label=label,
        scale_m=scale_m,
        scale_width=round(scale_m * fitted.scale, 1),
    )


def _plane(lat: float, lon: float, origin: Place) -> Spot:
    east, north = plane_metres([lat], [lon], *origin)
    return float(east[0]), float(north[0])


def _line(way: Way, origin: Place) -> list[Spot]:
    east, north = _plane(way.lat, way.lon, origin)
    return [(east + right, north + up) for right, up in way.points]


def _fit(frame: Frame, spots: Sequence[Spot]) -> _Fitted:
    east, north = [spot[0] for spot in spots], [spot[1] for spot in spots]
    wide = max(max(east) - min(east), SMALLEST_SPAN_M)
    high = max(max(north) - min(north), SMALLEST_SPAN_M * 0.6)
    scale = min(
        (frame.width - 2 * MARGIN_SIDE) / wide, (frame.height - MARGIN_TOP - MARGIN_BOTTOM) / high
    )
    middle = (max(east) + min(east)) / 2, (max(north) + min(north)) / 2
    return _Fitted(frame, scale, middle)


def _pins(fitted: _Fitted, stops: Sequence[Stop], spots: Sequence[Spot]) -> tuple[Pin, ...]:
    """Return the pins, the first row's last so that it lies on top."""
    placed = [(fitted.spot(*spot), stop) for spot, stop in zip(spots, stops, strict=True)]
    inside = [(spot, stop) for spot, stop in placed if fitted.holds_pin(*spot)]
    at = [spot for spot, _ in inside]
    numbers = [[stop.number] for _, stop in inside]
    while (pair := _covering(at, numbers)) is not None:
        one, other = pair
        numbers[one] = sorted(numbers[one] + numbers.pop(other))
        at.pop(other)
    found = []
    for (x, y), rows in zip(at, numbers, strict=True):
        fitted.take(x, y - PIN_HEIGHT / 2, _pin_width(rows), PIN_HEIGHT)
        is_first = rows[0] == stops[0].number
        straight = (_pin_width(rows) - PIN_WIDTH) / 2
        found.append(Pin(x, y, tuple(rows), _label(rows), round(straight, 1), is_first))
    return tuple(sorted(found, key=lambda pin: (pin.is_first, pin.y)))


def _covering(at: Sequence[Spot], numbers: Sequence[list[int]]) -> tuple[int, int] | None:
    """Return the first two pins that would cover much of each other; they become one."""
    for (one, (x, y)), (other, (x_other, y_other)) in combinations(enumerate(at), 2):
        room = (_pin_width(numbers[one]) + _pin_width(numbers[other])) / 2
        if abs(x - x_other) < OVERLAP * room and abs(y - y_other) < OVERLAP * PIN_HEIGHT:
            return one, other
    return None


def _label(rows: Sequence[int]) -> str:
    shown = ", ".join(str(number) for number in rows[:MOST_NUMBERS])
    more = len(rows) - MOST_NUMBERS
    return f"{shown} +{more}" if more > 0 else shown


def _pin_width(rows: Sequence[int]) -> float:
    label = _label(rows)
    return PIN_WIDTH + (2 * max(8.0, len(label) * 4.4 - 6) if len(label) > 2 else 0.0)


def _reach_label(fitted: _Fitted, radius: float) -> Spot | None:
    x, y = fitted.spot(0, 0)
    for side in (-1, 1):
        at = x, round(y + side * (radius + 12), 1)
        if fitted.is_free(*at, 220, NAME_HEIGHT):
            fitted.take(*at, 220, NAME_HEIGHT)
            return at
    return None


def _names(fitted: _Fitted, places: Iterable[tuple[str, Spot]]) -> tuple[Name, ...]:
    """Return the names that find room at, beside, above or below their place."""
    found = []
    for text, place in places:
        x, y = fitted.spot(*place)
        width = len(text) * LETTER_WIDTH + 8
        side = width / 2 + PIN_WIDTH / 2
        for at in ((x, y), (x + side, y - 16), (x - side, y - 16), (x, y + 16), (x, y - 56)):
            if fitted.is_free(*at, width, NAME_HEIGHT):
                fitted.take(*at, width, NAME_HEIGHT)
                found.append(Name(round(at[0], 1), round(at[1], 1), text))
                break
    return tuple(found)


def _points(spots: Sequence[Spot]) -> str:
    """Return whole pixels, what falls on the same one left out: nobody sees more."""
    kept: list[tuple[int, int]] = []
    for x, y in spots:
        at = round(x), round(y)
        if not kept or at != kept[-1]:
            kept.append(at)
    return " ".join(f"{x},{y}" for x, y in kept)


def _round_length(most_m: float, unit_m: float) -> float:
    fitting = [one * unit_m / 1000 for one in ROUND_LENGTHS if one * unit_m / 1000 <= most_m]
    return fitting[-1] if fitting else ROUND_LENGTHS[0] * unit_m / 1000
