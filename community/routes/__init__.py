"""Routes on the ground: tracks, heights, profile, grade, facts, recces.

Tables: route, route_draft, recce. Stands on groups and places.
"""

from community.routes.models import Recce, Route

__all__ = ["Recce", "Route"]
