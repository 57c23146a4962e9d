"""Where the pages look when nobody has said where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from peewee import fn

from community.groups import Group, groups_of


@dataclass(frozen=True)
class Middle:
    """A place to look around: the home place of one group, its name and zone."""

    name: str
    lat: float
    lon: float
    zone: str


def middle_of_instance() -> Middle | None:
    """Return the place where most groups live, None before there is a group to be seen.

    It is the home place of the oldest group of that name: a mean of two towns of one name would
    lie where nobody lives.
    """
    most = (
        Group.select(Group.place_name, fn.MIN(Group.id))
        .where(Group.archived_at.is_null(), Group.joining != "invite")
        .group_by(Group.place_name)
        .order_by(fn.COUNT(Group.id).desc(), Group.place_name)
        .tuples()
        .first()
    )
    return None if most is None else _middle(Group.get_by_id(most[1]))


def middle_for(viewer: Any) -> Middle | None:
    """Return the home place of the viewer's first group, else the instance's middle."""
    own = groups_of(viewer.id) if viewer is not None else []
    return _middle(own[0]) if own else middle_of_instance()


def _middle(group: Any) -> Middle:
    return Middle(group.place_name, group.lat, group.lon, group.zone)
