"""Suitability per person: the table and the tests of backcare.md 2.7, and what is not known."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.routes.rules import Facts, Segment, grade
from community.routes.rules.facts import Measured, Steps, SurfaceShares
from community.routes.rules.suitability import (
    NEEDS,
    Back,
    Fit,
    Measures,
    Need,
    Spot,
    bout_min,
    measures_of,
    suitability,
)

FIT, CARE, NOT = Fit.FIT, Fit.CARE, Fit.NOT
ROUTES = {  # backcare.md 2.6
    "R1": [(3000, 0)],
    "R2": [(1400, 0), (60, 5), (20, 0), (60, -5), (1460, 0)],
    "R4": [(600, 0), (200, 4), (400, 0), (200, -4), (600, 0)],
    "R7": [(1000, 6), (1000, -6)],
    "R10": [(300, 0), (250, 14), (250, -14), (300, 0)],
    "R12": [(2000, -2.7)],
    "R13": [(500, 0), (200, -4), (600, 0)],
}
KNOWN = Facts(steps=(), surface=SurfaceShares(firm=1.0), cross_slopes=(), barriers=(), seats=(0.0,))


def route(name: str, facts: Facts = KNOWN, trusted: bool = True, **changes: object) -> Measures:
    segments = [Segment(length, slope) for length, slope in ROUTES[name]]
    found = measures_of(segments, facts, grade(segments, facts).letter, trusted)
    return replace(found, **changes)  # type: ignore[arg-type]


def person(*needs: Need, **more: object) -> Back:
    return Back(frozenset(needs), **more)  # type: ignore[arg-type]


def seats_every(gap_m: float) -> Spot:
    return Spot(gap_m, 0.0)


@pytest.mark.parametrize(
    ("name", "gap", "minutes", "expected"),
    [  # S 300: nothing told; S 240: sits after 5 minutes
        ("R1", 250, None, FIT),
        ("R1", 350, None, CARE),
        ("R1", 250, 5, CARE),
        ("R2", 280, None, CARE),
        ("R4", 250, None, CARE),
        ("R13", 200, None, CARE),
        ("R12", 250, None, NOT),
        ("R7", 100, None, NOT),
    ],
)
def test_stenosis_of_the_table(name: str, gap: float, minutes: int | None, expected: Fit) -> None:
    found = suitability(
        route(name, seat_gap=seats_every(gap)), person("stenosis", sits_after_min=minutes)
    )
    assert found.fit == expected
    assert bool(found.reasons) == (expected != FIT)


@pytest.mark.parametrize(
    ("minutes", "speed", "every"),
    [(5, 60, 240), (None, 60, 300), (1, 60, 60), (1, 30, 50), (60, 60, 400), (4, 50, 150)],
)
def test_how_far_apart_seats_may_be(minutes: int | None, speed: float, every: float) -> None:
    told = person("stenosis", sits_after_min=minutes, speed_m_per_min=speed)
    assert told.seat_every_m == every


def test_the_bout_of_the_interval_pattern() -> None:
    assert [bout_min(minutes) for minutes in (1, 2, 5, 10, 15)] == [1, 1, 4, 8, 12]


def test_who_brings_a_seat_takes_care_where_others_should_not_go() -> None:
    far = route("R1", seat_gap=seats_every(2000))
    assert suitability(far, person("stenosis")).fit == NOT
    assert suitability(far, person("stenosis", brings_seat=True)).fit == CARE


def test_the_downhill_limit_can_be_switched_off() -> None:
    down = route("R13", seat_gap=seats_every(200))
    assert suitability(down, person("stenosis", minds_downhill=False)).fit == FIT
    reasons = {one.limit for one in suitability(down, person("stenosis")).reasons}
    assert reasons == {"slope_down", "drop"}


GENERAL = [("R1", FIT), ("R4", FIT), ("R12", CARE), ("R7", NOT), ("R10", NOT)]


@pytest.mark.parametrize(("name", "expected"), GENERAL)
def test_general(name: str, expected: Fit) -> None:
    assert suitability(route(name), person("general")).fit == expected


@pytest.mark.parametrize("need", ["disc", "sciatica"])
@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, FIT),
        ({"letter": "B", "firm": 0.9, "steps": Spot(1, 5.0), "cross_slope": Spot(3.0)}, FIT),
        ({"letter": "C"}, CARE),
        ({"steps": Spot(12, 5.0)}, CARE),
        ({"cross_slope": Spot(3.5)}, CARE),
        ({"firm": 0.85}, CARE),
        ({"steps": Spot(13, 5.0)}, NOT),
        ({"letter": "D"}, NOT),
    ],
)
def test_disc_and_sciatica(need: Need, changes: dict, expected: Fit) -> None:
    assert suitability(route("R1", **changes), person(need)).fit == expected


def test_a_plan_is_asked_only_where_there_is_one() -> None:
    without = suitability(route("R1"), person("disc"))
    assert (without.fit, without.not_asked) == (FIT, ("commitment_time",))
    assert suitability(route("R1"), person("stenosis")).not_asked == ()
    half = route("R1", commitment_m=600.0)  # ten minutes at 60 m a minute
    assert suitability(half, person("disc", plan_min=20)).fit == FIT
    late = suitability(half, person("disc", plan_min=19))
    assert (late.fit, late.reasons[0].limit, late.reasons[0].value) == (
        CARE,
        "commitment_time",
        10.0,
    )


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, FIT),
        ({"slope_up": Spot(5.0), "cross_slope": Spot(3.0), "steps": Spot(12)}, FIT),
        ({"slope_up": Spot(8.5, 900.0)}, CARE),
        ({"cross_slope": Spot(6.0)}, CARE),
        ({"steps": Spot(13)}, CARE),
        ({"slope_up": Spot(9.0, 900.0)}, NOT),
    ],
)
def test_hip(changes: dict, expected: Fit) -> None:
    found = suitability(route("R1", **changes), person("hip"))
    assert found.fit == expected
    assert [one.at_m for one in found.reasons if one.limit == "slope_up"] in ([], [900.0])


@pytest.mark.parametrize(
    ("letter", "commitment", "expected"),
    [("A", 250, FIT), ("A", 251, NOT), ("B", 250, CARE), ("B", 300, NOT), ("C", 100, NOT)],
)
def test_acute_injury(letter: str, commitment: float, expected: Fit) -> None:
    found = route("R1", letter=letter, commitment_m=commitment)
    assert suitability(found, person("acute_injury")).fit == expected


@pytest.mark.parametrize("need", ["bone", "balance"])
@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, FIT),
        ({"firm": 0.97}, CARE),
        ({"steps": Spot(1)}, FIT),
        ({"steps": Spot(12), "handrails": True}, CARE),
        ({"steps": Spot(12), "handrails": False}, NOT),
        ({"steps": Spot(12), "handrails": None}, CARE),
        ({"steps": Spot(13), "handrails": True}, NOT),
    ],
)
def test_bone_and_balance(need: Need, changes: dict, expected: Fit) -> None:
    assert suitability(route("R1", **changes), person(need)).fit == expected


@pytest.mark.parametrize("need", NEEDS)
@pytest.mark.parametrize("name", ["steps", "firm", "barriers", "heights"])
def test_what_nobody_knows_is_never_fit(need: Need, name: str) -> None:
    unknown = {
        "steps": {"steps": None, "handrails": None},
        "firm": {"firm": None},
        "barriers": {"barriers_known": False},
        "heights": {"heights_trusted": False},
    }[name]
    found = suitability(
        route("R1", commitment_m=100.0, seat_gap=seats_every(200), **unknown), person(need)
    )
    assert found.fit == CARE
    assert name in {one.limit for one in found.unknown}
    assert found.reasons == ()


@pytest.mark.parametrize(
    ("need", "name"),
    [("stenosis", "seat_gap"), ("disc", "cross_slope"), ("hip", "cross_slope")],
)
def test_what_only_one_need_asks_must_be_known_for_it_alone(need: Need, name: str) -> None:
    blind = route("R1", seat_gap=seats_every(200))
    blind = replace(blind, **{name: None})  # type: ignore[arg-type]
    assert suitability(blind, person("general")).fit == FIT
    found = suitability(blind, person(need))
    assert (found.fit, [one.limit for one in found.unknown]) == (CARE, [name])


def test_without_heights_nothing_is_fit_and_nothing_is_refused() -> None:
    blind = replace(
        route("R1"), letter=None, heights_trusted=False, slope_up=None, slope_down=None, drop=None,
        descent_m_per_km=None,
    )  # fmt: skip
    for need in ("general", "stenosis", "hip"):
        found = suitability(blind, person(need))  # type: ignore[arg-type]
        assert found.fit >= CARE
        assert "heights" in {one.limit for one in found.unknown}


def test_the_worst_of_several_needs_counts_and_says_why_once() -> None:
    steps = route("R1", letter="D", steps=Spot(20, 700.0), handrails=True)
    found = suitability(steps, person("disc", "sciatica", "bone", "balance"))
    assert found.fit == NOT
    said = [(one.limit, one.value, one.most, one.at_m) for one in found.reasons]
    assert said == [("letter", None, None, None), ("steps", 20, 12.0, 700.0)]


def test_measures_name_their_places() -> None:
    facts = replace(
        KNOWN,
        steps=(Steps(0.0, 0), Steps(300.0, 4, True), Steps(900.0, 3, None)),
        cross_slopes=(Measured(100.0, 10.0, 9.0), Measured(500.0, 30.0, 4.0)),
        seats=(100.0, 900.0, 1500.0),
    )
    found = route("R4", facts)
    assert found.steps == Spot(7, 300.0)
    assert found.handrails is None
    assert found.cross_slope == Spot(4.0, 500.0)
    assert found.seat_gap == Spot(800.0, 100.0)
    assert found.slope_down == Spot(4.0, 1200.0)
    assert found.drop == Spot(pytest.approx(8.0), 1200.0)  # type: ignore[arg-type]
    assert found.descent_m_per_km == pytest.approx(4.0)


SPOTS = st.floats(0, 50).map(Spot)


@given(
    needs=st.sets(st.sampled_from(NEEDS), min_size=1),
    more=st.sampled_from(NEEDS),
    letter=st.sampled_from("ABCDE"),
    spots=st.tuples(SPOTS, SPOTS, SPOTS, SPOTS, st.floats(0, 3000).map(Spot)),
    firm=st.floats(0, 1),
)
def test_another_need_or_a_worse_fact_never_makes_a_route_easier(
    needs: set[Need], more: Need, letter: str, spots: tuple[Spot, ...], firm: float
) -> None:
    up, down, drop, steps, gap = spots
    found = route(
        "R1", letter=letter, slope_up=up, slope_down=down, drop=drop, steps=steps, seat_gap=gap,
        firm=firm,
    )  # fmt: skip
    fit = suitability(found, person(*needs)).fit
    assert suitability(found, person(*needs, more)).fit >= fit
    worse = replace(
        found, slope_down=Spot(down.value + 1), steps=Spot(steps.value + 2), firm=firm / 2
    )
    assert suitability(worse, person(*needs)).fit >= fit
    assert suitability(replace(found, seat_gap=None), person("stenosis")).fit >= CARE


def test_a_path_that_leans_to_the_other_side_leans_as_much() -> None:
    left = Facts(cross_slopes=(Measured(100.0, 30.0, 1.0), Measured(500.0, 30.0, -6.0)))
    assert route("R1", left).cross_slope == Spot(6.0, 500.0)
