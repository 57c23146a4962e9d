"""Walks are planned, people answer, and some dates change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from community.demo.actions.stage import Stage
from community.demo.rules.cast import BANDS
from community.demo.rules.walks import (
    CALLED_OFF,
    MOVED,
    REGULARS,
    SINGLES,
    WEEKS_AHEAD,
    WEEKS_BACK,
    Regular,
    Single,
)
from community.events import (
    Occurrence,
    Reply,
    WalkPlan,
    answer_occurrence,
    call_off,
    make_dates_ahead,
    move_occurrence,
    plan_walk,
)
from community.routes import route_card

FOUR_WEEKS = timedelta(weeks=4)
ANSWERS_TOLD = timedelta(weeks=2)  # of what is longer past, the register is enough
AN_HOUR = timedelta(hours=1)
NOT_TOO_SOON = timedelta(hours=36)  # a changed date is far enough ahead to be read about


def plan(stage: Stage) -> None:
    """Plan all walks but the one that goes on now."""
    for number, regular in enumerate(REGULARS):
        planned = stage.began + timedelta(days=3, hours=number)
        stage.do(planned, lambda now, one=regular: _plan_regular(stage, one, now))  # type: ignore[misc]
    for single in SINGLES:
        day = stage.monday + timedelta(weeks=single.week, days=single.weekday)
        at = min(stage.now, stage.instant(day, single.at)) - timedelta(days=9)
        stage.do(at, lambda now, one=single: _plan_single(stage, one, now))  # type: ignore[misc]
    make_dates_ahead(stage.now)


def _plan_regular(stage: Stage, one: Regular, now: datetime) -> None:
    first = stage.monday - timedelta(weeks=WEEKS_BACK) + timedelta(days=one.weekday)
    last = None if one.goes_on else stage.today + timedelta(weeks=WEEKS_AHEAD, days=1)
    lat, lon = _start_of(stage, one.route)
    plan = WalkPlan(
        title=one.title,
        start_local=datetime.combine(first, one.at),
        minutes=one.minutes,
        meeting_point=one.meeting_point,
        leader_ids=tuple(stage.people[key] for key in one.leaders),
        route_id=stage.routes[one.route],
        meeting_lat=lat,
        meeting_lon=lon,
        weekdays=(one.weekday,),
        interval=one.every,
        until_date=last,
        notes=one.notes,
        planned_rests=one.rests,
    )
    by = stage.people[one.leaders[0]]
    stage.walks[one.key] = plan_walk(by, stage.groups[one.group], plan, now).walk_id


def _plan_single(stage: Stage, one: Single, now: datetime) -> None:
    day = stage.monday + timedelta(weeks=one.week, days=one.weekday)
    lat, lon = _start_of(stage, one.route)
    plan = WalkPlan(
        title=one.title,
        start_local=datetime.combine(day, one.at),
        minutes=one.minutes,
        meeting_point=one.meeting_point,
        leader_ids=tuple(stage.people[key] for key in one.leaders),
        route_id=stage.routes[one.route],
        meeting_lat=lat,
        meeting_lon=lon,
        capacity=one.places,
        notes=one.notes,
        planned_rests=one.rests,
    )
    by = stage.people[one.leaders[0]]
    stage.walks[one.key] = plan_walk(by, stage.groups[one.group], plan, now).walk_id


def _start_of(stage: Stage, route: str) -> tuple[float, float]:
    card = route_card(stage.routes[route])
    assert card is not None  # noqa: S101 - made a moment ago
    return card.start_lat, card.start_lon


def dates_of(stage: Stage, key: str) -> list[Occurrence]:
    """Return the dates of a walk, past and coming, in their order."""
    rows = Occurrence.select().where(Occurrence.walk == stage.walks[key])
    return list(rows.order_by(Occurrence.start_utc))


def next_date(stage: Stage, key: str, after: timedelta = timedelta()) -> Occurrence:
    """Return the first date that starts so long from now, or later."""
    return next(one for one in dates_of(stage, key) if one.start_utc > stage.now + after)


def answer(stage: Stage) -> None:
    """Let people answer: more for what is near, nobody for what is far."""
    bands = {band.key: band for band in BANDS}
    for regular in REGULARS:
        members = [
            key for key in bands[regular.group].everybody if key not in (*regular.leaders, "ana")
        ]
        for date in dates_of(stage, regular.key):
            if date.start_utc > stage.now + FOUR_WEEKS:
                break
            _answer_date(stage, regular, members, date)
    for single in SINGLES:
        date = dates_of(stage, single.key)[0]
        before = min(date.start_utc, stage.now)
        for number, who in enumerate(single.coming):
            key, _, guests = who.partition("+")
            # In this order: it decides who has a place and who waits.
            at = before - timedelta(days=4) + 5 * AN_HOUR * number
            say(stage, key, date, at, Reply("coming", int(guests or 0)))


def _answer_date(stage: Stage, one: Regular, members: Sequence[str], date: Occurrence) -> None:
    weeks_ahead = max(0.0, (date.start_utc - stage.now) / timedelta(weeks=1))
    turnout = max(0, round(one.turnout / (1 + weeks_ahead) + stage.random.uniform(-1.5, 1.5)))
    people = stage.random.sample(list(members), min(turnout + 2, len(members)))
    before = min(date.start_utc, stage.now)
    # Dates ahead were answered before yesterday, when one was moved and one called off.
    earliest = 90 if before == date.start_utc else 2 * 24 * 60
    for number, key in enumerate(people):
        at = before - timedelta(minutes=stage.random.randrange(earliest, earliest + 3 * 24 * 60))
        kind = "coming" if number < turnout else ("maybe", "cant")[number % 2]
        guests = int(kind == "coming" and stage.random.random() < 0.06)
        say(stage, key, date, at, Reply(kind, guests))
    if _ana_comes(stage, one, date):
        say(stage, "ana", date, before - timedelta(hours=50), Reply("coming"))


def _ana_comes(stage: Stage, one: Regular, date: Occurrence) -> bool:
    """Ana walks on Thursdays, some Wednesdays; the next Thursday waits for her answer."""
    week = (stage.now - date.start_utc) // timedelta(weeks=1)
    if one.key == "thursday":
        return date.start_utc <= stage.now and week not in (3, 7)
    return one.key == "wednesday" and week in (-1, 1, 2, 4)


def say(stage: Stage, key: str, date: Occurrence, at: datetime, reply: Reply) -> None:
    """Let somebody answer a date."""
    if reply.kind == "coming":
        stage.coming.setdefault(date.id, []).append(key)
    if date.start_utc < stage.now - ANSWERS_TOLD:
        return
    stage.later(at, lambda now: answer_occurrence(stage.people[key], date.id, reply, now))


def change(stage: Stage) -> None:
    """Move one date by an hour and call one off; both are still ahead."""
    key, hours, reason = MOVED
    date = next_date(stage, key, NOT_TOO_SOON)
    new_start = date.original_local + timedelta(hours=hours)
    leader = stage.people["ruth"]
    yesterday = stage.today - timedelta(days=1)
    stage.later(
        stage.instant(yesterday, time(18, 20)),
        lambda now: move_occurrence(leader, date.id, new_start, reason, now),
    )
    off_key, off_reason = CALLED_OFF
    off = next_date(stage, off_key, NOT_TOO_SOON)
    stage.later(
        stage.instant(yesterday, time(17, 40)),
        lambda now: call_off(stage.people["hanspeter"], off.id, off_reason, now),
    )
