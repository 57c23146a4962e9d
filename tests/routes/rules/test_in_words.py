"""A route in words: turns, names, what lies beside, seats with their side, both directions."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.places.rules.map_facts import MapFacts, WayStretch
from community.routes.other_way import turned_along, turned_map
from community.routes.rules.along import AlongItem
from community.routes.rules.in_words import Clause, Slope, Told, WayToTell, in_words
from community.routes.rules.sentence import Sentence
from community.routes.rules.turning import turns_of


def line(*legs: tuple[float, float]) -> list[tuple[float, float, float]]:
    """Return a line of (compass bearing, metres) legs."""
    east = north = along = 0.0
    points = [(0.0, 0.0, 0.0)]
    for bearing, metres in legs:
        east += metres * math.sin(math.radians(bearing))
        north += metres * math.cos(math.radians(bearing))
        along += metres
        points.append((east, north, along))
    return points


def clause(one: Clause) -> str:
    texts = {name: value for name, value in one.values.items() if isinstance(value, str)}
    numbers = {name: value for name, value in one.values.items() if not isinstance(value, str)}
    names = {name: f"%({name})s" for name in numbers}
    return Sentence(one.template % {**texts, **names}, numbers).in_english()


def english(told: Sequence[Told]) -> list[str]:
    return ["; ".join(map(clause, (one.main, *one.also))) for one in told]


def path(from_m: float, to_m: float, **rest: object) -> WayStretch:
    return WayStretch(from_m, to_m, way_id=1, kind="path", **rest)  # type: ignore[arg-type]


def seat(at_m: float, side: str = "") -> AlongItem:
    return AlongItem(at_m, None, "seat", side=side)


def test_the_sentence_of_the_issue() -> None:
    told = in_words(
        WayToTell(
            line((90, 400), (0, 600)),
            stretches=[path(0, 400), path(400, 1000, beside="water")],
            items=[seat(405, "right")],
        )
    )
    assert english(told) == [
        "Start towards the east",
        "After 400 m the path bends left along the water; bench on the right",
        "After 1.0 km you are at the end",
    ]


@pytest.mark.parametrize(
    ("legs", "turns"),
    [
        (((0, 500), (90, 500)), [(500, -90)]),
        (((0, 500), (270, 500)), [(500, 90)]),
        (((0, 500), (30, 500)), []),
        (((0, 500), (60, 500)), [(500, -60)]),
        (((0, 300), (90, 300), (180, 300)), [(300, -90), (600, -90)]),
        (((0, 500), (180, 500)), [(500, 180)]),
        (((350, 500), (50, 500)), [(500, -60)]),  # over the north
        (((0, 20),), []),
    ],
)
def test_turns_come_from_the_line(
    legs: tuple[tuple[float, float], ...], turns: list[tuple[float, float]]
) -> None:
    found = turns_of(line(*legs))
    assert [turn.at_m for turn in found] == pytest.approx([at for at, _ in turns], abs=11)
    for turn, (_, degrees) in zip(found, turns, strict=True):
        assert abs(turn.degrees) == pytest.approx(abs(degrees), abs=3)
        assert abs(degrees) == 180 or (turn.degrees > 0) == (degrees > 0)


def a_street(from_m: float, to_m: float, name: str) -> WayStretch:
    return WayStretch(from_m, to_m, way_id=2, kind="residential", name=name)


ROUND = WayToTell(
    line((0, 500), (90, 400), (180, 500), (270, 400)),
    slopes=[Slope(0, 600, 0.5), Slope(600, 700, 6), Slope(700, 1800, 0)],
    stretches=[
        a_street(0, 500, "Lettstrasse"),
        a_street(500, 505, "Landstrasse"),  # only crossed
        a_street(505, 900, "Au"),
        path(900, 1800, beside="water", beside_name="Rhein"),
    ],
    items=[
        seat(100),
        seat(200, "left"),
        AlongItem(1400, 1403, "steps", 9.0, detail="yes"),
        AlongItem(1600, None, "barrier", "stile"),
    ],
    is_loop=True,
)


def test_streets_slopes_steps_and_gates() -> None:
    assert english(in_words(ROUND)) == [
        "Start along Lettstrasse; level for the first 600 m; 2 benches on the next 200 m",
        "After 500 m turn right into Au",
        "After 600 m it rises for 100 m, at most 6%",
        "After 900 m the path bends right along Rhein",
        "After 1.4 km the path bends right; 9 steps with a handrail there",
        "After 1.6 km climb over a stile",
        "After 1.8 km you are back at the start",
    ]


def test_the_same_the_other_way() -> None:
    points = [(east, north, 1800 - along) for east, north, along in reversed(ROUND.line)]
    mapped = turned_map(MapFacts(1800, tuple(ROUND.stretches)))
    back = WayToTell(
        points,
        slopes=[Slope(0, 1100, 0), Slope(1100, 1200, -6), Slope(1200, 1800, -0.5)],
        stretches=mapped.stretches,
        items=turned_along(ROUND.items, 1800),
        is_loop=True,
    )
    assert english(in_words(back)) == [
        "Start along Rhein; level for the first 1.1 km",
        "After 200 m climb over a stile",
        "After 400 m the path bends left; 9 steps with a handrail there",
        "After 900 m turn left into Au",
        "After 1.1 km it falls for 100 m, at most 6%",
        "After 1.3 km turn left into Lettstrasse; 2 benches on the next 400 m",
        "After 1.8 km you are back at the start",
    ]


def test_an_out_and_back_is_told_once() -> None:
    way = WayToTell(line((0, 900), (180, 900)), items=[seat(600), seat(1200)], out_and_back=True)
    assert english(in_words(way)) == [
        "Start towards the north; bench at 600 m",
        "After 900 m turn round and go back the same way",
    ]


def test_a_hairpin_is_a_sharp_turn_and_a_spur_is_turning_round() -> None:
    hairpin = WayToTell(line((0, 400), (90, 20), (170, 400)))
    assert english(in_words(hairpin))[1] in (
        "After 400 m turn sharp right",
        "After 410 m turn sharp right",
    )
    spur = WayToTell(line((0, 400), (180, 100), (90, 400)))
    assert english(in_words(spur))[1:3] == ["After 400 m turn round", "After 500 m turn left"]


def test_a_slope_from_the_start_on_is_told_with_the_start() -> None:
    way = WayToTell(line((0, 900)), [Slope(0, 500, 9.5), Slope(500, 900, 0)])
    assert english(in_words(way)) == [
        "Start towards the north; it rises for 500 m, at most 9.5%",
        "After 900 m you are at the end",
    ]


def test_nothing_is_called_level_when_heights_are_not_trusted() -> None:
    slopes = [Slope(0, 500, 0.0)]
    sure, unsure = (
        english(in_words(WayToTell(line((0, 500)), slopes, is_sure=is_sure)))
        for is_sure in (True, False)
    )
    assert sure[0] == "Start towards the north; level all the way"
    assert unsure[0] == "Start towards the north"
    blank = english(in_words(WayToTell(line((0, 500)), [Slope(0, 300, 0), Slope(300, 500, None)])))
    assert blank[0] == "Start towards the north; level for the first 300 m"


@given(
    st.lists(st.tuples(st.floats(0, 359), st.floats(30, 300)), min_size=1, max_size=60),
    st.lists(st.floats(0, 3000), max_size=40),
)
def test_a_walk_of_3_km_takes_12_sentences_at_most(
    legs: list[tuple[float, float]], seats: list[float]
) -> None:
    points = line(*legs)
    length = points[-1][2]
    told = in_words(WayToTell(points, items=[seat(at) for at in sorted(seats) if at < length]))
    assert len(told) <= max(6, round(4 * length / 1000), 2)
    assert len(told) <= 20
    places = [one.at_m for one in told]
    assert places == sorted(places)


def test_what_makes_people_stumble_is_never_left_out() -> None:
    winding = line(*[(90.0 * (at % 2), 60.0) for at in range(50)])
    stile = AlongItem(1510, None, "barrier", "stile")
    told = " ".join(english(in_words(WayToTell(winding, items=[stile]))))
    assert "stile" in told
