"""What happened in groups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class GroupCreated:
    """There is a new group."""

    group_id: int
    person_id: int


@dataclass(frozen=True)
class GroupChanged:
    """Name, place, language, joining, or who sees what has changed; or it was archived."""

    group_id: int


@dataclass(frozen=True)
class MemberJoined:
    """A person belongs to a group now."""

    group_id: int
    person_id: int


@dataclass(frozen=True)
class JoinAsked:
    """A person would like to join."""

    group_id: int
    person_id: int


@dataclass(frozen=True)
class JoinDeclined:
    """An organiser said no; the person may ask again later."""

    group_id: int
    person_id: int


@dataclass(frozen=True)
class MembershipEnded:
    """A person left, was removed, or was banned: live rooms and feeds close for her."""

    group_id: int
    person_id: int
    reason: Literal["left", "removed", "banned"]


@dataclass(frozen=True)
class RoleChanged:
    """A member has another role."""

    group_id: int
    person_id: int
    role: str


@dataclass(frozen=True)
class MemberMuted:
    """A member may read but not write until `muted_until`; None: may write again."""

    group_id: int
    person_id: int
    muted_until: str | None
