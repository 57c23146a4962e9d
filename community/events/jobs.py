"""What walks need from time to time."""

from __future__ import annotations

from importlib.metadata import version

from flask import current_app
from flask_babel import force_locale

from community.accounts import Person
from community.events import wording
from community.events.actions import follow_zone_data, make_dates_ahead
from community.events.actions.recces import remind_of_recces
from community.events.queries.recces import NeedsRecce
from community.foundation import clock
from community.foundation.jobs import every_minute
from community.foundation.settings import Settings
from community.groups import group_of

REMINDED_IN = "events_reminded_of_recces_in"  # the hour in which this process last looked
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


@every_minute
def recce_reminders() -> None:
    """Remind leaders of routes that need a check, once an hour; what went out is kept in rows."""
    now = clock.now()
    hour = now.replace(minute=0, second=0, microsecond=0)
    if current_app.extensions.get(REMINDED_IN) == hour:
        return
    settings: Settings = current_app.extensions["settings"]

    def word(needs: NeedsRecce, person: Person) -> tuple[str, str]:
        with force_locale(person.language):
            group = group_of(needs.group_id)
            return wording.recce_mail(needs, group, person.name, settings.url, now)

    def may_mail(person: Person) -> bool:
        confirmed = person.email_confirmed_at is not None or settings.smtp_url is None
        return confirmed and person.erase_at is None

    remind_of_recces(now, word, may_mail)
    current_app.extensions[REMINDED_IN] = hour
