"""What is said in the rooms."""

from __future__ import annotations

import uuid
from datetime import datetime, time, timedelta
from typing import Any

from community.demo.actions.plans import NOT_TOO_SOON, next_date
from community.demo.actions.stage import Stage
from community.demo.rules.talk import BEFORE_THE_MOVED_WALK, SAID, Said
from community.demo.rules.walks import MOVED
from community.live import parse_post, store_posts

UUID_BITS = 128


def talk(stage: Stage) -> None:
    """Let people write in the rooms of their groups and about the walk that was moved."""
    for one in SAID:
        at = stage.instant(stage.today - timedelta(days=one.days_ago), one.at)
        stage.later(at, lambda now, one=one: _say_in_group(stage, one, now))  # type: ignore[misc]
    room = f"walk-{next_date(stage, MOVED[0], NOT_TOO_SOON).id}"
    for number, (who, text) in enumerate(BEFORE_THE_MOVED_WALK):
        at = stage.instant(stage.today - timedelta(days=1), time(19 + number, 10))
        entry(stage, at, who, room, "message", text)


def entry(
    stage: Stage, at: datetime, who: str, room: str, kind: str, body: str, **more: Any
) -> None:
    """Let somebody post, in the story's turn."""
    stage.later(at, lambda now: post(stage, now, who, room, kind, body, **more))


def post(
    stage: Stage, now: datetime, who: str, room: str, kind: str, body: str, **more: Any
) -> int:
    """Post at once and return the entry's id. Errors: the `Problem` that refused it."""
    client_id = uuid.UUID(int=stage.random.getrandbits(UUID_BITS), version=4)
    sent = {"room": room, "client_id": str(client_id), "kind": kind, "body": body, **more}
    outcome: Any = store_posts([parse_post(stage.people[who], sent)], now, limited=False)[0]
    if problem := getattr(outcome, "problem", None):
        raise problem
    return int(outcome.entry["id"])


def _say_in_group(stage: Stage, one: Said, now: datetime) -> None:
    room = f"group-{stage.groups[one.group]}"
    said = post(stage, now, one.who, room, "message", one.text)
    for who in one.likes:
        post(stage, now, who, room, "reaction", "👍", about=said)
