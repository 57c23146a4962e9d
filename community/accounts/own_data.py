"""A person's own data, gathered from all features for the download.

A feature adds its share from its `feature.py`:

    @exports("journal")
    def logs_of(person_id: int) -> object: ...
"""

from __future__ import annotations

from collections.abc import Callable

Share = Callable[[int], object]

_shares: dict[str, Share] = {}


def exports(name: str) -> Callable[[Share], Share]:
    """Register the decorated function: plain JSON values of one person under `name`."""

    def add(share: Share) -> Share:
        _shares[name] = share
        return share

    return add


def data_of(person_id: int) -> dict[str, object]:
    """Return everything that is kept about one person, by feature."""
    return {name: _shares[name](person_id) for name in sorted(_shares)}
