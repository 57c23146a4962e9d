"""The page of one date: everything that it says, as far as the viewer may know it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from community import accounts, groups
from community.accounts import Person
from community.events import policy
from community.events.models import Answer, Occurrence, SeriesAnswer, Walk, WalkLeader
from community.events.queries.cards import WalkCard, card_rows, cards_of, still_listed
from community.events.queries.facts import (
    Coming,
    OccurrenceFacts,
    capacity_of,
    facts_of,
    occurrence_and_walk,
    place_of,
)
from community.events.queries.route_change import RouteChange, route_change_of, route_to_show
from community.events.rules import waiting_list
from community.events.rules.rule import Rule, parse_rule
from community.foundation.authorisation import Allowed, Decision, require
from community.routes import RouteCard, RoutePage, route_page

LATER_DATES = 4


@dataclass(frozen=True)
class MyAnswer:
    """What the viewer answered; `kind` is coming, maybe or cant."""

    kind: str
    guests: int
    waiting: bool
    from_series: bool


@dataclass(frozen=True)
class SeriesInfo:
    """The series of a date: its rule, and the viewer's answer to all of it."""

    rule: Rule
    my_kind: str | None


@dataclass(frozen=True)
class Leader:
    """Who leads; `name` is None where the viewer may not know it."""

    person_id: int
    name: str | None


@dataclass(frozen=True)
class WalkPage:
    """One date of a walk for one viewer.

    facts: what and when. meeting_point, meeting_lat, meeting_lon: None where the viewer may not
    know the exact place. coming: with names, leaders first; empty where the viewer may not know
    them, while the numbers stand. position: the viewer's place in line. Decisions are the
    policies' answers, for templates to ask `page.may(page.can_move)`.
    """

    facts: OccurrenceFacts
    walk: Walk
    date: Occurrence
    group: Any
    standing: Any
    now: datetime
    viewer_id: int | None
    series: SeriesInfo | None
    route_page: RoutePage | None
    route_change: RouteChange | None
    moved_from: datetime | None
    changed_by: str | None
    meeting_point: str | None
    meeting_lat: float | None
    meeting_lon: float | None
    leaders: tuple[Leader, ...]
    coming: tuple[Coming, ...]
    names_shown: bool
    taken: int
    waiting: int
    capacity: int
    position: int | None
    my_answer: MyAnswer | None
    others: tuple[WalkCard, ...]
    can_answer: Decision
    can_edit: Decision
    can_move: Decision
    can_call_off: Decision
    can_see_register: Decision

    @property
    def occurrence_id(self) -> int:
        """The number of this date, of its page and of its room."""
        return self.facts.occurrence_id

    @property
    def title(self) -> str:
        """What the walk is called."""
        return self.facts.title

    @property
    def route(self) -> RouteCard | None:
        """The route's card, with its grade."""
        return None if self.route_page is None else self.route_page.card

    @property
    def route_edition(self) -> int | None:
        """The number of the route's present state."""
        change = self.route_change
        return change.now.edition if change else self.route.edition if self.route else None

    @property
    def is_called_off(self) -> bool:
        """Whether this date will not take place."""
        return self.facts.status == "cancelled"

    @property
    def is_skipped(self) -> bool:
        """Whether the series has no walk on this day."""
        return self.facts.status == "skipped"

    @property
    def has_started(self) -> bool:
        """Whether answers are closed."""
        return self.now >= self.facts.start_utc

    @property
    def is_over(self) -> bool:
        """Whether the planned end has passed."""
        return self.now >= self.facts.end_utc

    @property
    def is_full(self) -> bool:
        """Whether a new answer would wait."""
        return self.waiting > 0 or self.taken >= self.capacity

    @property
    def room(self) -> int:
        """The number of places left; none while people wait."""
        return 0 if self.is_full else self.capacity - self.taken

    @property
    def leads(self) -> bool:
        """Whether the viewer leads this walk."""
        return self.viewer_id in self.facts.leader_ids

    @property
    def leader_names(self) -> list[str]:
        """The names of the leaders that the viewer may know."""
        return [one.name for one in self.leaders if one.name]

    @property
    def is_outside(self) -> bool:
        """Whether the viewer is no member of the group, or not signed in."""
        return not self.standing.is_member

    @property
    def must_ask_first(self) -> bool:
        """Whether the viewer has to ask to join before she can answer."""
        return self.is_outside and self.group.joining == "ask"

    @staticmethod
    def may(decision: Decision) -> bool:
        """Whether a policy said yes."""
        return isinstance(decision, Allowed)


def walk_page(viewer: Any, occurrence_id: int, now: datetime) -> WalkPage:
    """Return the page of one date as `viewer` (or None) may see it. Errors: `NotFound`."""
    person_id = None if viewer is None else viewer.id
    date = occurrence_and_walk(occurrence_id)
    walk = date.walk
    group = groups.group_of(walk.group_id)
    standing = groups.standing_of(person_id, walk.group_id)
    require(policy.can_see_walk(standing, group.joining, walk.status))
    leaders = _leaders_of(walk.id)
    facts = facts_of(date, tuple(one[0] for one in leaders))
    answers = _answers_of(occurrence_id)
    placed = [_placed(row, facts.leader_ids) for row in answers]
    names_shown = policy.can_see_names(standing, group.shows_names)
    exact = policy.can_see_exact_place(standing, group.shows_exact_place)
    moved = facts.start_local != date.original_local
    route = None if facts.route_id is None else route_page(person_id, facts.route_id, of_walk=True)
    change = None if route is None else route_change_of(date, walk, route.card)
    return WalkPage(
        facts=facts,
        walk=walk,
        date=date,
        group=group,
        standing=standing,
        now=now,
        viewer_id=person_id,
        series=_series_of(walk, person_id),
        route_page=None if route is None else route_to_show(route, change),
        route_change=change,
        moved_from=date.original_local if moved and date.status == "planned" else None,
        changed_by=_name_of(date.changed_by_id, standing.is_member),
        meeting_point=(date.meeting_point or walk.meeting_point) if exact else None,
        meeting_lat=walk.meeting_lat if exact else None,
        meeting_lon=walk.meeting_lon if exact else None,
        leaders=_told_leaders(leaders, standing, group),
        coming=_coming(leaders, answers, facts.leader_ids) if names_shown else (),
        names_shown=names_shown,
        taken=waiting_list.places_taken(placed),
        waiting=len(waiting_list.waiting_line(placed)),
        capacity=capacity_of(walk, date.capacity, len(leaders)),
        position=None if person_id is None else waiting_list.position_in_line(placed, person_id),
        my_answer=next((_mine(row) for row in answers if row.person_id == person_id), None),
        others=_other_dates(facts, person_id, now),
        can_answer=policy.can_answer(standing, group.joining, walk.status, date, now),
        can_edit=policy.can_edit(standing),
        can_move=policy.can_move(standing, date, now),
        can_call_off=policy.can_call_off(standing, date, now),
        can_see_register=policy.can_see_register(standing),
    )


def _leaders_of(walk_id: int) -> list[tuple[int, str, bool]]:
    """Return (id, name, agrees to be named to all) of the walk's leaders, first named first."""
    return list(
        WalkLeader.select(WalkLeader.person, Person.name, Person.name_in_public)
        .join(Person)
        .where(WalkLeader.walk == walk_id)
        .order_by(WalkLeader.position, WalkLeader.id)
        .tuples()
    )


def _answers_of(occurrence_id: int) -> list[Any]:
    return list(
        Answer.select(
            Answer.person.alias("person_id"),
            Person.name,
            Answer.kind,
            Answer.guests,
            Answer.waiting,
            Answer.order,
            Answer.from_series,
        )
        .join(Person)
        .where(Answer.occurrence == occurrence_id)
        .order_by(Answer.order)
        .namedtuples()
    )


def _placed(row: Any, leader_ids: tuple[int, ...]) -> waiting_list.Answer:
    return waiting_list.Answer(
        row.person_id,
        waiting_list.Kind(row.kind),
        row.guests,
        row.order,
        place_of(row.kind, row.waiting),
        row.person_id in leader_ids,
    )


def _mine(row: Any) -> MyAnswer:
    return MyAnswer(row.kind, row.guests, bool(row.waiting), bool(row.from_series))


def _told_leaders(
    leaders: list[tuple[int, str, bool]], standing: Any, group: Any
) -> tuple[Leader, ...]:
    """Members read names; others first names, where the group or the leader herself agrees."""
    told = []
    for person_id, name, in_public in leaders:
        if standing.is_member:
            told.append(Leader(person_id, name))
        else:
            first = name.split()[0] if name.split() else name
            told.append(Leader(person_id, first if group.shows_names or in_public else None))
    return tuple(told)


def _coming(
    leaders: list[tuple[int, str, bool]], answers: list[Any], leader_ids: tuple[int, ...]
) -> tuple[Coming, ...]:
    said = {row.person_id: row for row in answers}
    found = [
        Coming(person_id, name, said[person_id].guests if person_id in said else 0, True)
        for person_id, name, _ in leaders
        if person_id not in said or said[person_id].kind != "cant"
    ]
    found += [
        Coming(row.person_id, row.name, row.guests, False)
        for row in answers
        if row.kind == "coming" and not row.waiting and row.person_id not in leader_ids
    ]
    return tuple(found)


def _series_of(walk: Walk, person_id: int | None) -> SeriesInfo | None:
    if walk.rule is None:
        return None
    mine = None
    if person_id is not None:
        mine = (
            SeriesAnswer.select(SeriesAnswer.kind)
            .where(
                SeriesAnswer.lineage == (walk.lineage or walk.id),
                SeriesAnswer.person == person_id,
            )
            .scalar()
        )
    return SeriesInfo(parse_rule(walk.rule).rule, mine)


def _name_of(person_id: int | None, allowed: bool) -> str | None:
    """Return who changed the date, by name for members; others read what, not who."""
    if person_id is None or not allowed:
        return None
    return accounts.names_of([person_id]).get(person_id)


def _other_dates(
    facts: OccurrenceFacts, person_id: int | None, now: datetime
) -> tuple[WalkCard, ...]:
    """Return the next dates of the group after this one: of the same walk first."""
    rows = list(
        card_rows()
        .where(
            Walk.group == facts.group_id,
            Occurrence.start_utc > max(now, facts.start_utc) - timedelta(hours=1),
            Occurrence.start_utc < max(now, facts.start_utc) + timedelta(days=60),
            Occurrence.id != facts.occurrence_id,
        )
        .order_by(Occurrence.start_utc, Occurrence.id)
    )
    later = [row for row in rows if row.start_utc > now and still_listed(row, now)]
    same = [row for row in later if row.walk_id == facts.walk_id][:LATER_DATES]
    rest = [row for row in later if row.walk_id != facts.walk_id][:LATER_DATES]
    return tuple(cards_of([*same, *rest], person_id))
