"""How many entries a person may post in a while: a bounded table that empties itself."""

from __future__ import annotations

from collections import OrderedDict, deque
from math import ceil

MOST = 20
WINDOW_S = 10.0
MOST_PEOPLE = 10_000  # above it the ones silent for longest are forgotten first


class Rates:
    """Times of each person's last posts, on a clock that never steps back."""

    def __init__(
        self, most: int = MOST, window_s: float = WINDOW_S, most_people: int = MOST_PEOPLE
    ) -> None:
        self.most, self.window_s, self.most_people = most, window_s, most_people
        self._times: OrderedDict[int, deque[float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._times)

    def wait_s(self, person_id: int, at_s: float) -> int:
        """Return 0 and count the post, or the whole seconds until the next one is taken."""
        self._forget(at_s)
        times = self._times.setdefault(person_id, deque())
        while times and times[0] <= at_s - self.window_s:
            times.popleft()
        if len(times) >= self.most:
            return max(1, ceil(times[0] + self.window_s - at_s))
        times.append(at_s)
        self._times.move_to_end(person_id)
        return 0

    def _forget(self, at_s: float) -> None:
        while self._times:
            person_id, times = next(iter(self._times.items()))
            if (
                len(self._times) <= self.most_people
                and times
                and (times[-1] > at_s - self.window_s)
            ):
                return
            del self._times[person_id]
