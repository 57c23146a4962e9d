"""What time alone does: once a minute, each board in a transaction of its own."""

from __future__ import annotations

import logging

from community.foundation import clock
from community.foundation.jobs import every_minute, let_others_run
from community.live.course_actions import (
    boards_to_look_after,
    forget_old_signals,
    look_after_board,
)

log = logging.getLogger("amble.live")


@every_minute
def look_after_boards() -> None:
    """Let walks begin, registers become drafts, and boards close, each in its time."""
    for occurrence_id in boards_to_look_after(clock.now()):
        try:
            look_after_board(occurrence_id, clock.now())
        except Exception:
            log.exception("the board of date %s waits for the next minute", occurrence_id)
        let_others_run()


@every_minute
def forget_signals() -> None:
    """Keep the table between processes small."""
    forget_old_signals(clock.now())
