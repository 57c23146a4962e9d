"""Reads about groups and their members."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import peewee

from community.accounts import Person, Viewer, names_for_everybody
from community.foundation.authorisation import Allowed, Decision
from community.foundation.errors import NotFound
from community.groups import policy
from community.groups.models import Ban, Group, Membership
from community.groups.rules import Standing, matches, outranks
from community.places import NamedPlace
from community.places.rules import boxes_around, distances_m

FIRST_RADIUS_M = 2_000.0
GROWTH = 4
MOST_MEMBERS_SHOWN = 2000


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


@dataclass(frozen=True)
class NearGroup:
    """A group and how far its rounded home place is."""

    card: GroupCard
    distance_m: float
    members: int


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


@dataclass(frozen=True)
class GroupPage:
    """The group's own part of its page, and what the viewer may do here."""

    card: GroupCard
    viewer: Viewer | None
    standing: Standing
    now: datetime
    sees_inside: bool
    member_count: int
    leaders: tuple[tuple[int, str], ...]
    request_count: int
    invitation: str
    join: Decision
    ask: Decision
    leave: Decision

    @property
    def may_join(self) -> bool:
        """Whether one tap is enough; a stranger may after signing in."""
        return isinstance(self.join, Allowed) and not self.standing.is_member

    @property
    def may_ask(self) -> bool:
        """Whether the viewer can ask to join."""
        is_outside = not self.standing.is_member and not self.may_join
        return isinstance(self.ask, Allowed) and is_outside


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
    group = Group.get_or_none(Group.id == group_id)
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
    group = Group.get_or_none(Group.slug == slug)
    if group is None:
        raise NotFound
    return card_of(group)


def standing_of(person_id: int | None, group_id: int) -> Standing:
    """Return what the person is in the group, in one query. Errors: `NotFound` for no group."""
    found = standings_of([person_id] if person_id is not None else [], [group_id])
    if person_id is not None and (person_id, group_id) in found:
        return found[person_id, group_id]
    group = Group.select(Group.archived_at).where(Group.id == group_id).first()
    if group is None:
        raise NotFound
    return Standing(person_id, group_id, group_archived=group.archived_at is not None)


def standings_of(
    person_ids: Iterable[int], group_ids: Iterable[int]
) -> dict[tuple[int, int], Standing]:
    """Return the standing of each of these people in each of these groups, in one query.

    Keys are (person id, group id); pairs of people or groups that do not exist are not in it.
    """
    people, groups = set(person_ids), set(group_ids)
    if not people or not groups:
        return {}
    rows = (
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
        .where(Person.id.in_(people), Group.id.in_(groups))
        .tuples()
    )
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


def _members(group_id: int) -> Any:
    return (Membership.group == group_id) & (Membership.status == "member")


def member_ids(group_id: int) -> set[int]:
    """Return who belongs to the group."""
    return {row.person_id for row in Membership.select(Membership.person).where(_members(group_id))}


def member_count(group_id: int) -> int:
    """Return how many people belong to the group."""
    return int(Membership.select().where(_members(group_id)).count())


def organiser_count(group_id: int) -> int:
    """Return how many organisers the group has."""
    return int(
        Membership.select().where(_members(group_id), Membership.role == "organiser").count()
    )


def leaders_of(group_id: int) -> list[tuple[int, str]]:
    """Return who may lead walks of the group, with names, those here longest first."""
    rows = (
        Membership.select(Membership, Person.id, Person.name)
        .join(Person)
        .where(_members(group_id), Membership.role != "member")
        .order_by(Membership.joined_at, Membership.id)
    )
    return [(row.person.id, row.person.name) for row in rows]


def members_named(group_id: int) -> list[tuple[int, str]]:
    """Return everybody who belongs to the group, by name."""
    rows = (
        Membership.select(Membership, Person.id, Person.name)
        .join(Person)
        .where(_members(group_id))
        .order_by(peewee.fn.lower(Person.name), Person.id)
    )
    return [(row.person.id, row.person.name) for row in rows]


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


def groups_near(
    lat: float, lon: float, limit: int = 20, within_m: float = 50_000.0
) -> list[NearGroup]:
    """Return the nearest living groups, nearest first, by exact distance.

    Looks in boxes that grow until enough groups lie surely nearer than the box's edge.
    """
    radius_m = min(FIRST_RADIUS_M, within_m)
    while True:
        found = _groups_within(lat, lon, radius_m)
        if len(found) >= limit or radius_m >= within_m:
            break
        radius_m = min(radius_m * GROWTH, within_m)
    nearest = dict(found[:limit])
    cards, counts = group_cards(nearest), _member_counts(nearest)
    return [
        NearGroup(cards[group_id], distance, counts.get(group_id, 0))
        for group_id, distance in nearest.items()
        if group_id in cards
    ]


def _groups_within(lat: float, lon: float, radius_m: float) -> list[tuple[int, float]]:
    rows: list[tuple[int, float, float]] = []
    for box in boxes_around(lat, lon, radius_m):
        in_box = Group.select(Group.id, Group.lat, Group.lon).where(
            Group.lat.between(box.south, box.north),
            Group.lon.between(box.west, box.east),
            Group.archived_at.is_null(),
        )
        rows.extend(in_box.tuples())  # not +=, which peewee reads as a union
    if not rows:
        return []
    lengths = distances_m(lat, lon, [row[1] for row in rows], [row[2] for row in rows])
    ranked = sorted({(float(length), row[0]) for row, length in zip(rows, lengths, strict=True)})
    return [(group_id, length) for length, group_id in ranked if length <= radius_m]


def _member_counts(group_ids: Iterable[int]) -> dict[int, int]:
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


def has_invitation(group_id: int, code: str) -> bool:
    """Whether `code` is the group's present invitation."""
    if not code:
        return False
    return Group.select(Group.id).where(Group.id == group_id, Group.invite_code == code).exists()


def invite_code_of(group_id: int) -> str:
    """Return the group's present invitation; the caller has asked `policy.can_invite`."""
    return str(Group.select(Group.invite_code).where(Group.id == group_id).get().invite_code)


def group_page(viewer: Viewer | None, slug: str, now: datetime, invitation: str = "") -> GroupPage:
    """Return the page of a group as `viewer` may see it. Errors: `NotFound`."""
    card = group_with_slug(slug)
    standing = standing_of(viewer.id if viewer else None, card.id)
    invited = has_invitation(card.id, invitation)
    joining: Any = card.joining
    sees_inside = policy.can_see_inside(standing, joining, invited)
    anybody = standing
    if viewer is None:  # what a stranger may do as soon as she has signed in
        anybody = Standing(0, card.id, group_archived=card.is_archived)
    organisers = organiser_count(card.id) if standing.is_organiser else 0
    members = member_count(card.id)
    return GroupPage(
        card=card,
        viewer=viewer,
        standing=standing,
        now=now,
        sees_inside=sees_inside,
        member_count=members,
        leaders=tuple(visible_leaders(standing, card)) if sees_inside else (),
        request_count=len(requests_of(card.id)) if standing.is_organiser else 0,
        invitation=invitation if invited else "",
        join=policy.can_join(anybody, joining, invited),
        ask=policy.can_ask_to_join(anybody, joining),
        leave=policy.can_leave(standing, organisers, members),
    )


def visible_leaders(standing: Standing, card: GroupCard) -> list[tuple[int, str]]:
    """Return all leaders for members; for others those whom the group or they themselves show."""
    leaders = leaders_of(card.id)
    if standing.is_member or card.shows_names:
        return leaders
    agreed = names_for_everybody(person_id for person_id, _ in leaders)
    return [(person_id, name) for person_id, name in leaders if person_id in agreed]


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


def groups_that_need(person_id: int) -> list[GroupCard]:
    """Return the groups with other members whose only organiser the person is."""
    found = []
    for card in groups_of(person_id):
        standing = standing_of(person_id, card.id)
        if standing.is_organiser and organiser_count(card.id) == 1 and member_count(card.id) > 1:
            found.append(card)
    return found
