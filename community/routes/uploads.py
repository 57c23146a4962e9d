"""From an uploaded file to a line that may be kept, and back to a GPX file. Pure; off the loop."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, BinaryIO
from xml.sax.saxutils import escape, quoteattr

import numpy as np

from community.foundation.errors import Problem
from community.foundation.text import clean_line
from community.foundation.words import N_
from community.routes.assessment import Heights, assess
from community.routes.line import pack, unpack, without_times
from community.routes.route_facts import RouteFacts
from community.routes.rules import Track, TrackRefused, read_gpx

LONGEST_NAME = 80
_PEEK_BYTES = 4096


class FormatNotRead(Problem):
    """A kind of track file that is known, and not read yet."""

    code = "format_not_read"
    status = 422
    message = N_(
        "This is a %(kind)s file. Only GPX files can be read as yet: "
        "export the walk as GPX from the same app."
    )


@dataclass(frozen=True)
class Upload:
    """A file that was read. `found` is None when one of its tracks has to be chosen first."""

    line: bytes
    name: str
    found: dict[str, Any] | None


def read_track(stream: BinaryIO) -> Track:
    """Read a GPX file, packed or not. Raises TrackRefused, FormatNotRead."""
    kind = _other_kind(stream.read(_PEEK_BYTES))
    stream.seek(0)
    if kind:
        raise FormatNotRead(values={"kind": kind})
    return read_gpx(stream)


def _other_kind(start: bytes) -> str:
    """Return "FIT" or "TCX" for a file that begins like one, packed or not."""
    if start[:2] == b"\x1f\x8b":
        try:
            start = zlib.decompressobj(wbits=31).decompress(start, _PEEK_BYTES)
        except zlib.error:
            return ""
    if start[8:12] == b".FIT":
        return "FIT"
    return "TCX" if b"<TrainingCenterDatabase" in start else ""


def read_upload(stream: BinaryIO, file_name: str, heights: Heights | None) -> Upload:
    """Read, clean and grade an upload. Raises TrackRefused, FormatNotRead."""
    track = read_track(stream)
    line = pack(without_times(track))
    found = None
    if track.track_count == 1:
        found = assess(line, RouteFacts(), None, heights)
    elif track.length_m < 1:
        raise TrackRefused("too_short", metres=round(track.length_m))
    return Upload(line, name_for(track.name, file_name), found)


def name_for(track_name: str, file_name: str) -> str:
    """Return a first name for a route: the track's own, else the file's; none that tells a day."""
    name = clean_line(track_name)
    if _tells_a_day(name):
        name = ""
    elif not name:
        stem = PurePath(file_name).name
        for ending in (".gz", ".gpx"):
            stem = stem.removesuffix(ending)
        name = "" if _tells_a_day(stem) else clean_line(stem.replace("_", " ").replace("-", " "))
    return name[:LONGEST_NAME].strip()


def _tells_a_day(name: str) -> bool:
    return re.search(r"(19|20)\d\d[-_./ ]?[01]\d[-_./ ]?[0-3]\d", name) is not None


def gpx_of(name: str, line: bytes, attribution: str) -> bytes:
    """Return a kept line as a GPX 1.1 file."""
    track = unpack(line)
    owed = f"<copyright author={quoteattr(attribution)}/>" if attribution else ""
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<gpx version="1.1" creator="Amble" xmlns="http://www.topografix.com/GPX/1/1">\n'
        f"<metadata><name>{escape(name)}</name>{owed}</metadata>\n"
        f"<trk><name>{escape(name)}</name>\n"
    ]
    for segment in track.segments:
        parts.append("<trkseg>\n")
        known = np.isfinite(segment.heights_m).tolist()
        parts += (
            f'<trkpt lat="{lat:.7f}" lon="{lon:.7f}">'
            + (f"<ele>{height:.2f}</ele>" if has_height else "")
            + "</trkpt>\n"
            for lat, lon, height, has_height in zip(
                segment.latitudes.tolist(),
                segment.longitudes.tolist(),
                segment.heights_m.tolist(),
                known,
                strict=True,
            )
        )
        parts.append("</trkseg>\n")
    parts.append("</trk>\n</gpx>\n")
    return "".join(parts).encode()
