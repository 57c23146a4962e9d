"""What happens to routes by itself: files are read, drafts that nobody saved go away."""

from __future__ import annotations

import logging
from contextlib import suppress

from flask import current_app

from community.foundation import clock
from community.foundation.errors import Problem, TryAgain
from community.foundation.jobs import every_minute, job, off_the_loop, watched_off_the_loop
from community.foundation.settings import Settings
from community.places import height_model, map_of
from community.routes import upload_actions, upload_queries
from community.routes.actions import throw_old_drafts_away
from community.routes.queries import has_old_drafts
from community.routes.upload_actions import NOT_READ, Turn
from community.routes.upload_files import WatchedFile, remove_file, remove_strays
from community.routes.uploads import Upload, read_upload

log = logging.getLogger("amble.uploads")
TELL_EVERY_S = 0.5


@job
def read_route_upload(upload_id: int) -> None:
    """Read the file of an upload, unless somebody does or has; keep a draft or a sentence."""
    turn = upload_actions.take_turn(upload_id, clock.now())
    if turn is None:
        return
    settings: Settings = current_app.extensions["settings"]
    try:
        read = _read(settings, turn)
        was_last = upload_actions.end_with_draft(turn, read, clock.now())
    except TryAgain:
        raise  # the database is busy: the sweep lets somebody try again
    except Problem as refusal:
        was_last = upload_actions.end_with_refusal(turn, refusal, clock.now())
    except Exception:
        log.exception("upload %s could not be read", upload_id)
        was_last = upload_actions.end_with_refusal(turn, NOT_READ, clock.now())
    if was_last:
        off_the_loop(remove_file, settings, turn.file_key)


def _read(settings: Settings, turn: Turn) -> Upload:
    heights, mapped = height_model(settings), map_of(settings)
    with WatchedFile(settings, turn.file_key) as file:
        return watched_off_the_loop(
            lambda: read_upload(file.as_stream(), turn.file_name, heights, mapped),
            lambda: _tell(turn, file.share),
            TELL_EVERY_S,
        )


def _tell(turn: Turn, share: int) -> None:
    with suppress(TryAgain):  # the next time will do
        upload_actions.note_share(turn, share, clock.now())


@every_minute
def sweep_uploads() -> None:
    """Wake uploads whose reader fell silent (a crash), forget old ones, remove stray files."""
    now = clock.now()
    if upload_queries.has_silent_uploads(now):
        woken = upload_actions.wake_silent_uploads(now)
        log.warning("uploads %s are read anew, for nobody was at it", woken)
    if upload_queries.has_old_uploads(now):
        upload_actions.forget_old_uploads(now)
    settings: Settings = current_app.extensions["settings"]
    off_the_loop(remove_strays, settings, upload_queries.waiting_files(), now.timestamp())


@every_minute
def sweep_drafts() -> None:
    """Throw away drafts older than seven days; looks first, so that it seldom writes."""
    now = clock.now()
    if has_old_drafts(now):
        throw_old_drafts_away(now)
