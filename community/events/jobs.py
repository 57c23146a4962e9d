"""What walks need from time to time."""

from __future__ import annotations

from importlib.metadata import version

from flask import current_app

from community.events.actions import follow_zone_data, make_dates_ahead
from community.foundation import clock
from community.foundation.jobs import every_minute

DONE_ON = "events_dates_made_on"  # the day on which this process made the rows


@every_minute
def dates_ahead() -> None:
    """Make the rows of dates ahead, at start and then once a day; twice does no harm.

    Before that, dates follow zone data that is newer than the one they were made with.
    """
    now = clock.now()
    if current_app.extensions.get(DONE_ON) != now.date():
        follow_zone_data(version("tzdata"), now)
        make_dates_ahead(now)
        current_app.extensions[DONE_ON] = now.date()
