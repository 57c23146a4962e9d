"""Pure rules of challenges: what a day counts, what can be seen, goals, spans (backcare.md 4.3)."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

MINUTES_WITHOUT_PLAN = 30  # m while a person has no plan: GOAL of backcare.md 1.6
FEWEST_PARTS_SHOWN = 3  # product.md: nobody can be read from a total of three
LEAST_GOAL, MOST_GOAL = 60, 1_000_000  # [D]
LONGEST_DAYS = 366  # [D]
LATEST_START_DAYS = 366  # [D]
SUGGESTED_DAYS = 28
LEAST_SUGGESTION = 300  # [D]
ROUNDED_TO = 100
LAST_DAYS_OF_A_MONTH = 7  # [D] so late in a month, the next one is proposed
A_MONTH_DAYS = 21  # [D] spans from here on are called a month


class Phase(StrEnum):
    """Where today lies."""

    NOT_BEGUN = "not_begun"
    RUNNING = "running"
    OVER = "over"


@dataclass(frozen=True)
class Span:
    """The first and the last day, both counted."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it has; none when it was ended before it began."""
        return max(0, (self.last - self.first).days + 1)

    def holds(self, day: date) -> bool:
        """Whether `day` counts."""
        return self.first <= day <= self.last

    def phase(self, today: date) -> Phase:
        """Where `today` lies."""
        if today > self.last:
            return Phase.OVER
        return Phase.NOT_BEGUN if today < self.first else Phase.RUNNING

    def days_left(self, today: date) -> int:
        """How many days come after today."""
        return max(0, (self.last - max(today, self.first - timedelta(days=1))).days)


def daily_cap(plan_minutes: int = MINUTES_WITHOUT_PLAN) -> int:
    """Return the most minutes that count on one day: no reward for overdoing."""
    return plan_minutes * 3 // 2


def counted_day(minutes: int, plan_minutes: int = MINUTES_WITHOUT_PLAN) -> int:
    """Return what a day with `minutes` of walking adds."""
    return max(0, min(minutes, daily_cap(plan_minutes)))


def shows_total(taking_part: int) -> bool:
    """Whether the group's total may be shown."""
    return taking_part >= FEWEST_PARTS_SHOWN


def suggested_goal(minutes_in_4_weeks: int, days: int) -> int:
    """Return a goal like the last four weeks, for `days` days, rounded up to hundreds."""
    alike = -(-minutes_in_4_weeks * days // SUGGESTED_DAYS)
    return max(LEAST_SUGGESTION, -(-alike // ROUNDED_TO) * ROUNDED_TO)


def suggested_span(today: date) -> Span:
    """Return the rest of this month; near its end the whole next one."""
    last = _last_of_month(today)
    if (last - today).days >= LAST_DAYS_OF_A_MONTH:
        return Span(today, last)
    first = last + timedelta(days=1)
    return Span(first, _last_of_month(first))


def _last_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])
