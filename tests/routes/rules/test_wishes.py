"""What stands between a route and a better letter: all of it, at its place, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from community.routes.rules import (
    Confidence,
    Facts,
    HikingStretch,
    Measured,
    PlacedBarrier,
    Segment,
    Steps,
    SurfaceStretch,
    grade,
    reversed_segments,
)
from community.routes.rules.wishes import better_letters, wishes_of
from tests.routes.rules.test_worse_facts import facts, segment_lists

FLAT = (Segment(2000.0, 0.0),)


def told(
    *segments: Segment, known: Facts | None = None, target: str = "A"
) -> list[tuple[object, ...]]:
    found = wishes_of(segments or FLAT, known or Facts(), target)  # type: ignore[arg-type]
    return [(w.criterion, w.at_m, w.length_m, w.value, w.limit) for w in found]


def test_an_a_wishes_for_nothing() -> None:
    assert better_letters("A") == ()
    assert told() == []
    assert better_letters("B") == ("A",)
    assert better_letters("D") == ("A", "C")


def test_every_steep_stretch_is_named_in_both_directions_by_distance() -> None:
    hills = (Segment(500, 0), Segment(100, 6), Segment(300, 0), Segment(100, -6), Segment(500, 0))
    assert told(*hills) == [
        ("slope", 500, 100, 6, 3.0),
        ("slope", 900, 100, -6, 3.0),
        ("descent", 900, 100, pytest.approx(6.0), 5),
    ]


def test_only_what_is_over_the_limit_of_the_letter_is_named() -> None:
    ramps = (Segment(900, 0), Segment(40, 5), Segment(900, 0), Segment(60, 8), Segment(900, 0))
    assert told(*ramps) == [("slope", 1840, 60, 8, 3.0)]


def test_where_only_the_sum_is_too_long_all_short_ramps_are_named() -> None:
    ramps = [Segment(100, 0), Segment(40, 4)] * 5
    assert [wish[1] for wish in told(*ramps)][:2] == [100, 240]


def test_ups_and_downs_in_all_have_no_place() -> None:
    assert told(Segment(2000, -2.7), target="B") == [
        ("hilliness", None, None, pytest.approx(27.0), 25)
    ]


def test_each_flight_gate_and_narrow_place_is_named() -> None:
    known = Facts(
        steps=(Steps(100, 3), Steps(1500, 20)),
        widths=(Measured(300, 10, 0.8), Measured(400, 10, 1.5)),
        cross_slopes=(Measured(500, 30, 4), Measured(600, 10, 9)),
        barriers=(PlacedBarrier(700, "stile"), PlacedBarrier(800, "kissing_gate")),
    )
    assert [(wish[0], wish[1]) for wish in told(known=known)] == [
        ("steps", 100),
        ("width", 300),
        ("cross_slope", 500),
        ("barriers", 700),
        ("barriers", 800),
        ("steps", 1500),
    ]
    assert ("barriers", 800) not in [(w[0], w[1]) for w in told(known=known, target="B")]


def test_ground_that_is_not_firm_is_named_by_its_stretches() -> None:
    ground = (
        SurfaceStretch(0, 900, "firm"),
        SurfaceStretch(900, 1000, "semi", "grass"),
        SurfaceStretch(1000, 1100, "semi", "ground"),
        SurfaceStretch(1100, 1200, "rough"),
        SurfaceStretch(1200, 2000, "firm"),
    )
    known = Facts(surface=ground)
    assert [wish[:3] for wish in told(known=known)] == [
        ("surface", 900, 200),
        ("surface", 1100, 100),
    ]


def test_a_hiking_path_is_named_until_it_is_checked() -> None:
    known = Facts(hiking=(HikingStretch(40, "hiking", 100),))
    assert [wish[:2] for wish in told(known=known)] == [("hiking", 40)]
    assert told(known=replace(known, leader_recce=True)) == []


@settings(deadline=None)
@given(segment_lists, facts())
def test_there_are_wishes_for_each_letter_that_is_missed_and_for_no_other(
    segments: list[Segment], known: Facts
) -> None:
    found = grade(segments, known, Confidence.HIGH)
    for way, walked, said in (
        (found.forward, segments, known),
        (found.backward, reversed_segments(segments), known.reversed(found.length_m)),
    ):
        for target in ("A", "B", "C", "D"):
            wishes = wishes_of(walked, said, target)  # type: ignore[arg-type]
            assert bool(wishes) == (way.letter > target)
            missed = {result.criterion for result in way.criteria if result.letter > target}
            assert {wish.criterion for wish in wishes} == missed or len(wishes) == 40
