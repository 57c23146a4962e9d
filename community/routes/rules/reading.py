"""Reading a track file of any kind we know: what is in it decides, never its name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import BinaryIO

from community.routes.rules.devices import has_barometer
from community.routes.rules.fit import parse_fit
from community.routes.rules.gpx import parse_gpx
from community.routes.rules.refusals import TrackRefused
from community.routes.rules.tcx import parse_tcx
from community.routes.rules.track import Track
from community.routes.rules.unpacking import unpacked

_ENOUGH_BYTES = 4096  # to see what a file is: the root element stands at its beginning
_TCX_ROOT = re.compile(rb"<([\w.-]+:)?TrainingCenterDatabase[\s/>]")


def read_track(stream: BinaryIO) -> Track:
    """Read a GPX, FIT or TCX file, packed with gzip or not. Raises TrackRefused."""
    chunks = unpacked(stream)
    start = b""
    while len(start) < _ENOUGH_BYTES and (chunk := next(chunks, b"")):
        start += chunk
    track = _parsed(start, chain([start], chunks))
    if track.barometer is None:
        track = replace(track, barometer=has_barometer(track.creator))
    return track.without_strays()


def _parsed(start: bytes, chunks: Iterator[bytes]) -> Track:
    if start[:4] == b"PK\x03\x04":
        raise TrackRefused("zip_file")
    if start[8:12] == b".FIT":
        return parse_fit(chunks)
    letters = start[:_ENOUGH_BYTES].replace(b"\0", b"")  # UTF-16 has one beside each
    return parse_tcx(chunks) if _TCX_ROOT.search(letters) else parse_gpx(chunks)
