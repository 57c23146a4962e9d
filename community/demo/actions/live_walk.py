"""The walk that goes on right now: Ruth leads, people are here, resting and late."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from community.demo.actions.plans import say
from community.demo.actions.stage import Stage
from community.demo.actions.talk import entry, post
from community.demo.rules.talk import AT_THE_LIVE_WALK, AT_THE_LIVE_WALK_COMING
from community.demo.rules.walks import LIVE_MINUTES, LIVE_STARTED_AGO, LIVE_TITLE
from community.events import Occurrence, Reply, WalkPlan, occurrence_facts, plan_walk
from community.live import board_of, start_walk
from community.routes import route_card

A_MINUTE = timedelta(minutes=1)


def go(stage: Stage) -> None:
    """Plan it some days ago, start it some minutes ago, and let people tap and write."""
    start = stage.now - LIVE_STARTED_AGO * A_MINUTE
    start -= timedelta(minutes=start.minute % 5, seconds=start.second)
    stage.do(stage.now - timedelta(days=5), lambda now: _plan(stage, start, now))
    date = Occurrence.get_by_id(stage.live)
    for number, key in enumerate(AT_THE_LIVE_WALK_COMING):
        say(stage, key, date, stage.now - timedelta(hours=30 - 3 * number), Reply("coming"))
    room = f"walk-{date.id}"
    for one in AT_THE_LIVE_WALK:
        more: dict[str, Any] = {"minutes": one.minutes} if one.minutes else {}
        more |= {"seat": one.seat} if one.seat else {}
        kind, body = ("check_in", one.state) if one.state else ("message", one.text)
        at = date.start_utc + one.after_min * A_MINUTE
        entry(stage, at, one.who, room, kind, body, **more)
    stage.later(date.start_utc - A_MINUTE, lambda now: _count(stage, date, now))
    leader = stage.people["ruth"]
    stage.later(date.start_utc + A_MINUTE, lambda now: start_walk(leader, date.id, now))


def _plan(stage: Stage, start: datetime, now: datetime) -> None:
    start_local = start.astimezone(stage.zone).replace(tzinfo=None)
    # In the hour that the clocks repeat, a plan means the first of the two: then it is longer.
    earlier = start - stage.instant(start_local.date(), start_local.time())
    route = route_card(stage.routes["canal-path"])
    assert route is not None  # noqa: S101 - made before
    plan = WalkPlan(
        title=LIVE_TITLE,
        start_local=start_local,
        minutes=LIVE_MINUTES + earlier // A_MINUTE,
        meeting_point="the map board where the canal path begins",
        leader_ids=(stage.people["ruth"],),
        route_id=route.id,
        meeting_lat=route.start_lat,
        meeting_lon=route.start_lon,
        notes="An extra walk between the others, for who has time. Slow, with two rests.",
        planned_rests=2,
    )
    stage.live = plan_walk(stage.people["ruth"], stage.groups["vaduz"], plan, now).occurrence_id


def _count(stage: Stage, date: Occurrence, now: datetime) -> None:
    """Ruth counts, and the number fits."""
    heads = board_of(occurrence_facts(date.id), now).heads
    post(stage, now, "ruth", f"walk-{date.id}", "headcount", str(heads), moment="start")
