"""Grid references against published ones, and back through the projection."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Proj

from community.routes.rules.grid_reference import ROWS, SQUARE_M, grid_reference


@pytest.mark.parametrize(
    ("lat", "lon", "reference"),
    [
        (48.8582, 2.2945, "31U DQ 48249 11932"),  # the Eiffel tower
        (0.0, 0.0, "31N AA 66021 00000"),
        (-33.8568, 151.2153, "56H LH 34897 52288"),  # the Opera House of Sydney
        (40.6892, -74.0445, "18T WL 80739 04694"),  # the Statue of Liberty
    ],
)
def test_known_places(lat: float, lon: float, reference: str) -> None:
    found = grid_reference(lat, lon)
    assert found is not None
    assert found[:6] == reference[:6]
    for ours, theirs in zip(found[7:].split(), reference[7:].split(), strict=True):
        assert abs(int(ours) - int(theirs)) <= 20  # their places are given to about 10 m


@pytest.mark.parametrize(
    ("lat", "lon", "zone"),
    [
        (60.39, 5.32, "32V"),  # Bergen: zone 32 begins at 3 degrees there
        (60.39, 2.9, "31V"),
        (78.22, 15.63, "33X"),  # Longyearbyen: no zones 32, 34 and 36
        (78.0, 8.9, "31X"),
        (78.0, 20.9, "33X"),
        (78.0, 21.1, "35X"),
        (83.9, 41.0, "37X"),
        (84.0, 0.0, "31X"),
        (-80.0, 0.0, "31C"),
        (47.14, 9.52, "32T"),  # Vaduz
        (47.14, 180.0, "1T"),
        (47.14, -180.0, "1T"),
        (47.14, 179.999, "60T"),
        (-0.0001, 9.0, "32M"),
        (0.0, 9.0, "32N"),
    ],
)
def test_zones_and_bands(lat: float, lon: float, zone: str) -> None:
    assert str(grid_reference(lat, lon)).split()[0] == zone


@pytest.mark.parametrize(("lat", "lon"), [(84.1, 0.0), (-80.1, 0.0), (90.0, 0.0)])
def test_the_poles_have_none(lat: float, lon: float) -> None:
    assert grid_reference(lat, lon) is None


@given(st.floats(-79.9, 83.9), st.floats(-180, 180))
def test_it_leads_back_to_the_place(lat: float, lon: float) -> None:
    zone_band, square, east, north = str(grid_reference(lat, lon)).split()
    zone = int(zone_band[:-1])
    projection = Proj(proj="utm", zone=zone, ellps="WGS84", south=lat < 0)
    easting, northing = projection(lon, lat)
    column = "ABCDEFGHJKLMNPQRSTUVWXYZ".index(square[0]) % 8 + 1
    assert column * SQUARE_M + int(east) == pytest.approx(easting, abs=1.01)
    row = (ROWS.index(square[1]) - (0 if zone % 2 else 5)) % 20
    assert row == int(northing // SQUARE_M) % 20
    assert int(north) == pytest.approx(northing % SQUARE_M, abs=1.01)
