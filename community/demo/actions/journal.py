"""Journals and the challenge of the month."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, time, timedelta
from typing import Any

from babel.dates import format_date

from community.challenges import Goal, Span, join_challenge, start_challenge
from community.demo.actions.past import BOARDS_TOLD, KEEP_A_JOURNAL
from community.demo.actions.plans import dates_of
from community.demo.actions.stage import Stage
from community.demo.rules.pain import ONE_BAD_DAY, Pain, pain_at
from community.demo.rules.talk import (
    NOTE_OF_THE_BAD_DAY,
    NOTES_ALONE,
    NOTES_WITH_THE_GROUP,
)
from community.demo.rules.walks import REGULARS, SINGLES, WEEKS_BACK
from community.events import Occurrence
from community.journal import Entry, Log, confirm_log, write_log

WRITES_AFTER = timedelta(minutes=70)  # when the walk was two days ago or less
WRITES_LATER = timedelta(hours=26)
GOAL_MINUTES = 3600
ALONE_AT = time(16, 30)


def write(stage: Stage) -> None:
    """Confirm the drafts of who looks at them; Ana's last one waits for her two taps."""
    dates = [
        date
        for one in (*REGULARS, *SINGLES)
        for date in dates_of(stage, one.key)
        if date.end_utc + WRITES_AFTER <= stage.now
    ]
    dates.sort(key=lambda one: (one.start_utc, one.id))
    _ana_writes(stage, dates)
    for one in dates:
        for key in KEEP_A_JOURNAL[1:]:
            if key in stage.there[one.id]:
                stage.later(
                    _written(stage, one),
                    lambda now, key=key, one=one: _confirm(stage, key, one, now),  # type: ignore[misc]
                )


def _written(stage: Stage, walked: Occurrence) -> datetime:
    """Return when people write a walk down: as soon as its draft is there."""
    is_recent = walked.start_utc > stage.now - BOARDS_TOLD
    return walked.end_utc + (WRITES_AFTER if is_recent else WRITES_LATER)


def _ana_writes(stage: Stage, dates: list[Occurrence]) -> None:
    with_group = [one for one in dates if "ana" in stage.coming.get(one.id, [])]
    told: list[tuple[datetime, Occurrence | None]] = [
        (_written(stage, one), one) for one in with_group[:-1]
    ]
    told += [(stage.instant(day, ALONE_AT), None) for day in _days_alone(stage, with_group)]
    told.sort(key=lambda one: one[0])
    first = stage.now - timedelta(weeks=WEEKS_BACK)
    shares = [(at - first) / timedelta(weeks=WEEKS_BACK) for at, _ in told]
    bad = min(range(len(told)), key=lambda at: abs(shares[at] - ONE_BAD_DAY))
    notes = {True: iter(NOTES_ALONE), False: iter(NOTES_WITH_THE_GROUP)}
    for number, (at, walked) in enumerate(told):
        is_bad = number == bad
        note = NOTE_OF_THE_BAD_DAY if is_bad else next(notes[walked is None], "")
        pain = pain_at(shares[number], number, is_bad)
        far = shares[number]
        stage.later(
            at,
            lambda now, walked=walked, pain=pain, far=far, note=note: _ana_writes_one(  # type: ignore[misc]
                stage, walked, pain, far, note, now
            ),
        )


def _days_alone(stage: Stage, with_group: list[Occurrence]) -> list[date]:
    """Return days on which Ana goes round the block, yesterday among them."""
    taken = {one.start_utc.astimezone(stage.zone).date() for one in with_group}
    days = [stage.monday + timedelta(weeks=-week, days=6) for week in range(1, WEEKS_BACK)]
    days.append(stage.today - timedelta(days=1))
    return [day for day in dict.fromkeys(days) if day not in taken]


def _ana_writes_one(
    stage: Stage, walked: Occurrence | None, pain: Pain, far: float, note: str, now: datetime
) -> None:
    day = now.astimezone(stage.zone).date()
    is_yesterday = day == stage.today - timedelta(days=1)
    scores: dict[str, Any] = {
        "before": pain.before,
        "after": pain.after,
        "morning": None if is_yesterday else pain.morning,  # Today asks her
        "note": note,
    }
    if walked is None:
        minutes = round(9 + 7 * far)
        write_log(stage.people["ana"], Entry(minutes, day, **scores), now)
    else:
        _confirm(stage, "ana", walked, now, **scores)


def _confirm(stage: Stage, key: str, walked: Occurrence, now: datetime, **scores: Any) -> None:
    """Confirm somebody's draft of a walk, if it is there."""
    person_id = stage.people[key]
    draft = Log.get_or_none(
        Log.person == person_id, Log.occurrence == walked.id, Log.state == "draft"
    )
    if draft is not None:
        entry = Entry(draft.minutes, draft.walked_on, distance_m=draft.distance_m, **scores)
        confirm_log(person_id, draft.id, entry, draft.version, now)


def take_part(stage: Stage) -> None:
    """Start the month's challenge, let people join, and let them walk on their own, too."""
    first = stage.today.replace(day=1)
    last = first.replace(day=monthrange(first.year, first.month)[1])
    title = f"{format_date(first, 'LLLL', locale='en')}: along the Rhine"
    started = min(stage.instant(first, time(7)), stage.now - timedelta(hours=2))
    group, olu = stage.groups["vaduz"], stage.people["olu"]
    goal = Goal(title, GOAL_MINUTES, Span(first, last))
    made: list[int] = []

    def start(now: datetime) -> None:
        made.append(start_challenge(olu, group, goal, now) or 0)

    stage.later(started, start)
    for number, key in enumerate(KEEP_A_JOURNAL):
        stage.later(
            started + timedelta(minutes=10 * (number + 1)),
            lambda now, key=key: join_challenge(stage.people[key], made[0], now),  # type: ignore[misc]
        )
    for key in KEEP_A_JOURNAL[3:]:
        _walk_alone(stage, key, first)


def _walk_alone(stage: Stage, key: str, first: date) -> None:
    days = [first + timedelta(days=n) for n in range((stage.today - first).days)]
    for day in stage.random.sample(days, len(days) // 3):
        minutes = stage.random.choice((15, 20, 20, 25, 30))
        stage.later(
            stage.instant(day, ALONE_AT),
            lambda now, day=day, minutes=minutes: write_log(  # type: ignore[misc]
                stage.people[key], Entry(minutes, day), now
            ),
        )
