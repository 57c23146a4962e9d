"""In a few words how often groups walk, for the rows of the feeds page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime

from community.events import Occurrence, Walk
from community.events.rules.rule import parse_rule
from community.events.rules.rule_words import describe_rule

MOST_RULES = 2


def rhythm_of(
    group_ids: Iterable[int], now: datetime, translate: Callable[[str], str]
) -> dict[int, str]:
    """Return "Every Thursday" for groups with repeating walks ahead; others are not in it."""
    ahead = Occurrence.select(Occurrence.walk).where(Occurrence.start_utc > now)
    rows = (
        Walk.select(Walk.group, Walk.rule)
        .where(
            Walk.group.in_(list(group_ids) or [0]),
            Walk.rule.is_null(False),
            Walk.status == "published",
            Walk.id.in_(ahead),
        )
        .order_by(Walk.group, Walk.start_local, Walk.id)
        .tuples()
    )
    found: dict[int, list[str]] = defaultdict(list)
    for group_id, rule in rows:
        told = describe_rule(parse_rule(rule).rule, translate)
        if told not in found[group_id]:
            found[group_id].append(told)
    return {group_id: _sentence(told) for group_id, told in found.items()}


def _sentence(told: list[str]) -> str:
    text = ", ".join(told[:MOST_RULES]) + (", …" if len(told) > MOST_RULES else "")
    return text[:1].upper() + text[1:]
