"""The grid reference of a place, as rescuers read it: zone, square, metres (MGRS). Pure.

The same everywhere, unlike national grids: the projection is pyproj's UTM, the letters are the
public MGRS scheme (NGA.STND.0037), with the wider zones of Norway and Svalbard.
"""

from __future__ import annotations

from functools import lru_cache

from pyproj import Proj

BANDS = "CDEFGHJKLMNPQRSTUVWX"  # 8 degrees each from 80 south; I and O are left out
COLUMNS = ("ABCDEFGH", "JKLMNPQR", "STUVWXYZ")  # of 100 km, by zone, from 100 km east on
ROWS = "ABCDEFGHJKLMNPQRSTUV"  # of 100 km northwards, over and over; from F in even zones
SOUTHERNMOST, NORTHERNMOST = -80.0, 84.0  # beyond them is another grid
SQUARE_M = 100_000


def grid_reference(lat: float, lon: float) -> str | None:
    """Return such as "32T NT 38577 21210", to the metre; None beyond 80 south and 84 north."""
    if not SOUTHERNMOST <= lat <= NORTHERNMOST:
        return None
    east_of_180 = (lon + 180.0) % 360.0 - 180.0
    zone = _zone(lat, east_of_180)
    easting, northing = _utm(zone, lat < 0)(east_of_180, lat)
    column = COLUMNS[(zone - 1) % 3][int(easting // SQUARE_M) - 1]
    row = ROWS[(int(northing // SQUARE_M) + (0 if zone % 2 else 5)) % len(ROWS)]
    band = BANDS[min(int((lat + 80.0) // 8), len(BANDS) - 1)]
    east, north = int(easting % SQUARE_M), int(northing % SQUARE_M)
    return f"{zone}{band} {column}{row} {east:05d} {north:05d}"


def _zone(lat: float, lon: float) -> int:
    """Return the zone of 6 degrees; two are wider in Norway and four in Svalbard."""
    if 56 <= lat < 64 and 3 <= lon < 12:
        return 32
    if lat >= 72 and 0 <= lon < 42:
        return next(zone for zone, end in ((31, 9), (33, 21), (35, 33), (37, 42)) if lon < end)
    return min(int((lon + 180.0) // 6) + 1, 60)


@lru_cache(maxsize=8)
def _utm(zone: int, is_south: bool) -> Proj:
    return Proj(proj="utm", zone=zone, ellps="WGS84", south=is_south)
