"""The tab "Me": what a person has chosen, her devices, her data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import Response, current_app, flash, redirect, render_template, request
from flask_babel import gettext

from community.accounts import Viewer
from community.accounts.actions import (
    ask_for_erasure,
    change_password,
    change_preferences,
    give_consent,
    sign_out_device,
    sign_out_everywhere,
    withdraw_consent,
)
from community.accounts.forms import ChangePasswordForm, DeleteForm, MeForm, UnitsForm
from community.accounts.own_data import data_of
from community.accounts.passwords import hash_password
from community.accounts.queries import (
    Preferences,
    consents_of,
    devices_of,
    has_consent,
    preferences,
)
from community.accounts.views.blueprint import blueprint
from community.accounts.views.sessions import end, person_by_password
from community.foundation import clock
from community.foundation.errors import BadRequest
from community.foundation.languages import LANGUAGES
from community.foundation.security import limiter, viewer, wants_json

CONSENTS = ("health",)  # what this page gives
ALL_OF_HEALTH = ("health", "back")  # what it takes back: "back" is given in the journal


def _me() -> Viewer:
    """The signed-in person: every address here needs one."""
    person: Viewer = viewer()
    return person


def _saved(path: str) -> Any:
    if wants_json():
        return current_app.json.response(ok=True)
    flash(gettext("Saved."))
    return redirect(path, code=303)


@blueprint.get("/account")
def show_account() -> Any:
    """Rows that lead to everything about oneself."""
    me = _me()
    return render_template(
        "accounts/account.html",
        me=me,
        devices=devices_of(me.id, me.device_key),
        has_health_consent=has_consent(me.id),
    )


@blueprint.get("/account/me")
def show_me() -> Any:
    """Name and pace."""
    me = _me()
    return render_template("accounts/me.html", form=MeForm(formdata=None, obj=me), me=me)


@blueprint.post("/account/me")
def save_me() -> Any:
    """Keep name and pace."""
    return _save_preferences(
        MeForm(),
        "me",
        lambda form, kept: replace(kept, name=form.name.data, pace=form.pace.data),
    )


@blueprint.get("/account/units")
def show_units() -> Any:
    """Kilometres or miles, language."""
    me = _me()
    form = UnitsForm(formdata=None, obj=me)
    return render_template("accounts/units.html", form=form, me=me, languages=LANGUAGES)


@blueprint.post("/account/units")
def save_units() -> Any:
    """Keep units and language."""
    return _save_preferences(
        UnitsForm(),
        "units",
        lambda form, kept: replace(kept, units=form.units.data, language=form.language.data),
    )


def _save_preferences(
    form: Any, page: str, chosen: Callable[[Any, Preferences], Preferences]
) -> Any:
    me = _me()
    if not form.validate():
        words = render_template(f"accounts/{page}.html", form=form, me=me, languages=LANGUAGES)
        return words, 422
    change_preferences(me.id, me.id, chosen(form, preferences(me.id)))
    return _saved("/account")


@blueprint.get("/account/reading")
def show_reading() -> Any:
    """Size of letters and colours, as in the Aa panel."""
    return render_template("accounts/reading.html")


@blueprint.get("/account/privacy")
def show_privacy() -> Any:
    """Who sees my name."""
    return render_template("accounts/privacy.html", me=_me())


@blueprint.post("/account/privacy")
def save_privacy() -> Any:
    """Keep it."""
    me = _me()
    is_named = bool(request.form.get("name_in_public"))
    change_preferences(me.id, me.id, replace(preferences(me.id), name_in_public=is_named))
    return _saved("/account/privacy")


@blueprint.get("/account/health")
def show_health() -> Any:
    """The consent for health data, with its dates."""
    me = _me()
    return render_template(
        "accounts/health.html",
        has_consent=has_consent(me.id),
        consents=[one for one in consents_of(me.id) if one.kind in CONSENTS],
    )


@blueprint.post("/account/health")
def save_health() -> Any:
    """Give the consent, or take it back, which erases what was kept."""
    me, now = _me(), clock.now()
    wanted, kind = request.form.get("consent"), request.form.get("kind", "health")
    if kind not in CONSENTS or wanted not in ("give", "withdraw"):
        raise BadRequest
    if wanted == "give":
        give_consent(me.id, kind, now)
        return _saved("/account/health")
    for one in ALL_OF_HEALTH:
        withdraw_consent(me.id, one, now)
    flash(gettext("Erased. Your minutes and distances stay; your pain scores are gone."))
    return redirect("/account/health", code=303)


@blueprint.get("/account/health/stop")
def ask_withdraw_health() -> Any:
    """Ask once more before health data is erased."""
    return render_template("accounts/health_stop.html")


@blueprint.get("/account/devices")
def show_devices() -> Any:
    """Where the person is signed in."""
    me = _me()
    return render_template("accounts/devices.html", devices=devices_of(me.id, me.device_key))


@blueprint.post("/account/devices/<int:device_id>/sign-out")
def end_device(device_id: int) -> Any:
    """Sign one device out."""
    me = _me()
    sign_out_device(me.id, device_id, clock.now())
    if device_id == me.device_id:
        end()
        return redirect("/sign-in", code=303)
    flash(gettext("That device is signed out."))
    return redirect("/account/devices", code=303)


@blueprint.post("/account/devices/sign-out")
def end_devices() -> Any:
    """Sign out everywhere; `keep=this` stays signed in here."""
    me = _me()
    keeps_this = request.form.get("keep") == "this"
    sign_out_everywhere(me.id, me.id, clock.now(), me.device_key if keeps_this else None)
    if keeps_this:
        flash(gettext("All other devices are signed out."))
        return redirect("/account/devices", code=303)
    end()
    flash(gettext("You are signed out everywhere."))
    return redirect("/sign-in", code=303)


@blueprint.get("/account/password")
def show_password() -> Any:
    """The old password and a new one."""
    me = _me()
    return render_template("accounts/password.html", form=ChangePasswordForm(me.name, me.email))


@blueprint.post("/account/password")
@limiter.limit("30 per hour")
def save_password() -> Any:
    """Set it; all other devices have to sign in again."""
    me, now = _me(), clock.now()
    form: Any = ChangePasswordForm(me.name, me.email)
    is_valid = form.validate()
    if is_valid and person_by_password(me.email, form.old_password.data, now) is None:
        form.old_password.errors = [gettext("This is not your present password. Try again.")]
        is_valid = False
    if not is_valid:
        return render_template("accounts/password.html", form=form), 422
    change_password(me.id, me.id, hash_password(form.password.data), me.device_key, now)
    flash(gettext("Your new password holds. All other devices have to sign in again."))
    return redirect("/account", code=303)


@blueprint.get("/account/download")
def show_download() -> Any:
    """What is in the file."""
    return render_template("accounts/download.html")


@blueprint.post("/account/download")
@limiter.limit("20 per hour")
def download() -> Response:
    """Everything that is kept about the person, as one JSON file."""
    words = current_app.json.dumps(data_of(_me().id), indent=2, ensure_ascii=False, sort_keys=False)
    answer = Response(words + "\n", mimetype="application/json")
    answer.headers["Content-Disposition"] = 'attachment; filename="amble-my-data.json"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.get("/account/delete")
def show_delete() -> Any:
    """What goes, what stays, type your name."""
    me = _me()
    return render_template("accounts/delete.html", form=DeleteForm(me.name), me=me)


@blueprint.post("/account/delete")
@limiter.limit("20 per hour")
def save_delete() -> Any:
    """Sign out everywhere; the account goes in 14 days unless she comes back."""
    me = _me()
    form = DeleteForm(me.name)
    if not form.validate():
        return render_template("accounts/delete.html", form=form, me=me), 422
    ask_for_erasure(me.id, me.id, clock.now())
    end()
    flash(
        gettext("Your account goes in 14 days. Sign in before then, and everything stays as it is.")
    )
    return redirect("/sign-in", code=303)
