"""Which ground lies between two places of a route. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from community.routes.rules.along import AlongItem

KINDS = ("firm", "semi", "rough")
SHORTEST_M = 5.0  # less of a kind is not worth a word [D]


def ground_between(items: Iterable[AlongItem], from_m: float, to_m: float) -> tuple[str, ...]:
    """Return the kinds of ground between two places, the longest first; () when nobody knows."""
    lengths: dict[str, float] = {}
    for item in items:
        if item.kind == "surface" and item.value in KINDS and item.to_m is not None:
            shared = min(to_m, item.to_m) - max(from_m, item.at_m)
            if shared > SHORTEST_M:
                kind = str(item.value)
                lengths[kind] = lengths.get(kind, 0.0) + shared
    return tuple(sorted(lengths, key=lambda kind: -lengths[kind]))
