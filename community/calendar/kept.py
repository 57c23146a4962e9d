"""What was written once and is asked for again: fragments of walks, whole files. In one process.

Kept by what it was made from, so nothing here is ever out of date; the oldest go when it is full.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Generic, TypeVar

V = TypeVar("V")


class Kept(Generic[V]):
    """At most `most_octets` of values; the one asked for longest ago goes first."""

    def __init__(self, most_octets: int) -> None:
        self.most_octets = most_octets
        self.octets = 0
        self.made = 0  # how many values were ever put in, for tests and benchmarks
        self._values: OrderedDict[Hashable, tuple[V, int]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> V | None:
        """Return the value under `key`, or None."""
        with self._lock:
            found = self._values.get(key)
            if found is None:
                return None
            self._values.move_to_end(key)
            return found[0]

    def put(self, key: Hashable, value: V, octets: int) -> None:
        """Keep `value`, unless it is larger than everything that fits."""
        with self._lock:
            self.made += 1
            if octets > self.most_octets:
                return
            before = self._values.pop(key, None)
            self.octets += octets - (before[1] if before else 0)
            self._values[key] = (value, octets)
            while self.octets > self.most_octets:
                _, (_, gone) = self._values.popitem(last=False)
                self.octets -= gone

    def __len__(self) -> int:
        return len(self._values)
