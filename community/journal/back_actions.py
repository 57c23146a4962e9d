"""What a person does with what she tells of her own back."""

from __future__ import annotations

from datetime import datetime

from community.foundation.authorisation import SYSTEM, require
from community.foundation.database import write_transaction
from community.foundation.errors import Changed
from community.journal import policy
from community.journal.actions import hold_journal
from community.journal.back_queries import BackTold, may_keep_back, told_of
from community.journal.models import BackNote


def keep_back(person_id: int, told: BackTold, version: int, now: datetime) -> None:
    """Keep what she ticked. Errors: no consent; `Changed` when the form is not of the newest."""
    with write_transaction():
        hold_journal(person_id)  # so that withdrawing the consent waits, or has happened
        require(policy.can_tell_of_back(person_id, may_keep_back(person_id)))
        before = BackNote.get_or_none(BackNote.person == person_id)
        if before is not None and told_of(before) == told:
            return  # the same form came twice
        if version != (before.version if before else 0):
            raise Changed
        values = {**vars(told), "needs": sorted(told.needs), "changed_at": now}
        if before is None:
            BackNote.create(person=person_id, version=1, **values)
        else:
            BackNote.update(version=version + 1, **values).where(
                BackNote.person == person_id
            ).execute()


def erase_back(person_id: int) -> None:
    """Erase all of it, when she withdraws the consent."""
    with write_transaction(by=SYSTEM):
        BackNote.delete().where(BackNote.person == person_id).execute()
