"""The tags of backcare.md 2.2, one table a rule."""

from __future__ import annotations

from typing import Any

import pytest

from community.places.rules.way_tags import (
    barrier,
    is_walkable,
    is_water_beside,
    kerb,
    metres,
    percent,
    seat,
    surrounding,
    useful_place,
    way_facts,
)


@pytest.mark.parametrize(
    ("tags", "may"),
    [
        ({"highway": "footway"}, True),
        ({"highway": "steps"}, True),
        ({"highway": "residential"}, True),
        ({"highway": "primary"}, True),
        ({"highway": "motorway"}, False),
        ({"highway": "motorway", "foot": "yes"}, False),
        ({"highway": "trunk"}, False),
        ({"highway": "trunk", "foot": "yes"}, True),
        ({"highway": "path", "foot": "no"}, False),
        ({"highway": "path", "foot": "private"}, False),
        ({"highway": "service", "access": "private"}, False),
        ({"highway": "service", "access": "no"}, False),
        ({"highway": "service", "access": "no", "foot": "yes"}, True),
        ({"highway": "track", "access": "forestry", "foot": "designated"}, True),
        ({"highway": "construction"}, False),
        ({"highway": "proposed"}, False),
        ({"waterway": "river"}, False),
    ],
)
def test_where_people_may_walk(tags: dict[str, str], may: bool) -> None:
    assert is_walkable(tags) is may


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2", 2.0), ("2.5", 2.5), ("2,5 m", 2.5), ("2m", 2.0), ("80 cm", 0.8), ("6'", 1.829),
        ("narrow", None), ("1-2", None), ("-1", None), ("900", None), ("", None), (None, None),
        ("1 furlong", None), ("nan", None), ("1e9", None),
    ],
)  # fmt: skip
def test_widths_as_people_write_them(text: str | None, found: float | None) -> None:
    assert metres(text, 50) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("8%", 8.0), ("8 %", 8.0), ("-4.5%", -4.5), ("+3,5 %", 3.5), ("5°", 8.75),
        ("up", None), ("down", None), ("8", None), ("250%", None), ("90°", None), (None, None),
    ],
)  # fmt: skip
def test_slopes_as_people_write_them(text: str | None, found: float | None) -> None:
    assert percent(text) == found


def test_a_way_tells_what_is_mapped_and_nothing_else() -> None:
    way = way_facts(
        7,
        {
            "highway": "steps", "name": "Stiege", "surface": "concrete", "smoothness": "good",
            "step_count": "24", "handrail:left": "yes", "width": "1.5", "incline": "up",
            "incline:across": "-3%", "lit": "yes", "sac_scale": "hiking", "bridge": "yes",
            "tracktype": "grade2",
        },
    )  # fmt: skip
    assert (way.osm, way.kind, way.name, way.surface) == (7, "steps", "Stiege", "concrete")
    assert (way.step_count, way.handrail, way.width_m, way.lit) == (24, True, 1.5, True)
    assert (way.incline_pct, way.cross_slope_pct) == (None, 3.0)
    assert (way.sac_scale, way.is_bridge, way.is_tunnel) == ("hiking", True, False)
    bare = way_facts(8, {"highway": "path"})
    assert (bare.surface, bare.width_m, bare.handrail, bare.lit) == ("", None, None, None)


@pytest.mark.parametrize(
    ("tags", "field", "value"),
    [
        ({"handrail": "no"}, "handrail", False),
        ({"handrail": "both"}, "handrail", True),
        ({"handrail:right": "no", "handrail:left": "yes"}, "handrail", True),
        ({"step_count": "many"}, "step_count", None),
        ({"step_count": "0"}, "step_count", None),
        ({"step_count": "99999999"}, "step_count", None),
        ({"lit": "no"}, "lit", False),
        ({"lit": "24/7"}, "lit", True),
        ({"bridge": "no"}, "is_bridge", False),
        ({"bridge": "boardwalk"}, "is_bridge", True),
        ({"tunnel": "yes"}, "is_tunnel", True),
        ({"tunnel": "building_passage"}, "is_tunnel", False),
        ({"ford": "yes"}, "is_ford", True),
    ],
)
def test_single_tags_of_ways(tags: dict[str, str], field: str, value: Any) -> None:
    assert getattr(way_facts(1, {"highway": "steps", **tags}), field) == value


@pytest.mark.parametrize(
    ("tags", "backrest", "arms"),
    [
        ({"amenity": "bench"}, None, None),
        ({"amenity": "bench", "backrest": "yes", "armrest": "yes"}, True, True),
        ({"amenity": "bench", "backrest": "no", "armrest": "no"}, False, False),
        ({"leisure": "picnic_table"}, None, None),
        ({"amenity": "shelter", "bench": "yes"}, None, None),
        ({"highway": "bus_stop", "bench": "yes"}, None, None),
        ({"public_transport": "platform", "bench": "yes"}, None, None),
    ],
)
def test_seats(tags: dict[str, str], backrest: bool | None, arms: bool | None) -> None:
    found = seat("node/1", tags)
    assert found is not None
    assert (found.backrest, found.arms) == (backrest, arms)


@pytest.mark.parametrize(
    "tags",
    [
        {"highway": "bus_stop"},
        {"highway": "bus_stop", "bench": "no"},
        {"amenity": "shelter"},
        {"amenity": "bench", "access": "private"},
        {"bench": "yes"},
    ],
)
def test_what_is_no_seat(tags: dict[str, str]) -> None:
    assert seat("node/1", tags) is None


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"amenity": "toilets"}, "toilets"),
        ({"amenity": "drinking_water"}, "drinking_water"),
        ({"amenity": "fountain", "drinking_water": "yes"}, "drinking_water"),
        ({"amenity": "cafe"}, "cafe"),
        ({"amenity": "parking"}, "parking"),
        ({"highway": "bus_stop"}, "stop"),
        ({"railway": "station"}, "stop"),
        ({"amenity": "bus_station"}, "stop"),
        ({"amenity": "shelter"}, "shelter"),
        ({"amenity": "shelter", "shelter_type": "public_transport"}, ""),
        ({"amenity": "fountain"}, ""),
        ({"amenity": "toilets", "access": "private"}, ""),
        ({"amenity": "toilets", "access": "customers"}, "toilets"),
        ({"amenity": "parking", "access": "customers"}, ""),
        ({"amenity": "parking", "parking": "street_side"}, ""),
        ({"amenity": "bank"}, ""),
    ],
)
def test_useful_places(tags: dict[str, str], kind: str) -> None:
    found = useful_place("node/1", tags)
    assert (found.kind if found else "") == kind


def test_wheelchairs() -> None:
    for said, told in (("yes", True), ("designated", True), ("no", False), ("limited", None)):
        found = useful_place("node/1", {"amenity": "toilets", "wheelchair": said})
        assert found is not None
        assert found.wheelchair is told


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"barrier": "stile"}, "stile"),
        ({"barrier": "gate"}, "gate"),
        ({"barrier": "bollard"}, "bollard"),
        ({"barrier": "kissing_gate"}, "kissing_gate"),
        ({"ford": "yes"}, "ford"),
        ({"barrier": "kerb"}, ""),
        ({"barrier": "entrance"}, ""),
        ({"barrier": "no"}, ""),
    ],
)
def test_barriers(tags: dict[str, str], kind: str) -> None:
    found = barrier("node/1", tags)
    assert (found.kind if found else "") == kind


@pytest.mark.parametrize(
    ("tags", "kind", "height"),
    [
        ({"barrier": "kerb"}, "", None),
        ({"barrier": "kerb", "kerb": "raised"}, "raised", None),
        ({"highway": "crossing", "kerb": "lowered", "kerb:height": "0.02"}, "lowered", 0.02),
        ({"kerb": "flush"}, "flush", None),
        ({"kerb": "rolled", "kerb:height": "5 cm"}, "raised", 0.05),
    ],
)
def test_kerbs(tags: dict[str, str], kind: str, height: float | None) -> None:
    found = kerb("node/1", tags)
    assert found is not None
    assert (found.kind, found.height_m) == (kind, height)


def test_no_kerb() -> None:
    assert kerb("node/1", {"kerb": "no"}) is None
    assert kerb("node/1", {"highway": "crossing"}) is None


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"natural": "water"}, "water"),
        ({"landuse": "reservoir"}, "water"),
        ({"natural": "wood"}, "wood"),
        ({"landuse": "forest"}, "wood"),
        ({"leisure": "park"}, "park"),
        ({"leisure": "garden", "name": "Rosengarten"}, "park"),
        ({"leisure": "garden"}, ""),
        ({"building": "house"}, "building"),
        ({"building": "roof"}, ""),
        ({"landuse": "residential"}, ""),
    ],
)
def test_what_lies_beside(tags: dict[str, str], kind: str) -> None:
    assert surrounding(tags) == kind


def test_lines_of_water() -> None:
    assert is_water_beside({"waterway": "stream"})
    assert is_water_beside({"waterway": "ditch", "name": "Egelgraba"})
    assert not is_water_beside({"waterway": "ditch"})
    assert not is_water_beside({"waterway": "stream", "tunnel": "culvert"})
    assert not is_water_beside({"waterway": "weir"})
