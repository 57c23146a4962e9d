""" "My back" and "Is it for me?": for one pair of eyes only, and only as long as she wants it."""

from __future__ import annotations

import json
import logging

import pytest
from flask import Flask

from community.accounts import Person, has_consent
from community.accounts.own_data import data_of
from community.foundation.errors import Changed
from community.groups import Group, leaders_of
from community.journal import BACK, BackTold, keep_back
from community.journal.back_queries import back_of
from community.journal.models import BackNote
from community.routes import NEEDS, Route, RouteFacts
from tests.builders.browsing import Browser, page_text
from tests.builders.groups import a_group
from tests.builders.logs import tells_of_back
from tests.builders.people import a_person
from tests.builders.routes import HILL, a_route
from tests.builders.walks import NOW, a_walk

TITLE = "Is it for me?"
FIRM = RouteFacts(surface="firm", complete=("steps", "barrier"))  # type: ignore[call-arg]
YOU_DECIDE = "You decide."


def ground(ana: Person | None = None, *stretches: tuple[float, float]) -> tuple[Group, Route]:
    group = a_group(members=[ana] if ana else [])
    return group, a_route(group, *stretches, facts=FIRM)


def seen(app: Flask, person: Person | None, path: str) -> str:
    browser = Browser(app)
    if person is not None:
        browser.sign_in(person)
    answer = browser.get(path)
    assert answer.status_code == 200, answer.status_code
    assert answer.headers["Cache-Control"] == "no-store"
    return page_text(answer)


def ticked(browser: Browser, **more: object) -> dict[str, object]:
    page = browser.get("/journal/back").get_data(as_text=True)
    version = page.split('name="version" value="')[1].split('"')[0]
    return {"version": version, "is_shown": "on", "minds_downhill": "yes", **more}


def test_nothing_is_kept_before_she_agrees_and_all_of_it_afterwards(app: Flask) -> None:
    ana = a_person("Ana")
    browser = Browser(app).sign_in(ana)
    assert "May we keep what you tick?" in page_text(browser.get("/journal/back"))
    refused = browser.post("/journal/back", {"needs": "stenosis", "version": "0"})
    assert refused.status_code == 403
    assert BackNote.select().count() == 0
    text = page_text(browser.follow(browser.post("/journal/back/consent")))
    assert "What applies to you?" in text
    assert not has_consent(ana.id, "health")  # a consent of its own
    sent = ticked(
        browser, needs=["stenosis", "balance"], sits_after="5", speed="3,6", brings_seat="yes"
    )
    answer = browser.post("/journal/back", sent)
    assert answer.status_code == 303
    assert "Saved. Only you can see this." in page_text(browser.follow(answer))
    back = back_of(ana.id)
    assert back is not None
    assert (back.needs, back.sits_after_min) == ({"stenosis", "balance"}, 5)
    assert (back.brings_seat, back.minds_downhill, back.speed_m_per_min) == (True, True, 60)
    assert browser.post("/journal/back", sent).status_code == 303  # sent twice


@pytest.mark.parametrize("need", NEEDS)
def test_each_need_can_be_ticked_and_read_back(app: Flask, need: str) -> None:
    ana = a_person("Ana")
    tells_of_back(ana, need)
    page = Browser(app).sign_in(ana).get("/journal/back").get_data(as_text=True)
    assert f'value="{need}" checked' in page
    assert page.count('name="needs"') == len(NEEDS)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"sits_after": "0"}, "Minutes are a whole number from 1 to 180."),
        ({"sits_after": "soon"}, "Minutes are a whole number from 1 to 180."),
        ({"speed": "fast"}, "A walking speed is a number such as 3.5."),
        ({"speed": "0"}, "A walking speed is a number such as 3.5."),
        ({"speed": "30"}, "A walking speed is a number such as 3.5."),
        ({"needs": "magic"}, "Choose from what the page offers."),
    ],
)
def test_what_cannot_be_read_comes_back_with_a_sentence(
    app: Flask, typed: dict[str, str], words: str
) -> None:
    ana = a_person("Ana")
    tells_of_back(ana)
    browser = Browser(app).sign_in(ana)
    answer = browser.post("/journal/back", ticked(browser, **{"needs": "hip", **typed}))
    assert answer.status_code == 422
    assert words in page_text(answer)
    assert back_of(ana.id) is None


def test_an_old_form_does_not_win(app: Flask) -> None:
    ana = a_person("Ana")
    tells_of_back(ana, "hip")
    browser = Browser(app).sign_in(ana)
    old = ticked(browser, needs="disc")
    keep_back(ana.id, BackTold(frozenset(["bone"])), 1, NOW)
    answer = browser.post("/journal/back", old)
    assert answer.status_code == 409
    assert "This was changed in the meantime" in page_text(answer)
    assert back_of(ana.id).needs == {"bone"}  # type: ignore[union-attr]
    with pytest.raises(Changed):
        keep_back(ana.id, BackTold(frozenset(["disc"])), 1, NOW)


def test_a_route_says_whether_it_is_for_her(app: Flask) -> None:
    ana = a_person("Ana")
    _, route = ground(ana)
    tells_of_back(ana, "general")
    text = seen(app, ana, f"/routes/{route.id}")
    assert f"{TITLE} Fits" in text
    assert "It stays within what many people with a back like yours find comfortable." in text
    assert f"{YOU_DECIDE} Only you see this." in text
    assert "not a diagnosis or medical advice" in text
    assert "safe for you" not in text.lower()


def test_a_steep_route_is_not_by_default_and_says_why(app: Flask) -> None:
    ana = a_person("Ana")
    _, route = ground(ana, *[(length, -slope) for length, slope in HILL])
    tells_of_back(ana, "stenosis")
    text = seen(app, ana, f"/routes/{route.id}")
    assert f"{TITLE} Not by default" in text
    assert "It goes down at" in text
    assert "Many people with stenosis find that harder." in text
    assert "Nobody has told us yet: Where the seats are." in text
    assert "sit early and to carry little" in text


def test_what_nobody_knows_is_said_and_never_fits(app: Flask) -> None:
    ana = a_person("Ana")
    group = a_group(members=[ana])
    route = a_route(group)
    tells_of_back(ana, "general")
    text = seen(app, ana, f"/routes/{route.id}")
    assert f"{TITLE} With care" in text
    assert "With care, because nobody has told us yet:" in text
    assert "How many steps there are." in text
    assert "What the ground is like." in text


def test_the_downhill_limit_can_be_switched_off(app: Flask) -> None:
    ana = a_person("Ana")
    _, route = ground(ana, (900, 0), (200, -4), (900, 0))
    tells_of_back(ana, "stenosis")
    assert "It goes down at" in seen(app, ana, f"/routes/{route.id}")
    tells_of_back(ana, "stenosis", minds_downhill=False)
    assert "It goes down at" not in seen(app, ana, f"/routes/{route.id}")


def test_a_walk_says_it_too_and_without_a_route_nothing(app: Flask) -> None:
    ana = a_person("Ana")
    group, route = ground(ana)
    tells_of_back(ana, "sciatica")
    date = a_walk(group, route_id=route.id)
    text = seen(app, ana, f"/walks/{date.id}")
    assert TITLE in text
    assert "It is not compared with a walking plan: there is none yet." in text
    assert TITLE not in seen(app, ana, f"/walks/{a_walk(group).id}")


def test_nobody_else_ever_sees_it(app: Flask) -> None:
    ana, ben, operator = a_person("Ana"), a_person("Ben"), a_person("Op", is_operator=True)
    group = a_group(members=[ana, ben])
    route = a_route(group, facts=FIRM)
    date = a_walk(group, route_id=route.id)
    organiser = Person.get_by_id(leaders_of(group.id)[0][0])
    tells_of_back(ana, "stenosis", "balance")
    for other in (None, ben, operator, organiser):
        for path in (f"/routes/{route.id}", f"/walks/{date.id}"):
            text = seen(app, other, path)
            assert TITLE not in text
            assert YOU_DECIDE not in text
    for other in (ben, operator):
        page = Browser(app).sign_in(other).get("/journal/back").get_data(as_text=True)
        assert 'name="needs"' not in page
        assert "May we keep what you tick?" in page
    assert Browser(app).get("/journal/back").status_code in (302, 303, 401)


def test_switched_off_it_says_nothing_and_keeps_what_she_ticked(app: Flask) -> None:
    ana = a_person("Ana")
    _, route = ground(ana)
    tells_of_back(ana, "hip")
    browser = Browser(app).sign_in(ana)
    sent = ticked(browser, needs="hip")
    del sent["is_shown"]
    assert browser.post("/journal/back", sent).status_code == 303
    assert TITLE not in seen(app, ana, f"/routes/{route.id}")
    assert 'value="hip" checked' in browser.get("/journal/back").get_data(as_text=True)


@pytest.mark.parametrize(
    ("path", "sent"),
    [("/journal/back/erase", {}), ("/account/health", {"consent": "withdraw"})],
)
def test_erasing_it_leaves_nothing(app: Flask, path: str, sent: dict[str, str]) -> None:
    ana = a_person("Ana")
    _, route = ground(ana)
    tells_of_back(ana, "hip")
    browser = Browser(app).sign_in(ana)
    assert "is erased for good" in page_text(browser.get("/journal/back/erase"))
    assert browser.post(path, sent).status_code == 303
    assert BackNote.select().count() == 0
    assert not has_consent(ana.id, BACK)
    assert TITLE not in seen(app, ana, f"/routes/{route.id}")
    assert data_of(ana.id)["back"] is None


def test_erasing_the_back_leaves_the_pain_scores_agreed_to(app: Flask) -> None:
    ana = a_person("Ana")
    tells_of_back(ana, "hip")
    browser = Browser(app).sign_in(ana)
    browser.get("/journal")
    browser.post("/journal/consent", {"answer": "yes"})
    browser.post("/journal/back/erase")
    assert has_consent(ana.id, "health")


def test_her_download_holds_it(app: Flask) -> None:
    ana = a_person("Ana")
    tells_of_back(ana, "hip", sits_after_min=7)
    told = data_of(ana.id)["back"]
    assert told["needs"] == ["hip"]  # type: ignore[index]
    assert told["sits_after_min"] == 7  # type: ignore[index]
    assert json.dumps(told)


def test_no_log_line_names_it(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    ana = a_person("Ana")
    _, route = ground(ana)
    tells_of_back(ana)
    with caplog.at_level(logging.DEBUG):
        browser = Browser(app).sign_in(ana)
        browser.post("/journal/back", ticked(browser, needs="stenosis"))
        browser.get(f"/routes/{route.id}")
    told = [line for line in caplog.messages if not line.startswith("('")]  # SQL while debugging
    assert not any("stenosis" in line for line in told)
