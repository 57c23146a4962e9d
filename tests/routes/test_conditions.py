"""What walkers report of a route: who may, how it ages, how it is settled, what it tells whom."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from community.accounts import Person
from community.accounts.actions import block_person
from community.accounts.own_data import data_of
from community.foundation import clock
from community.foundation.authorisation import Allowed, Denied
from community.groups import Group
from community.groups.rules import Standing
from community.routes import Route, open_reports
from community.routes import condition_policy as policy
from community.routes.condition_queries import reports_for
from community.routes.models import ConditionReport
from community.routes.rules.conditions import counts, worst_first
from tests.builders.browsing import Browser, errors_of, field_value, page_text
from tests.builders.groups import a_group
from tests.builders.people import a_person
from tests.builders.routes import ONE_RISE, a_route

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "days", "does"),
    [
        ("ice", 1.9, True),
        ("ice", 2.1, False),
        ("flooded", 3.9, True),
        ("flooded", 4.1, False),
        ("mud", 13.9, True),
        ("mud", 14.1, False),
        ("other", 14.1, False),
        ("closed", 400, True),
        ("bench_gone", 400, True),
        ("fallen_tree", 400, True),
    ],
)
def test_reports_age_by_what_they_are(kind: str, days: float, does: bool) -> None:
    assert counts(kind, NOW - timedelta(days=days), NOW) is does  # type: ignore[arg-type]


def test_the_worst_come_first_and_of_those_the_newest() -> None:
    found = [
        ("mud", NOW),
        ("closed", NOW - timedelta(days=3)),
        ("ice", NOW - timedelta(days=1)),
        ("bench_gone", NOW - timedelta(days=9)),
    ]
    ordered = sorted(found, key=lambda one: worst_first(*one))  # type: ignore[arg-type]
    assert [kind for kind, _ in ordered] == ["ice", "closed", "mud", "bench_gone"]


@pytest.mark.parametrize(
    ("standing", "may"),
    [
        (Standing(None, 1), "not_signed_in"),
        (Standing(5, 1), "members_only"),
        (Standing(5, 1, "member"), ""),
        (Standing(5, 1, "leader"), ""),
        (Standing(5, 1, "member", banned=True), "members_only"),
        (Standing(5, 1, "member", muted_until=NOW + timedelta(days=1)), "muted"),
        (Standing(5, 1, "member", group_archived=True), "group_archived"),
    ],
)
def test_members_who_may_write_report(standing: Standing, may: str) -> None:
    decision = policy.can_report(standing, Allowed(), NOW, 0)
    assert (decision.code if isinstance(decision, Denied) else "") == may


def test_leaders_and_who_reported_settle() -> None:
    leader, own, other = (
        Standing(1, 1, "leader"),
        Standing(5, 1, "member"),
        Standing(6, 1, "member"),
    )
    assert isinstance(policy.can_settle(leader, Allowed(), 5, NOW), Allowed)
    assert isinstance(policy.can_settle(own, Allowed(), 5, NOW), Allowed)
    assert isinstance(policy.can_settle(other, Allowed(), 5, NOW), Denied)
    assert isinstance(policy.can_settle(Standing(5, 1), Allowed(), 5, NOW), Denied)
    assert isinstance(policy.can_settle(Standing(5, 1), Allowed(), None, NOW), Denied)


@pytest.fixture
def people(app: Flask) -> tuple[Person, Person]:
    return a_person("Ruth"), a_person("Ana")


@pytest.fixture
def group(people: tuple[Person, Person]) -> Group:
    return a_group(leaders=[people[0]], members=[people[1]])


@pytest.fixture
def route(group: Group) -> Route:
    return a_route(group, *ONE_RISE)


def report(browser: Browser, route: Route, **sent: str):  # type: ignore[no-untyped-def]
    path = f"/routes/{route.id}/report" + sent.pop("way", "")
    form_id = sent.pop("form_id", None) or field_value(browser.get(path), "form_id")
    return browser.post(path, {"form_id": form_id, **sent}, content_type="multipart/form-data")


def test_a_member_reports_and_a_leader_clears(
    app: Flask, people: tuple[Person, Person], route: Route
) -> None:
    ruth, ana = (Browser(app).sign_in(one) for one in people)
    answer = report(ana, route, kind="ice", at="400", note="Sheer ice under the bridge")
    assert answer.status_code == 303
    text = page_text(ana.follow(answer))
    assert "Thank you. Who opens this route now reads what you found." in text
    assert "Ice at 400 m, seen today" in text
    assert "Sheer ice under the bridge" in text
    assert "Reported by Ana" in text
    nobody = page_text(Browser(app).get(f"/routes/{route.id}"))
    assert "Ice at 400 m, seen today" in nobody
    assert "Sheer ice" not in nobody
    assert "Ana" not in nobody
    found = ConditionReport.get()
    path = f"/routes/{route.id}/reports/{found.id}"
    assert "It is over" in page_text(ruth.get(f"/routes/{route.id}"))
    ruth.post(path, {"do": "over"})
    ruth.post(path, {"do": "over"})  # a second tap
    assert open_reports(route.id, clock.now()) == ()
    assert "Ice at" not in page_text(ana.get(f"/routes/{route.id}"))


def test_the_place_counts_from_where_the_reader_starts(
    app: Flask, people: tuple[Person, Person], route: Route
) -> None:
    ana = Browser(app).sign_in(people[1])
    report(ana, route, way="?way=back", kind="mud", at="400")
    found = ConditionReport.get()
    assert found.at_m == pytest.approx(route.length_m - 400)
    assert "Mud at 400 m" in page_text(ana.get(f"/routes/{route.id}?way=back"))
    assert "Mud at 2.0 km" in page_text(ana.get(f"/routes/{route.id}"))


def test_sent_twice_is_one_report_and_seen_again_is_the_same(
    app: Flask, people: tuple[Person, Person], route: Route
) -> None:
    ana = Browser(app).sign_in(people[1])
    form_id = field_value(ana.get(f"/routes/{route.id}/report"), "form_id")
    for _ in range(2):
        assert report(ana, route, form_id=form_id or "", kind="closed", at="900").status_code == 303
    report(ana, route, kind="closed", at="920")
    assert ConditionReport.select().count() == 1
    report(ana, route, kind="closed", at="200")
    assert ConditionReport.select().count() == 2


def test_six_reports_of_one_person_are_enough(
    app: Flask, people: tuple[Person, Person], route: Route
) -> None:
    ana = Browser(app).sign_in(people[1])
    for at in range(6):
        report(ana, route, kind="mud", at=str(100 + 200 * at))
    answer = ana.get(f"/routes/{route.id}/report")
    assert answer.status_code == 403
    assert "Six of your reports count on this route already." in page_text(answer)


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"at": "400"}, "Say what you found."),
        ({"kind": "dragons"}, "Say what you found."),
        ({"kind": "ice", "at": "over there"}, "Write how far it is from the start"),
        ({"kind": "ice", "at": "9 km"}, "The route is only 2.4 km long."),
        ({"kind": "other"}, "Say in a few words what it is."),
        ({"kind": "ice", "note": "x" * 400}, "This is 400 characters long; 300 fit."),
    ],
)
def test_faults_are_said_and_everything_is_kept(
    app: Flask, people: tuple[Person, Person], route: Route, sent: dict[str, str], says: str
) -> None:
    ana = Browser(app).sign_in(people[1])
    answer = report(ana, route, **sent)
    assert answer.status_code == 422
    assert says in errors_of(answer)
    assert ConditionReport.select().count() == 0


def test_who_is_blocked_is_not_named_but_the_ice_stands(
    app: Flask, people: tuple[Person, Person], route: Route, group: Group
) -> None:
    ana = Browser(app).sign_in(people[1])
    report(ana, route, kind="ice", note="Careful")
    block_person(people[0].id, people[1].id, clock.now())
    (seen,) = reports_for(route.id, Standing(people[0].id, group.id, "leader"), clock.now())
    assert (seen.kind, seen.name, seen.note) == ("ice", "", "")


def test_a_walk_says_the_worst_of_its_route(
    app: Flask, people: tuple[Person, Person], route: Route, group: Group
) -> None:
    from tests.builders.walks import a_walk_soon

    ana = Browser(app).sign_in(people[1])
    report(ana, route, kind="mud", at="300")
    report(ana, route, kind="ice", at="900")
    date = a_walk_soon(group, timedelta(days=2), clock.now(), route_id=route.id)
    text = page_text(ana.get(f"/walks/{date.id}"))
    assert "Ice at 900 m, seen today." in text
    assert "See all 2 reports" in text
    assert "Mud at" not in text


def test_a_person_reads_her_reports_in_her_download(
    app: Flask, people: tuple[Person, Person], route: Route
) -> None:
    ana = Browser(app).sign_in(people[1])
    report(ana, route, kind="mud", at="300", note="Deep")
    told = data_of(people[1].id)["routes"]
    assert told["reports"][0]["note"] == "Deep"  # type: ignore[index]
