"""Turns rows of walks into what the rules of files take: values in the reader's words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from community.calendar import words
from community.calendar.queries.stored import (
    LightWalk,
    StoredWalks,
    all_occurrences,
    stored_walks,
)
from community.calendar.rules.event import (
    CalendarDate,
    CalendarWalk,
    MeetingPlace,
    Shown,
    Standing,
    sequence_of,
)
from community.calendar.rules.layout import writes_single_dates
from community.calendar.rules.mine import (
    AT_FIRST,
    Mine,
    MyAnswer,
    Switches,
    standing_of_answer,
    standing_of_walk,
)
from community.calendar.site import Site
from community.events import Occurrence, Walk
from community.events.rules.dates import DateStatus
from community.events.rules.rule import parse_rule
from community.events.rules.series import Schedule
from community.groups import GroupCard
from community.routes import RouteCard, route_cards


@dataclass(frozen=True)
class Owner:
    """Whose words, and whose standing. told_since: when the reader's language or units changed.

    mine: what walks are to the holder of a personal feed; None in other files.
    members_of: groups of which the reader is a member.
    """

    site: Site
    horizon_year: int
    person_rev: int = 0
    told_since: datetime | None = None
    mine: Mapping[int, Mine] | None = None
    switches: Switches = AT_FIRST
    members_of: frozenset[int] = frozenset()


def calendar_walks(
    light: Sequence[LightWalk],
    groups: Mapping[int, GroupCard],
    looks: Mapping[int, datetime],
    owner: Owner,
) -> list[CalendarWalk]:
    """Return these walks as values; inside `words.written_for`.

    groups: the cards of their groups. looks: since when each group is named as it is.
    """
    answered = [number for walk in light for number in _answered_apart(walk, owner)]
    stored = stored_walks([walk.id for walk in light], answered)
    texts = _Texts(stored)
    found = []
    for walk in stored.walks:
        group = groups[walk.group_id]
        value = _walk(walk, group, looks.get(group.id), stored, texts, owner)
        if value is None:
            continue
        if not value.single_dates and writes_single_dates(value, owner.horizon_year):
            rows = all_occurrences(walk.id)
            value = replace(value, dates=_dates(walk, rows, stored, texts, owner, group.place_name))
        found.append(value)
    return found


def _answered_apart(walk: LightWalk, owner: Owner) -> list[int]:
    """Return the dates whose answers make them other than their series, now or before."""
    mine = (owner.mine or {}).get(walk.id)
    if mine is None:
        return []
    base = standing_of_walk(mine, owner.switches, walk.group_id in owner.members_of)
    return [
        one.occurrence_id
        for one in mine.answers
        if one.rev > 0 or standing_of_answer(one, owner.switches) != base
    ]


def one_date(
    walk_id: int, occurrence_id: int, group: GroupCard, look: datetime | None, owner: Owner
) -> CalendarWalk | None:
    """Return a walk with one of its dates, for a download; None for a skipped date."""
    stored = stored_walks([walk_id], [occurrence_id])
    walk = stored.walks[0]
    value = _walk(walk, group, look, stored, _Texts(stored), owner)
    if value is None:
        return None
    dates = tuple(one for one in value.dates if one.date_id == occurrence_id)
    if not dates or dates[0].status is DateStatus.SKIPPED:
        return None
    return replace(value, dates=dates, single_dates=walk.rule is not None)


class _Texts:
    """What is shown of walks and dates; each route is described once for each length."""

    def __init__(self, stored: StoredWalks) -> None:
        rows = [one for dates in stored.occurrences.values() for one in dates]
        self.routes = route_cards(
            [walk.route_id for walk in stored.walks] + [row.route_id for row in rows]
        )
        self.lines: dict[tuple[int | None, int], tuple[str, ...]] = {}
        self.stored = stored

    def of_walk(self, walk: Walk, area: str) -> Shown:
        """Return what the dates of a walk show."""
        place = MeetingPlace(
            walk.meeting_point,
            area=area,
            latitude=walk.meeting_lat,
            longitude=walk.meeting_lon,
        )
        route = self.routes.get(walk.route_id)
        return Shown(
            title=walk.title,
            place=place,
            route_lines=self._route_lines(route, walk.minutes),
            categories=words.categories(route),
            leader=self.stored.leaders.get(walk.id),
        )

    def of_date(self, row: Occurrence, walk: Walk, shown: Shown) -> Shown | None:
        """Return what a date shows, None when it is what its walk shows."""
        if not (row.title or row.meeting_point or row.route_id or row.minutes):
            return None
        route = self.routes.get(row.route_id or walk.route_id)
        place = shown.place
        if row.meeting_point and row.meeting_point != walk.meeting_point:
            # Its own place has no coordinates of its own.
            place = MeetingPlace(row.meeting_point, area=place.area)
        own = replace(
            shown,
            title=row.title or walk.title,
            place=place,
            route_lines=self._route_lines(route, row.minutes or walk.minutes),
            categories=words.categories(route),
        )
        return None if own == shown else own

    def _route_lines(self, card: RouteCard | None, minutes: int) -> tuple[str, ...]:
        key = (None if card is None else card.id, minutes)
        if key not in self.lines:
            self.lines[key] = words.route_lines(card, minutes)
        return self.lines[key]


def _walk(
    walk: Walk,
    group: GroupCard,
    look: datetime | None,
    stored: StoredWalks,
    texts: _Texts,
    owner: Owner,
) -> CalendarWalk | None:
    mine, standing = Mine(), Standing.NONE
    only_answered = False
    if owner.mine is not None:
        mine = owner.mine.get(walk.id, Mine())
        found = standing_of_walk(mine, owner.switches, group.id in owner.members_of)
        only_answered = found is None
        standing = found or Standing.NONE
    rows = stored.occurrences.get(walk.id, [])
    dates = _dates(walk, rows, stored, texts, owner, group.place_name)
    if only_answered:
        answered = {answer.occurrence_id for answer in mine.answers}
        dates = tuple(one for one in dates if one.date_id in answered and not one.declined)
        if not dates:
            return None
    changes = [walk.changed_at, look, owner.told_since, owner.site.told_at]
    if mine.series is not None:
        changes.append(mine.series.changed_at)
    return CalendarWalk(
        uid=walk.uid,
        walk_id=walk.id,
        schedule=_schedule(walk),
        shown=texts.of_walk(walk, group.place_name),
        dates=dates,
        sequence=sequence_of(walk.rev, group.rev, owner.site.rev, mine.rev(), owner.person_rev),
        changed_at=max(one for one in changes if one is not None),
        published_at=walk.published_at,
        group_name=group.name,
        standing=standing,
        group_shows_place=group.shows_exact_place,
        group_shows_leaders=group.shows_names,
        single_dates=only_answered and walk.rule is not None,
    )


def _dates(
    walk: Walk,
    rows: Iterable[Occurrence],
    stored: StoredWalks,
    texts: _Texts,
    owner: Owner,
    area: str,
) -> tuple[CalendarDate, ...]:
    mine = Mine() if owner.mine is None else owner.mine.get(walk.id, Mine())
    answers = {answer.occurrence_id: answer for answer in mine.answers}
    shown = texts.of_walk(walk, area)
    return tuple(
        _date(row, stored, texts.of_date(row, walk, shown), answers.get(row.id), mine, owner)
        for row in sorted(rows, key=lambda one: one.original_local)
    )


def _date(
    row: Occurrence,
    stored: StoredWalks,
    shown: Shown | None,
    answer: MyAnswer | None,
    mine: Mine,
    owner: Owner,
) -> CalendarDate:
    standing, declined = None, False
    if answer is not None:
        standing = standing_of_answer(answer, owner.switches)
        if mine.leads and answer.kind != "cant":
            standing = Standing.LEADING
        declined = standing is None
    changes = [row.changed_at] if row.rev > 0 else []
    if answer is not None:
        changes.append(answer.changed_at)
    return CalendarDate(
        date_id=row.id,
        original_local=row.original_local,
        start_local=row.start_local,
        minutes=row.minutes,
        status=DateStatus(row.status),
        extra=row.extra,
        declined=declined,
        reason=row.reason,
        changed_by=stored.changed_by.get(row.changed_by_id),
        shown=shown,
        standing=standing,
        changed_at=max(changes) if changes else None,
    )


def _schedule(walk: Walk) -> Schedule:
    rule = None if walk.rule is None else parse_rule(walk.rule).rule
    return Schedule(walk.zone, walk.start_local, walk.minutes, rule, walk.until_date, walk.count)
