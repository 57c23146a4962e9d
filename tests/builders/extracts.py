"""Small extracts of OpenStreetMap on made-up ground, in metres from a corner at 47 N, 9 E."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import osmium
from numpy.typing import NDArray
from osmium.osm.mutable import Node, Relation, Way

from community.places import LoadedMap, MapFacts, import_map, map_of
from community.places.rules import metres_per_degree
from tests.conftest import settings_for

SOUTH, WEST = 47.0, 9.0
NORTH_M, EAST_M = (float(one) for one in metres_per_degree(SOUTH))

Place = tuple[float, float]
Floats = NDArray[np.float64]


def degrees(places: Sequence[Place], west: float = WEST) -> tuple[Floats, Floats]:
    """Return latitudes and longitudes of places in metres (east, north) from the corner."""
    xy = np.array(places, float).reshape(-1, 2)
    return SOUTH + xy[:, 1] / NORTH_M, (west + xy[:, 0] / EAST_M + 180) % 360 - 180


@dataclass
class Extract:
    """An extract in the making; ids are given from 1."""

    west: float = WEST
    header: str = "2026-03-04T05:06:07Z"
    nodes: list[Node] = field(default_factory=list)
    ways: list[Way] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    _at: dict[Place, int] = field(default_factory=dict)

    def node(self, place: Place, **tags: Any) -> int:
        """Put a node there, or give tags to the one that is there; return its id."""
        if place not in self._at:
            lat, lon = degrees([place], self.west)
            self._at[place] = len(self.nodes) + 1
            self.nodes.append(
                Node(id=len(self.nodes) + 1, version=1, location=(lon[0], lat[0]), tags={})
            )
        found = self.nodes[self._at[place] - 1]
        found.tags = {**found.tags, **_named(tags)}
        return int(found.id)

    def way(self, *places: Place, **tags: Any) -> int:
        """Lead a way through the places; return its id."""
        nodes = [self.node(place) for place in places]
        self.ways.append(Way(id=len(self.ways) + 1, version=1, nodes=nodes, tags=_named(tags)))
        return len(self.ways)

    def square(self, west: float, south: float, side: float, **tags: Any) -> int:
        """Draw a closed way."""
        corners = [(0.0, 0.0), (side, 0.0), (side, side), (0.0, side), (0.0, 0.0)]
        return self.way(*((west + x, south + y) for x, y in corners), **tags)

    def write(self, file: Path) -> Path:
        """Write it; the ending says the format."""
        header = osmium.io.Header()
        if self.header:
            header.set("osmosis_replication_timestamp", self.header)
        with osmium.SimpleWriter(str(file), header=header, overwrite=True) as writer:
            for node in self.nodes:
                writer.add_node(node)
            for way in self.ways:
                writer.add_way(way)
            for relation in self.relations:
                writer.add_relation(relation)
        return file

    def facts(self, folder: Path, *line: Place) -> MapFacts:
        """Import it and return what is known along a line."""
        lats, lons = degrees(line, self.west)
        found = self.imported(folder).facts_along(lats, lons)
        assert found is not None
        return found

    def imported(self, folder: Path) -> LoadedMap:
        """Import it and return the map."""
        import_map(self.write(folder / "ground.osm.pbf"), None, folder)
        return the_map(folder)


def the_map(folder: Path) -> LoadedMap:
    """Return the map of a data folder."""
    found = map_of(settings_for("sqlite:///none", folder))
    assert found is not None
    return found


def _named(tags: dict[str, Any]) -> dict[str, str]:
    """Return tags; `kerb__height` stands for `kerb:height`."""
    return {key.replace("__", ":"): str(value) for key, value in tags.items()}
