"""The map-like sketch: everything inside its frame, true to scale, pins numbered and merged."""

from __future__ import annotations

import random

import pytest
from geopy.distance import geodesic

from community.pages.rules.map_sketch import (
    DESKTOP,
    PHONE,
    Frame,
    MapSketch,
    Stop,
    Way,
    draw_map,
)

HOME = (47.141, 9.521)


def drawn(frame: Frame, stops: list[Stop], **rest: object) -> MapSketch:
    sketch = draw_map(frame, stops, **rest)  # type: ignore[arg-type]
    assert sketch is not None
    return sketch


def some_stops(count: int, seed: int = 1, reach: float = 0.05) -> list[Stop]:
    chance = random.Random(seed)
    return [
        Stop(
            number, HOME[0] + chance.uniform(-reach, reach), HOME[1] + chance.uniform(-reach, reach)
        )
        for number in range(1, count + 1)
    ]


def test_without_a_stop_there_is_nothing_to_draw() -> None:
    assert draw_map(PHONE, []) is None


@pytest.mark.parametrize("frame", [PHONE, DESKTOP])
@pytest.mark.parametrize("seed", range(20))
def test_pins_lie_in_the_frame_and_every_row_has_one(frame: Frame, seed: int) -> None:
    sketch = drawn(frame, some_stops(20, seed), home=HOME, reach_m=1000)
    assert sorted(n for pin in sketch.pins for n in pin.numbers) == list(range(1, 21))
    for pin in sketch.pins:
        assert 20 <= pin.x <= frame.width - 20
        assert 45 <= pin.y <= frame.height - 20
    for name in sketch.names:
        assert 0 < name.x < frame.width


def test_two_rows_at_one_place_share_a_pin() -> None:
    sketch = drawn(PHONE, [Stop(1, *HOME), Stop(2, 47.16, 9.51), Stop(5, *HOME)])
    assert {pin.label for pin in sketch.pins} == {"1, 5", "2"}
    assert next(pin for pin in sketch.pins if pin.is_first).label == "1, 5"


def test_many_rows_at_one_place_say_how_many() -> None:
    sketch = drawn(PHONE, [Stop(number, *HOME) for number in range(1, 8)])
    assert [pin.label for pin in sketch.pins] == ["1, 2, 3 +4"]


def test_the_first_row_lies_on_top() -> None:
    assert drawn(PHONE, some_stops(8)).pins[-1].is_first


def test_the_scale_is_true() -> None:
    far = Stop(2, 47.171, 9.491)
    sketch = drawn(DESKTOP, [Stop(1, *HOME), far])
    one, two = sorted(sketch.pins, key=lambda pin: pin.numbers)
    pixels = ((one.x - two.x) ** 2 + (one.y - two.y) ** 2) ** 0.5
    metres = geodesic(HOME, (far.lat, far.lon)).m
    assert sketch.scale_width / sketch.scale_m == pytest.approx(pixels / metres, rel=0.003)
    assert sketch.scale_width <= 0.3 * DESKTOP.width


def test_miles_have_a_bar_of_their_own() -> None:
    sketch = drawn(DESKTOP, some_stops(3), unit_m=1609.344)
    assert sketch.scale_m / 1609.344 == pytest.approx(round(sketch.scale_m / 1609.344, 2))


def test_the_circle_is_as_wide_as_its_metres() -> None:
    sketch = drawn(DESKTOP, some_stops(4), home=HOME, reach_m=1000)
    assert sketch.reach == pytest.approx(1000 * sketch.scale_width / sketch.scale_m, rel=0.01)


def test_routes_are_drawn_inside_and_without_pixels_twice() -> None:
    way = Way(*HOME, [(float(at), float(at)) for at in range(0, 2000, 2)])
    sketch = drawn(PHONE, [Stop(1, *HOME)], ways=[way])
    points = sketch.ways[0].split()
    assert len(points) < 250
    assert all(points[at] != points[at + 1] for at in range(len(points) - 1))
    for point in points:
        x, y = map(float, point.split(","))
        assert 0 <= x <= PHONE.width
        assert 0 <= y <= PHONE.height


def test_the_antimeridian_is_no_edge() -> None:
    sketch = drawn(DESKTOP, [Stop(1, -17.0, 179.99), Stop(2, -17.01, -179.99)])
    assert sketch.scale_m <= 2000


def test_one_far_walk_does_not_shrink_the_near_ones() -> None:
    stops = [Stop(1, *HOME), Stop(2, 47.145, 9.528), Stop(3, 47.20, 9.50)]
    sketch = drawn(PHONE, stops, home=HOME, reach_m=1000, focus_m=1500)
    assert sorted(pin.numbers for pin in sketch.pins) == [(1,), (2,)]
    whole = drawn(PHONE, stops, home=HOME, reach_m=1000)
    assert sketch.reach
    assert whole.reach
    assert sketch.reach > 3 * whole.reach


def test_where_all_are_far_all_are_shown() -> None:
    stops = [Stop(1, 47.20, 9.50), Stop(2, 47.21, 9.55)]
    sketch = drawn(PHONE, stops, home=HOME, reach_m=1000, focus_m=1500)
    assert len(sketch.pins) == 2
