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

import zlib
from array import array
from collections.abc import Callable, Iterator
from typing import BinaryIO
from xml.parsers import expat

import numpy as np

from community.routes.rules.point_runs import POINT_START, PointRun, run_at, unix_seconds
from community.routes.rules.refusals import TrackRefused
from community.routes.rules.track import Track

CHUNK_BYTES = 64 * 1024  # speed.md section 4
LARGEST_UNPACKED_BYTES = 25_000_000  # design-screens.md, upload: "over 25 MB unpacked"
MOST_POINTS = 200_000  # twice the largest real recording, 105,488 points [D]
DEEPEST_NESTING = 32  # real files: 8 [D]
DEEPEST_RUN = 16  # what is open round a run of points, which may go four deeper itself [D]
LONGEST_PIECE_BYTES = 1_000_000  # one tag or comment; expat 2.5 rereads an unfinished one [D]
LONGEST_TEXT = 200  # characters kept of a name, a height or a time [D]
LOWEST_HEIGHT_M, HIGHEST_HEIGHT_M = -1000.0, 10_000.0  # beyond: not a height of a walk [D]

_GZIP_MAGIC = b"\x1f\x8b"
_UTF16_STARTS = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
_NOT_KNOWN = float("nan")
_ASCII_ENCODINGS = ("utf-8", "us-ascii", "iso-8859-1", "iso-8859-15", "windows-1252")  # and more
_MOST_MISSES = 8  # in one chunk, of points that are no run; then expat reads the rest of it
_FEWEST_POINTS = 8  # fewer are not worth the trouble
_ERROR_CODES = {
    expat.errors.codes[expat.errors.XML_ERROR_TAG_MISMATCH]: "mismatched_tag",
    expat.errors.codes[expat.errors.XML_ERROR_UNDEFINED_ENTITY]: "undefined_entity",
    expat.errors.codes[expat.errors.XML_ERROR_UNKNOWN_ENCODING]: "wrong_encoding",
    expat.errors.codes[expat.errors.XML_ERROR_INCORRECT_ENCODING]: "wrong_encoding",
    expat.errors.codes[expat.errors.XML_ERROR_PARTIAL_CHAR]: "truncated",
    expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_TOKEN]: "truncated",
    expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION]: "truncated",
    expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS]: "truncated",
}
_INVALID_TOKEN = expat.errors.codes[expat.errors.XML_ERROR_INVALID_TOKEN]


def read_gpx(stream: BinaryIO) -> Track:
    """Read a GPX file, packed with gzip or not. Raises TrackRefused.

    Tracks are read; where there are none, the planned routes of the file are.
    """
    reader = _Reader()
    for chunk in _unpacked(stream):
        reader.feed(chunk)
    return reader.finished()


def _unpacked(stream: BinaryIO) -> Iterator[bytes]:
    """Yield the file's bytes in chunks, unpacked, up to the limit."""
    start = stream.read(CHUNK_BYTES)
    if not start:
        raise TrackRefused("empty_file")
    chunks = _inflated(stream, start) if start[:2] == _GZIP_MAGIC else _plain(stream, start)
    total = 0
    for chunk in chunks:
        total += len(chunk)
        if total > LARGEST_UNPACKED_BYTES:
            raise TrackRefused("too_large", megabytes=LARGEST_UNPACKED_BYTES // 1_000_000)
        yield chunk


def _plain(stream: BinaryIO, start: bytes) -> Iterator[bytes]:
    chunk = start
    while chunk:
        yield chunk
        chunk = stream.read(CHUNK_BYTES)


def _inflated(stream: BinaryIO, start: bytes) -> Iterator[bytes]:
    """Yield what gzip members hold, never more than a chunk at a time."""
    packed = start
    unpacker = zlib.decompressobj(wbits=31)
    try:
        while packed or not unpacker.eof:
            if not packed:
                packed = stream.read(CHUNK_BYTES)
                if not packed:
                    raise TrackRefused("bad_gzip")
            piece = unpacker.decompress(packed, CHUNK_BYTES)
            if piece:
                yield piece
            packed = unpacker.unconsumed_tail
            if unpacker.eof:
                packed = unpacker.unused_data or stream.read(CHUNK_BYTES)
                if packed[:2] != _GZIP_MAGIC:  # the end, or padding behind it
                    return
                unpacker = zlib.decompressobj(wbits=31)
    except zlib.error as error:
        raise TrackRefused("bad_gzip") from error


class _Points:
    """Growing arrays of the points of tracks or of routes, and where their segments start."""

    def __init__(self) -> None:
        self.latitudes = array("d")
        self.longitudes = array("d")
        self.heights = array("d")
        self.times = array("d")
        self.starts = array("q")
        self.tracks = array("q")
        self.names: list[str] = []
        self.new_segment = True
        self.new_track = True
        self.next_name = ""

    def open_track(self) -> None:
        self.new_segment = self.new_track = True
        self.next_name = ""

    def name_track(self, name: str) -> None:
        """Name the track being read: one without points so far, or the last one."""
        if self.new_track:
            self.next_name = name
        elif not self.names[-1]:
            self.names[-1] = name

    def open_segment(self) -> None:
        """Note that the next point begins a segment, and a track where one was opened."""
        if self.new_track:
            self.names.append(self.next_name)
            self.new_track = False
        self.starts.append(len(self.latitudes))
        self.tracks.append(len(self.names) - 1)
        self.new_segment = False


class _Reader:
    """The state of one reading: expat calls `_start`, `_end` and the collecting of text."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.ordered_attributes = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._refuse_doctype
        self.parser.EntityDeclHandler = self._refuse_doctype
        self.parser.XmlDeclHandler = self._note_encoding
        self.parser.StartCdataSectionHandler = self._open_cdata
        self.parser.EndCdataSectionHandler = self._close_cdata
        self.depth = 0
        self.point_depth = 0  # 0: outside of a point
        self.points: _Points | None = None
        self.total_points = 0
        self.field_depth = 0
        self.text: list[str] = []  # gathers all text; cleared where a wanted one begins
        self.clear_text = self.text.clear
        self.parser.CharacterDataHandler = self.text.append
        self.text_depth = 0  # 0: no text is collected
        self.creator = ""
        self.name = ""
        self.tracks, self.routes = _Points(), _Points()
        self.handlers: dict[str, Callable[[], None]] = {}
        self.point_names: dict[str, _Points] = {}
        self.fields: set[str] = set()
        self.height_name = ""
        self.owner: _Points | None = None
        self.plain_names = False
        self.name_depth = 2  # GPX 1.0: <name> right below the root
        self.fed = 0
        self.wide = False
        self.ascii_bytes = True  # whether "<" and digits are the bytes that they are in ASCII
        self.in_cdata = False

    # --- feeding -----------------------------------------------------------------------------

    def feed(self, chunk: bytes) -> None:
        """Parse one chunk. Raises TrackRefused."""
        if self.fed == 0:
            self.wide = chunk[:2] in _UTF16_STARTS
        if not self.wide and b"\0" in chunk:
            self._parse(chunk[: chunk.index(b"\0")])
            raise TrackRefused("nul_bytes", self.parser.CurrentLineNumber)
        self._parse(chunk[self._taken_runs(chunk) :])

    def _taken_runs(self, chunk: bytes) -> int:
        """Take the runs of points in the chunk, parse what is between; return what was read."""
        at = misses = 0
        if chunk.count(b"\r") != chunk.count(b"\r\n"):
            return 0  # a lone carriage return is a line for expat, not for the count below
        while misses < _MOST_MISSES and (start := chunk.find(POINT_START, at)) >= 0:
            self._parse(chunk[at:start])
            run = run_at(chunk, start, at == 0) if self._may_skip() else None
            if run is not None and self.total_points + run.points <= MOST_POINTS:
                self._take_run(run)
                self._parse(b"\n" * chunk.count(b"\n", start, run.end))  # lines go on
                at = run.end
                misses += run.points < _FEWEST_POINTS
            else:
                at = start + len(POINT_START)
                self._parse(chunk[start:at])
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
        heights[~((heights >= LOWEST_HEIGHT_M) & (heights <= HIGHEST_HEIGHT_M))] = _NOT_KNOWN
        points.heights.frombytes(heights.tobytes())
        points.times.frombytes(run.times.tobytes())

    def _parse(self, chunk: bytes, last: bool = False) -> None:
        before = self.fed
        self.fed += len(chunk)
        try:
            self.parser.Parse(chunk, last)
        except expat.ExpatError as error:
            raise self._refusal(error, chunk, before) from None
        except (LookupError, ValueError) as error:  # an encoding that Python cannot offer expat
            raise TrackRefused("wrong_encoding", 1) from error
        if self.fed - self.parser.CurrentByteIndex > LONGEST_PIECE_BYTES + CHUNK_BYTES:
            raise TrackRefused("piece_too_long", self.parser.CurrentLineNumber)

    def _refusal(self, error: expat.ExpatError, chunk: bytes, before: int) -> TrackRefused:
        at = self.parser.ErrorByteIndex - before
        code = _ERROR_CODES.get(error.code, "broken_xml")
        if (
            error.code == _INVALID_TOKEN
            and 0 <= at < len(chunk)
            and max(chunk[at : at + 4]) >= 0x80
        ):
            code = "wrong_encoding"
        if self.depth == 0 and not self.handlers:
            return TrackRefused("not_gpx")
        return TrackRefused(code, error.lineno)

    def finished(self) -> Track:
        """Return the track. Raises TrackRefused when the file is cut off or holds none."""
        self._parse(b"", last=True)
        points = self.tracks if self.tracks.starts else self.routes
        if not points.starts:
            raise TrackRefused("no_track")
        return Track(
            latitudes=np.frombuffer(points.latitudes),
            longitudes=np.frombuffer(points.longitudes),
            heights_m=np.frombuffer(points.heights),
            times=np.frombuffer(points.times),
            segment_starts=np.array(points.starts, dtype=np.int64),
            segment_tracks=np.array(points.tracks, dtype=np.int64),
            kind="track" if points is self.tracks else "route",
            creator=self.creator,
            name=self.name or next((name for name in points.names if name), ""),
            track_names=tuple(points.names),
        )

    # --- elements ----------------------------------------------------------------------------

    def _note_encoding(self, _version: str, encoding: str | None, _alone: int) -> None:
        self.ascii_bytes = encoding is None or encoding.lower() in _ASCII_ENCODINGS

    def _open_cdata(self) -> None:
        self.in_cdata = True

    def _close_cdata(self) -> None:
        self.in_cdata = False

    def _refuse_doctype(self, *_: object) -> None:
        raise TrackRefused("doctype", self.parser.CurrentLineNumber)

    def _start(self, name: str, attributes: list[str]) -> None:
        depth = self.depth = self.depth + 1
        if self.point_depth:
            if depth == self.field_depth and name in self.fields:
                self.text_depth = depth
                self.clear_text()
            elif depth > DEEPEST_NESTING:
                raise TrackRefused("too_deep", self.parser.CurrentLineNumber)
            return
        points = self.point_names.get(name)
        if points is not None:
            self._open_point(points, attributes)
        elif depth == 1:
            self._open_root(name, attributes)
        elif depth > DEEPEST_NESTING:
            raise TrackRefused("too_deep", self.parser.CurrentLineNumber)
        elif name in self.handlers:
            self.handlers[name]()

    def _open_root(self, name: str, attributes: list[str]) -> None:
        prefix, _, local = name.rpartition(":")
        if local.lower() != "gpx":
            raise TrackRefused("not_gpx")
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

    def _open_owner(self, owner: _Points | None, named: bool = True) -> None:
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

    def _open_point(self, points: _Points, attributes: list[str]) -> None:
        if attributes[::2] == ["lat", "lon"]:
            lat, lon = attributes[1], attributes[3]
        else:
            found = dict(zip(attributes[::2], attributes[1::2], strict=True))
            lat, lon = found.get("lat", ""), found.get("lon", "")
        try:
            latitude, longitude = float(lat), float(lon)
        except ValueError:
            latitude = longitude = _NOT_KNOWN
        usable = -90.0 <= latitude <= 90.0 and -180.0 <= longitude <= 180.0
        if not usable or "_" in lat or "_" in lon:  # Python reads "4_7" as 47
            raise TrackRefused("bad_position", self.parser.CurrentLineNumber)
        self.total_points += 1
        if self.total_points > MOST_POINTS:
            raise TrackRefused("too_many_points", self.parser.CurrentLineNumber, points=MOST_POINTS)
        if points.new_segment:
            points.open_segment()
        points.latitudes.append(latitude)
        points.longitudes.append(longitude)
        points.heights.append(_NOT_KNOWN)
        points.times.append(_NOT_KNOWN)
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
                height = _number(text)
                if LOWEST_HEIGHT_M <= height <= HIGHEST_HEIGHT_M:
                    self.points.heights[-1] = height
            else:
                self.points.times[-1] = unix_seconds(text)
        elif self.owner is not None:
            self.owner.name_track(text)
        elif not self.name:
            self.name = text


def _number(text: str) -> float:
    """Return the number, NaN when it is none; Python's "1_0" and "infinity" are none here."""
    try:
        return float(text) if "_" not in text else _NOT_KNOWN
    except ValueError:
        return _NOT_KNOWN
