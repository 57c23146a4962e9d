"""Starting, joining, leaving and ending challenges; the counters that follow the journal.

Every change of a counter happens with its challenge's row locked, in ascending order of ids, and
recomputes days from the journal; so counters equal a recount at every commit (speed.md 5).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from community.challenges import policy
from community.challenges.models import Challenge, CountedDay, Part
from community.challenges.queries import is_over, recount, span_of
from community.challenges.rules import Span, counted_day
from community.challenges.signals import ChallengeEnded, ChallengeStarted
from community.foundation.authorisation import SYSTEM, require
from community.foundation.database import lock_row, write_transaction
from community.foundation.errors import NotFound
from community.foundation.receipts import earlier_result, keep_result, number_at
from community.foundation.signals import send
from community.groups import group_of, standing_of
from community.journal import counted_minutes, hold_journal


@dataclass(frozen=True)
class Goal:
    """What an organiser sets: a title, minutes, a span of days."""

    title: str
    minutes: int
    span: Span


def start_challenge(
    person_id: int, group_id: int, goal: Goal, now: datetime, form_id: str | None = None
) -> int | None:
    """Start a challenge in a group; return its id, the first one's for a form sent twice.

    Nobody takes part yet, the organiser neither: each person decides for themselves.
    """
    with write_transaction():
        require(policy.can_start(standing_of(person_id, group_id)))
        if form_id and (earlier := earlier_result(form_id, person_id, now)) is not None:
            return number_at(earlier, "/challenges/")
        challenge = Challenge.create(
            group=group_id,
            title=goal.title,
            goal_minutes=goal.minutes,
            starts_on=goal.span.first,
            ends_on=goal.span.last,
            created_by=person_id,
            created_at=now,
        )
        if form_id:
            keep_result(form_id, f"/challenges/{challenge.id}")
        send(ChallengeStarted(challenge.id, group_id))
    return int(challenge.id)


def join_challenge(person_id: int, challenge_id: int, now: datetime) -> None:
    """Count the person's confirmed walks of all its days; joining twice changes nothing.

    Errors: `NotFound` for who is no member, over.
    """
    with write_transaction():
        hold_journal(person_id)
        challenge = _challenge_to_change(challenge_id)
        standing = standing_of(person_id, challenge.group_id)
        require(policy.can_take_part(standing, is_over(challenge, _today(challenge, now))))
        Part.insert(
            challenge=challenge_id, person=person_id, joined_at=now
        ).on_conflict_ignore().execute()
        Part.update(ended_at=None).where(_part(challenge_id, person_id)).execute()
        _recount_days(challenge, person_id, span_of(challenge))


def leave_challenge(person_id: int, challenge_id: int, now: datetime) -> None:
    """Count the person's walks no longer; what they had added goes out of the total."""
    with write_transaction():
        hold_journal(person_id)
        challenge = _challenge_to_change(challenge_id)
        require(policy.can_stop_taking_part(standing_of(person_id, challenge.group_id)))
        part = Part.get_or_none(_part(challenge_id, person_id))
        if part is None:
            return
        CountedDay.delete().where(
            CountedDay.challenge == challenge_id, CountedDay.person == person_id
        ).execute()
        Part.delete().where(_part(challenge_id, person_id)).execute()
        _add_to_challenge(challenge_id, -part.counted_minutes)


def end_challenge(person_id: int, challenge_id: int, now: datetime) -> None:
    """End a challenge today; what was walked until now stays."""
    with write_transaction():
        challenge = _challenge_to_change(challenge_id)
        today = _today(challenge, now)
        standing = standing_of(person_id, challenge.group_id)
        require(policy.can_end(standing, is_over(challenge, today)))
        Challenge.update(
            ended_at=now, ends_on=min(challenge.ends_on, today), version=Challenge.version + 1
        ).where(Challenge.id == challenge_id).execute()
        _drop_days_after(challenge_id, min(challenge.ends_on, today))
        send(ChallengeEnded(challenge_id, challenge.group_id))


def follow_journal(person_id: int, days: Collection[date]) -> None:
    """Correct what the person's days add to every challenge that they take part in."""
    with write_transaction(by=SYSTEM):
        for challenge_id in _parts(
            Part.person == person_id,
            Part.ended_at.is_null(),
            Challenge.starts_on <= max(days),
            Challenge.ends_on >= min(days),
        ):
            challenge = lock_row(Challenge, challenge_id)
            # Looked at again under the lock: the person may have left the group meanwhile.
            if (
                Part.select()
                .where(_part(challenge_id, person_id), Part.ended_at.is_null())
                .exists()
            ):
                for day in sorted(days):
                    _recount_days(challenge, person_id, Span(day, day))


def end_parts(group_id: int, person_id: int, now: datetime) -> None:
    """Somebody left the group: what they added stays in its total, and follows them no longer.

    It stays because a total that falls on the day when somebody leaves would tell everybody how
    much that one person had walked.
    """
    with write_transaction(by=SYSTEM):
        for challenge_id in _parts(Part.person == person_id, Challenge.group == group_id):
            lock_row(Challenge, challenge_id)
            Part.update(ended_at=now).where(
                _part(challenge_id, person_id), Part.ended_at.is_null()
            ).execute()


def keep_what_erased_person_added(person_id: int) -> None:
    """Keep the totals of groups when an account goes; nothing says any more who added what."""
    with write_transaction(by=SYSTEM):
        for challenge_id in _parts(Part.person == person_id):
            lock_row(Challenge, challenge_id)
            part = Part.get(_part(challenge_id, person_id))
            Challenge.update(kept_minutes=Challenge.kept_minutes + part.counted_minutes).where(
                Challenge.id == challenge_id
            ).execute()
            Part.delete().where(_part(challenge_id, person_id)).execute()
            CountedDay.delete().where(
                CountedDay.challenge == challenge_id, CountedDay.person == person_id
            ).execute()


def put_right(challenge_id: int) -> bool:
    """Compare a challenge's counters with a recount; correct them and return True if they differ.

    Under its lock nothing that counts can be committed meanwhile.
    """
    with write_transaction(by=SYSTEM):
        challenge = _challenge_to_change(challenge_id)
        if recount(challenge_id).is_exact:
            return False
        for part in list(Part.select().where(Part.challenge == challenge_id)):
            if part.ended_at is None:
                _recount_days(challenge, part.person_id, span_of(challenge))
        counted = recount(challenge_id)
        for person_id, minutes in counted.parts.items():
            Part.update(counted_minutes=minutes).where(_part(challenge_id, person_id)).execute()
        Challenge.update(counted_minutes=counted.total).where(
            Challenge.id == challenge_id
        ).execute()
    return True


def _challenge_to_change(challenge_id: int) -> Challenge:
    try:
        return lock_row(Challenge, challenge_id)
    except Challenge.DoesNotExist:
        raise NotFound from None


def _today(challenge: Challenge, now: datetime) -> date:
    return now.astimezone(ZoneInfo(group_of(challenge.group_id).zone)).date()


def _part(challenge_id: int, person_id: int) -> Any:
    return (Part.challenge == challenge_id) & (Part.person == person_id)


def _parts(*conditions: Any) -> list[int]:
    """Return the ids of the challenges of these parts, in the order in which they are locked."""
    rows = Part.select(Part.challenge).join(Challenge).where(*conditions)
    return [challenge_id for (challenge_id,) in rows.order_by(Part.challenge).tuples()]


def _recount_days(challenge: Challenge, person_id: int, days: Span) -> None:
    """Make the person's rows of `days` what the journal says, and the counters follow."""
    own = span_of(challenge)
    first, last = max(days.first, own.first), min(days.last, own.last)
    if first > last:
        return
    walked = counted_minutes(person_id, first, last)
    before = {
        row.day: row
        for row in CountedDay.select().where(
            CountedDay.challenge == challenge.id,
            CountedDay.person == person_id,
            CountedDay.day.between(first, last),
        )
    }
    difference = 0
    for day in sorted(walked.keys() | before.keys()):
        minutes = walked.get(day, 0)
        _store_day(challenge.id, person_id, day, minutes, before.get(day))
        stored = before[day].counted_minutes if day in before else 0
        difference += counted_day(minutes) - stored
    if difference:
        Part.update(counted_minutes=Part.counted_minutes + difference).where(
            _part(challenge.id, person_id)
        ).execute()
        _add_to_challenge(challenge.id, difference)


def _store_day(
    challenge_id: int, person_id: int, day: date, minutes: int, row: CountedDay | None
) -> None:
    if row is None:
        CountedDay.create(
            challenge=challenge_id,
            person=person_id,
            day=day,
            walked_minutes=minutes,
            counted_minutes=counted_day(minutes),
        )
    elif minutes == 0:
        CountedDay.delete().where(CountedDay.id == row.id).execute()
    elif minutes != row.walked_minutes:
        CountedDay.update(walked_minutes=minutes, counted_minutes=counted_day(minutes)).where(
            CountedDay.id == row.id
        ).execute()


def _add_to_challenge(challenge_id: int, difference: int) -> None:
    Challenge.update(counted_minutes=Challenge.counted_minutes + difference).where(
        Challenge.id == challenge_id
    ).execute()


def _drop_days_after(challenge_id: int, last: date) -> None:
    """Take out days behind a new last day: logs may lie a day ahead of the group's zone."""
    late = CountedDay.select().where(CountedDay.challenge == challenge_id, CountedDay.day > last)
    for row in list(late.order_by(CountedDay.id)):
        CountedDay.delete().where(CountedDay.id == row.id).execute()
        Part.update(counted_minutes=Part.counted_minutes - row.counted_minutes).where(
            _part(challenge_id, row.person_id)
        ).execute()
        _add_to_challenge(challenge_id, -row.counted_minutes)
