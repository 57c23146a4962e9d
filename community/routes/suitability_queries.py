"""Whether a route suits somebody, read from what is stored with it; asked by the journal."""

from __future__ import annotations

from typing import Any, Literal

from community.routes.assessment import known_of
from community.routes.queries import RoutePage
from community.routes.rules import rounded_slope
from community.routes.rules.suitability import (
    Back,
    Measures,
    Spot,
    Suitability,
    ground_of,
    suitability,
)


def suitability_of(page: RoutePage, back: Back) -> Suitability:
    """Return how the route of a page, in its walking direction, suits a person."""
    return suitability(measured(page), back)


def measured(page: RoutePage) -> Measures:
    """Return the measures of a route's page."""
    found = page.found
    grade, profile = found["grade"], found["profile"]
    rows = profile["drawing"]["rows"] if profile else []
    falls = sum(row["down_m"] for row in rows)
    facts = known_of(found, page.facts).for_grading()
    has_slopes = grade is not None and bool(rows)
    return Measures(
        letter=grade["forward"]["letter"] if grade else None,
        # As for the tags of 2.5: what a "?" leaves open, a leader's own feet have settled.
        heights_trusted=has_slopes and (not page.card.is_uncertain or bool(page.recces)),
        slope_up=_steepest(rows, "up") if has_slopes else None,
        slope_down=_steepest(rows, "down") if has_slopes else None,
        drop=_drop(grade["forward"]["criteria"]) if has_slopes else None,
        descent_m_per_km=falls / found["length_m"] * 1000.0 if has_slopes else None,
        **ground_of(facts, found["length_m"]),  # type: ignore[arg-type]
    )


def _steepest(rows: list[dict[str, Any]], way: Literal["up", "down"]) -> Spot:
    """Return the steepest row of one direction. Within a level row up and down are mixed: there
    it says at most 3%, which is within every limit."""
    sign = 1.0 if way == "up" else -1.0
    steep = max(rows, key=lambda row: sign * row["steepest_pct"])
    slope = sign * rounded_slope(steep["steepest_pct"])
    return Spot(slope, steep["from_m"]) if slope > 0 else Spot(0.0)


def _drop(criteria: list[dict[str, Any]]) -> Spot:
    descent = next(one for one in criteria if one["criterion"] == "descent")
    return Spot(descent["value"] or 0.0, descent["at_m"])
