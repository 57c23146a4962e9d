"""What happens to accounts by itself: erased when their 14 days are over, old keys forgotten."""

from __future__ import annotations

import logging

from community.accounts.actions import erase_person
from community.accounts.queries import people_to_erase
from community.accounts.sweep_actions import forget_ended
from community.foundation import clock
from community.foundation.errors import Problem
from community.foundation.jobs import every_minute, let_others_run

log = logging.getLogger("amble.accounts")


@every_minute
def erase_due_people() -> None:
    """Erase who asked for it 14 days ago; each on its own, so that one fault keeps no other."""
    now = clock.now()
    for person_id in people_to_erase(now):
        try:
            if erase_person(person_id, due_at=now):
                log.info("erased an account")
        except Problem as problem:
            log.warning("an account was not erased (%s)", problem.code)
        let_others_run()


@every_minute
def forget_what_has_ended() -> None:
    """Throw away devices and mailed links that nobody can use any more."""
    forget_ended(clock.now())
