"""Reads of reports and pictures of a route."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from community.accounts import blocked_by, names_of
from community.foundation.authorisation import Allowed, Decision, Denied, problem_of
from community.foundation.errors import NotFound
from community.groups import Standing, group_of
from community.routes import condition_policy
from community.routes.models import ConditionReport, Recce, Route, RouteIncident, RoutePhoto
from community.routes.policy import can_see_route
from community.routes.queries import group_and_standing
from community.routes.rules.conditions import ConditionKind, counts, is_bad, is_old, worst_first


@dataclass(frozen=True)
class Report:
    """A report that counts. `name`, `note` are empty for who may not read them."""

    id: int
    kind: ConditionKind
    at_m: float | None
    seen_at: datetime
    is_bad: bool
    is_old: bool
    name: str = ""
    note: str = ""
    can_settle: bool = False


@dataclass(frozen=True)
class PhotoCard:
    """A picture of a place; `words` say what it shows."""

    id: int
    route_id: int
    at_m: float
    words: str
    width: int
    height: int
    report_id: int | None
    can_delete: bool = False

    @property
    def path(self) -> str:
        """Where its files are, without size and ending."""
        return f"/routes/{self.route_id}/photos/{self.id}"


def standing_and_seen(person_id: int | None, route_id: int) -> tuple[Standing, Decision]:
    """Return what the person is in the route's group, and whether she may see the route."""
    route = Route.select(Route.group, Route.sharing).where(Route.id == route_id).first()
    if route is None:
        raise NotFound
    group, standing = group_and_standing(person_id, route.group_id)
    return standing, can_see_route(standing, group.joining, route.sharing)


def open_reports(route_id: int, now: datetime) -> tuple[Report, ...]:
    """Return what is reported of a route and still counts, the worst first; no names, no notes."""
    return tuple(_report(row, now) for row in _counting(route_id, now))


def reports_for(route_id: int, standing: Standing, now: datetime) -> tuple[Report, ...]:
    """Return the same with what this person may read: members read names and notes.

    What somebody whom she has blocked reports still stands, without name and words.
    """
    if not standing.is_member or standing.person_id is None:
        return open_reports(route_id, now)
    rows = _counting(route_id, now)
    hidden = blocked_by(standing.person_id)
    names = names_of({row.person_id for row in rows if row.person_id} - hidden)
    found = []
    for row in rows:
        may = condition_policy.can_settle(standing, Allowed(), row.person_id, now)
        is_hidden = row.person_id in hidden
        found.append(
            _report(
                row,
                now,
                name="" if is_hidden else names.get(row.person_id, ""),
                note="" if is_hidden else row.note,
                can_settle=not isinstance(may, Denied),
            )
        )
    return tuple(found)


def _counting(route_id: int, now: datetime) -> list[ConditionReport]:
    rows = ConditionReport.select().where(
        ConditionReport.route == route_id, ConditionReport.cleared_at.is_null()
    )
    found = [row for row in rows if counts(row.kind, row.seen_at, now)]
    return sorted(found, key=lambda row: worst_first(row.kind, row.seen_at))


def _report(
    row: ConditionReport,
    now: datetime,
    name: str = "",
    note: str = "",
    can_settle: bool = False,
) -> Report:
    return Report(
        id=row.id,
        kind=row.kind,  # type: ignore[arg-type]
        at_m=row.at_m,
        seen_at=row.seen_at,  # type: ignore[arg-type]
        is_bad=is_bad(row.kind),  # type: ignore[arg-type]
        is_old=is_old(row.seen_at, now),  # type: ignore[arg-type]
        name=name,
        note=note,
        can_settle=can_settle,
    )


def counting_of(route_id: int, person_id: int, now: datetime) -> list[ConditionReport]:
    """Return the reports of one person on a route that count."""
    return [row for row in _counting(route_id, now) if row.person_id == person_id]


def photos_of(route_id: int, standing: Standing, now: datetime) -> tuple[PhotoCard, ...]:
    """Return the pictures of a route by distance; one of a report as long as that counts."""
    counting = {row.id for row in _counting(route_id, now)}
    hidden = blocked_by(standing.person_id) if standing.person_id is not None else set()
    rows = RoutePhoto.select().where(RoutePhoto.route == route_id)
    return tuple(
        _photo(row, standing)
        for row in rows.order_by(RoutePhoto.at_m, RoutePhoto.id)
        if row.report_id is None or (row.report_id in counting and row.person_id not in hidden)
    )


def _photo(row: RoutePhoto, standing: Standing) -> PhotoCard:
    may = condition_policy.can_delete_photo(standing, Allowed(), row.person_id)
    return PhotoCard(
        id=row.id,
        route_id=row.route_id,
        at_m=row.at_m,  # type: ignore[arg-type]
        words=row.words,  # type: ignore[arg-type]
        width=row.width,  # type: ignore[arg-type]
        height=row.height,  # type: ignore[arg-type]
        report_id=row.report_id,
        can_delete=not isinstance(may, Denied),
    )


def photo_key(person_id: int | None, route_id: int, photo_id: int) -> str:
    """Return the file's name of a picture, for who may see the route. Errors: `NotFound`."""
    row = RoutePhoto.get_or_none(RoutePhoto.id == photo_id, RoutePhoto.route == route_id)
    if row is None:
        raise NotFound
    _, seen = standing_and_seen(person_id, route_id)
    if isinstance(seen, Denied):
        raise problem_of(seen)
    return str(row.file_key)


def own_reports(person_id: int) -> object:
    """Return a person's reports, pictures and checks, for her download."""
    recces = Recce.select().where(Recce.person == person_id)
    incidents = RouteIncident.select().where(RouteIncident.noted_by == person_id)
    reports = ConditionReport.select().where(ConditionReport.person == person_id)
    photos = RoutePhoto.select().where(RoutePhoto.person == person_id)
    return {
        "reports": [
            {
                "route": row.route.name,
                "group": group_of(row.route.group_id).name,
                "kind": row.kind,
                "metres_from_the_start": row.at_m,
                "note": row.note,
                "made": row.made_at.isoformat(),
                "over": row.cleared_at.isoformat() if row.cleared_at else None,
            }
            for row in reports.order_by(ConditionReport.made_at)
        ],
        "photos": [
            {
                "route": row.route.name,
                "picture": f"/routes/{row.route_id}/photos/{row.id}-1280.jpg",
                "shows": row.words,
                "metres_from_the_start": row.at_m,
                "made": row.made_at.isoformat(),
            }
            for row in photos.order_by(RoutePhoto.made_at)
        ],
        "checks": [
            {
                "route": row.route.name,
                "walked": row.walked_on.isoformat(),
                "slopes_measured": row.slopes_measured,
                "note": row.note,
                "looked_at": row.checklist,
            }
            for row in recces.order_by(Recce.walked_on, Recce.id)
        ],
        "incidents": [
            {"route": row.route.name, "day": row.happened_on.isoformat(), "what": row.what}
            for row in incidents.order_by(RouteIncident.happened_on, RouteIncident.id)
        ],
    }
