"""What changed between two states of a route, and whether it is worse now. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from community.foundation.words import N_
from community.routes.rules.limits import LETTERS

CHANGED_WORDS = {
    "name": N_("the name"),
    "about": N_("the few words about it"),
    "line": N_("the line"),
    "surface": N_("the ground"),
    "steps": N_("steps"),
    "kerb": N_("kerbs"),
    "width": N_("how wide it is"),
    "cross_slope": N_("how the path leans"),
    "barrier": N_("gates and stiles"),
    "seat": N_("seats"),
    "toilets": N_("toilets"),
    "exit": N_("ways out"),
    "places": N_("places by the way"),
    "heights": N_("the heights"),
    "grade": N_("the grade"),
}
_OF_THE_GROUND = ("surface", "soft_m", "rough_m")
_WHO_SAID_IT = ("by", "on")
_HEIGHTS = ("height_source", "ascent_m", "descent_m")


def what_changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Return what a reader would notice, as names of `CHANGED_WORDS`, in their order.

    Both are name, about, line, facts, inspection, shown_letter, confidence of a route.
    """
    found = {name for name in ("name", "about", "line") if before[name] != after[name]}
    found |= _changed_facts(before["facts"], after["facts"])
    old, new = before["inspection"], after["inspection"]
    if any(old.get(name) != new.get(name) for name in _HEIGHTS):
        found.add("heights")
    if any(before[name] != after[name] for name in ("shown_letter", "confidence")):
        found.add("grade")
    return [name for name in CHANGED_WORDS if name in found]


def _changed_facts(old: Mapping[str, Any], new: Mapping[str, Any]) -> set[str]:
    """Return the kinds of which leaders say something else now; "there is none" says something."""
    found = {"surface"} if any(old.get(one) != new.get(one) for one in _OF_THE_GROUND) else set()
    noted_before, noted_now = _by_kind(old), _by_kind(new)
    complete_before, complete_now = set(old.get("complete", ())), set(new.get("complete", ()))
    for kind in {*noted_before, *noted_now, *(complete_before ^ complete_now)}:
        same = noted_before.get(kind) == noted_now.get(kind)
        if not same or (kind in complete_before) != (kind in complete_now):
            found.add(kind if kind in CHANGED_WORDS else "places")
    return found


def _by_kind(facts: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Return what leaders said of single things, without who said it and since when."""
    found: dict[str, list[dict[str, Any]]] = {}
    for one in facts.get("noted", ()):
        told = {name: value for name, value in one.items() if name not in _WHO_SAID_IT}
        found.setdefault(one["kind"], []).append(told)
    return found


def is_worse(before: str | None, after: str | None) -> bool:
    """Whether the letter that is shown became worse; no grade any more is worse than any."""
    return _rank(after) > _rank(before)


def _rank(letter: str | None) -> int:
    return LETTERS.index(letter) if letter in LETTERS else len(LETTERS)  # type: ignore[arg-type]
