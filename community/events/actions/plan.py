"""Planning a walk, once or every week, with rows for its dates."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from community import groups
from community.events import policy
from community.events.models import Occurrence, Walk, WalkLeader
from community.events.rules.capacity import places_of
from community.events.rules.dates import DAYS_AHEAD
from community.events.rules.local_time import (
    TROUBLE_SENTENCES,
    ClockTrouble,
    clock_trouble,
    start_and_end,
    to_local,
    to_utc,
)
from community.events.rules.rule import UnsupportedRule, first_matching, format_rule, parse_rule
from community.events.rules.rule import weekly as weekly_rule
from community.events.rules.series import (
    MOST_MINUTES,
    MOST_YEARS_AHEAD,
    Schedule,
    local_starts_between,
    require_offered_end,
)
from community.events.signals import WalkPlanned
from community.foundation.authorisation import require
from community.foundation.database import write_transaction
from community.foundation.errors import InvalidForm
from community.foundation.receipts import earlier_result, keep_result, number_at
from community.foundation.signals import send
from community.foundation.words import N_
from community.routes import edition_of, may_be_planned_by


@dataclass(frozen=True)
class WalkPlan:
    """A walk to be planned, in the group's zone.

    weekdays: 0 = Monday to 6 = Sunday, empty for a walk that takes place once. At most one of
    count and until_date; neither: it goes on. capacity None: twenty for each leader.
    """

    title: str
    start_local: datetime
    minutes: int
    meeting_point: str
    leader_ids: tuple[int, ...]
    route_id: int | None = None
    meeting_lat: float | None = None
    meeting_lon: float | None = None
    weekdays: tuple[int, ...] = ()
    interval: int = 1
    count: int | None = None
    until_date: date | None = None
    capacity: int | None = None
    notes: str = ""
    planned_rests: int = 0

    def schedule(self, zone: str) -> Schedule:
        """Return when the walk takes place; the start moves to the first day of the rule.

        Errors: `UnsupportedRule`.
        """
        if not self.weekdays:
            return Schedule(zone, self.start_local, self.minutes)
        rule = weekly_rule(*self.weekdays, interval=self.interval)
        start = first_matching(rule, self.start_local)
        return Schedule(zone, start, self.minutes, rule, self.until_date, self.count)


@dataclass(frozen=True)
class Planned:
    """What was made; `again` when the form had been sent before."""

    walk_id: int
    occurrence_id: int
    dates: int
    again: bool = False


def plan_walk(
    by_id: int, group_id: int, plan: WalkPlan, now: datetime, form_id: str | None = None
) -> Planned:
    """Plan a walk and publish it; its dates have rows 400 days ahead.

    form_id: of a create form; the same one again leads to the first walk. Errors: `NotFound`,
    `NotAllowed`, `InvalidForm`.
    """
    with write_transaction():
        group = groups.group_of(group_id)
        require(policy.can_plan(groups.standing_of(by_id, group_id)))
        if form_id is not None:
            earlier = earlier_result(form_id, by_id, now)
            if earlier is not None:
                return _planned_before(earlier)
        schedule = _checked(plan, group, now)
        walk = _store(by_id, group_id, plan, schedule, now)
        made = make_rows(walk, now)
        first = (
            Occurrence.select(Occurrence.id)
            .where(Occurrence.walk == walk.id)
            .order_by(Occurrence.start_utc)
            .scalar()
        )
        if form_id is not None:
            keep_result(form_id, f"/walks/{first}")
        send(WalkPlanned(walk.id, group_id))
        return Planned(walk.id, first, made)


def _planned_before(path: str) -> Planned:
    occurrence = Occurrence.get_or_none(Occurrence.id == number_at(path, "/walks/"))
    if occurrence is None:  # it led to another kind of thing, or to what is no longer there
        raise InvalidForm(N_("This form was sent before. Look at the group’s walks."))
    return Planned(occurrence.walk_id, occurrence.id, 0, again=True)


def _checked(plan: WalkPlan, group: groups.GroupCard, now: datetime) -> Schedule:
    """Return the schedule of a plan that may be stored. Errors: `InvalidForm`."""
    check_leaders(group.id, plan.leader_ids)
    check_route(group.id, plan.route_id)
    check_minutes(plan.minutes)
    if plan.capacity is not None and not 1 <= plan.capacity <= places_of(len(plan.leader_ids)):
        raise InvalidForm(fields={"capacity": TOO_MANY_PLACES})
    if is_too_far(plan.start_local, group.zone, now):
        raise InvalidForm(fields={"day": TOO_FAR})
    try:
        schedule = plan.schedule(group.zone)
        require_offered_end(schedule, to_local(now, group.zone).date())
    except UnsupportedRule as problem:
        raise InvalidForm(fields={"repeats": problem.reason}) from None
    if clock_trouble(schedule.start_local, plan.minutes, group.zone) is ClockTrouble.START_SKIPPED:
        raise InvalidForm(fields={"start": TROUBLE_SENTENCES[ClockTrouble.START_SKIPPED]})
    if to_utc(schedule.start_local, group.zone) <= now:
        raise InvalidForm(fields={"day": IS_PAST})
    return schedule


def is_too_far(start_local: datetime, zone: str, now: datetime) -> bool:
    """Whether a start is more than five years ahead; asked before any rule counts days."""
    return start_local > to_local(now, zone) + timedelta(days=366 * MOST_YEARS_AHEAD)


IS_PAST = N_("This time is past. Choose a later one.")
TOO_FAR = N_("A walk is at most five years ahead.")


NOT_YOUR_ROUTE = N_("Choose a route of this group, or one that is shared.")
TOO_MANY_PLACES = N_(
    "One leader can look after 20 people at most. Add a leader, or take 20 for each."
)


def check_minutes(minutes: int) -> None:
    """Refuse a length that no walk has."""
    if not 1 <= minutes <= MOST_MINUTES:
        raise InvalidForm(fields={"minutes": N_("A walk lasts from one minute to 24 hours.")})


def check_leaders(group_id: int, leader_ids: tuple[int, ...], keep: tuple[int, ...] = ()) -> None:
    """Refuse leaders whom the group has not named so; those in `keep` may stay."""
    known = {person_id for person_id, _ in groups.leaders_of(group_id)} | set(keep)
    if not leader_ids:
        raise InvalidForm(fields={"leaders": N_("Choose at least one leader.")})
    if not set(leader_ids) <= known:
        raise InvalidForm(fields={"leaders": N_("Choose leaders of this group.")})


def check_route(group_id: int, route_id: int | None, keep: int | None = None) -> None:
    """Refuse a route of another group that is not shared."""
    if route_id is None or route_id == keep:
        return
    if not may_be_planned_by(group_id, route_id):
        raise InvalidForm(fields={"route": NOT_YOUR_ROUTE})


def store_leaders(walk_id: int, leader_ids: tuple[int, ...]) -> None:
    """Make these the walk's leaders, in this order."""
    WalkLeader.delete().where(
        WalkLeader.walk == walk_id, WalkLeader.person.not_in(list(leader_ids))
    ).execute()
    for position, person_id in enumerate(dict.fromkeys(leader_ids)):
        WalkLeader.insert(walk=walk_id, person=person_id).on_conflict_ignore().execute()
        WalkLeader.update(position=position).where(
            WalkLeader.walk == walk_id, WalkLeader.person == person_id
        ).execute()


def _store(by_id: int, group_id: int, plan: WalkPlan, schedule: Schedule, now: datetime) -> Walk:
    edition = edition_of(plan.route_id)
    walk = Walk.create(
        uid=secrets.token_hex(8),
        group=group_id,
        title=plan.title,
        route=plan.route_id,
        route_edition=edition,
        route_planned=edition,
        meeting_point=plan.meeting_point,
        meeting_lat=plan.meeting_lat,
        meeting_lon=plan.meeting_lon,
        zone=schedule.zone,
        start_local=schedule.start_local,
        minutes=schedule.minutes,
        rule=None if schedule.rule is None else format_rule(schedule.rule),
        until_date=schedule.until_date,
        count=schedule.count,
        capacity=plan.capacity or places_of(len(plan.leader_ids)),
        notes=plan.notes,
        planned_rests=plan.planned_rests,
        changed_at=now,
        published_at=now,
        created_by=by_id,
    )
    Walk.update(lineage=walk.id).where(Walk.id == walk.id).execute()
    store_leaders(walk.id, plan.leader_ids)
    return Walk.get_by_id(walk.id)


def schedule_of(walk: Walk) -> Schedule:
    """Return when a stored walk takes place."""
    rule = None if walk.rule is None else parse_rule(walk.rule).rule
    return Schedule(walk.zone, walk.start_local, walk.minutes, rule, walk.until_date, walk.count)


def make_rows(walk: Walk, now: datetime, after_local: datetime | None = None) -> int:
    """Make the rows of a walk's dates up to 400 days ahead; return how many were missing.

    after_local: only dates after this one, which the caller knows to be the last with a row.
    """
    starts = _starts(walk, now, after_local)
    rows = []
    for start_local in starts:
        start, end = start_and_end(start_local, walk.minutes, walk.zone)
        rows.append(
            {
                Occurrence.walk: walk.id,
                Occurrence.original_local: start_local,
                Occurrence.changed_at: walk.changed_at,
                Occurrence.start_utc: start,
                Occurrence.end_utc: end,
            }
        )
    if not rows:
        return 0
    return int(Occurrence.insert_many(rows).on_conflict_ignore().as_rowcount().execute())


def _starts(walk: Walk, now: datetime, after_local: datetime | None) -> Sequence[datetime]:
    schedule = schedule_of(walk)
    if schedule.rule is None:
        return [schedule.start_local] if after_local is None else []
    horizon = to_local(now, walk.zone) + timedelta(days=DAYS_AHEAD)
    first = schedule.start_local if after_local is None else after_local + timedelta(minutes=1)
    starts = local_starts_between(schedule, first, horizon)
    # A series that begins beyond the horizon still has a page for its first date.
    return starts or ([schedule.start_local] if after_local is None else [])
