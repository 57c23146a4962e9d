""" "Is it for me?" on the pages of routes and walks: from the viewer's own back, for her alone."""

from __future__ import annotations

from typing import Any

from flask import render_template

from community.accounts import exports
from community.events import WalkPage
from community.foundation.parts import fills
from community.journal.back_queries import back_of, own_back
from community.routes import RoutePage, finding_said, suitability_of


@fills("route.for_you", order=10)
def route_for_you(page: RoutePage, viewer: Any) -> str:
    """How the route suits the viewer; nothing unless she told of her back and wants to know."""
    if viewer is None:
        return ""
    back = back_of(viewer.id)
    if back is None:
        return ""
    found = suitability_of(page, back)
    return render_template(
        "journal/for_you.html",
        found=found,
        reasons=list(dict.fromkeys(finding_said(one) for one in found.reasons)),
        unknown=list(dict.fromkeys(finding_said(one) for one in found.unknown)),
        can_sit_early="stenosis" in back.needs,
    )


@fills("walk.for_you", order=10)
def walk_for_you(page: WalkPage, viewer: Any) -> str:
    """The same of a walk's route."""
    return "" if page.route_page is None else route_for_you(page.route_page, viewer)


@exports("back")
def share_of_download(person_id: int) -> object:
    """What a person's download holds of it."""
    return own_back(person_id)
