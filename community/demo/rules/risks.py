"""Which routes are shared, what could go wrong on some, what was met on the way. Invented."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

SHARED = {"giessen": "ruth", "familienpark": "marlies", "schaan-lanes": "elsbeth"}


@dataclass(frozen=True)
class Risk:
    """An assessment: rows of hazard, who, control, owner; signed so many days ago."""

    route: str
    by: str
    days_ago: int
    rows: tuple[tuple[str, str, str, str], ...]


RISKS = (
    Risk(
        "giessen", "ruth", 60,
        (
            ("The road at the footbridge has no crossing", "Everybody, who hears badly most",
             "We cross together at the narrow place; a leader stands in the road", "Who leads"),
            ("Wet leaves on the wooden bridge in autumn", "Everybody",
             "We look at it on the check and walk on the gravel edge", "Who walks the check"),
            ("Cyclists from behind", "People on the left side",
             "We keep to the right, two side by side at most", "Back marker"),
        ),
    ),
    Risk(
        "castle", "manfred", 400,
        (
            ("Steep cobbles, slippery when wet", "Everybody on the way down",
             "Not walked after rain; sticks for who has them", "Who leads"),
        ),
    ),
)  # fmt: skip

# A leader found something a week ago; walks that were planned before say so.
FOUND = ("vineyards", "yvonne", "kissing_gate", 320.0, "New since the vintage. It opens wide.")


@dataclass(frozen=True)
class Report:
    """What a walker met on the way some days ago."""

    route: str
    by: str
    days_ago: int
    kind: Literal["mud", "bench_gone"]
    at_m: float
    note: str


REPORTS = (
    Report("canal-path", "toni", 3, "mud", 1450.0, "Soft after the rain. Dry on the left side."),
    Report("rhine-dam-north", "hedi", 20, "bench_gone", 900.0, "Only the two posts are left."),
)
