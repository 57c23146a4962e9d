"""What walkers find on a route, and how long it counts. Pure.

No published source sets these numbers: design decisions [D], as in backcare.md.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal, get_args

from community.foundation.words import N_

ConditionKind = Literal["closed", "ice", "flooded", "fallen_tree", "mud", "bench_gone", "other"]
# Worst first: what stops a walk, what makes people fall, what makes it tiresome [D].
CONDITION_KINDS: tuple[ConditionKind, ...] = get_args(ConditionKind)

# How long a report counts after it was last seen; None: until a leader says that it is over [D].
# Ice comes and goes with the nights; water stays a few days; mud dries in about two weeks; a
# closed way, a fallen tree and a missing bench stay until somebody has worked there.
LASTS: dict[ConditionKind, timedelta | None] = {
    "closed": None,
    "ice": timedelta(days=2),
    "flooded": timedelta(days=4),
    "fallen_tree": None,
    "mud": timedelta(days=14),
    "bench_gone": None,
    "other": timedelta(days=14),
}
OLD_AFTER = timedelta(days=30)  # from then on the page asks whether it is still so [D]

KIND_WORDS: dict[ConditionKind, str] = {
    "closed": N_("Closed"),
    "ice": N_("Ice"),
    "flooded": N_("Under water"),
    "fallen_tree": N_("A fallen tree"),
    "mud": N_("Mud"),
    "bench_gone": N_("A bench is gone"),
    "other": N_("Something else"),
}
SENTENCES: dict[ConditionKind, tuple[str, str]] = {  # with a place, and without one
    "closed": (N_("Closed at %(place)s"), N_("Closed")),
    "ice": (N_("Ice at %(place)s"), N_("Ice on the way")),
    "flooded": (N_("Under water at %(place)s"), N_("Under water in places")),
    "fallen_tree": (N_("A fallen tree at %(place)s"), N_("A fallen tree on the way")),
    "mud": (N_("Mud at %(place)s"), N_("Mud on the way")),
    "bench_gone": (N_("A bench is gone at %(place)s"), N_("A bench is gone")),
    "other": (N_("Something to know at %(place)s"), N_("Something to know")),
}


def is_bad(kind: ConditionKind) -> bool:
    """Whether it may stop a walk or make people fall."""
    return kind in ("closed", "ice", "flooded", "fallen_tree")


def counts(kind: ConditionKind, seen_at: datetime, now: datetime) -> bool:
    """Whether a report that was last seen then still counts."""
    lasts = LASTS[kind]
    return lasts is None or now - seen_at < lasts


def is_old(seen_at: datetime, now: datetime) -> bool:
    """Whether a lasting report is so old that somebody should look again."""
    return now - seen_at >= OLD_AFTER


def worst_first(kind: ConditionKind, seen_at: datetime) -> tuple[bool, float, int]:
    """Sort key: what is bad before the rest, then the newest, then the worse kind."""
    return not is_bad(kind), -seen_at.timestamp(), CONDITION_KINDS.index(kind)
