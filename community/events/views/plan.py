"""Planning a walk: the form with the dates that would come of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms.validators import StopValidation

from community import groups
from community.events import policy
from community.events.actions import plan_walk
from community.events.actions.plan import TOO_FAR, is_too_far
from community.events.forms import PlanForm, add_problem, first_errors
from community.events.queries import (
    Preview,
    last_walk_on,
    meeting_points_of,
    preview,
    routes_to_choose,
)
from community.events.rules.local_time import to_local
from community.events.rules.rule import UnsupportedRule, first_matching, weekly
from community.events.rules.series import Schedule, require_offered_end
from community.events.views.blueprint import blueprint, refuse_if
from community.foundation import clock
from community.foundation.errors import InvalidForm
from community.foundation.security import viewer
from community.groups import GroupCard
from community.routes import may_be_planned_by

NEW = "/groups/<slug>/walks/new"


@blueprint.get(NEW)
def new_walk(slug: str) -> Any:
    """The form, with what is known already filled in."""
    group = _group_to_plan_for(slug)
    form = _form(group)
    route = request.args.get("route", "")
    if route.isascii() and route.isdigit():
        form.route.data = route
    form.leaders.data = [str(viewer().id)]
    form.capacity.data = "20"
    form.planned_rests.data = "0"
    _say_again(group, form)
    return _page(group, form)


def _say_again(group: GroupCard, form: PlanForm) -> None:
    """Fill in what the last walk on this route said, so that nobody types it twice."""
    last = last_walk_on(group.id, form.route_id) if form.chosen_route and form.route_id else None
    if last is None:
        return
    form.meeting_point.data, form.notes.data = last.meeting_point, last.notes
    form.planned_rests.data = str(last.planned_rests)
    if last.meeting_lat is not None:
        form.place.data = f"{last.meeting_lat:.6f}, {last.meeting_lon:.6f}"


@blueprint.post(NEW)
def plan_new_walk(slug: str) -> Any:
    """Publish the walk, or show the form again with what is wrong."""
    group = _group_to_plan_for(slug)
    form = _form(group)
    if request.form.get("look"):
        return _page(group, form)
    if not form.validate():
        return _page(group, form), 422
    try:
        planned = plan_walk(viewer().id, group.id, form.plan(), clock.now(), form.form_id.data)
    except InvalidForm as problem:
        add_problem(form, problem)
        return _page(group, form), 422
    if not planned.again:
        flash(
            ngettext(
                "The walk is published. The group sees it now.",
                "%(num)s walks are published. The group sees them now.",
                planned.dates,
            )
            if form.ends.data != "open" or form.repeats.data == "once"
            else _("The walks are published. The group sees them now.")
        )
    return redirect(url_for("events.show_walk", occurrence_id=planned.occurrence_id), 303)


@blueprint.get("/groups/<slug>/walks/dates")
def dates_of_plan(slug: str) -> str:
    """The dates of what is typed so far, for the form to show as it changes."""
    group = _group_to_plan_for(slug)
    form = PlanForm(request.args, meta={"csrf": False})
    return render_template("events/_next_dates.html", **_dates(group, form))


def _group_to_plan_for(slug: str) -> GroupCard:
    group = groups.group_with_slug(slug)
    standing = groups.standing_of(viewer().id, group.id)
    refuse_if(policy.can_see_walk(standing, group.joining, "published"))
    refuse_if(policy.can_plan(standing))
    return group


def _form(group: GroupCard) -> PlanForm:
    form = PlanForm()
    form.offer(routes_to_choose(group, _shared_route(group, form)), groups.leaders_of(group.id))
    return form


def _shared_route(group: GroupCard, form: PlanForm) -> int | None:
    """Return the route that somebody came for from its page, when it is shared with this group."""
    asked = request.args.get("route", "")
    is_number = asked.isascii() and asked.isdecimal() and len(asked) < 11
    route_id = form.route_id or (int(asked) if is_number else None)
    if route_id is None or route_id >= 2**31 or not may_be_planned_by(group.id, route_id):
        return None
    return route_id


def _page(group: GroupCard, form: PlanForm) -> str:
    today = to_local(clock.now(), group.zone).date()
    return render_template(
        "events/plan.html",
        group=group,
        form=form,
        errors=first_errors(form),
        today=today,
        places=meeting_points_of(group.id),
        **_dates(group, form),
    )


def _dates(group: GroupCard, form: PlanForm) -> dict[str, Any]:
    """Return the preview of what is typed so far, or the sentence that says what is wrong."""
    try:
        found = _preview(group, form)
    except UnsupportedRule as problem:
        return {"preview": None, "fault": _(problem.reason)}
    return {"preview": found, "fault": None}


def _preview(group: GroupCard, form: PlanForm) -> Preview | None:
    for field in (form.day, form.start, form.until, form.count):
        try:
            field.pre_validate(form)
        except (StopValidation, ValueError):
            return None
    day, start = form.day.day, form.start.clock
    if day is None or start is None:
        return None
    days = form.days
    first, now = datetime.combine(day, start), clock.now()
    if is_too_far(first, group.zone, now):
        raise UnsupportedRule(TOO_FAR)
    schedule = Schedule(group.zone, first, 60)
    if days:
        rule = weekly(*days)
        schedule = Schedule(
            group.zone,
            first_matching(rule, first),
            60,
            rule,
            form.until.day if form.ends.data == "until" else None,
            form.count.number if form.ends.data == "count" else None,
        )
    require_offered_end(schedule, to_local(now, group.zone).date())
    return preview(schedule)
