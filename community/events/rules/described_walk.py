"""Walks described as in `calendar_cases.json`: for trying the rules on files, without a database.

Source: calendar_cases.json "format"; architecture.md section 7, `series preview FILE.json`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from community.events.rules.dates import (
    Change,
    DateException,
    DateStatus,
    PlannedDate,
    planned_dates,
)
from community.events.rules.local_time import to_local
from community.events.rules.rule import parse_rule
from community.events.rules.series import Schedule, schedule_from_text
from community.events.rules.split import this_and_following


@dataclass(frozen=True, slots=True)
class DescribedPart:
    """One walk: its schedule and exceptions. A case with a split has two of them."""

    schedule: Schedule
    exceptions: tuple[DateException, ...]


@dataclass(frozen=True, slots=True)
class DescribedWalk:
    """One case. window: aware UTC, start inclusive, end exclusive; None: everything."""

    name: str
    parts: tuple[DescribedPart, ...]
    window: tuple[datetime, datetime] | None = None

    def dates(self) -> list[PlannedDate]:
        """Return the dates inside the window by UTC start, skipped ones included.

        An open series without a window ends with its first two hundred dates' worth of years.
        """
        found: list[PlannedDate] = []
        for part in self.parts:
            found.extend(_dates_of(part, self.window))
        return sorted(found, key=lambda one: (one.start_utc, one.original_local))


def _dates_of(
    part: DescribedPart, window: tuple[datetime, datetime] | None
) -> Sequence[PlannedDate]:
    if window is None:
        before = part.schedule.start_local.replace(year=part.schedule.start_local.year + 5, day=1)
        return planned_dates(part.schedule, part.exceptions, before=before)
    # A date may have been moved into the window from after it: look one year further.
    before = to_local(window[1], part.schedule.zone)
    before = before.replace(year=before.year + 1, day=1)
    dates = planned_dates(part.schedule, part.exceptions, before=before)
    return [one for one in dates if window[0] <= one.start_utc < window[1]]


def describe_walk(case: Mapping[str, Any]) -> DescribedWalk:
    """Return one case of the file as values.

    Errors: UnsupportedRule, UnknownZone, KeyError, ValueError for what the format does not allow.
    """
    exceptions = tuple(_exception(one) for one in case.get("exceptions", ()))
    schedule = _schedule(case)
    window = case.get("window")
    parts: tuple[DescribedPart, ...] = (DescribedPart(schedule, exceptions),)
    if "split" in case:
        parts = _split(schedule, case["split"], exceptions)
    return DescribedWalk(
        str(case.get("id", "")),
        parts,
        (_instant(window[0]), _instant(window[1])) if window else None,
    )


def _schedule(case: Mapping[str, Any]) -> Schedule:
    start, minutes = _local(case["start"]), int(case.get("minutes", 60))
    if "rule" not in case:
        return Schedule(case["zone"], start, minutes)
    schedule = schedule_from_text(case["zone"], start, minutes, case["rule"])
    if "until" in case:
        schedule = replace(schedule, until_date=date.fromisoformat(case["until"]))
    return schedule


def _split(
    schedule: Schedule, split: Mapping[str, Any], exceptions: tuple[DateException, ...]
) -> tuple[DescribedPart, ...]:
    at = _local(split["from"])
    parsed = parse_rule(split["rule"]) if "rule" in split else None
    two = this_and_following(
        schedule,
        at,
        start_local=_local(split["start"]) if "start" in split else None,
        rule=parsed.rule if parsed else None,
        minutes=split.get("minutes"),
    )
    later = two.later
    if parsed and parsed.count is not None:
        later = replace(later, count=parsed.count, until_date=None)
    if "until" in split:
        later = replace(later, until_date=date.fromisoformat(split["until"]), count=None)
    before = tuple(one for one in exceptions if one.original_local.date() < at.date())
    after = tuple(one for one in exceptions if one.original_local.date() >= at.date())
    parts = (DescribedPart(later, after),)
    return parts if two.earlier is None else (DescribedPart(two.earlier, before), *parts)


def _exception(one: Mapping[str, Any]) -> DateException:
    change = Change(one["do"])
    original = _local(one["at"] if change is Change.EXTRA else one["on"])
    to_local_start = _local(one["to"]) if change is Change.MOVE else None
    return DateException(
        change, original, to_local_start, one.get("minutes"), str(one.get("reason", ""))
    )


def _local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=None)


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def preview(walk: DescribedWalk) -> dict[str, Any]:
    """Return what `series preview --json` says of a case: `id`, `starts`, `ends`, `cancelled`."""
    dates = [one for one in walk.dates() if one.status is not DateStatus.SKIPPED]
    live = [one for one in dates if one.status is DateStatus.PLANNED]
    return {
        "id": walk.name,
        "starts": [_text(one.start_utc) for one in live],
        "ends": [_text(one.end_utc) for one in live],
        "cancelled": [_text(one.start_utc) for one in dates if one not in live],
    }


def _text(instant: datetime) -> str:
    return f"{instant:%Y-%m-%dT%H:%M:%SZ}"
