"""Doors of routes: a group's list, the route's page, the download."""

from __future__ import annotations

from urllib.parse import quote

from flask import Response, render_template, request

from community.foundation import clock
from community.foundation.authorisation import Allowed, Denied
from community.foundation.jobs import off_the_loop
from community.foundation.security import open_to_everyone
from community.groups import group_with_slug, standing_of
from community.routes import condition_policy, policy
from community.routes.condition_queries import photos_of, reports_for
from community.routes.doors import (
    blueprint,
    person_id,
    refuse,
    today,
)
from community.routes.other_way import turned_line, turned_page
from community.routes.queries import (
    RoutePage,
    line_to_download,
    route_page,
    routes_of,
)
from community.routes.telling import as_told, attributions_of, owed
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


def page_in_direction(route_id: int) -> RoutePage:
    """Return the page of a route as the address asks: `?way=back` is the other way."""
    page = route_page(person_id(), route_id)
    return turned_page(page) if request.args.get("way") == "back" else page


@blueprint.get("/routes/<int:route_id>")
@open_to_everyone
def show_route(route_id: int) -> str:
    """Show a route, in the direction that was asked for, to whoever may see it."""
    page, now = page_in_direction(route_id), clock.now()
    may_report = condition_policy.can_report(page.standing, Allowed(), now, 0)
    may_show = condition_policy.can_add_photo(page.standing, Allowed(), now, 0, 0)
    return render_template(
        "routes/route.html",
        page=page,
        reports=as_told(reports_for(route_id, page.standing, now), page),
        photos=sorted(
            as_told(photos_of(route_id, page.standing, now), page), key=lambda one: one.at_m
        ),
        may_report=not isinstance(may_report, Denied),
        may_show=not isinstance(may_show, Denied),
        way="?way=back" if page.is_turned else "",
    )


@blueprint.get("/routes/<int:route_id>.gpx")
@open_to_everyone
def download(route_id: int) -> Response:
    """Give the line as a GPX file to who may know the exact place."""
    name, line = line_to_download(person_id(), route_id)
    page = page_in_direction(route_id)
    if page.is_turned:
        line = off_the_loop(turned_line, line)
    body = off_the_loop(gpx_of, name, line, str(owed(attributions_of(page)).striptags()))
    response = Response(body, mimetype="application/gpx+xml")
    ending = "-back.gpx" if page.is_turned else ".gpx"
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"route-{route_id}{ending}\"; filename*=UTF-8''{quote(name)}{ending}"
    )
    return response
