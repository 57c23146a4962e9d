"""The rule of a repeating walk: which local days it takes, and its RRULE text.

Offered are weekly rules and monthly ones with one weekday of the month, and nothing else: no
fifth weekday, no day number, no two ordinals, for calendar programs disagree about them.

Source: calendar.md section 2, "Rules offered, and nothing else"; RFC 5545 3.3.10.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from community.foundation.words import N_

# Monday first, as date.weekday() counts. Source: RFC 5545 3.3.10 "weekday".
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
# The last one of the month is -1; a fifth is not offered. Source: calendar.md section 2.
ORDINALS = (1, 2, 3, 4, -1)
LONGEST_WEEKLY_INTERVAL = 8  # source: calendar.md section 2, INTERVAL=1..8
LONGEST_MONTHLY_INTERVAL = 12  # source: calendar.md section 2, INTERVAL=1..12
FEWEST_DATES, MOST_DATES = 2, 200  # source: calendar.md section 2, COUNT 2..200

_BYDAY = re.compile(r"([+-]?\d)?(MO|TU|WE|TH|FR|SA|SU)")
_UNTIL = re.compile(r"(\d{8})T(\d{6})Z")


class Frequency(StrEnum):
    """How often a rule comes round, before its interval."""

    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"


class UnsupportedRule(ValueError):
    """A rule that Amble does not offer. `reason` is a sentence to be translated."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Rule:
    """Which days a series takes, without its start and its end.

    byday: weekdays, 0 = Monday to 6 = Sunday, sorted; a monthly rule has exactly one.
    interval: every so many weeks or months.
    ordinal: monthly rules only: 1 to 4, or -1 for the last such weekday of the month.
    wkst: the weekday with which a week begins; it matters when a weekly interval is above 1.

    Errors: UnsupportedRule when the values make a rule that is not offered.
    """

    freq: Frequency
    byday: tuple[int, ...]
    interval: int = 1
    ordinal: int | None = None
    wkst: int = 0

    def __post_init__(self) -> None:
        if not self.byday or list(self.byday) != sorted(set(self.byday)):
            raise UnsupportedRule(N_("Choose at least one day of the week."))
        if not all(0 <= day <= 6 for day in (*self.byday, self.wkst)):
            raise UnsupportedRule(N_("Choose at least one day of the week."))
        monthly = self.freq is Frequency.MONTHLY
        if not 1 <= self.interval <= longest_interval(self.freq):
            raise UnsupportedRule(N_("A walk repeats every 1 to 8 weeks, or every 1 to 12 months."))
        if monthly and (len(self.byday) != 1 or self.ordinal not in ORDINALS):
            raise UnsupportedRule(
                N_("A monthly walk takes the first, second, third, fourth or last such day.")
            )
        if not monthly and self.ordinal is not None:
            raise UnsupportedRule(N_("A weekly walk takes days of the week, nothing else."))


def longest_interval(freq: Frequency) -> int:
    """Return the greatest interval that is offered for this frequency."""
    return LONGEST_MONTHLY_INTERVAL if freq is Frequency.MONTHLY else LONGEST_WEEKLY_INTERVAL


def weekly(*days: int, interval: int = 1, wkst: int = 0) -> Rule:
    """Return the rule "on these weekdays (0 = Monday), every `interval` weeks"."""
    return Rule(Frequency.WEEKLY, tuple(sorted(set(days))), interval, None, wkst)


def monthly(ordinal: int, day: int, interval: int = 1, wkst: int = 0) -> Rule:
    """Return the rule "on the n-th (or last, -1) such weekday, every `interval` months"."""
    return Rule(Frequency.MONTHLY, (day,), interval, ordinal, wkst)


# --- text ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RuleText:
    """What an RRULE line says: the rule, and at most one of its two ends."""

    rule: Rule
    count: int | None = None
    until_utc: datetime | None = None


def format_rule(rule: Rule, *, count: int | None = None, until_utc: datetime | None = None) -> str:
    """Return the RRULE value, always in the same order, without the name "RRULE:".

    WKST is written only where it changes something: weekly with an interval above 1.
    """
    parts = [f"FREQ={rule.freq.value}"]
    if rule.interval > 1:
        parts.append(f"INTERVAL={rule.interval}")
    ordinal = "" if rule.ordinal is None else str(rule.ordinal)
    parts.append("BYDAY=" + ",".join(ordinal + WEEKDAYS[day] for day in rule.byday))
    if rule.freq is Frequency.WEEKLY and rule.interval > 1:
        parts.append(f"WKST={WEEKDAYS[rule.wkst]}")
    if count is not None:
        parts.append(f"COUNT={count}")
    elif until_utc is not None:
        parts.append(f"UNTIL={until_utc.astimezone(UTC):%Y%m%dT%H%M%SZ}")
    return ";".join(parts)


def parse_rule(text: str) -> RuleText:
    """Return what an RRULE value means; the name "RRULE:" in front is allowed.

    Errors: UnsupportedRule for everything that Amble does not offer.
    """
    parts: dict[str, str] = {}
    for part in text.strip().removeprefix("RRULE:").split(";"):
        name, equals, value = part.partition("=")
        if not equals or name.upper() in parts:
            raise UnsupportedRule(N_("This is not a rule of a repeating walk."))
        parts[name.upper()] = value.upper()
    known = {"FREQ", "INTERVAL", "BYDAY", "WKST", "COUNT", "UNTIL"}
    if parts.get("FREQ") not in set(Frequency) or set(parts) - known:
        raise UnsupportedRule(N_("A walk repeats by week, or by month on one day of the week."))
    if "COUNT" in parts and "UNTIL" in parts:
        raise UnsupportedRule(N_("A series ends after a number of walks or on a day, not both."))
    freq = Frequency(parts["FREQ"])
    ordinal, days = _parse_byday(parts.get("BYDAY", ""))
    rule = Rule(
        freq, days, _number(parts.get("INTERVAL", "1")), ordinal, _weekday(parts.get("WKST", "MO"))
    )
    count = _number(parts["COUNT"]) if "COUNT" in parts else None
    return RuleText(rule, count, _parse_until(parts.get("UNTIL")))


def _parse_byday(text: str) -> tuple[int | None, tuple[int, ...]]:
    found = [_BYDAY.fullmatch(part) for part in text.split(",")]
    matches = [match for match in found if match]
    if len(matches) != len(found):
        raise UnsupportedRule(N_("Choose at least one day of the week."))
    ordinals = {match[1] for match in matches}
    if len(ordinals) != 1:
        raise UnsupportedRule(
            N_("A monthly walk takes the first, second, third, fourth or last such day.")
        )
    ordinal = ordinals.pop()
    days = tuple(sorted({WEEKDAYS.index(match[2]) for match in matches}))
    return (int(ordinal) if ordinal else None), days


def _parse_until(text: str | None) -> datetime | None:
    if text is None:
        return None
    if not _UNTIL.fullmatch(text):
        raise UnsupportedRule(N_("The end of a series is written as a time in UTC."))
    return datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def _number(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,4}", text):
        raise UnsupportedRule(N_("This is not a rule of a repeating walk."))
    return int(text)


def _weekday(text: str) -> int:
    if text not in WEEKDAYS:
        raise UnsupportedRule(N_("This is not a rule of a repeating walk."))
    return WEEKDAYS.index(text)


# --- days ---------------------------------------------------------------------------------------


def days_of_rule(rule: Rule, first: date) -> Iterator[date]:
    """Yield the days from `first` on, in order, without end (until year 9999).

    `first` need not match: the intervals are counted from its week or month all the same.
    """
    periods = _months(rule, first) if rule.freq is Frequency.MONTHLY else _weeks(rule, first)
    return (day for day in periods if day >= first)


def _weeks(rule: Rule, first: date) -> Iterator[date]:
    offsets = sorted((day - rule.wkst) % 7 for day in rule.byday)
    week = first.toordinal() - (first.weekday() - rule.wkst) % 7
    last = date.max.toordinal()
    while week + 6 <= last:
        for offset in offsets:
            if week + offset >= 1:
                yield date.fromordinal(week + offset)
        week += 7 * rule.interval


def _months(rule: Rule, first: date) -> Iterator[date]:
    month = first.year * 12 + first.month - 1
    while month // 12 <= date.max.year:
        yield nth_weekday(month // 12, month % 12 + 1, rule.ordinal or 1, rule.byday[0])
        month += rule.interval


def nth_weekday(year: int, month: int, ordinal: int, weekday: int) -> date:
    """Return the n-th (1 to 4) or last (-1) such weekday (0 = Monday) of the month."""
    if ordinal == -1:
        last = date(year, month, calendar.monthrange(year, month)[1])
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (ordinal - 1))


def is_day_of_rule(rule: Rule, first: date, day: date) -> bool:
    """Return whether the rule, begun on `first`, takes `day`; no matter when it ends."""
    if day < first or day.weekday() not in rule.byday:
        return False
    if rule.freq is Frequency.MONTHLY:
        months = (day.year - first.year) * 12 + day.month - first.month
        return (
            months % rule.interval == 0
            and nth_weekday(day.year, day.month, rule.ordinal or 1, rule.byday[0]) == day
        )
    weeks = (_week_of(day, rule.wkst) - _week_of(first, rule.wkst)) // 7
    return weeks % rule.interval == 0


def _week_of(day: date, wkst: int) -> int:
    return day.toordinal() - (day.weekday() - wkst) % 7


def first_matching(rule: Rule, start: datetime) -> datetime:
    """Return `start`, moved to the first day on or after it that the rule could take.

    Time of day stays. A series is saved with this start, so that its first date is its start.
    """
    alone = Rule(rule.freq, rule.byday, 1, rule.ordinal, rule.wkst)
    return datetime.combine(next(days_of_rule(alone, start.date())), start.time())
