"""Pain before and after the last walks, as the chart shows them (design-brief.md 4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

WALKS_SHOWN = 8


@dataclass(frozen=True)
class Comparison:
    """Of how many walks the pain afterwards was lower, the same, higher."""

    lower: int
    same: int
    higher: int

    @property
    def walks(self) -> int:
        """How many walks were compared."""
        return self.lower + self.same + self.higher


@dataclass(frozen=True)
class ChartWalk:
    """One walk in the chart."""

    day: date
    before: int
    after: int


@dataclass(frozen=True)
class ChartMonth:
    """A month below its walks: a day in it, and its middle in percent of the chart's width."""

    day: date
    x: float


@dataclass(frozen=True)
class PainChart:
    """The chart of the last walks, oldest first."""

    walks: tuple[ChartWalk, ...]
    months: tuple[ChartMonth, ...]
    comparison: Comparison


def compared(pains: Sequence[tuple[int, int]]) -> Comparison:
    """Compare pairs of pain before and after."""
    lower = sum(after < before for before, after in pains)
    higher = sum(after > before for before, after in pains)
    return Comparison(lower, len(pains) - lower - higher, higher)


def pain_chart(walks: Sequence[tuple[date, int, int]]) -> PainChart | None:
    """Return the chart of the last of `walks` (day, before, after), oldest first; None without any.

    Each walk has a column of its own, so that short and long gaps between walks stay readable.
    """
    shown = tuple(ChartWalk(*walk) for walk in walks[-WALKS_SHOWN:])
    if not shown:
        return None
    comparison = compared([(walk.before, walk.after) for walk in shown])
    return PainChart(shown, _months(shown), comparison)


def _months(walks: Sequence[ChartWalk]) -> tuple[ChartMonth, ...]:
    months: dict[tuple[int, int], list[int]] = {}
    for column, walk in enumerate(walks):
        months.setdefault((walk.day.year, walk.day.month), []).append(column)
    return tuple(
        ChartMonth(walks[own[0]].day, (own[0] + own[-1] + 1) / 2 * 100 / len(walks))
        for own in months.values()
    )
