"""Doors of what walkers report of a route, and of pictures of its tricky places."""

from __future__ import annotations

from pathlib import Path
from typing import Any, BinaryIO, cast

from flask import Response, current_app, flash, redirect, render_template, request, send_file
from flask_babel import gettext as _
from gevent.lock import BoundedSemaphore

from community.foundation import clock
from community.foundation.authorisation import Allowed
from community.foundation.errors import BadRequest, NotFound
from community.foundation.jobs import off_the_loop
from community.foundation.security import limiter, open_to_everyone, viewer
from community.routes import condition_actions as actions
from community.routes import condition_policy as policy
from community.routes.condition_forms import PhotoForm, PlaceForm, ReportForm
from community.routes.condition_queries import counting_of, photo_key, photos_of
from community.routes.doors import blueprint, person_id, refuse, sentence
from community.routes.other_way import turned_page
from community.routes.photo_files import (
    ACCEPT,
    MOST_BYTES,
    WIDTHS,
    Photo,
    PhotoRefused,
    file_of,
    read_photo,
)
from community.routes.queries import RoutePage, route_page
from community.routes.rules.conditions import CONDITION_KINDS, KIND_WORDS, ConditionKind
from community.routes.telling import as_told

MOST_SENT = "30/hour"  # for each address: reading a picture costs up to a second
READING = BoundedSemaphore(2)  # pictures at a time: each may take 100 MB while it is read
KEPT_S = 30 * 24 * 3600  # a picture's file never changes


def data_folder() -> Path:
    """Return the data folder of this instance."""
    return Path(current_app.extensions["settings"].data)


@blueprint.route("/routes/<int:route_id>/report", methods=["GET", "POST"])
@limiter.limit(MOST_SENT, methods=["POST"])
def report_condition(route_id: int) -> Any:
    """Say what the way is like."""
    person, now = viewer(), clock.now()
    page = route_page(person.id, route_id)
    counting = len(counting_of(route_id, person.id, now)) if request.method == "GET" else 0
    refuse(policy.can_report(page.standing, Allowed(), now, counting))
    form = ReportForm(length_m=page.card.length_m)
    if request.method == "GET" or not form.validate_on_submit():
        return _report_page(page, form)
    photo, at_m = _photo_of(form), _place(form, page)
    if form.faults:
        return _report_page(page, form)
    report_id = actions.report_condition(
        person.id,
        route_id,
        form.form_id.data or "",
        cast(ConditionKind, form.kind.data),
        at_m,
        form.note.data or "",
        now,
    )
    if photo is not None and report_id is not None and at_m is not None:
        words = form.words.data or ""
        actions.add_photo(
            person.id, route_id, photo, at_m, words, now, data_folder(), report_id=report_id
        )
    flash(_("Thank you. Who opens this route now reads what you found."))
    return redirect(_back(route_id, "reports"), 303)


@blueprint.post("/routes/<int:route_id>/reports/<int:report_id>")
def settle_report(route_id: int, report_id: int) -> Any:
    """Say that it is over, or still so."""
    does = request.form.get("do")
    if does not in ("over", "still"):
        raise BadRequest
    is_over = does == "over"
    actions.settle_report(viewer().id, route_id, report_id, is_over, clock.now(), data_folder())
    flash(
        _("It is taken off the page. Thank you for looking.")
        if is_over
        else _("Noted: it is still so today.")
    )
    return redirect(_back(route_id, "reports"), 303)


@blueprint.route("/routes/<int:route_id>/photos/new", methods=["GET", "POST"])
@limiter.limit(MOST_SENT, methods=["POST"])
def new_photo(route_id: int) -> Any:
    """Show a tricky place."""
    person, now = viewer(), clock.now()
    page = route_page(person.id, route_id)
    refuse(policy.can_add_photo(page.standing, Allowed(), now, 0, 0))
    form = PhotoForm(length_m=page.card.length_m)
    if request.method == "GET" or not form.validate_on_submit():
        return _photo_page(page, form)
    photo, at_m, words = _photo_of(form), _place(form, page), form.words.data or ""
    if photo is None or at_m is None:
        return _photo_page(page, form)
    actions.add_photo(
        person.id, route_id, photo, at_m, words, now, data_folder(), form_id=form.form_id.data or ""
    )
    flash(_("The picture is on the page. Where and when it was taken is not kept in it."))
    return redirect(_back(route_id, "photos"), 303)


@blueprint.get("/routes/<int:route_id>/photos/<int:photo_id>/delete")
def ask_delete_photo(route_id: int, photo_id: int) -> str:
    """Ask before a picture goes for good."""
    page = route_page(viewer().id, route_id)
    shown = as_told(photos_of(route_id, page.standing, clock.now()), _as_asked(page))
    photo = next((one for one in shown if one.id == photo_id and one.can_delete), None)
    if photo is None:
        raise NotFound
    return render_template(
        "routes/delete_photo.html",
        page=page,
        photo=photo,
        way="?way=back" if _is_turned() else "",
    )


@blueprint.post("/routes/<int:route_id>/photos/<int:photo_id>/delete")
def delete_photo(route_id: int, photo_id: int) -> Any:
    """Delete a picture."""
    actions.delete_photo(viewer().id, route_id, photo_id, data_folder())
    flash(_("The picture is deleted."))
    return redirect(_back(route_id), 303)


@blueprint.get("/routes/<int:route_id>/photos/<int:photo_id>-<int:longest>.jpg")
@open_to_everyone
def show_photo(route_id: int, photo_id: int, longest: int) -> Response:
    """Give a picture to who may see the route."""
    if longest not in WIDTHS:
        raise NotFound
    key = photo_key(person_id(), route_id, photo_id)
    path = file_of(data_folder(), key, longest)
    if not path.exists():
        raise NotFound
    answer = send_file(
        path, "image/jpeg", conditional=True, etag=f"{key}-{longest}", max_age=KEPT_S
    )
    answer.headers["Cache-Control"] = f"private, max-age={KEPT_S}"
    return answer


def _photo_of(form: PlaceForm) -> Photo | None:
    """Return the picture that was sent, read off the loop; a fault of it stands in the form."""
    file = form.file
    if file is None:
        return None
    try:
        with READING:
            return off_the_loop(read_photo, cast(BinaryIO, file.stream))
    except PhotoRefused as refusal:
        form.photo.errors = [sentence(refusal)]
        return None


def _place(form: PlaceForm, page: RoutePage) -> float | None:
    """Return the place from the route's own start, wherever the reader counts from."""
    at_m = form.at_m
    if at_m is None:
        return None
    at_m = min(at_m, page.card.length_m)
    return page.card.length_m - at_m if _is_turned() else at_m


def _as_asked(page: RoutePage) -> RoutePage:
    return turned_page(page) if _is_turned() else page


def _is_turned() -> bool:
    return request.args.get("way") == "back"


def _back(route_id: int, part: str = "") -> str:
    way = "?way=back" if _is_turned() else ""
    return f"/routes/{route_id}{way}" + (f"#{part}" if part else "")


def _report_page(page: RoutePage, form: ReportForm) -> Any:
    return _form_page("routes/report.html", page, form)


def _photo_page(page: RoutePage, form: PhotoForm) -> Any:
    return _form_page("routes/photo.html", page, form)


def _form_page(template: str, page: RoutePage, form: PlaceForm) -> Any:
    errors = form.faults
    shown = render_template(
        template,
        page=page,
        form=form,
        errors=errors,
        kinds=[(kind, _(KIND_WORDS[kind])) for kind in CONDITION_KINDS],
        accept=ACCEPT,
        most_mb=MOST_BYTES // 1024 // 1024,
        way="?way=back" if _is_turned() else "",
    )
    return (shown, 422) if errors else shown
