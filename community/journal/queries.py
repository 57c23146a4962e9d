"""Reads of one person's own journal, and the minutes that challenges may know."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import peewee

from community.accounts import Consent, Person, has_consent
from community.foundation.errors import NotFound
from community.groups import groups_of
from community.journal.models import Log
from community.journal.rules import (
    PainChart,
    PainOfWalk,
    WalkColour,
    colours_of,
    pain_chart,
)
from community.journal.rules.chart import WALKS_SHOWN

ROWS_A_PAGE = 20


@dataclass(frozen=True)
class LogRow:
    """One log as lists and forms show it."""

    id: int
    day: date
    title: str
    minutes: int
    distance_m: int | None
    before: int | None
    after: int | None
    morning: int | None
    leg: str | None
    note: str
    is_draft: bool
    is_of_a_walk: bool
    version: int
    colour: WalkColour | None = None


@dataclass(frozen=True)
class JournalPage:
    """A person's journal: what waits, the chart, one page of the list."""

    drafts: tuple[LogRow, ...]
    morning: LogRow | None
    chart: PainChart | None
    rows: tuple[LogRow, ...]
    page: int
    pages: int
    total: int
    minutes_in_4_weeks: int
    yesterday: date


def may_keep_pain(person_id: int) -> bool:
    """Whether the person agreed that we keep pain scores."""
    return bool(has_consent(person_id, "health"))


def should_ask_for_consent(person_id: int) -> bool:
    """Whether the person was never asked: the question comes once (design-screens.md, 24)."""
    if Consent.select().where(Consent.person == person_id, Consent.kind == "health").exists():
        return False
    person = Person.select(Person.asked_about_back_at).where(Person.id == person_id).first()
    return person is not None and person.asked_about_back_at is None


def zone_of(person_id: int) -> str | None:
    """Return the zone in which the person's day begins: that of their first group, if any."""
    groups = groups_of(person_id)
    return groups[0].zone if groups else None


def today_of(person_id: int, now: datetime) -> date:
    """Return the person's day; in UTC for who is in no group yet."""
    return now.astimezone(ZoneInfo(zone_of(person_id) or "UTC")).date()


def counted_minutes(person_id: int, first: date, last: date) -> dict[date, int]:
    """Return the minutes of the confirmed logs by day; days without any are left out."""
    rows = (
        Log.select(Log.walked_on, peewee.fn.SUM(Log.minutes))
        .where(_confirmed(person_id), Log.walked_on.between(first, last))
        .group_by(Log.walked_on)
        .tuples()
    )
    return {day: int(minutes) for day, minutes in rows}


def own_log(person_id: int, log_id: int) -> LogRow:
    """Return one log of the person, with its colour. Errors: `NotFound`, other people's too."""
    log = Log.get_or_none(Log.id == log_id, Log.person == person_id, Log.state != "gone")
    if log is None:
        raise NotFound
    return _row(log, _colours(person_id))


def drafts_of(person_id: int) -> tuple[LogRow, ...]:
    """Return the walks that wait for a word, newest first."""
    drafts = Log.select().where(Log.person == person_id, Log.state == "draft")
    return _rows(drafts.order_by(Log.walked_on.desc(), Log.id.desc()), {})


def walk_of_yesterday(person_id: int, now: datetime) -> LogRow | None:
    """Return yesterday's last confirmed walk, about which the morning is asked; None without."""
    if not may_keep_pain(person_id):
        return None
    yesterday = today_of(person_id, now) - timedelta(days=1)
    log = (
        Log.select()
        .where(_confirmed(person_id), Log.walked_on == yesterday)
        .order_by(Log.started_at.desc(), Log.id.desc())
        .first()
    )
    return None if log is None else _row(log, {})


def journal_page(person_id: int, page: int, now: datetime) -> JournalPage:
    """Return one page of the person's journal. Errors: `NotFound` for a page behind the last."""
    confirmed = Log.select().where(_confirmed(person_id))
    total = confirmed.count()
    pages = max(1, -(-total // ROWS_A_PAGE))
    if not 1 <= page <= pages:
        raise NotFound
    newest_first = confirmed.order_by(Log.walked_on.desc(), Log.id.desc())
    today = today_of(person_id, now)
    last_4_weeks = counted_minutes(person_id, today - timedelta(days=27), today)
    return JournalPage(
        drafts=drafts_of(person_id),
        morning=walk_of_yesterday(person_id, now),
        chart=_chart(person_id),
        rows=_rows(newest_first.paginate(page, ROWS_A_PAGE), _colours(person_id)),
        page=page,
        pages=pages,
        total=total,
        minutes_in_4_weeks=sum(last_4_weeks.values()),
        yesterday=today - timedelta(days=1),
    )


def all_of(person_id: int) -> list[dict[str, object]]:
    """Return every log as the person's own download holds it."""
    names = ("title", "minutes", "distance_m", "before", "after", "morning", "leg", "note", "state")
    logs = Log.select().where(Log.person == person_id, Log.state != "gone").order_by(Log.id)
    return [
        {"day": log.walked_on.isoformat(), **{name: getattr(log, name) for name in names}}
        for log in logs
    ]


def _confirmed(person_id: int) -> peewee.Expression:
    return (Log.person == person_id) & (Log.state == "confirmed")


def _chart(person_id: int) -> PainChart | None:
    walks = (
        Log.select(Log.walked_on, Log.before, Log.after)
        .where(_confirmed(person_id), Log.before.is_null(False), Log.after.is_null(False))
        .order_by(Log.walked_on.desc(), Log.id.desc())
        .limit(WALKS_SHOWN)
        .tuples()
    )
    return pain_chart(list(reversed(list(walks))))


def _colours(person_id: int) -> dict[int, WalkColour]:
    """Return the colours of all walks: each depends on those around it (backcare.md 1.7)."""
    rows = list(
        Log.select(
            Log.id, Log.walked_on, Log.started_at, Log.before, Log.after, Log.morning, Log.leg
        )
        .where(_confirmed(person_id))
        .tuples()
    )
    walks = sorted((_moment(day, at), id_, scores) for id_, day, at, *scores in rows)
    coloured = colours_of([PainOfWalk(at, *scores) for at, _, scores in walks])
    return {
        id_: one.colour
        for (_, id_, _), one in zip(walks, coloured, strict=True)
        if one.colour is not None
    }


def _moment(day: date, started_at: datetime | None) -> datetime:
    """Return when a walk was: midday when only its day is known, or when the day was changed."""
    if started_at is not None and abs(started_at.date() - day) <= timedelta(days=1):
        return started_at
    return datetime.combine(day, time(12), UTC)


def _rows(logs: Iterable[Log], colours: dict[int, WalkColour]) -> tuple[LogRow, ...]:
    return tuple(_row(log, colours) for log in logs)


def _row(log: Log, colours: dict[int, WalkColour]) -> LogRow:
    return LogRow(
        id=log.id,
        day=log.walked_on,
        title=log.title,
        minutes=log.minutes,
        distance_m=log.distance_m,
        before=log.before,
        after=log.after,
        morning=log.morning,
        leg=log.leg,
        note=log.note,
        is_draft=log.state == "draft",
        is_of_a_walk=log.occurrence_id is not None,
        version=log.version,
        colour=colours.get(log.id),
    )
