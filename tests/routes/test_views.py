"""Upload, check, save, read, change and check a route over HTTP, on both databases."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from community.accounts import Person
from community.foundation import clock
from community.groups import Group
from community.routes import Recce, Route, RouteChanged, RouteDraft, RouteFacts, Seat
from community.routes.actions import throw_old_drafts_away
from tests.builders.browsing import Browser, errors_of, field_value, fields_of, page_text
from tests.builders.groups import a_group
from tests.builders.people import a_person
from tests.builders.routes import HILL, LEVEL, ONE_RISE, a_gpx, a_route, line_gpx, way
from tests.builders.shared_data import shared_file


@pytest.fixture
def ruth(app: Flask) -> Person:
    return a_person("Ruth")


@pytest.fixture
def group(app: Flask, ruth: Person) -> Group:
    return a_group(leaders=[ruth], members=[a_person("Ana")])


@pytest.fixture
def browser(app: Flask, ruth: Person) -> Browser:
    return Browser(app).sign_in(ruth)


def upload(browser: Browser, group: Group, content: bytes, name: str = "dam.gpx") -> TestResponse:
    path = f"/groups/{group.slug}/routes/new"
    browser.get(path)
    return browser.post(
        path, {"file": (io.BytesIO(content), name)}, content_type="multipart/form-data"
    )


def uploaded(browser: Browser, group: Group, *stretches: tuple[float, float], **how: Any) -> str:
    """Upload a made-up track and return the path of its draft."""
    answer = upload(browser, group, a_gpx(*stretches, **how))
    assert answer.status_code == 303, page_text(answer)
    return str(answer.location)


def saved(browser: Browser, draft: str, **answers: Any) -> TestResponse:
    form_id = field_value(browser.get(draft), "form_id")
    sent = {"form_id": form_id, "do": "save", "name": "Dam", **answers}
    return browser.post(draft, sent)


def test_a_leader_uploads_checks_and_saves_a_route(browser: Browser, group: Group) -> None:
    draft = uploaded(browser, group, *ONE_RISE, name="Rhine dam north")
    page = browser.get(draft)
    text = page_text(page)
    assert "B · Gentle estimated" in text
    assert "B because of one rise: 4.5% for 140 m , at 1.4 km." in text
    assert "2.4 km, about 37 minutes" in text
    assert "Are there steps?" in text
    assert field_value(page, "name") == "Rhine dam north"
    assert Route.select().count() == 0
    answer = saved(browser, draft, steps="none", surface="firm", name="  Rhine dam  ")
    assert answer.status_code == 303
    route = Route.get()
    assert answer.location == f"/routes/{route.id}"
    assert (route.name, route.letter, route.confidence) == ("Rhine dam", "B", "medium")
    assert route.steps == 0
    assert RouteDraft.select().count() == 0
    text = page_text(browser.get(answer.location))
    assert "The route is saved. Members of Vaduz Amblers can see it." in text
    assert "B because of one rise" in text
    assert "No leader has checked it yet" in text
    assert "Nobody has said whether the path leans sideways." in text


def test_no_time_of_the_recording_is_kept(browser: Browser, group: Group) -> None:
    timed = a_gpx(*LEVEL).replace(b"</ele>", b"</ele><time>2024-05-01T08:00:00Z</time>")
    upload(browser, group, timed)
    from community.routes.line import unpack

    assert all(t != t for t in unpack(bytes(RouteDraft.get().line)).times.tolist())


def test_answers_change_the_grade_and_the_page_says_why(browser: Browser, group: Group) -> None:
    draft = uploaded(browser, group, *LEVEL)
    browser.get(draft)
    sent = {"do": "update", **way(("", ""), ("steps", "900", "12"))}
    text = page_text(browser.follow(browser.post(draft, sent)))
    assert "The grade is now C, it was A. C because of 12 steps, at 900 m." in text
    assert "12 steps" in text
    text = page_text(browser.follow(browser.post(draft, {"do": "update", "steps": "none"})))
    assert "The grade is now A, it was C." in text
    text = page_text(browser.follow(browser.post(draft, {"do": "update", "steps": "none"})))
    assert "Kept. The grade stays A." in text
    assert Route.select().count() == 0


@pytest.mark.parametrize(
    ("answers", "letter", "why"),
    [
        ({"surface": "mostly_firm"}, "B", "because a little of the ground is not firm"),
        ({"surface": "some_ground"}, "C", "because part of the ground is soft"),
        ({"surface": "rough"}, "D", "because part of the ground is rough"),
        ({"surface": "some_ground", "soft_m": "300"}, "C", "because 20% of the ground is not"),
        ({"surface": "firm", "soft_m": ""}, "A", "steeper than 3% ."),
        ({"width": "1.0"}, "B", "because it is narrow in places, down to 1 m"),
        ({"width": "0.9", "width_at": "1.2 km"}, "C", "a narrow place, 0.9 m wide, at 1.2 km"),
        ({"width": "0.8"}, "D", "because it is narrower than 0.9 m in places"),
        ({"lean": "3"}, "B", "because the path leans sideways, up to 3%"),
        ({"lean": "9"}, "E", "because the path leans sideways a lot, more than 8%"),
        (way(("steps", "", "1")), "B", "because of one step on the way"),
        (way(("steps", "", "40")), "D", "because of 40 steps on the way"),
        (way(("barrier:stile",)), "D", "because of a stile on the way"),
        (
            way(("barrier:kissing_gate", "500")),
            "B",
            "because of a kissing gate, at 500 m",
        ),
    ],
)
def test_each_answer_counts(
    browser: Browser, group: Group, answers: dict[str, str], letter: str, why: str
) -> None:
    draft = uploaded(browser, group, *LEVEL)
    browser.get(draft)
    text = page_text(browser.follow(browser.post(draft, {"do": "update", **answers})))
    assert RouteDraft.get().inspection["grade"]["forward"]["letter"] == letter
    assert why in text


def test_pressing_save_twice_makes_one_route(browser: Browser, group: Group) -> None:
    draft = uploaded(browser, group, *LEVEL)
    form_id = field_value(browser.get(draft), "form_id")
    sent = {"form_id": form_id, "do": "save", "name": "Dam"}
    first, second = browser.post(draft, sent), browser.post(draft, sent)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert Route.select().count() == 1


FAULTS: list[tuple[dict[str, Any], str]] = [
    ({"name": ""}, "Give the route a name."),
    ({"name": "x" * 81}, "This is 81 characters long; 80 fit."),
    ({"name": "nul\0nul"}, "This text has characters in it that cannot be kept."),
    ({"steps": "some"}, "Say how many steps there are."),
    (way(("steps", "", "-3")), "Write a number, such as 12."),
    (way(("steps", "", "9" * 40)), "Write a number, such as 12."),
    ({"steps": "none", **way(("steps", "", "3"))}, "You chose “none”, and some are listed."),
    ({"steps": "maybe"}, "Choose one of the answers."),
    (way(("steps", "99 km", "3")), "beyond the end of the route"),
    (way(("seat", "by the café")), "Write a number of metres, such as 1400."),
    ({"seats": "some"}, "Say where at least one seat is."),
    (way(("barrier:dragon", "40")), "Choose what is there."),
    ({"surface": "lava"}, "Choose one of the answers."),
    ({"width": "7"}, "Choose one of the answers."),
    ({"walked_on": "2026-02-30"}, "Write the day like 2026-05-02."),
    ({"walked_on": "9999-01-01"}, "This day is still to come."),
    ({"walked_on": "1999-01-01"}, "This is more than five years ago."),
    ({"measured": "yes"}, "Say on which day you walked it."),
]


@pytest.mark.parametrize(("answers", "sentence"), FAULTS)
def test_a_faulty_answer_gets_its_sentence_and_nothing_typed_is_lost(
    browser: Browser, group: Group, answers: dict[str, Any], sentence: str
) -> None:
    draft = uploaded(browser, group, *LEVEL)
    browser.get(draft)
    sent = {"do": "save", "name": "Along the dam", "toilets_where": "In the café", **answers}
    answer = browser.post(draft, sent)
    assert answer.status_code == 422
    assert sentence in errors_of(answer)
    page = answer.get_data(as_text=True)
    assert "In the café" in page
    assert ("Along the dam" in page) == ("name" not in answers)
    assert Route.select().count() == 0


def test_seats_are_listed_sorted_and_their_gap_is_told(browser: Browser, group: Group) -> None:
    draft = uploaded(browser, group, *LEVEL)
    seats = way(("seat:yes", "1,400"), ("seat:no", "0.2 km"), ("seat", "800"))
    answer = saved(browser, draft, **seats)
    text = page_text(browser.follow(answer))
    route = Route.get()
    seats_said = RouteFacts.from_json(route.facts).of("seat")
    assert sorted((seat.at_m, seat.value) for seat in seats_said) == [
        (200, False),
        (800, None),
        (1400, True),
    ]
    assert (route.seats, route.seat_gap_m) == (3, 600)
    assert "3 seats At most 600 m without one" in text


def test_what_is_left_out_at_home_is_not_kept(browser: Browser, group: Group) -> None:
    draft = uploaded(browser, group, *LEVEL)
    browser.get(draft)
    text = page_text(browser.follow(browser.post(draft, {"do": "update", "home": "start"})))
    assert "1.3 km" in text
    text = page_text(browser.follow(browser.post(draft, {"do": "update", "home": ""})))
    assert "1.5 km" in text  # put back
    saved(browser, draft, home="both")
    route = Route.get()
    assert route.length_m == pytest.approx(1100, abs=3)
    from community.routes.line import unpack

    line = unpack(bytes(route.line))
    assert line.length_m == pytest.approx(1100, abs=3)
    assert line.latitudes.min() > 47.1396 + 190 / 111_180


def test_a_file_with_several_tracks_asks_which_one(browser: Browser, group: Group) -> None:
    one, two = a_gpx(*LEVEL, name="Morning").decode(), a_gpx(*HILL, name="Evening").decode()
    both = one.replace("</gpx>", two[two.index("<trk>") :])
    draft = str(upload(browser, group, both.encode()).location)
    text = page_text(browser.get(draft))
    assert "Which track is the walk?" in text
    assert "Morning 1.5 km" in text
    refused = browser.post(f"{draft}/track", {})
    assert refused.status_code == 422
    assert "Choose one of the tracks." in errors_of(refused)
    assert browser.post(draft, {"do": "save", "name": "Dam"}).status_code == 303  # back to asking
    assert Route.select().count() == 0
    browser.post(f"{draft}/track", {"track": "1"})
    assert "D · Hilly" in page_text(browser.get(draft))
    saved(browser, draft)
    assert Route.get().length_m == pytest.approx(1800, abs=2)


def test_a_jump_is_named_and_may_be_cut(browser: Browser, group: Group) -> None:
    places = [
        (47.1396 + at / 111_180, 9.5095) for at in [*range(0, 1000, 20), *range(1500, 1900, 20)]
    ]
    draft = str(upload(browser, group, line_gpx(places)).location)
    text = page_text(browser.get(draft))
    assert "The line jumps once over more than 200 m At 980 m" in text
    text = page_text(browser.follow(browser.post(draft, {"do": "update", "jumps": "longest"})))
    assert "980 m, about 15 minutes" in text
    saved(browser, draft, jumps="longest")
    assert Route.get().length_m == pytest.approx(980, abs=3)


def test_other_peoples_drafts_are_not_there(app: Flask, browser: Browser, group: Group) -> None:
    draft = uploaded(browser, group, *LEVEL)
    olu = Browser(app).sign_in(Person.get(Person.name == "Olu"))
    for answer in (
        olu.get(draft),
        olu.post(draft, {"do": "save", "name": "Mine"}),
        olu.post(f"{draft}/track", {"track": "0"}),
    ):
        assert answer.status_code == 404
    assert RouteDraft.select().count() == 1


@pytest.mark.parametrize("method", ["get", "post"])
def test_only_leaders_reach_the_upload(app: Flask, group: Group, method: str) -> None:
    path = f"/groups/{group.slug}/routes/new"
    ana = Browser(app).sign_in(Person.get(Person.name == "Ana"))
    stranger = Browser(app).sign_in(a_person("Sue"))
    assert getattr(ana, method)(path).status_code == 403
    assert getattr(stranger, method)(path).status_code == 403
    signed_out = getattr(Browser(app), method)(path)
    assert signed_out.status_code == 303
    assert "/sign-in" in signed_out.location
    assert RouteDraft.select().count() == 0


def test_a_leader_who_is_one_no_longer_cannot_save(browser: Browser, group: Group) -> None:
    from community.foundation.authorisation import SYSTEM
    from community.foundation.database import write_transaction
    from community.groups import Membership

    draft = uploaded(browser, group, *LEVEL)
    browser.get(draft)
    with write_transaction(by=SYSTEM):
        Membership.update(role="member").where(Membership.role == "leader").execute()
    assert browser.post(draft, {"do": "save", "name": "Dam"}).status_code == 403
    assert Route.select().count() == 0


def test_drafts_go_after_seven_days(browser: Browser, group: Group) -> None:
    uploaded(browser, group, *LEVEL)
    now = RouteDraft.get().made_at
    assert throw_old_drafts_away(now + timedelta(days=7)) == 0
    assert throw_old_drafts_away(now + timedelta(days=7, seconds=1)) == 1


# --- a saved route -------------------------------------------------------------------------------


def test_facts_change_and_the_route_is_graded_again(
    browser: Browser, group: Group, told: list[RouteChanged]
) -> None:
    route = a_route(group, *LEVEL)
    path = f"/routes/{route.id}/facts"
    version = field_value(browser.get(path), "version")
    sent = {"version": version, "name": "Dam", **way(("steps", "", "30"))}
    text = page_text(browser.follow(browser.post(path, sent)))
    assert "The grade is now D, it was A. D because of 30 steps on the way." in text
    changed = Route.get_by_id(route.id)
    assert (changed.letter, changed.rev, changed.version) == ("D", 1, 1)
    assert told == [RouteChanged(route.id, group.id, "A", "D")]


def test_who_was_slower_loses_nothing(browser: Browser, group: Group) -> None:
    route = a_route(group, *LEVEL)
    path = f"/routes/{route.id}/facts"
    version = field_value(browser.get(path), "version")
    browser.post(path, {"version": version, "name": "First", "steps": "none"})
    answer = browser.post(path, {"version": version, "name": "Second", "toilets": "yes"})
    assert answer.status_code == 409
    assert "Somebody changed this while you were writing." in page_text(answer)
    assert field_value(answer, "name") == "Second"
    assert Route.get_by_id(route.id).name == "First"
    again = {"version": field_value(answer, "version"), "name": "Second", "toilets": "yes"}
    assert browser.post(path, again).status_code == 303
    assert Route.get_by_id(route.id).name == "Second"


def test_what_the_faster_one_said_stands_in_the_slower_ones_form(
    browser: Browser, group: Group
) -> None:
    kept = RouteFacts.said(seats=[Seat(200.0)])
    route = a_route(group, *LEVEL, facts=kept)
    path = f"/routes/{route.id}/facts"
    first = fields_of(browser.get(path), "facts-form")
    stile = way(("seat", "200"), ("barrier:stile", "900", "", "", "By the farm"))
    browser.post(path, {**first, "surface": "firm", **stile})
    seats = way(("seat", "200"), ("seat:yes", "600"))
    answer = browser.post(path, {**first, **seats})
    assert answer.status_code == 409
    again = fields_of(answer, "facts-form")
    assert browser.post(path, again).status_code == 303
    facts = RouteFacts.from_json(Route.get_by_id(route.id).facts)
    assert facts.surface == "firm"
    assert sorted((one.kind, one.at_m, one.note) for one in facts.noted) == [
        ("barrier", 900.0, "By the farm"),
        ("seat", 200.0, ""),
        ("seat", 600.0, ""),
    ]


def test_names_of_things_on_the_map_are_names(browser: Browser, group: Group) -> None:
    route = a_route(group, *LEVEL)
    path = f"/routes/{route.id}/facts"
    version = field_value(browser.get(path), "version")
    for osm in ("javascript:alert(1)", "x" * 5000, "node/12"):
        sent = {"version": version, "name": "Dam", **way(("seat", "200")), "osm-n0": osm}
        answer = browser.follow(browser.post(path, sent))
        version = field_value(browser.get(path), "version")
        assert answer.status_code == 200
        (seat,) = Route.get_by_id(route.id).facts["noted"]
        assert seat.get("osm", "") == (osm if osm == "node/12" else "")


def test_a_recce_with_measured_slopes_takes_the_question_mark_away(
    browser: Browser, group: Group, told: list[RouteChanged]
) -> None:
    route = a_route(group, *HILL, facts=RouteFacts.said(steps=()))
    unsure = a_gpx(*LEVEL, barometer=False)
    draft = str(upload(browser, group, unsure).location)
    saved(browser, draft, name="By phone")
    phone = Route.get(Route.name == "By phone")
    assert (phone.letter, phone.shown_letter, phone.confidence) == ("A", "B", "low")
    text = page_text(browser.get(f"/routes/{phone.id}"))
    assert "B? · Gentle Why not sure?" in text
    assert "B?, because these heights come from a phone. A leader’s check will settle it." in text
    today = clock.now().date().isoformat()
    path = f"/routes/{phone.id}/recce"
    browser.get(path)
    text = page_text(browser.follow(browser.post(path, {"walked_on": today})))
    assert "Kept. The grade stays B?." in text
    text = page_text(browser.follow(browser.post(path, {"walked_on": today, "measured": "yes"})))
    assert "The grade is now A, it was B?. A because nothing on it is steeper than 3% ." in text
    assert "Walked and checked by Ruth on" in text
    assert Recce.select().count() == 2
    assert [signal.letter for signal in told] == ["B", "A"]
    assert Route.get_by_id(route.id).rev == 0


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [({}, "Say on which day you walked it."), ({"walked_on": "9999-12-31"}, "still to come")],
)
def test_a_recce_needs_its_day(
    browser: Browser, group: Group, answers: dict[str, str], sentence: str
) -> None:
    route = a_route(group)
    browser.get(f"/routes/{route.id}/recce")
    answer = browser.post(f"/routes/{route.id}/recce", answers)
    assert answer.status_code == 422
    assert sentence in errors_of(answer)
    assert Recce.select().count() == 0


def test_members_read_and_do_not_change(app: Flask, group: Group) -> None:
    route = a_route(group, *ONE_RISE)
    ana = Browser(app).sign_in(Person.get(Person.name == "Ana"))
    page = page_text(ana.get(f"/routes/{route.id}"))
    assert "Change what is known" not in page
    for name in ("facts", "recce"):
        assert ana.get(f"/routes/{route.id}/{name}").status_code == 403
        assert ana.post(f"/routes/{route.id}/{name}", {"name": "x"}).status_code == 403
    assert Route.get_by_id(route.id).version == 0


def test_a_route_is_seen_by_who_sees_the_groups_walks(app: Flask, group: Group) -> None:
    route = a_route(group)
    paths = (f"/routes/{route.id}", f"/routes/{route.id}.gpx", f"/groups/{group.slug}/routes")
    assert [Browser(app).get(path).status_code for path in paths] == [200, 401, 200]
    hidden = a_group(a_person("Eva"), name="Closed", joining="invite")
    private = a_route(hidden)
    for path in (f"/routes/{private.id}", f"/routes/{private.id}.gpx", "/groups/closed/routes"):
        assert Browser(app).get(path).status_code == 404
    assert Browser(app).get("/routes/999999").status_code == 404


def test_who_checked_is_named_to_members_only(app: Flask, group: Group, ruth: Person) -> None:
    route = a_route(group, checked_on=clock.now().date())
    signed_out = page_text(Browser(app).get(f"/routes/{route.id}"))
    assert "Walked and checked by a leader on" in signed_out
    ana = Browser(app).sign_in(Person.get(Person.name == "Ana"))
    assert "Walked and checked by Olu on" in page_text(ana.get(f"/routes/{route.id}"))


def test_the_line_can_be_taken_away_as_gpx(app: Flask, browser: Browser, group: Group) -> None:
    from community.routes.rules import read_gpx

    route = a_route(group, *ONE_RISE, name="Dam & <canal>")
    answer = browser.get(f"/routes/{route.id}.gpx")
    assert answer.status_code == 200
    assert answer.mimetype == "application/gpx+xml"
    track = read_gpx(io.BytesIO(answer.data))
    assert track.name == "Dam & <canal>"
    assert track.length_m == pytest.approx(route.length_m, abs=1)
    assert track.has_heights
    stranger = Browser(app).sign_in(a_person("Sue"))
    assert stranger.get(f"/routes/{route.id}.gpx").status_code == 403


def test_a_route_without_heights_says_that_it_has_no_grade(browser: Browser, group: Group) -> None:
    draft = uploaded(browser, group, *LEVEL, heights=False)
    text = page_text(browser.get(draft))
    assert "Not graded yet" in text
    assert "No heights, so no grade yet" in text
    answer = saved(browser, draft)
    text = page_text(browser.follow(answer))
    assert "No grade yet: there are no heights in this file" in text
    assert Route.get().letter == ""


def test_a_file_without_heights_gets_them_from_the_loaded_model(
    make_app: Callable[..., Flask],
) -> None:
    candidates = json.loads(shared_file("map", "level-candidates.geojson").read_text())
    line = candidates["features"][0]["geometry"]["coordinates"]
    app = make_app(AMBLE_DEMO="1")
    with app.app_context():
        ruth = a_person("Ruth")
        group = a_group(leaders=[ruth])
        browser = Browser(app).sign_in(ruth)
        answer = upload(browser, group, line_gpx([(lat, lon) for lon, lat in line]))
        text = page_text(browser.follow(answer))
        assert "Heights from a satellite (SRTM)" in text
        assert "B? · Gentle" in text
        assert "B?, because these heights come from a satellite." in text
        assert "Heights: NASA/USGS SRTM, public domain" in text
        found = RouteDraft.get().inspection
        assert (found["min_height_m"], found["max_height_m"]) == (450.1, 459.8)
        assert found["is_loop"]
        assert found["length_m"] == pytest.approx(4012, rel=0.005)


@pytest.mark.parametrize(
    ("recording", "letter"),
    [
        ("walk-strava-flat-out-and-back.gpx", "A"),
        ("walk-apple-watch-out-and-back.gpx", "B"),
        ("run-garmin-connect-flat.gpx", None),
        ("hike-gps-loop-9km.gpx", "E"),
        ("hike-garmin-gpsmap64s-two-segments.gpx", "E"),
        ("run-strava-london.gpx.gz", None),
        ("lake-no-heights.gpx", ""),
        ("lake-heights-all-zero.gpx", ""),
        ("ride-gpxstudio-two-segments.gpx", None),
    ],
)
def test_real_recordings_go_all_the_way(
    browser: Browser, group: Group, recording: str, letter: str | None
) -> None:
    content = shared_file("recordings", recording).read_bytes()
    draft = upload(browser, group, content, recording).location
    assert re.fullmatch(r"/routes/drafts/\d+", draft)
    if "Which track is the walk?" in page_text(browser.get(draft)):
        browser.post(f"{draft}/track", {"track": "all"})
    answer = saved(browser, draft)
    assert answer.status_code == 303, page_text(answer)
    assert browser.follow(answer).status_code == 200
    route = Route.get()
    assert letter is None or route.letter == letter
    assert browser.get(f"/routes/{route.id}.gpx").status_code == 200


@pytest.fixture
def told(app: Flask) -> Any:
    """The signals that were sent while the test ran."""
    from community.foundation import signals

    heard: list[RouteChanged] = []
    signals.receives(RouteChanged)(heard.append)
    yield heard
    signals.receivers_of(RouteChanged)[0].remove(heard.append)
