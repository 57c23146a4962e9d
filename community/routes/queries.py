"""Reads of routes. Lists read the derived columns; only a route's own page opens its inspection."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from community.accounts import names_for_everybody, names_of
from community.foundation.authorisation import Denied, problem_of
from community.foundation.errors import NotFound
from community.foundation.models import FormReceipt
from community.groups import GroupCard, Standing, group_of, standing_of
from community.routes import policy
from community.routes.assessment import Shape, known_of, sentence_from
from community.routes.models import Recce, Route, RouteDraft
from community.routes.reasons import reason_of
from community.routes.route_facts import RecceNote, RouteFacts
from community.routes.rules import Pace, Sentence, Tag, walking_minutes
from community.routes.rules.along import AlongItem
from community.routes.rules.recce import RecceState, checklist_from, recce_state
from community.routes.rules.risk import RiskState, risk_state

# What a card needs: never the line or the inspection, which are a hundred times larger.
_CARD_COLUMNS = (
    Route.id,
    Route.group,
    Route.name,
    Route.letter,
    Route.shown_letter,
    Route.confidence,
    Route.deciding,
    Route.doubt,
    Route.length_m,
    Route.ascent_m,
    Route.descent_m,
    Route.seats,
    Route.seats_known,
    Route.seat_gap_m,
    Route.toilets,
    Route.steps,
    Route.tags,
    Route.is_loop,
    Route.start_lat,
    Route.start_lon,
    Route.attribution,
    Route.rev,
    Route.edition,
    Route.sharing,
    Route.is_firm,
    Route.step_free,
    Route.risk_signed_on,
    Route.incident_on,
)

DRAFTS_LAST = timedelta(days=7)


@dataclass(frozen=True)
class RouteCard:
    """A route in lists and on a walk's page. `letter` is None where no heights are known.

    `shown_letter` is what pages show, at best B while `is_uncertain` ("B?"). `seats` is None when
    nobody has said; `seat_gap_m` the longest way without one. `deciding`: see
    `assessment._criterion`; `reason` is its sentence. `checked_by` is for who may see names.
    """

    id: int
    group_id: int
    name: str
    letter: str | None
    shown_letter: str | None
    confidence: str
    is_uncertain: bool
    doubt: str
    deciding: dict[str, Any] | None
    length_m: float
    ascent_m: float
    descent_m: float
    seats: int | None
    seat_gap_m: float | None
    toilets: bool | None
    steps: int | None
    tags: tuple[Tag, ...]
    is_loop: bool
    start_lat: float
    start_lon: float
    attribution: str
    rev: int
    checked_on: date | None
    checked_by: str
    checked_by_id: int | None
    edition: int = 1
    sharing: str = "group"
    is_firm: bool | None = None
    step_free: bool | None = None
    risk_signed_on: date | None = None
    incident_on: date | None = None

    @property
    def recce(self) -> RecceState:
        """Until when the latest check holds."""
        return recce_state(self.checked_on, self.shown_letter)

    @property
    def risk(self) -> RiskState:
        """When the risk assessment is due."""
        return risk_state(self.risk_signed_on, self.incident_on)

    @property
    def is_shared(self) -> bool:
        """Whether leaders of other groups may plan walks on it."""
        return self.sharing == "everyone"

    @property
    def reason(self) -> Sentence | None:
        """Why the route has its letter, as a sentence with values."""
        return None if self.deciding is None else reason_of(self.deciding)

    def has_tag(self, name: str) -> bool:
        """Whether the route has this tag of backcare.md 2.5."""
        return any(tag.name == name for tag in self.tags)


@dataclass(frozen=True)
class RecceRow:
    """One recce of a route; `name` is empty for who may not see names.

    `checklist`: what was looked at, see rules/recce.py.
    """

    walked_on: date
    name: str
    slopes_measured: bool
    note: str
    checklist: tuple[tuple[str, bool, str], ...] = ()


@dataclass(frozen=True)
class RoutePage:
    """Everything on a route's page, worked out before. `found`: see `assessment.assess`.

    `along`: what lies on the way by distance, the leaders' corrections already applied.
    """

    card: RouteCard
    group: GroupCard
    standing: Standing
    about: str
    facts: RouteFacts
    found: dict[str, Any]
    recces: tuple[RecceRow, ...]
    version: int
    can_change: bool
    can_download: bool
    along: tuple[AlongItem, ...] = ()
    can_open: bool = True  # not from a walk's page when its route is shared no longer
    is_turned: bool = False  # as walked the other way: `other_way.turned_page`

    @property
    def grade(self) -> dict[str, Any] | None:
        """Both directions, criteria, unknown ones, tags."""
        grade: dict[str, Any] | None = self.found["grade"]
        return grade

    @property
    def profile(self) -> dict[str, Any] | None:
        """The height line, bands, steepest part and rows of the table."""
        profile: dict[str, Any] | None = self.found["profile"]
        return profile

    @property
    def profile_sentence(self) -> Sentence | None:
        """The sentence that stands for the drawing."""
        return sentence_from(self.profile["sentence"]) if self.profile else None

    @property
    def unknown(self) -> tuple[str, ...]:
        """Criteria that nobody has answered yet."""
        return tuple(self.grade["forward"]["unknown"]) if self.grade else ()


@dataclass(frozen=True)
class DraftPage:
    """An upload of one's own that is being checked."""

    id: int
    group: GroupCard
    file_name: str
    name: str
    line: bytes
    facts: RouteFacts
    recce: RecceNote | None
    shape: Shape | None
    found: dict[str, Any] | None
    made_at: datetime
    along: tuple[AlongItem, ...] = ()


def route_card(route_id: int) -> RouteCard | None:
    """Return one card, None when there is no such route."""
    return route_cards([route_id]).get(route_id)


def route_cards(ids: Iterable[int | None]) -> dict[int, RouteCard]:
    """Return the cards of these routes by id, in three queries however many they are."""
    wanted = {route_id for route_id in ids if route_id is not None}
    if not wanted:
        return {}
    return {
        card.id: card for card in _cards(Route.select(*_CARD_COLUMNS).where(Route.id << wanted))
    }


def routes_of(group_id: int) -> list[RouteCard]:
    """Return the group's routes by name."""
    rows = Route.select(*_CARD_COLUMNS).where(Route.group == group_id).order_by(Route.name)
    return _cards(rows)


def _cards(rows: Iterable[Route]) -> list[RouteCard]:
    routes = list(rows)
    recces = last_recces([route.id for route in routes])
    names = names_of(r.person_id for r in recces.values() if r.person_id is not None)
    return [_card(route, recces.get(route.id), names) for route in routes]


def last_recces(route_ids: Iterable[int]) -> dict[int, Recce]:
    """Return the latest recce of each route; of one day the one that was entered last."""
    wanted = list(route_ids)
    if not wanted:
        return {}
    rows = Recce.select().where(Recce.route << wanted).order_by(Recce.walked_on, Recce.id)
    return {row.route_id: row for row in rows}


def _card(route: Route, recce: Recce | None, names: dict[int, str]) -> RouteCard:
    return RouteCard(
        id=route.id,
        group_id=route.group_id,
        name=route.name,
        letter=route.letter or None,
        shown_letter=route.shown_letter or None,
        confidence=route.confidence,
        is_uncertain=route.confidence == "low",
        doubt=route.doubt,
        deciding=route.deciding,
        length_m=route.length_m,
        ascent_m=route.ascent_m,
        descent_m=route.descent_m,
        seats=route.seats if route.seats_known else None,
        seat_gap_m=route.seat_gap_m,
        toilets=route.toilets,
        steps=route.steps,
        tags=tuple(Tag(name, value) for name, value in route.tags),
        is_loop=route.is_loop,
        start_lat=route.start_lat,
        start_lon=route.start_lon,
        attribution=route.attribution,
        rev=route.rev,
        checked_on=recce.walked_on if recce else None,
        checked_by=names.get(recce.person_id, "") if recce else "",
        checked_by_id=recce.person_id if recce else None,
        edition=route.edition,
        sharing=route.sharing,
        is_firm=route.is_firm,
        step_free=route.step_free,
        risk_signed_on=route.risk_signed_on,
        incident_on=route.incident_on,
    )


def route_minutes(card: RouteCard, pace: str) -> int:
    """Return whole minutes of walking at a pace (DIN 33466), without rests."""
    chosen: Pace = pace if pace in ("very_easy", "brisk") else "easy"  # type: ignore[assignment]
    return round(walking_minutes(card.length_m, card.ascent_m, card.descent_m, chosen))


def recces_of(route_id: int, standing: Standing, group: GroupCard) -> tuple[RecceRow, ...]:
    """Return the recces of a route, the latest first; names for who may see them."""
    rows = list(
        Recce.select()
        .where(Recce.route == route_id)
        .order_by(Recce.walked_on.desc(), Recce.id.desc())
    )
    names = visible_names({row.person_id for row in rows if row.person_id}, standing, group)
    return tuple(
        RecceRow(
            row.walked_on,
            names.get(row.person_id, ""),
            row.slopes_measured,
            row.note,
            checklist_from(row.checklist),
        )
        for row in rows
    )


def visible_names(ids: set[int], standing: Standing, group: GroupCard) -> dict[int, str]:
    """Return names to members; to others of those who agreed, in groups that show names."""
    if standing.is_member:
        return names_of(ids)
    return names_for_everybody(ids) if policy.can_see_names(standing, group.shows_names) else {}


def recce_note_of(route_id: int) -> RecceNote | None:
    """Return what the recces say for grading: the latest day; measured if any recce measured."""
    rows = list(Recce.select().where(Recce.route == route_id))
    if not rows:
        return None
    return RecceNote(
        walked_on=max(row.walked_on for row in rows),
        slopes_measured=any(row.slopes_measured for row in rows),
    )


def route_page(person_id: int | None, route_id: int, of_walk: bool = False) -> RoutePage:
    """Return the page. Errors: `NotFound` for who may see neither a shared route nor the walks.

    of_walk: for the page of a walk, which shows its route although it is shared no longer.
    """
    route = Route.get_or_none(Route.id == route_id)
    if route is None:
        raise NotFound
    group, standing = group_and_standing(person_id, route.group_id)
    seen = policy.can_see_route(standing, group.joining, route.sharing)
    if not of_walk:
        _require_seen(seen)
    (card,) = _cards([route])
    facts = RouteFacts.from_json(route.facts)
    names = visible_names({one.by for one in facts.noted if one.by}, standing, group)
    download = policy.can_download_line(
        standing, group.joining, group.shows_exact_place, route.sharing
    )
    return RoutePage(
        card=card,
        group=group,
        standing=standing,
        about=route.about,
        facts=facts,
        found=route.inspection,
        recces=recces_of(route.id, standing, group),
        version=route.version,
        can_change=not isinstance(
            policy.can_change_route(standing, group.joining, route.sharing), Denied
        ),
        can_download=not isinstance(download, Denied),
        can_open=not isinstance(seen, Denied),
        along=known_of(route.inspection, facts).along(names),
    )


def names_of_speakers(facts: RouteFacts) -> dict[int, str]:
    """Return the names of the leaders who said something, for who may change it."""
    return names_of({one.by for one in facts.noted if one.by})


def group_and_standing(person_id: int | None, group_id: int) -> tuple[GroupCard, Standing]:
    """Return the group and what the person is in it."""
    return group_of(group_id), standing_of(person_id, group_id)


def _require_seen(decision: object) -> None:
    if isinstance(decision, Denied):
        raise problem_of(decision)


def line_to_download(person_id: int | None, route_id: int) -> tuple[str, bytes]:
    """Return (name, packed line). Errors: `NotFound`, `NotSignedIn`, `NotAllowed`."""
    route = Route.get_or_none(Route.id == route_id)
    if route is None:
        raise NotFound
    group, standing = group_and_standing(person_id, route.group_id)
    _require_seen(
        policy.can_download_line(standing, group.joining, group.shows_exact_place, route.sharing)
    )
    return route.name, bytes(route.line)


def line_of(route_id: int) -> bytes:
    """Return the packed line of a route, for grading it again. Errors: `NotFound`."""
    row = Route.select(Route.line).where(Route.id == route_id).first()
    if row is None:
        raise NotFound
    return bytes(row.line)


def has_old_drafts(now: datetime) -> bool:
    """Whether there are drafts that nobody saved in seven days."""
    return RouteDraft.select().where(RouteDraft.made_at < now - DRAFTS_LAST).exists()


def route_saved_by(form_id: str, person_id: int) -> str:
    """Return where an earlier sending of a form led this person, "" when it led nowhere."""
    row = FormReceipt.get_or_none(
        FormReceipt.form_id == form_id[:36], FormReceipt.person_id == person_id
    )
    return str(row.path) if row is not None else ""


def draft_page(person_id: int | None, draft_id: int) -> DraftPage:
    """Return a draft of one's own. Errors: `NotFound`, also for other people's."""
    draft = RouteDraft.get_or_none(RouteDraft.id == draft_id)
    if draft is None:
        raise NotFound
    _require_seen(policy.can_open_draft(person_id, draft.person_id))
    facts = RouteFacts.from_json(draft.facts)
    return DraftPage(
        id=draft.id,
        group=group_of(draft.group_id),
        file_name=draft.file_name,
        name=draft.name,
        line=bytes(draft.line),
        facts=facts,
        recce=recce_from_json(draft.recce),
        shape=None if draft.shape is None else Shape(**draft.shape),
        found=draft.inspection,
        made_at=draft.made_at,
        along=known_of(draft.inspection, facts).along() if draft.inspection else (),
    )


def recce_from_json(told: dict[str, Any] | None) -> RecceNote | None:
    """Return the recce that a draft holds."""
    if told is None:
        return None
    return RecceNote(date.fromisoformat(told["walked_on"]), told["slopes_measured"], told["note"])


def recce_as_json(recce: RecceNote | None) -> dict[str, Any] | None:
    """Return a recce as a draft holds it."""
    return None if recce is None else {**vars(recce), "walked_on": recce.walked_on.isoformat()}
