"""Groups as a browser sees them."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from community.groups import Group, Membership, standing_of
from tests.builders.browsing import Browser, errors_of, field_value, page_text
from tests.builders.groups import a_group, ask
from tests.builders.people import LONG_AGO, a_person


@pytest.fixture
def cast(app: Flask) -> dict[str, Any]:
    """Olu's group with Ruth, who leads, and Ana; Tom has asked, Eva is a stranger."""
    people = {name: a_person(name) for name in ("Olu", "Ruth", "Ana", "Tom", "Eva")}
    group = a_group(people["Olu"], [people["Ruth"]], [people["Ana"]], rules="Be kind.")
    ask(group, people["Tom"], "I live near by.")
    return {**people, "group": group}


MEMBERS_ONLY = ["members", "invite", "leave"]
ORGANISERS_ONLY = [
    "settings",
    "settings/about",
    "settings/joining",
    "settings/visibility",
    "archive",
]


@pytest.mark.parametrize("path", MEMBERS_ONLY + ORGANISERS_ONLY)
def test_who_may_open_what(app: Flask, cast: dict[str, Any], path: str) -> None:
    told = {
        name: Browser(app).sign_in(cast[name]).get(f"/groups/vaduz-amblers/{path}").status_code
        for name in ("Olu", "Ruth", "Ana", "Eva")
    }
    inside = 200 if path in MEMBERS_ONLY else 403
    assert told == {"Olu": 200, "Ruth": inside, "Ana": inside, "Eva": 404}
    assert Browser(app).get(f"/groups/vaduz-amblers/{path}").status_code == 303


POSTS: list[tuple[str, dict[str, Any], dict[str, int]]] = [
    ("settings/about", {"version": 0}, {"Olu": 422, "Ruth": 403, "Ana": 403, "Eva": 404}),
    ("settings/joining", {"version": 0}, {"Olu": 422, "Ruth": 403, "Ana": 403, "Eva": 404}),
    ("settings/invitation", {}, {"Olu": 303, "Ruth": 403, "Ana": 403, "Eva": 404}),
    ("members/{Ana}/role", {"role": "leader"}, {"Ruth": 403, "Ana": 403, "Eva": 404, "Olu": 303}),
    ("members/{Ana}/mute", {"days": 1}, {"Eva": 404, "Ana": 403, "Ruth": 303, "Olu": 303}),
    ("members/{Ruth}/mute", {"days": 1}, {"Eva": 404, "Ana": 403, "Ruth": 403, "Olu": 303}),
    ("members/{Ruth}/remove", {}, {"Eva": 404, "Ana": 403, "Ruth": 403, "Olu": 303}),
    ("members/{Ana}/ban", {}, {"Eva": 404, "Ana": 403, "Ruth": 403, "Olu": 303}),
    ("bans/{Ana}/lift", {}, {"Eva": 404, "Ana": 403, "Ruth": 403, "Olu": 303}),
    ("requests/{Tom}", {"answer": "accept"}, {"Eva": 404, "Ana": 403, "Ruth": 403, "Olu": 303}),
    ("requests/{Tom}", {"answer": "decline"}, {"Eva": 404, "Ana": 403, "Ruth": 403, "Olu": 303}),
    ("archive", {}, {"Eva": 404, "Ana": 403, "Ruth": 403, "Olu": 303}),
    ("leave", {}, {"Eva": 404, "Olu": 409, "Ruth": 303, "Ana": 303}),
]


@pytest.mark.parametrize(("path", "sent", "wanted"), POSTS)
def test_who_may_do_what(
    app: Flask, cast: dict[str, Any], path: str, sent: dict[str, Any], wanted: dict[str, int]
) -> None:
    ids = {name: person.id for name, person in cast.items()}
    where = f"/groups/vaduz-amblers/{path.format(**ids)}"
    assert Browser(app).post(where, sent).status_code == 303  # to signing in
    assert Browser(app).sign_in(cast["Eva"]).post(where, sent, csrf=False).status_code == 400
    told = {n: Browser(app).sign_in(cast[n]).post(where, sent).status_code for n in wanted}
    assert told == wanted


def test_a_stranger_joins_by_signing_up_and_is_in(app: Flask, cast: dict[str, Any]) -> None:
    browser = Browser(app)
    page = browser.get("/groups/vaduz-amblers").get_data(as_text=True)
    assert "/sign-up?next=/groups/vaduz-amblers%3Fjoin%3Dyes" in page
    kept = page_text(browser.get("/sign-up?next=/groups/vaduz-amblers%3Fjoin%3Dyes"))
    assert "You join Vaduz Amblers. It counts as soon as you are in." in kept
    answer = browser.sign_up("Ina", next_path="/groups/vaduz-amblers?join=yes")
    assert answer.location == "/groups/vaduz-amblers"
    told = page_text(browser.follow(answer))
    assert "4 members" in told
    assert "Join group" not in told
    assert "Leave the group" in told


def test_a_member_joins_with_one_tap(app: Flask, cast: dict[str, Any]) -> None:
    browser = Browser(app).sign_in(cast["Eva"])
    assert "Join group" in page_text(browser.get("/groups/vaduz-amblers"))
    answer = browser.post("/groups/vaduz-amblers/join")
    assert answer.location == "/groups/vaduz-amblers"
    browser.post("/groups/vaduz-amblers/join")
    assert "4 members" in page_text(browser.get("/groups/vaduz-amblers"))


def test_names_are_for_members_unless_group_or_leader_chose_otherwise(
    app: Flask, cast: dict[str, Any]
) -> None:
    outside = Browser(app)
    told = page_text(outside.get("/groups/vaduz-amblers"))
    assert "Ruth" not in told
    assert "Members see who leads." in told
    Browser(app).sign_in(cast["Ruth"]).post("/account/privacy", {"name_in_public": "on"})
    told = page_text(outside.get("/groups/vaduz-amblers"))
    assert "Ruth" in told
    assert "Olu" not in told
    assert "Olu" in page_text(Browser(app).sign_in(cast["Ana"]).get("/groups/vaduz-amblers"))
    Browser(app).sign_in(cast["Olu"]).post(
        "/groups/vaduz-amblers/settings/visibility", {"version": 0, "shows_names": "on"}
    )
    assert "Olu" in page_text(outside.get("/groups/vaduz-amblers"))


def test_an_invite_only_group_shows_name_and_place_only(app: Flask) -> None:
    group = a_group(joining="invite", rules="Be kind.", about="A secret sentence.")
    outside = Browser(app)
    told = page_text(outside.get("/groups/vaduz-amblers"))
    assert "Vaduz Amblers" in told
    assert "takes new people by invitation" in told
    for hidden in ("A secret sentence.", "Be kind.", "member", "Join group", "Who leads"):
        assert hidden not in told
    wrong = page_text(outside.get("/groups/vaduz-amblers?invite=wrong"))
    assert "This code is not that of this group" in wrong
    for odd in ("\0", "x" * 5000, "\u202e", "%"):
        answer = outside.get("/groups/vaduz-amblers", query_string={"invite": odd})
        assert answer.status_code == 200
        assert "A secret sentence." not in page_text(answer)
    right = outside.get(f"/groups/vaduz-amblers?invite={group.invite_code}")
    assert "A secret sentence." in page_text(right)
    wish = f"/groups/vaduz-amblers?join=yes&invite={group.invite_code}"
    browser = Browser(app)
    browser.follow(browser.sign_up("Ina", next_path=wish))
    assert "A secret sentence." in page_text(browser.get("/groups/vaduz-amblers"))


def test_asking_with_a_few_words(app: Flask, cast: dict[str, Any]) -> None:
    a_group(cast["Olu"], [cast["Ruth"]], name="Askers", joining="ask", shows_names=True)
    browser = Browser(app).sign_in(cast["Eva"])
    assert "Ask to join" in page_text(browser.get("/groups/askers"))
    assert browser.post("/groups/askers/join").location == "/groups/askers#ask"
    long = browser.post("/groups/askers/ask", {"answer": "x" * 301})
    assert long.status_code == 422
    assert "300 fit" in errors_of(long)
    answer = browser.post("/groups/askers/ask", {"answer": "My back likes level paths."})
    told = page_text(browser.follow(answer))
    assert "Olu usually answers within a day." in told
    assert "You have asked to join" in told
    olu = Browser(app).sign_in(cast["Olu"])
    assert "Requests: 1" in page_text(olu.get("/groups/askers"))
    assert "My back likes level paths." in page_text(olu.get("/groups/askers/members"))
    for name in ("Ruth",):
        members = Browser(app).sign_in(cast[name]).get("/groups/askers/members")
        assert "My back likes level paths." not in page_text(members)
    olu.post(f"/groups/askers/requests/{cast['Eva'].id}", {"answer": "accept"})
    assert "Leave the group" in page_text(browser.get("/groups/askers"))


def test_members_are_searched(app: Flask, cast: dict[str, Any]) -> None:
    browser = Browser(app).sign_in(cast["Ana"])
    told = page_text(browser.get("/groups/vaduz-amblers/members"))
    assert all(name in told for name in ("Olu", "Ruth", "Ana"))
    assert "Tom" not in told
    found = page_text(browser.get("/groups/vaduz-amblers/members?q=ru"))
    assert "Ruth" in found
    assert "Olu" not in found
    for words in ("zzz", "%", "' or 1=1 --", "x" * 5000, "\0", "\u202e"):
        answer = browser.get("/groups/vaduz-amblers/members", query_string={"q": words})
        assert answer.status_code == 200


def test_a_member_is_managed_by_who_may(app: Flask, cast: dict[str, Any]) -> None:
    path = f"/groups/vaduz-amblers/members/{cast['Ana'].id}"
    told = page_text(Browser(app).sign_in(cast["Olu"]).get(path))
    assert all(word in told for word in ("Role", "For 7 days", "Remove from the group", "Ban"))
    told = page_text(Browser(app).sign_in(cast["Ruth"]).get(path))
    assert "Role" not in told
    assert "For 7 days" in told
    assert "Ban" not in told.split()
    assert Browser(app).sign_in(cast["Ana"]).get(path).status_code == 404
    olu = Browser(app).sign_in(cast["Olu"])
    assert olu.get(f"/groups/vaduz-amblers/members/{cast['Eva'].id}").status_code == 404
    assert olu.get("/groups/vaduz-amblers/members/99999999999999999999").status_code == 404
    for what in ("remove", "ban"):
        assert olu.get(f"{path}/{what}").status_code == 200


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("role", {}),
        ("role", {"role": "queen"}),
        ("role", {"role": "\0"}),
        ("mute", {"days": "400"}),
        ("mute", {"days": "-1"}),
        ("mute", {"days": "one"}),
        ("mute", {}),
    ],
)
def test_unknown_words_are_not_read(
    app: Flask, cast: dict[str, Any], path: str, sent: dict[str, str]
) -> None:
    where = f"/groups/vaduz-amblers/members/{cast['Ana'].id}/{path}"
    assert Browser(app).sign_in(cast["Olu"]).post(where, sent).status_code == 400
    assert standing_of(cast["Ana"].id, cast["group"].id).role == "member"


GOOD = {
    "name": "Schaan Strollers",
    "about": "Slow walks.",
    "place_name": "Schaan",
    "where": "47.165, 9.51",
    "zone": "",
    "pace": "very_easy",
    "joining": "ask",
    "rules": "",
}


def test_starting_a_group_makes_an_organiser(app: Flask) -> None:
    ana = a_person("Ana")
    browser = Browser(app).sign_in(ana)
    form_id = field_value(browser.get("/groups/new?place=Schaan"), "form_id")
    for _ in range(2):
        answer = browser.post("/groups/new", {**GOOD, "form_id": form_id})
        assert answer.location == "/groups/schaan-strollers"
    group = Group.get()
    assert (group.zone, group.pace, group.joining) == ("Europe/Vaduz", "very_easy", "ask")
    assert Membership.select().count() == 1
    assert standing_of(ana.id, group.id).is_organiser
    assert "Only you so far" in page_text(browser.follow(answer))


def test_a_place_that_has_groups_needs_no_coordinates(app: Flask) -> None:
    group = a_group()
    browser = Browser(app).sign_in(a_person("Ana"))
    browser.post("/groups/new", {**GOOD, "place_name": "vaduz", "where": ""})
    made = Group.get(Group.name == "Schaan Strollers")
    assert (made.lat, made.lon) == (group.lat, group.lon)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"name": ""}, "The group's name is missing."),
        ({"name": "   "}, "The group's name is missing."),
        ({"name": "…!"}, "The group's name is missing."),
        ({"name": "x" * 61}, "60 fit"),
        ({"name": "a\0b"}, "cannot be kept"),
        ({"about": "x" * 301}, "300 fit"),
        ({"place_name": ""}, "The place is missing."),
        ({"place_name": " "}, "The place is missing."),
        ({"where": "Atlantis"}, "We do not know this place."),
        ({"where": "91, 200"}, "We do not know this place."),
        ({"where": "\0"}, "cannot be kept"),
        ({"where": "", "place_name": "Atlantis"}, "We do not know this place."),
        ({"where": "0, -30"}, "We do not know the time zone there."),
        ({"zone": "Mars/Olympus"}, "There is no time zone of this name."),
        ({"zone": "../../etc/passwd"}, "There is no time zone of this name."),
        ({"pace": "sprint"}, "Choose one of the three paces."),
        ({"joining": ""}, "Choose how people join."),
        ({"rules": "x" * 2001}, "2000 fit"),
    ],
)
def test_a_faulty_group_says_what_is_wrong_and_keeps_the_rest(
    app: Flask, changes: dict[str, str], told: str
) -> None:
    browser = Browser(app).sign_in(a_person("Ana"))
    answer = browser.post("/groups/new", {**GOOD, **changes})
    assert answer.status_code == 422
    assert told in errors_of(answer).replace("’", "'")
    assert Group.select().count() == 0
    if "place_name" not in changes:
        assert field_value(answer, "place_name") == "Schaan"


def test_anothers_change_meanwhile_is_shown_and_nothing_typed_is_lost(
    app: Flask, cast: dict[str, Any]
) -> None:
    here, there = (Browser(app).sign_in(cast["Olu"]) for _ in range(2))
    path = "/groups/vaduz-amblers/settings/about"
    version = field_value(here.get(path), "version")
    there.post(path, {**GOOD, "name": "Vaduz Walkers", "place_name": "Vaduz", "version": version})
    answer = here.post(path, {**GOOD, "name": "Vaduz Ramblers", "version": version})
    assert answer.status_code == 409
    assert "Name of the group is now: Vaduz Walkers" in page_text(answer)
    assert field_value(answer, "name") == "Vaduz Ramblers"
    again = here.post(
        path, {**GOOD, "name": "Vaduz Ramblers", "version": field_value(answer, "version")}
    )
    assert again.status_code == 303
    assert Group.get().name == "Vaduz Ramblers"
    assert Group.get().slug == "vaduz-amblers"


@pytest.mark.parametrize("version", ["", "x", "-1", "99999999999999999999", "\0"])
def test_a_version_that_cannot_be_read_is_a_stale_one(
    app: Flask, cast: dict[str, Any], version: str
) -> None:
    answer = (
        Browser(app)
        .sign_in(cast["Olu"])
        .post("/groups/vaduz-amblers/settings/joining", {"joining": "ask", "version": version})
    )
    assert answer.status_code == 409
    assert Group.get().joining == "open"


def test_the_place_stays_where_it_is_when_only_the_sentence_changes(
    app: Flask, cast: dict[str, Any]
) -> None:
    before = (cast["group"].lat, cast["group"].lon)
    sent = {**GOOD, "place_name": "Vaduz", "where": "", "version": 0}
    browser = Browser(app).sign_in(cast["Olu"])
    assert browser.post("/groups/vaduz-amblers/settings/about", sent).status_code == 303
    assert (Group.get().lat, Group.get().lon) == before


def test_the_invitation_is_a_link_and_a_code_to_scan(app: Flask, cast: dict[str, Any]) -> None:
    browser = Browser(app).sign_in(cast["Ana"])
    page = browser.get("/groups/vaduz-amblers/invite").get_data(as_text=True)
    assert f"/groups/vaduz-amblers?invite={cast['group'].invite_code}" in page
    assert "<svg" in page
    assert "style=" not in page
    assert "Make a new link" not in page


def test_groups_that_are_not_there(app: Flask) -> None:
    browser = Browser(app).sign_in(a_person("Ana"))
    for slug in ("none", "x" * 500, "%00", "..", "%E2%80%AE"):
        assert browser.get(f"/groups/{slug}").status_code == 404
        assert browser.post(f"/groups/{slug}/join").status_code == 404


def test_my_groups_stand_on_the_tab_me(app: Flask, cast: dict[str, Any]) -> None:
    told = page_text(Browser(app).sign_in(cast["Ana"]).get("/account"))
    assert "My groups Vaduz Amblers" in told
    assert "You belong to no group yet." in page_text(
        Browser(app).sign_in(cast["Eva"]).get("/account")
    )


def test_an_archived_group_says_so_and_is_read_by_its_members(
    app: Flask, cast: dict[str, Any]
) -> None:
    browser = Browser(app).sign_in(cast["Olu"])
    told = page_text(browser.follow(browser.post("/groups/vaduz-amblers/archive")))
    assert "The group is archived." in told
    assert "Settings" not in told
    assert "Join group" not in page_text(Browser(app).get("/groups/vaduz-amblers"))
    assert cast["group"].created_at == LONG_AGO


def test_the_last_organiser_reads_why_she_cannot_go(app: Flask, cast: dict[str, Any]) -> None:
    browser = Browser(app).sign_in(cast["Olu"])
    told = page_text(browser.get("/groups/vaduz-amblers/leave"))
    assert "You are the only organiser. Make somebody else organiser first, then go." in told
    gone = browser.post("/account/delete", {"name": "Olu"})
    assert gone.status_code == 409
    assert "Vaduz Amblers has no other organiser." in page_text(gone)
