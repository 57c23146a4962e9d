"""Who has a place on a walk, and who waits: strictly in order, until the start.

Only "coming" takes places, one for each guest too, none for leaders themselves. A full walk has
a waiting list; a freed place goes to its head. If the head's party does not fit, nobody behind
jumps ahead. A smaller capacity throws nobody out. Repeating an answer changes nothing.

Source: product.md, the word RSVP; calendar.md section 2 (places of a date).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

MOST_GUESTS = 4  # source: product.md, "with 0 to 4 guests"


class Kind(StrEnum):
    """What a person answers."""

    COMING = "coming"
    MAYBE = "maybe"
    CANT = "cant"


class Place(StrEnum):
    """What an answer has: a place, a position on the waiting list, or neither."""

    IN = "in"
    WAITING = "waiting"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Answer:
    """One person's answer to one date.

    guests: 0 to 4, companions without an account; counted for "coming" only.
    answered_seq: grows with every new answer to the walk; the order of the waiting list.
    place: what the answer has; ignored in an answer that is only now given.
    leads: the person leads this date, so takes no place of her own and never waits.
    """

    person_id: int
    kind: Kind
    guests: int
    answered_seq: int
    place: Place = Place.NONE
    leads: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.guests <= MOST_GUESTS:
            raise ValueError(f"guests must be 0 to {MOST_GUESTS}")

    @property
    def places_needed(self) -> int:
        """Number of places that this answer takes, or would take."""
        if self.kind is not Kind.COMING:
            return 0
        return self.guests + (0 if self.leads else 1)


@dataclass(frozen=True, slots=True)
class Placement:
    """What came of an answer.

    answer: as it is to be stored. promoted: those moved up from the waiting list by it, in
    order. changed: False when it repeats what stands already. guests_refused: more guests were
    asked for than there are places, so the earlier number stands. never_fits: the party is
    larger than the walk, so it would wait for ever.
    """

    answer: Answer
    promoted: tuple[Answer, ...] = ()
    changed: bool = True
    guests_refused: bool = False
    never_fits: bool = False


def places_taken(answers: Iterable[Answer]) -> int:
    """Return the number of places that are taken; those waiting take none."""
    return sum(one.places_needed for one in answers if one.place is Place.IN)


def waiting_line(answers: Iterable[Answer]) -> list[Answer]:
    """Return those waiting, the head first."""
    waiting = [one for one in answers if one.place is Place.WAITING]
    return sorted(waiting, key=lambda one: (one.answered_seq, one.person_id))


def position_in_line(answers: Iterable[Answer], person_id: int) -> int | None:
    """Return the person's position on the waiting list, 1 = head; None when not waiting."""
    for position, one in enumerate(waiting_line(answers), start=1):
        if one.person_id == person_id:
            return position
    return None


def place_answer(
    capacity: int | None, answers: Sequence[Answer], answer: Answer, *, started: bool = False
) -> Placement:
    """Return what becomes of a person's new or changed answer to a date.

    capacity: places of the date (see `capacity.py`), None without limit. answers: everybody's
    stored answers to the date, with at most one of each person. answer: what is now said, with
    the next `answered_seq`; an unchanged or only adjusted "coming" keeps its old one.
    started: the walk has begun, so nobody moves up any more.
    """
    old = next((one for one in answers if one.person_id == answer.person_id), None)
    others = [one for one in answers if one.person_id != answer.person_id]
    if old is not None and _says_the_same(old, answer):
        return Placement(old, changed=False)
    placed, refused = _placed(capacity, others, old, answer)
    promoted = () if started else promotions(capacity, [*others, placed])
    for one in promoted:
        if one.person_id == placed.person_id:
            placed = one
    return Placement(
        placed,
        tuple(one for one in promoted if one.person_id != placed.person_id),
        changed=placed != old,
        guests_refused=refused,
        never_fits=placed.place is Place.WAITING
        and capacity is not None
        and placed.places_needed > capacity,
    )


def promotions(capacity: int | None, answers: Iterable[Answer]) -> tuple[Answer, ...]:
    """Return those who move up from the waiting list now, in order, with `place` IN.

    Strictly in order: the first party that does not fit stops it. For use before the start of
    the walk, after a withdrawn answer, a larger capacity, or another leader.
    """
    everybody = list(answers)
    free = _free(capacity, everybody)
    moved: list[Answer] = []
    for head in waiting_line(everybody):
        if free is not None and head.places_needed > free:
            break
        moved.append(replace(head, place=Place.IN))
        if free is not None:
            free -= head.places_needed
    return tuple(moved)


def _says_the_same(old: Answer, new: Answer) -> bool:
    if old.kind is not new.kind or old.leads != new.leads:
        return False
    return old.kind is not Kind.COMING or (old.guests == new.guests and old.place is not Place.NONE)


def _free(capacity: int | None, answers: Iterable[Answer]) -> int | None:
    """Return the places left, below zero after a capacity was reduced; None without limit."""
    return None if capacity is None else capacity - places_taken(answers)


def _placed(
    capacity: int | None, others: Sequence[Answer], old: Answer | None, new: Answer
) -> tuple[Answer, bool]:
    """Return the answer with its place, and whether more guests had to be refused."""
    if new.kind is not Kind.COMING:
        return replace(new, guests=0, place=Place.NONE), False
    was = old.place if old is not None and old.kind is Kind.COMING else Place.NONE
    # Who is coming already keeps her position; only a new "coming" goes to the end of the line.
    seq = new.answered_seq if old is None or was is Place.NONE else old.answered_seq
    wanted = replace(new, answered_seq=seq)
    if new.leads or was is Place.IN:
        return _keep_or_extend(capacity, others, old, wanted, was)
    waits = was is Place.WAITING or bool(waiting_line(others))
    free = _free(capacity, others)
    if waits or (free is not None and wanted.places_needed > free):
        return replace(wanted, place=Place.WAITING), False
    return replace(wanted, place=Place.IN), False


def _keep_or_extend(
    capacity: int | None,
    others: Sequence[Answer],
    old: Answer | None,
    wanted: Answer,
    was: Place,
) -> tuple[Answer, bool]:
    """Return the answer of somebody whose own place is sure; guests only while there is room."""
    held = replace(old, leads=wanted.leads).places_needed if old and was is Place.IN else 0
    free = _free(capacity, others)
    fits = free is None or wanted.places_needed <= free
    if wanted.places_needed <= held or (fits and not waiting_line(others)):
        return replace(wanted, place=Place.IN), False
    guests = old.guests if old and was is Place.IN else 0
    return replace(wanted, guests=guests, place=Place.IN), True
