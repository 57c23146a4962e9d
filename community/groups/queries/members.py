"""Who belongs to a group, who leads, who waits, who is banned."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import peewee

from community.accounts import Person, Viewer, names_for_everybody
from community.foundation.authorisation import Allowed, Decision
from community.foundation.errors import NotFound
from community.foundation.prepared import Slot, prepared
from community.groups import policy
from community.groups.models import Ban, Group, Membership
from community.groups.queries.cards import GroupCard, group_with_slug, groups_of
from community.groups.queries.standing import standing_of
from community.groups.rules import Standing, matches, outranks

MOST_MEMBERS_SHOWN = 2000


@dataclass(frozen=True)
class MemberRow:
    """One member in the list for members."""

    person_id: int
    name: str
    role: str
    joined_at: datetime
    muted_until: datetime | None
    is_you: bool
    may_set_role: bool
    may_mute: bool
    may_remove: bool
    may_ban: bool


@dataclass(frozen=True)
class RequestRow:
    """Somebody who would like to join."""

    person_id: int
    name: str
    answer: str
    asked_at: datetime


@dataclass(frozen=True)
class Members:
    """The page of a group's members."""

    card: GroupCard
    standing: Standing
    rows: tuple[MemberRow, ...]
    requests: tuple[RequestRow, ...]
    banned: tuple[tuple[int, str], ...]
    total: int
    words: str
    now: datetime


def _members(group_id: int | Slot) -> Any:
    return (Membership.group == group_id) & (Membership.status == "member")


def member_ids(group_id: int) -> set[int]:
    """Return who belongs to the group."""
    return {row.person_id for row in Membership.select(Membership.person).where(_members(group_id))}


def member_count(group_id: int) -> int:
    """Return how many people belong to the group."""
    return int(_count_of_members(group_id=group_id).first()[0])


@prepared
def _count_of_members(group_id: Slot) -> peewee.ModelSelect[Any]:
    return Membership.select(peewee.fn.count(Membership.id)).where(_members(group_id)).tuples()


def member_counts(group_ids: Iterable[int]) -> dict[int, int]:
    """Return how many people belong to each of these groups, in one query."""
    wanted = set(group_ids)
    if not wanted:
        return {}
    rows = (
        Membership.select(Membership.group, peewee.fn.count(Membership.id))
        .where(Membership.group.in_(wanted), Membership.status == "member")
        .group_by(Membership.group)
        .tuples()
    )
    return dict(iter(rows))


def organiser_count(group_id: int) -> int:
    """Return how many organisers the group has."""
    return int(
        Membership.select().where(_members(group_id), Membership.role == "organiser").count()
    )


def leaders_of(group_id: int) -> list[tuple[int, str]]:
    """Return who may lead walks of the group, with names, those here longest first."""
    return [(person_id, name) for person_id, name in _leaders(group_id=group_id)]


@prepared
def _leaders(group_id: Slot) -> peewee.ModelSelect[Any]:
    return (
        Membership.select(Person.id, Person.name)
        .join(Person)
        .where(_members(group_id), Membership.role != "member")
        .order_by(Membership.joined_at, Membership.id)
        .tuples()
    )


def visible_leaders(standing: Standing, card: GroupCard) -> list[tuple[int, str]]:
    """Return all leaders for members; for others those whom the group or they themselves show."""
    leaders = leaders_of(card.id)
    if standing.is_member or card.shows_names:
        return leaders
    agreed = names_for_everybody(person_id for person_id, _ in leaders)
    return [(person_id, name) for person_id, name in leaders if person_id in agreed]


def members_named(group_id: int) -> list[tuple[int, str]]:
    """Return everybody who belongs to the group, by name."""
    rows = (
        Membership.select(Membership, Person.id, Person.name)
        .join(Person)
        .where(_members(group_id))
        .order_by(peewee.fn.lower(Person.name), Person.id)
    )
    return [(row.person.id, row.person.name) for row in rows]


def requests_of(group_id: int) -> tuple[RequestRow, ...]:
    """Return who waits for an answer, the longest waiting first."""
    rows = (
        Membership.select(Membership, Person.id, Person.name)
        .join(Person)
        .where(Membership.group == group_id, Membership.status == "asked")
        .order_by(Membership.joined_at, Membership.id)
    )
    return tuple(RequestRow(r.person.id, r.person.name, r.answer, r.joined_at) for r in rows)


def _banned(group_id: int) -> tuple[tuple[int, str], ...]:
    rows = Ban.select(Ban, Person.id, Person.name).join(Person).where(Ban.group == group_id)
    return tuple((row.person.id, row.person.name) for row in rows.order_by(Person.name))


def members_page(viewer: Viewer, slug: str, now: datetime, words: str = "") -> Members:
    """Return the list of members for members. Errors: `NotFound` for everybody else."""
    card = group_with_slug(slug)
    standing = standing_of(viewer.id, card.id)
    if not isinstance(policy.can_see_members(standing), Allowed):
        raise NotFound
    people = (
        Membership.select(Membership, Person.id, Person.name)
        .join(Person)
        .where(_members(card.id))
        .order_by(peewee.fn.lower(Person.name), Person.id)
    )
    organisers = sum(1 for row in people if row.role == "organiser")
    rows = [
        _member_row(row, viewer, standing, organisers)
        for row in people
        if not words or matches(row.person.name, words)
    ]
    return Members(
        card=card,
        standing=standing,
        rows=tuple(rows[:MOST_MEMBERS_SHOWN]),
        requests=requests_of(card.id) if standing.is_organiser else (),
        banned=_banned(card.id) if standing.is_organiser else (),
        total=len(people),
        words=words,
        now=now,
    )


def _member_row(row: Any, viewer: Viewer, standing: Standing, organisers: int) -> MemberRow:
    other = Standing(row.person.id, standing.group_id, row.role, row.muted_until)
    return MemberRow(
        person_id=row.person.id,
        name=row.person.name,
        role=row.role,
        joined_at=row.joined_at,
        muted_until=row.muted_until if outranks(standing.role, row.role) else None,
        is_you=row.person.id == viewer.id,
        may_set_role=_yes(policy.can_set_role(standing, other, "member", organisers)),
        may_mute=_yes(policy.can_mute(standing, other)),
        may_remove=_yes(policy.can_remove(standing, other)),
        may_ban=_yes(policy.can_ban(standing, other)),
    )


def _yes(decision: Decision) -> bool:
    return isinstance(decision, Allowed)


def groups_that_need(person_id: int) -> list[GroupCard]:
    """Return the groups with other members whose only organiser the person is."""
    found = []
    for card in groups_of(person_id):
        standing = standing_of(person_id, card.id)
        if standing.is_organiser and organiser_count(card.id) == 1 and member_count(card.id) > 1:
            found.append(card)
    return found


def own_data(person_id: int) -> list[dict[str, object]]:
    """Return the person's memberships, for the download."""
    rows = Membership.select(Membership, Group).join(Group).where(Membership.person == person_id)
    return [
        {
            "group": row.group.name,
            "role": row.role,
            "status": row.status,
            "answer": row.answer,
            "since": row.joined_at.isoformat(timespec="seconds"),
        }
        for row in rows.order_by(Membership.id)
    ]
