"""Every night, counters are compared with a recount."""

from __future__ import annotations

import logging

from community.challenges import actions, queries
from community.foundation import clock
from community.foundation.authorisation import SYSTEM
from community.foundation.database import write_transaction
from community.foundation.jobs import enqueue, every_minute, job

log = logging.getLogger("amble.challenges")

CHECKED_AT = (3, 10)  # UTC: at night where most people are, and not with the other night work


@job
def check_counters(challenge_id: int) -> None:
    """Compare and put right; a difference is a fault in the code, so it is logged."""
    if actions.put_right(challenge_id):
        log.error("the counters of challenge %s differed from a recount", challenge_id)


@every_minute
def check_all_at_night() -> None:
    """Enqueue the check of each challenge that may still change, once a night."""
    now = clock.now()
    if (now.hour, now.minute) != CHECKED_AT:
        return
    with write_transaction(by=SYSTEM):
        for challenge_id in queries.to_check(now.date()):
            enqueue(check_counters, challenge_id)
