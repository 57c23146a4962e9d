"""Tags of the map as the ground, steps and barriers of a route (backcare.md 2.2)."""

from __future__ import annotations

import pytest

from community.places.rules.map_facts import MapBarrier, MapFacts, MapKerb, MapSeat, WayStretch
from community.routes.rules.map_tags import items_of, steps_on, surface_of_way

CLASSES = {
    "firm": "asphalt concrete concrete:plates paving_stones paved wood rubber tartan chipseal "
    "compacted fine_gravel sett cobblestone:flattened",
    "semi": "ground dirt earth grass grass_paver woodchips unpaved",
    "rough": "gravel pebblestone cobblestone unhewn_cobblestone sand mud rock stone",
}
NAMES = [(name, kind) for kind, names in CLASSES.items() for name in names.split()]


def way(kind: str = "path", to_m: float = 100.0, **tags: object) -> WayStretch:
    return WayStretch(0.0, to_m, 1, kind, **tags)  # type: ignore[arg-type]


@pytest.mark.parametrize(("name", "kind"), NAMES)
def test_each_surface_has_its_class(name: str, kind: str) -> None:
    assert surface_of_way(way(surface=name)) == (kind, name)


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"surface": "asphalt", "smoothness": "intermediate"}, "firm"),
        ({"surface": "asphalt", "smoothness": "bad"}, "semi"),
        ({"surface": "grass", "smoothness": "bad"}, "semi"),
        ({"surface": "asphalt", "smoothness": "very_bad"}, "rough"),
        ({"smoothness": "horrible"}, "rough"),
        ({"smoothness": "good"}, None),
        ({"tracktype": "grade1"}, None),
        ({"tracktype": "grade2"}, "semi"),
        ({"tracktype": "grade3"}, "semi"),
        ({"tracktype": "grade5"}, "rough"),
        ({"surface": "compacted", "tracktype": "grade3"}, "firm"),
        ({"surface": "jelly"}, None),
        ({}, None),
    ],
)
def test_smoothness_and_tracktype_count(tags: dict[str, str], kind: str | None) -> None:
    assert surface_of_way(way(**tags))[0] == kind


@pytest.mark.parametrize("kind", ["residential", "service", "tertiary", "primary_link"])
def test_a_street_without_a_surface_is_taken_as_paved_and_told_so(kind: str) -> None:
    assert surface_of_way(way(kind)) == ("firm", "street")
    assert surface_of_way(way(kind, surface="gravel")) == ("rough", "gravel")
    assert surface_of_way(way(kind, surface="jelly")) == (None, "")


@pytest.mark.parametrize("kind", ["path", "footway", "track", "cycleway", "steps"])
def test_a_path_without_a_surface_is_not_known(kind: str) -> None:
    assert surface_of_way(way(kind)) == (None, "")


@pytest.mark.parametrize(
    ("length", "counted", "steps"), [(3.0, None, 10), (3.1, None, 11), (9.0, 20, 20), (0.0, 0, 1)]
)
def test_steps_are_counted_or_one_each_30_cm(
    length: float, counted: int | None, steps: int
) -> None:
    assert steps_on(way("steps", length, step_count=counted)) == steps


def test_what_the_map_says_comes_by_distance_and_neighbours_of_one_kind_are_one() -> None:
    mapped = MapFacts(
        400.0,
        (
            WayStretch(0.0, 100.0, 1, "path", surface="asphalt"),
            WayStretch(100.0, 200.0, 2, "path", surface="asphalt", width_m=1.1, sac_scale="hiking"),
            WayStretch(200.0, 203.0, 3, "steps", handrail=True),
            WayStretch(203.0, 400.0),
        ),
        barriers=(MapBarrier(150.0, "full-height_turnstile", "node/1"),),
        kerbs=(MapKerb(20.0, "raised", 0.12, "node/2"),),
        seats=(MapSeat(390.0, 2.0, None, True, "right", "node/3"),),
    )
    told = [(item.at_m, item.to_m, item.kind, item.value, item.detail) for item in items_of(mapped)]
    assert told == [
        (0.0, 200.0, "surface", "firm", "asphalt"),
        (20.0, None, "kerb", 0.12, "raised"),
        (100.0, 200.0, "hiking", "hiking", ""),
        (100.0, 200.0, "width", 1.1, ""),
        (150.0, None, "barrier", "turnstile", ""),
        (200.0, 203.0, "steps", 10.0, "yes"),
        (200.0, 400.0, "surface", None, ""),
        (390.0, None, "seat", None, "arms"),
    ]
    assert items_of(None) == ()
