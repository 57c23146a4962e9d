"""What routes add to the pages of groups and to their own."""

from __future__ import annotations

from typing import Any

from flask import render_template

from community.foundation.authorisation import Denied
from community.foundation.parts import fills
from community.groups import GroupPage
from community.routes import policy
from community.routes.doors import today
from community.routes.library_queries import belongs_to
from community.routes.queries import RoutePage, routes_of


@fills("group.panels", order=30)
def routes_panel(page: GroupPage, viewer: Any) -> str:
    """Return the group's routes; leaders can add one."""
    if not page.sees_inside:
        return ""
    may_add = not isinstance(policy.can_add_route(page.standing, page.card.joining), Denied)
    routes = routes_of(page.card.id)
    if not routes and not may_add:
        return ""
    return render_template(
        "routes/_panel.html",
        group=page.card,
        routes=routes,
        may_add=may_add,
        today=today(page.card),
    )


@fills("route.panels", order=30)
def whose_route(page: RoutePage, viewer: Any) -> str:
    """Return whose the route is, how its checks stand, and what the viewer can do with it."""
    return render_template(
        "routes/_belongs.html", belongs=belongs_to(viewer, page), today=today(page.group)
    )
