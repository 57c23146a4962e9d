"""The colour of one walk: every row of the table in backcare.md 1.7."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from community.journal.rules import (
    Colour,
    PainOfWalk,
    WalkColour,
    colour_of_walk,
    colours_of,
    usual_morning,
)

TABLE = """
2,2,2 green | 4,6,4 amber
2,3,3 green | 5,6,5 amber
0,3,0 green | 5,5,5 green
0,3,1 green | 6,6,6 green
0,3,2 red   | 6,7,6 amber
2,4,2 amber | 5,7,5 amber
0,4,0 amber | 7,7,7 amber
1,5,1 amber | 7,6,6 amber
1,6,1 red   | 2,4,4 red
3,6,3 red   | 4,4,6 red
4,2,3 green | 8,8,8 red
            | 2,8,3 red
"""
ROWS = [cell.split() for line in TABLE.split("\n") for cell in line.split("|") if cell.strip()]
START = datetime(2026, 5, 1, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(("scores", "colour"), ROWS)
def test_each_row_of_the_table(scores: str, colour: str) -> None:
    before, after, morning = map(int, scores.split(","))
    assert colour_of_walk(before, after, morning) == WalkColour(Colour(colour))


def test_all_rows_of_the_table_without_legs_and_usual_mornings_are_there() -> None:
    assert len(ROWS) == 23


def test_a_missing_morning_makes_the_colour_provisional() -> None:
    assert colour_of_walk(2, 2, None) == WalkColour(Colour.GREEN, is_provisional=True)
    assert colour_of_walk(2, 4, None) == WalkColour(Colour.AMBER, is_provisional=True)


def test_the_usual_morning_is_the_measure_when_it_is_known() -> None:
    assert colour_of_walk(1, 2, 4, ref=3) == WalkColour(Colour.GREEN)
    assert colour_of_walk(1, 2, 5, ref=3) == WalkColour(Colour.RED)
    assert colour_of_walk(1, 2, 4) == WalkColour(Colour.RED)


def test_the_leg_decides_before_the_scores() -> None:
    assert colour_of_walk(2, 2, 2, "further") == WalkColour(Colour.RED)
    assert colour_of_walk(0, 0, 0, "emergency") == WalkColour(Colour.STOP)
    assert colour_of_walk(2, 2, 2, "same") == WalkColour(Colour.GREEN)
    assert colour_of_walk(2, 2, 2, "none") == WalkColour(Colour.GREEN)


def test_without_scores_only_the_leg_can_give_a_colour() -> None:
    assert colour_of_walk(None, 3, 2) is None
    assert colour_of_walk(3, None, 2) is None
    assert colour_of_walk(None, None, None, "further") == WalkColour(Colour.RED)
    assert colour_of_walk(None, None, None, "emergency") == WalkColour(Colour.STOP)


@pytest.mark.parametrize(
    ("earlier", "usual"),
    [
        ([], None),
        ([3] * 7, None),  # four remain
        ([3] * 8, 3),
        ([1, 2, 3, 4, 5, 9, 9, 9], 3),  # the newest three do not count
        ([9, 9, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 5, 5, 5], 1),  # only the last 14 are looked at
        ([0, 0, 0, 1, 2, 2, 2, 2, 2], 0.5),  # six remain: the middle of the two in the middle
    ],
)
def test_usual_morning(earlier: list[int], usual: float | None) -> None:
    assert usual_morning(earlier) == usual


def test_a_half_point_in_the_usual_morning_counts() -> None:
    assert colour_of_walk(0, 0, 2, ref=0.5) == WalkColour(Colour.AMBER)  # carry 1.5
    assert colour_of_walk(0, 0, 3, ref=0.5) == WalkColour(Colour.RED)  # carry 2.5


def walked(hours: float, before: int | None, after: int | None, morning: int | None = None):
    return PainOfWalk(START + timedelta(hours=hours), before, after, morning)


def colours(*walks: PainOfWalk) -> list[WalkColour | None]:
    return [one.colour for one in colours_of(walks)]


def test_the_next_score_within_36_hours_stands_for_the_morning() -> None:
    assert colours(walked(0, 2, 2), walked(36, 4, 4))[0] == WalkColour(Colour.RED)
    assert colours(walked(0, 2, 2), walked(36.1, 4, 4))[0] == WalkColour(Colour.GREEN, True)
    unscored = colours(walked(0, 2, 2), walked(5, None, None), walked(24, 3, 3))[0]
    assert unscored == WalkColour(Colour.GREEN)


def test_an_answered_morning_wins_over_the_next_score() -> None:
    assert colours(walked(0, 2, 2, 2), walked(24, 6, 6))[0] == WalkColour(Colour.GREEN)


def test_only_earlier_mornings_make_the_usual_one() -> None:
    before = [walked(24 * day, 3, 3, 3) for day in range(8)]
    later = [walked(24 * day, 8, 7, 9) for day in range(9, 20)]
    result = colours(*before, walked(24 * 8, 1, 2, 4), *later)
    assert result[8] == WalkColour(Colour.GREEN)
    assert colours(*before[1:], walked(24 * 8, 1, 2, 4))[7] == WalkColour(Colour.RED)
