"""Routes on ground that exists: the leaders upload them, some have checked them."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from community.demo.actions.stage import Stage
from community.demo.rules.ground import (
    GROUNDS,
    INVENTED,
    MAP,
    Ground,
    as_gpx,
)
from community.foundation.settings import Settings
from community.places import height_model, map_of
from community.routes import (
    RecceNote,
    RouteFacts,
    create_route_from_track,
)

DATA = Path(__file__).resolve().parents[1] / "data"


def draw(stage: Stage, settings: Settings) -> None:
    """Make the twelve routes, graded by the real rules."""
    lines = json.loads((DATA / "routes.json").read_text())["routes"]
    heights, mapped = height_model(settings), map_of(settings)
    for ground in GROUNDS:
        known = lines[ground.key]
        check = ground.check

        def make(now: datetime, ground: Ground = ground, known: dict[str, Any] = known) -> None:
            stage.routes[ground.key] = create_route_from_track(
                stage.people[ground.by],
                stage.groups[ground.group],
                known["name"],
                as_gpx(known["name"], known["line"]),
                _facts(ground, known),
                now,
                recce=_recce(stage, ground),
                heights=heights,
                mapped=mapped,
                about=f"{ground.about}\n\n{MAP}",
            )

        days = check.days_ago if check else 60
        # A walk on it may be planned as soon as it is there, so all are there from the beginning.
        stage.do(min(stage.began + timedelta(days=1), stage.now - timedelta(days=days)), make)


def _facts(ground: Ground, known: dict[str, Any]) -> RouteFacts:
    """Return what the leader's check adds to the map, and what it puts right."""
    check = ground.check
    return RouteFacts.said(
        surface=check.surface if check else None,
        width_m=check.width_m if check else None,
        cross_slope_pct=check.cross_slope_pct if check else None,
        cross_slope_at_m=check.cross_slope_at_m if check else None,
        barriers=() if check else None,
        seats=None if known["seats"] else (),
        toilets=known["toilets"],
        toilets_where=ground.toilets_where if known["toilets"] else "",
    )


def _recce(stage: Stage, ground: Ground) -> RecceNote | None:
    check = ground.check
    if check is None:
        return None
    walked_on = stage.today - timedelta(days=check.days_ago)
    return RecceNote(walked_on, slopes_measured=True, note=f"{check.note} {INVENTED}")
