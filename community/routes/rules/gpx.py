"""Reading GPX 1.0 and 1.1: a stream through expat into compact arrays, nothing else kept.

Strict where it matters for safety: no document type and so no entities, a bound on unpacked
bytes, points, depth and the length of any one piece of text. Kind where real files are sloppy:
prefixes that were never declared, tracks in odd places, heights and times that are no numbers
(the point stays, the value is not known). Only a position that is none refuses the file.

The parser is expat without namespaces, fed in chunks of 64 KiB. expat splits text at the borders
of chunks, so text is collected to the end tag. Runs of points that are written as almost all
programs write them are read in one go (`point_runs`) and kept from expat; whatever is not exactly
so, expat reads, and what it says counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import BinaryIO

import numpy as np

from community.routes.rules.point_runs import POINT_START, PointRun, run_at
from community.routes.rules.refusals import TrackRefused
from community.routes.rules.track import Track
from community.routes.rules.track_builder import (
    HIGHEST_HEIGHT_M,
    LOWEST_HEIGHT_M,
    MOST_POINTS,
    NOT_KNOWN,
    TrackBuilder,
)
from community.routes.rules.unpacking import unpacked
from community.routes.rules.xml_reading import (
    DEEPEST_NESTING,
    LONGEST_TEXT,
    XmlReader,
    height_in,
    unix_seconds,
)

DEEPEST_RUN = 16  # what is open round a run of points, which may go four deeper itself [D]

_ASCII_ENCODINGS = ("utf-8", "us-ascii", "iso-8859-1", "iso-8859-15", "windows-1252")  # and more
_MOST_MISSES = 8  # in one chunk, of points that are no run; then expat reads the rest of it
_FEWEST_POINTS = 8  # fewer are not worth the trouble


def read_gpx(stream: BinaryIO) -> Track:
    """Read a GPX file, packed with gzip or not. Raises TrackRefused."""
    return parse_gpx(unpacked(stream))


def parse_gpx(chunks: Iterable[bytes]) -> Track:
    """Read the chunks of a GPX file. Raises TrackRefused.

    Tracks are read; where there are none, the planned routes of the file are.
    """
    reader = _Reader()
    for chunk in chunks:
        reader.feed(chunk)
    return reader.finished()


class _Reader(XmlReader):
    """The state of one reading: expat calls `_start` and `_end`."""

    def __init__(self) -> None:
        super().__init__()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.XmlDeclHandler = self._note_encoding
        self.parser.StartCdataSectionHandler = self._open_cdata
        self.parser.EndCdataSectionHandler = self._close_cdata
        self.point_depth = 0  # 0: outside of a point
        self.points: TrackBuilder | None = None
        self.total_points = 0
        self.field_depth = 0
        self.text_depth = 0  # 0: no text is collected
        self.creator = ""
        self.name = ""
        self.tracks, self.routes = TrackBuilder(), TrackBuilder()
        self.handlers: dict[str, Callable[[], None]] = {}
        self.point_names: dict[str, TrackBuilder] = {}
        self.fields: set[str] = set()
        self.height_name = ""
        self.owner: TrackBuilder | None = None
        self.plain_names = False
        self.name_depth = 2  # GPX 1.0: <name> right below the root
        self.ascii_bytes = True  # whether "<" and digits are the bytes that they are in ASCII
        self.in_cdata = False

    # --- feeding -----------------------------------------------------------------------------

    def take(self, chunk: bytes) -> None:
        """Take the runs of points out of the chunk, and let expat read the rest."""
        self.parse(chunk[self._taken_runs(chunk) :])

    def _taken_runs(self, chunk: bytes) -> int:
        """Take the runs of points in the chunk, parse what is between; return what was read."""
        at = misses = 0
        if chunk.count(b"\r") != chunk.count(b"\r\n"):
            return 0  # a lone carriage return is a line for expat, not for the count below
        while misses < _MOST_MISSES and (start := chunk.find(POINT_START, at)) >= 0:
            self.parse(chunk[at:start])
            run = run_at(chunk, start, at == 0) if self._may_skip() else None
            if run is not None and self.total_points + run.points <= MOST_POINTS:
                self._take_run(run)
                self.parse(b"\n" * chunk.count(b"\n", start, run.end))  # lines go on
                at = run.end
                misses += run.points < _FEWEST_POINTS
            else:
                at = start + len(POINT_START)
                self.parse(chunk[start:at])
                misses += 1
        return at

    def _may_skip(self) -> bool:
        """Whether expat stands between elements, nothing half read, where points may come."""
        return (
            self.parser.CurrentByteIndex == self.fed
            and self.ascii_bytes
            and not self.wide
            and not self.in_cdata
            and not self.point_depth
            and not self.text_depth
            and 1 <= self.depth <= DEEPEST_RUN
            and self.plain_names
        )

    def _take_run(self, run: PointRun) -> None:
        points = self.tracks
        if points.new_segment:
            points.open_segment()
        self.total_points += run.points
        points.latitudes.extend(run.latitudes)
        points.longitudes.extend(run.longitudes)
        heights = np.array(run.heights)
        heights[~((heights >= LOWEST_HEIGHT_M) & (heights <= HIGHEST_HEIGHT_M))] = NOT_KNOWN
        points.heights.frombytes(heights.tobytes())
        points.times.frombytes(run.times.tobytes())

    def finished(self) -> Track:
        """Return the track. Raises TrackRefused when the file is cut off or holds none."""
        self.end()
        points = self.tracks if self.tracks.starts else self.routes
        if not points.starts:
            raise TrackRefused("no_track")
        return points.track(
            kind="track" if points is self.tracks else "route",
            creator=self.creator,
            name=self.name or next((name for name in points.names if name), ""),
        )

    # --- elements ----------------------------------------------------------------------------

    def _note_encoding(self, _version: str, encoding: str | None, _alone: int) -> None:
        self.ascii_bytes = encoding is None or encoding.lower() in _ASCII_ENCODINGS

    def _open_cdata(self) -> None:
        self.in_cdata = True

    def _close_cdata(self) -> None:
        self.in_cdata = False

    def _start(self, name: str, attributes: list[str]) -> None:
        depth = self.depth = self.depth + 1
        if self.point_depth:
            if depth == self.field_depth and name in self.fields:
                self.text_depth = depth
                self.clear_text()
            elif depth > DEEPEST_NESTING:
                raise TrackRefused("too_deep", self.line)
            return
        points = self.point_names.get(name)
        if points is not None:
            self._open_point(points, attributes)
        elif depth == 1:
            self._open_root(name, attributes)
        elif depth > DEEPEST_NESTING:
            raise TrackRefused("too_deep", self.line)
        elif name in self.handlers:
            self.handlers[name]()

    def _open_root(self, name: str, attributes: list[str]) -> None:
        prefix, _, local = name.rpartition(":")
        if local.lower() != "gpx":
            raise TrackRefused("unknown_kind")
        self.has_root = True
        own = f"{prefix}:" if prefix else ""
        self.plain_names = not own
        self.handlers = {
            f"{own}trk": lambda: self._open_owner(self.tracks),
            f"{own}rte": lambda: self._open_owner(self.routes),
            f"{own}metadata": lambda: self._open_owner(None),
            f"{own}wpt": lambda: self._open_owner(None, named=False),
            f"{own}trkseg": self._open_segment,
            f"{own}name": self._open_name,
        }
        self.point_names = {f"{own}trkpt": self.tracks, f"{own}rtept": self.routes}
        self.height_name = f"{own}ele"
        self.fields = {self.height_name, f"{own}time"}
        values = dict(zip(attributes[::2], attributes[1::2], strict=True))
        self.creator = values.get("creator", "")[:LONGEST_TEXT].strip()

    def _open_owner(self, owner: TrackBuilder | None, named: bool = True) -> None:
        """Note whose direct child a <name> would be: a track's, a route's or the file's."""
        self.owner = owner
        self.name_depth = self.depth + 1 if named else 0
        if owner is not None:
            owner.open_track()

    def _open_name(self) -> None:
        if self.depth == self.name_depth:
            self.text_depth = self.depth
            self.clear_text()

    def _open_segment(self) -> None:
        self.tracks.new_segment = True

    def _open_point(self, points: TrackBuilder, attributes: list[str]) -> None:
        if attributes[::2] == ["lat", "lon"]:
            lat, lon = attributes[1], attributes[3]
        else:
            found = dict(zip(attributes[::2], attributes[1::2], strict=True))
            lat, lon = found.get("lat", ""), found.get("lon", "")
        latitude, longitude = self.position(lat, lon)
        self.total_points += 1
        self.check_points(self.total_points)
        points.add(latitude, longitude, NOT_KNOWN, NOT_KNOWN)
        self.points = points
        self.point_depth = self.depth
        self.field_depth = self.depth + 1

    def _end(self, name: str) -> None:
        depth = self.depth
        self.depth = depth - 1
        if depth == self.text_depth:
            text = "".join(self.text)[:LONGEST_TEXT].strip()
            self.text_depth = 0
            self._take(name, text)
        elif depth == self.point_depth:
            self.point_depth = 0
        elif not self.text_depth:
            self.clear_text()

    def _take(self, name: str, text: str) -> None:
        """Keep the text of a height, a time or a name."""
        if self.points is not None and self.point_depth:
            if name == self.height_name:
                self.points.heights[-1] = height_in(text)
            else:
                self.points.times[-1] = unix_seconds(text)
        elif self.owner is not None:
            self.owner.name_track(text)
        elif not self.name:
            self.name = text
