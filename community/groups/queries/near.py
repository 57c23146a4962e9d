"""Groups near a place, nearest first."""

from __future__ import annotations

from dataclasses import dataclass

from community.groups.models import Group
from community.groups.queries.cards import GroupCard, group_cards
from community.groups.queries.members import member_counts
from community.places.rules import boxes_around, distances_m

FIRST_RADIUS_M = 2_000.0
GROWTH = 4


@dataclass(frozen=True)
class NearGroup:
    """A group and how far its rounded home place is."""

    card: GroupCard
    distance_m: float
    members: int


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
    cards, counts = group_cards(nearest), member_counts(nearest)
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
