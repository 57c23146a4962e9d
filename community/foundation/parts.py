"""Places on a lower feature's page that higher features fill.

A template writes `{{ parts("walk.for_you", occurrence) }}`; a higher feature's `feature.py` says
`@fills("walk.for_you", order=20)` over a function of (subject, viewer) that returns markup, or an
empty string when it has nothing to say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from markupsafe import Markup

Filler = Callable[[Any, Any], str]

_fillers: dict[str, list[tuple[int, str, Filler]]] = defaultdict(list)


def fills(place: str, order: int = 50) -> Callable[[Filler], Filler]:
    """Register the decorated function for `place`; smaller `order` comes first."""

    def add(filler: Filler) -> Filler:
        name = f"{filler.__module__}.{filler.__qualname__}"
        if all(known != name for _, known, _ in _fillers[place]):
            _fillers[place].append((order, name, filler))
            _fillers[place].sort(key=lambda one: (one[0], one[1]))
        return filler

    return add


def parts(place: str, subject: Any, viewer: Any) -> Markup:
    """Return what all features have to say at `place` about `subject`, one after the other."""
    return Markup("\n").join(
        Markup(text)  # noqa: S704 - fillers return rendered templates
        for _, _, filler in _fillers[place]
        if (text := filler(subject, viewer))
    )
