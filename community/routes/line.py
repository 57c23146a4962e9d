"""The line of a route as it is kept: places and heights, packed; never when it was walked.

A recording says when somebody was where. A route does not need that, so the times go before
anything is stored; what they told about the heights (jumps, barometer) is settled first.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import replace
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from community.places.rules import distance_m
from community.routes.rules import Track, recorded_source
from community.routes.rules.line import cleaned_heights
from community.routes.rules.track import Floats
from community.routes.rules.track_builder import MOST_POINTS

VERSION = 1
DEGREES = 1e-7  # one step of the packed places: about 1 cm
METRES = 0.01  # one step of the packed heights
NO_HEIGHT = -(2**31)
HOME_CUT_M = 200.0  # design-screens.md, upload: "Leave out 200 m there"
LONG_JUMP_M = 200.0  # design-screens.md, upload: "2 gaps over 200 m"
MOST_SEGMENTS = MOST_POINTS
LONGEST_NAME = 200

_HEAD = struct.Struct("<BBIII")  # version, barometer, points, segments, bytes of names
_BAROMETER = {None: 0, False: 1, True: 2}
_MOST_BYTES = 12 * MOST_POINTS + 8 * MOST_SEGMENTS + 4 * LONGEST_NAME * 1000

HomeCut = Literal["", "start", "end", "both"]


class LineUnreadable(ValueError):
    """A packed line that this version cannot read: a fault in the code or in the database."""


def without_times(track: Track) -> Track:
    """Return the track as it may be kept: cleaned heights, no times, no device.

    The kind of heights is settled first, for the test for a barometer needs the times.
    """
    source = recorded_source(track)
    return replace(
        track,
        heights_m=cleaned_heights(track),
        times=np.full(track.points, np.nan),
        creator="",
        barometer=None if source is None else source == "barometer",
    )


def pack(track: Track) -> bytes:
    """Return the track as bytes: differences of places and heights, deflated."""
    heights = np.full(track.points, NO_HEIGHT, dtype=np.int64)
    known = np.isfinite(track.heights_m)
    heights[known] = np.rint(track.heights_m[known] / METRES).astype(np.int64)
    columns = (
        np.rint(track.latitudes / DEGREES).astype(np.int64),
        np.rint(track.longitudes / DEGREES).astype(np.int64),
        heights,
        track.segment_starts,
        track.segment_tracks,
    )
    names = "\n".join(name.replace("\n", " ")[:LONGEST_NAME] for name in track.track_names)
    told = names.encode("utf-8", "replace")
    head = _HEAD.pack(
        VERSION,
        _BAROMETER[track.barometer],
        track.points,
        len(track.segment_starts),
        len(told),
    )
    return head + zlib.compress(b"".join(map(_differences, columns)) + told, 6)


def unpack(packed: bytes) -> Track:
    """Return the packed track. Raises LineUnreadable; never unpacks more than its head says."""
    try:
        version, barometer, points, segments, told = _HEAD.unpack_from(packed)
    except struct.error as error:
        raise LineUnreadable("no head") from error
    size = 12 * points + 8 * segments + told
    if version != VERSION or size > _MOST_BYTES or not 1 <= segments <= points:
        raise LineUnreadable(f"version {version}, {points} points, {segments} segments")
    unpacker = zlib.decompressobj()
    try:
        body = unpacker.decompress(bytes(packed[_HEAD.size :]), size + 1)
    except zlib.error as error:
        raise LineUnreadable("damaged") from error
    if len(body) != size or not unpacker.eof:
        raise LineUnreadable("another length than its head says")
    cuts = np.cumsum([0, 4 * points, 4 * points, 4 * points, 4 * segments, 4 * segments])
    lats, lons, heights, starts, tracks = (
        _summed(body[start:end]) for start, end in pairwise(cuts.tolist())
    )
    return Track(
        latitudes=np.multiply(lats, DEGREES, dtype=np.float64),
        longitudes=np.multiply(lons, DEGREES, dtype=np.float64),
        heights_m=np.where(heights == NO_HEIGHT, np.nan, heights * METRES),
        times=np.full(points, np.nan),
        segment_starts=starts,
        segment_tracks=tracks,
        track_names=tuple(body[cuts[-1] :].decode("utf-8", "replace").split("\n")),
        barometer={code: word for word, code in _BAROMETER.items()}.get(barometer),
    )


def _differences(values: NDArray[np.int64]) -> bytes:
    """Return first value and differences as int32; what overflows wraps, and wraps back."""
    wrapped: NDArray[np.uint32] = np.diff(values, prepend=0).astype(np.uint32)
    return wrapped.astype("<u4").tobytes()


def _summed(packed: bytes) -> NDArray[np.int64]:
    found = np.cumsum(np.frombuffer(packed, dtype="<u4").astype(np.uint32), dtype=np.uint32)
    return found.astype(np.int32).astype(np.int64)


def shortened(track: Track, home: HomeCut) -> Track:
    """Leave out 200 m where the line starts or ends at a home; a shorter line stays whole."""
    cuts = [home in ("start", "both"), home in ("end", "both")]
    if not any(cuts) or track.length_m <= HOME_CUT_M * (sum(cuts) + 1):
        return track
    along = _along(track)
    from_m = HOME_CUT_M if cuts[0] else 0.0
    to_m = float(along[-1]) - (HOME_CUT_M if cuts[1] else 0.0)
    first = max(0, int(np.searchsorted(along, from_m, "right")) - 1)
    last = min(along.size - 1, int(np.searchsorted(along, to_m)))
    part = _part(track, first, last + 1)
    return _with_ends_at(part, along[first : last + 1], [from_m, to_m])


def _with_ends_at(track: Track, along: Floats, ends: list[float]) -> Track:
    """Move the first and the last point along the line to these distances."""
    moved = {}
    for name in ("latitudes", "longitudes", "heights_m"):
        values = getattr(track, name).copy()
        values[[0, -1]] = np.interp(ends, along, getattr(track, name))
        moved[name] = values
    return replace(track, **moved)


def jumps_of(track: Track) -> tuple[tuple[float, float], ...]:
    """Return (place, length) of each straight jump over 200 m, inside segments or between."""
    along = _along(track)
    return tuple((float(along[at]), length) for at, length in _jumps(track))


def longest_part(track: Track) -> Track:
    """Return the longest part of the line between its jumps over 200 m."""
    ends = [0, *(at + 1 for at, _ in _jumps(track)), track.points]
    along = _along(track)
    parts = [(ends[i], ends[i + 1]) for i in range(len(ends) - 1)]
    first, last = max(parts, key=lambda part: along[part[1] - 1] - along[part[0]])
    return _part(track, first, last)


def _jumps(track: Track) -> list[tuple[int, float]]:
    lats, lons = track.latitudes.tolist(), track.longitudes.tolist()
    # 200 m are at least 0.0017 degrees somewhere; so only few steps are measured exactly
    far = np.abs(np.diff(track.latitudes)) > 0.001
    far |= np.abs(np.diff(track.longitudes)) > 0.001
    found = []
    for at in np.flatnonzero(far).tolist():
        length = distance_m(lats[at], lons[at], lats[at + 1], lons[at + 1])
        if length > LONG_JUMP_M:
            found.append((at, length))
    return found


def _along(track: Track) -> Floats:
    return np.concatenate(([0.0], np.cumsum(track.step_lengths_m())))


def _part(track: Track, first: int, last: int) -> Track:
    """Return the points from `first` to before `last`, with what is left of their segments."""
    chosen = [
        (max(start, first) - first, int(number))
        for (start, end), number in zip(track.bounds(), track.segment_tracks, strict=True)
        if start < last and end > first
    ]
    return replace(
        track,
        latitudes=track.latitudes[first:last],
        longitudes=track.longitudes[first:last],
        heights_m=track.heights_m[first:last],
        times=track.times[first:last],
        segment_starts=np.array([start for start, _ in chosen], dtype=np.int64),
        segment_tracks=np.array([number for _, number in chosen], dtype=np.int64),
    )
