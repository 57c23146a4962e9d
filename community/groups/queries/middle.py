"""Where a page looks: as somebody asked, else where she or most groups live."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from peewee import fn

from community.groups.models import Group
from community.groups.queries.cards import groups_of, named_places
from community.places import NO_SUCH_PLACE, NamedPlace, Place, search_place

MOST_SUGGESTIONS = 6


@dataclass(frozen=True)
class Middle:
    """A place to look around: the home place of one group, its name and zone."""

    name: str
    lat: float
    lon: float
    zone: str


@dataclass(frozen=True)
class Whereabouts:
    """Where a page looks. origin: typed, here (coordinates), usual (nobody said where), unknown.

    place is None when it is unknown; `trouble` says why then, `suggestions` are known names.
    """

    place: Place | None
    origin: str
    trouble: str = ""
    suggestions: tuple[str, ...] = ()


def whereabouts(
    viewer: Any, near: str, lat: float | None, lon: float | None, is_wrong: bool = False
) -> Whereabouts:
    """Return where to look; the operator's geocoder may be asked, off the loop."""
    if lat is not None and lon is not None:
        return Whereabouts(Place("", lat, lon), "here")
    if is_wrong:
        return _nowhere(near, NO_SUCH_PLACE, named_places())
    if near:
        known = named_places()
        search = search_place(near, known)
        if search.place is None:
            return _nowhere(near, search.sentence or NO_SUCH_PLACE, known)
        return Whereabouts(search.place, "typed")
    middle = middle_for(viewer)
    if middle is None:
        return Whereabouts(None, "unknown")
    return Whereabouts(Place(middle.name, middle.lat, middle.lon), "usual")


def _nowhere(near: str, sentence: str, known: Sequence[NamedPlace]) -> Whereabouts:
    names = [place.name for place in known]
    close = get_close_matches(near, names, MOST_SUGGESTIONS, cutoff=0.5)
    others = [name for name in names if name not in close]
    return Whereabouts(None, "unknown", sentence, tuple([*close, *others][:MOST_SUGGESTIONS]))


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
