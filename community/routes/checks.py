"""What was found in an upload, as the list a leader reads: sure things and open questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from community.foundation import formats
from community.routes.assessment import known_of
from community.routes.knowledge import Known
from community.routes.route_facts import RouteFacts
from community.routes.rules import Facts, SurfaceShares
from community.routes.rules.facts import KNOWN_SURFACE_SHARE, ground_shares
from community.routes.way_rows import WayRow
from community.routes.words import (
    confidence_words,
    slope_words,
    source_words,
    surface_words,
)

MISSING = "way-missing"  # where lines are added
MOST_OPEN_GROUND = 5  # the others stand in the list below [D]


@dataclass(frozen=True)
class Check:
    """One line: `tone` is ok or careful; `question` is the id of the field that answers it.

    `quick`: answers at one tap, as ("steps:none", "No steps"); `more`: what the field offers, which
    stands at `goes_to`, else at the question.
    """

    title: str
    second: str
    tone: str = "ok"
    question: str = ""
    quick: tuple[tuple[str, str], ...] = ()
    more: str = ""
    goes_to: str = ""


def checks_of(found: dict[str, Any], facts: RouteFacts, rows: Sequence[WayRow] = ()) -> list[Check]:
    """Return the checks in the order of the page; `rows`: of the form, for their answers."""
    checks = [_heights(found), *_jumps(found)]
    if found["profile"] is not None:
        checks += [_steepest(found), _descent(found)]
    known = known_of(found, facts)
    graded = known.for_grading()
    checks += [_steps(graded, known), *_surface(found, facts, graded, rows)]
    checks += [_gates(graded), _shape(graded)]
    return [*checks, _seats(found, known), _toilets(known), *_ways_back(found, graded)]


def open_questions(checks: list[Check]) -> int:
    """Return how many answers are still missing."""
    return sum(1 for check in checks if check.question and check.tone == "careful")


def _question(
    title: str,
    name: str,
    quick: list[tuple[str, str]],
    more: str = "",
    second: str = "",
    goes_to: str = "",
) -> Check:
    second = second or _("Nobody has said.")
    return Check(title, second, "careful", name, tuple(quick), more, goes_to)


def _heights(found: dict[str, Any]) -> Check:
    if found["profile"] is None:
        return Check(
            _("No heights, so no grade yet"),
            _("There are none in the file, and none are loaded for this place."),
            "careful",
        )
    tone = "careful" if found["confidence"] == "low" else "ok"
    title = source_words(found["height_source"])
    return Check(title, confidence_words(found["confidence"]), tone)


def _jumps(found: dict[str, Any]) -> list[Check]:
    jumps = found["jumps"]
    if not jumps:
        return []
    title = ngettext(
        "The line jumps once over more than 200 m",
        "The line jumps %(num)d times over more than 200 m",
        len(jumps),
    )
    places = ", ".join(formats.distance(at) for at, _long in jumps[:4])
    return [Check(title, _("At %(places)s", places=places), "careful", "jumps", more=_("Answer…"))]


def _steepest(found: dict[str, Any]) -> Check:
    steep = found["profile"]["steepest"]
    floor = _(
        "Short ramps under about %(height)s of rise cannot be seen in this data.",
        height=formats.metres(found["profile"]["floor_m"]),
    )
    if steep is None:
        return Check(_("No part is noticeably steep"), floor)
    title = _(
        "Steepest: %(what)s, at %(place)s",
        what=slope_words(steep),
        place=formats.distance(steep["at_m"]),
    )
    return Check(title, floor)


def _descent(found: dict[str, Any]) -> Check:
    drop = found["profile"]["descent_m"]
    if not drop:
        return Check(_("No long descent"), "")
    title = _("Longest descent: about %(height)s", height=formats.metres(drop))
    second = _("A leader’s check on foot will settle it.") if found["confidence"] == "low" else ""
    return Check(title, second)


def _steps(facts: Facts, known: Known) -> Check:
    if facts.steps is None:
        return _question(
            _("Are there steps?"),
            "steps",
            [("steps:none", _("No steps"))],
            _("How many…"),
            _("The map does not know all of the way.") if known.mapped else "",
            MISSING,
        )
    if not facts.steps:
        second = "" if "steps" in known.said.complete else _("The map shows none.")
        return Check(_("No steps"), second, "ok", "steps")
    count = sum(flight.count for flight in facts.steps)
    places = ", ".join(formats.distance(flight.at_m) for flight in facts.steps[:4])
    second = "" if "steps" in known.loose else _("At %(places)s", places=places)
    return Check(ngettext("%(num)d step", "%(num)d steps", count), second, "ok", "steps")


def _surface(
    found: dict[str, Any], facts: RouteFacts, graded: Facts, rows: Sequence[WayRow]
) -> list[Check]:
    """Return what is known of the ground, and the stretches that the map leaves open."""
    length = found["length_m"]
    if facts.surface is not None:
        return [Check(surface_words(facts.surface), "", "ok", "surface")]
    shares = ground_shares(graded, length)
    if shares is None:
        return [
            _question(
                _("What is the ground like?"),
                "surface",
                [("surface:firm", _("Firm"))],
                _("Soft or rough…"),
                _("Unknown for %(length)s", length=formats.distance(length)),
            )
        ]
    title = _(
        "The ground is known for %(share)s of the way",
        share=formats.percent(round(shares.known * 100)),
    )
    tone = "ok" if shares.known >= KNOWN_SURFACE_SHARE else "careful"
    asked = sorted((row for row in rows if row.is_asked), key=_length_of, reverse=True)
    open_ground = [_open_ground(row) for row in asked[:MOST_OPEN_GROUND]]
    return [Check(title, _ground_said(shares), tone), *open_ground]


def _ground_said(shares: SurfaceShares) -> str:
    firm = _("%(share)s of that is firm", share=formats.percent(round(shares.firm * 100)))
    if shares.rough <= 0:
        return firm
    rough = _("%(share)s is rough", share=formats.percent(round(shares.rough * 100)))
    return f"{firm}, {rough}"


def _open_ground(row: WayRow) -> Check:
    start, end = float(row.at), float(row.to)
    answers = (("firm", _("Firm")), ("semi", _("Soft")), ("rough", _("Rough")))
    return Check(
        _("Path unknown for %(length)s", length=formats.distance(end - start)),
        _("From %(start)s to %(end)s", start=formats.distance(start), end=formats.distance(end)),
        "careful",
        f"what-{row.token}",
        tuple((f"what-{row.token}:surface:{kind}", word) for kind, word in answers),
    )


def _length_of(row: WayRow) -> float:
    return float(row.to) - float(row.at)


def _ways_back(found: dict[str, Any], graded: Facts) -> list[Check]:
    """Return how far one is from a way out at most."""
    if found["grade"] is None:
        return []
    far = formats.distance(found["grade"]["commitment_m"])
    title = _("At most %(distance)s to a way back or a way out", distance=far)
    count = len(graded.exits)
    second = ngettext("%(num)d way out is known", "%(num)d ways out are known", count)
    return [Check(title, second if count else _("None is known but the start and the end."))]


def _gates(facts: Facts) -> Check:
    if facts.barriers is None:
        return _question(
            _("Are there gates or stiles?"),
            "barriers",
            [("barriers:none", _("None"))],
            _("Some…"),
            goes_to=MISSING,
        )
    if not facts.barriers:
        return Check(_("No gates, no stiles"), "", "ok", "barriers")
    title = ngettext(
        "One gate, stile or ford", "%(num)d gates, stiles or fords", len(facts.barriers)
    )
    return Check(title, "", "ok", "barriers")


def _shape(facts: Facts) -> Check:
    missing = [name for name in ("widths", "cross_slopes") if getattr(facts, name) is None]
    if not missing:
        return Check(_("Width and lean of the path are known"), "", "ok", "width")
    if len(missing) == 2:
        title = _("How wide is the path, and does it lean?")
    elif missing == ["widths"]:
        title = _("How wide is the path?")
    else:
        title = _("Does the path lean sideways?")
    return _question(title, "width" if "widths" in missing else "lean", [], _("Answer…"))


def _seats(found: dict[str, Any], known: Known) -> Check:
    seats = known.seats
    if seats is None:
        return _question(
            _("Where are the seats?"),
            "seats",
            [("seats:none", _("No seats"))],
            _("Add a seat…"),
            goes_to=MISSING,
        )
    if not seats:
        return Check(_("No seats on the way"), "", "ok", "seats")
    count = ngettext("%(num)d seat", "%(num)d seats", len(seats))
    if found["seat_gap_m"] is None:
        return Check(count, "", "ok", "seats")
    gap = formats.distance(found["seat_gap_m"])
    return Check(_("%(seats)s, at most %(gap)s apart", seats=count, gap=gap), "", "ok", "seats")


def _toilets(known: Known) -> Check:
    if known.toilets is None:
        return _question(
            _("Is there a toilet?"),
            "toilets",
            [("toilets:yes", _("Yes")), ("toilets:no", _("No"))],
        )
    if known.toilets:
        return Check(_("A toilet on the way"), known.said.toilets_where, "ok", "toilets")
    return Check(_("No toilet on the way"), "", "ok", "toilets")
