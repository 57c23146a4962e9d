"""The grade of a route: the worst criterion decides, in both directions (backcare.md 2.4).

It is not a wheelchair certificate; every page that shows it says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from community.foundation.words import N_
from community.routes.rules.criteria import ASKED, Criterion, CriterionResult, all_criteria
from community.routes.rules.facts import Facts, known_surface
from community.routes.rules.limits import BEST_LETTER_WHEN_UNSURE, Letter, worse
from community.routes.rules.profile import Segment
from community.routes.rules.slope import reversed_segments, steepest, total_length_m
from community.routes.rules.sources import Confidence
from community.routes.rules.tags import Tag, commitment_m, seat_gap_m, tags_of

LETTER_WORDS: dict[Letter, str] = {  # design-brief.md section 3
    "A": N_("Level"),
    "B": N_("Gentle"),
    "C": N_("Rolling"),
    "D": N_("Hilly"),
    "E": N_("Steep or rough"),
}
Mark = Literal["", "estimated", "?"]


@dataclass(frozen=True)
class DirectionGrade:
    """The grade in one walking direction.

    `deciding` is the first worst criterion of the table; for an A it is the slope, whose value
    says how steep the steepest part is. `shown_letter` is what a page may show.
    """

    letter: Letter
    shown_letter: Letter
    deciding: CriterionResult
    criteria: tuple[CriterionResult, ...]
    unknown: tuple[Criterion, ...]
    tags: tuple[Tag, ...]
    segments: tuple[Segment, ...]

    def letter_of(self, criterion: Criterion) -> Letter | None:
        """Return one criterion's letter, None when it is not known."""
        return next((c.letter for c in self.criteria if c.criterion == criterion), None)


@dataclass(frozen=True)
class Grade:
    """A route's grade: as drawn (`forward`), the other way, and how sure it is.

    `friendlier` is None when neither way is better. `seat_gap_m` is None when seats are unknown.
    """

    forward: DirectionGrade
    backward: DirectionGrade
    friendlier: Literal["forward", "backward"] | None
    confidence: Confidence
    length_m: float
    seat_gap_m: float | None
    commitment_m: float

    @property
    def letter(self) -> Letter:
        """The letter as drawn, before caution about the heights."""
        return self.forward.letter

    @property
    def shown_letter(self) -> Letter:
        """The letter that pages show: at best B when the heights are not trusted."""
        return self.forward.shown_letter

    @property
    def mark(self) -> Mark:
        """What stands behind the letter."""
        marks: dict[Confidence, Mark] = {
            Confidence.LOW: "?",
            Confidence.MEDIUM: "estimated",
            Confidence.HIGH: "",
        }
        return marks[self.confidence]

    @property
    def word(self) -> str:
        """The translatable word of the shown letter."""
        return LETTER_WORDS[self.shown_letter]

    @property
    def deciding(self) -> CriterionResult:
        """The deciding criterion as drawn."""
        return self.forward.deciding

    @property
    def unknown(self) -> tuple[Criterion, ...]:
        """Criteria that nobody has answered yet."""
        return self.forward.unknown

    @property
    def tags(self) -> tuple[Tag, ...]:
        """Tags as drawn."""
        return self.forward.tags


def grade(
    segments: Sequence[Segment],
    facts: Facts | None = None,
    confidence: Confidence = Confidence.HIGH,
) -> Grade:
    """Grade a segment list and what else is known, both ways. Raises ValueError without length."""
    known = facts or Facts.unknown()
    walked = tuple(segment for segment in segments if segment.length_m > 0)
    length = total_length_m(walked)
    if length <= 0:
        raise ValueError("a route without length cannot be graded")
    forward = _one_way(walked, known, confidence)
    backward = _one_way(reversed_segments(walked), known.reversed(length), confidence)
    return Grade(
        forward=forward,
        backward=backward,
        friendlier=_friendlier(forward, backward),
        confidence=confidence,
        length_m=length,
        seat_gap_m=None if known.seats is None else seat_gap_m(length, known.seats),
        commitment_m=commitment_m(length, known.exits),
    )


def _one_way(segments: tuple[Segment, ...], facts: Facts, confidence: Confidence) -> DirectionGrade:
    criteria = all_criteria(segments, facts)
    deciding = max(criteria, key=lambda result: result.letter)  # the first of equals
    shown = deciding.letter
    if confidence == Confidence.LOW:
        shown = worse(shown, BEST_LETTER_WHEN_UNSURE)
    known = {result.criterion for result in criteria}
    if known_surface(facts, total_length_m(segments)) is None:
        known.discard("surface")  # what is known of it counts, and the rest is still not known
    return DirectionGrade(
        letter=deciding.letter,
        shown_letter=shown,
        deciding=deciding,
        criteria=criteria,
        unknown=tuple(criterion for criterion in ASKED if criterion not in known),
        tags=tags_of(segments, facts, confidence),
        segments=segments,
    )


def _friendlier(
    forward: DirectionGrade, backward: DirectionGrade
) -> Literal["forward", "backward"] | None:
    """Return the way with the better letters, then the one with the less steep way down."""
    ours, theirs = _burden(forward), _burden(backward)
    if ours == theirs:
        return None
    return "forward" if ours < theirs else "backward"


def _burden(direction: DirectionGrade) -> tuple[list[Letter], float]:
    letters = sorted((result.letter for result in direction.criteria), reverse=True)
    down = steepest(direction.segments, "down")
    return letters, round(abs(down.slope_pct), 1) if down else 0.0
