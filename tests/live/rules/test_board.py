"""The table of chat.md, "The walk board", tap by tap."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from community.live.rules import board
from community.live.rules.board import STATES, Moment, Row, Tap

START = datetime(2026, 5, 14, 7, 30, tzinfo=UTC)
END = START + timedelta(minutes=50)


def moment(minutes_after_start: float, **changes: object) -> Moment:
    return Moment(
        starts_at=START,
        ends_at=END,
        now=START + timedelta(minutes=minutes_after_start),
        **changes,  # type: ignore[arg-type]
    )


BEFORE, ON_THE_WAY, AFTER = moment(-30), moment(20), moment(55)

MOVES = [
    ("coming", BEFORE, ("on_my_way", "running_late", "here", "not_coming")),
    ("on_my_way", BEFORE, ("running_late", "here", "not_coming")),
    ("running_late", BEFORE, ("here", "running_late", "not_coming")),
    ("here", BEFORE, ("left_early",)),
    ("here", ON_THE_WAY, ("resting", "left_early")),  # walking by itself
    ("walking", ON_THE_WAY, ("resting", "left_early")),
    ("walking", AFTER, ("heading_home", "home_safe")),
    ("walking", moment(40, ended_at=START), ("heading_home", "home_safe")),  # end count made
    ("resting", ON_THE_WAY, ("walking", "left_early", "heading_home")),
    ("left_early", ON_THE_WAY, ("home_safe",)),
    ("heading_home", AFTER, ("home_safe",)),
    ("home_safe", AFTER, ()),
    ("not_coming", BEFORE, ("on_my_way",)),
    ("running_late", ON_THE_WAY, ("here", "running_late", "not_coming")),
]


@pytest.mark.parametrize(("state", "at", "expected"), MOVES)
def test_each_state_offers_the_taps_of_the_table(
    state: str, at: Moment, expected: tuple[str, ...]
) -> None:
    assert board.moves(Row(state), at) == expected


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("tap", STATES)
@pytest.mark.parametrize("at", [BEFORE, ON_THE_WAY, AFTER], ids=["before", "on", "after"])
def test_a_tap_moves_the_row_exactly_when_the_table_offers_it(
    state: str, tap: str, at: Moment
) -> None:
    row = Row(state, before="walking" if state == "needs_help" else "")
    after = board.tapped(row, Tap(tap), at)
    if tap == "needs_help":
        assert after is not None
        assert after.state == "needs_help"
    elif tap in board.moves(row, at):
        assert after is not None
        assert after.state == board.shown_state(tap, at)
    else:
        assert after is None


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("tap", STATES)
def test_a_leader_sets_any_state_for_anybody_while_the_board_is_open(state: str, tap: str) -> None:
    after = board.tapped(Row(state), Tap(tap, by_leader=True), ON_THE_WAY)
    assert after is not None
    assert after.state == board.shown_state(tap, ON_THE_WAY)


CLOSED = [
    ("too early", moment(-61)),
    ("closed by a leader", moment(60, closed_at=END)),
    ("a day after the end", moment(50 + 24 * 60)),
    ("called off", moment(5, takes_place=False)),
]


@pytest.mark.parametrize(("why", "at"), CLOSED)
def test_no_tap_counts_on_a_closed_board_but_help_does(why: str, at: Moment) -> None:
    assert board.moves(Row("coming"), at) == ()
    assert board.tapped(Row("coming"), Tap("here"), at) is None
    assert board.tapped(Row("coming"), Tap("here", by_leader=True), at) is None
    helped = board.tapped(Row("coming"), Tap("needs_help"), at)
    assert helped == Row("needs_help", before="coming")
    assert board.moves(helped, at) == ("coming", "left_early")


def test_the_board_opens_an_hour_before_and_closes_a_day_after_the_planned_end() -> None:
    assert not moment(-60.1).is_open
    assert moment(-60).is_open
    assert moment(50 + 24 * 60 - 1).is_open
    assert not moment(50 + 24 * 60).is_open


def test_here_is_walking_15_minutes_after_the_start_or_when_a_leader_starts_the_walk() -> None:
    assert board.shown_state("here", moment(14)) == "here"
    assert board.shown_state("here", moment(15)) == "walking"
    assert board.shown_state("here", moment(-5, started_at=START)) == "walking"


def test_who_comes_later_walks_at_once() -> None:
    after = board.tapped(Row("running_late", minutes=20), Tap("here"), moment(16))
    assert after == Row("walking", before="running_late")


def test_help_goes_back_to_the_state_before_or_to_going_home() -> None:
    helped = board.tapped(Row("resting", seat="bench 4"), Tap("needs_help"), ON_THE_WAY)
    assert helped == Row("needs_help", before="resting")
    assert board.moves(helped, ON_THE_WAY) == ("resting", "left_early")
    again = board.tapped(helped, Tap("needs_help"), ON_THE_WAY)
    assert again == helped
    back = board.tapped(helped, Tap("resting"), ON_THE_WAY)
    assert back is not None
    assert back.state == "resting"


def test_minutes_and_seat_go_with_their_state() -> None:
    late = board.tapped(Row("coming", guests=1), Tap("running_late", minutes=10), BEFORE)
    assert late == Row("running_late", before="coming", minutes=10, guests=1)
    here = board.tapped(late, Tap("here", minutes=10, seat="bench"), BEFORE)
    assert here == Row("here", before="running_late", guests=1)


def test_a_headcount_counts_leaders_and_guests_who_are_there() -> None:
    rows = [
        Row("walking"),  # a leader
        Row("walking", guests=1),
        Row("resting"),
        Row("here"),
        Row("needs_help", before="walking"),
        Row("needs_help", before="on_my_way"),  # never arrived
        Row("left_early", guests=2),
        Row("not_coming"),
        Row("coming"),
    ]
    register = board.heads(rows, ON_THE_WAY)
    assert register == 6
    assert board.HeadCount(5, register).missing == 1
    assert board.HeadCount(7, register).missing == -1


def test_rows_are_ordered_by_need() -> None:
    states = ["walking", "home_safe", "running_late", "needs_help", "resting", "coming"]
    ordered = sorted(states, key=lambda state: board.need(Row(state), ON_THE_WAY))
    assert ordered == ["needs_help", "coming", "resting", "running_late", "walking", "home_safe"]


def test_who_is_not_home_an_hour_after_the_end_is_not_accounted_for() -> None:
    late = moment(50 + 61)
    assert board.is_unaccounted(Row("walking"), late)
    assert board.is_unaccounted(Row("heading_home"), late)
    assert not board.is_unaccounted(Row("home_safe"), late)
    assert not board.is_unaccounted(Row("walking"), AFTER)
    assert board.is_unaccounted(Row("coming"), ON_THE_WAY)
    assert not board.is_unaccounted(Row("coming"), BEFORE)


@pytest.mark.parametrize(
    ("state", "after"),
    [
        ("walking", "home_safe"),
        ("resting", "home_safe"),
        ("heading_home", "home_safe"),
        ("left_early", "home_safe"),
        ("needs_help", "home_safe"),
        ("coming", "coming"),
        ("not_coming", "not_coming"),
    ],
)
def test_everyone_home_safe_takes_home_who_was_there(state: str, after: str) -> None:
    assert board.closed(Row(state), AFTER).state == after


def test_after_seven_days_a_row_says_nothing_of_a_body() -> None:
    for state in board.SHOWS_THE_BODY:
        kept = board.erased(Row(state, minutes=5, seat="bench", guests=1))
        assert kept.state not in board.SHOWS_THE_BODY
        assert (kept.minutes, kept.seat, kept.guests) == (None, "", 1)
    assert board.erased(Row("home_safe")) == Row("home_safe")
