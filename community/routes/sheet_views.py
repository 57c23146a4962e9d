"""Door of the route sheet."""

from __future__ import annotations

import io
from typing import Any

import segno
from flask import current_app, render_template, request
from markupsafe import Markup

from community.foundation import clock
from community.foundation.security import open_to_everyone
from community.routes import policy
from community.routes.condition_policy import can_print_sheet
from community.routes.condition_queries import reports_for
from community.routes.doors import blueprint, person_id, refuse, today
from community.routes.other_way import turned_page
from community.routes.queries import route_page
from community.routes.sheet import sheet_of
from community.routes.telling import as_told, mapped_ways


@blueprint.get("/routes/<int:route_id>/sheet")
@open_to_everyone
def show_sheet(route_id: int) -> str:
    """Show the sheet, to be printed, to who may know the exact place."""
    page = route_page(person_id(), route_id)
    group = page.group
    may_have_line = policy.can_download_line(
        page.standing, group.joining, group.shows_exact_place, page.card.sharing
    )
    refuse(can_print_sheet(may_have_line))
    if request.args.get("way") == "back":
        page = turned_page(page)
    settings = current_app.extensions["settings"]
    way = "?way=back" if page.is_turned else ""
    address = f"{settings.url}/routes/{route_id}{way}"
    reports = reports_for(route_id, page.standing, clock.now())
    return render_template(
        "routes/sheet.html",
        page=page,
        sheet=sheet_of(page, mapped_ways(page)),
        reports=as_told(reports, page),
        number=settings.emergency_number,
        address=address,
        code=qr_code(address),
        today=today(group),
        way=way,
    )


def qr_code(text: str) -> Any:
    """Return a QR code as SVG that takes the size of its place."""
    kept = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        kept, kind="svg", xmldecl=False, svgns=False, omitsize=True, border=2, svgclass="qr"
    )
    return Markup(kept.getvalue().decode())  # noqa: S704 - made of numbers by segno
