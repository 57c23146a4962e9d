"""Downloads: a copy of one walk or of a series, for whoever may see its page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Response, request

from community.calendar.feeds import (
    UNITS_OF_GROUPS,
    Voice,
    download_of_date,
    download_of_series,
    file_of,
)
from community.calendar.queries.versions import download_version
from community.calendar.views.answer import (
    METHODS,
    PRIVATE,
    calendar_answer,
    check_limit,
    options,
)
from community.calendar.views.blueprint import blueprint
from community.events import series_page, walk_page
from community.foundation import clock
from community.foundation.errors import NotFound
from community.foundation.security import open_to_everyone, viewer


@blueprint.route(
    "/walks/<int(max=2147483647):occurrence_id>.ics",
    methods=METHODS,
    provide_automatic_options=False,
)
@open_to_everyone
def walk_download(occurrence_id: int) -> Response:
    """One date of a walk."""
    if request.method == "OPTIONS":
        return options()
    check_limit()
    now, me = clock.now(), viewer()
    page = walk_page(me, occurrence_id, now)
    if page.walk.status != "published":
        raise NotFound
    voice, is_member = _voice(me, page.group), page.standing.is_member
    body = download_of_date(page.walk, occurrence_id, page.group, voice, is_member, now)
    return _answer("walk", occurrence_id, body, page, me, now)


@blueprint.route(
    "/series/<int(max=2147483647):walk_id>.ics", methods=METHODS, provide_automatic_options=False
)
@open_to_everyone
def series_download(walk_id: int) -> Response:
    """All dates of a repeating walk."""
    if request.method == "OPTIONS":
        return options()
    check_limit()
    now, me = clock.now(), viewer()
    page = series_page(me, walk_id, now)
    voice, is_member = _voice(me, page.group), page.standing.is_member
    body = download_of_series(walk_id, page.group, voice, is_member, now)
    return _answer("series", walk_id, body, page, me, now)


def _voice(me: Any, group: Any) -> Voice:
    if me is None:
        return Voice(group.language, UNITS_OF_GROUPS, names_group=True)
    return Voice(me.language, me.units, names_group=True)


def _answer(
    kind: str, number: int, body: bytes | None, page: Any, me: Any, now: datetime
) -> Response:
    if body is None:
        raise NotFound
    version, changed_at = download_version(page.group.id, None if me is None else me.id)
    answer = calendar_answer(
        lambda _: file_of(body),
        kind=kind,
        owner=str(number),
        version=version,
        changed_at=changed_at,
        now=now,
        file_name=f"{page.group.slug}-{kind}-{number}",
        cache=PRIVATE,
        disposition="attachment",
    )
    answer.vary.add("Cookie")
    return answer
