"""What routes add to the pages of groups."""

from __future__ import annotations

from typing import Any

from flask import render_template

from community.foundation.authorisation import Denied
from community.foundation.parts import fills
from community.groups import GroupPage
from community.routes import policy
from community.routes.queries import routes_of


@fills("group.panels", order=30)
def routes_panel(page: GroupPage, viewer: Any) -> str:
    """Return the group's routes; leaders can add one."""
    if not page.sees_inside:
        return ""
    may_add = not isinstance(policy.can_add_route(page.standing, page.card.joining), Denied)
    routes = routes_of(page.card.id)
    if not routes and not may_add:
        return ""
    return render_template("routes/_panel.html", group=page.card, routes=routes, may_add=may_add)
