"""Distances on the WGS84 ellipsoid, exact and fast, and what follows from them.

Latitudes and longitudes are degrees, WGS84, north and east positive; lengths are metres. The
reference is Karney's geodesic (pyproj's `Geod`). Steps between neighbouring points of a track use
the local radii of the ellipsoid, which agrees with the geodesic to a millimetre per step
(speed.md section 4: the same total to 1 cm over 120 km, at a fraction of the time).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import Geod

Floats = NDArray[np.float64]

_GEOD = Geod(ellps="WGS84")
_SEMI_MAJOR_M = 6378137.0  # WGS84, NIMA TR8350.2
_FLATTENING = 1 / 298.257223563  # WGS84, NIMA TR8350.2
_ECCENTRICITY_SQUARED = _FLATTENING * (2 - _FLATTENING)

LOCAL_STEP_LIMIT_M = 500.0  # longer steps are computed by the geodesic; error below 1 mm [measured]
LOCAL_LATITUDE_LIMIT = 80.0  # nearer to the poles every step is computed by the geodesic

HOME_ROUNDING_M = 500.0  # product.md: "Home places are stored rounded to about 500 m"
_METRES_PER_DEGREE_OF_LATITUDE = 111_320.0  # round figure, only the size of the rounding grid
_ROUNDING_STEP_DEGREES = HOME_ROUNDING_M / _METRES_PER_DEGREE_OF_LATITUDE

_POLE_MARGIN_DEGREES = 1e-9


@dataclass(frozen=True)
class Box:
    """A box of latitudes and longitudes; `west <= east` always (see `boxes_around`)."""

    south: float
    west: float
    north: float
    east: float

    def contains(self, lat: float, lon: float) -> bool:
        """Whether the place lies in the box, its edges included."""
        return self.south <= lat <= self.north and self.west <= lon <= self.east


def distance_m(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """Return the length of the geodesic between two places."""
    _, _, length = _GEOD.inv(lon_a, lat_a, lon_b, lat_b)
    return float(length)


def distances_m(
    lats_a: ArrayLike, lons_a: ArrayLike, lats_b: ArrayLike, lons_b: ArrayLike
) -> Floats:
    """Return the geodesic lengths between places `a` and `b`, pair by pair (shapes broadcast)."""
    arrays = np.broadcast_arrays(
        *(np.asarray(part, dtype=float) for part in (lats_a, lons_a, lats_b, lons_b))
    )
    lat_a, lon_a, lat_b, lon_b = (np.ascontiguousarray(part) for part in arrays)
    _, _, lengths = _GEOD.inv(lon_a, lat_a, lon_b, lat_b)
    return np.asarray(lengths, dtype=float)


def metres_per_degree(lats: ArrayLike) -> tuple[Floats, Floats]:
    """Return (metres per degree north, metres per degree east) at the latitudes."""
    radians = np.radians(np.asarray(lats, dtype=float))
    root = 1 - _ECCENTRICITY_SQUARED * np.sin(radians) ** 2
    normal = _SEMI_MAJOR_M / np.sqrt(root)
    meridian = normal * (1 - _ECCENTRICITY_SQUARED) / root
    return np.radians(meridian), np.radians(normal * np.cos(radians))


def _shortest_way_round(degrees: Floats) -> Floats:
    """Fold differences of longitude into [-180, 180), so that 179.9 to -179.9 is 0.2."""
    return np.asarray((degrees + 180.0) % 360.0 - 180.0)


def step_lengths_m(lats: ArrayLike, lons: ArrayLike) -> Floats:
    """Return the lengths of the steps from each place to the next; one less than places given."""
    lat = np.asarray(lats, dtype=float)
    lon = np.asarray(lons, dtype=float)
    if lat.size < 2:
        return np.zeros(0)
    north, east = metres_per_degree((lat[1:] + lat[:-1]) / 2)
    lengths = np.hypot(np.diff(lat) * north, _shortest_way_round(np.diff(lon)) * east)
    far = (lengths > LOCAL_STEP_LIMIT_M) | (np.abs(lat[1:]) > LOCAL_LATITUDE_LIMIT)
    if far.any():
        at = np.flatnonzero(far)
        lengths[at] = distances_m(lat[at], lon[at], lat[at + 1], lon[at + 1])
    return np.asarray(lengths)


def path_length_m(lats: ArrayLike, lons: ArrayLike) -> float:
    """Return the length of the line through the places."""
    return float(step_lengths_m(lats, lons).sum())


def plane_metres(
    lats: ArrayLike, lons: ArrayLike, origin_lat: float, origin_lon: float
) -> tuple[Floats, Floats]:
    """Return metres (east, north) of places near an origin; for comparing, up to some 30 km."""
    lat = np.asarray(lats, dtype=float)
    lon = np.asarray(lons, dtype=float)
    north, east = metres_per_degree(origin_lat)
    return _shortest_way_round(lon - origin_lon) * east, (lat - origin_lat) * north


def boxes_around(lat: float, lon: float, radius_m: float) -> tuple[Box, ...]:
    """Return one or two boxes that together hold every place within `radius_m`.

    Two at the antimeridian, where one would reach round the Earth; the whole ring of longitudes
    where the circle holds a pole. Never too small, a little too large.
    """
    _, _, south_lat = _reached(lat, lon, 180.0, radius_m)
    _, _, north_lat = _reached(lat, lon, 0.0, radius_m)
    to_north_pole = distance_m(lat, lon, 90.0, lon)
    to_south_pole = distance_m(lat, lon, -90.0, lon)
    if radius_m >= to_north_pole or radius_m >= to_south_pole:
        south = -90.0 if radius_m >= to_south_pole else south_lat
        north = 90.0 if radius_m >= to_north_pole else north_lat
        return (Box(south, -180.0, north, 180.0),)
    half_width = _widest_longitude(lat, radius_m)
    if half_width >= 180.0:
        return (Box(south_lat, -180.0, north_lat, 180.0),)
    west, east = lon - half_width, lon + half_width
    if west < -180.0:
        return (
            Box(south_lat, west + 360.0, north_lat, 180.0),
            Box(south_lat, -180.0, north_lat, east),
        )
    if east > 180.0:
        return (
            Box(south_lat, west, north_lat, 180.0),
            Box(south_lat, -180.0, north_lat, east - 360.0),
        )
    return (Box(south_lat, west, north_lat, east),)


def _reached(lat: float, lon: float, azimuth: float, length: float) -> tuple[float, float, float]:
    """Return (longitude, azimuth back, latitude) of the place reached; latitude a hair beyond."""
    lon_end, lat_end, back = _GEOD.fwd(lon, lat, azimuth, length)
    beyond = math.copysign(_POLE_MARGIN_DEGREES, lat_end - lat)
    return float(lon_end), float(back), float(min(90.0, max(-90.0, lat_end + beyond)))


def _widest_longitude(lat: float, radius_m: float) -> float:
    """Return half the width in degrees of a circle that holds no pole, a thousandth too wide.

    On a sphere sin(width) = sin(angle) / cos(lat); the smallest radius of the ellipsoid makes
    the angle larger than it is, so the box is never too small.
    """
    smallest_radius_m = _SEMI_MAJOR_M * (1 - _ECCENTRICITY_SQUARED)
    angle = radius_m / smallest_radius_m
    nearest_to_pole = math.cos(math.radians(lat))
    ratio = math.sin(min(angle, math.pi / 2)) / max(nearest_to_pole, 1e-12)
    if ratio >= 1.0:
        return 180.0
    return min(180.0, math.degrees(math.asin(ratio)) * 1.005)


def rounded_place(lat: float, lon: float) -> tuple[float, float]:
    """Return the middle of the cell of about 500 m that holds the place (product.md).

    The same place always gives the same cell, so that asking again tells nothing more.
    """
    row = round(lat / _ROUNDING_STEP_DEGREES)
    rounded_lat = min(90.0, max(-90.0, row * _ROUNDING_STEP_DEGREES))
    columns = max(1, round(360.0 * math.cos(math.radians(rounded_lat)) / _ROUNDING_STEP_DEGREES))
    step = 360.0 / columns
    rounded_lon = round(lon / step) * step
    if rounded_lon >= 180.0:
        rounded_lon -= 360.0
    return round(rounded_lat, 6), round(rounded_lon, 6)
