"""Routes: a line on the ground with its profile, facts, grade and recces; their library.

Tables: route_draft, route, recce, route_version, risk_assessment, route_incident. Stands on
groups, accounts and places. A route is graded when it
is saved, when facts change and when a leader checks it, never when a page is shown. Templates use
the macros of templates/routes/_grade.html, _profile.html, _sketch.html and _facts.html.
"""

from community.routes.actions import create_route_from_track, record_recce, save_route
from community.routes.condition_actions import report_condition
from community.routes.condition_queries import open_reports
from community.routes.library_actions import add_noted, share_route
from community.routes.library_queries import (
    SharedRoute,
    may_be_planned_by,
    shared_routes_near,
    starts_to_tell,
)
from community.routes.library_words import changed_said, grade_said, recce_said, risk_said
from community.routes.models import Recce, Route, RouteDraft
from community.routes.queries import (
    RecceRow,
    RouteCard,
    RoutePage,
    route_card,
    route_cards,
    route_minutes,
    route_page,
    routes_of,
)
from community.routes.risk_actions import note_incident, sign_risk_assessment
from community.routes.route_facts import Flight, Gate, RecceNote, RouteFacts, Seat
from community.routes.rules import TrackRefused
from community.routes.rules.along import AlongItem, Noted
from community.routes.rules.risk import Hazard
from community.routes.rules.suitability import NEEDS, Back, Fit, Need, Suitability
from community.routes.signals import RouteChanged, RouteSaved, RouteShared
from community.routes.suitability_queries import suitability_of
from community.routes.suitability_words import finding_said
from community.routes.versions_queries import StateThen, edition_of, page_then, states_since
from community.routes.words import grade_reason, grade_word

__all__ = [
    "NEEDS",
    "AlongItem",
    "Back",
    "Fit",
    "Flight",
    "Gate",
    "Hazard",
    "Need",
    "Noted",
    "Recce",
    "RecceNote",
    "RecceRow",
    "Route",
    "RouteCard",
    "RouteChanged",
    "RouteDraft",
    "RouteFacts",
    "RoutePage",
    "RouteSaved",
    "RouteShared",
    "Seat",
    "SharedRoute",
    "StateThen",
    "Suitability",
    "TrackRefused",
    "add_noted",
    "changed_said",
    "create_route_from_track",
    "edition_of",
    "finding_said",
    "grade_reason",
    "grade_said",
    "grade_word",
    "may_be_planned_by",
    "note_incident",
    "open_reports",
    "page_then",
    "recce_said",
    "record_recce",
    "report_condition",
    "risk_said",
    "route_card",
    "route_cards",
    "route_minutes",
    "route_page",
    "routes_of",
    "save_route",
    "share_route",
    "shared_routes_near",
    "sign_risk_assessment",
    "starts_to_tell",
    "states_since",
    "suitability_of",
]
