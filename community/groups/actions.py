"""What people do in groups: one function each. The group's row is locked first, always."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from community.foundation.authorisation import SYSTEM, require
from community.foundation.database import lock_row, write_transaction
from community.foundation.errors import Changed, NotFound
from community.foundation.receipts import earlier_result, keep_result
from community.foundation.signals import send
from community.groups import policy
from community.groups.models import Ban, Group, Membership
from community.groups.queries import has_invitation, member_count, organiser_count, standing_of
from community.groups.rules import Joining, Role, free_slug, muted_until, slug_of
from community.groups.signals import (
    GroupChanged,
    GroupCreated,
    JoinAsked,
    JoinDeclined,
    MemberJoined,
    MemberMuted,
    MembershipEnded,
    RoleChanged,
)
from community.places.rules import rounded_place


@dataclass(frozen=True)
class NewGroup:
    """What somebody who starts a group says about it; the place may be exact, it is rounded."""

    name: str
    place_name: str
    lat: float
    lon: float
    zone: str
    about: str = ""
    pace: str = "easy"
    joining: str = "open"
    language: str = "en"
    rules: str = ""


@dataclass(frozen=True)
class About:
    """The first section of a group's settings."""

    name: str
    about: str
    place_name: str
    lat: float
    lon: float
    zone: str
    pace: str
    rules: str


@dataclass(frozen=True)
class Visibility:
    """Who sees what."""

    shows_exact_place: bool
    shows_names: bool


def create_group(
    person_id: int,
    new: NewGroup,
    now: datetime,
    *,
    is_confirmed: bool = True,
    form_id: str | None = None,
) -> str:
    """Start a group with its first organiser; return its slug.

    A form that was sent before leads to the group that it made then.
    """
    with write_transaction():
        require(policy.can_create_group(person_id, is_confirmed))
        if form_id is not None:
            earlier = earlier_result(form_id, person_id, now)
            if earlier is not None:
                return earlier
        group = _inserted(person_id, new, now)
        Membership.create(group=group, person=person_id, role="organiser", joined_at=now)
        if form_id is not None:
            keep_result(form_id, group.slug)
        send(GroupCreated(group.id, person_id))
        send(MemberJoined(group.id, person_id))
        return str(group.slug)


def _inserted(person_id: int, new: NewGroup, now: datetime) -> Group:
    """Insert the group under the first free address; two of one name may start at once."""
    lat, lon = rounded_place(new.lat, new.lon)
    while True:
        alike = Group.select(Group.slug).where(Group.slug.startswith(slug_of(new.name)))
        slug = free_slug(new.name, {row.slug for row in alike})
        made = (
            Group.insert(
                slug=slug,
                name=new.name,
                about=new.about,
                place_name=new.place_name,
                lat=lat,
                lon=lon,
                zone=new.zone,
                pace=new.pace,
                joining=new.joining,
                language=new.language,
                rules=new.rules,
                invite_code=_new_code(),
                created_at=now,
                created_by=person_id,
            )
            .on_conflict_ignore()
            .as_rowcount()
            .execute()
        )
        if made:
            return Group.get(Group.slug == slug)


def _new_code() -> str:
    return secrets.token_urlsafe(12)


def join_group(person_id: int, group_id: int, now: datetime, invitation: str = "") -> bool:
    """Join at once; returns whether the person is new. Joining twice is joining once."""
    with write_transaction():
        group = _locked(group_id)
        standing = standing_of(person_id, group_id)
        invited = has_invitation(group_id, invitation)
        if standing.is_member:
            require(policy.ALLOWED)
            return False
        require(policy.can_join(standing, _joining(group), invited))
        _let_in(group_id, person_id, now)
        return True


def ask_to_join(person_id: int, group_id: int, answer: str, now: datetime) -> None:
    """Ask to join; asking again replaces what was said. In open groups this joins."""
    with write_transaction():
        group = _locked(group_id)
        standing = standing_of(person_id, group_id)
        if standing.is_member:
            require(policy.ALLOWED)
            return
        require(policy.can_ask_to_join(standing, _joining(group)))
        if group.joining == "open":
            _let_in(group_id, person_id, now)
            return
        if standing.has_asked:
            Membership.update(answer=answer).where(_of(group_id, person_id)).execute()
            return
        Membership.create(
            group=group_id, person=person_id, status="asked", answer=answer, joined_at=now
        )
        send(JoinAsked(group_id, person_id))


def _let_in(group_id: int, person_id: int, now: datetime) -> None:
    changed = (
        Membership.update(status="member", role="member", joined_at=now, answer="")
        .where(_of(group_id, person_id), Membership.status == "asked")
        .execute()
    )
    if not changed:
        Membership.create(group=group_id, person=person_id, joined_at=now)
    send(MemberJoined(group_id, person_id))


def accept_request(actor_id: int, group_id: int, person_id: int, now: datetime) -> None:
    """Let in somebody who asked. Errors: `NotFound` when she no longer asks."""
    with write_transaction():
        _locked(group_id)
        require(policy.can_answer_requests(standing_of(actor_id, group_id)))
        standing = standing_of(person_id, group_id)
        if standing.is_member:
            return
        if not standing.has_asked or standing.banned:
            raise NotFound
        _let_in(group_id, person_id, now)


def decline_request(actor_id: int, group_id: int, person_id: int) -> None:
    """Say no to somebody who asked; she may ask again."""
    with write_transaction():
        _locked(group_id)
        require(policy.can_answer_requests(standing_of(actor_id, group_id)))
        gone = (
            Membership.delete()
            .where(_of(group_id, person_id), Membership.status == "asked")
            .execute()
        )
        if gone:
            send(JoinDeclined(group_id, person_id))


def leave_group(person_id: int, group_id: int, now: datetime) -> None:
    """Leave, or take one's request back. A group that the last person leaves is archived."""
    with write_transaction():
        _locked(group_id)
        standing = standing_of(person_id, group_id)
        members = member_count(group_id)
        require(policy.can_leave(standing, organiser_count(group_id), members))
        Membership.delete().where(_of(group_id, person_id)).execute()
        if not standing.is_member:
            return
        send(MembershipEnded(group_id, person_id, "left"))
        if members == 1:
            _archive(group_id, now)


def set_role(actor_id: int, group_id: int, person_id: int, role: Role) -> None:
    """Make a member leader, organiser or member; one organiser is always left."""
    with write_transaction():
        _locked(group_id)
        actor, other = standing_of(actor_id, group_id), standing_of(person_id, group_id)
        require(policy.can_set_role(actor, other, role, organiser_count(group_id)))
        if other.role != role:
            Membership.update(role=role).where(_of(group_id, person_id)).execute()
            send(RoleChanged(group_id, person_id, role))


def remove_member(actor_id: int, group_id: int, person_id: int) -> None:
    """Take somebody out of the group; she may come back."""
    with write_transaction():
        _locked(group_id)
        actor, other = standing_of(actor_id, group_id), standing_of(person_id, group_id)
        require(policy.can_remove(actor, other))
        if Membership.delete().where(_of(group_id, person_id)).execute():
            send(MembershipEnded(group_id, person_id, "removed"))


def ban_person(actor_id: int, group_id: int, person_id: int, now: datetime) -> None:
    """Take somebody out of the group for good, until an organiser lets her back."""
    with write_transaction():
        _locked(group_id)
        actor, other = standing_of(actor_id, group_id), standing_of(person_id, group_id)
        require(policy.can_ban(actor, other))
        Ban.insert(group=group_id, person=person_id, made_at=now).on_conflict_ignore().execute()
        Membership.delete().where(_of(group_id, person_id)).execute()
        send(MembershipEnded(group_id, person_id, "banned"))


def lift_ban(actor_id: int, group_id: int, person_id: int) -> None:
    """Let a banned person join or ask again."""
    with write_transaction():
        _locked(group_id)
        require(policy.can_answer_requests(standing_of(actor_id, group_id)))
        Ban.delete().where(Ban.group == group_id, Ban.person == person_id).execute()


def mute_member(actor_id: int, group_id: int, person_id: int, days: int, now: datetime) -> None:
    """Let a member only read for 1 or 7 days; 0 ends it."""
    with write_transaction():
        _locked(group_id)
        actor, other = standing_of(actor_id, group_id), standing_of(person_id, group_id)
        require(policy.can_mute(actor, other))
        until = muted_until(days, now) if days else None
        Membership.update(muted_until=until).where(_of(group_id, person_id)).execute()
        send(MemberMuted(group_id, person_id, until.isoformat() if until else None))


def change_about(actor_id: int, group_id: int, new: About, version: int) -> str:
    """Save the section About; returns the slug. Errors: `Changed` when somebody was faster."""
    lat, lon = rounded_place(new.lat, new.lon)
    return _change(
        actor_id,
        group_id,
        version,
        raises_rev=("name", "place_name"),
        name=new.name,
        about=new.about,
        place_name=new.place_name,
        lat=lat,
        lon=lon,
        zone=new.zone,
        pace=new.pace,
        rules=new.rules,
    )


def change_joining(actor_id: int, group_id: int, joining: Joining, version: int) -> str:
    """Save how people join. Those who asked stay on the list. Errors: `Changed`."""
    return _change(actor_id, group_id, version, raises_rev=("joining",), joining=joining)


def change_visibility(actor_id: int, group_id: int, new: Visibility, version: int) -> str:
    """Save who sees what. Errors: `Changed`."""
    return _change(
        actor_id,
        group_id,
        version,
        raises_rev=("shows_exact_place", "shows_names"),
        shows_exact_place=new.shows_exact_place,
        shows_names=new.shows_names,
    )


def _change(
    actor_id: int, group_id: int, version: int, raises_rev: tuple[str, ...], **values: Any
) -> str:
    with write_transaction():
        group = _locked(group_id)
        require(policy.can_change_settings(standing_of(actor_id, group_id)))
        if group.version != version:
            raise Changed
        is_told = any(getattr(group, name) != values[name] for name in raises_rev)
        Group.update(version=version + 1, rev=group.rev + int(is_told), **values).where(
            Group.id == group_id
        ).execute()
        send(GroupChanged(group_id))
        return str(group.slug)


def renew_invitation(actor_id: int, group_id: int) -> None:
    """Make a new invitation; the old link stops working."""
    with write_transaction():
        _locked(group_id)
        require(policy.can_change_settings(standing_of(actor_id, group_id)))
        Group.update(invite_code=_new_code()).where(Group.id == group_id).execute()


def archive_group(actor_id: int, group_id: int, now: datetime) -> None:
    """End the group's life: it is no longer found, nobody joins; what was said and walked stays."""
    with write_transaction():
        _locked(group_id)
        require(policy.can_archive(standing_of(actor_id, group_id)))
        _archive(group_id, now)


def _archive(group_id: int, now: datetime) -> None:
    Group.update(archived_at=now, rev=Group.rev + 1, version=Group.version + 1).where(
        Group.id == group_id
    ).execute()
    send(GroupChanged(group_id))


def _locked(group_id: int) -> Group:
    try:
        return lock_row(Group, group_id)
    except Group.DoesNotExist:
        raise NotFound from None


def _of(group_id: int, person_id: int) -> Any:
    return (Membership.group == group_id) & (Membership.person == person_id)


def _joining(group: Group) -> Joining:
    found: Any = group.joining
    return found  # type: ignore[no-any-return]


def end_memberships(person_id: int, now: datetime) -> None:
    """Take a person out of all groups as her account is erased."""
    with write_transaction(by=SYSTEM):
        rows = list(Membership.select().where(Membership.person == person_id))
        for row in sorted(rows, key=lambda row: row.group_id):
            _locked(row.group_id)
            members = member_count(row.group_id)
            Membership.delete().where(_of(row.group_id, person_id)).execute()
            if row.status == "member":
                send(MembershipEnded(row.group_id, person_id, "left"))
                if members == 1:
                    _archive(row.group_id, now)
