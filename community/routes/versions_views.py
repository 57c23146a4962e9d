"""Doors of how a route was before."""

from __future__ import annotations

from flask import render_template

from community.foundation.security import open_to_everyone
from community.routes.doors import blueprint, person_id
from community.routes.versions_queries import version_page, versions_page

VERSIONS = "/routes/<int:route_id>/versions"


@blueprint.get(VERSIONS)
@open_to_everyone
def show_versions(route_id: int) -> str:
    """List the states of a route: who changed what, and when."""
    return render_template("routes/versions.html", shown=versions_page(person_id(), route_id))


@blueprint.get(f"{VERSIONS}/<int(max=2147483647):number>")
@open_to_everyone
def show_version(route_id: int, number: int) -> str:
    """Show a route as it was."""
    return render_template("routes/version.html", shown=version_page(person_id(), route_id, number))
