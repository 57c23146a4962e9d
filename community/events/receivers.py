"""What walks do when something below them happens."""

from __future__ import annotations

from community.events.actions import withdraw_from_group
from community.foundation import clock
from community.foundation.signals import receives
from community.groups import MembershipEnded


@receives(MembershipEnded)
def take_back_answers(signal: MembershipEnded) -> None:
    """Who is no member any more holds no places on walks ahead."""
    withdraw_from_group(signal.person_id, signal.group_id, clock.now())
