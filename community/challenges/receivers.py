"""Counters follow the journal and the groups, in the transaction of the cause."""

from __future__ import annotations

from community.accounts import PersonErased
from community.challenges import actions
from community.foundation import clock
from community.foundation.signals import receives
from community.groups import MembershipEnded
from community.journal import LogChanged


@receives(LogChanged)
def count_days(signal: LogChanged) -> None:
    """What was confirmed, changed or taken out counts at once."""
    actions.follow_journal(signal.person_id, signal.days)


@receives(MembershipEnded)
def end_parts(signal: MembershipEnded) -> None:
    """Leaving the group ends taking part in its challenges."""
    actions.end_parts(signal.group_id, signal.person_id, clock.now())


@receives(PersonErased)
def keep_totals(signal: PersonErased) -> None:
    """The groups' totals stay when an account goes."""
    actions.keep_what_erased_person_added(signal.person_id)
