"""Old pictures go away by themselves."""

from __future__ import annotations

from pathlib import Path

from flask import current_app

from community.foundation import clock
from community.foundation.jobs import every_minute
from community.routes.condition_actions import sweep_photos

SWEEP_AT_MINUTE = 17  # of each hour


@every_minute
def sweep_old_photos() -> None:
    """Once an hour delete pictures of what is over, and files that have no picture any more."""
    now = clock.now()
    if now.minute == SWEEP_AT_MINUTE:
        sweep_photos(now, Path(current_app.extensions["settings"].data))
