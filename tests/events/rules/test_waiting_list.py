"""Who has a place, who waits: a table of examples, then random stories."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.events.rules.capacity import is_nearly_full, needs_back_marker, places_of
from community.events.rules.waiting_list import (
    Answer,
    Kind,
    Place,
    place_answer,
    places_taken,
    position_in_line,
    promotions,
    waiting_line,
)

ANA, BEN, CAI, DEE = 1, 2, 3, 4


def coming(person: int, seq: int, guests: int = 0, place: Place = Place.NONE) -> Answer:
    return Answer(person, Kind.COMING, guests, seq, place)


def said(person: int, kind: Kind, seq: int) -> Answer:
    return Answer(person, kind, 0, seq)


def test_the_first_has_a_place() -> None:
    found = place_answer(1, [], coming(ANA, 1))

    assert found.answer.place is Place.IN
    assert found.changed


def test_a_full_walk_has_a_waiting_list() -> None:
    inside = coming(ANA, 1, place=Place.IN)
    found = place_answer(1, [inside], coming(BEN, 2))

    assert found.answer.place is Place.WAITING
    assert position_in_line([inside, found.answer], BEN) == 1
    assert position_in_line([inside, found.answer], ANA) is None


def test_guests_take_places() -> None:
    assert place_answer(3, [], coming(ANA, 1, guests=2)).answer.place is Place.IN
    assert place_answer(2, [], coming(ANA, 1, guests=2)).answer.place is Place.WAITING


def test_maybe_and_cant_take_none() -> None:
    full = [coming(ANA, 1, place=Place.IN)]

    assert place_answer(1, full, said(BEN, Kind.MAYBE, 2)).answer.place is Place.NONE
    assert place_answer(1, full, said(BEN, Kind.CANT, 2)).answer.place is Place.NONE


def test_a_leader_takes_none_and_never_waits() -> None:
    full = [coming(ANA, 1, place=Place.IN)]
    ruth = Answer(BEN, Kind.COMING, 0, 2, leads=True)

    found = place_answer(1, full, ruth)

    assert found.answer.place is Place.IN
    assert places_taken([*full, found.answer]) == 1


def test_a_leaders_guests_take_places_as_far_as_there_are_some() -> None:
    ruth = Answer(BEN, Kind.COMING, 2, 2, leads=True)

    assert places_taken([place_answer(5, [], ruth).answer]) == 2
    refused = place_answer(1, [], ruth)
    assert refused.guests_refused
    assert (refused.answer.guests, refused.answer.place) == (0, Place.IN)


def test_a_withdrawn_answer_promotes_the_head() -> None:
    answers = [
        coming(ANA, 1, place=Place.IN),
        coming(CAI, 3, place=Place.WAITING),
        coming(BEN, 2, place=Place.WAITING),
    ]
    found = place_answer(1, answers, said(ANA, Kind.CANT, 4))

    assert [one.person_id for one in found.promoted] == [BEN]
    assert found.promoted[0].place is Place.IN
    assert found.promoted[0].answered_seq == 2


def test_after_the_start_nobody_moves_up() -> None:
    answers = [coming(ANA, 1, place=Place.IN), coming(BEN, 2, place=Place.WAITING)]

    assert place_answer(1, answers, said(ANA, Kind.CANT, 3), started=True).promoted == ()


def test_nobody_jumps_over_a_head_that_does_not_fit() -> None:
    answers = [
        coming(ANA, 1, guests=1, place=Place.IN),
        coming(BEN, 2, guests=3, place=Place.WAITING),
        coming(CAI, 3, place=Place.WAITING),
    ]

    assert place_answer(2, answers, said(ANA, Kind.CANT, 4)).promoted == ()
    assert place_answer(3, answers, coming(DEE, 4)).answer.place is Place.WAITING


def test_saying_it_again_keeps_the_place_in_line() -> None:
    answers = [
        coming(ANA, 1, place=Place.IN),
        coming(BEN, 2, place=Place.WAITING),
        coming(CAI, 3, place=Place.WAITING),
    ]
    for person in (ANA, BEN, CAI):
        found = place_answer(1, answers, coming(person, 9))
        assert not found.changed
        assert found.answer in answers
    assert not place_answer(1, [said(ANA, Kind.MAYBE, 1)], said(ANA, Kind.MAYBE, 2)).changed


def test_leaving_the_line_and_coming_back_goes_to_its_end() -> None:
    answers = [
        coming(ANA, 1, place=Place.IN),
        coming(BEN, 2, place=Place.WAITING),
        coming(CAI, 3, place=Place.WAITING),
    ]
    left = place_answer(1, answers, said(BEN, Kind.CANT, 4)).answer
    again = place_answer(1, [answers[0], answers[2], left], coming(BEN, 5)).answer

    assert again.answered_seq == 5
    assert position_in_line([answers[0], answers[2], again], BEN) == 2


def test_fewer_guests_free_places_and_keep_hers() -> None:
    answers = [coming(ANA, 1, guests=1, place=Place.IN), coming(BEN, 2, place=Place.WAITING)]
    found = place_answer(2, answers, coming(ANA, 3))

    assert (found.answer.place, found.answer.answered_seq) == (Place.IN, 1)
    assert [one.person_id for one in found.promoted] == [BEN]


def test_more_guests_only_while_there_is_room_and_nobody_waits() -> None:
    ana = coming(ANA, 1, place=Place.IN)

    assert place_answer(3, [ana], coming(ANA, 2, guests=2)).answer.guests == 2
    refused = place_answer(2, [ana], coming(ANA, 2, guests=2))
    assert refused.guests_refused
    assert refused.answer == ana
    assert not refused.changed
    line = [ana, coming(BEN, 2, guests=4, place=Place.WAITING)]
    assert place_answer(4, line, coming(ANA, 3, guests=1)).guests_refused


def test_a_smaller_party_may_fit_at_once() -> None:
    answers = [coming(ANA, 1, place=Place.IN), coming(BEN, 2, guests=2, place=Place.WAITING)]
    found = place_answer(2, answers, coming(BEN, 3))

    assert (found.answer.place, found.answer.answered_seq) == (Place.IN, 2)
    assert found.promoted == ()


def test_a_smaller_capacity_throws_nobody_out() -> None:
    answers = [coming(one, one, place=Place.IN) for one in range(1, 6)]

    assert promotions(2, answers) == ()
    assert place_answer(2, answers, coming(9, 9)).answer.place is Place.WAITING
    assert places_taken(answers) == 5


def test_a_larger_capacity_promotes_in_order() -> None:
    answers = [coming(one, one, place=Place.WAITING) for one in (3, 1, 2)]

    assert [one.person_id for one in promotions(2, answers)] == [1, 2]
    assert [one.person_id for one in promotions(None, answers)] == [1, 2, 3]


def test_a_party_larger_than_the_walk_is_told_so() -> None:
    assert place_answer(3, [], coming(ANA, 1, guests=4)).never_fits
    assert not place_answer(5, [], coming(ANA, 1, guests=4)).never_fits


def test_at_most_four_guests() -> None:
    with pytest.raises(ValueError, match="guests"):
        coming(ANA, 1, guests=5)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["answer", "capacity"]),
        st.integers(1, 8),
        st.sampled_from(Kind),
        st.integers(0, 4),
        st.integers(0, 12),
    ),
    max_size=40,
)


@given(st.integers(0, 12), STEPS)
@settings(max_examples=300)
def test_random_stories(capacity: int, steps: list[tuple[str, int, Kind, int, int]]) -> None:
    stored: dict[int, Answer] = {}
    leaders = {8}
    for seq, (what, person, kind, guests, new_capacity) in enumerate(steps, start=1):
        before = dict(stored)
        if what == "capacity":
            capacity = new_capacity
            moved = promotions(capacity, stored.values())
        else:
            answer = Answer(person, kind, guests, seq, leads=person in leaders)
            found = place_answer(capacity, list(stored.values()), answer)
            stored[person] = found.answer
            moved = found.promoted
            # Saying it once more changes nothing.
            if not found.guests_refused:
                repeated = place_answer(
                    capacity,
                    [moved_or(one, moved) for one in stored.values()],
                    replace(answer, answered_seq=seq + 1000),
                )
                assert not repeated.changed
                assert repeated.promoted == ()
        stored.update((one.person_id, one) for one in moved)
        check_story(capacity, before, stored, person if what == "answer" else None)


def moved_or(one: Answer, moved: tuple[Answer, ...]) -> Answer:
    return next((other for other in moved if other.person_id == one.person_id), one)


def check_story(
    capacity: int, before: dict[int, Answer], after: dict[int, Answer], spoke: int | None
) -> None:
    # Never above capacity by placement: what is above was above before.
    assert places_taken(after.values()) <= max(capacity, places_taken(before.values()))
    # Nobody is lost, and nobody else's answer is changed but by moving up.
    assert set(before) <= set(after)
    for person, old in before.items():
        if person != spoke and after[person] != old:
            assert (old.place, after[person]) == (Place.WAITING, replace(old, place=Place.IN))
    # Whoever says "coming" has a place or waits; others have neither.
    for one in after.values():
        assert (one.place is Place.NONE) == (one.kind is not Kind.COMING)
    # Strictly in order: those who moved up stood before all who still wait.
    line_before = [one.person_id for one in waiting_line(before.values()) if one.person_id != spoke]
    still = [one.person_id for one in waiting_line(after.values()) if one.person_id != spoke]
    assert line_before[len(line_before) - len(still) :] == still
    # No place stands free that the head of the line could take.
    line = waiting_line(after.values())
    if line:
        assert line[0].places_needed > capacity - places_taken(after.values())


def test_places_of_a_walk() -> None:
    assert places_of(1) == 20
    assert places_of(2) == 40
    assert places_of(1, 12) == 12
    assert places_of(1, 30) == 20
    assert places_of(0) == 0
    assert is_nearly_full(20, 18)
    assert not is_nearly_full(20, 17)
    assert needs_back_marker(8)
    assert not needs_back_marker(7)
