"""New zone data: what is planned keeps its local time, so its instants move (calendar.md 2)."""

from __future__ import annotations

from datetime import datetime

from community.events.models import Occurrence, Walk
from community.events.rules.local_time import start_and_end
from community.foundation.authorisation import SYSTEM
from community.foundation.database import write_transaction
from community.foundation.instance import fact, keep_fact
from community.foundation.jobs import let_others_run

ZONE_DATA = "events_zone_data"  # the instance fact: the version that the instants were made with
ROWS_AT_ONCE = 200  # well under the 50 ms that a job's transaction may take


def follow_zone_data(version: str, now: datetime) -> int:
    """Work out the instants of the dates to come anew when `version` is not the one they are of.

    Dates that have ended stay as they were. May run twice. Returns how many dates moved.
    """
    if fact(ZONE_DATA) == version:
        return 0
    moved, after = 0, 0
    while rows := _dates_to_come(now, after):
        after = rows[-1][0]
        moved += _move(rows)
        let_others_run()
    with write_transaction(by=SYSTEM):
        keep_fact(ZONE_DATA, version)
    return moved


def _dates_to_come(now: datetime, after: int) -> list[tuple]:
    query = (
        Occurrence.select(
            Occurrence.id,
            Occurrence.original_local,
            Occurrence.start_local,
            Occurrence.minutes,
            Occurrence.start_utc,
            Occurrence.end_utc,
            Walk.minutes,
            Walk.zone,
        )
        .join(Walk)
        .where(Occurrence.end_utc > now, Occurrence.id > after)
        .order_by(Occurrence.id)
        .limit(ROWS_AT_ONCE)
    )
    return list(query.tuples())


def _move(rows: list[tuple]) -> int:
    moved = 0
    with write_transaction(by=SYSTEM):
        for number, original, own_start, own_minutes, was_start, was_end, minutes, zone in rows:
            start, end = start_and_end(own_start or original, own_minutes or minutes, zone)
            if (start, end) != (was_start, was_end):
                Occurrence.update(start_utc=start, end_utc=end).where(
                    Occurrence.id == number
                ).execute()
                moved += 1
    return moved
