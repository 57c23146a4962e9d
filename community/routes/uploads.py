"""From an uploaded file to a line that may be kept, and back to a GPX file. Pure; off the loop."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, BinaryIO
from xml.sax.saxutils import escape, quoteattr

import numpy as np

from community.foundation.text import clean_line
from community.places.rules.map_facts import MapLookup
from community.routes.assessment import Heights, assess
from community.routes.line import pack, unpack, without_times
from community.routes.route_facts import RouteFacts
from community.routes.rules import TrackRefused, read_track

LONGEST_NAME = 80
_ENDINGS = re.compile(r"(\.(gpx|fit|tcx))?(\.gz)?$", re.IGNORECASE)


@dataclass(frozen=True)
class Upload:
    """A file that was read. `found` is None when one of its tracks has to be chosen first."""

    line: bytes
    name: str
    found: dict[str, Any] | None


def read_upload(
    stream: BinaryIO, file_name: str, heights: Heights | None, mapped: MapLookup | None = None
) -> Upload:
    """Read, clean and grade an upload. Raises TrackRefused."""
    track = read_track(stream)
    line = pack(without_times(track))
    found = None
    if track.track_count == 1:
        found = assess(line, RouteFacts(), None, heights, mapped=mapped)
    elif track.length_m < 1:
        raise TrackRefused("too_short", metres=round(track.length_m))
    return Upload(line, name_for(track.name, file_name), found)


def name_for(track_name: str, file_name: str) -> str:
    """Return a first name for a route: the track's own, else the file's; none that tells a day."""
    name = clean_line(track_name)
    if _tells_a_day(name):
        name = ""
    elif not name:
        stem = _ENDINGS.sub("", PurePath(file_name).name)
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
