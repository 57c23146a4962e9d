"""What follows from an upload: its file is read."""

from __future__ import annotations

from community.foundation.jobs import enqueue
from community.foundation.signals import receives
from community.routes.jobs import read_route_upload
from community.routes.signals import UploadBegun


@receives(UploadBegun)
def queue_reading(signal: UploadBegun) -> None:
    """The file is read by whichever process runs jobs."""
    enqueue(read_route_upload, signal.upload_id)
