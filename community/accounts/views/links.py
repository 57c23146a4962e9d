"""Links sent by e-mail: a new password, a confirmed address."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import current_app, flash, redirect, render_template, request
from flask_babel import gettext

from community.accounts import Person, policy
from community.accounts.actions import mail_link, use_confirm_link, use_password_link
from community.accounts.forms import ForgottenForm, NewPasswordForm
from community.accounts.passwords import hash_password
from community.accounts.queries import LinkRow, link_with_token, person_with_email
from community.accounts.views.blueprint import blueprint
from community.accounts.views.sessions import begin
from community.foundation import clock
from community.foundation.authorisation import Allowed, Denied, problem_of
from community.foundation.errors import NotFound
from community.foundation.security import limiter, open_to_everyone, viewer
from community.foundation.settings import Settings


def mail_confirmation(person: Person, now: datetime, replaces: int | None = None) -> bool:
    """Mail the link that confirms the address, while a mail server is set."""
    settings: Settings = current_app.extensions["settings"]
    if settings.smtp_url is None or person.email_confirmed_at is not None:
        return False
    return mail_link(
        person.id,
        "confirm",
        now,
        gettext("Open this link, so that we know your e-mail"),
        gettext(
            "Hello %(name)s,\n\n"
            "open this link, so that we know that this e-mail is yours. It works for 7 days.\n\n"
            "%(link)s\n\n"
            "You get this mail because somebody signed up at %(site)s with this address. "
            "If it was not you, do nothing.",
            name=person.name,
            link=f"{settings.url}/confirm/{{token}}",
            site=settings.url,
        ),
        replaces,
    )


def mail_new_password(person: Person, now: datetime, replaces: int | None = None) -> bool:
    """Mail the link that sets a new password."""
    settings: Settings = current_app.extensions["settings"]
    return mail_link(
        person.id,
        "password",
        now,
        gettext("Your link for a new password"),
        gettext(
            "Hello %(name)s,\n\n"
            "with this link you can choose a new password. It works for 30 minutes, once.\n\n"
            "%(link)s\n\n"
            "You get this mail because somebody asked for it at %(site)s. "
            "If it was not you, do nothing: your password stays as it is.",
            name=person.name,
            link=f"{settings.url}/password/{{token}}",
            site=settings.url,
        ),
        replaces,
    )


@blueprint.get("/password/forgotten")
@open_to_everyone
def show_forgotten() -> Any:
    """Where shall the link go?"""
    return render_template("accounts/forgotten.html", form=ForgottenForm(formdata=None))


@blueprint.post("/password/forgotten")
@open_to_everyone
@limiter.limit("10 per hour")
def save_forgotten() -> Any:
    """Mail the link. The answer is the same whether there is an account or not."""
    form: Any = ForgottenForm()
    if not form.validate():
        return render_template("accounts/forgotten.html", form=form), 422
    person = person_with_email(form.email.data)
    if person is not None:
        mail_new_password(person, clock.now())
    return redirect("/password/sent", code=303)


@blueprint.get("/password/sent")
@open_to_everyone
def show_sent() -> Any:
    """Look in your e-mail."""
    return render_template("accounts/sent.html")


def _usable(token: str, purpose: str, now: datetime) -> LinkRow | None:
    """Return the link when it can be used; None when it was old and a new one is on its way.

    Errors: `NotFound`, `NotAllowed` for one that was used.
    """
    link = link_with_token(token)
    if link is None:
        raise NotFound
    decision = policy.can_use_link(link.purpose, purpose, link.created_at, link.used, now)
    if isinstance(decision, Allowed):
        return link
    if not isinstance(decision, Denied) or decision.code != "link_old":
        raise problem_of(decision)
    mail_again = mail_new_password if purpose == "password" else mail_confirmation
    if request.method != "HEAD":
        mail_again(Person.get_by_id(link.person_id), now, link.id)
    return None


def _old() -> Any:
    return render_template("accounts/old_link.html"), 410


@blueprint.get("/password/<token>")
@open_to_everyone
@limiter.limit("60 per hour")
def show_new_password(token: str) -> Any:
    """Choose a new password."""
    link = _usable(token, "password", clock.now())
    if link is None:
        return _old()
    person = Person.get_by_id(link.person_id)
    form = NewPasswordForm(person.name, person.email)
    return render_template("accounts/new_password.html", form=form, token=token, person=person)


@blueprint.post("/password/<token>")
@open_to_everyone
@limiter.limit("60 per hour")
def save_new_password(token: str) -> Any:
    """Set it, end all devices, sign in here."""
    now = clock.now()
    link = _usable(token, "password", now)
    if link is None:
        return _old()
    person = Person.get_by_id(link.person_id)
    form: Any = NewPasswordForm(person.name, person.email)
    if not form.validate():
        page = render_template("accounts/new_password.html", form=form, token=token, person=person)
        return page, 422
    use_password_link(token, hash_password(form.password.data), now)
    answer = begin(person, now, "/account")
    flash(gettext("Your new password holds. All other devices have to sign in again."))
    return answer


@blueprint.get("/confirm/<token>")
@open_to_everyone
@limiter.limit("60 per hour")
def show_confirm(token: str) -> Any:
    """Confirm at once on the person's own device; elsewhere ask, for programs open links too."""
    now = clock.now()
    link = _usable(token, "confirm", now)
    if link is None:
        return _old()
    person = viewer()
    if person is not None and person.id == link.person_id:
        return save_confirm(token)
    return render_template("accounts/confirm.html", token=token)


@blueprint.post("/confirm/<token>")
@open_to_everyone
@limiter.limit("60 per hour")
def save_confirm(token: str) -> Any:
    """The address is hers."""
    use_confirm_link(token, clock.now())
    flash(gettext("Thank you. Your e-mail is confirmed."))
    return redirect("/account" if viewer() is not None else "/sign-in", code=303)


@blueprint.post("/account/confirm")
@limiter.limit("10 per hour")
def send_confirmation_again() -> Any:
    """Mail the confirmation link once more."""
    person = Person.get_by_id(viewer().id)
    if mail_confirmation(person, clock.now()):
        flash(gettext("Look in your e-mail, also in spam. The link works for 7 days."))
    else:
        flash(gettext("We have sent it already. Look in your e-mail, also in spam."), "info")
    return redirect("/account", code=303)
