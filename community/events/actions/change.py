"""Changing walks: what they say, one date moved, one date called off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from community import accounts, groups
from community.events import policy
from community.events.actions.places import after, locked_dates, promote
from community.events.actions.plan import (
    IS_PAST,
    TOO_FAR,
    check_leaders,
    check_minutes,
    check_route,
    is_too_far,
    store_leaders,
)
from community.events.models import Occurrence, Walk
from community.events.queries.facts import leader_ids_of, occurrence_and_walk
from community.events.rules.local_time import (
    TROUBLE_SENTENCES,
    ClockTrouble,
    clock_trouble,
    start_and_end,
)
from community.events.signals import OccurrenceCalledOff, OccurrenceMoved, WalkChanged
from community.foundation.authorisation import require
from community.foundation.database import lock_row, write_transaction
from community.foundation.errors import Changed, InvalidForm, NotFound
from community.foundation.signals import send
from community.foundation.words import N_
from community.routes import edition_of


@dataclass(frozen=True)
class WalkDetails:
    """What a walk says of itself, on all its dates that have no own values."""

    title: str
    meeting_point: str
    meeting_lat: float | None
    meeting_lon: float | None
    route_id: int | None
    minutes: int
    capacity: int
    leader_ids: tuple[int, ...]
    notes: str = ""
    planned_rests: int = 0


def edit_walk(
    by_id: int, walk_id: int, details: WalkDetails, now: datetime, version: int | None = None
) -> None:
    """Change what a walk says of itself; people who wait move up where places became free.

    Errors: `NotFound`, `NotAllowed`, `Changed` when `version` is an old one, `InvalidForm`.
    """
    with write_transaction():
        walk = _locked_walk(walk_id)
        require(policy.can_edit(groups.standing_of(by_id, walk.group_id)))
        if version is not None and version != walk.version:
            raise Changed
        check_leaders(walk.group_id, details.leader_ids, keep=leader_ids_of(walk_id))
        check_route(walk.group_id, details.route_id, keep=walk.route_id)
        check_minutes(details.minutes)
        if details.route_id != walk.route_id:
            _take_edition(walk_id, edition_of(details.route_id))
        longer = details.minutes != walk.minutes
        Walk.update(
            title=details.title,
            meeting_point=details.meeting_point,
            meeting_lat=details.meeting_lat,
            meeting_lon=details.meeting_lon,
            route=details.route_id,
            minutes=details.minutes,
            capacity=details.capacity,
            notes=details.notes,
            planned_rests=details.planned_rests,
            rev=Walk.rev + 1,
            version=Walk.version + 1,
            changed_at=after(now, walk.changed_at),
        ).where(Walk.id == walk_id).execute()
        store_leaders(walk_id, details.leader_ids)
        walk = Walk.get_by_id(walk_id)
        ahead = locked_dates(_ids_ahead(walk_id, now))
        if longer:
            _lengthen(ahead, details.minutes)
        promote(walk, ahead, details.leader_ids, now)
        send(WalkChanged(walk_id, walk.group_id))


def take_present_route(by_id: int, occurrence_id: int, edition: int, now: datetime) -> None:
    """Let the walk go by its route as it is now; what it was when it was planned is kept too.

    edition: the state of the route that the leader has seen. Errors: `NotFound`, `NotAllowed`,
    `Changed` when the route has changed once more since.
    """
    with write_transaction():
        walk = _locked_walk(occurrence_and_walk(occurrence_id).walk_id)
        require(policy.can_edit(groups.standing_of(by_id, walk.group_id)))
        if edition_of(walk.route_id) != edition:
            raise Changed
        if walk.route_edition == edition:
            return
        Walk.update(
            route_edition=edition,
            rev=Walk.rev + 1,
            version=Walk.version + 1,
            changed_at=after(now, walk.changed_at),
        ).where(Walk.id == walk.id).execute()
        send(WalkChanged(walk.id, walk.group_id))


def _take_edition(walk_id: int, edition: int | None) -> None:
    """Keep which state of a newly chosen route a walk is planned with."""
    Walk.update(route_edition=edition, route_planned=edition).where(Walk.id == walk_id).execute()


def move_occurrence(
    by_id: int,
    occurrence_id: int,
    new_start_local: datetime,
    reason: str,
    now: datetime,
    version: int | None = None,
) -> Occurrence:
    """Let one date start at another local time, the same day or another; answers stay.

    Errors: `NotFound`; `NotAllowed`; `Changed` when `version` is an old one; `InvalidForm` for a
    time that does not exist, is past, too far ahead, or the one that stands.
    """
    with write_transaction():
        walk = _locked_walk(occurrence_and_walk(occurrence_id).walk_id)
        date = lock_row(Occurrence, occurrence_id)
        require(policy.can_move(groups.standing_of(by_id, walk.group_id), date, now))
        if version is not None and version != date.version:
            raise Changed
        old = date.start_local or date.original_local
        minutes = date.minutes or walk.minutes
        start, end = _checked_start(walk.zone, old, new_start_local, minutes, now)
        _change_date(
            date,
            by_id,
            reason,
            now,
            start_local=None if new_start_local == date.original_local else new_start_local,
            start_utc=start,
            end_utc=end,
        )
        send(
            OccurrenceMoved(
                occurrence_id,
                walk.group_id,
                old,
                new_start_local,
                walk.zone,
                reason,
                by_id,
                accounts.names_of([by_id]).get(by_id, ""),
            )
        )
        return Occurrence.get_by_id(occurrence_id)


def call_off(
    by_id: int, occurrence_id: int, reason: str, now: datetime, version: int | None = None
) -> Occurrence:
    """Call one date off; it stays visible, with the reason and all answers.

    Errors: `NotFound`; `NotAllowed` (code `called_off` when it is already); `Changed`;
    `InvalidForm` without a reason.
    """
    with write_transaction():
        walk = _locked_walk(occurrence_and_walk(occurrence_id).walk_id)
        date = lock_row(Occurrence, occurrence_id)
        require(policy.can_call_off(groups.standing_of(by_id, walk.group_id), date, now))
        if version is not None and version != date.version:
            raise Changed
        if not reason.strip():
            raise InvalidForm(fields={"reason": N_("Say why, in a few words: people plan by it.")})
        _change_date(date, by_id, reason, now, status="cancelled")
        send(
            OccurrenceCalledOff(
                occurrence_id,
                walk.group_id,
                date.start_local or date.original_local,
                reason,
                by_id,
                accounts.names_of([by_id]).get(by_id, ""),
            )
        )
        return Occurrence.get_by_id(occurrence_id)


def _locked_walk(walk_id: int) -> Walk:
    """Hold the walk's row before those of its dates: everybody takes them in this order."""
    try:
        return lock_row(Walk, walk_id)
    except Walk.DoesNotExist:
        raise NotFound from None


def _change_date(
    date: Occurrence, by_id: int, reason: str, now: datetime, **values: object
) -> None:
    Occurrence.update(
        reason=reason,
        changed_by=by_id,
        rev=Occurrence.rev + 1,
        version=Occurrence.version + 1,
        changed_at=after(now, date.changed_at),
        **values,
    ).where(Occurrence.id == date.id).execute()
    Walk.update(rev=Walk.rev + 1).where(Walk.id == date.walk_id).execute()


def _checked_start(
    zone: str, old: datetime, new: datetime, minutes: int, now: datetime
) -> tuple[datetime, datetime]:
    if new == old:
        raise InvalidForm(fields={"start": N_("This is when it starts already. Choose a time.")})
    if is_too_far(new, zone, now):
        raise InvalidForm(fields={"day": TOO_FAR})
    if clock_trouble(new, minutes, zone) is ClockTrouble.START_SKIPPED:
        raise InvalidForm(fields={"start": TROUBLE_SENTENCES[ClockTrouble.START_SKIPPED]})
    start, end = start_and_end(new, minutes, zone)
    if start <= now:
        raise InvalidForm(fields={"day": IS_PAST})
    return start, end


def _ids_ahead(walk_id: int, now: datetime) -> list[int]:
    rows = (
        Occurrence.select(Occurrence.id)
        .where(
            Occurrence.walk == walk_id, Occurrence.start_utc > now, Occurrence.status == "planned"
        )
        .tuples()
    )
    return [occurrence_id for (occurrence_id,) in rows]


def _lengthen(dates: Sequence[Occurrence], minutes: int) -> None:
    for date in dates:
        if date.minutes is None:
            end = date.start_utc + timedelta(minutes=minutes)
            Occurrence.update(end_utc=end).where(Occurrence.id == date.id).execute()
