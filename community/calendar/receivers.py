"""What raises the versions of feeds, in the transaction of the change (calendar.md 7, the table).

Chat, board, register, logs and other people's answers raise nothing.
"""

from __future__ import annotations

from community.accounts import Person, PersonChanged, PersonErased
from community.calendar.actions import (
    end_links,
    is_told,
    note_told,
    raise_group,
    raise_version,
)
from community.events import (
    OccurrenceCalledOff,
    OccurrenceMoved,
    Promoted,
    RsvpAnswered,
    SeriesAnswered,
    WalkChanged,
    WalkPlanned,
)
from community.foundation import clock
from community.foundation.signals import receives
from community.groups import Group, GroupChanged, MemberJoined, MembershipEnded, RoleChanged


@receives(WalkPlanned, WalkChanged, OccurrenceMoved, OccurrenceCalledOff)
def raise_for_walk(
    signal: WalkPlanned | WalkChanged | OccurrenceMoved | OccurrenceCalledOff,
) -> None:
    """A walk, one of its dates, its route's card or its leader is shown otherwise now."""
    raise_group(signal.group_id, clock.now())


@receives(GroupChanged)
def raise_for_group(signal: GroupChanged) -> None:
    """Name, visibility or language of the group."""
    now = clock.now()
    raise_group(signal.group_id, now)
    rev = int(Group.select(Group.rev).where(Group.id == signal.group_id).scalar())
    if not is_told("look", signal.group_id, rev):
        note_told("look", signal.group_id, rev, now)


@receives(RsvpAnswered, SeriesAnswered, Promoted)
def raise_for_answer(signal: RsvpAnswered | SeriesAnswered | Promoted) -> None:
    """Her own answer; it changes nobody else's feed."""
    raise_version("person", signal.person_id, clock.now())


@receives(MemberJoined, MembershipEnded, RoleChanged)
def raise_for_membership(signal: MemberJoined | MembershipEnded | RoleChanged) -> None:
    """What she may see of a group."""
    raise_version("person", signal.person_id, clock.now())


@receives(PersonChanged)
def raise_for_person(signal: PersonChanged) -> None:
    """Language and units; a leader's name raises her walks, see events."""
    now = clock.now()
    rev = int(Person.select(Person.rev).where(Person.id == signal.person_id).scalar())
    if not is_told("reader", signal.person_id, rev):
        raise_version("person", signal.person_id, now)
        note_told("reader", signal.person_id, rev, now)


@receives(PersonErased)
def end_links_of_erased(signal: PersonErased) -> None:
    """Her links answer 410 from now on; nothing says any more whose they were."""
    end_links(signal.person_id, clock.now())
