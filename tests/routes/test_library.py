"""The library of routes: who finds what, how far, in which order; sharing and taking over."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask

from community.accounts import Person
from community.accounts.own_data import data_of
from community.foundation.authorisation import SYSTEM
from community.foundation.database import db, is_sqlite, write_transaction
from community.foundation.errors import Changed, NotAllowed, NotFound, NotSignedIn
from community.groups import Group, archive_group
from community.places.rules.distance import distance_m, rounded_place
from community.routes import Noted, Route, RouteFacts, route_page, share_route
from community.routes.library_actions import add_noted, take_over
from community.routes.library_queries import library_page, routes_near, shared_routes_near
from community.routes.models import RouteVersion
from community.routes.rules.library import AskedRoutes
from community.routes.versions_queries import version_page, versions_page
from tests.builders.browsing import Browser, page_text
from tests.builders.groups import a_group
from tests.builders.people import LONG_AGO, a_person
from tests.builders.routes import LEVEL, START, a_route


@dataclass(frozen=True)
class Neighbours:
    """An open group that shows places, one that hides them, and an invite-only one."""

    ruth: Person
    elsbeth: Person
    georg: Person
    vaduz: Group
    schaan: Group
    riet: Group


@pytest.fixture
def neighbours(app: Flask) -> Neighbours:
    ruth, elsbeth, georg = a_person("Ruth"), a_person("Elsbeth"), a_person("Georg")
    return Neighbours(
        ruth,
        elsbeth,
        georg,
        a_group(ruth, shows_exact_place=True),
        a_group(elsbeth, name="Schaan Amblers"),
        a_group(georg, name="Closed circle", joining="invite"),
    )


def names(person: Person | None, **asked: Any) -> list[str]:
    page = library_page(person, AskedRoutes(lat=START[0], lon=START[1], **asked))
    return [row.card.name for row in page.rows]


def share(route: Route, by: Person, sharing: str = "everyone") -> None:
    share_route(by.id, route.id, Route.get_by_id(route.id).version, sharing, LONG_AGO)


def test_routes_of_invite_only_groups_never_leak_not_even_in_counts(neighbours: Neighbours) -> None:
    a_route(neighbours.riet, name="Secret", toilets=True)
    a_route(neighbours.vaduz, name="Dam")
    zoe = a_person("Zoe")
    for person in (None, zoe, neighbours.ruth):
        assert names(person) == ["Dam"]
        asked = AskedRoutes(lat=START[0], lon=START[1], filters=frozenset({"letter=A", "loop=1"}))
        page = library_page(person, asked)
        assert not page.rows
        assert page.without == (("loop=1", 1),)
    assert sorted(names(neighbours.georg)) == ["Dam", "Secret"]


def test_a_shared_route_of_an_invite_only_group_is_found_and_nothing_else_of_it(
    app: Flask, neighbours: Neighbours
) -> None:
    route = a_route(neighbours.riet, name="Riet")
    share(route, neighbours.georg)
    assert names(None) == ["Riet"]
    browser = Browser(app)
    page = browser.get(f"/routes/{route.id}")
    assert page.status_code == 200
    assert "Georg" not in page_text(page)
    assert browser.get(f"/routes/{route.id}.gpx").status_code == 401
    share(Route.get_by_id(route.id), neighbours.georg, "group")
    assert names(None) == []
    assert browser.get(f"/routes/{route.id}").status_code == 404


def test_archived_groups_are_left_out(neighbours: Neighbours) -> None:
    a_route(neighbours.vaduz)
    archive_group(neighbours.ruth.id, neighbours.vaduz.id, LONG_AGO)
    assert names(None) == []


def test_nearest_first_by_the_place_that_may_be_told(neighbours: Neighbours) -> None:
    for number, away in enumerate((0.03, 0.0, 0.01)):
        a_route(neighbours.vaduz, name=f"Open {number}", start_lat=START[0] + away)
    hidden = a_route(neighbours.schaan, name="Hidden", start_lat=START[0] + 0.0211)
    assert names(None) == ["Open 1", "Open 2", "Hidden", "Open 0"]
    told = rounded_place(hidden.start_lat, hidden.start_lon)
    (near,) = [one for one in routes_near(None, *START) if one.id == hidden.id]
    assert not near.is_exact
    assert near.distance_m == pytest.approx(distance_m(*START, *told))
    (near,) = [one for one in routes_near(neighbours.elsbeth, *START) if one.id == hidden.id]
    assert near.is_exact
    assert near.distance_m == pytest.approx(distance_m(*START, hidden.start_lat, hidden.start_lon))


def test_pages_follow_each_other_without_gaps(neighbours: Neighbours) -> None:
    first = a_route(neighbours.vaduz, name="R00")
    columns = {
        name: getattr(first, name)
        for name in Route._meta.fields
        if name not in ("id", "name", "start_lat")
    }
    with write_transaction(by=SYSTEM):
        for number in range(1, 45):
            Route.create(name=f"R{number:02}", start_lat=START[0] + number / 2000, **columns)
    found = [name for page in (1, 2, 3) for name in names(None, page=page)]
    assert found == [f"R{number:02}" for number in range(45)]
    assert names(None, page=4) == []


def test_the_search_reads_an_index_and_not_the_table(neighbours: Neighbours) -> None:
    if not is_sqlite():
        pytest.skip("asked of SQLite, whose rows carry the line before the columns")
    route = a_route(neighbours.vaduz)
    sql = (
        "EXPLAIN QUERY PLAN SELECT id, start_lat, group_id, shown_letter, length_m, ascent_m, "
        "descent_m, is_firm, step_free, is_loop, seat_gap_m, toilets FROM route "
        "WHERE start_lat BETWEEN 47 AND 48 AND start_lon BETWEEN 9 AND 10"
    )
    plan = str(db.execute_sql(sql).fetchall())
    assert "COVERING INDEX route_near" in plan, (plan, route)


def test_the_page_names_the_filter_that_stands_in_the_way(
    app: Flask, neighbours: Neighbours
) -> None:
    for _ in range(3):
        a_route(neighbours.vaduz, *LEVEL, is_firm=True, step_free=True, is_loop=True, toilets=False)
    browser = Browser(app)
    path = f"/routes?lat={START[0]}&lon={START[1]}&letter=B&toilets=1&stepfree=1&firm=1&loop=1"
    told = page_text(browser.get(path))
    assert "No route fits all five filters. Without “toilets” there are 3." in told
    again = browser.get(path.replace("&toilets=1", ""))
    assert page_text(again).count("Rhine dam") >= 3


def test_from_the_list_to_why_in_one_tap(app: Flask, neighbours: Neighbours) -> None:
    route = a_route(neighbours.vaduz, (1400.0, 0.0), (100.0, 6.0), (900.0, 0.0))
    browser = Browser(app)
    assert f'href="/routes/{route.id}"' in browser.get("/routes").text
    assert "because of one rise" in page_text(browser.get(f"/routes/{route.id}"))


@pytest.mark.parametrize("who", ["nobody", "Zoe", "ana", "elsbeth"])
def test_only_leaders_of_the_owning_group_share(neighbours: Neighbours, who: str) -> None:
    people = {"Zoe": a_person("Zoe"), "ana": a_person("Ana"), "elsbeth": neighbours.elsbeth}
    route = a_route(neighbours.vaduz)
    person = people.get(who)
    with pytest.raises((NotAllowed, NotSignedIn)):
        share_route(person.id if person else 99999, route.id, 0, "everyone", LONG_AGO)
    assert Route.get_by_id(route.id).sharing == "group"


def test_sharing_with_an_old_form_is_refused(neighbours: Neighbours) -> None:
    route = a_route(neighbours.vaduz)
    with pytest.raises(Changed):
        share_route(neighbours.ruth.id, route.id, route.version + 1, "everyone", LONG_AGO)


def test_shared_routes_are_offered_to_other_groups_their_start_only_where_it_is_told(
    neighbours: Neighbours,
) -> None:
    own = a_route(neighbours.vaduz)
    told, kept = a_route(neighbours.vaduz, name="Told"), a_route(neighbours.schaan, name="Kept")
    share(told, neighbours.ruth)
    share(kept, neighbours.elsbeth)
    riet = route_page(neighbours.georg.id, a_route(neighbours.riet).id).group
    offered = {one.card.name: one.start for one in shared_routes_near(riet)}
    assert offered == {"Told": (told.start_lat, told.start_lon), "Kept": None}
    assert own.name not in offered


def test_a_copy_is_the_own_groups_and_names_nobody_of_the_other(neighbours: Neighbours) -> None:
    facts = RouteFacts(noted=(Noted("seat", 100.0),))
    route = a_route(neighbours.vaduz, facts=facts)
    share(route, neighbours.ruth)
    page = route_page(neighbours.elsbeth.id, route.id)
    sent = (
        neighbours.elsbeth.id,
        route.id,
        neighbours.schaan.id,
        1,
        page.found,
        "form-1",
        LONG_AGO,
    )
    path = take_over(*sent)
    assert take_over(*sent) == path
    copy = Route.get_by_id(int(path.rpartition("/")[2]))
    assert (copy.group_id, copy.origin_id, copy.sharing) == (
        neighbours.schaan.id,
        route.id,
        "group",
    )
    assert all("by" not in one for one in copy.facts["noted"])
    assert Route.select().count() == 2
    with pytest.raises(NotAllowed):
        add_noted(neighbours.elsbeth.id, route.id, [], LONG_AGO.date(), LONG_AGO)


def test_a_line_that_is_kept_to_members_is_copied_by_members_only(neighbours: Neighbours) -> None:
    route = a_route(neighbours.schaan)
    share(route, neighbours.elsbeth)
    found = route_page(neighbours.ruth.id, route.id).found
    with pytest.raises(NotAllowed) as refused:
        take_over(neighbours.ruth.id, route.id, neighbours.vaduz.id, 1, found, "f", LONG_AGO)
    assert refused.value.code == "members_only"


def test_who_leads_nothing_copies_nothing(neighbours: Neighbours) -> None:
    zoe, route = a_person("Zoe"), a_route(neighbours.vaduz)
    with pytest.raises(NotAllowed):
        take_over(zoe.id, route.id, neighbours.schaan.id, 1, {}, "f", LONG_AGO)
    with pytest.raises(NotAllowed):
        take_over(neighbours.ruth.id, route.id, neighbours.vaduz.id, 1, {}, "g", LONG_AGO)


def test_each_change_keeps_the_state_before(neighbours: Neighbours) -> None:
    ruth, day = neighbours.ruth, LONG_AGO.date()
    route = a_route(neighbours.vaduz)
    add_noted(ruth.id, route.id, [], day, LONG_AGO)
    assert RouteVersion.select().count() == 0, "nothing was changed"
    stile = Noted("barrier", 300.0, value="stile")
    add_noted(ruth.id, route.id, [stile], day, LONG_AGO)
    rows = versions_page(ruth.id, route.id).rows
    assert [(row.number, row.changed, row.is_present) for row in rows] == [
        (2, ("barrier", "grade"), True),
        (1, (), False),
    ]
    assert [row.made_by for row in rows] == ["Ruth", "Ruth"]
    assert [row.made_by for row in versions_page(None, route.id).rows] == ["", ""]
    then = version_page(None, route.id, 1).page
    assert then.card.shown_letter == route.shown_letter
    assert route_page(None, route.id).card.shown_letter == "D"
    assert not then.facts.of("barrier")
    for number in (0, 3):
        with pytest.raises(NotFound):
            version_page(None, route.id, number)


def test_versions_have_no_gaps_and_no_doubles_under_two_writers(
    app: Flask, neighbours: Neighbours
) -> None:
    route, day = a_route(neighbours.vaduz), LONG_AGO.date()

    def write(first: int) -> None:
        with app.app_context():
            for number in range(first, first + 6):
                seat = Noted("seat", 10.0 * number)
                while True:
                    try:
                        add_noted(neighbours.ruth.id, route.id, [seat], day, LONG_AGO)
                    except Changed:
                        continue
                    break

    writers = [threading.Thread(target=write, args=(first,)) for first in (1, 50)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    numbers = [row.number for row in RouteVersion.select().order_by(RouteVersion.number)]
    assert numbers == list(range(1, 13))
    assert Route.get_by_id(route.id).edition == 13


def test_a_recce_sent_twice_is_one_recce(app: Flask, neighbours: Neighbours) -> None:
    route = a_route(neighbours.vaduz)
    browser = Browser(app).sign_in(neighbours.ruth)
    browser.get(f"/routes/{route.id}/recce")
    sent = {"walked_on": LONG_AGO.date().isoformat(), "check_surface": "yes"}
    for more in ({}, {}, {"recce_note": "Ice at the bridge"}):
        assert browser.post(f"/routes/{route.id}/recce", {**sent, **more}).status_code == 303
    notes = [recce.note for recce in route_page(neighbours.ruth.id, route.id).recces]
    assert notes == ["Ice at the bridge", ""]
    told: Any = data_of(neighbours.ruth.id)["routes"]  # and she finds them in her download
    assert [one["note"] for one in told["checks"]] == ["", "Ice at the bridge"]
    assert told["checks"][0]["looked_at"]["surface"]["seen"]


def test_a_recce_keeps_its_checklist(app: Flask, neighbours: Neighbours) -> None:
    route = a_route(neighbours.vaduz)
    browser = Browser(app).sign_in(neighbours.ruth)
    browser.get(f"/routes/{route.id}/recce")
    sent = {"walked_on": LONG_AGO.date().isoformat(), "check_surface": "yes"}
    sent |= {"check_aed_note": "In the town hall", "check_seats_note": "\0"}
    answer = browser.post(f"/routes/{route.id}/recce", sent)
    assert answer.status_code == 303
    (recce,) = route_page(None, route.id).recces
    seen = {name: note for name, is_seen, note in recce.checklist if is_seen}
    assert seen == {"surface": "", "aed": "In the town hall"}
    assert "In the town hall" in page_text(browser.get(f"/routes/{route.id}"))
