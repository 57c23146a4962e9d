"""Telling leaders in time that a route needs a check before its walk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from community import groups
from community.accounts import Person
from community.events.models import RecceReminder
from community.events.queries.recces import NeedsRecce, reminded, walks_that_need_a_recce
from community.foundation.authorisation import SYSTEM
from community.foundation.database import write_transaction
from community.foundation.jobs import let_others_run
from community.foundation.mail import queue_mail
from community.routes.rules.recce import REMINDED_DAYS_BEFORE, reminder_due

Wording = Callable[[NeedsRecce, Person], tuple[str, str]]
A_DAY = timedelta(days=1)


def remind_of_recces(now: datetime, word: Wording, may_mail: Callable[[Person], bool]) -> int:
    """Mail the leaders of walks whose route's check will have run out; return how many dates.

    Once for each date, route and number of days before, whoever asks and however often: the row
    that says so is written with the mails. word: subject and text for one leader.
    """
    until = now + max(REMINDED_DAYS_BEFORE) * A_DAY
    needs = walks_that_need_a_recce(now, until)
    known = reminded([one.occurrence_id for one in needs])
    told = 0
    for one in needs:
        days = reminder_due((one.start_utc - now) / A_DAY)
        if days is None or (one.occurrence_id, one.route.id, days) in known:
            continue
        ids = [person_id for person_id, _name in groups.leaders_of(one.group_id)]
        people = [
            person for person in Person.select().where(Person.id.in_(ids)) if may_mail(person)
        ]
        mails = [(person.email, *word(one, person)) for person in people]
        told += _tell(one, days, mails, now)
        let_others_run()
    return told


def _tell(one: NeedsRecce, days: int, mails: list[tuple[str, str, str]], now: datetime) -> int:
    with write_transaction(by=SYSTEM):
        first = (
            RecceReminder.insert(
                occurrence=one.occurrence_id, route=one.route.id, days_before=days, sent_at=now
            )
            .on_conflict_ignore()
            .as_rowcount()
            .execute()
        )
        if not first:
            return 0
        for address, subject, text in mails:
            queue_mail(address, subject, text)
        return 1
