"""Places: names, distances, nearest search, the map and its words, height grids.

No tables yet; knows no people. `find_place` reads what somebody types: coordinates, names that the
caller knows, then the operator's own geocoder when one is set. `height_model` gives the heights
that were imported, or the demo's clip; `map_of` the map that was imported: what it knows along a
line is `MapFacts`. Maps and heights are files in the data folder, derived and without backup.
"""

from community.places.extract import MapRefused
from community.places.geocode import NO_SUCH_PLACE, Place, PlaceSearch, find_place, search_place
from community.places.height_folder import LoadedHeights, height_model, import_heights
from community.places.height_grids import HeightsRefused
from community.places.loaded_area import MapMeta
from community.places.loaded_map import LoadedMap
from community.places.map_folder import (
    MAP_ATTRIBUTION,
    MapState,
    check_maps,
    forget_map,
    import_map,
    map_of,
)
from community.places.rules.map_facts import (
    MapBarrier,
    MapFacts,
    MapKerb,
    MapLookup,
    MapPlace,
    MapSeat,
    WayStretch,
)
from community.places.rules.naming import NamedPlace
from community.places.zones import ZONES, zone_at

__all__ = [
    "MAP_ATTRIBUTION",
    "NO_SUCH_PLACE",
    "ZONES",
    "HeightsRefused",
    "LoadedHeights",
    "LoadedMap",
    "MapBarrier",
    "MapFacts",
    "MapKerb",
    "MapLookup",
    "MapMeta",
    "MapPlace",
    "MapRefused",
    "MapSeat",
    "MapState",
    "NamedPlace",
    "Place",
    "PlaceSearch",
    "WayStretch",
    "check_maps",
    "find_place",
    "forget_map",
    "height_model",
    "import_heights",
    "import_map",
    "map_of",
    "search_place",
    "zone_at",
]
