"""Signing up, in and out."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import current_app, flash, redirect, render_template, request
from flask_babel import get_locale, gettext

from community.accounts import Person, policy
from community.accounts.actions import EmailTaken, sign_out_device, sign_up
from community.accounts.forms import SignInForm, SignUpForm
from community.accounts.passwords import hash_password
from community.accounts.queries import demo_people
from community.accounts.views.blueprint import blueprint
from community.accounts.views.links import mail_confirmation
from community.accounts.views.sessions import begin, end, person_by_password
from community.foundation import clock
from community.foundation.authorisation import require
from community.foundation.errors import NotFound
from community.foundation.security import limiter, open_to_everyone, safe_next, viewer
from community.foundation.settings import Settings

ANSWERS = ("coming", "maybe")


def _target() -> str:
    """The safe path that the person came from and goes back to, or ''."""
    return safe_next(request.form.get("next") or request.args.get("next")) or ""


def _kept_answer(target: str) -> str | None:
    """The answer that waits in `target`, such as `/walks/3?answer=coming`."""
    answers = parse_qs(urlsplit(target).query).get("answer", [])
    return answers[0] if answers and answers[0] in ANSWERS else None


def _page(name: str, form: Any, status: int = 200) -> Any:
    settings: Settings = current_app.extensions["settings"]
    target = _target()
    words = render_template(
        f"accounts/{name}.html",
        form=form,
        next=target,
        kept_answer=_kept_answer(target),
        demo_people=demo_people() if settings.demo and name == "sign_in" else [],
    )
    return words, status


@blueprint.get("/sign-up")
@open_to_everyone
def show_sign_up() -> Any:
    """The one screen."""
    if viewer() is not None:
        return redirect(_target() or "/", code=303)
    return _page("sign_up", SignUpForm(formdata=None))


@blueprint.post("/sign-up")
@open_to_everyone
@limiter.limit("20 per hour")
def save_sign_up() -> Any:
    """Make the account and go back to where she came from.

    An e-mail that has an account says so: people of 75 who signed up last year would otherwise
    wait for a mail that never comes (docs/decisions). The right password with it is a sign-in,
    which also makes a double tap end well.
    """
    form: Any = SignUpForm()
    if viewer() is not None:
        return redirect(_target() or "/", code=303)
    if not form.validate():
        return _page("sign_up", form, 422)
    now = clock.now()
    try:
        person_id = sign_up(
            form.name.data,
            form.email.data,
            hash_password(form.password.data),
            now,
            language=str(get_locale() or "en"),
        )
    except EmailTaken as taken:
        person = person_by_password(form.email.data, form.password.data, now)
        if person is not None:
            return begin(person, now, _target())
        form.email.errors = [gettext(taken.message)]
        return _page("sign_up", form, 422)
    person = Person.get_by_id(person_id)
    mail_confirmation(person, now)
    return begin(person, now, _target())


@blueprint.get("/sign-in")
@open_to_everyone
def show_sign_in() -> Any:
    """E-mail and password; the demo people while the demo is on."""
    if viewer() is not None:
        return redirect(_target() or "/account", code=303)
    return _page("sign_in", SignInForm(formdata=None))


@blueprint.post("/sign-in")
@open_to_everyone
@limiter.limit("30 per minute; 300 per hour")
def save_sign_in() -> Any:
    """Sign in and go back to where she came from."""
    form: Any = SignInForm()
    if not form.validate():
        return _page("sign_in", form, 422)
    now = clock.now()
    person = person_by_password(form.email.data, form.password.data, now)
    if person is None:
        form.password.errors = [
            gettext(
                "This e-mail and this password do not go together. "
                "Try again, or ask for a new password."
            )
        ]
        return _page("sign_in", form, 422)
    answer = begin(person, now, _target())
    if person.erase_at is not None:
        flash(gettext("Welcome back. Your account stays, and nothing was erased."))
    return answer


@blueprint.post("/sign-in/demo")
@open_to_everyone
@limiter.limit("60 per minute")
def sign_in_by_tap() -> Any:
    """Be one of the invented people, while the demo is on."""
    settings: Settings = current_app.extensions["settings"]
    number = request.form.get("person", "")
    is_number = number.isascii() and number.isdecimal() and len(number) < 10
    person = Person.get_or_none(Person.id == int(number)) if is_number else None
    if person is None:
        raise NotFound
    require(policy.can_sign_in_by_tap(settings.demo, person.is_demo))
    return begin(person, clock.now(), _target())


@blueprint.get("/sign-out")
@open_to_everyone
def show_sign_out() -> Any:
    """Ask once, so that a link alone signs nobody out."""
    if viewer() is None:
        return redirect("/sign-in", code=303)
    return render_template("accounts/sign_out.html")


@blueprint.post("/sign-out")
@open_to_everyone
def save_sign_out() -> Any:
    """End this device."""
    person = viewer()
    if person is not None:
        sign_out_device(person.id, person.device_id, clock.now())
        end()
    flash(gettext("You are signed out."))
    return redirect("/sign-in", code=303)
