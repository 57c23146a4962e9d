"""Links sent by e-mail."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from flask import Flask

from community.accounts import Device, Person
from community.accounts.models import MailedLink
from community.accounts.sweep_actions import forget_ended
from community.foundation import clock
from community.foundation.authorisation import SYSTEM
from community.foundation.database import write_transaction
from community.foundation.models import Mail
from tests.builders.browsing import Browser, errors_of, page_text
from tests.builders.people import a_person

NEW = "seven quiet kettles"
SMTP = {"AMBLE_SMTP_URL": "smtp://127.0.0.1:1"}


def mailed_path() -> str:
    """Return the path of the link in the newest mail."""
    mail = Mail.select().order_by(Mail.id.desc()).get()
    found = re.search(r"http://127\.0\.0\.1:8000(/\S+)", mail.text)
    assert found
    return found[1]


def age_links(minutes: int) -> None:
    with write_transaction(by=SYSTEM):
        MailedLink.update(created_at=clock.now() - timedelta(minutes=minutes)).execute()


def test_a_forgotten_password_is_replaced_by_a_link(app: Flask) -> None:
    ana = a_person("Ana", email_confirmed_at=None)
    other = Browser(app).sign_in(ana)
    browser = Browser(app)
    answer = browser.post("/password/forgotten", {"email": ana.email.upper()})
    assert answer.location == "/password/sent"
    told = page_text(browser.follow(answer))
    assert "Look in your e-mail, also in spam. The link works for 30 minutes." in told
    path = mailed_path()
    assert ana.email in page_text(browser.get(path))
    assert browser.post(path, {"password": "short"}).status_code == 422
    answer = browser.post(path, {"password": NEW})
    assert answer.location == "/account"
    assert "Your new password holds." in page_text(browser.follow(answer))
    assert other.get("/account").status_code == 303
    assert Browser(app).sign_in_by_form(ana, NEW).status_code == 303
    assert Browser(app).sign_in_by_form(ana).status_code == 422
    assert Person.get().email_confirmed_at is not None


def test_the_link_works_once(app: Flask) -> None:
    ana = a_person("Ana")
    browser = Browser(app)
    browser.post("/password/forgotten", {"email": ana.email})
    path = mailed_path()
    browser.post(path, {"password": NEW})
    again = Browser(app).get(path)
    assert again.status_code == 410
    assert "This link was used already." in page_text(again)
    assert Browser(app).post(path, {"password": "another good one"}).status_code == 410


def test_a_new_password_ends_every_other_link_to_one(app: Flask) -> None:
    ana = a_person("Ana")
    browser = Browser(app)
    browser.post("/password/forgotten", {"email": ana.email})
    first = mailed_path()
    browser.post("/password/forgotten", {"email": ana.email})
    browser.post(mailed_path(), {"password": NEW})
    assert Browser(app).get(first).status_code == 410


def test_an_old_link_sends_a_new_one_once(app: Flask) -> None:
    ana = a_person("Ana")
    browser = Browser(app)
    browser.post("/password/forgotten", {"email": ana.email})
    old = mailed_path()
    age_links(31)
    answer = browser.get(old)
    assert answer.status_code == 410
    assert "This link is old. We have sent a new one to your e-mail." in page_text(answer)
    assert Mail.select().count() == 2
    browser.get(old)
    assert Mail.select().count() == 2
    assert browser.get(mailed_path()).status_code == 200


def test_the_answer_does_not_tell_who_has_an_account(app: Flask) -> None:
    ana = a_person("Ana")
    told = []
    for email in (ana.email, "nobody@example.org"):
        browser = Browser(app)
        answer = browser.post("/password/forgotten", {"email": email})
        told.append((answer.status_code, answer.location, page_text(browser.follow(answer))))
    assert told[0] == told[1]
    assert Mail.select().count() == 1


def test_nobodys_letter_box_is_filled(app: Flask) -> None:
    ana = a_person("Ana")
    for _ in range(6):
        Browser(app).post("/password/forgotten", {"email": ana.email})
    assert Mail.select().count() == 3


def test_only_the_hash_of_a_link_is_kept(app: Flask) -> None:
    ana = a_person("Ana")
    Browser(app).post("/password/forgotten", {"email": ana.email})
    token = mailed_path().rpartition("/")[2]
    assert len(token) == 32
    assert token not in MailedLink.get().token_hash


def test_links_that_never_were_are_nothing(app: Flask) -> None:
    for path in ("/password/" + "a" * 32, "/confirm/" + "a" * 32, "/password/%00", "/confirm/%ff"):
        assert Browser(app).get(path).status_code == 404
        assert Browser(app).post(path, {"password": NEW}).status_code == 404


def test_a_wrong_e_mail_is_said(app: Flask) -> None:
    answer = Browser(app).post("/password/forgotten", {"email": "ana"})
    assert answer.status_code == 422
    assert "This is no e-mail address." in errors_of(answer)


def test_without_a_mail_server_nobody_is_asked_to_confirm(app: Flask) -> None:
    browser = Browser(app)
    browser.sign_up()
    assert Mail.select().count() == 0
    assert "Open the link in your e-mail." not in page_text(browser.get("/account"))


def test_with_a_mail_server_a_quiet_note_stays_until_the_link_was_opened(
    make_app: Callable[..., Flask],
) -> None:
    app = make_app(**SMTP)
    with app.app_context():
        browser = Browser(app)
        browser.sign_up()
        assert "Open the link in your e-mail." in page_text(browser.get("/account"))
        assert "Start a group" in page_text(browser.get("/account"))
        waiting = browser.get("/groups/new")
        assert "Starting a group waits until you have opened the link" in page_text(waiting)
        told = page_text(browser.follow(browser.get(mailed_path())))
        assert "Thank you. Your e-mail is confirmed." in told
        assert "Open the link in your e-mail." not in told


def test_programs_that_open_links_confirm_nothing(make_app: Callable[..., Flask]) -> None:
    app = make_app(**SMTP)
    with app.app_context():
        Browser(app).sign_up()
        path, scanner = mailed_path(), Browser(app)
        assert "Is this your e-mail?" in page_text(scanner.get(path))
        assert Person.get().email_confirmed_at is None
        assert scanner.post(path).status_code == 303
        assert Person.get().email_confirmed_at is not None


def test_a_link_for_the_one_is_none_for_the_other(app: Flask) -> None:
    ana = a_person("Ana")
    Browser(app).post("/password/forgotten", {"email": ana.email})
    token = mailed_path().rpartition("/")[2]
    assert Browser(app).post(f"/confirm/{token}").status_code == 404
    assert Device.select().count() == 0


def test_old_links_and_devices_that_were_signed_out_are_forgotten(app: Flask) -> None:
    ana = a_person("Ana", email_confirmed_at=None)
    Browser(app).sign_in(ana)
    with write_transaction(by=SYSTEM):
        Device.update(ended_at=clock.now()).execute()
    Browser(app).sign_in(ana)
    Browser(app).post("/password/forgotten", {"email": ana.email})
    links, now = MailedLink.select().count(), clock.now()
    assert links >= 1
    assert forget_ended(now + timedelta(days=29)) == 0
    assert forget_ended(now + timedelta(days=31)) == 1 + links
    assert [device.ended_at for device in Device.select()] == [None]
    assert MailedLink.select().count() == 0
