"""What accounts forget by themselves: devices that were signed out, links that lead nowhere."""

from __future__ import annotations

from datetime import datetime, timedelta

from community.accounts.models import Device, MailedLink
from community.foundation.authorisation import SYSTEM
from community.foundation.database import write_transaction

# Long enough that an old mail's link still says what is wrong with it [D].
KEPT = timedelta(days=30)


def forget_ended(now: datetime) -> int:
    """Delete devices that ended and links that were mailed 30 days ago; return how many.

    Looks first, so that it seldom writes.
    """
    before = now - KEPT
    gone = (
        (Device, Device.ended_at.is_null(False) & (Device.ended_at < before)),
        (MailedLink, MailedLink.created_at < before),
    )
    if not any(model.select().where(which).exists() for model, which in gone):
        return 0
    with write_transaction(by=SYSTEM):
        return sum(int(model.delete().where(which).execute()) for model, which in gone)
