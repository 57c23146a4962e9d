"""Distances against geopy's geodesic, boxes that are never too small, rounded home places."""

from __future__ import annotations

import math

import numpy as np
import pytest
from geopy.distance import geodesic
from hypothesis import given
from hypothesis import strategies as st

from community.places.rules import (
    boxes_around,
    distance_m,
    distances_m,
    path_length_m,
    plane_metres,
    rounded_place,
    step_lengths_m,
)

latitudes = st.floats(-90, 90)
longitudes = st.floats(-180, 180)


@given(latitudes, longitudes, latitudes, longitudes)
def test_distance_is_the_geodesic(lat: float, lon: float, lat_b: float, lon_b: float) -> None:
    reference = geodesic((lat, lon), (lat_b, lon_b)).meters
    assert distance_m(lat, lon, lat_b, lon_b) == pytest.approx(reference, abs=1e-6)


@given(st.floats(-89, 89), longitudes, st.floats(0, 360), st.floats(0, 700))
def test_steps_agree_with_the_geodesic(lat: float, lon: float, course: float, far: float) -> None:
    end = geodesic(meters=far).destination((lat, lon), course)
    step = step_lengths_m([lat, end.latitude], [lon, end.longitude])[0]
    assert step == pytest.approx(geodesic((lat, lon), end).meters, abs=2e-3)


def test_a_long_line_is_right_to_a_centimetre() -> None:
    lats = np.linspace(47.0, 48.0, 20_001)
    lons = 9.0 + 0.5 * np.sin(np.linspace(0, 20, 20_001))
    exact = distances_m(lats[:-1], lons[:-1], lats[1:], lons[1:]).sum()
    assert path_length_m(lats, lons) == pytest.approx(exact, abs=0.01)


def test_steps_over_the_antimeridian_are_short() -> None:
    assert step_lengths_m([0, 0], [179.9995, -179.9995])[0] == pytest.approx(111.3, abs=0.1)
    east, _ = plane_metres([0.0], [-179.9995], 0.0, 179.9995)
    assert east[0] == pytest.approx(111.3, abs=0.1)


def test_few_places_have_no_steps() -> None:
    assert step_lengths_m([], []).size == 0
    assert step_lengths_m([1.0], [1.0]).size == 0


@given(latitudes, longitudes, st.floats(1, 200_000), st.floats(0, 360), st.floats(0, 1))
def test_boxes_hold_the_circle(
    lat: float, lon: float, radius: float, course: float, share: float
) -> None:
    inside = geodesic(meters=radius * share).destination((lat, lon), course)
    boxes = boxes_around(lat, lon, radius)
    lat_b, lon_b = inside.latitude, inside.longitude
    assert any(
        box.contains(lat_b, other) for box in boxes for other in (lon_b, lon_b + 360, lon_b - 360)
    )
    for box in boxes:
        assert -90 <= box.south <= box.north <= 90
        assert -180 <= box.west <= box.east <= 180


def test_boxes_at_the_antimeridian_and_the_pole() -> None:
    assert len(boxes_around(0, 179.99, 5000)) == 2
    assert len(boxes_around(0, -179.99, 5000)) == 2
    (arctic,) = boxes_around(89.99, 20, 5000)
    assert (arctic.north, arctic.west, arctic.east) == (90, -180, 180)
    (ordinary,) = boxes_around(47.14, 9.52, 5000)
    width = distance_m(47.14, ordinary.west, 47.14, ordinary.east)
    assert width == pytest.approx(10_000, rel=0.02)


@given(st.floats(-80, 80), longitudes)
def test_home_places_are_rounded_to_about_500_m(lat: float, lon: float) -> None:
    lat_b, lon_b = rounded_place(lat, lon)
    assert distance_m(lat, lon, lat_b, lon_b) <= 500 / math.sqrt(2) * 1.02
    assert rounded_place(lat_b, lon_b) == (lat_b, lon_b)


def test_near_neighbours_share_a_rounded_place() -> None:
    cells = {rounded_place(47.1400 + at * 1e-5, 9.5200) for at in range(500)}  # 560 m
    assert 2 <= len(cells) <= 3
