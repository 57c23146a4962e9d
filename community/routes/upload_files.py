"""Where sent files wait to be read: a folder in the data folder that all processes share.

A recording says where somebody was when, so its file is readable by the server alone and is
removed as soon as it has been read. Files and time, no database: call it off the loop.
"""

from __future__ import annotations

import io
import os
import time
import uuid
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO, cast

from community.foundation.errors import TooBig
from community.foundation.settings import Settings
from community.routes.rules import TrackRefused

MOST_CPU_S = 30.0  # for one file; the largest good ones take about two [measured]
SHARE_OF_READING = 90  # percent of the bar; cleaning and grading are the rest
STRAY_AFTER_S = 3600.0  # a file that no upload names any more
_PIECE = 256 * 1024


def folder_of(settings: Settings) -> Path:
    """Return the folder of files that wait."""
    return settings.data / "uploads"


def keep_file(settings: Settings, stream: BinaryIO) -> str:
    """Copy a file into the folder; return the key it has there. Errors: `TooBig`, nothing kept."""
    folder, key = folder_of(settings), uuid.uuid4().hex
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / key
    try:
        with open(path, "xb", opener=_for_us_alone) as kept:
            _copy(stream, kept, settings.largest_upload_mb)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return key


def _copy(stream: BinaryIO, kept: BinaryIO, most_mb: int) -> None:
    while piece := stream.read(_PIECE):
        if kept.tell() + len(piece) > most_mb * 1024 * 1024:
            raise TooBig(values={"megabytes": most_mb})
        kept.write(piece)


def _for_us_alone(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def remove_file(settings: Settings, key: str) -> None:
    """Remove a file that has been read, or never will be."""
    (folder_of(settings) / key).unlink(missing_ok=True)


def remove_strays(settings: Settings, wanted: Iterable[str], now_s: float) -> None:
    """Remove old files that no upload waits for: their person or group is gone, or a crash."""
    known = set(wanted)
    folder = folder_of(settings)
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.name not in known and path.stat().st_mtime < now_s - STRAY_AFTER_S:
            path.unlink(missing_ok=True)


class WatchedFile(io.FileIO):
    """A file that is read, and tells how far; it stops who takes too long over it.

    `share` is set by the thread that reads and looked at by the one that waits for it.
    """

    def __init__(self, settings: Settings, key: str) -> None:
        super().__init__(folder_of(settings) / key)
        self.size = max(1, os.fstat(self.fileno()).st_size)
        self.share = 0
        self.began_s: float | None = None

    def read(self, size: int | None = -1, /) -> Any:
        """Read on. Raises TrackRefused when the time is up."""
        used_s = time.thread_time()  # of the thread that reads, so a busy machine refuses nobody
        self.began_s = used_s if self.began_s is None else self.began_s
        if used_s - self.began_s > MOST_CPU_S:
            raise TrackRefused("takes_too_long")
        piece = super().read(-1 if size is None else size)
        self.share = max(
            self.share, min(SHARE_OF_READING, SHARE_OF_READING * self.tell() // self.size)
        )
        return piece

    def as_stream(self) -> BinaryIO:
        """Return it as readers take it."""
        return cast(BinaryIO, self)
