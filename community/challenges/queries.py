"""Reads of challenges: the group's total once three take part, and one's own part."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import peewee

from community.challenges import policy
from community.challenges.models import Challenge, CountedDay, Part
from community.challenges.rules import (
    A_MONTH_DAYS,
    SUGGESTED_DAYS,
    Phase,
    Span,
    counted_day,
    daily_cap,
    shows_total,
    suggested_goal,
    suggested_span,
)
from community.events import Attendance, Occurrence, Walk
from community.foundation.authorisation import Allowed, require
from community.foundation.errors import NotFound
from community.foundation.prepared import Slot, prepared
from community.groups import GroupCard, Standing, group_of, groups_of, member_ids, standing_of
from community.journal import counted_minutes

OVER_SHOWN = timedelta(days=14)  # a challenge that is over stays on the group's page so long


@dataclass(frozen=True)
class ChallengeCard:
    """A challenge in a list. `total` is None while fewer than three people take part."""

    id: int
    group_id: int
    title: str
    goal_minutes: int
    span: Span
    phase: Phase
    days_left: int
    taking_part: int
    total: int | None
    i_take_part: bool


@dataclass(frozen=True)
class ChallengePage:
    """A challenge as one member sees it; nobody else's minutes are in it."""

    card: ChallengeCard
    group: GroupCard
    my_minutes: int
    members: int
    minutes_this_week: int | None
    can_take_part: bool
    can_end: bool
    daily_cap: int
    begins_within_a_week: bool
    lasted_a_month: bool


@dataclass(frozen=True)
class Suggestion:
    """What the form for a new challenge proposes, and from what."""

    span: Span
    goal_minutes: int
    walked_in_4_weeks: int


@dataclass(frozen=True)
class Recount:
    """A challenge's stored counters beside what they have to be."""

    stored_total: int
    total: int
    stored_parts: dict[int, int]
    parts: dict[int, int]

    @property
    def is_exact(self) -> bool:
        """Whether every counter holds."""
        return self.stored_total == self.total and self.stored_parts == self.parts


def span_of(challenge: Challenge) -> Span:
    """Return the days that count."""
    return Span(challenge.starts_on, challenge.ends_on)


def is_over(challenge: Challenge, today: date) -> bool:
    """Whether nothing new begins in it: its last day is past, or an organiser ended it."""
    return challenge.ended_at is not None or today > challenge.ends_on


def today_in(group: GroupCard, now: datetime) -> date:
    """Return the group's day."""
    return now.astimezone(ZoneInfo(group.zone)).date()


def challenge_page(person_id: int | None, challenge_id: int, now: datetime) -> ChallengePage:
    """Return a challenge as the person sees it. Errors: `NotFound` for who is no member."""
    challenge = Challenge.get_or_none(Challenge.id == challenge_id)
    if challenge is None:
        raise NotFound
    standing = standing_of(person_id, challenge.group_id)
    require(policy.can_see(standing))
    group = group_of(challenge.group_id)
    today = today_in(group, now)
    card = _cards([challenge], person_id, today)[0]
    return ChallengePage(
        card=card,
        group=group,
        my_minutes=_my_minutes(challenge_id, person_id),
        members=len(member_ids(challenge.group_id)),
        minutes_this_week=_minutes_this_week(card, today),
        can_take_part=_may(policy.can_take_part(standing, is_over(challenge, today))),
        can_end=_may(policy.can_end(standing, is_over(challenge, today))),
        daily_cap=daily_cap(),
        begins_within_a_week=(card.span.first - today).days < 7,
        lasted_a_month=card.span.days >= A_MONTH_DAYS,
    )


def challenges_of_group(
    standing: Standing, group_id: int, now: datetime
) -> tuple[ChallengeCard, ...]:
    """Return what runs, what is to come, and what was over a short while ago; for members only."""
    if not _may(policy.can_see(standing)):
        return ()
    today = today_in(group_of(group_id), now)
    found = _shown_in(group_id=group_id, since=today - OVER_SHOWN)
    return _cards(list(found), standing.person_id, today)


@prepared
def _shown_in(group_id: Slot, since: Slot) -> peewee.ModelSelect[Any]:
    return (
        Challenge.select()
        .where(Challenge.group == group_id, Challenge.ends_on >= since)
        .order_by(Challenge.starts_on, Challenge.id)
    )


def running_challenges_of(person_id: int, now: datetime) -> tuple[ChallengeCard, ...]:
    """Return what runs today in the person's groups."""
    cards: list[ChallengeCard] = []
    for group in groups_of(person_id):
        today = today_in(group, now)
        found = Challenge.select().where(
            Challenge.group == group.id,
            Challenge.starts_on <= today,
            Challenge.ends_on >= today,
            Challenge.ended_at.is_null(),
        )
        cards += _cards(list(found.order_by(Challenge.starts_on)), person_id, today)
    return tuple(cards)


def suggestion_for(person_id: int | None, group_id: int, now: datetime) -> Suggestion:
    """Return what the form proposes. Errors: `NotFound`, `NotAllowed` for who may not start one.

    The measure is the register of the group's own walks: nobody's journal is read for it.
    """
    require(policy.can_start(standing_of(person_id, group_id)))
    walked = (
        Attendance.select(peewee.fn.SUM(peewee.fn.COALESCE(Occurrence.minutes, Walk.minutes)))
        .join(Occurrence)
        .join(Walk)
        .where(
            Walk.group == group_id,
            Occurrence.status == "planned",
            Occurrence.start_utc <= now,
            Occurrence.start_utc > now - timedelta(days=SUGGESTED_DAYS),
        )
        .scalar()
    )
    span = suggested_span(today_in(group_of(group_id), now))
    return Suggestion(span, suggested_goal(int(walked or 0), span.days), int(walked or 0))


def recount(challenge_id: int) -> Recount:
    """Count a challenge again from the journal, to compare with its counters (speed.md 5).

    A part that ended keeps what it had; all others follow the journal day by day.
    """
    challenge = Challenge.get_by_id(challenge_id)
    span = span_of(challenge)
    stored: dict[int, int] = {}
    right: dict[int, int] = {}
    for part in Part.select().where(Part.challenge == challenge_id):
        stored[part.person_id] = part.counted_minutes
        if part.ended_at is None:
            walked = counted_minutes(part.person_id, span.first, span.last)
            right[part.person_id] = sum(counted_day(minutes) for minutes in walked.values())
        else:
            right[part.person_id] = _sum_of_days(challenge_id, part.person_id)
    total = challenge.kept_minutes + sum(right.values())
    return Recount(challenge.counted_minutes, total, stored, right)


def to_check(today: date) -> list[int]:
    """Return the ids of challenges whose counters may still change."""
    found = Challenge.select(Challenge.id).where(Challenge.ends_on >= today - timedelta(days=62))
    return [challenge_id for (challenge_id,) in found.order_by(Challenge.id).tuples()]


def parts_of(person_id: int) -> list[dict[str, object]]:
    """Return a person's parts as her own download holds them."""
    rows = Part.select(Part, Challenge).join(Challenge).where(Part.person == person_id)
    return [
        {"challenge": part.challenge.title, "minutes": part.counted_minutes}
        for part in rows.order_by(Part.id)
    ]


@prepared
def _parts_in(challenges_list: Slot, person_id: Slot) -> peewee.ModelSelect[Any]:
    own = peewee.Case(None, [(Part.person == person_id, 1)], 0)
    return (
        Part.select(Part.challenge, peewee.fn.COUNT(Part.id), peewee.fn.SUM(own))
        .where(Part.challenge.in_(challenges_list), Part.ended_at.is_null())
        .group_by(Part.challenge)
        .tuples()
    )


def _may(decision: object) -> bool:
    return isinstance(decision, Allowed)


def _cards(
    challenges: list[Challenge], person_id: int | None, today: date
) -> tuple[ChallengeCard, ...]:
    ids = [challenge.id for challenge in challenges]
    counts, mine = {}, set()
    for challenge_id, people, own in _parts_in(challenges_list=ids, person_id=person_id or 0):
        counts[challenge_id] = people
        if own:
            mine.add(challenge_id)
    return tuple(
        ChallengeCard(
            id=one.id,
            group_id=one.group_id,
            title=one.title,
            goal_minutes=one.goal_minutes,
            span=span_of(one),
            phase=Phase.OVER if is_over(one, today) else span_of(one).phase(today),
            days_left=span_of(one).days_left(today),
            taking_part=counts.get(one.id, 0),
            total=one.counted_minutes if shows_total(counts.get(one.id, 0)) else None,
            i_take_part=one.id in mine,
        )
        for one in challenges
    )


def _my_minutes(challenge_id: int, person_id: int | None) -> int:
    part = Part.get_or_none(
        Part.challenge == challenge_id, Part.person == person_id, Part.ended_at.is_null()
    )
    return 0 if part is None else int(part.counted_minutes)


def _minutes_this_week(card: ChallengeCard, today: date) -> int | None:
    """Return the week's minutes, once three people have some: a new week begins at nothing."""
    if card.total is None or card.phase is not Phase.RUNNING:
        return None
    monday = today - timedelta(days=today.weekday())
    people, minutes = (
        CountedDay.select(
            peewee.fn.COUNT(peewee.fn.DISTINCT(CountedDay.person)),
            peewee.fn.SUM(CountedDay.counted_minutes),
        )
        .where(CountedDay.challenge == card.id, CountedDay.day >= monday, CountedDay.day <= today)
        .tuples()
        .get()
    )
    return int(minutes) if shows_total(people) else None


def _sum_of_days(challenge_id: int, person_id: int) -> int:
    total = (
        CountedDay.select(peewee.fn.SUM(CountedDay.counted_minutes))
        .where(CountedDay.challenge == challenge_id, CountedDay.person == person_id)
        .scalar()
    )
    return int(total or 0)
