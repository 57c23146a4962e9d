"""What leaders do with a date: move it, call it off, change what the walk says, the register."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from community import groups
from community.events.actions import (
    call_off,
    edit_walk,
    move_occurrence,
    register_arrival,
    take_present_route,
    unregister,
)
from community.events.forms import (
    CallOffForm,
    DetailsForm,
    MoveForm,
    add_problem,
    first_errors,
    version_from,
)
from community.events.queries import (
    WalkPage,
    leader_ids_of,
    register_of,
    routes_to_choose,
    walk_page,
)
from community.events.views.blueprint import DATE, blueprint, refuse_if
from community.foundation import clock
from community.foundation.errors import BadRequest, Changed, InvalidForm, NotAllowed, Problem
from community.foundation.security import viewer


def _back(occurrence_id: int) -> Any:
    return redirect(url_for("events.show_walk", occurrence_id=occurrence_id), 303)


def _show(template: str, page: WalkPage, form: Any, problem: Problem | None = None) -> Any:
    """Show a form again with what was typed; a stale one gets the newest version."""
    sentence, status = None, 200
    if isinstance(problem, Changed):
        sentence, status = _(problem.message), problem.status
    elif problem is not None or form.errors:
        status = 422
    shown = render_template(
        template, page=page, form=form, errors=first_errors(form), sentence=sentence
    )
    return shown, status


@blueprint.get(f"{DATE}/move")
def ask_move(occurrence_id: int) -> Any:
    """The form for another time."""
    page = walk_page(viewer(), occurrence_id, clock.now())
    refuse_if(page.can_move)
    form = MoveForm(formdata=None)
    form.day.data = page.facts.start_local.date().isoformat()
    form.start.data = f"{page.facts.start_local:%H:%M}"
    form.version.data = str(page.date.version)
    return _show("events/move.html", page, form)


@blueprint.post(f"{DATE}/move")
def move(occurrence_id: int) -> Any:
    """Move this date."""
    now = clock.now()
    page = walk_page(viewer(), occurrence_id, now)
    refuse_if(page.can_move)
    form = MoveForm()
    if not form.validate():
        return _show("events/move.html", page, form, InvalidForm())
    if form.start_local == page.facts.start_local and form.reason.data == page.date.reason:
        return _back(occurrence_id)  # the second of two taps
    try:
        version = version_from(request.form)
        moved = move_occurrence(
            viewer().id, occurrence_id, form.start_local, form.reason.data or "", now, version
        )
    except Changed as problem:
        form.version.data = str(page.date.version)
        return _show("events/move.html", page, form, problem)
    except InvalidForm as problem:
        add_problem(form, problem)
        return _show("events/move.html", page, form, problem)
    flash(_moved(page, moved.version))
    return _back(occurrence_id)


def _moved(page: WalkPage, version: int) -> Markup:
    """Return what happened, with the way back: the same move the other way round."""
    return Markup(  # noqa: S704 - a rendered template
        render_template("events/_undo_move.html", page=page, version=version)
    )


@blueprint.get(f"{DATE}/call-off")
def ask_call_off(occurrence_id: int) -> Any:
    """What calling off does and what stays, and the reason."""
    page = walk_page(viewer(), occurrence_id, clock.now())
    refuse_if(page.can_call_off)
    form = CallOffForm(formdata=None)
    form.version.data = str(page.date.version)
    return _show("events/call_off.html", page, form)


@blueprint.post(f"{DATE}/call-off")
def call_off_date(occurrence_id: int) -> Any:
    """Call this date off."""
    now = clock.now()
    page = walk_page(viewer(), occurrence_id, now)
    form = CallOffForm()
    if not form.validate():
        refuse_if(page.can_call_off)
        return _show("events/call_off.html", page, form, InvalidForm())
    try:
        version = version_from(request.form)
        call_off(viewer().id, occurrence_id, form.reason.data or "", now, version)
    except Changed as problem:
        form.version.data = str(page.date.version)
        return _show("events/call_off.html", page, form, problem)
    except NotAllowed as problem:
        if problem.code == "called_off":
            return _back(occurrence_id)  # the second of two taps
        raise
    flash(_("The walk is called off. Everybody who was coming is told."))
    return _back(occurrence_id)


def _details_form(page: WalkPage, **sent: Any) -> DetailsForm:
    """Return the form with the group's choices; leaders who left the group stay to be chosen."""
    form = DetailsForm(**sent)
    known = groups.leaders_of(page.group.id)
    ids = {person_id for person_id, _name in known}
    kept = [(one.person_id, one.name or "") for one in page.leaders if one.person_id not in ids]
    form.offer(routes_to_choose(page.group, page.walk.route_id), [*known, *kept])
    return form


@blueprint.get(f"{DATE}/edit")
def ask_edit(occurrence_id: int) -> Any:
    """The form of what the walk says of itself."""
    page = walk_page(viewer(), occurrence_id, clock.now())
    refuse_if(page.can_edit)
    form, walk = _details_form(page, formdata=None), page.walk
    form.route.data = str(walk.route_id or "")
    form.title.data, form.meeting_point.data = walk.title, walk.meeting_point
    form.minutes.data, form.capacity.data = str(walk.minutes), str(walk.capacity)
    form.planned_rests.data, form.notes.data = str(walk.planned_rests), walk.notes
    form.leaders.data = [str(one) for one in leader_ids_of(walk.id)]
    if walk.meeting_lat is not None:
        form.place.data = f"{walk.meeting_lat:.6f}, {walk.meeting_lon:.6f}"
    form.version.data = str(walk.version)
    return _show("events/edit.html", page, form)


@blueprint.post(f"{DATE}/edit")
def edit(occurrence_id: int) -> Any:
    """Change what the walk says of itself, on all its dates."""
    now = clock.now()
    page = walk_page(viewer(), occurrence_id, now)
    refuse_if(page.can_edit)
    form = _details_form(page)
    if not form.validate():
        return _show("events/edit.html", page, form, InvalidForm())
    try:
        version = version_from(request.form)
        edit_walk(viewer().id, page.walk.id, form.details(), now, version)
    except Changed as problem:
        form.version.data = str(page.walk.version)
        return _show("events/edit.html", page, form, problem)
    except InvalidForm as problem:
        add_problem(form, problem)
        return _show("events/edit.html", page, form, problem)
    flash(_("Saved. Everybody sees it now."))
    return _back(occurrence_id)


@blueprint.post(f"{DATE}/route")
def take_route(occurrence_id: int) -> Any:
    """Go by the route as it is now."""
    now = clock.now()
    refuse_if(walk_page(viewer(), occurrence_id, now).can_edit)
    edition = request.form.get("edition", "")
    if not (edition.isascii() and edition.isdigit() and len(edition) < 10):
        raise BadRequest
    try:
        take_present_route(viewer().id, occurrence_id, int(edition), now)
    except Changed:
        flash(_("The route has changed once more. Look again before you take it."), "careful")
        return _back(occurrence_id)
    flash(_("The walk goes by the route as it is now."))
    return _back(occurrence_id)


@blueprint.get(f"{DATE}/register")
def show_register(occurrence_id: int) -> Any:
    """Who is there and who is expected, for leaders."""
    page = walk_page(viewer(), occurrence_id, clock.now())
    refuse_if(page.can_see_register)
    here = {one.person_id: one for one in register_of(occurrence_id)}
    missing = [one for one in page.coming if one.person_id not in here]
    return render_template("events/register.html", page=page, here=here, missing=missing)


@blueprint.post(f"{DATE}/register")
def tick(occurrence_id: int) -> Any:
    """Tick a person, or take the tick away."""
    person, says = request.form.get("person", ""), request.form.get("here", "")
    if not (person.isascii() and person.isdigit() and len(person) < 10) or says not in (
        "yes",
        "no",
    ):
        raise BadRequest
    walk_page(viewer(), occurrence_id, clock.now())
    change = register_arrival if says == "yes" else unregister
    change(int(person), occurrence_id, clock.now(), viewer().id)
    return redirect(url_for("events.show_register", occurrence_id=occurrence_id), 303)
