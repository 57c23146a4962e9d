"""Runs of points as almost all programs write them, read without a call for each element.

A run is `<trkpt lat="…" lon="…">` after `<trkpt …>`, each whole and with nothing between but
blanks: at most one height, then at most one time, then other elements without attributes that
hold plain ASCII text or each other, three deep. That is a strict part of XML, so what matches is
well-formed and means what expat would say; all else is left to expat.

The pattern never goes back over what it has read (possessive repetitions), and cannot read past
the beginning of the next point, so each byte is looked at a bounded number of times, whatever a
file was made to do.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from community.routes.rules.track import Floats
from community.routes.rules.xml_reading import unix_seconds

POINT_START = b'<trkpt lat="'
_POINT_END = b"</trkpt>"

_BLANKS = rb"[ \t\r\n]*+"
_NUMBER = rb"[-+]?+[0-9]{1,10}+(?:\.[0-9]{0,30}+)?+"
_TEXT = rb"[\t\r\n -%'-;=?-~]*+"  # ASCII without "&", "<" and ">"
_NAME = rb"[A-Za-z_][A-Za-z0-9_.:-]{0,80}+"


def _element(inside: bytes, name: str) -> bytes:
    """Return the pattern of an element without attributes around `inside`."""
    opened = b"<(?P<%s>%s)" % (name.encode(), _NAME)
    return opened + b"(?:/>|>" + inside + b"</(?P=" + name.encode() + b")>)"


_INNERMOST = _element(_TEXT, "inner")
_MIDDLE = _element(_TEXT + rb"(?:" + _INNERMOST + _TEXT + rb")*+", "middle")
_OTHER = rb"(?!<(?:ele|time|trkpt|rtept)[>/])" + _element(
    _TEXT + rb"(?:" + _MIDDLE + _TEXT + rb")*+", "outer"
)
_POINT = (
    rb'<trkpt lat="(?P<lat>%(number)s)" lon="(?P<lon>%(number)s)"[ ]?+'
    rb"(?:/>|>%(blanks)s"
    rb"(?:<ele>(?P<height>%(number)s)</ele>%(blanks)s)?+"
    rb"(?:<time>(?P<time>[0-9T:.Z+-]{1,40}+)</time>%(blanks)s)?+"
    rb"(?:%(other)s%(blanks)s)*+"
    rb"</trkpt>)"
) % {b"number": _NUMBER, b"blanks": _BLANKS, b"other": _OTHER}
_ONE = re.compile(_POINT)
_RUN = re.compile(
    rb"(?:" + re.sub(rb"\(\?P<(?:lat|lon|height|time)>", b"(?:", _POINT) + _BLANKS + rb")++"
)
_EACH = _ONE.groups + 1  # re.split gives what is between, then the groups of a point
_LAT, _LON, _HEIGHT, _TIME = (_ONE.groupindex[name] for name in ("lat", "lon", "height", "time"))

_PLAIN_TIME = b"0000-00-00T00:00:00Z"
_MARKS = {4: b"-", 7: b"-", 10: b"T", 13: b":", 16: b":", 19: b"Z"}
_UNITS = (  # first digit, how many, lowest, highest
    (0, 4, 1, 9999), (5, 2, 1, 12), (8, 2, 1, 31),
    (11, 2, 0, 23), (14, 2, 0, 59), (17, 2, 0, 59),
)  # fmt: skip


@dataclass(frozen=True)
class PointRun:
    """What a run says; it ends before `end`. Heights and times are NaN where there is none."""

    end: int
    latitudes: array[float]
    longitudes: array[float]
    heights: Sequence[float]
    times: Floats

    @property
    def points(self) -> int:
        """Number of points."""
        return len(self.latitudes)


def run_at(chunk: bytes, start: int, up_to_the_last: bool) -> PointRun | None:
    """Return the run of points that begins at `start`, None where none can be read.

    `up_to_the_last`: look first whether all points of the chunk are one run; it is twice as fast.
    """
    end = chunk.rfind(_POINT_END, start) + len(_POINT_END) if up_to_the_last else start
    parts = _ONE.split(chunk[start:end])
    if len(parts) == 1 or b"".join(parts[::_EACH]).strip(b" \t\r\n"):
        run = _RUN.match(chunk, start)
        if run is None:
            return None
        end = run.end()
        parts = _ONE.split(chunk[start:end])
    latitudes = array("d", map(float, parts[_LAT::_EACH]))
    longitudes = array("d", map(float, parts[_LON::_EACH]))
    if not (_within(latitudes, 90.0) and _within(longitudes, 180.0)):
        return None
    heights = [float("nan" if one is None else one) for one in parts[_HEIGHT::_EACH]]
    return PointRun(end, latitudes, longitudes, heights, times_of(parts[_TIME::_EACH]))


def _within(values: array[float], bound: float) -> bool:
    return -bound <= min(values) and max(values) <= bound


def times_of(texts: Sequence[bytes | None]) -> Floats:
    """Return Unix seconds of each text, NaN where there is none; in one go when all are plain."""
    joined = b"".join(text or b"" for text in texts)
    if len(joined) == len(texts) * len(_PLAIN_TIME) and None not in texts:
        digits = np.frombuffer(joined, dtype=np.uint8).reshape(len(texts), len(_PLAIN_TIME))
        found = _plain_times(digits)
        if found is not None:
            return found
    return np.array(
        [float("nan") if text is None else unix_seconds(text.decode()) for text in texts]
    )


def _plain_times(letters: np.ndarray) -> Floats | None:
    """Return the seconds of rows of 2024-05-01T08:00:00Z, None when one of them is not so."""
    if any((letters[:, at] != mark[0]).any() for at, mark in _MARKS.items()):
        return None
    digits = letters.astype(np.int64) - ord("0")
    values = []
    for first, count, lowest, highest in _UNITS:
        shown = digits[:, first : first + count]
        value = shown @ (10 ** np.arange(count - 1, -1, -1))
        if shown.min() < 0 or shown.max() > 9 or value.min() < lowest or value.max() > highest:
            return None
        values.append(value)
    year, month, day, hour, minute, second = values
    months = ((year - 1970) * 12 + month - 1).astype("datetime64[M]")
    begins, ends = months.astype("datetime64[D]"), (months + 1).astype("datetime64[D]")
    if (day > (ends - begins).astype(np.int64)).any():
        return None
    days = begins.astype(np.int64) + day - 1
    return np.asarray(days * 86_400 + hour * 3_600 + minute * 60 + second, dtype=np.float64)
