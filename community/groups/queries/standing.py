"""What people are in groups: every policy above is asked with it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import peewee

from community.accounts import Person
from community.foundation.database import is_sqlite
from community.foundation.errors import NotFound
from community.foundation.prepared import Slot, prepared
from community.groups.models import Ban, Group, Membership
from community.groups.rules import Standing


def standing_of(person_id: int | None, group_id: int) -> Standing:
    """Return what the person is in the group, in one query. Errors: `NotFound` for no group."""
    found = standings_of([person_id] if person_id is not None else [], [group_id])
    if person_id is not None and (person_id, group_id) in found:
        return found[person_id, group_id]
    group = Group.select(Group.archived_at).where(Group.id == group_id).first()
    if group is None:
        raise NotFound
    return Standing(person_id, group_id, group_archived=group.archived_at is not None)


def standing_to_rely_on(person_id: int, group_id: int) -> Standing:
    """Return what the person is in the group; her membership stays so until commit.

    For writes that a member may do and that leaving takes back: else, on PostgreSQL, she could
    leave in between, and what she wrote would stay. Errors: `NotFound` for no group.
    """
    if not is_sqlite():
        list(
            Membership.select(Membership.id)
            .where(Membership.group == group_id, Membership.person == person_id)
            .for_update("FOR SHARE")
            .tuples()
        )
    return standing_of(person_id, group_id)


def standings_of(
    person_ids: Iterable[int], group_ids: Iterable[int]
) -> dict[tuple[int, int], Standing]:
    """Return the standing of each of these people in each of these groups, in one query.

    Keys are (person id, group id); pairs of people or groups that do not exist are not in it.
    """
    people, groups = set(person_ids), set(group_ids)
    if not people or not groups:
        return {}
    rows = _standings(people_list=people, groups_list=groups)
    return {
        (person_id, group_id): Standing(
            person_id,
            group_id,
            role=role if status == "member" else None,
            muted_until=muted if status == "member" else None,
            banned=ban is not None,
            group_archived=archived is not None,
            has_asked=status == "asked",
        )
        for person_id, group_id, archived, status, role, muted, ban in rows
    }


@prepared
def _standings(people_list: Slot, groups_list: Slot) -> peewee.ModelSelect[Any]:
    return (
        Person.select(
            Person.id,
            Group.id,
            Group.archived_at,
            Membership.status,
            Membership.role,
            Membership.muted_until,
            Ban.id,
        )
        .join(Group, peewee.JOIN.CROSS)
        .join(
            Membership,
            peewee.JOIN.LEFT_OUTER,
            on=(Membership.group == Group.id) & (Membership.person == Person.id),
        )
        .join(
            Ban,
            peewee.JOIN.LEFT_OUTER,
            on=(Ban.group == Group.id) & (Ban.person == Person.id),
        )
        .where(Person.id.in_(people_list), Group.id.in_(groups_list))
        .tuples()
    )
