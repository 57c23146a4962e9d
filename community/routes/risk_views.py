"""Doors of the risk assessment."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _

from community.foundation import clock
from community.foundation.errors import Changed
from community.foundation.receipts import new_form_id
from community.foundation.security import viewer
from community.routes import risk_actions
from community.routes.doors import blueprint, route_to_change, today, version_in
from community.routes.library_forms import IncidentAnswers, RiskAnswers, read_incident, read_risks
from community.routes.risk_queries import RiskPage, risk_page

RISK = "/routes/<int:route_id>/risk"


@blueprint.get(RISK)
def show_risk(route_id: int) -> str:
    """The assessment that holds, those before it, and what happened on the route."""
    page = risk_page(viewer().id, route_id)
    return render_template("routes/risk.html", risk=page, today=today(page.page.group))


@blueprint.get(f"{RISK}/sign")
def ask_risk(route_id: int) -> Any:
    """The form with the rows of the assessment that holds."""
    route_to_change(route_id)
    page = risk_page(viewer().id, route_id)
    latest = page.latest
    rows = [dict(vars(one)) for one in latest.hazards] if latest else []
    return _form(page, RiskAnswers(rows), new_form_id())


@blueprint.post(f"{RISK}/sign")
def sign_risk(route_id: int) -> Any:
    """Keep the assessment, signed today."""
    route_to_change(route_id)
    page = risk_page(viewer().id, route_id)
    answers, form_id = read_risks(request.form), request.form.get("form_id", "") or new_form_id()
    number = version_in(request.form.get("number", ""))
    if request.form.get("do") == "more":
        return _form(page, RiskAnswers(answers.rows), form_id, number)
    if answers.errors:
        return _form(page, answers, form_id, number), 422
    try:
        path = risk_actions.sign_risk_assessment(
            viewer().id,
            route_id,
            number,
            answers.hazards,
            form_id,
            today(page.page.group),
            clock.now(),
        )
    except Changed as problem:
        return _form(page, answers, new_form_id(), note=_(problem.message)), problem.status
    flash(_("Signed. It holds for a year, or until something happens."))
    return redirect(path, 303)


@blueprint.route(f"{RISK}/incident", methods=["GET", "POST"])
def incident(route_id: int) -> Any:
    """Note that something happened: the assessment is looked at again."""
    page = route_to_change(route_id)
    day = today(page.group)
    if request.method == "GET":
        blank = IncidentAnswers({"happened_on": day.isoformat(), "what": ""})
        return render_template(
            "routes/incident.html", page=page, answers=blank, form_id=new_form_id()
        )
    form_id = request.form.get("form_id", "") or new_form_id()
    answers = read_incident(request.form, day)
    if answers.errors or answers.happened_on is None:
        shown = render_template("routes/incident.html", page=page, answers=answers, form_id=form_id)
        return shown, 422
    path = risk_actions.note_incident(
        viewer().id, route_id, answers.happened_on, answers.what, form_id, clock.now()
    )
    flash(_("Noted. Look at the risk assessment again, and sign it."))
    return redirect(path, 303)


def _form(
    page: RiskPage,
    answers: RiskAnswers,
    form_id: str,
    number: int | None = None,
    note: str | None = None,
) -> str:
    return render_template(
        "routes/risk_form.html",
        risk=page,
        answers=answers,
        form_id=form_id,
        number=page.number if number is None else number,
        note=note,
        today=today(page.page.group),
    )
