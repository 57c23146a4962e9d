"""What seeding knows while it goes on: ids by short names, and what happens when."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from community.demo.rules.cast import ZONE
from community.foundation import clock

WEEKS_TOLD = 10  # the groups began so long ago
SEED = 1

Step = Callable[[datetime], object]


class Stage:
    """Ids of people, groups, routes and walks by their keys, and the steps still to be played."""

    def __init__(self, now: datetime) -> None:
        self.now = now.replace(microsecond=0)
        self.zone = ZoneInfo(ZONE)
        self.local_now = self.now.astimezone(self.zone).replace(tzinfo=None)
        self.today = self.local_now.date()
        self.monday = self.today - timedelta(days=self.today.weekday())
        self.began = self.now - timedelta(weeks=WEEKS_TOLD)
        self.random = random.Random(SEED)  # noqa: S311 - the same neighbourhood each time
        self.people: dict[str, int] = {}
        self.groups: dict[str, int] = {}
        self.routes: dict[str, int] = {}
        self.walks: dict[str, int] = {}
        self.coming: dict[int, list[str]] = {}  # who comes, by date, whether or not they said so
        self.there: dict[int, list[str]] = {}  # who was in the register, by date
        self.live: int = 0  # the date that goes on now
        self._steps: list[tuple[datetime, int, Step]] = []

    def instant(self, day: date, at: time) -> datetime:
        """Return the instant of a local time."""
        return datetime.combine(day, at, tzinfo=self.zone).astimezone(UTC)

    def do(self, at: datetime, step: Step) -> None:
        """Do `step` at once, at its time in the story."""
        with clock.retelling(at):
            step(at)

    def later(self, at: datetime, step: Step) -> None:
        """Do `step` in its turn when everything is played; steps in the future are left out."""
        if at <= self.now:
            self._steps.append((at, len(self._steps), step))

    def play(self) -> None:
        """Do all steps in the order of their times."""
        steps, self._steps = sorted(self._steps, key=lambda one: one[:2]), []
        for at, _, step in steps:
            self.do(at, step)
