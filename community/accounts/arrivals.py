"""What a person wanted before she had to sign in, done as soon as she is in.

A higher feature says so from its `feature.py`:

    @on_arrival
    def answer_kept(person_id: int, target: str, now: datetime) -> str | None: ...

`target` is the safe path she comes back to, such as `/walks/3?answer=coming`; the function returns
the path to go on to when it has done something, else None. The sign-up and sign-in pages say
beforehand what is kept (part "sign_up.kept").
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from community.foundation.errors import Problem

log = logging.getLogger("amble.accounts")

Arrival = Callable[[int, str, datetime], str | None]

_arrivals: dict[str, Arrival] = {}


def on_arrival(function: Arrival) -> Arrival:
    """Let `function` carry out what was kept."""
    _arrivals[f"{function.__module__}.{function.__qualname__}"] = function
    return function


def arrive(person_id: int, target: str, now: datetime) -> str:
    """Do what was kept for `target`; return the path to go on to."""
    for name, function in _arrivals.items():
        try:
            onward = function(person_id, target, now)
        except Problem as problem:
            log.info("%s could not carry on: %s", name, problem.code)
            continue
        if onward:
            return onward
    return target
