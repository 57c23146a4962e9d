"""The tab "Me"."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from community.accounts import (
    ConsentWithdrawn,
    Device,
    Person,
    PersonErased,
    SignedOutEverywhere,
    blocked_by,
    give_consent,
    has_consent,
    names_of,
    withdraw_consent,
)
from community.accounts.actions import (
    ask_for_erasure,
    block_person,
    erase_person,
    open_device,
    unblock_person,
)
from community.accounts.jobs import erase_due_people
from community.accounts.models import Consent
from community.accounts.queries import people_to_erase
from community.foundation import clock, signals
from community.foundation.authorisation import SYSTEM
from community.foundation.database import write_transaction
from community.foundation.errors import NotFound
from tests.builders.browsing import Browser, errors_of, page_text
from tests.builders.people import PASSWORD, a_person

NEW = "seven quiet kettles"


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every signal of accounts that is sent."""
    got: list[Any] = []
    for kind in (ConsentWithdrawn, SignedOutEverywhere, PersonErased):
        monkeypatch.setitem(signals._inside, kind, [*signals._inside[kind], got.append])
    return got


def test_every_row_leads_somewhere(app: Flask) -> None:
    browser = Browser(app).sign_in(a_person("Ana"))
    page = browser.get("/account").get_data(as_text=True)
    for path in ("me", "reading", "units", "privacy", "health", "download", "devices", "password"):
        assert f'href="/account/{path}"' in page
        assert browser.get(f"/account/{path}").status_code == 200


def test_name_pace_and_units_are_kept(app: Flask) -> None:
    ana = a_person("Ana")
    browser = Browser(app).sign_in(ana)
    assert browser.post("/account/me", {"name": "Ana M", "pace": "very_easy"}).status_code == 303
    assert browser.post("/account/units", {"units": "miles", "language": "en"}).status_code == 303
    assert browser.post("/account/privacy", {"name_in_public": "on"}).status_code == 303
    kept = Person.get_by_id(ana.id)
    assert (kept.name, kept.pace, kept.units) == ("Ana M", "very_easy", "miles")
    assert kept.name_in_public
    assert kept.rev == 1  # units are told in feeds, the name's visibility is not


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("me", {"name": "", "pace": "easy"}),
        ("me", {"name": "Ana", "pace": "very fast"}),
        ("me", {"name": "Ana"}),
        ("me", {"name": "A\0", "pace": "easy"}),
        ("units", {"units": "furlongs", "language": "en"}),
        ("units", {"units": "km", "language": "xx"}),
        ("units", {}),
    ],
)
def test_what_cannot_be_chosen_is_said(app: Flask, path: str, sent: dict[str, str]) -> None:
    ana = a_person("Ana")
    answer = Browser(app).sign_in(ana).post(f"/account/{path}", sent)
    assert answer.status_code == 422
    assert errors_of(answer)
    assert Person.get_by_id(ana.id).name == "Ana"


def test_changing_the_password_ends_all_other_devices(app: Flask, heard: list[Any]) -> None:
    ana = a_person("Ana")
    here, there = Browser(app).sign_in(ana), Browser(app).sign_in(ana)
    wrong = here.post("/account/password", {"old_password": "not it at all", "password": NEW})
    assert wrong.status_code == 422
    assert "This is not your present password." in errors_of(wrong)
    weak = here.post("/account/password", {"old_password": PASSWORD, "password": "password12"})
    assert "Many people use this password" in errors_of(weak)
    right = here.post("/account/password", {"old_password": PASSWORD, "password": NEW})
    assert right.status_code == 303
    assert here.get("/account").status_code == 200
    assert there.get("/account").status_code == 303
    assert heard == [SignedOutEverywhere(ana.id, here.device_key)]


def test_guessing_the_present_password_is_limited(app: Flask) -> None:
    browser = Browser(app).sign_in(a_person("Ana"))
    sent = {"old_password": "not it at all", "password": NEW}
    told = [browser.post("/account/password", sent).status_code for _ in range(9)]
    assert told == [422] * 8 + [429]


def test_signing_out_everywhere_ends_this_one_or_keeps_it(app: Flask, heard: list[Any]) -> None:
    ana = a_person("Ana")
    here, there = Browser(app).sign_in(ana), Browser(app).sign_in(ana)
    here.post("/account/devices/sign-out", {"keep": "this"})
    assert here.get("/account").status_code == 200
    assert there.get("/account").status_code == 303
    assert here.post("/account/devices/sign-out").location == "/sign-in"
    assert here.get("/account").status_code == 303
    assert [signal.device_key_kept for signal in heard] == [here.device_key, None]


def test_one_device_is_signed_out_and_nobody_elses(app: Flask) -> None:
    ana, tom = a_person("Ana"), a_person("Tom")
    here, there, his = (Browser(app).sign_in(person) for person in (ana, ana, tom))
    other, foreign = there.device(), his.device()
    assert other is not None
    assert foreign is not None
    assert here.post(f"/account/devices/{foreign.id}/sign-out").status_code == 404
    assert here.post("/account/devices/99999999/sign-out").status_code == 404
    assert here.post(f"/account/devices/{other.id}/sign-out").status_code == 303
    assert there.get("/account").status_code == 303
    assert his.get("/account").status_code == 200


def test_seen_is_written_once_an_hour_and_not_with_every_page(app: Flask) -> None:
    ana = a_person("Ana")
    browser = Browser(app).sign_in(ana)
    before = Device.get().seen_at
    browser.get("/account")
    assert Device.get().seen_at == before
    with write_transaction(by=SYSTEM):
        Device.update(seen_at=before - timedelta(hours=2)).execute()
    browser.get("/account")
    assert Device.get().seen_at >= before


def test_health_consent_is_given_and_taken_back(app: Flask, heard: list[Any]) -> None:
    ana = a_person("Ana")
    browser = Browser(app).sign_in(ana)
    assert not has_consent(ana.id)
    browser.post("/account/health", {"consent": "give"})
    browser.post("/account/health", {"consent": "give"})
    assert has_consent(ana.id)
    assert Consent.select().count() == 1
    assert "Stop and erase" in page_text(browser.get("/account/health"))
    assert browser.get("/account/health/stop").status_code == 200
    browser.post("/account/health", {"consent": "withdraw"})
    browser.post("/account/health", {"consent": "withdraw"})
    assert not has_consent(ana.id)
    assert heard == [ConsentWithdrawn(ana.id, "health")]


@pytest.mark.parametrize("sent", [{}, {"consent": "perhaps"}, {"consent": "give", "kind": "all"}])
def test_unknown_consents_are_not_read(app: Flask, sent: dict[str, str]) -> None:
    browser = Browser(app).sign_in(a_person("Ana"))
    assert browser.post("/account/health", sent).status_code == 400
    assert Consent.select().count() == 0


def test_consent_that_is_given_again_is_a_new_row(app: Flask) -> None:
    ana, now = a_person("Ana"), clock.now()
    give_consent(ana.id, "health", now)
    withdraw_consent(ana.id, "health", now)
    give_consent(ana.id, "health", now)
    assert Consent.select().count() == 2
    assert has_consent(ana.id)


def test_the_download_holds_what_is_ones_own_and_nobody_elses(app: Flask) -> None:
    ana = a_person("Ana")
    a_person("Tom", email="tom@example.org")
    answer = Browser(app).sign_in(ana).post("/account/download")
    assert answer.mimetype == "application/json"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.get_json()["accounts"]["email"] == ana.email
    text = answer.get_data(as_text=True)
    assert "tom@example.org" not in text
    assert "argon2" not in text


def test_an_account_goes_14_days_after_it_was_asked(app: Flask, heard: list[Any]) -> None:
    ana = a_person("Ana")
    browser, other = Browser(app).sign_in(ana), Browser(app).sign_in(ana)
    assert "type your name" in page_text(browser.get("/account/delete")).lower()
    wrong = browser.post("/account/delete", {"name": "Anna"})
    assert "This is not your name" in errors_of(wrong)
    assert browser.post("/account/delete", {"name": " ana "}).location == "/sign-in"
    assert other.get("/account").status_code == 303
    erase_due_people()
    assert Person.select().count() == 1
    with write_transaction(by=SYSTEM):
        Person.update(erase_at=clock.now() - timedelta(minutes=1)).execute()
    erase_due_people()
    erase_due_people()
    assert Person.select().count() == 0
    assert Device.select().count() == 0
    assert heard[-1] == PersonErased(ana.id)


def test_signing_in_within_14_days_keeps_the_account(app: Flask) -> None:
    ana = a_person("Ana")
    ask_for_erasure(ana.id, ana.id, clock.now())
    browser = Browser(app)
    answer = browser.sign_in_by_form(ana, next_path="/account")
    assert "Welcome back. Your account stays" in page_text(browser.follow(answer))
    assert Person.get().erase_at is None


def test_who_signs_in_while_the_due_are_being_erased_stays(app: Flask) -> None:
    ana = a_person("Ana", erase_at=clock.now() - timedelta(minutes=1))
    due = people_to_erase(clock.now())
    open_device(ana.id, "Test browser", clock.now())
    assert [erase_person(one, due_at=clock.now()) for one in due] == [False]
    assert Person.get_by_id(ana.id).erase_at is None


def test_nobody_changes_anothers_account(app: Flask) -> None:
    ana, tom = a_person("Ana"), a_person("Tom")
    with pytest.raises(NotFound):
        ask_for_erasure(tom.id, ana.id, clock.now())
    assert Person.get_by_id(ana.id).erase_at is None


def test_names_come_in_one_go_and_unknown_people_are_left_out(app: Flask) -> None:
    ana, tom = a_person("Ana"), a_person("Tom")
    assert names_of([ana.id, tom.id, 99]) == {ana.id: "Ana", tom.id: "Tom"}
    assert names_of([]) == {}


def test_blocking_and_unblocking(app: Flask) -> None:
    ana, tom = a_person("Ana"), a_person("Tom")
    block_person(ana.id, tom.id, clock.now())
    block_person(ana.id, tom.id, clock.now())
    assert blocked_by(ana.id) == {tom.id}
    assert blocked_by(tom.id) == set()
    unblock_person(ana.id, tom.id)
    assert blocked_by(ana.id) == set()
    with pytest.raises(NotFound):
        block_person(ana.id, 99, clock.now())


def test_device_keys_are_long_and_never_the_same(app: Flask) -> None:
    ana = a_person("Ana")
    keys = {open_device(ana.id, "x" * 500, clock.now()) for _ in range(20)}
    assert len(keys) == 20
    assert min(len(key) for key in keys) >= 43
