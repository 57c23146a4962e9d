"""Signing up, in and out, as a browser sees it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from community.accounts import Device, Person
from community.accounts.actions import TooManyPasswords, reserve_try
from community.accounts.models import SignInTry
from community.accounts.rules.limits import MOST_FROM_ONE_ADDRESS
from community.foundation import clock
from community.foundation.authorisation import SYSTEM
from community.foundation.database import write_transaction
from tests.builders.browsing import Browser, errors_of, field_value, page_text
from tests.builders.people import PASSWORD, a_person


def test_signing_up_signs_in_and_leads_back(app: Flask) -> None:
    browser = Browser(app)
    answer = browser.sign_up("Ana", "Ana@Example.org ", next_path="/account/me")
    assert (answer.status_code, answer.location) == (303, "/account/me")
    person = Person.get()
    assert (person.name, person.email) == ("Ana", "ana@example.org")
    assert PASSWORD not in person.password_hash
    assert browser.get("/account/me").status_code == 200


def test_without_a_wish_she_lands_on_the_front_page(app: Flask) -> None:
    assert Browser(app).sign_up().location == "/"


@pytest.mark.parametrize(
    "target",
    ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "\t//e"],
)
def test_nobody_is_led_to_another_site(app: Flask, target: str) -> None:
    assert Browser(app).sign_up(next_path=target).location == "/"
    person = a_person("Ruth")
    browser = Browser(app)
    assert browser.sign_in_by_form(person, next_path=target).location in ("/", None)


def test_an_answer_that_waits_is_said_and_comes_back(app: Flask) -> None:
    browser = Browser(app)
    page = browser.get("/sign-up?next=/walks/3%3Fanswer%3Dcoming")
    assert "“I’m coming” is kept. It counts as soon as you are in." in page_text(page)
    target = field_value(page, "next")
    assert target == "/walks/3?answer=coming"
    assert browser.sign_up(next_path=target or "").location == target


FAULTS: list[tuple[dict[str, Any], str]] = [
    ({"name": None}, "Your name is missing."),
    ({"name": "   "}, "Your name is missing."),
    ({"name": "\u202e\u2066"}, "Your name is missing."),
    ({"name": "12 34"}, "Your name is missing."),
    ({"name": "A" * 61}, "This is 61 characters long; 60 fit."),
    ({"name": "An\0a"}, "This text has characters in it that cannot be kept."),
    ({"email": None}, "Your e-mail is missing."),
    ({"email": "ana"}, "This is no e-mail address."),
    ({"email": "ana@example"}, "This is no e-mail address."),
    ({"email": "ana@@example.org"}, "This is no e-mail address."),
    ({"email": "a,b@example.org"}, "This is no e-mail address."),
    ({"email": "a b@example.org"}, "This is no e-mail address."),
    ({"email": "ana@example.org\r\nBcc: x@y.zz"}, "This is no e-mail address."),
    ({"email": f"{'a' * 60}@{'b' * 200}.org"}, "254 fit."),
    ({"email": "a\0@example.org"}, "This text has characters in it that cannot be kept."),
    ({"password": None}, "A password is missing."),
    ({"password": "short"}, "Take 10 characters or more"),
    ({"password": "password123"}, "Many people use this password"),
    ({"password": "x" * 100_000}, "over 200 characters"),
    ({"password": "three\0grey herons"}, "This text has characters in it that cannot be kept."),
    ({"agree": None}, "Please tick that you are 18 or over"),
]


@pytest.mark.parametrize(("changes", "told"), FAULTS)
def test_a_faulty_sign_up_says_what_is_wrong_and_keeps_the_rest(
    app: Flask, changes: dict[str, Any], told: str
) -> None:
    browser = Browser(app)
    answer = browser.sign_up(**{"name": "Ana", "email": "ana@example.org", **changes})
    assert answer.status_code == 422
    assert told in errors_of(answer)
    assert Person.select().count() == 0
    if "name" not in changes:
        assert field_value(answer, "name") == "Ana"
    assert PASSWORD not in answer.get_data(as_text=True)


def test_unseen_characters_do_not_get_into_names(app: Flask) -> None:
    Browser(app).sign_up(name="\u202eA\u200bna\u2069 \n Maria")
    assert Person.get().name.replace("\u200b", "") == "Ana Maria"


def test_an_e_mail_that_is_taken_is_said_with_the_way_on(app: Flask) -> None:
    a_person("Ana", email="ana@example.org")
    answer = Browser(app).sign_up(email="ANA@example.org", password="another good one")
    assert answer.status_code == 422
    told = "There is an account with this e-mail. Sign in, or ask for a new password."
    assert told in errors_of(answer)
    assert 'href="/password/forgotten"' in answer.get_data(as_text=True)


def test_a_double_tap_on_sign_up_makes_one_account_and_ends_well(app: Flask) -> None:
    first, second = Browser(app), Browser(app)
    assert first.sign_up().status_code == 303
    assert second.sign_up().status_code == 303
    assert Person.select().count() == 1


def test_signing_in_needs_the_right_password(app: Flask) -> None:
    ana = a_person("Ana")
    browser = Browser(app)
    wrong = browser.sign_in_by_form(ana, "three grey geese")
    assert wrong.status_code == 422
    assert "do not go together" in errors_of(wrong)
    assert field_value(wrong, "email") == ana.email
    right = browser.sign_in_by_form(ana, next_path="/account/devices")
    assert (right.status_code, right.location) == (303, "/account/devices")
    assert SignInTry.select().count() == 0


def test_the_same_words_for_a_wrong_password_and_an_unknown_e_mail(app: Flask) -> None:
    ana = a_person("Ana")
    told = []
    for email in (ana.email, "nobody@example.org"):
        browser = Browser(app)
        answer = browser.post("/sign-in", {"email": email, "password": "three grey geese"})
        told.append((answer.status_code, page_text(answer)))
    assert told[0] == told[1]


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"email": "", "password": ""},
        {"email": "a\0@b.cc", "password": "x"},
        {"email": "ana@example.org", "password": "x\0"},
        {"email": "\U0001f600" * 5000, "password": "x" * 200_000},
        {"email": ["a@b.cc", "c@d.ee"], "password": "x"},
    ],
)
def test_whatever_is_typed_into_sign_in_gets_an_answer(app: Flask, sent: dict[str, Any]) -> None:
    answer = Browser(app).post("/sign-in", sent)
    assert answer.status_code == 422
    assert errors_of(answer)


def test_a_page_that_was_open_for_too_long_says_so(app: Flask) -> None:
    for path in ("/sign-in", "/sign-up", "/sign-out", "/password/forgotten", "/sign-in/demo"):
        answer = Browser(app).post(path, {}, csrf=False)
        assert answer.status_code == 400
        assert "This page was open for too long" in page_text(answer)


def test_guessing_is_stopped_with_a_sentence_and_not_for_others(app: Flask) -> None:
    ana, ruth = a_person("Ana"), a_person("Ruth")
    guesser = Browser(app, address="203.0.113.7")
    for _ in range(MOST_FROM_ONE_ADDRESS):
        assert guesser.sign_in_by_form(ana, "three grey geese").status_code == 422
    answer = guesser.sign_in_by_form(ana)
    assert answer.status_code == 429
    assert "These were many tries in a short time. Wait 15 minutes" in page_text(answer)
    assert int(answer.headers["Retry-After"]) > 0
    assert guesser.sign_in_by_form(ruth).status_code == 303
    assert Browser(app, address="198.51.100.1").sign_in_by_form(ana).status_code == 303


def test_many_guesses_at_once_are_counted_one_by_one(app: Flask) -> None:
    def guess() -> None:
        reserve_try("ana@example.org", "10.0.0.1", False, clock.now())

    counted = threading.Event()

    def many_that_are_not_stored_yet() -> None:
        with app.app_context(), write_transaction(by=SYSTEM):
            for _ in range(MOST_FROM_ONE_ADDRESS):
                guess()
            counted.set()
            threading.Event().wait(0.4)

    first = threading.Thread(target=many_that_are_not_stored_yet)
    first.start()
    counted.wait(10)
    with pytest.raises(TooManyPasswords):
        guess()
    first.join(30)


def test_sign_up_is_no_way_around_the_limit(app: Flask) -> None:
    ana = a_person("Ana", email="ana@example.org")
    guesser = Browser(app, address="203.0.113.7")
    for _ in range(MOST_FROM_ONE_ADDRESS):
        guesser.sign_up(email=ana.email, password="three grey geese")
    assert guesser.sign_up(email=ana.email).status_code == 429


def test_limits_by_address_hold_outside_tests(make_app: Callable[..., Flask]) -> None:
    app = make_app(AMBLE_ENV="development")
    browser = Browser(app)
    told = [
        browser.post("/password/forgotten", {"email": f"p{n}@example.org"}).status_code
        for n in range(11)
    ]
    assert told == [303] * 10 + [429]


def test_a_session_planted_beforehand_is_worth_nothing(app: Flask) -> None:
    ana = a_person("Ana")
    browser = Browser(app)
    with browser.client.session_transaction() as session:
        session["planted"] = "by somebody"
        session["_user_id"] = "a key that is known to somebody"
    browser.sign_in_by_form(ana)
    with browser.client.session_transaction() as session:
        assert "planted" not in session
        assert session["_user_id"] != "a key that is known to somebody"


def test_signing_out_ends_the_device_and_a_copied_cookie_with_it(app: Flask) -> None:
    ana = a_person("Ana")
    browser, thief = Browser(app), Browser(app)
    browser.sign_in_by_form(ana)
    cookie = browser.client.get_cookie("amble_session")
    assert cookie is not None
    thief.client.set_cookie("amble_session", cookie.value)
    assert thief.get("/account").status_code == 200
    assert browser.get("/sign-out").status_code == 200
    assert browser.post("/sign-out").location == "/sign-in"
    assert thief.get("/account").status_code == 303
    assert Device.get().ended_at is not None


def test_demo_people_are_one_tap_away_only_while_the_demo_is_on(
    make_app: Callable[..., Flask],
) -> None:
    app = make_app(AMBLE_ENV="development", AMBLE_DEMO="1")
    with app.app_context():
        ana, real = a_person("Ana", is_demo=True), a_person("Real")
        browser = Browser(app)
        page = browser.get("/sign-in")
        assert "Be Ana" in page_text(page)
        assert "invented" in page_text(page)
        for person in (real.id, 999_999, "x", "", "²", "1" * 40, "\0"):
            assert browser.post("/sign-in/demo", {"person": person}).status_code == 404
        answer = browser.post("/sign-in/demo", {"person": ana.id, "next": "/account/me"})
        assert (answer.status_code, answer.location) == (303, "/account/me")


def test_demo_people_have_no_tap_on_a_real_instance(app: Flask) -> None:
    ana = a_person("Ana", is_demo=True)
    browser = Browser(app)
    assert "Be Ana" not in page_text(browser.get("/sign-in"))
    assert browser.post("/sign-in/demo", {"person": ana.id}).status_code == 404


def test_who_is_signed_in_is_led_on_from_the_doors(app: Flask) -> None:
    browser = Browser(app).sign_in(a_person("Ana"))
    assert browser.get("/sign-in").location == "/account"
    assert browser.get("/sign-up?next=/account/me").location == "/account/me"


def test_everything_of_ones_own_needs_signing_in(app: Flask) -> None:
    for path in ("/account", "/account/me", "/account/devices", "/account/download"):
        answer = Browser(app).get(path)
        assert (answer.status_code, answer.location) == (303, f"/sign-in?next={path}")


def test_how_she_reads_comes_along_to_a_new_device(app: Flask) -> None:
    ana = a_person("Ana")
    Browser(app).sign_in(ana).post("/reading", {"text_size": "150", "theme": "dark"})
    elsewhere = Browser(app)
    elsewhere.sign_in_by_form(ana)
    page = elsewhere.get("/account").get_data(as_text=True)
    assert 'data-text-size="150"' in page
    assert 'data-theme="dark"' in page
