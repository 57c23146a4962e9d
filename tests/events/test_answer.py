"""Coming, maybe, can't: places, the waiting list, joining by answering, every week."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from community.accounts import Person
from community.events import (
    Answer,
    Occurrence,
    Promoted,
    Reply,
    RsvpAnswered,
    SeriesAnswer,
    Walk,
    WalkLeader,
    answer_occurrence,
    coming_to,
    make_dates_ahead,
)
from community.events.actions import ahead, withdraw_from_group
from community.foundation import signals
from community.foundation.authorisation import SYSTEM
from community.foundation.database import db, write_transaction
from community.foundation.errors import BadRequest, NotAllowed, NotFound
from community.groups import Group, join_group, leave_group, member_ids
from tests.builders.groups import a_group
from tests.builders.people import a_person
from tests.builders.walks import NOW, a_walk, set_walk

COMING, CANT = Reply("coming"), Reply("cant")


@pytest.fixture
def told() -> Iterator[list[object]]:
    """What was signalled, in order."""
    seen: list[object] = []
    kinds = (RsvpAnswered, Promoted)
    receiver = signals.receives(*kinds)(seen.append)
    yield seen
    for kind in kinds:
        signals._inside[kind].remove(receiver)


def members_of(group: Group, number: int) -> list[Person]:
    """Return so many new members."""
    people = [a_person(f"Member {n}") for n in range(number)]
    with write_transaction(by=SYSTEM):
        for person in people:
            join_group(person.id, group.id, NOW)
    return people


def line(date: Occurrence) -> list[tuple[str, bool]]:
    """Return (name, waiting) of who said coming, in the order of the list."""
    rows = Answer.select().where(Answer.occurrence == date.id, Answer.kind == "coming")
    return [(row.person.name, row.waiting) for row in rows.order_by(Answer.order)]


def test_a_member_is_coming_and_takes_one_place(app: Flask, told: list[object]) -> None:
    tom = a_person("Tom")
    group = a_group(members=[tom])
    date = a_walk(group)
    result = answer_occurrence(tom.id, date.id, Reply("coming", 2), NOW)
    assert (result.kind, result.guests, result.waiting, result.joined) == (
        "coming",
        2,
        False,
        False,
    )
    assert [(one.name, one.guests, one.is_leader) for one in coming_to(date.id)] == [
        ("Olu", 0, True),
        ("Tom", 2, False),
    ]
    assert told == [RsvpAnswered(date.id, group.id, tom.id, "coming", 2, False, None)]


def test_a_double_tap_changes_nothing_and_tells_nobody(app: Flask, told: list[object]) -> None:
    tom = a_person("Tom")
    date = a_walk(a_group(members=[tom]))
    answer_occurrence(tom.id, date.id, COMING, NOW)
    again = answer_occurrence(tom.id, date.id, COMING, NOW)
    assert not again.changed
    assert again.before == ("coming", 0)
    assert len(told) == 1
    assert Answer.get().rev == 0


def test_a_change_raises_rev_and_its_time_even_within_the_same_second(app: Flask) -> None:
    tom = a_person("Tom")
    date = a_walk(a_group(members=[tom]))
    answer_occurrence(tom.id, date.id, COMING, NOW)
    answer_occurrence(tom.id, date.id, Reply("maybe"), NOW)
    stored = Answer.get()
    assert (stored.kind, stored.rev) == ("maybe", 1)
    assert stored.changed_at == NOW + timedelta(seconds=1)


def test_answering_joins_an_open_group_in_the_same_step(app: Flask) -> None:
    ana, group = a_person("Ana"), a_group()
    date = a_walk(group)
    assert answer_occurrence(ana.id, date.id, COMING, NOW).joined
    assert ana.id in member_ids(group.id)
    assert not answer_occurrence(ana.id, date.id, COMING, NOW).joined


def test_a_group_that_wants_to_be_asked_takes_no_answer_of_strangers(app: Flask) -> None:
    ana, group = a_person("Ana"), a_group(joining="ask")
    date = a_walk(group)
    with pytest.raises(NotAllowed) as refused:
        answer_occurrence(ana.id, date.id, COMING, NOW)
    assert refused.value.code == "join_first"
    assert ana.id not in member_ids(group.id)


def test_a_walk_of_an_invite_only_group_does_not_exist_for_strangers(app: Flask) -> None:
    ana, group = a_person("Ana"), a_group(joining="invite")
    date = a_walk(group)
    with pytest.raises(NotFound):
        answer_occurrence(ana.id, date.id, COMING, NOW)
    with pytest.raises(NotFound):
        answer_occurrence(ana.id, 4711, COMING, NOW)


@pytest.mark.parametrize(
    ("minutes", "status", "code"),
    [
        (10, "planned", "walk_started"),
        (60, "planned", "walk_over"),
        (-60, "cancelled", "called_off"),
    ],
)
def test_a_date_that_began_or_is_called_off_refuses_and_joins_nobody(
    app: Flask, minutes: int, status: str, code: str
) -> None:
    ana, group = a_person("Ana"), a_group()
    date = a_walk(group)
    with write_transaction(by=SYSTEM):
        Occurrence.update(status=status).where(Occurrence.id == date.id).execute()
    with pytest.raises(NotAllowed) as refused:
        answer_occurrence(ana.id, date.id, COMING, date.start_utc + timedelta(minutes=minutes))
    assert refused.value.code == code
    assert ana.id not in member_ids(group.id)


def test_leaders_take_no_place(app: Flask) -> None:
    ruth = a_person("Ruth")
    group = a_group(leaders=[ruth])
    date = a_walk(group, ruth, capacity=1)
    (tom,) = members_of(group, 1)
    assert not answer_occurrence(ruth.id, date.id, COMING, NOW).waiting
    assert not answer_occurrence(tom.id, date.id, COMING, NOW).waiting


def test_who_cannot_lead_is_not_among_those_coming(app: Flask) -> None:
    ruth = a_person("Ruth")
    date = a_walk(a_group(leaders=[ruth]), ruth)
    answer_occurrence(ruth.id, date.id, CANT, NOW)
    assert coming_to(date.id) == []


def test_thirty_people_on_twenty_places_wait_in_order_and_move_up(
    app: Flask, told: list[object]
) -> None:
    group = a_group()
    date = a_walk(group)
    people = members_of(group, 30)
    results = [answer_occurrence(one.id, date.id, COMING, NOW) for one in people]
    assert [one.waiting for one in results] == [False] * 20 + [True] * 10
    assert [one.position for one in results[20:]] == list(range(1, 11))
    told.clear()
    answer_occurrence(people[3].id, date.id, CANT, NOW)
    answer_occurrence(people[22].id, date.id, CANT, NOW)  # from the middle of the line
    answer_occurrence(people[4].id, date.id, Reply("maybe"), NOW)
    answer_occurrence(people[5].id, date.id, CANT, NOW)
    assert [one.person_id for one in told if isinstance(one, Promoted)] == [
        people[20].id,
        people[21].id,
        people[23].id,
    ]
    inside = [name for name, waiting in line(date) if not waiting]
    assert len(inside) == 20
    assert [name for name, waiting in line(date) if waiting] == [p.name for p in people[24:30]]


def test_who_withdraws_and_comes_back_goes_to_the_end_of_the_line(app: Flask) -> None:
    group = a_group()
    date = a_walk(group, capacity=1)
    people = members_of(group, 3)
    for one in people:
        answer_occurrence(one.id, date.id, COMING, NOW)
    answer_occurrence(people[1].id, date.id, CANT, NOW)
    answer_occurrence(people[1].id, date.id, COMING, NOW)
    waiting = [name for name, waits in line(date) if waits]
    assert waiting == [people[2].name, people[1].name]


def test_every_week_answers_all_dates_without_an_own_answer(app: Flask) -> None:
    tom = a_person("Tom")
    first = a_walk(a_group(members=[tom]), weekly=[3], count=6)
    dates = list(Occurrence.select().order_by(Occurrence.start_utc))
    answer_occurrence(tom.id, dates[2].id, CANT, NOW)
    result = answer_occurrence(tom.id, first.id, Reply("coming", 1, "series"), NOW)
    assert result.dates == 5
    answers = {a.occurrence_id: (a.kind, a.guests, a.from_series) for a in Answer.select()}
    assert answers[dates[2].id] == ("cant", 0, False)
    assert all(answers[d.id] == ("coming", 1, True) for d in dates if d.id != dates[2].id)
    # One date is hers from now on; the rest follows the series.
    answer_occurrence(tom.id, dates[3].id, COMING, NOW)
    answer_occurrence(tom.id, dates[1].id, Reply("cant", 0, "series"), NOW)
    kinds = [
        Answer.get(Answer.occurrence == date.id, Answer.person == tom.id).kind for date in dates
    ]
    assert kinds == ["cant", "cant", "cant", "coming", "cant", "cant"]


def test_every_week_is_refused_for_a_walk_that_takes_place_once(app: Flask) -> None:
    tom = a_person("Tom")
    date = a_walk(a_group(members=[tom]))
    with pytest.raises(BadRequest):
        answer_occurrence(tom.id, date.id, Reply("coming", 0, "series"), NOW)
    assert SeriesAnswer.select().count() == 0


def test_past_dates_keep_their_answers_when_the_series_is_answered(app: Flask) -> None:
    tom = a_person("Tom")
    a_walk(a_group(members=[tom]), weekly=[3], count=4)
    dates = list(Occurrence.select().order_by(Occurrence.start_utc))
    later = dates[1].end_utc + timedelta(hours=1)
    answer_occurrence(tom.id, dates[2].id, Reply("coming", 0, "series"), later)
    assert {a.occurrence_id for a in Answer.select()} == {dates[2].id, dates[3].id}


def test_new_dates_take_over_the_answers_to_every_week_in_order(app: Flask) -> None:
    group = a_group()
    first = a_walk(group, weekly=[3], capacity=2)
    people = members_of(group, 3)
    for n, one in enumerate(people):
        answer_occurrence(one.id, first.id, Reply("coming", 0, "series"), NOW + timedelta(hours=n))
    before = Occurrence.select().count()
    assert make_dates_ahead(NOW + timedelta(days=14)) == 2
    assert make_dates_ahead(NOW + timedelta(days=14)) == 0
    assert Occurrence.select().count() == before + 2
    newest = Occurrence.select().order_by(Occurrence.start_utc.desc()).get()
    assert line(newest) == [
        (people[0].name, False),
        (people[1].name, False),
        (people[2].name, True),
    ]


def test_series_that_ended_get_no_new_dates(app: Flask) -> None:
    group = a_group()
    a_walk(group, weekly=[3], count=60)
    made = Occurrence.select().count()
    make_dates_ahead(NOW + timedelta(days=40))
    make_dates_ahead(NOW + timedelta(days=400))
    assert (made, Occurrence.select().count()) == (57, 60)


def test_leaving_the_group_frees_places_and_ends_every_week(app: Flask, told: list[object]) -> None:
    group = a_group()
    first = a_walk(group, weekly=[3], count=3, capacity=1)
    tom, ana = members_of(group, 2)
    answer_occurrence(tom.id, first.id, Reply("coming", 0, "series"), NOW)
    answer_occurrence(ana.id, first.id, COMING, NOW)
    told.clear()
    leave_group(tom.id, group.id, NOW)
    withdraw_from_group(tom.id, group.id, NOW)
    assert SeriesAnswer.select().count() == 0
    assert {a.kind for a in Answer.select().where(Answer.person == tom.id)} == {"cant"}
    assert Promoted(first.id, ana.id) in told


def test_a_leader_who_leaves_leads_no_walk_ahead(app: Flask) -> None:
    ruth = a_person("Ruth")
    group = a_group(leaders=[ruth])
    a_walk(group, ruth)
    withdraw_from_group(ruth.id, group.id, NOW)
    assert WalkLeader.select().count() == 0


def test_more_guests_than_there_is_room_for_are_refused_and_the_place_kept(app: Flask) -> None:
    group = a_group()
    date = a_walk(group, capacity=2)
    tom, ana = members_of(group, 2)
    answer_occurrence(tom.id, date.id, COMING, NOW)
    answer_occurrence(ana.id, date.id, COMING, NOW)
    result = answer_occurrence(tom.id, date.id, Reply("coming", 1), NOW)
    assert result.guests_refused
    assert (result.guests, result.waiting) == (0, False)


def test_guests_none_keeps_the_number(app: Flask) -> None:
    tom = a_person("Tom")
    date = a_walk(a_group(members=[tom]))
    answer_occurrence(tom.id, date.id, Reply("coming", 3), NOW)
    assert answer_occurrence(tom.id, date.id, Reply("coming", None), NOW).guests == 3


def test_a_party_larger_than_the_walk_is_told_so(app: Flask) -> None:
    tom = a_person("Tom")
    date = a_walk(a_group(members=[tom]), capacity=2)
    result = answer_occurrence(tom.id, date.id, Reply("coming", 4), NOW)
    assert result.waiting
    assert result.never_fits


def test_drafts_take_no_answers(app: Flask) -> None:
    tom = a_person("Tom")
    date = a_walk(a_group(members=[tom]))
    set_walk(date, status="draft")
    with pytest.raises(NotFound):
        answer_occurrence(tom.id, date.id, COMING, NOW)
    assert Walk.get().status == "draft"


@pytest.mark.parametrize(
    "values", [("yes",), ("coming", -1), ("coming", 5), ("coming", 0, "all"), ("",)]
)
def test_a_reply_of_unknown_words_is_refused(values: tuple[object, ...]) -> None:
    with pytest.raises(BadRequest):
        Reply(*values)  # type: ignore[arg-type]


def test_making_dates_lets_pages_have_their_turn_between_two_series(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = a_group()
    for _ in range(3):
        a_walk(group, weekly=[3])
    inside: list[bool] = []
    monkeypatch.setattr(ahead, "let_others_run", lambda: inside.append(db.in_transaction()))
    make_dates_ahead(NOW)
    assert inside == [False] * 3
