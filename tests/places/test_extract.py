"""What an import keeps of a small extract, seen along a line through it."""

from __future__ import annotations

import itertools
from datetime import date
from pathlib import Path

import pytest
from osmium.osm.mutable import Relation

from community.places import check_maps
from tests.builders.extracts import Extract, degrees

START, END = (0.0, 0.0), (300.0, 0.0)
ALONG = [(float(x), 0.0) for x in range(0, 301, 50)]


@pytest.fixture
def ground() -> Extract:
    """A path of 300 m due east."""
    extract = Extract()
    extract.way(*ALONG, highway="path", surface="gravel", name="Feldweg", width="2")
    return extract


def test_a_line_on_one_way_is_one_stretch(ground: Extract, tmp_path: Path) -> None:
    facts = ground.facts(tmp_path, START, END)
    assert facts.coverage_share == 1.0
    assert facts.length_m == pytest.approx(300, abs=0.5)
    (stretch,) = facts.stretches
    assert (stretch.from_m, stretch.to_m) == (0.0, facts.length_m)
    assert (stretch.way_id, stretch.kind, stretch.surface) == (1, "path", "gravel")
    assert (stretch.name, stretch.width_m) == ("Feldweg", 2.0)


def test_the_date_is_the_header_s(ground: Extract, tmp_path: Path) -> None:
    assert ground.facts(tmp_path, START, END).dated == date(2026, 3, 4)


def test_without_a_header_the_newest_thing_dates_the_map(ground: Extract, tmp_path: Path) -> None:
    ground.header = ""
    ground.nodes[0].timestamp = "2025-02-03T00:00:00Z"
    ground.ways[0].timestamp = "2025-04-05T00:00:00Z"
    assert ground.facts(tmp_path, START, END).dated == date(2025, 4, 5)


def test_an_undated_map_says_so(ground: Extract, tmp_path: Path) -> None:
    ground.header = ""
    assert ground.facts(tmp_path, START, END).dated is None


def test_stretches_follow_the_ways_without_a_gap(tmp_path: Path) -> None:
    ground = Extract()
    ground.way((0, 0), (100, 0), highway="path", surface="asphalt")
    ground.way((100, 0), (140, 0), highway="steps", step_count="12", handrail="yes")
    ground.way((140, 0), (300, 0), highway="track", tracktype="grade3")
    facts = ground.facts(tmp_path, START, (450.0, 0.0))
    kinds = [(s.kind, round(s.from_m), round(s.to_m)) for s in facts.stretches]
    assert [kind for kind, _, _ in kinds] == ["path", "steps", "track", ""]
    assert facts.stretches[1].step_count == 12
    assert facts.stretches[1].handrail is True
    assert facts.stretches[3].way_id is None
    for before, after in itertools.pairwise(kinds):
        assert before[2] == after[1]
    assert [end for _, _, end in kinds[:3]] == pytest.approx([100, 140, 300], abs=20)
    assert kinds[-1][2] == round(facts.length_m)
    assert facts.coverage_share == pytest.approx(300 / 450, abs=0.05)


def test_a_slope_is_signed_along_the_line(tmp_path: Path) -> None:
    ground = Extract()
    ground.way(START, END, highway="path", incline="8%")
    assert [s.incline_pct for s in ground.facts(tmp_path, START, END).stretches] == [8.0]
    loaded = ground.imported(tmp_path)
    back = loaded.facts_along(*degrees([END, START]))
    assert back is not None
    assert [s.incline_pct for s in back.stretches] == [-8.0]
    both = loaded.facts_along(*degrees([START, END, START]))
    assert both is not None
    assert [s.incline_pct for s in both.stretches] == [8.0, -8.0]


def test_a_way_that_nobody_may_walk_is_not_matched(ground: Extract, tmp_path: Path) -> None:
    ground.way((0, 100), (300, 100), highway="service", access="private")
    facts = ground.facts(tmp_path, (0, 100), (300, 100))
    assert facts.coverage_share == 0.0
    assert [s.way_id for s in facts.stretches] == [None]


def test_a_crossing_street_is_not_walked_on(ground: Extract, tmp_path: Path) -> None:
    ground.way((150, -100), (150, 0), (150, 100), highway="residential")
    facts = ground.facts(tmp_path, START, END)
    assert {s.way_id for s in facts.stretches} == {1}


def test_seats_within_20_m_on_their_side(ground: Extract, tmp_path: Path) -> None:
    ground.node((60, 12), amenity="bench", backrest="yes", armrest="no")
    ground.node((120, -19), leisure="picnic_table")
    ground.node((180, 25), amenity="bench")
    ground.way((238, -5), (240, -5), (242, -5), amenity="bench", backrest="no")
    ground.square(270, 4, 2, amenity="shelter", bench="yes")
    facts = ground.facts(tmp_path, START, END)
    told = [(round(s.at_m), round(s.off_m), s.side, s.backrest, s.arms) for s in facts.seats]
    assert told == [
        (60, 12, "left", True, False),
        (120, 19, "right", None, None),
        (240, 5, "right", False, None),
        (271, 5, "left", None, None),
    ]
    assert facts.seats[0].osm.startswith("node/")
    assert facts.seats[2].osm == "way/2"


def test_there_and_back_a_seat_is_passed_twice(ground: Extract, tmp_path: Path) -> None:
    ground.node((60, 12), amenity="bench")
    facts = ground.facts(tmp_path, START, END, START)
    assert [(round(s.at_m), s.side) for s in facts.seats] == [(60, "left"), (540, "right")]


def test_useful_places_within_150_m_are_told_once(ground: Extract, tmp_path: Path) -> None:
    ground.node((100, 140), amenity="toilets", wheelchair="yes", name="WC Riet")
    ground.node((200, 160), amenity="cafe")
    ground.square(40, -60, 20, amenity="parking")
    ground.node((10, 5), highway="bus_stop", name="Riet")
    ground.node((14, -6), highway="bus_stop", name="Riet")
    facts = ground.facts(tmp_path, START, END, START)
    told = {p.kind: (round(p.at_m), round(p.off_m), p.name, p.wheelchair) for p in facts.places}
    assert told == {
        "stop": (10, 5, "Riet", None),
        "parking": (50, 50, "", None),
        "toilets": (100, 140, "WC Riet", True),
    }
    assert len(facts.places) == 3
    toilets = next(p for p in facts.places if p.kind == "toilets")
    lat, lon = degrees([(100, 140)])
    assert (toilets.lat, toilets.lon) == pytest.approx((lat[0], lon[0]), abs=1e-6)


def test_barriers_of_the_way_only(ground: Extract, tmp_path: Path) -> None:
    ground.node((100, 0), barrier="stile")
    ground.way((0, 8), (200, 8), (300, 8), highway="residential")
    ground.node((200, 8), barrier="gate")
    ground.node((250, 3), barrier="bollard")
    facts = ground.facts(tmp_path, START, END)
    assert [(round(b.at_m), b.kind) for b in facts.barriers] == [(100, "stile")]
    there_and_back = ground.imported(tmp_path).facts_along(*degrees([START, END, START]))
    assert there_and_back is not None
    assert [round(b.at_m) for b in there_and_back.barriers] == [100, 500]


def test_a_gate_drawn_as_a_line_stands_on_the_way(ground: Extract, tmp_path: Path) -> None:
    ground.way((150, 3), (150, 0), (150, -3), barrier="gate")
    ground.way((200, 3), (200, 0), (200, -3), barrier="wall")
    facts = ground.facts(tmp_path, START, END)
    assert [(round(b.at_m), b.kind) for b in facts.barriers] == [(150, "gate")]


def test_a_ford_is_a_barrier(ground: Extract, tmp_path: Path) -> None:
    ground.node((50, 0), ford="yes")
    ground.way(END, (360, 0), highway="path", ford="yes")
    facts = ground.facts(tmp_path, START, (360, 0))
    assert [b.kind for b in facts.barriers] == ["ford", "ford"]
    assert facts.barriers[1].at_m == pytest.approx(300, abs=1)
    assert facts.barriers[1].osm == "way/2"


def test_a_kerb_is_crossed_on_the_path_not_on_the_street(tmp_path: Path) -> None:
    ground = Extract()
    ground.way((0, 0), (100, 0), (200, 0), highway="residential")
    ground.way((100, -100), (100, 0), (100, 100), highway="footway")
    ground.node((100, 0), barrier="kerb", kerb="raised", kerb__height="0.12")
    on_street = ground.facts(tmp_path, (0, 0), (200, 0))
    assert on_street.kerbs == ()
    on_path = ground.imported(tmp_path).facts_along(*degrees([(100, -100), (100, 100)]))
    assert on_path is not None
    (kerb,) = on_path.kerbs
    assert (round(kerb.at_m), kerb.kind, kerb.height_m) == (100, "raised", 0.12)
    assert on_path.barriers == ()


def test_a_river_beside_the_path_has_its_name(ground: Extract, tmp_path: Path) -> None:
    ground.way((0, 40), (150, 40), (300, 40), waterway="river", name="Rhein")
    ground.way((0, 20), (300, 20), (300, 60), (0, 60), (0, 20), natural="water")
    (stretch,) = ground.facts(tmp_path, START, END).stretches
    assert (stretch.beside, stretch.beside_name) == ("water", "Rhein")


def test_a_stream_that_is_crossed_does_not_lie_beside(ground: Extract, tmp_path: Path) -> None:
    ground.way((150, -200), (150, 200), waterway="stream", name="Giessen")
    assert {s.beside for s in ground.facts(tmp_path, START, END).stretches} == {""}


def test_a_river_that_changes_its_name_for_a_moment_is_one_river(tmp_path: Path) -> None:
    ground = Extract()
    ground.way((0, 0), (600, 0), highway="path")
    ground.way((0, 10), (270, 10), waterway="canal", name="Binnenkanal")
    ground.way((270, 10), (320, 10), waterway="canal", name="Wehr")
    ground.way((320, 10), (600, 10), waterway="canal", name="Binnenkanal")
    (stretch,) = ground.facts(tmp_path, (0, 0), (600, 0)).stretches
    assert stretch.beside_name == "Binnenkanal"


def test_the_path_leaves_the_wood_for_the_park(tmp_path: Path) -> None:
    ground = Extract()
    ground.way((0, 0), (400, 0), highway="path")
    ground.square(-50, -100, 250, landuse="forest", name="Riethölzle")
    ground.square(200, 5, 200, leisure="park", name="Familienpark")
    facts = ground.facts(tmp_path, (0, 0), (400, 0))
    assert [(s.beside, s.beside_name) for s in facts.stretches] == [
        ("wood", "Riethölzle"),
        ("park", "Familienpark"),
    ]
    assert facts.stretches[0].to_m == pytest.approx(205, abs=25)
    assert facts.covered_share == pytest.approx(0.5, abs=0.05)


def test_a_clearing_is_not_in_the_wood(ground: Extract, tmp_path: Path) -> None:
    ground.square(-100, -200, 500, tag="outer")
    ground.square(-50, -100, 380, tag="inner")
    members = [("w", 2, "outer"), ("w", 3, "inner")]
    tags = {"type": "multipolygon", "natural": "wood"}
    ground.relations.append(Relation(id=1, version=1, members=members, tags=tags))
    assert ground.facts(tmp_path, START, END).covered_share == 0.0


def test_between_houses_is_covered_beside_one_row_is_not(tmp_path: Path) -> None:
    ground = Extract()
    ground.way((0, 0), (200, 0), (400, 0), highway="residential")
    for east in range(0, 200, 14):
        ground.square(east, 5, 14, building="house")
        ground.square(east, -19, 14, building="house")
    for east in range(200, 400, 14):
        ground.square(east, 5, 14, building="house")
    facts = ground.facts(tmp_path, (0, 0), (400, 0))
    assert facts.covered_share == pytest.approx(0.5, abs=0.06)


def test_without_any_area_nothing_is_said_of_cover(ground: Extract, tmp_path: Path) -> None:
    assert ground.facts(tmp_path, START, END).covered_share is None


def test_bad_geometry_is_left_out_and_counted(ground: Extract, tmp_path: Path) -> None:
    ground.way((0, 50), highway="path")
    ground.way((10, 50), (10, 50), highway="path")
    ground.way((500, 0), (560, 60), (560, 0), (500, 60), (500, 0), natural="wood")
    missing = ground.way((0, 80), (100, 80), highway="path")
    ground.ways[missing - 1].nodes = [9001, 9002]
    ground.imported(tmp_path)
    (state,) = check_maps(tmp_path)
    assert state.meta is not None
    assert state.meta.counts["ways"] == 1
    assert state.meta.counts["skipped"] >= 3


def test_a_way_that_leaves_the_extract_is_kept_up_to_its_edge(tmp_path: Path) -> None:
    ground = Extract()
    way = ground.way((0, 0), (100, 0), (200, 0), (300, 0), (400, 0), highway="path")
    nodes = list(ground.ways[way - 1].nodes)
    nodes[2] = 9001
    ground.ways[way - 1].nodes = nodes
    facts = ground.facts(tmp_path, (0, 0), (400, 0))
    assert [s.way_id for s in facts.stretches] == [1, None, 1]


def test_the_antimeridian_is_no_edge(tmp_path: Path) -> None:
    ground = Extract(west=179.999)
    ground.way((0, 0), (100, 0), highway="path")
    ground.way((100, 0), (200, 0), highway="path")
    ground.node((150, 5), amenity="bench")
    facts = ground.facts(tmp_path, (0, 0), (200, 0))
    assert facts.coverage_share == 1.0
    assert facts.length_m == pytest.approx(200, abs=0.5)
    assert [round(s.at_m) for s in facts.seats] == [150]


def test_a_few_steps_between_two_nodes_of_the_line_are_not_missed(tmp_path: Path) -> None:
    """Nodes are 10 m apart; these flights are shorter, and so are their landings."""
    ground = Extract()
    ground.way((0, 0), (103, 0), highway="footway")
    ground.way((103, 0), (104.2, 0), highway="steps", step_count="4")
    ground.way((104.2, 0), (106, 0), highway="footway")
    ground.way((106, 0), (107.5, 0), highway="steps", step_count="5")
    ground.way((107.5, 0), (109, 0), highway="footway")
    ground.way((109, 0), (300, 0), highway="footway")
    for line in ([(0, 0), (300, 0)], [(300, 0), (0, 0)], [(2, 3), (298, 4)]):
        facts = ground.facts(tmp_path, *line)
        flights = [s for s in facts.stretches if s.kind == "steps"]
        assert sorted(s.step_count or 0 for s in flights) == [4, 5]
        at = 300 - 106 if line[0][0] == 300 else 106
        assert all(s.from_m == pytest.approx(at, abs=15) for s in flights)
        assert all(0 < s.length_m <= 15 for s in flights)
        assert all(one.to_m == other.from_m for one, other in itertools.pairwise(facts.stretches))
        assert facts.stretches[-1].to_m == facts.length_m


def test_steps_of_another_path_are_not_walked(ground: Extract, tmp_path: Path) -> None:
    ground.way((100, 0), (100, 6), (100, 12), highway="steps")
    ground.way((200, 5), (206, 5), highway="steps")
    assert {s.kind for s in ground.facts(tmp_path, START, END).stretches} == {"path"}


def test_a_gate_on_a_short_bridge_is_not_missed(tmp_path: Path) -> None:
    ground = Extract()
    ground.way((0, 0), (103, 0), highway="footway")
    ground.way((103, 0), (105, 0), (107, 0), highway="footway", bridge="yes")
    ground.way((107, 0), (300, 0), highway="footway")
    ground.node((105, 0), barrier="kissing_gate")
    facts = ground.facts(tmp_path, START, END)
    assert [(round(b.at_m), b.kind) for b in facts.barriers] == [(105, "kissing_gate")]
    assert [s.is_bridge for s in facts.stretches] == [False, True, False]
