"""Doors of routes: a group's list, the route's page, the download."""

from __future__ import annotations

from urllib.parse import quote

from flask import Response, render_template

from community.foundation.authorisation import Denied
from community.foundation.jobs import off_the_loop
from community.foundation.security import open_to_everyone
from community.groups import group_with_slug, standing_of
from community.routes import policy
from community.routes.doors import (
    blueprint,
    person_id,
    refuse,
    today,
)
from community.routes.queries import (
    line_to_download,
    route_page,
    routes_of,
)
from community.routes.uploads import gpx_of


@blueprint.get("/groups/<slug>/routes")
@open_to_everyone
def group_routes(slug: str) -> str:
    """List the routes of a group."""
    group = group_with_slug(slug)
    standing = standing_of(person_id(), group.id)
    refuse(policy.can_see_routes(standing, group.joining))
    may_add = not isinstance(policy.can_add_route(standing, group.joining), Denied)
    return render_template(
        "routes/list.html",
        group=group,
        routes=routes_of(group.id),
        may_add=may_add,
        today=today(group),
    )


@blueprint.get("/routes/<int:route_id>")
@open_to_everyone
def show_route(route_id: int) -> str:
    """Show a route to whoever may see the group's walks."""
    page = route_page(person_id(), route_id)
    return render_template("routes/route.html", page=page)


@blueprint.get("/routes/<int:route_id>.gpx")
@open_to_everyone
def download(route_id: int) -> Response:
    """Give the line as a GPX file to who may know the exact place."""
    name, line = line_to_download(person_id(), route_id)
    body = off_the_loop(gpx_of, name, line, "")
    response = Response(body, mimetype="application/gpx+xml")
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"route-{route_id}.gpx\"; filename*=UTF-8''{quote(name)}.gpx"
    )
    return response
