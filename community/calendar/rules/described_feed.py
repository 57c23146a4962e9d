"""The group feed of a walk that is described in a file: for trying the rules without a database.

Source: architecture.md section 7, `series preview FILE.json --ics FOLDER`.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta

from community.calendar.rules.event import CalendarDate, CalendarWalk, MeetingPlace, Reader, Shown
from community.calendar.rules.feed import FeedHeader, render_feed
from community.events.rules.dates import DAYS_AHEAD, DateStatus, PlannedDate, planned_dates
from community.events.rules.described_walk import DescribedPart, DescribedWalk
from community.events.rules.local_time import to_local

# A described walk has no history: a fixed time, so that the same file gives the same octets.
WRITTEN_AT = datetime(2026, 1, 1, tzinfo=UTC)
PREVIEW_READER = Reader(site_id="00000000.amble", base_url="https://amble.example")


def described_feed(walk: DescribedWalk) -> bytes:
    """Return the feed as on the first day of the walk's window (or of the walk itself)."""
    first = walk.parts[0].schedule
    today = walk.window[0].date() if walk.window else first.start_local.date()
    walks = [
        described_calendar_walk(part, f"{walk.name}/{number}", number, today, walk.window)
        for number, part in enumerate(walk.parts, start=1)
    ]
    return render_feed(FeedHeader(walk.name or "Walk"), walks, PREVIEW_READER, today)


def described_calendar_walk(
    part: DescribedPart,
    name: str,
    walk_id: int,
    today: date,
    window: tuple[datetime, datetime] | None = None,
) -> CalendarWalk:
    """Return one part with its rows, as far as the daily job would have made them by today."""
    schedule = part.schedule
    before = datetime.combine(today + timedelta(days=DAYS_AHEAD), schedule.start_local.time())
    if window is not None:
        before = max(before, to_local(window[1], schedule.zone))
    dates = planned_dates(schedule, part.exceptions, before=before)
    rows = tuple(_row(one, walk_id * 100_000 + number) for number, one in enumerate(dates, start=1))
    return CalendarWalk(
        uid=hashlib.sha256(name.encode()).hexdigest()[:16],
        walk_id=walk_id,
        schedule=schedule,
        shown=Shown(name.partition("/")[0] or "Walk", MeetingPlace("")),
        dates=rows,
        sequence=0,
        changed_at=WRITTEN_AT,
        published_at=WRITTEN_AT,
    )


def _row(one: PlannedDate, date_id: int) -> CalendarDate:
    return CalendarDate(
        date_id=date_id,
        original_local=one.original_local,
        start_local=one.start_local if one.moved else None,
        minutes=one.minutes,
        status=one.status,
        extra=one.extra,
        reason=one.reason if one.status is DateStatus.CANCELLED or one.moved else "",
    )
