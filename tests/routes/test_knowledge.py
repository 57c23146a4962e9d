"""Map and leaders together: whose word counts, what stays unknown, and never too good a letter."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.places.rules.map_facts import (
    MapBarrier,
    MapFacts,
    MapKerb,
    MapPlace,
    MapSeat,
    WayStretch,
)
from community.routes.knowledge import Known
from community.routes.route_facts import Flight, Gate, RecceNote, RouteFacts, Seat
from community.routes.rules import Facts, Segment, grade, surface_shares
from community.routes.rules.along import ALONG_KINDS, AlongItem, Noted, put_right
from community.routes.way_rows import noted_of, rows_of

LENGTH = 1000.0
FLAT = (Segment(LENGTH, 0.0),)


def a_map(*ways: dict[str, Any], coverage: float = 1.0, **told: Any) -> MapFacts:
    """Return a map of ways of the same length, from their tags."""
    each = LENGTH / max(1, len(ways))
    stretches = tuple(
        WayStretch(each * at, each * (at + 1), 100 + at, **{"kind": "path", **tags})
        for at, tags in enumerate(ways)
    )
    return MapFacts(LENGTH, stretches, coverage_share=coverage, **told)


def known(mapped: MapFacts | None, said: RouteFacts | None = None) -> Facts:
    return Known(said or RouteFacts(), mapped, LENGTH).for_grading()


def letter(mapped: MapFacts | None, said: RouteFacts | None = None) -> str:
    return grade(FLAT, known(mapped, said)).letter


def test_nothing_is_known_of_a_route_without_a_map_and_without_a_word() -> None:
    assert known(None) == Facts(hiking=())


def test_the_map_knows_no_steps_only_where_it_knows_nearly_all_of_the_way() -> None:
    assert known(a_map({}, coverage=0.95)).steps == ()
    assert known(a_map({}, coverage=0.94)).steps is None
    assert known(a_map({"kind": "steps", "step_count": 4}, {}, coverage=0.5)).steps is not None


def test_a_map_without_gates_or_seats_does_not_say_that_there_are_none() -> None:
    facts = known(a_map({}))
    assert (facts.barriers, facts.seats) == (None, None)
    assert Known(RouteFacts(), a_map({}), LENGTH).toilets is None


@pytest.mark.parametrize(("share", "counts"), [(0.8, True), (0.6, False)])
def test_a_good_width_counts_where_the_map_knows_enough(share: float, counts: bool) -> None:
    ways = [{"width_m": 2.0} if at < share * 5 else {} for at in range(5)]
    assert (known(a_map(*ways)).widths is not None) == counts


def test_a_bad_width_counts_however_little_is_known() -> None:
    assert letter(a_map({"width_m": 0.95}, *[{}] * 9)) == "C"
    assert letter(a_map({"cross_slope_pct": -4.0}, *[{}] * 9)) == "C"


def test_a_hiking_path_is_a_c_until_a_leader_has_walked_it_and_a_mountain_path_an_e() -> None:
    path = Known(RouteFacts(), a_map({"sac_scale": "hiking"}), LENGTH)
    assert grade(FLAT, path.for_grading()).letter == "C"
    assert grade(FLAT, path.for_grading(RecceNote(date(2026, 5, 1)))).letter == "A"
    assert letter(a_map({"sac_scale": "mountain_hiking"})) == "E"


def test_stops_car_parks_and_what_leaders_name_are_ways_out_and_cafes_are_not() -> None:
    places = tuple(
        MapPlace(at, 20.0, kind)  # type: ignore[arg-type]
        for at, kind in ((100.0, "stop"), (200.0, "cafe"), (700.0, "parking"))
    )
    facts = known(a_map({}, places=places), RouteFacts.said(exits=(400.0,)))
    assert facts.exits == (100.0, 400.0, 700.0)


def test_kerbs_and_coverage_go_on_to_the_tags() -> None:
    def is_step_free(mapped: MapFacts) -> bool:
        return any(tag.name == "step_free" for tag in grade(FLAT, known(mapped)).tags)

    assert is_step_free(a_map({}, coverage=0.95))
    assert not is_step_free(a_map({}, coverage=0.9))
    assert is_step_free(a_map({}, kerbs=(MapKerb(5.0, "lowered", 0.03),)))
    assert not is_step_free(a_map({}, kerbs=(MapKerb(5.0, "raised"),)))
    assert not is_step_free(a_map({}, kerbs=(MapKerb(5.0, "", 0.04),)))


def test_a_leaders_ground_is_painted_over_the_maps() -> None:
    said = RouteFacts(noted=(Noted("surface", 200.0, 300.0, "rough"),))
    ground = Known(said, a_map({"surface": "asphalt"}), LENGTH).surface()
    assert isinstance(ground, tuple)
    assert [(one.from_m, one.to_m, one.surface) for one in ground] == [
        (0.0, 200.0, "firm"),
        (200.0, 300.0, "rough"),
        (300.0, 1000.0, "firm"),
    ]
    assert surface_shares(ground, LENGTH).rough == pytest.approx(0.1)


def test_what_is_said_of_the_whole_ground_wins_over_the_map() -> None:
    gravel = a_map({"surface": "gravel"})
    assert letter(gravel) == "D"
    assert letter(gravel, RouteFacts.said(surface="firm")) == "A"
    worse = RouteFacts(surface="firm", noted=(Noted("surface", 0.0, 150.0, "rough"),))
    assert letter(gravel, worse) == "D"


def test_all_that_leaders_name_hides_the_maps_others_and_nothing_else() -> None:
    mapped = a_map({}, seats=(MapSeat(100.0, 1.0), MapSeat(500.0, 1.0)))
    said = RouteFacts.said(seats=(Seat(300.0, True),))
    assert known(mapped, said).seats == (300.0,)
    assert known(mapped, replace(said, complete=frozenset())).seats == (100.0, 300.0, 500.0)


kinds = st.sampled_from(ALONG_KINDS)
places = st.floats(0.0, LENGTH)
names = st.sampled_from(["", "node/1", "node/2", "way/3"])
mapped_items = st.lists(
    st.builds(AlongItem, places, st.just(None), kinds, st.just("firm"), osm=names), max_size=8
)
notes = st.lists(
    st.builds(
        Noted,
        kinds,
        places,
        osm=names,
        verdict=st.sampled_from(["there", "right", "gone"]),
        value=st.just("firm"),
    ),
    max_size=6,
)


@given(mapped_items, notes)
def test_everything_that_leaders_say_is_there_and_nothing_that_they_say_is_gone(
    items: list[AlongItem], noted: list[Noted]
) -> None:
    found = put_right(items, noted)
    theirs = [item for item in found if item.source == "leader"]
    assert len(theirs) == sum(one.verdict != "gone" for one in noted)
    assert [item.at_m for item in found] == sorted(item.at_m for item in found)
    for kind in ALONG_KINDS:
        left = sum(i.kind == kind and i.source == "map" for i in found)
        assert left <= sum(i.kind == kind for i in items)
    again = put_right(items, noted)
    assert again == found


@given(mapped_items)
def test_what_is_said_to_be_gone_takes_one_thing_of_the_map_away(items: list[AlongItem]) -> None:
    things = [item for item in items if item.kind != "surface"]
    for item in things:
        gone = Noted(item.kind, item.at_m, osm=item.osm, verdict="gone")
        assert len(put_right(things, [gone])) == len(things) - 1


tags = st.fixed_dictionaries(
    {},
    optional={
        "kind": st.sampled_from(["path", "residential", "steps", "track"]),
        "surface": st.sampled_from(["", "asphalt", "ground", "gravel"]),
        "smoothness": st.sampled_from(["", "good", "bad", "horrible"]),
        "width_m": st.sampled_from([None, 0.7, 1.0, 2.0]),
        "cross_slope_pct": st.sampled_from([None, 1.0, 4.0, 9.0]),
        "sac_scale": st.sampled_from(["", "hiking", "alpine_hiking"]),
    },
)
maps = st.builds(
    lambda ways, gates: a_map(*ways, barriers=tuple(gates)),
    st.lists(tags, min_size=1, max_size=6),
    st.lists(st.builds(MapBarrier, places, st.sampled_from(["gate", "stile"])), max_size=2),
)
WORSE = [
    Noted("steps", 500.0, value=70),
    Noted("barrier", 500.0, value="stile"),
    Noted("width", 500.0, value=0.5),
    Noted("cross_slope", 500.0, value=9.5),
    Noted("kerb", 500.0, value=0.2, detail="raised"),
    Noted("danger", 500.0, note="Ice"),
]


@given(maps, st.sampled_from(WORSE))
def test_a_worse_fact_that_a_leader_adds_never_improves_a_letter_or_a_tag(
    mapped: MapFacts, worse: Noted
) -> None:
    before = grade(FLAT, known(mapped))
    after = grade(FLAT, known(mapped, RouteFacts(noted=(worse,))))
    assert after.letter >= before.letter
    assert after.backward.letter >= before.backward.letter
    assert {tag.name for tag in after.tags} <= {tag.name for tag in before.tags}


@given(maps, st.sampled_from(["firm", "semi", "rough"]))
def test_unknown_ground_never_shows_more_than_firm_ground(mapped: MapFacts, kind: str) -> None:
    """Tags of what is not known are withheld: no answer shows a tag that firm ground would not."""
    firm = RouteFacts(noted=(Noted("surface", 0.0, LENGTH, "firm"),))
    shown = {tag.name for tag in grade(FLAT, known(mapped)).tags}
    assert shown <= {tag.name for tag in grade(FLAT, known(mapped, firm)).tags}
    said = RouteFacts(noted=(Noted("surface", 0.0, LENGTH, kind),))
    assert ("firm_surface" in {tag.name for tag in grade(FLAT, known(mapped, said)).tags}) == (
        kind == "firm"
    )


@given(maps)
def test_a_map_that_knows_less_never_shows_more_tags(mapped: MapFacts) -> None:
    blind = MapFacts(LENGTH, (WayStretch(0.0, LENGTH),), coverage_share=0.0)
    assert known(blind).steps is None
    unknown = {tag.name for tag in grade(FLAT, known(blind)).tags}
    assert not unknown & {"step_free", "firm_surface", "seat_every", "side_by_side"}


def test_rows_say_again_what_they_were_made_of() -> None:
    said = RouteFacts.said(
        steps=(Flight(12, 900.0, True),),
        barriers=(Gate("stile", 300.0),),
        seats=(Seat(5.0, False),),
    )
    rows = rows_of(Known(said, None, LENGTH), {})
    again = {
        noted_of(row, float(row.at), None, float(row.size) if row.size else None) for row in rows
    }
    assert again == set(said.noted)
