"""What walks do when something below them happens."""

from __future__ import annotations

from community.accounts import PersonChanged, PersonErased
from community.events.actions import note_leader_changed, note_route_changed, withdraw_from_group
from community.foundation import clock
from community.foundation.signals import receives
from community.groups import MembershipEnded
from community.routes import RouteChanged


@receives(MembershipEnded)
def take_back_answers(signal: MembershipEnded) -> None:
    """Who is no member any more holds no places on walks ahead."""
    withdraw_from_group(signal.person_id, signal.group_id, clock.now())


@receives(RouteChanged)
def note_route(signal: RouteChanged) -> None:
    """Walks show their route's grade and facts."""
    note_route_changed(signal.route_id, clock.now())


@receives(PersonChanged)
def note_leader(signal: PersonChanged) -> None:
    """Walks show the first name of who leads, if she agrees."""
    if signal.is_named_otherwise:
        note_leader_changed(signal.person_id, clock.now())


@receives(PersonErased)
def forget_leader(signal: PersonErased) -> None:
    """Her walks are led by the others who are named."""
    note_leader_changed(signal.person_id, clock.now())
