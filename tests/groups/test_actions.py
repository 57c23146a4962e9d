"""Joining, leaving, roles, and two people at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from community.accounts import Person, has_consent
from community.accounts.actions import ask_for_erasure, erase_person
from community.foundation import clock, signals
from community.foundation.authorisation import SYSTEM
from community.foundation.database import db, write_transaction
from community.foundation.errors import Changed, NotAllowed, NotFound, Problem
from community.groups import (
    Ban,
    Group,
    GroupChanged,
    GroupCreated,
    JoinAsked,
    JoinDeclined,
    MemberJoined,
    MemberMuted,
    Membership,
    MembershipEnded,
    NewGroup,
    RoleChanged,
    Visibility,
    accept_request,
    archive_group,
    ask_to_join,
    ban_person,
    change_visibility,
    create_group,
    decline_request,
    groups_of,
    join_group,
    leave_group,
    mute_member,
    remove_member,
    set_role,
    standing_of,
    standings_of,
)
from community.groups.actions import change_joining, lift_ban, renew_invitation
from community.places.rules import distance_m, rounded_place
from tests.builders.groups import a_group, ask
from tests.builders.people import LONG_AGO, a_person

NOW = LONG_AGO
KINDS = (
    GroupChanged,
    GroupCreated,
    JoinAsked,
    JoinDeclined,
    MemberJoined,
    MemberMuted,
    MembershipEnded,
    RoleChanged,
)


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every signal of groups that is sent."""
    got: list[Any] = []
    for kind in KINDS:
        monkeypatch.setitem(signals._inside, kind, [*signals._inside[kind], got.append])
    return got


@pytest.fixture
def queries(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statements that are sent to the database."""
    sent: list[str] = []
    real: Any = db.obj
    execute = real.execute_sql

    def note(sql: str, *rest: Any, **more: Any) -> Any:
        sent.append(sql)
        return execute(sql, *rest, **more)

    monkeypatch.setattr(real, "execute_sql", note)
    return sent


def at_once(app: Flask, *calls: Callable[[], Any]) -> list[Any]:
    """Run `calls` in threads that start together; return results, or what was raised."""
    barrier, results = threading.Barrier(len(calls)), [None] * len(calls)

    def run(number: int, call: Callable[[], Any]) -> None:
        barrier.wait()
        with app.app_context():
            try:
                results[number] = call()
            except Exception as problem:
                results[number] = problem

    threads = [threading.Thread(target=run, args=one) for one in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return list(results)


def test_joining_an_open_group_is_joining_once(app: Flask, heard: list[Any]) -> None:
    group, ana = a_group(), a_person("Ana")
    heard.clear()
    assert join_group(ana.id, group.id, NOW)
    assert not join_group(ana.id, group.id, NOW)
    assert heard == [MemberJoined(group.id, ana.id)]
    assert standing_of(ana.id, group.id).role == "member"
    assert [card.id for card in groups_of(ana.id)] == [group.id]


def test_two_taps_at_the_same_moment_join_once(app: Flask, heard: list[Any]) -> None:
    group, ana = a_group(), a_person("Ana")
    heard.clear()
    results = at_once(app, *[lambda: join_group(ana.id, group.id, NOW)] * 6)
    assert sorted(results) == [False] * 5 + [True]
    assert Membership.select().where(Membership.person == ana.id).count() == 1
    assert heard == [MemberJoined(group.id, ana.id)]


def test_two_organisers_who_leave_at_the_same_moment_leave_one(app: Flask) -> None:
    olu, eva, ana = a_person("Olu"), a_person("Eva"), a_person("Ana")
    group = a_group(olu, members=[eva, ana])
    set_role(olu.id, group.id, eva.id, "organiser")
    results = at_once(
        app,
        lambda: leave_group(olu.id, group.id, NOW),
        lambda: set_role(eva.id, group.id, eva.id, "member"),
    )
    refused = [result for result in results if result is not None]
    assert [getattr(one, "code", one) for one in refused] == ["last_organiser"]
    left = Membership.select().where(Membership.group == group, Membership.role == "organiser")
    assert left.count() == 1


def test_starting_the_same_group_twice_at_once_makes_one(app: Flask) -> None:
    olu = a_person("Olu")
    new = NewGroup("Schaan Strollers", "Schaan", 47.165, 9.51, "Europe/Vaduz")
    form = "0e3f4a52-9a51-4c8c-8f7e-1f2d3c4b5a69"
    results = at_once(app, *[lambda: create_group(olu.id, new, NOW, form_id=form)] * 4)
    assert set(results) == {"schaan-strollers"}
    assert Group.select().count() == 1
    assert Membership.select().count() == 1


def test_two_groups_of_one_name_started_at_once_have_two_addresses(app: Flask) -> None:
    olu, eva = a_person("Olu"), a_person("Eva")
    new = NewGroup("Schaan Strollers", "Schaan", 47.165, 9.51, "Europe/Vaduz")
    slugs = at_once(
        app, *[lambda person=person: create_group(person.id, new, NOW) for person in (olu, eva)]
    )
    assert sorted(slugs) == ["schaan-strollers", "schaan-strollers-2"]


def test_anothers_form_id_leads_nowhere(app: Flask) -> None:
    olu, tom = a_person("Olu"), a_person("Tom")
    new = NewGroup("Secret", "Schaan", 47.165, 9.51, "Europe/Vaduz")
    form = "0e3f4a52-9a51-4c8c-8f7e-1f2d3c4b5a69"
    create_group(olu.id, new, NOW, form_id=form)
    assert create_group(tom.id, new, NOW, form_id=form) == ""


def test_the_home_place_is_kept_rounded(app: Flask) -> None:
    exact = (47.14123, 9.52234)
    create_group(a_person().id, NewGroup("G", "Vaduz", *exact, "Europe/Vaduz"), NOW)
    kept = Group.get()
    assert (kept.lat, kept.lon) == rounded_place(*exact) == rounded_place(kept.lat, kept.lon)
    assert 0 < distance_m(*exact, kept.lat, kept.lon) < 500


def test_asking_accepting_and_declining(app: Flask, heard: list[Any]) -> None:
    olu, ana, tom = a_person("Olu"), a_person("Ana"), a_person("Tom")
    group = a_group(olu, joining="ask")
    heard.clear()
    with pytest.raises(NotAllowed, match="ask_first"):
        join_group(ana.id, group.id, NOW)
    ask_to_join(ana.id, group.id, "I live by the river.", NOW)
    ask_to_join(ana.id, group.id, "I live by the Rhine.", NOW)
    ask_to_join(tom.id, group.id, "", NOW)
    assert standing_of(ana.id, group.id).has_asked
    assert not standing_of(ana.id, group.id).is_member
    assert Membership.get(Membership.person == ana).answer == "I live by the Rhine."
    accept_request(olu.id, group.id, ana.id, NOW)
    accept_request(olu.id, group.id, ana.id, NOW)
    decline_request(olu.id, group.id, tom.id)
    decline_request(olu.id, group.id, tom.id)
    with pytest.raises(NotFound):
        accept_request(olu.id, group.id, tom.id, NOW)
    assert standing_of(ana.id, group.id).is_member
    assert Membership.get(Membership.person == ana).answer == ""
    assert heard == [
        JoinAsked(group.id, ana.id),
        JoinAsked(group.id, tom.id),
        MemberJoined(group.id, ana.id),
        JoinDeclined(group.id, tom.id),
    ]


def test_an_invitation_opens_an_invite_only_group_until_it_is_renewed(app: Flask) -> None:
    olu, ana, tom = a_person("Olu"), a_person("Ana"), a_person("Tom")
    group = a_group(olu, joining="invite")
    for code in ("", "wrong"):
        with pytest.raises(NotAllowed, match="by_invitation"):
            join_group(ana.id, group.id, NOW, code)
    join_group(ana.id, group.id, NOW, group.invite_code)
    renew_invitation(olu.id, group.id)
    with pytest.raises(NotAllowed):
        join_group(tom.id, group.id, NOW, group.invite_code)
    with pytest.raises(NotAllowed):
        renew_invitation(ana.id, group.id)


def test_leaving_and_coming_back(app: Flask, heard: list[Any]) -> None:
    ana = a_person("Ana")
    group = a_group(members=[ana])
    heard.clear()
    leave_group(ana.id, group.id, NOW)
    with pytest.raises(NotFound):
        leave_group(ana.id, group.id, NOW)
    join_group(ana.id, group.id, NOW)
    assert heard == [MembershipEnded(group.id, ana.id, "left"), MemberJoined(group.id, ana.id)]


def test_the_last_organiser_stays_while_others_are_there(app: Flask) -> None:
    olu, ana = a_person("Olu"), a_person("Ana")
    group = a_group(olu, members=[ana])
    with pytest.raises(NotAllowed, match="last_organiser"):
        leave_group(olu.id, group.id, NOW)
    set_role(olu.id, group.id, ana.id, "organiser")
    leave_group(olu.id, group.id, NOW)
    leave_group(ana.id, group.id, NOW)
    assert Group.get().archived_at is not None


def test_a_request_is_taken_back(app: Flask, heard: list[Any]) -> None:
    ana = a_person("Ana")
    group = a_group(joining="ask")
    ask(group, ana)
    heard.clear()
    leave_group(ana.id, group.id, NOW)
    assert heard == []
    assert not standing_of(ana.id, group.id).has_asked


def test_roles(app: Flask, heard: list[Any]) -> None:
    olu, ana = a_person("Olu"), a_person("Ana")
    group = a_group(olu, members=[ana])
    heard.clear()
    set_role(olu.id, group.id, ana.id, "leader")
    set_role(olu.id, group.id, ana.id, "leader")
    assert heard == [RoleChanged(group.id, ana.id, "leader")]
    with pytest.raises(NotAllowed, match="organisers_only"):
        set_role(ana.id, group.id, ana.id, "organiser")
    with pytest.raises(NotAllowed, match="last_organiser"):
        set_role(olu.id, group.id, olu.id, "member")


def test_muting_removing_and_banning(app: Flask, heard: list[Any]) -> None:
    olu, ruth, ana = a_person("Olu"), a_person("Ruth"), a_person("Ana")
    group = a_group(olu, [ruth], [ana])
    heard.clear()
    mute_member(ruth.id, group.id, ana.id, 7, NOW)
    assert standing_of(ana.id, group.id).is_muted(NOW)
    mute_member(ruth.id, group.id, ana.id, 0, NOW)
    assert not standing_of(ana.id, group.id).is_muted(NOW)
    with pytest.raises(NotAllowed):
        mute_member(ana.id, group.id, ruth.id, 1, NOW)
    remove_member(ruth.id, group.id, ana.id)
    join_group(ana.id, group.id, NOW)
    ban_person(olu.id, group.id, ana.id, NOW)
    ban_person(olu.id, group.id, ana.id, NOW)
    assert standing_of(ana.id, group.id).banned
    with pytest.raises(NotAllowed, match="banned"):
        join_group(ana.id, group.id, NOW)
    lift_ban(olu.id, group.id, ana.id)
    join_group(ana.id, group.id, NOW)
    assert Ban.select().count() == 0
    kinds = [getattr(one, "reason", type(one).__name__) for one in heard]
    assert kinds[:4] == ["MemberMuted", "MemberMuted", "removed", "MemberJoined"]
    assert "banned" in kinds


def test_an_organiser_learns_no_strangers_name_by_banning_numbers(app: Flask) -> None:
    olu, eva = a_person("Olu"), a_person("Eva Frick")
    group = a_group(olu)
    with pytest.raises(NotFound):
        ban_person(olu.id, group.id, eva.id, NOW)
    assert Ban.select().count() == 0
    ask(Group.get(), eva)
    ban_person(olu.id, group.id, eva.id, NOW)
    assert standing_of(eva.id, group.id).banned


def test_settings_raise_the_revision_that_feeds_tell_and_keep_anothers_change(app: Flask) -> None:
    olu = a_person("Olu")
    group = a_group(olu)
    change_visibility(olu.id, group.id, Visibility(True, False), 0)
    with pytest.raises(Changed):
        change_visibility(olu.id, group.id, Visibility(False, True), 0)
    change_visibility(olu.id, group.id, Visibility(True, False), 1)
    kept = Group.get()
    assert (kept.shows_exact_place, kept.shows_names) == (True, False)
    assert (kept.version, kept.rev) == (2, 1)
    with pytest.raises(NotFound):
        change_joining(a_person("Tom").id, group.id, "open", 2)


def test_an_archived_group_can_only_be_read(app: Flask) -> None:
    olu, ana = a_person("Olu"), a_person("Ana")
    group = a_group(olu, members=[ana])
    archive_group(olu.id, group.id, NOW)
    assert standing_of(ana.id, group.id).group_archived
    assert groups_of(ana.id) == []
    for refused in (
        lambda: join_group(a_person("Tom").id, group.id, NOW),
        lambda: change_joining(olu.id, group.id, "ask", 1),
        lambda: set_role(olu.id, group.id, ana.id, "leader"),
        lambda: archive_group(olu.id, group.id, NOW),
    ):
        with pytest.raises(NotAllowed, match="group_archived"):
            refused()
    leave_group(ana.id, group.id, NOW)


def test_who_is_needed_cannot_delete_the_account_yet(app: Flask) -> None:
    olu, ana = a_person("Olu"), a_person("Ana")
    group = a_group(olu, members=[ana])
    with pytest.raises(Problem, match="last_organiser"):
        ask_for_erasure(olu.id, olu.id, clock.now())
    assert Person.get_by_id(olu.id).erase_at is None
    set_role(olu.id, group.id, ana.id, "organiser")
    ask_for_erasure(olu.id, olu.id, clock.now())


def test_erasing_a_person_ends_her_memberships_aloud(app: Flask, heard: list[Any]) -> None:
    olu = a_person("Olu")
    group = a_group(olu)
    heard.clear()
    erase_person(olu.id)
    assert MembershipEnded(group.id, olu.id, "left") in heard
    assert Group.get().archived_at is not None
    assert Group.get().created_by is None
    assert Membership.select().count() == 0
    assert not has_consent(olu.id)


def test_standings_of_many_people_in_many_groups_take_one_query(
    app: Flask, queries: list[str]
) -> None:
    olu, ana, tom, eva = (a_person(name) for name in ("Olu", "Ana", "Tom", "Eva"))
    one, two = a_group(olu, members=[ana], joining="ask"), a_group(tom, name="Two")
    ask(one, tom)
    with write_transaction(by=SYSTEM):
        Ban.create(group=one, person=eva, made_at=NOW)
    queries.clear()
    found = standings_of([olu.id, ana.id, tom.id, eva.id, 999], [one.id, two.id, 999])
    assert len(queries) == 1
    assert len(found) == 8
    assert found[olu.id, one.id].is_organiser
    assert found[ana.id, one.id].role == "member"
    assert found[ana.id, two.id].role is None
    assert found[tom.id, one.id].has_asked
    assert found[tom.id, two.id].is_organiser
    assert found[eva.id, one.id].banned
    assert standings_of([], [one.id]) == {}


def test_the_standing_of_one_person_takes_one_query(app: Flask, queries: list[str]) -> None:
    ana = a_person("Ana")
    group = a_group(members=[ana])
    queries.clear()
    standing_of(ana.id, group.id)
    assert len(queries) == 1


def test_nobody_and_no_group(app: Flask) -> None:
    group = a_group()
    assert not standing_of(None, group.id).is_member
    assert not standing_of(999, group.id).is_member
    for person in (None, a_person("Ana").id):
        with pytest.raises(NotFound):
            standing_of(person, 999)
    with pytest.raises(NotFound):
        join_group(a_person("Tom").id, 999, NOW)
