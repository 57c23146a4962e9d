"""Groups for tests."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from community.accounts import Person
from community.foundation.authorisation import SYSTEM
from community.foundation.database import write_transaction
from community.groups import Group, Membership, NewGroup, create_group, join_group, set_role
from tests.builders.people import LONG_AGO, a_person

VADUZ = (47.1410, 9.5209)


def a_group(
    organiser: Person | None = None,
    leaders: Iterable[Person] = (),
    members: Iterable[Person] = (),
    **changes: Any,
) -> Group:
    """Make an open group in Vaduz; columns (name, joining, lat, lon, zone, ...) may be given."""
    organiser = organiser or a_person("Olu")
    name = changes.pop("name", "Vaduz Amblers")
    with write_transaction(by=SYSTEM):
        new = NewGroup(name, "Vaduz", *VADUZ, "Europe/Vaduz", about="Slow, chatty walks.")
        slug = create_group(organiser.id, new, LONG_AGO)
        group = Group.get(Group.slug == slug)
        for person in leaders:
            join_group(person.id, group.id, LONG_AGO)
            set_role(organiser.id, group.id, person.id, "leader")
        for person in members:
            join_group(person.id, group.id, LONG_AGO)
        if changes:
            Group.update(**changes).where(Group.id == group.id).execute()
    return Group.get_by_id(group.id)


def ask(group: Group, person: Person, answer: str = "") -> Membership:
    """Let `person` have asked to join `group`."""
    with write_transaction(by=SYSTEM):
        return Membership.create(
            group=group, person=person, status="asked", answer=answer, joined_at=LONG_AGO
        )
