"""The risk assessment of a route: what stands, since when, and all that stood before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from community.foundation.authorisation import Denied, problem_of
from community.groups import GroupCard, Standing
from community.routes import policy
from community.routes.library_queries import led_by
from community.routes.models import RiskAssessment, RouteIncident
from community.routes.queries import RoutePage, route_page, visible_names
from community.routes.rules.risk import Hazard, RiskState


@dataclass(frozen=True)
class Assessment:
    """One signed assessment; `signed_by` is empty for who may not know the name."""

    number: int
    hazards: tuple[Hazard, ...]
    signed_by: str
    signed_on: date


@dataclass(frozen=True)
class Incident:
    """Something that happened on the route."""

    happened_on: date
    what: str
    noted_by: str


@dataclass(frozen=True)
class RiskPage:
    """The assessment of a route with its history, the latest first."""

    page: RoutePage
    state: RiskState
    assessments: tuple[Assessment, ...]
    incidents: tuple[Incident, ...]
    may_sign: bool

    @property
    def latest(self) -> Assessment | None:
        """The one that holds, or None."""
        return self.assessments[0] if self.assessments else None

    @property
    def number(self) -> int:
        """The number of the latest one, 0 before the first."""
        return self.assessments[0].number if self.assessments else 0


def risk_page(person_id: int | None, route_id: int) -> RiskPage:
    """Return the page for leaders. Errors: `NotFound`, `NotSignedIn`, `NotAllowed`."""
    page = route_page(person_id, route_id)
    decision = policy.can_read_risk(
        page.standing, page.group.joining, page.card.sharing, bool(led_by(person_id))
    )
    if isinstance(decision, Denied):
        raise problem_of(decision)
    signed = list(
        RiskAssessment.select()
        .where(RiskAssessment.route == route_id)
        .order_by(RiskAssessment.number.desc())
    )
    incidents = _incidents(route_id) if page.standing.is_leader else []
    names = _names(
        {one.signed_by_id for one in signed} | {one.noted_by_id for one in incidents},
        page.standing,
        page.group,
    )
    return RiskPage(
        page,
        page.card.risk,
        tuple(
            Assessment(
                one.number,
                tuple(Hazard(**row) for row in one.hazards),
                names.get(one.signed_by_id, ""),
                one.signed_on,
            )
            for one in signed
        ),
        tuple(
            Incident(one.happened_on, one.what, names.get(one.noted_by_id, "")) for one in incidents
        ),
        page.can_change,
    )


def _incidents(route_id: int) -> list[RouteIncident]:
    """Return what happened, for the owners' leaders: words about people are not shared with it."""
    return list(
        RouteIncident.select()
        .where(RouteIncident.route == route_id)
        .order_by(RouteIncident.happened_on.desc(), RouteIncident.id.desc())
    )


def _names(ids: set[int | None], standing: Standing, group: GroupCard) -> dict[int | None, str]:
    known = visible_names({one for one in ids if one is not None}, standing, group)
    return dict(known.items())
