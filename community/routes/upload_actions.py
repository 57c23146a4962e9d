"""Writes of uploads: a file came, it is being read, and what became of it.

A file may be read twice, for jobs run at least once: who begins gets a turn (`tries`), and only
the last turn may say how it went.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from community.foundation.authorisation import SYSTEM, require
from community.foundation.database import lock_row, write_transaction
from community.foundation.errors import Problem
from community.foundation.receipts import earlier_result, keep_result, number_at
from community.foundation.signals import send
from community.foundation.words import N_
from community.routes import policy
from community.routes.actions import LONGEST_FILE_NAME, keep_upload
from community.routes.models import RouteUpload
from community.routes.queries import group_and_standing
from community.routes.signals import UploadBegun
from community.routes.uploads import Upload

UPLOAD_PATH = "/routes/uploads/"
MOST_TRIES = 3  # a file that ends the process that reads it is not read for ever
SILENT_FOR = timedelta(seconds=30)  # whoever reads says every second that it is alive
UPLOADS_LAST = timedelta(days=1)
NOT_READ = Problem(
    N_(
        "Something broke on our side while we read this file. Nothing was saved. "
        "Try again, or export the walk as GPX from the same app."
    ),
    code="upload_not_read",
)


@dataclass(frozen=True)
class Turn:
    """The right to read one upload, until somebody else gets the next turn."""

    upload_id: int
    number: int
    person_id: int
    group_id: int
    file_name: str
    file_key: str


def begin_upload(
    person_id: int, group_id: int, form_id: str, file_name: str, file_key: str, now: datetime
) -> tuple[int | None, bool]:
    """Note that a file came and waits to be read; return the upload's id and whether it is new.

    The second sending of a form gives the upload that the first one made; None: somebody else's.
    """
    with write_transaction():
        earlier = earlier_result(form_id, person_id, now)
        if earlier is not None:
            require(policy.can_open_draft(person_id, person_id if earlier else -1))
            return number_at(earlier, UPLOAD_PATH), False
        group, standing = group_and_standing(person_id, group_id)
        require(policy.can_add_route(standing, group.joining))
        upload = RouteUpload.create(
            person=person_id,
            group=group_id,
            file_name=file_name[:LONGEST_FILE_NAME],
            file_key=file_key,
            made_at=now,
            touched_at=now,
        )
        keep_result(form_id, f"{UPLOAD_PATH}{upload.id}")
        send(UploadBegun(upload.id, group_id))
        return int(upload.id), True


def take_turn(upload_id: int, now: datetime) -> Turn | None:
    """Begin to read; None when it has been read, or somebody reads it just now."""
    with write_transaction(by=SYSTEM):
        taken = (
            RouteUpload.update(
                state="reading", share=0, tries=RouteUpload.tries + 1, touched_at=now
            )
            .where(RouteUpload.id == upload_id, RouteUpload.state == "waiting")
            .execute()
        )
        if not taken:
            return None
        upload = RouteUpload.get_by_id(upload_id)
        return Turn(
            upload.id,
            upload.tries,
            upload.person_id,
            upload.group_id,
            upload.file_name,
            upload.file_key,
        )


def note_share(turn: Turn, share: int, now: datetime) -> None:
    """Note how far the reading is, and that whoever reads is alive."""
    with write_transaction(by=SYSTEM):
        RouteUpload.update(share=share, touched_at=now).where(*_is_mine(turn)).execute()


def end_with_draft(turn: Turn, read: Upload, now: datetime) -> bool:
    """Keep what was read as the person's draft; whether this turn was still the last one.

    Errors: `NotAllowed`, `NotFound` when she may no longer add routes to the group.
    """
    with write_transaction(by=SYSTEM):
        if not _hold(turn):
            return False
        draft_id = keep_upload(
            turn.person_id, turn.group_id, turn.file_name, read.name, read.line, read.found, now
        )
        RouteUpload.update(state="done", share=100, draft=draft_id, touched_at=now).where(
            *_is_mine(turn)
        ).execute()
        return True


def end_with_refusal(turn: Turn, problem: Problem, now: datetime) -> bool:
    """Keep the sentence that says why there is no draft; whether this turn was the last one."""
    with write_transaction(by=SYSTEM):
        if not _hold(turn):
            return False
        _refuse(turn.upload_id, problem, now)
        return True


def wake_silent_uploads(now: datetime) -> list[int]:
    """Let uploads whose reader fell silent be read anew; return their ids. Some had their tries."""
    silent = RouteUpload.touched_at < now - SILENT_FOR
    open_ones = RouteUpload.state.in_(("waiting", "reading"))
    with write_transaction(by=SYSTEM):
        woken = []
        for upload in RouteUpload.select().where(silent, open_ones).order_by(RouteUpload.id):
            if upload.tries >= MOST_TRIES:
                _refuse(upload.id, NOT_READ, now, silent, open_ones)  # unless it just came through
                continue
            taken = (
                RouteUpload.update(state="waiting", share=0, touched_at=now)
                .where(RouteUpload.id == upload.id, silent, open_ones)
                .execute()
            )
            if taken:
                send(UploadBegun(upload.id, upload.group_id))
                woken.append(int(upload.id))
        return woken


def forget_old_uploads(now: datetime) -> int:
    """Delete uploads of yesterday, whatever became of them; drafts last longer. How many?"""
    with write_transaction(by=SYSTEM):
        old = RouteUpload.made_at < now - UPLOADS_LAST
        return int(RouteUpload.delete().where(old).execute())


def _is_mine(turn: Turn) -> tuple[object, ...]:
    return (
        RouteUpload.id == turn.upload_id,
        RouteUpload.tries == turn.number,
        RouteUpload.state == "reading",
    )


def _hold(turn: Turn) -> bool:
    """Hold the upload until commit; whether it is still this turn's."""
    try:
        upload = lock_row(RouteUpload, turn.upload_id)
    except RouteUpload.DoesNotExist:
        return False
    return bool(upload.state == "reading" and upload.tries == turn.number)


def _refuse(upload_id: int, problem: Problem, now: datetime, *only: object) -> None:
    told = {"message": problem.message, "values": problem.values}
    RouteUpload.update(state="refused", refusal=told, touched_at=now).where(
        RouteUpload.id == upload_id, *only
    ).execute()
