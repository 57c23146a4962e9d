"""Places: names, distances, nearest search, the map and its words, height grids.

No tables yet; knows no people. `find_place` reads what somebody types: coordinates, names that the
caller knows, then the operator's own geocoder when one is set. `height_model` gives the heights
that were imported, or the demo's clip.
"""

from community.places.geocode import NO_SUCH_PLACE, Place, PlaceSearch, find_place, search_place
from community.places.height_folder import LoadedHeights, height_model, import_heights
from community.places.heights import HeightsRefused
from community.places.rules.naming import NamedPlace
from community.places.zones import ZONES, zone_at

__all__ = [
    "NO_SUCH_PLACE",
    "ZONES",
    "HeightsRefused",
    "LoadedHeights",
    "NamedPlace",
    "Place",
    "PlaceSearch",
    "find_place",
    "height_model",
    "import_heights",
    "search_place",
    "zone_at",
]
