"""Routes: a line on the ground with its profile, facts, grade and recces.

Tables: route_draft, route, recce. Stands on groups, accounts and places. A route is graded when it
is saved, when facts change and when a leader checks it, never when a page is shown. Templates use
the macros of templates/routes/_grade.html, _profile.html, _sketch.html and _facts.html.
"""

from community.routes.actions import create_route_from_track, record_recce, save_route
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
from community.routes.route_facts import Flight, Gate, RecceNote, RouteFacts, Seat
from community.routes.rules import TrackRefused
from community.routes.rules.along import AlongItem
from community.routes.rules.suitability import NEEDS, Back, Fit, Need, Suitability
from community.routes.signals import RouteChanged, RouteSaved
from community.routes.suitability_queries import suitability_of
from community.routes.suitability_words import finding_said
from community.routes.words import grade_reason, grade_word

__all__ = [
    "NEEDS",
    "AlongItem",
    "Back",
    "Fit",
    "Flight",
    "Gate",
    "Need",
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
    "Seat",
    "Suitability",
    "TrackRefused",
    "create_route_from_track",
    "finding_said",
    "grade_reason",
    "grade_word",
    "record_recce",
    "route_card",
    "route_cards",
    "route_minutes",
    "route_page",
    "routes_of",
    "save_route",
    "suitability_of",
]
