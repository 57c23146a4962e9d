"""What walks need from time to time."""

from __future__ import annotations

from flask import current_app

from community.events.actions import make_dates_ahead
from community.foundation import clock
from community.foundation.jobs import every_minute

DONE_ON = "events_dates_made_on"  # the day on which this process made the rows


@every_minute
def dates_ahead() -> None:
    """Make the rows of dates ahead, at start and then once a day; twice does no harm."""
    now = clock.now()
    if current_app.extensions.get(DONE_ON) != now.date():
        make_dates_ahead(now)
        current_app.extensions[DONE_ON] = now.date()
