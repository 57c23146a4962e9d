"""Mails: rows that wait in our database, sent by a job, at least once and each marked when gone.

Without `AMBLE_SMTP_URL` a mail becomes a file in the data folder's `mail/`, and the log says so.
"""

from __future__ import annotations

import logging
import re
import smtplib
import ssl
from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from urllib.parse import unquote, urlsplit

from flask import Flask, current_app

from community.foundation import clock
from community.foundation.authorisation import SYSTEM
from community.foundation.database import write_transaction
from community.foundation.jobs import enqueue, every_minute, job, off_the_loop
from community.foundation.models import Mail
from community.foundation.settings import LOOPBACK, Settings

log = logging.getLogger("amble.mail")
MOST_TRIES = 6
PATIENCE_S = 15
MOST_AT_ONCE = 50  # mails that one look takes up
SENDING_LASTS = timedelta(minutes=5)  # longer than any delivery: then somebody else may try
KEPT_FOR = timedelta(days=7)  # what has gone, or never will


def queue_mail(to: str, subject: str, text: str, html: str = "") -> None:
    """Let a mail go out when the open write transaction has committed."""
    row = Mail.create(to=to, subject=subject, text=text, html=html, due_at=clock.now())
    enqueue(send_mail, row.id)


@job
def send_mail(mail_id: int) -> None:
    """Send the mail `mail_id` unless it has gone already; a failure is tried again later."""
    mail = _taken(mail_id)
    if mail is None:
        return
    settings: Settings = current_app.extensions["settings"]
    problem = ""
    try:
        off_the_loop(deliver, settings, message_of(mail, settings.mail_from), mail_id)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        problem = type(error).__name__
    tries = mail.tries + 1
    with write_transaction(by=SYSTEM):
        if not problem:
            _end(mail_id, state="sent", sent_at=clock.now())
            return
        if tries >= MOST_TRIES:
            _end(mail_id, state="failed", tries=tries)
        else:
            due_at = clock.now() + timedelta(minutes=2**tries)
            Mail.update(tries=tries, due_at=due_at).where(Mail.id == mail_id).execute()
    log.warning("mail %s did not go out (%s), try %s", mail_id, problem, tries)


def _taken(mail_id: int) -> Mail | None:
    """Return the mail when it is due and nobody else is sending it just now."""
    now = clock.now()
    with write_transaction(by=SYSTEM):
        taken = (
            Mail.update(due_at=now + SENDING_LASTS)
            .where(Mail.id == mail_id, Mail.state == "waiting", Mail.due_at <= now)
            .execute()
        )
        return Mail.get_by_id(mail_id) if taken else None


def _end(mail_id: int, **values: object) -> None:
    """Keep that the mail has gone or never will, not what it said: it may hold a secret link."""
    Mail.update(text="", html="", **values).where(Mail.id == mail_id).execute()


def forget_mails_to(address: str) -> None:
    """Forget all mails to somebody who has no account any more; inside a transaction."""
    Mail.delete().where(Mail.to == address).execute()


@every_minute
def send_due_mails() -> None:
    """Enqueue the mails that wait longer than they should: after a crash, or for another try.

    They are not sent here: a mail server that is away must not hold up the other sweeps.
    """
    late = clock.now() - timedelta(seconds=30)
    waiting = Mail.select(Mail.id).where(Mail.state == "waiting", Mail.due_at < late)
    due = [mail.id for mail in waiting.order_by(Mail.due_at).limit(MOST_AT_ONCE)]
    if due:
        with write_transaction(by=SYSTEM):
            for mail_id in due:
                enqueue(send_mail, mail_id)


@every_minute
def forget_old_mails() -> None:
    """Forget to whom mails went."""
    old = Mail.state.in_(("sent", "failed")) & (Mail.due_at < clock.now() - KEPT_FOR)
    if Mail.select(Mail.id).where(old).exists():
        with write_transaction(by=SYSTEM):
            Mail.delete().where(old).execute()


def message_of(mail: Mail, sender: str) -> EmailMessage:
    """Return the mail as text, with the HTML beside it when there is any."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = mail.to
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    if mail.html:
        message.add_alternative(mail.html, subtype="html")
    return message


def deliver(settings: Settings, message: EmailMessage, mail_id: int) -> None:
    """Hand `message` to the mail server, or write it to a file. Errors: `OSError`, SMTP's own."""
    if not settings.smtp_url:
        folder = settings.data / "mail"
        folder.mkdir(parents=True, exist_ok=True)
        name = re.sub(r"[^A-Za-z0-9]+", "-", str(message["Subject"])).strip("-").lower()[:40]
        file = folder / f"{mail_id:06d}-{name}.eml"
        file.write_bytes(message.as_bytes())
        log.info("mail written to %s", file)
        return
    place = urlsplit(settings.smtp_url)
    host = place.hostname or "localhost"
    server: smtplib.SMTP
    if place.scheme == "smtps":
        server = smtplib.SMTP_SSL(host, place.port or 465, timeout=PATIENCE_S, context=_trust(host))
    else:
        server = smtplib.SMTP(host, place.port or 587, timeout=PATIENCE_S)
    with server:
        if place.scheme == "smtp":
            _begin_tls(server, host, has_password=bool(place.username))
        if place.username:
            server.login(unquote(place.username), unquote(place.password or ""))
        server.send_message(message)


def _begin_tls(server: smtplib.SMTP, host: str, has_password: bool) -> None:
    """Talk in secret where the server can; a password never travels in the clear."""
    server.ehlo()  # before it, nothing is known of what the server can do
    if server.has_extn("starttls"):
        server.starttls(context=_trust(host))
    elif has_password and host not in LOOPBACK:
        raise smtplib.SMTPNotSupportedError("the mail server offers no STARTTLS")


def _trust(host: str) -> ssl.SSLContext:
    """Return whom to believe: known authorities; on this machine any certificate."""
    context = ssl.create_default_context()
    if host in LOOPBACK:  # a relay of one's own has a certificate that nobody signed
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def register(app: Flask, settings: Settings) -> None:
    """Nothing to set up; the job is known by its decorator."""
