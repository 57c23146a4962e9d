"""Writes of reports and pictures of a route.

The files of a picture are written before its row and removed after the row has gone, so that no
row ever lacks its file; files without a row are swept.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from community.foundation.authorisation import SYSTEM, require
from community.foundation.database import lock_row, write_transaction
from community.foundation.errors import NotFound
from community.foundation.jobs import off_the_loop
from community.foundation.receipts import earlier_result, keep_result
from community.foundation.signals import run_after_commit, send
from community.routes import condition_policy
from community.routes.condition_queries import counting_of, standing_and_seen
from community.routes.models import ConditionReport, Route, RoutePhoto
from community.routes.photo_files import (
    Photo,
    keys_on_disk,
    new_key,
    remove_photos,
    write_photo,
)
from community.routes.rules.conditions import ConditionKind, counts
from community.routes.signals import ConditionReported, ConditionSettled

SAME_PLACE_M = 50.0  # the same thing, seen again by the same person [D]
SWEPT_AFTER = timedelta(hours=1)  # files younger than this may still get their row


def report_condition(
    person_id: int,
    route_id: int,
    form_id: str,
    kind: ConditionKind,
    at_m: float | None,
    note: str,
    now: datetime,
) -> int | None:
    """Keep what a walker found; return the report's id, None when the form came before.

    The same thing by the same person at the same place is one report, seen again.
    """
    with write_transaction():
        if earlier_result(form_id, person_id, now) is not None:
            require(condition_policy.can_report(*standing_and_seen(person_id, route_id), now, 0))
            return None
        route = _locked(route_id)
        own = counting_of(route_id, person_id, now)
        again = next((row for row in own if _is_the_same(row, kind, at_m)), None)
        others = len(own) if again is None else 0
        require(condition_policy.can_report(*standing_and_seen(person_id, route_id), now, others))
        if again is None:
            again = ConditionReport.create(
                route=route_id,
                person=person_id,
                kind=kind,
                at_m=at_m,
                note=note,
                made_at=now,
                seen_at=now,
            )
        else:
            again.seen_at, again.note, again.at_m = now, note or again.note, at_m
            again.save()
        keep_result(form_id, f"/routes/{route_id}")
        send(ConditionReported(again.id, route_id, route.group_id, kind))
        return int(again.id)


def _is_the_same(row: ConditionReport, kind: str, at_m: float | None) -> bool:
    if row.kind != kind or kind == "other":
        return False
    if row.at_m is None or at_m is None:
        return row.at_m is None and at_m is None
    return abs(float(row.at_m) - at_m) <= SAME_PLACE_M


def settle_report(
    person_id: int, route_id: int, report_id: int, is_over: bool, now: datetime, data: Path
) -> None:
    """Say that what was reported is over, or that it is still so. A second tap changes nothing."""
    with write_transaction():
        route = _locked(route_id)
        row = ConditionReport.get_or_none(
            ConditionReport.id == report_id, ConditionReport.route == route_id
        )
        if row is None:
            raise NotFound
        standing, seen = standing_and_seen(person_id, route_id)
        require(condition_policy.can_settle(standing, seen, row.person_id, now))
        if row.cleared_at is not None:
            return
        if is_over:
            row.cleared_at = now
            _delete_photos(RoutePhoto.report == row.id, data)
        else:
            row.seen_at = now
        row.save()
        send(ConditionSettled(row.id, route_id, route.group_id, is_over))


def add_photo(
    person_id: int,
    route_id: int,
    photo: Photo,
    at_m: float,
    words: str,
    now: datetime,
    data: Path,
    report_id: int | None = None,
    form_id: str = "",
) -> None:
    """Keep a picture of a place, alone or with a report of one's own; once for a form."""
    key = new_key()
    off_the_loop(write_photo, data, key, photo)
    is_kept = False
    try:
        with write_transaction():
            _locked(route_id)
            standing, seen = standing_and_seen(person_id, route_id)
            photos = RoutePhoto.select().where(RoutePhoto.route == route_id)
            own = photos.where(RoutePhoto.person == person_id)
            require(
                condition_policy.can_add_photo(
                    standing,
                    seen,
                    now,
                    photos.count(),
                    own.count(),
                    with_report=report_id is not None,
                )
            )
            if form_id and earlier_result(form_id, person_id, now) is not None:
                return
            if report_id is not None:
                _require_own(report_id, route_id, person_id)
            RoutePhoto.create(
                route=route_id,
                person=person_id,
                report=report_id,
                file_key=key,
                at_m=at_m,
                words=words,
                width=photo.width,
                height=photo.height,
                made_at=now,
            )
            if form_id:
                keep_result(form_id, f"/routes/{route_id}")
            is_kept = True
    finally:
        if not is_kept:
            remove_photos(data, [key])


def _require_own(report_id: int, route_id: int, person_id: int) -> None:
    mine = (ConditionReport.person == person_id) & (ConditionReport.route == route_id)
    if not ConditionReport.select().where(ConditionReport.id == report_id, mine).exists():
        raise NotFound


def delete_photo(person_id: int, route_id: int, photo_id: int, data: Path) -> None:
    """Delete a picture and its files. Errors: `NotFound`, `NotAllowed`."""
    with write_transaction():
        row = RoutePhoto.get_or_none(RoutePhoto.id == photo_id, RoutePhoto.route == route_id)
        if row is None:
            raise NotFound
        standing, seen = standing_and_seen(person_id, route_id)
        require(condition_policy.can_delete_photo(standing, seen, row.person_id))
        _delete_photos(RoutePhoto.id == photo_id, data)


def delete_photos_of(person_id: int, data: Path) -> None:
    """Delete all pictures of a person who goes, in the transaction of her going."""
    with write_transaction(by=SYSTEM):
        _delete_photos(RoutePhoto.person == person_id, data)


def sweep_photos(now: datetime, data: Path) -> int:
    """Delete pictures of reports that no longer count, and files without a row; return how many."""
    with write_transaction(by=SYSTEM):
        rows = RoutePhoto.select(RoutePhoto, ConditionReport).join(ConditionReport)
        over = [
            row.id
            for row in rows
            if row.report.cleared_at is not None
            or not counts(row.report.kind, row.report.seen_at, now)
        ]
        if over:
            _delete_photos(RoutePhoto.id << over, data)
    kept = {row.file_key for row in RoutePhoto.select(RoutePhoto.file_key)}
    written_before = (now - SWEPT_AFTER).timestamp()
    alone = [
        key
        for key, written in keys_on_disk(data).items()
        if key not in kept and written < written_before
    ]
    remove_photos(data, alone)
    return len(over) + len(alone)


def _delete_photos(which: object, data: Path) -> None:
    keys = [row.file_key for row in RoutePhoto.select(RoutePhoto.file_key).where(which)]
    RoutePhoto.delete().where(which).execute()
    run_after_commit(lambda: remove_photos(data, keys))


def _locked(route_id: int) -> Route:
    try:
        return lock_row(Route, route_id)
    except Route.DoesNotExist:
        raise NotFound from None
