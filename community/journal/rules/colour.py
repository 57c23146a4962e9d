"""The colour of one walk (backcare.md 1.7). Source marks in brackets are that document's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import median

LEGS = ("none", "same", "further", "emergency")
MUCH_CARRIED_OVER = 2  # points next morning; the minimal important change [V22]
SEVERE_AFTER = 8
TOO_MUCH_ZONE = 6  # 6 to 10 is too much [V20], if the walk pushed the person there
PUSHED_RISE = 3
STEADY_BEFORE = 6  # steady pain up to 6 is GREEN: pacing is time-contingent [V17]
ACCEPTABLE_AFTER = 5
EASY_AFTER = 3
SMALL_RISE = 1
SMALL_CARRY = 1
MORNINGS_LOOKED_AT = 14
NEWEST_MORNINGS_LEFT_OUT = 3  # so that a spell of worse pain does not become "usual"
FEWEST_MORNINGS = 5
NEXT_SCORE_WITHIN = timedelta(hours=36)


class Colour(StrEnum):
    """How the back took a walk."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    STOP = "stop"


@dataclass(frozen=True)
class WalkColour:
    """A colour; provisional until there is a score for the next morning."""

    colour: Colour
    is_provisional: bool = False


@dataclass(frozen=True)
class PainOfWalk:
    """What one log says about pain. `at` orders the walks and says how far apart they are."""

    at: datetime
    before: int | None
    after: int | None
    morning: int | None = None
    leg: str | None = None


@dataclass(frozen=True)
class ColouredWalk:
    """A walk with its colour; None where there are no scores to judge by."""

    walk: PainOfWalk
    colour: WalkColour | None


def usual_morning(earlier: Sequence[int]) -> float | None:
    """Return the person's usual morning from the scores before this walk, oldest first.

    The median of the last 14 without the newest 3; None when fewer than 5 remain.
    """
    kept = earlier[-MORNINGS_LOOKED_AT:][:-NEWEST_MORNINGS_LEFT_OUT]
    return median(kept) if len(kept) >= FEWEST_MORNINGS else None


def colour_of_walk(
    before: int | None,
    after: int | None,
    morning: float | None = None,
    leg: str | None = None,
    ref: float | None = None,
) -> WalkColour | None:
    """Return the colour of a walk; None when a score is missing and the leg says nothing.

    `morning` is the next morning's score, or the next score within 36 hours. `ref` is the usual
    morning, by default `before`.
    """
    if leg == "emergency":
        return WalkColour(Colour.STOP)
    if before is None or after is None:
        return WalkColour(Colour.RED) if leg == "further" else None
    rise = after - before
    carry = 0.0 if morning is None else morning - (before if ref is None else ref)
    return WalkColour(_colour(before, after, rise, carry, leg), is_provisional=morning is None)


def _colour(before: int, after: int, rise: int, carry: float, leg: str | None) -> Colour:
    if leg == "further" or after >= SEVERE_AFTER or carry >= MUCH_CARRIED_OVER:
        return Colour.RED
    if after >= TOO_MUCH_ZONE and rise >= PUSHED_RISE:
        return Colour.RED
    is_steady = before <= STEADY_BEFORE and after <= max(ACCEPTABLE_AFTER, before)
    is_small = after <= EASY_AFTER or rise <= SMALL_RISE
    if is_steady and carry <= SMALL_CARRY and is_small:
        return Colour.GREEN
    return Colour.AMBER


def colours_of(walks: Sequence[PainOfWalk]) -> list[ColouredWalk]:
    """Return the colours of all walks of one person, in the order given: oldest first."""
    mornings: list[int] = []
    coloured = []
    for place, walk in enumerate(walks):
        morning = walk.morning if walk.morning is not None else _next_score(walks, place)
        ref = usual_morning(mornings)
        colour = colour_of_walk(walk.before, walk.after, morning, walk.leg, ref)
        coloured.append(ColouredWalk(walk, colour))
        if walk.morning is not None:
            mornings.append(walk.morning)
    return coloured


def _next_score(walks: Sequence[PainOfWalk], place: int) -> int | None:
    """Return the next `before` that was noted within 36 hours."""
    for later in walks[place + 1 :]:
        if later.at - walks[place].at > NEXT_SCORE_WITHIN:
            return None
        if later.before is not None:
            return later.before
    return None
