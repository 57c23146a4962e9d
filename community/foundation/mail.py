"""Mails: rows that wait in our database, sent by a job, at least once and each marked when gone.

Without `AMBLE_SMTP_URL` a mail becomes a file in the data folder's `mail/`, and the log says so.
"""

from __future__ import annotations

import logging
import re
import smtplib
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
from community.foundation.settings import Settings

log = logging.getLogger("amble.mail")
MOST_TRIES = 6
PATIENCE_S = 15


def queue_mail(to: str, subject: str, text: str, html: str = "") -> None:
    """Let a mail go out when the open write transaction has committed."""
    row = Mail.create(to=to, subject=subject, text=text, html=html, due_at=clock.now())
    enqueue(send_mail, row.id)


@job
def send_mail(mail_id: int) -> None:
    """Send the mail `mail_id` unless it has gone already; a failure is tried again later."""
    mail = Mail.get_or_none(Mail.id == mail_id)
    if mail is None or mail.state != "waiting":
        return
    settings: Settings = current_app.extensions["settings"]
    problem = ""
    try:
        off_the_loop(deliver, settings, message_of(mail, settings.mail_from), mail_id)
    except (OSError, smtplib.SMTPException) as error:
        problem = type(error).__name__
    with write_transaction(by=SYSTEM):
        if not problem:
            Mail.update(state="sent", sent_at=clock.now(), text="", html="").where(
                Mail.id == mail_id
            ).execute()
            return
        tries = mail.tries + 1
        Mail.update(
            tries=tries,
            state="failed" if tries >= MOST_TRIES else "waiting",
            due_at=clock.now() + timedelta(minutes=2**tries),
        ).where(Mail.id == mail_id).execute()
    log.warning("mail %s did not go out (%s), try %s", mail_id, problem, tries)


@every_minute
def send_due_mails() -> None:
    """Enqueue the mails that wait longer than they should: after a crash, or for another try."""
    late = clock.now() - timedelta(seconds=30)
    due = [m.id for m in Mail.select(Mail.id).where(Mail.state == "waiting", Mail.due_at < late)]
    for mail_id in due:
        send_mail(mail_id)


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
    kind = smtplib.SMTP_SSL if place.scheme == "smtps" else smtplib.SMTP
    port = place.port or (465 if place.scheme == "smtps" else 587)
    with kind(place.hostname or "localhost", port, timeout=PATIENCE_S) as server:
        if place.scheme == "smtp" and server.has_extn("starttls"):
            server.starttls()
        if place.username:
            server.login(unquote(place.username), unquote(place.password or ""))
        server.send_message(message)


def register(app: Flask, settings: Settings) -> None:
    """Nothing to set up; the job is known by its decorator."""
