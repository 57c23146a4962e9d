"""What the readers of GPX and TCX share: expat fed in chunks, safely.

Strict where it matters for safety: no document type and so no entities, a bound on depth and on
the length of any one piece of text (bytes are bounded by `unpacking`). The parser is expat
without namespaces (speed.md section 4: 4.6 times gpxpy, a fifth of its memory). expat splits text
at the borders of chunks, so text is collected to the end tag.
"""

from __future__ import annotations

from datetime import UTC, datetime
from xml.parsers import expat

from community.routes.rules.refusals import TrackRefused
from community.routes.rules.track_builder import (
    HIGHEST_HEIGHT_M,
    LOWEST_HEIGHT_M,
    MOST_POINTS,
    NOT_KNOWN,
)
from community.routes.rules.unpacking import CHUNK_BYTES

DEEPEST_NESTING = 32  # real files: 8 [D]
LONGEST_PIECE_BYTES = 1_000_000  # one tag or comment; expat 2.5 rereads an unfinished one [D]
LONGEST_TEXT = 200  # characters kept of a name, a height or a time [D]

_UTF16_STARTS = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
_BLANKS = b" \t\r\n"
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


class XmlReader:
    """The state of one reading. A reader of a format sets the handlers of elements.

    All text is gathered in `text`; a handler clears it where a wanted piece begins.
    """

    def __init__(self) -> None:
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.ordered_attributes = True
        self.parser.StartDoctypeDeclHandler = self._refuse_doctype
        self.parser.EntityDeclHandler = self._refuse_doctype
        self.text: list[str] = []
        self.clear_text = self.text.clear
        self.parser.CharacterDataHandler = self.text.append
        self.depth = 0
        self.has_root = False  # set by the reader that knows its root
        self.fed = 0
        self.tail = b""  # the last bytes before: a fault may lie in them
        self.wide = False
        self.lines_before = 0

    @property
    def line(self) -> int:
        """The line being read, counted from 1."""
        return self.parser.CurrentLineNumber + self.lines_before

    def feed(self, chunk: bytes) -> None:
        """Parse one chunk. Raises TrackRefused."""
        if self.fed == 0:
            self.wide = chunk[:2] in _UTF16_STARTS
            begun = chunk.lstrip(_BLANKS)  # some programs write blanks before the declaration
            self.lines_before += chunk.count(b"\n", 0, len(chunk) - len(begun))
            chunk = begun
        if not self.wide and b"\0" in chunk:
            self.parse(chunk[: chunk.index(b"\0")])
            raise TrackRefused("nul_bytes", self.line)
        self.take(chunk)

    def take(self, chunk: bytes) -> None:
        """Read one chunk that holds no harm so far; a reader may know a faster way."""
        self.parse(chunk)

    def end(self) -> None:
        """Say that no more chunks come. Raises TrackRefused when the file is cut off."""
        self.parse(b"", last=True)

    def parse(self, chunk: bytes, last: bool = False) -> None:
        """Let expat read a piece. Raises TrackRefused."""
        before = self.fed - len(self.tail)
        self.fed += len(chunk)
        try:
            self.parser.Parse(chunk, last)
        except expat.ExpatError as error:
            raise self._refusal(error, self.tail + chunk, before) from None
        except (LookupError, ValueError) as error:  # an encoding that Python cannot offer expat
            raise TrackRefused("wrong_encoding", 1) from error
        self.tail = (self.tail + chunk[-4:])[-4:]
        if self.fed - self.parser.CurrentByteIndex > LONGEST_PIECE_BYTES + CHUNK_BYTES:
            raise TrackRefused("piece_too_long", self.line)

    def _refusal(self, error: expat.ExpatError, chunk: bytes, before: int) -> TrackRefused:
        at = self.parser.ErrorByteIndex - before
        code = _ERROR_CODES.get(error.code, "broken_xml")
        if (
            error.code == _INVALID_TOKEN
            and 0 <= at < len(chunk)
            and max(chunk[at : at + 4]) >= 0x80
        ):
            code = "wrong_encoding"
        if self.depth == 0 and not self.has_root:
            return TrackRefused("unknown_kind")
        return TrackRefused(code, error.lineno + self.lines_before)

    def _refuse_doctype(self, *_: object) -> None:
        raise TrackRefused("doctype", self.line)

    def position(self, latitude: str, longitude: str) -> tuple[float, float]:
        """Return the position of a point. Raises TrackRefused when it is none."""
        try:
            lat, lon = float(latitude), float(longitude)
        except ValueError:
            lat = lon = NOT_KNOWN
        usable = -90.0 <= lat <= 90.0 and -180.0 <= lon <= 180.0
        if not usable or "_" in latitude or "_" in longitude:  # Python reads "4_7" as 47
            swapped = 90.0 < abs(lat) <= 180.0 and abs(lon) <= 90.0
            raise TrackRefused("swapped" if swapped else "bad_position", self.line)
        return lat, lon

    def check_points(self, points: int) -> None:
        """Raise TrackRefused when there are too many points."""
        if points > MOST_POINTS:
            raise TrackRefused("too_many_points", self.line, points=MOST_POINTS)


def height_in(text: str) -> float:
    """Return the height in metres, NaN when it is none."""
    height = number_in(text)
    return height if LOWEST_HEIGHT_M <= height <= HIGHEST_HEIGHT_M else NOT_KNOWN


def number_in(text: str) -> float:
    """Return the number, NaN when it is none; Python's "1_0" and "infinity" are none here."""
    try:
        return float(text) if "_" not in text else NOT_KNOWN
    except ValueError:
        return NOT_KNOWN


def unix_seconds(text: str) -> float:
    """Return the instant in Unix seconds, NaN when it is none; without a zone it is UTC."""
    try:
        instant = datetime.fromisoformat(text)
        if instant.tzinfo is None:
            instant = instant.replace(tzinfo=UTC)
        return instant.timestamp()
    except (ValueError, OverflowError):
        return NOT_KNOWN
