"""Groups as other features and lists know them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import peewee

from community.foundation.errors import NotFound
from community.foundation.prepared import Slot, prepared
from community.groups.models import Group, Membership
from community.places import NamedPlace


@dataclass(frozen=True)
class GroupCard:
    """A group as other features and lists know it; its place is the rounded home place."""

    id: int
    slug: str
    name: str
    about: str
    place_name: str
    lat: float
    lon: float
    zone: str
    pace: str
    joining: str
    shows_exact_place: bool
    shows_names: bool
    language: str
    rules: str
    rev: int
    version: int
    is_archived: bool

    @property
    def path(self) -> str:
        """The address of the group's page."""
        return f"/groups/{self.slug}"


def card_of(group: Any) -> GroupCard:
    """Return the card of a row of `Group`."""
    return GroupCard(
        id=group.id,
        slug=group.slug,
        name=group.name,
        about=group.about,
        place_name=group.place_name,
        lat=group.lat,
        lon=group.lon,
        zone=group.zone,
        pace=group.pace,
        joining=group.joining,
        shows_exact_place=group.shows_exact_place,
        shows_names=group.shows_names,
        language=group.language,
        rules=group.rules,
        rev=group.rev,
        version=group.version,
        is_archived=group.archived_at is not None,
    )


def group_of(group_id: int) -> GroupCard:
    """Return the group's card. Errors: `NotFound`."""
    group = _by_id(group_id=group_id).first()
    if group is None:
        raise NotFound
    return card_of(group)


def group_cards(group_ids: Iterable[int]) -> dict[int, GroupCard]:
    """Return the cards of these groups, in one query."""
    wanted = set(group_ids)
    if not wanted:
        return {}
    return {row.id: card_of(row) for row in Group.select().where(Group.id.in_(wanted))}


def group_with_slug(slug: str) -> GroupCard:
    """Return the card of the group at this address. Errors: `NotFound`."""
    group = _by_slug(slug=slug).first()
    if group is None:
        raise NotFound
    return card_of(group)


@prepared
def _by_id(group_id: Slot) -> peewee.ModelSelect[Any]:
    return Group.select().where(Group.id == group_id).limit(1)


@prepared
def _by_slug(slug: Slot) -> peewee.ModelSelect[Any]:
    return Group.select().where(Group.slug == slug).limit(1)


def groups_of(person_id: int) -> list[GroupCard]:
    """Return the living groups that the person belongs to, by name."""
    rows = (
        Group.select()
        .join(Membership)
        .where(
            Membership.person == person_id,
            Membership.status == "member",
            Group.archived_at.is_null(),
        )
        .order_by(peewee.fn.lower(Group.name), Group.id)
    )
    return [card_of(row) for row in rows]


def named_places() -> list[NamedPlace]:
    """Return the names of places where groups live, each with the middle of its groups."""
    rows = (
        Group.select(Group.place_name, peewee.fn.avg(Group.lat), peewee.fn.avg(Group.lon))
        .where(Group.archived_at.is_null())
        .group_by(Group.place_name)
        .order_by(Group.place_name)
        .tuples()
    )
    return [NamedPlace(name, lat, lon) for name, lat, lon in rows]


def has_invitation(group_id: int, code: str) -> bool:
    """Whether `code` is the group's present invitation."""
    if not code:
        return False
    return Group.select(Group.id).where(Group.id == group_id, Group.invite_code == code).exists()


def invite_code_of(group_id: int) -> str:
    """Return the group's present invitation; the caller has asked `policy.can_invite`."""
    return str(Group.select(Group.invite_code).where(Group.id == group_id).get().invite_code)
