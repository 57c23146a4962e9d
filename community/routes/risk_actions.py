"""Signing a risk assessment, and noting that something happened on a route."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from community.foundation.database import write_transaction
from community.foundation.errors import Changed
from community.foundation.receipts import earlier_result, keep_result
from community.routes.library_actions import route_to_change
from community.routes.models import RiskAssessment, Route, RouteIncident
from community.routes.rules.risk import Hazard


def sign_risk_assessment(
    person_id: int,
    route_id: int,
    number: int,
    hazards: Sequence[Hazard],
    form_id: str,
    today: date,
    now: datetime,
) -> str:
    """Keep an assessment as signed today by this leader; return the path of its page.

    number: of the assessment that she had before her, 0 when there was none. What stood before
    stays as it was. Errors: `NotFound`, `NotAllowed`, `Changed` when somebody was faster.
    """
    with write_transaction():
        path, earlier = f"/routes/{route_id}/risk", earlier_result(form_id, person_id, now)
        route = route_to_change(person_id, route_id)
        if earlier:
            return earlier
        latest = (
            RiskAssessment.select(RiskAssessment.number)
            .where(RiskAssessment.route == route_id)
            .order_by(RiskAssessment.number.desc())
            .scalar()
        )
        if (latest or 0) != number:
            raise Changed
        RiskAssessment.create(
            route=route_id,
            number=number + 1,
            hazards=[vars(one) for one in hazards],
            signed_by=person_id,
            signed_on=today,
            signed_at=now,
        )
        Route.update(risk_signed_on=today, incident_on=None).where(Route.id == route.id).execute()
        keep_result(form_id, path)
        return path


def note_incident(
    person_id: int, route_id: int, happened_on: date, what: str, form_id: str, now: datetime
) -> str:
    """Keep that something happened on a route: its assessment is due again from that day on.

    Errors: `NotFound`, `NotSignedIn`, `NotAllowed`.
    """
    with write_transaction():
        path, earlier = f"/routes/{route_id}/risk", earlier_result(form_id, person_id, now)
        route = route_to_change(person_id, route_id)
        if earlier:
            return earlier
        RouteIncident.create(
            route=route_id, happened_on=happened_on, what=what, noted_by=person_id, noted_at=now
        )
        first = happened_on if route.incident_on is None else min(route.incident_on, happened_on)
        Route.update(incident_on=first).where(Route.id == route.id).execute()
        keep_result(form_id, path)
        return path
