"""Mails go out once, in secret, and are forgotten; a mail server that is away holds nobody up."""

from __future__ import annotations

import smtplib
import socket
import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from community.accounts.actions import ask_for_erasure, erase_person
from community.foundation import clock, mail
from community.foundation.authorisation import SYSTEM
from community.foundation.database import write_transaction
from community.foundation.jobs import run_waiting
from community.foundation.models import Mail
from tests.builders.people import a_person


class MailServer:
    """A server that says what it can do and writes down what it hears."""

    def __init__(self, *can: str) -> None:
        self.heard: list[str] = []
        self.can = can
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = self.door.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        link, _ = self.door.accept()
        with link, link.makefile("rwb") as lines:
            self._say(lines, "220 here")
            for line in lines:
                word = line.decode().split()[0].upper()
                self.heard.append(word)
                if word == "EHLO":
                    for one in ("here", *self.can):
                        self._say(lines, f"250-{one}")
                    self._say(lines, "250 HELP")
                elif word == "QUIT":
                    return self._say(lines, "221 bye")
                else:
                    self._say(lines, "454 not now")
        return None

    def _say(self, lines: Any, text: str) -> None:
        lines.write(f"{text}\r\n".encode())
        lines.flush()


def queue() -> int:
    with write_transaction(by=SYSTEM):
        mail.queue_mail("ana@example.org", "A link", "https://example.org/password/secret")
    return int(Mail.get().id)


def later(monkeypatch: pytest.MonkeyPatch, **by: int) -> datetime:
    then = clock.now() + timedelta(**by)
    monkeypatch.setattr(clock, "now", lambda: then)
    return then


def test_a_password_goes_to_the_mail_server_in_secret_only(make_app: Any) -> None:
    server = MailServer("STARTTLS", "AUTH PLAIN")
    app = make_app(AMBLE_SMTP_URL=f"smtp://ana:secret@127.0.0.1:{server.port}")
    with app.app_context():
        queue()
        run_waiting(app)
        assert server.heard[:2] == ["EHLO", "STARTTLS"]
        assert "AUTH" not in server.heard
        kept = Mail.get()
        assert (kept.state, kept.tries) == ("waiting", 1)


def test_without_starttls_a_password_is_told_to_this_machine_only() -> None:
    class Plain:
        def ehlo(self) -> None: ...
        def has_extn(self, _: str) -> bool:
            return False

    plain: Any = Plain()
    mail._begin_tls(plain, "localhost", has_password=True)
    mail._begin_tls(plain, "mail.example.org", has_password=False)
    with pytest.raises(smtplib.SMTPNotSupportedError):
        mail._begin_tls(plain, "mail.example.org", has_password=True)


def test_a_mail_that_is_being_sent_is_not_sent_again(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail_id = queue()
    sent: list[int] = []

    def slow(_: Any, __: Any, number: int) -> None:
        sent.append(number)
        if len(sent) == 1:
            mail.send_mail(number)  # another worker, while the server takes its time
            mail.send_due_mails()
            run_waiting(app)

    monkeypatch.setattr(mail, "deliver", slow)
    mail.send_mail(mail_id)
    mail.send_mail(mail_id)
    assert sent == [mail_id]
    assert (Mail.get().state, Mail.get().text) == ("sent", "")


def test_the_look_at_due_mails_sends_none_itself(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail_id = queue()
    sent: list[int] = []
    monkeypatch.setattr(mail, "deliver", lambda *given: sent.append(given[2]))
    later(monkeypatch, minutes=1)
    mail.send_due_mails()
    assert sent == []
    run_waiting(app)
    assert sent == [mail_id]


def test_a_mail_that_never_goes_ends_and_keeps_no_link(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail_id = queue()

    def away(*_: Any) -> None:
        raise OSError

    monkeypatch.setattr(mail, "deliver", away)
    for _ in range(mail.MOST_TRIES):
        mail.send_mail(mail_id)
        later(monkeypatch, hours=2)
    kept = Mail.get()
    assert (kept.state, kept.tries, kept.text) == ("failed", mail.MOST_TRIES, "")


def test_where_mails_went_is_forgotten(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    queue()
    run_waiting(app)
    later(monkeypatch, days=6)
    mail.forget_old_mails()
    assert Mail.select().count() == 1
    later(monkeypatch, days=2)
    mail.forget_old_mails()
    assert Mail.select().count() == 0


def test_an_erased_account_leaves_no_address_behind(app: Flask) -> None:
    ana = a_person("Ana", email="ana@example.org")
    queue()
    now = clock.now()
    ask_for_erasure(ana.id, ana.id, now)
    erase_person(ana.id)
    assert Mail.select().count() == 0
