"""The tables of backcare.md 2.3 to 2.6."""

from __future__ import annotations

import pytest

from community.routes.rules import (
    Confidence,
    Facts,
    Grade,
    HikingStretch,
    Kerb,
    Measured,
    PlacedBarrier,
    Segment,
    Steps,
    SurfaceShares,
    SurfaceStretch,
    commitment_m,
    deciding_sentence,
    grade,
    minutes_of,
    rounded_slope,
    seat_gap_m,
    surface_shares,
)


def line(*parts: tuple[float, float]) -> tuple[Segment, ...]:
    return tuple(Segment(float(length), float(slope)) for length, slope in parts)


def facts(*, steps: int = 0, firm: float = 1.0, semi: float = 0.0, **more: object) -> Facts:
    flights = (Steps(1100.0, steps),) if steps else ()
    return Facts(
        steps=flights, surface=SurfaceShares(firm, semi, max(0.0, 1 - firm - semi)), **more
    )


R1 = line((3000, 0))
R2 = line((1400, 0), (60, 5), (20, 0), (60, -5), (1460, 0))
R3 = line((1400, 0), (80, 5), (20, 0), (80, -5), (1420, 0))
R4 = line((600, 0), (200, 4), (400, 0), (200, -4), (600, 0))
R5 = line((900, 0), (60, 8.33), (40, 0), (60, -8.33), (940, 0))
R6 = line((500, 2), (400, 6), (300, 0), (400, -6), (500, -2))
R7 = line((1000, 6), (1000, -6))
R8 = line((800, 3), (200, 0), (800, -3))
R9 = line((2000, 0))
R10 = line((300, 0), (250, 14), (250, -14), (300, 0))
R11 = line((500, 0), (300, -3), (500, 0))
R12 = line((2000, -2.7))
R13 = line((500, 0), (200, -4), (600, 0))

ROUTES = [
    pytest.param(
        R1,
        facts(cross_slopes=(Measured(0, 3000, 1.5),), widths=(Measured(0, 3000, 2.0),)),
        {},
        "A",
        "A",
        (45.0, 60.0),
        id="R1 towpath",
    ),
    pytest.param(R2, facts(), {}, "A", "A", (45.5, 60.5), id="R2 towpath with bridge"),
    pytest.param(R3, facts(), {"slope": "B"}, "B", "B", (45.6, 60.6), id="R3 longer ramps"),
    pytest.param(
        R4,
        facts(firm=0.95, semi=0.05),
        {"slope": "B", "descent": "B", "surface": "B"},
        "B",
        "B",
        (31.3, 41.3),
        id="R4 park",
    ),
    pytest.param(
        R5,
        facts(steps=1),
        {"slope": "B", "steps": "B"},
        "B",
        "B",
        (30.8, 40.8),
        id="R5 viaduct",
    ),
    pytest.param(
        R6,
        Facts(steps=(), surface=SurfaceShares(0.2, 0.75, 0.05)),
        {"slope": "C", "descent": "C", "hilliness": "B", "surface": "C"},
        "C",
        "C",
        (36.9, 47.4),
        id="R6 common",
    ),
    pytest.param(
        R7,
        facts(),
        {"slope": "C", "hilliness": "C", "descent": "D"},
        "D",
        "D",
        (39.6, 49.6),
        id="R7 hill and back",
    ),
    pytest.param(
        R8,
        Facts(steps=(Steps(1100, 20),), surface=SurfaceShares(0.5, 0.45, 0.05)),
        {"hilliness": "B", "descent": "C", "surface": "C", "steps": "D"},
        "D",
        "D",
        (30.8, 39.8),
        id="R8 wood",
    ),
    pytest.param(
        R9,
        facts(firm=0.1, semi=0.9, barriers=(PlacedBarrier(700, "stile"),)),
        {"surface": "C", "barriers": "D"},
        "D",
        "D",
        (30.0, 40.0),
        id="R9 meadow",
    ),
    pytest.param(
        R10,
        facts(),
        {"hilliness": "C", "descent": "D", "slope": "E"},
        "E",
        "E",
        (22.1, 27.6),
        id="R10 lane",
    ),
    pytest.param(R11, facts(), {"descent": "B"}, "B", "A", (20.0, 26.5), id="R11 one way"),
    pytest.param(R12, facts(), {"hilliness": "C"}, "C", "C", (33.2, 43.2), id="R12 gentle drop"),
    pytest.param(
        R13,
        facts(),
        {"slope": "B", "descent": "B"},
        "B",
        "B",
        (20.0, 26.5),
        id="R13 one way",
    ),
]


@pytest.mark.parametrize(
    ("segments", "known", "not_a", "letter", "reversed_letter", "minutes"), ROUTES
)
def test_worked_grades(
    segments: tuple[Segment, ...],
    known: Facts,
    not_a: dict[str, str],
    letter: str,
    reversed_letter: str,
    minutes: tuple[float, float],
) -> None:
    found = grade(segments, known)
    assert found.letter == letter
    assert found.backward.letter == reversed_letter
    others = {c.criterion: c.letter for c in found.forward.criteria if c.letter != "A"}
    assert others == not_a
    assert minutes_of(segments) == pytest.approx(minutes[0], abs=0.06)
    assert minutes_of(segments, "very_easy") == pytest.approx(minutes[1], abs=0.06)


def test_figures_of_the_worked_table() -> None:
    drops = {"R4": R4, "R6": R6, "R7": R7, "R10": R10, "R11": R11, "R13": R13}
    expected = {"R4": 8, "R6": 24, "R7": 60, "R10": 35, "R11": 9, "R13": 8}
    for name, segments in drops.items():
        by_name = {c.criterion: c for c in grade(segments).forward.criteria}
        assert by_name["descent"].value == pytest.approx(expected[name]), name
    hilliness = {c.criterion: c for c in grade(R12).forward.criteria}["hilliness"]
    assert hilliness.value == pytest.approx(27)


@pytest.mark.parametrize(
    ("slope", "rounded"),
    [(3.24, 3.0), (3.25, 3.5), (8.33, 8.5), (-3.25, -3.5), (-3.24, -3.0), (0.2, 0.0), (0.25, 0.5)],
)
def test_rounding_of_slopes(slope: float, rounded: float) -> None:
    assert rounded_slope(slope) == rounded


@pytest.mark.parametrize(
    ("length", "seats", "gap"),
    [
        (3000, [0, 250, 600, 950, 1300, 1650, 2000, 2350, 2700, 3000], 350),
        (3000, [400, 1500], 1500),
        (2000, [], 2000),
    ],
)
def test_seat_gap(length: float, seats: list[float], gap: float) -> None:
    assert seat_gap_m(length, seats) == gap


@pytest.mark.parametrize(
    ("exits", "commitment"),
    [([], 1500), ([1000, 1500], 750), ([600, 1200, 1800, 2400], 300)],
)
def test_commitment(exits: list[float], commitment: float) -> None:
    assert commitment_m(3000, exits) == commitment


def sentence(found: Grade) -> str:
    return deciding_sentence(found).in_english()


def test_the_sentence_names_the_deciding_place() -> None:
    assert sentence(grade(R3)) == "because of one rise: 5% for 80 m, at 1.4 km"
    one_rise = line((1400, 0), (60, 6), (1400, 0))
    assert sentence(grade(one_rise)) == "because of one rise: 6% for 60 m, at 1.4 km"
    wood = grade(R8, facts(steps=20, firm=0.5, semi=0.45))
    assert sentence(wood) == "because of 20 steps, at 1.1 km"
    assert sentence(grade(R10)) == "because of one rise: 14% for 250 m, at 300 m"
    assert sentence(grade(R11)) == "because of a long descent: 9 m down over 300 m, at 500 m"
    assert sentence(
        grade(R9, facts(firm=0.1, semi=0.9, barriers=(PlacedBarrier(700, "stile"),)))
    ) == ("because of a stile, at 700 m")
    assert sentence(grade(R1)) == "because nothing on it is steeper than 3%"
    assert sentence(grade(R2)) == "because its steepest part is short: 5% for 60 m, at 1.4 km"
    assert sentence(grade(R12)) == (
        "because it goes down a lot for its length: 27 m down in each kilometre"
    )


def test_every_criterion_has_a_sentence_in_every_shape() -> None:
    shapes = [
        facts(steps=1),
        Facts(steps=(Steps(10, 8), Steps(900, 9))),
        facts(firm=0.5, semi=0.1),
        facts(firm=0.92, semi=0.08),
        Facts(surface=(SurfaceStretch(0, 2900, "firm"), SurfaceStretch(2900, 3000, "rough"))),
        Facts(cross_slopes=(Measured(100, 30, 6),)),
        Facts(widths=(Measured(100, 3, 0.7),)),
        *(Facts(barriers=(PlacedBarrier(5, kind),)) for kind in ("stile", "ford", "kissing_gate")),
        Facts(barriers=(PlacedBarrier(5, "turnstile"), PlacedBarrier(9, "cycle_barrier"))),
        Facts(hiking=(HikingStretch(5, "hiking"),)),
        Facts(hiking=(HikingStretch(5, "mountain_hiking"),)),
    ]
    for known in shapes:
        found = grade(R1, known)
        assert found.letter != "A", known
        assert "%(" not in sentence(found)
    for segments in (
        R3,
        R6,
        R10,
        line((500, 4), (20, 0), (500, 4)),
        line(*[(30, 5), (70, 0)] * 20),
    ):
        assert "%(" not in sentence(grade(segments))


def test_slope_limits_one_by_one() -> None:
    level = (2000, 0)
    assert grade(line(level, (70, 5), level)).letter == "A"  # 3.5 m, at the limit
    assert grade(line(level, (71, 5), level)).letter == "B"  # rise
    assert grade(line(level, (50, 5.25), level)).letter == "B"  # mean r 5.5
    assert grade(line(level, (30, 4), (10, 6.6), level)).letter == "A"  # single r 6.5, mean 4.65
    assert grade(line(level, (30, 4), (10, 6.75), level)).letter == "B"  # single r 7.0
    assert grade(line(*[(950, 0), (50, 4)] * 3)).letter == "A"  # 5% of the way
    assert grade(line(*[(940, 0), (60, 4)] * 3)).letter == "B"  # 6% of the way
    assert grade(line(level, (300, 8.6), level)).letter == "C"  # r 8.5
    assert grade(line(level, (300, 8.75), level)).letter == "D"  # r 9, 26 m
    assert grade(line((5000, 0), (60, 12.5), (5000, 0))).letter == "D"


def test_up_and_down_are_judged_apart() -> None:
    shares = line((1000, 0), (44, 4), (912, 0), (44, -4))
    assert grade(shares).letter == "A"  # 2.2% each way


def test_descents_are_bridged_up_to_20_m() -> None:
    def drop(*parts: tuple[float, float]) -> float | None:
        return {c.criterion: c.value for c in grade(line(*parts)).forward.criteria}["descent"]

    assert drop((100, -3), (20, 0), (100, -3)) == pytest.approx(6)
    assert drop((100, -3), (21, 0), (100, -3)) == pytest.approx(3)
    assert drop((100, -3), (10, 0), (10, 2), (100, -3)) == pytest.approx(6)
    assert drop((100, -3), (15, -1), (100, -3)) == pytest.approx(6.15)
    assert drop((100, -2.7)) == 0


def test_confidence_changes_what_is_shown() -> None:
    low = grade(R1, facts(), Confidence.LOW)
    assert (low.letter, low.shown_letter, low.mark) == ("A", "B", "?")
    assert {tag.name for tag in low.tags}.isdisjoint({"level", "no_long_descent"})
    confirmed = grade(R1, facts(leader_recce=True), Confidence.LOW)
    assert {"level", "no_long_descent"} <= {tag.name for tag in confirmed.tags}
    assert grade(R10, facts(), Confidence.LOW).shown_letter == "E"
    assert grade(R1, facts(), Confidence.MEDIUM).mark == "estimated"
    assert grade(R1, facts(), Confidence.HIGH).mark == ""


def test_unknown_criteria_are_skipped_and_listed() -> None:
    assert grade(R1).unknown == ("steps", "surface", "cross_slope", "width", "barriers")
    little = Facts(surface=(SurfaceStretch(0, 2370, "firm"), SurfaceStretch(2370, 3000, None)))
    assert "surface" in grade(R1, little).unknown
    enough = Facts(surface=(SurfaceStretch(0, 2400, "firm"),))
    assert "surface" not in grade(R1, enough).unknown


def test_ground_known_to_be_soft_counts_however_little_else_is_known() -> None:
    def found(*stretches: SurfaceStretch) -> tuple[str, bool]:
        graded = grade(R1, Facts(surface=stretches)).forward
        return graded.letter, "surface" in graded.unknown

    open_rest = SurfaceStretch(700, 3000, None)
    assert found(SurfaceStretch(0, 700, "semi"), open_rest) == ("C", True)
    assert found(SurfaceStretch(0, 700, "rough"), open_rest) == ("D", True)
    assert found(SurfaceStretch(0, 700, "firm"), open_rest) == ("A", True)
    assert found(SurfaceStretch(0, 20, "semi"), SurfaceStretch(20, 3000, None)) == ("A", True)
    assert found(SurfaceStretch(0, 100, "semi"), SurfaceStretch(100, 3000, None)) == ("B", True)
    soft = grade(R1, Facts(surface=(SurfaceStretch(0, 700, "semi"), open_rest)))
    assert sentence(soft) == (
        "because at least 23% of the ground is not firm, the longest part for 700 m, at 0 m"
    )


def test_surface_letters() -> None:
    def letter(firm: float, semi: float, rough: float, stretch: float = 0.0) -> str | None:
        shares = SurfaceShares(firm, semi, rough, stretch, 0.0 if stretch else None)
        return grade(R1, Facts(surface=shares)).forward.letter_of("surface")

    assert letter(0.98, 0.02, 0) == "A"
    assert letter(0.99, 0, 0.01, 20) == "B"
    assert letter(0.99, 0, 0.01, 21) == "C"
    assert letter(0.99, 0, 0.01) == "C"  # 30 m somewhere, taken as one stretch
    assert letter(0.9, 0.1, 0) == "B"
    assert letter(0.5, 0.4, 0.1, 300) == "C"
    assert letter(0.5, 0.3, 0.2, 600) == "D"


def test_surface_shares_join_rough_neighbours() -> None:
    shares = surface_shares(
        [
            SurfaceStretch(0, 500, "firm"),
            SurfaceStretch(500, 515, "rough"),
            SurfaceStretch(515, 530, "rough"),
            SurfaceStretch(530, 900, "semi"),
        ],
        1000,
    )
    assert shares.longest_rough_m == pytest.approx(30)
    assert shares.longest_rough_at_m == 500
    assert shares.known == pytest.approx(0.9)


def test_tags() -> None:
    seats = (0, 250, 600, 950, 1300, 1650, 2000, 2350, 2700, 3000)
    known = facts(
        seats=seats,
        exits=(600, 1200, 1800, 2400),
        kerbs=(),
        coverage_share=0.96,
        width_share_side_by_side=0.9,
    )
    found = grade(R1, known)
    assert [tag.name for tag in found.tags] == [
        "level",
        "gentle",
        "step_free",
        "no_long_descent",
        "firm_surface",
        "seat_every",
        "flexible_length",
        "short_commitment",
        "side_by_side",
    ]
    assert next(tag.value_m for tag in found.tags if tag.name == "seat_every") == 350
    raised = grade(R1, facts(kerbs=(Kerb(10, None, raised=True),), coverage_share=1.0))
    assert "step_free" not in {tag.name for tag in raised.tags}
    unsure = grade(R1, facts(kerbs=(), coverage_share=0.9))
    assert "step_free" not in {tag.name for tag in unsure.tags}
    assert "step_free" in {tag.name for tag in grade(R1, facts(leader_recce=True)).tags}


def test_the_friendlier_direction() -> None:
    assert grade(R11, facts()).friendlier == "backward"
    assert grade(R13, facts()).friendlier == "backward"  # both B, but no descent of 8 m
    assert grade(R1, facts()).friendlier is None
    assert grade(line((500, 0), (300, 3), (500, 0)), facts()).friendlier == "forward"


def test_facts_turn_with_the_direction() -> None:
    found = grade(R8, facts(steps=20))
    assert found.deciding.at_m == 1100
    assert found.backward.deciding.at_m == 700


def test_a_route_without_length_is_refused() -> None:
    with pytest.raises(ValueError, match="without length"):
        grade([], facts())
