"""Reads of uploads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from community.foundation.authorisation import Denied, problem_of
from community.foundation.errors import NotFound
from community.groups import GroupCard, group_of
from community.routes import policy
from community.routes.models import RouteUpload
from community.routes.upload_actions import SILENT_FOR, UPLOADS_LAST

OPEN_STATES = ("waiting", "reading")
MOST_UNSAVED = 5  # shown where the next file is chosen


@dataclass(frozen=True)
class UploadRow:
    """An upload where files are chosen: what was sent and is not a route yet."""

    id: int
    file_name: str
    is_over: bool


@dataclass(frozen=True)
class UploadPage:
    """An upload as its sender sees it. `refusal` is the message and values of a sentence."""

    id: int
    group: GroupCard
    file_name: str
    state: str
    share: int
    refusal: dict[str, Any] | None
    draft_id: int | None

    @property
    def is_over(self) -> bool:
        """Whether it has been read, well or not."""
        return self.state not in OPEN_STATES


def upload_page(person_id: int | None, upload_id: int) -> UploadPage:
    """Return an upload of one's own. Errors: `NotFound`, also for other people's."""
    upload = RouteUpload.get_or_none(RouteUpload.id == upload_id)
    if upload is None:
        raise NotFound
    decision = policy.can_open_draft(person_id, upload.person_id)
    if isinstance(decision, Denied):
        raise problem_of(decision)
    return UploadPage(
        id=upload.id,
        group=group_of(upload.group_id),
        file_name=upload.file_name,
        state=upload.state,
        share=upload.share,
        refusal=upload.refusal,
        draft_id=upload.draft_id,
    )


def unsaved_uploads(person_id: int, group_id: int) -> list[UploadRow]:
    """Return a person's uploads for a group that are being read, or were and wait to be saved."""
    rows = (
        RouteUpload.select(RouteUpload.id, RouteUpload.file_name, RouteUpload.state)
        .where(
            RouteUpload.person == person_id,
            RouteUpload.group == group_id,
            RouteUpload.state != "refused",
        )
        .order_by(RouteUpload.id.desc())
        .limit(MOST_UNSAVED)
    )
    return [UploadRow(row.id, row.file_name, row.state not in OPEN_STATES) for row in rows]


def is_over(upload_id: int) -> bool:
    """Whether the upload has been read, well or not."""
    waits = RouteUpload.id == upload_id, RouteUpload.state.in_(OPEN_STATES)
    return not RouteUpload.select(RouteUpload.id).where(*waits).exists()


def has_silent_uploads(now: datetime) -> bool:
    """Whether somebody began to read an upload and fell silent."""
    return bool(
        RouteUpload.select(RouteUpload.id)
        .where(RouteUpload.state.in_(OPEN_STATES), RouteUpload.touched_at < now - SILENT_FOR)
        .exists()
    )


def has_old_uploads(now: datetime) -> bool:
    """Whether there are uploads of yesterday."""
    old = RouteUpload.made_at < now - UPLOADS_LAST
    return bool(RouteUpload.select(RouteUpload.id).where(old).exists())


def waiting_files() -> list[str]:
    """Return the keys of the files that are still to be read."""
    rows = RouteUpload.select(RouteUpload.file_key).where(RouteUpload.state.in_(OPEN_STATES))
    return [row.file_key for row in rows]
