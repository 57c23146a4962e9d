"""The state of a feed in one query: whose it is, and its version, for the answer 304."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import JOIN, fn

from community.accounts import Person
from community.calendar.models import FeedLink, FeedVersion
from community.calendar.rules.mine import AT_FIRST, Switches
from community.calendar.rules.token import is_token, token_lookup
from community.groups import Group, Membership


@dataclass(frozen=True)
class FeedState:
    """A feed and its version. changed_at: the last changes that are known, in any order.

    kind, owner, version: as in the entity tag. group_id or person_id: whose walks it holds.
    """

    kind: str
    owner: str
    version: str
    changed_at: tuple[datetime, ...]
    name: str
    group_id: int | None = None
    person_id: int | None = None
    switches: Switches = AT_FIRST
    joining: str = "open"
    has_ended: bool = False


def group_feed_state(slug: str) -> FeedState | None:
    """Return the state of a group's public feed, None when there is no such group."""
    row = (
        Group.select(Group.id, Group.joining, FeedVersion.version, FeedVersion.changed_at)
        .join(FeedVersion, JOIN.LEFT_OUTER, on=_is_version_of("group", Group.id, FeedVersion))
        .where(Group.slug == slug)
        .tuples()
        .first()
    )
    if row is None:
        return None
    group_id, joining, version, changed_at = row
    return FeedState(
        kind="group",
        owner=str(group_id),
        version=str(version or 0),
        changed_at=_known(changed_at),
        name=slug,
        group_id=group_id,
        joining=joining,
    )


def person_feed_state(token: str) -> FeedState | None:
    """Return the state of the personal feed with this token, None when it is unknown.

    Its version is the person's and the sum of her groups': a change in a group of 500 costs one
    row, and 304 costs this query.
    """
    if not is_token(token):
        return None
    own, of_group = FeedVersion.alias(), FeedVersion.alias()
    row = (
        FeedLink.select(
            FeedLink,
            own.version.alias("own_version"),
            own.changed_at.alias("own_changed_at"),
            fn.SUM(of_group.version).alias("groups_version"),
            fn.MAX(of_group.changed_at).alias("groups_changed_at"),
        )
        .join(own, JOIN.LEFT_OUTER, on=_is_version_of("person", FeedLink.person, own))
        .switch(FeedLink)
        .join(Membership, JOIN.LEFT_OUTER, on=_is_member_of_link())
        .join(of_group, JOIN.LEFT_OUTER, on=_is_version_of("group", Membership.group, of_group))
        .where(FeedLink.token_hash == token_lookup(token).hex())
        .group_by(FeedLink, own.version, own.changed_at)
        .namedtuples()
        .first()
    )
    if row is None:
        return None
    return FeedState(
        kind="person",
        owner=str(row.person or 0),
        version=f"{row.own_version or 0}.{row.groups_version or 0}",
        changed_at=_known(row.own_changed_at, row.groups_changed_at),
        name="my-walks",
        person_id=row.person,
        switches=Switches(row.shows_coming, row.shows_maybe, row.shows_other_walks),
        has_ended=row.ended_at is not None or row.person is None,
    )


def member_feed_state(token: str, slug: str) -> FeedState | None:
    """Return the state of one group's feed as its members see it, None for who is none."""
    if not is_token(token):
        return None
    own, of_group = FeedVersion.alias(), FeedVersion.alias()
    row = (
        FeedLink.select(
            FeedLink.person,
            FeedLink.ended_at,
            Membership.id.alias("membership"),
            Group.id.alias("group_id"),
            own.version.alias("own_version"),
            own.changed_at.alias("own_changed_at"),
            of_group.version.alias("group_version"),
            of_group.changed_at.alias("group_changed_at"),
        )
        .join(own, JOIN.LEFT_OUTER, on=_is_version_of("person", FeedLink.person, own))
        .switch(FeedLink)
        .join(Group, JOIN.LEFT_OUTER, on=(Group.slug == slug))
        .join(of_group, JOIN.LEFT_OUTER, on=_is_version_of("group", Group.id, of_group))
        .switch(FeedLink)
        .join(
            Membership,
            JOIN.LEFT_OUTER,
            on=_is_member_of_link() & (Membership.group == Group.id),
        )
        .where(FeedLink.token_hash == token_lookup(token).hex())
        .namedtuples()
        .first()
    )
    if row is None:
        return None
    has_ended = row.ended_at is not None or row.person is None
    if row.membership is None and not has_ended:
        return None
    return FeedState(
        kind="member",
        owner=f"{row.person or 0}.{row.group_id or 0}",
        version=f"{row.own_version or 0}.{row.group_version or 0}",
        changed_at=_known(row.own_changed_at, row.group_changed_at),
        name=slug,
        group_id=row.group_id,
        person_id=row.person,
        has_ended=has_ended,
    )


def download_version(group_id: int, person_id: int | None) -> tuple[str, tuple[datetime, ...]]:
    """Return the version of a download, and its known changes: of the group and the viewer."""
    rows = list(
        FeedVersion.select(FeedVersion.kind, FeedVersion.version, FeedVersion.changed_at)
        .where(
            ((FeedVersion.kind == "group") & (FeedVersion.owner == group_id))
            | ((FeedVersion.kind == "person") & (FeedVersion.owner == (person_id or 0)))
        )
        .tuples()
    )
    found = {kind: version for kind, version, _ in rows}
    version = f"{person_id or 0}.{found.get('person', 0)}.{found.get('group', 0)}"
    return version, tuple(changed_at for _, _, changed_at in rows)


def told_since(kind: str, owners: list[int]) -> dict[int, datetime]:
    """Return since when feeds tell the present `rev` of these groups (look) or people (reader)."""
    rows = (
        FeedVersion.select(FeedVersion.owner, FeedVersion.changed_at)
        .where(FeedVersion.kind == kind, FeedVersion.owner.in_(owners or [0]))
        .tuples()
    )
    return dict(iter(rows))


def person_reads(person_id: int) -> tuple[str, str, int]:
    """Return the language, the units and the `rev` of a person."""
    row = Person.select(Person.language, Person.units, Person.rev).where(Person.id == person_id)
    language, units, rev = row.tuples().get()
    return language, units, rev


def _is_version_of(kind: str, owner: Any, table: Any) -> Any:
    return (table.kind == kind) & (table.owner == owner)


def _is_member_of_link() -> Any:
    return (Membership.person == FeedLink.person) & (Membership.status == "member")


def _known(*instants: datetime | None) -> tuple[datetime, ...]:
    return tuple(one for one in instants if one is not None)
