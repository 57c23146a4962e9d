"""Create forms carry a unique id, so that a double tap makes one thing and not two."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from community.foundation import clock
from community.foundation.authorisation import SYSTEM
from community.foundation.database import write_transaction
from community.foundation.jobs import every_minute
from community.foundation.models import FormReceipt

KEPT_FOR = timedelta(days=30)  # longer than a form stays open in a browser


def new_form_id() -> str:
    """Return the id for one rendering of a create form."""
    return str(uuid.uuid4())


def earlier_result(form_id: str, person_id: int | None, now: datetime) -> str | None:
    """Claim `form_id` inside the open write transaction.

    Returns None for the first sending; for a later one the path that the first one led to.
    """
    claimed = (
        FormReceipt.insert(form_id=form_id, person_id=person_id, received_at=now)
        .on_conflict_ignore()
        .as_rowcount()
        .execute()
    )
    if claimed:
        return None
    first = FormReceipt.get_by_id(form_id)
    return str(first.path) if first.person_id == person_id else ""


def keep_result(form_id: str, path: str) -> None:
    """Remember where the form led, in the same transaction as what it made."""
    FormReceipt.update(path=path).where(FormReceipt.form_id == form_id).execute()


def number_at(path: str, place: str) -> int | None:
    """Return 12 of "/walks/12" for the place "/walks/"; None when the form led elsewhere."""
    number = path.removeprefix(place)
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 10 else None


@every_minute
def forget_old_receipts() -> None:
    """Forget forms that nobody sends a second time any more."""
    old = FormReceipt.received_at < clock.now() - KEPT_FOR
    if FormReceipt.select(FormReceipt.form_id).where(old).exists():
        with write_transaction(by=SYSTEM):
            FormReceipt.delete().where(old).execute()
