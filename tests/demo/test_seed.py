"""The demo neighbourhood is whole, and as if people had made it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from flask import Flask

from community.accounts import Person, has_consent, person_with_email
from community.challenges import Challenge, recount, running_challenges_of
from community.demo import Refused, is_seeded, seed
from community.events import Answer, Attendance, Occurrence, Walk, occurrence_facts
from community.foundation.authorisation import SYSTEM
from community.foundation.database import write_transaction
from community.foundation.instance import DEMO_SEEDED, keep_fact
from community.groups import Group, Membership
from community.journal import Log, drafts_of
from community.live import Entry, Room, board_of
from community.routes import Recce, Route, open_reports, route_cards, routes_of
from tests.builders.people import a_person
from tests.demo.conftest import NOW

WEEK = timedelta(weeks=1)


def ana() -> Person:
    """Return the demo's Ana."""
    found = person_with_email("ana@example.org")
    assert found
    return found


def live_dates(now: datetime) -> list[Occurrence]:
    """Return what goes on now."""
    return list(
        Occurrence.select()
        .where(Occurrence.start_utc <= now, Occurrence.end_utc > now)
        .where(Occurrence.status == "planned")
    )


def test_the_neighbourhood_is_whole(seeded: Flask) -> None:
    assert is_seeded()
    assert Group.select().count() == 6
    assert {g.joining for g in Group.select()} == {"open", "ask", "invite"}
    assert len({g.pace for g in Group.select()}) == 3
    assert Person.select().count() == 44
    assert len({p.name for p in Person.select()}) == 44
    known = Person.select().where(Person.is_demo).order_by(Person.id)
    assert [p.email.split("@")[0] for p in known] == ["ana", "ruth", "olu", "admin"]
    assert [p.email for p in known if p.is_operator] == ["admin@example.org"]
    assert {m.status for m in Membership.select()} == {"member", "asked"}
    for week in (-8, -4, -1, 0, 3, 7):
        start = NOW + week * WEEK
        dates = Occurrence.select().where(Occurrence.start_utc.between(start, start + WEEK))
        assert dates.count() >= 6, week


def test_routes_are_graded_honestly(seeded: Flask) -> None:
    cards = route_cards(route.id for route in Route.select(Route.id)).values()
    assert len(cards) == 12
    shown = {f"{c.shown_letter}{'?' if c.is_uncertain else ''}" for c in cards}
    assert {"A", "B", "C", "D", "E", "B?"} <= shown
    # A plain letter only where a leader has measured; each such note says that it is invented.
    for card in cards:
        assert card.is_uncertain == (card.checked_on is None)
    assert all(recce.slopes_measured and "invented" in recce.note for recce in Recce.select())
    gentle = next(c for c in cards if c.shown_letter == "B" and not c.is_uncertain)
    assert gentle.deciding
    assert gentle.deciding["criterion"] == "cross_slope"
    assert all("OpenStreetMap" in route.about for route in Route.select())


def test_one_date_is_moved_one_called_off_one_full_with_people_waiting(seeded: Flask) -> None:
    off = Occurrence.get(Occurrence.status == "cancelled")
    assert off.start_utc > NOW
    assert off.reason == "the path is flooded"
    moved = Occurrence.get(Occurrence.start_local.is_null(False))
    assert moved.start_local - moved.original_local == timedelta(hours=1)
    assert moved.start_utc > NOW
    notices = [e.body for e in Entry.select().where(Entry.kind == "notice")]
    assert any("is called off: the path is flooded" in body for body in notices)
    assert any("now starts at 15:00, not 14:00. Ruth: the café" in body for body in notices)
    waiting = list(Answer.select().where(Answer.waiting))
    assert len(waiting) >= 2
    assert len({row.occurrence_id for row in waiting}) == 1
    assert waiting[0].occurrence.start_utc > NOW


def test_one_walk_goes_on_right_now(seeded: Flask) -> None:
    dates = [one for one in live_dates(NOW) if one.walk.title.startswith("Canal path, there")]
    assert len(dates) == 1
    date = dates[0]
    assert timedelta(minutes=20) <= NOW - date.start_utc < timedelta(minutes=26)
    board = board_of(occurrence_facts(date.id), NOW)
    states = {row.name.split()[0]: row.state for row in board.rows}
    assert states["Ruth"] == states["Ana"] == "walking"
    assert {"walking", "resting", "running_late", "not_coming"} == set(states.values())
    assert not any(row.is_unaccounted for row in board.rows)
    assert [(c.counted, c.register) for c in board.counts] == [(6, 6)]
    room = Room.get(Room.kind == "walk", Room.subject == date.id)
    kinds = [e.kind for e in Entry.select().where(Entry.room == room).order_by(Entry.seq)]
    assert {"message", "check_in", "headcount", "notice"} == set(kinds)


def test_past_walks_have_registers_and_boards_that_are_closed(seeded: Flask) -> None:
    past = Occurrence.select().where(Occurrence.end_utc < NOW)
    assert past.count() > 60
    for date in past:
        there = Attendance.select().where(Attendance.occurrence == date.id)
        assert there.count() >= 2, date.id
        rows = board_of(occurrence_facts(date.id), NOW).rows
        assert not any(row.is_unaccounted for row in rows)


def test_ana_gets_gently_better_and_has_two_taps_and_a_thursday_to_answer(seeded: Flask) -> None:
    person = ana()
    assert has_consent(person.id)
    logs = list(
        Log.select()
        .where(Log.person == person, Log.state == "confirmed")
        .order_by(Log.walked_on, Log.id)
    )
    assert len(logs) >= 12
    before = [log.before for log in logs]
    assert sum(before[:4]) - sum(before[-4:]) >= 6
    assert all(abs(b - a) <= 3 for a, b in pairwise(before))
    assert len(drafts_of(person.id)) == 1
    assert not Log.select().where(Log.person != person, Log.before.is_null(False)).exists()
    thursday = (
        Occurrence.select()
        .join(Walk)
        .where(Walk.title == "Along the Giessen stream", Occurrence.start_utc > NOW)
        .order_by(Occurrence.start_utc)
        .get()
    )
    answers = Answer.select().where(Answer.occurrence == thursday.id)
    assert answers.count() >= 3
    assert person.id not in {row.person_id for row in answers}


def test_the_challenge_runs_with_exact_counters(seeded: Flask) -> None:
    card = running_challenges_of(ana().id, NOW)[0]
    assert card.title == "May: along the Rhine"
    assert card.taking_part >= 3
    assert card.total
    assert 0 < card.total < card.goal_minutes
    assert all(recount(one.id).is_exact for one in Challenge.select())


def test_nothing_is_told_of_the_future(seeded: Flask) -> None:
    assert not Entry.select().where(Entry.sent_at > NOW).exists()
    assert not Answer.select().where(Answer.changed_at > NOW).exists()
    assert not Attendance.select().where(Attendance.arrived_at > NOW).exists()
    assert not Log.select().where(Log.changed_at > NOW).exists()


def test_seeding_twice_does_nothing_and_again_makes_it_fresh(demo_app: Flask) -> None:
    settings = demo_app.extensions["settings"]
    assert seed(settings, NOW)
    visitor = a_person("Visitor")
    ids = [g.id for g in Group.select()]
    assert not seed(settings, NOW)
    assert [g.id for g in Group.select()] == ids
    later = NOW + timedelta(days=9)
    assert seed(settings, later, again=True)
    assert Person.get_or_none(Person.email == visitor.email) is None
    assert Person.select().count() == 44
    assert Group.select().count() == 6
    assert sum(len(routes_of(g.id)) for g in Group.select()) == 12
    assert any(one.walk.title.startswith("Canal path, there") for one in live_dates(later))
    assert not live_dates(NOW - timedelta(days=70))


def test_half_a_seeding_is_made_whole(demo_app: Flask) -> None:
    with write_transaction(by=SYSTEM):
        keep_fact(DEMO_SEEDED, "begun")
    a_person("Half")
    assert seed(demo_app.extensions["settings"], NOW)
    assert Person.select().count() == 44


def test_the_demo_stays_out_of_a_database_with_people(demo_app: Flask) -> None:
    a_person("Somebody real")
    with pytest.raises(Refused, match="has people already"):
        seed(demo_app.extensions["settings"], NOW)
    assert Person.select().count() == 1
    assert not is_seeded()


def test_without_the_setting_nothing_is_seeded(app: Flask) -> None:
    with pytest.raises(Refused, match="The demo is off"):
        seed(app.extensions["settings"], NOW)
    assert Person.select().count() == 0


@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 3, 29, 1, 10, tzinfo=UTC),  # the clocks have just gone forward
        datetime(2026, 10, 25, 1, 12, tzinfo=UTC),  # the hour that comes twice, second time
        datetime(2026, 1, 1, 0, 3, tzinfo=UTC),  # the first hour of a month
        datetime(2026, 5, 14, 7, 52, tzinfo=UTC),  # in the middle of a Thursday's walk
    ],
    ids=["clocks-forward", "clocks-back", "new-month", "thursday-walk"],
)
def test_any_moment_can_be_seeded(demo_app: Flask, database_url: str, now: datetime) -> None:
    if not database_url.startswith("sqlite"):
        pytest.skip("one database tells it")
    assert seed(demo_app.extensions["settings"], now)
    dates = live_dates(now)
    titles = {one.walk.title for one in dates}
    assert "Canal path, there and back" in titles
    for date in dates:
        board = board_of(occurrence_facts(date.id), now)
        assert not any(row.is_unaccounted for row in board.rows), date.walk.title
    assert len(drafts_of(ana().id)) <= 1


def test_walkers_have_reported_what_they_met(seeded: Flask) -> None:
    told = {
        route.name: [one.kind for one in open_reports(route.id, NOW)] for route in Route.select()
    }
    assert sorted(kinds for kinds in told.values() if kinds) == [["bench_gone"], ["mud"]]
