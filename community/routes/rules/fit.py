"""Reading FIT: what watches and bicycle computers write, as a stream into compact arrays.

A FIT file is a row of messages, each of a layout that was defined before it. Only the messages
that tell of a track are looked into: who wrote the file, which sensors are built in, points,
sessions. All others are stepped over by their size, so a file costs by its messages and not by
their fields (14 hours with 45,000 points: 0.2 s; fitdecode, which turns each field into an object,
takes 4 s, and minutes for files made to do harm; tests hold the two against each other).

Several files in one (chained) are several tracks; so are the sessions of one file, as walk, drive,
walk. A damaged or cut off file is refused as a whole: its checksum stands at the end and tells
nothing about the part before the damage.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from community.foundation.words import N_
from community.routes.rules.fit_bytes import FitBytes
from community.routes.rules.refusals import TrackRefused
from community.routes.rules.track import Track
from community.routes.rules.track_builder import (
    HIGHEST_HEIGHT_M,
    LOWEST_HEIGHT_M,
    MOST_POINTS,
    NOT_KNOWN,
    TrackBuilder,
)
from community.routes.rules.unpacking import LARGEST_UNPACKED_BYTES, too_large

MOST_PIECES = 500_000  # messages, and fields of definitions; the largest recording: 92,000 [D]
MOST_FILES = 100  # chained in one [D]
MOST_SESSIONS = 100  # of one file; real ones: 5 [D]
LONGEST_NAME = 200  # characters kept of a device's name [D]
FIT_EPOCH_S = 631_065_600  # 1989-12-31 UTC in Unix seconds
FIRST_DATE_S = 0x10000000  # smaller: seconds since the device was switched on, no date
DEGREES = 180.0 / 2**31  # of one semicircle

# Numbers of the FIT profile: messages, and what stands in which field of them
FILE_ID, SESSION, RECORD, DEVICE_INFO = 0, 18, 20, 23
TIMESTAMP = 253  # in any message
_WANTED: dict[int, dict[int, str]] = {  # message: field: type; "s" is text of any length
    FILE_ID: {0: "B", 1: "H", 2: "H", 8: "s"},  # type, maker, product, its name
    SESSION: {2: "I", 5: "B"},  # start, sport
    RECORD: {0: "i", 1: "i", 2: "H", 78: "I"},  # latitude, longitude, altitude, enhanced altitude
    DEVICE_INFO: {1: "B", 25: "B"},  # type of device, type of source
}
_NONE = {"B": 0xFF, "H": 0xFFFF, "i": 0x7FFFFFFF, "I": 0xFFFFFFFF}  # "not known", by type
_ACTIVITY, _COURSE = 4, 6  # kinds of file that hold points
_SPORTS = {  # names of tracks, where one file holds several
    1: N_("Running"), 2: N_("Cycling"), 3: N_("Transition"), 5: N_("Swimming"),
    11: N_("Walking"), 12: N_("Cross-country skiing"), 16: N_("Mountaineering"),
    17: N_("Hiking"), 24: N_("Driving"), 35: N_("Snowshoeing"),
}  # fmt: skip
_LOCAL, _BAROMETER = 5, 4  # source "built in", type of a device built in
_GARMIN = 1
_GARMIN_PRODUCTS = {  # those of a time when files did not list what is built in
    717: "fr405", 1018: "fr310xt", 1036: "edge500", 1124: "fr110", 1169: "edge800",
    1328: "fr910xt", 1345: "fr610", 1482: "fr10", 1551: "fenix", 1561: "edge510",
    1567: "edge810", 1623: "fr620", 1632: "fr220", 1765: "fr920xt", 1967: "fenix2",
    2050: "fenix3",
}  # fmt: skip

Found = dict[int, int | bytes]  # by number of field; without those that are not known


def parse_fit(chunks: Iterator[bytes]) -> Track:
    """Read the chunks of a FIT file. Raises TrackRefused."""
    reader = _Reader(FitBytes(chunks))
    while reader.source.is_more():
        reader.read_file()
    return reader.finished()


class _Layout(NamedTuple):
    """What a definition says of the messages that follow it."""

    size: int
    numbers: tuple[int, ...]  # of the wanted fields, in the order of the file
    none: tuple[int | None, ...]  # what "not known" is, for each of them
    fields: struct.Struct | None  # None: nothing in it is wanted
    take: Callable[[Found], None] | None


class _Reader:
    """The state of one reading."""

    def __init__(self, source: FitBytes) -> None:
        self.source = source
        self.builder = TrackBuilder()
        self.pieces = 0
        self.files = 0
        self.records = 0
        self.kinds: set[int] = set()  # of the files in the chain
        self.device = ""
        self.sensors: set[int] = set()  # those built into the device, where the file lists them
        self.layouts: dict[int, _Layout] = {}
        self.first_point = 0  # of the file in the chain that is being read
        self.sessions: list[tuple[float, str]] = []
        self.moment = 0  # the last time stamp of any message
        self.takers = {
            FILE_ID: self._take_file_id,
            SESSION: self._take_session,
            RECORD: self._take_record,
            DEVICE_INFO: self._take_device,
        }

    # --- files and messages --------------------------------------------------------------------

    def read_file(self) -> None:
        """Read one file of the chain. Raises TrackRefused."""
        source = self.source
        size = source.header()
        if size > LARGEST_UNPACKED_BYTES:
            raise too_large()
        self.files += 1
        self.layouts, self.sessions, self.moment = {}, [], 0
        self.first_point = len(self.builder.latitudes)
        self.builder.open_track()
        end = source.offset + size
        while source.offset < end:
            self.pieces += 1
            self._read_message(source.byte())
            if self.pieces > MOST_PIECES or self.files > MOST_FILES:
                raise TrackRefused("fit_too_much")
        if source.offset > end:
            raise TrackRefused("fit_damaged")
        source.check_sum()
        self._split_by_session()

    def _read_message(self, header: int) -> None:
        if header & 0x80:  # a time is packed into the header
            self._read_data(header >> 5 & 0x3, header & 0x1F)
        elif header & 0x40:
            self.layouts[header & 0xF] = self._definition(has_more=bool(header & 0x20))
        else:
            self._read_data(header & 0xF, None)

    def _definition(self, has_more: bool) -> _Layout:
        order = ">" if self.source.take(2)[1] else "<"
        number, count = struct.unpack(order + "HB", self.source.take(3))
        told = self.source.take(3 * count)
        wanted = {**_WANTED.get(number, {}), TIMESTAMP: "I"}
        pattern, size = order, 0
        found: dict[int, str] = {}
        for field, length in zip(told[::3], told[1::3], strict=True):
            kind = wanted.get(field, "")
            text = f"{length}s" if kind == "s" else kind
            if kind and field not in found and struct.calcsize(order + text) == length:
                found[field] = kind
                pattern += text
            else:
                pattern += f"{length}x"
            size += length
        if has_more:  # fields of apps, which tell nothing that we want
            more = self.source.take(1)[0]
            size += sum(self.source.take(3 * more)[1::3])
            count += more
        self.pieces += count
        return _Layout(
            size,
            tuple(found),
            tuple(_NONE.get(kind) for kind in found.values()),
            struct.Struct(pattern) if found else None,
            self.takers.get(number),
        )

    def _read_data(self, local: int, second: int | None) -> None:
        layout = self.layouts.get(local)
        if layout is None:
            raise TrackRefused("fit_damaged")
        if layout.fields is None and second is None:
            self.source.skip(layout.size)
            return
        found: Found = {}
        if layout.fields is None:
            self.source.skip(layout.size)
        else:
            values = self.source.unpacked(layout.fields, layout.size)
            for number, value, none in zip(layout.numbers, values, layout.none, strict=True):
                if value != none:
                    found[number] = value
        if second is not None:  # of 32: so many after the last time stamp, or in the next 32
            found[TIMESTAMP] = self.moment + (second - self.moment & 0x1F)
        moment = found.get(TIMESTAMP)
        if isinstance(moment, int):
            self.moment = moment
        if layout.take is not None:
            layout.take(found)

    # --- what messages tell --------------------------------------------------------------------

    def _take_record(self, found: Found) -> None:
        self.records += 1
        latitude, longitude = found.get(0), found.get(1)
        if not (isinstance(latitude, int) and isinstance(longitude, int)):
            return
        if len(self.builder.latitudes) >= MOST_POINTS:
            raise TrackRefused("too_many_points", points=MOST_POINTS)
        if abs(latitude) > 2**30:
            swapped = abs(longitude) <= 2**30
            raise TrackRefused("fit_swapped" if swapped else "fit_position", record=self.records)
        raw = found.get(78, found.get(2))
        height = raw / 5 - 500 if isinstance(raw, int) else NOT_KNOWN
        if not LOWEST_HEIGHT_M <= height <= HIGHEST_HEIGHT_M:
            height = NOT_KNOWN
        moment = _unix_seconds(found.get(TIMESTAMP))
        self.builder.add(latitude * DEGREES, longitude * DEGREES, height, moment)

    def _take_file_id(self, found: Found) -> None:
        kind, maker, product, name = (found.get(field) for field in (0, 1, 2, 8))
        if isinstance(kind, int):
            self.kinds.add(kind)
        told = name.split(b"\0")[0].decode("utf-8", "replace") if isinstance(name, bytes) else ""
        if not told and maker == _GARMIN and isinstance(product, int):
            told = _GARMIN_PRODUCTS.get(product, f"garmin {product}")
        self.device = self.device or told.strip()[:LONGEST_NAME]

    def _take_device(self, found: Found) -> None:
        kind = found.get(1)
        if found.get(25) == _LOCAL and isinstance(kind, int):
            self.sensors.add(kind)

    def _take_session(self, found: Found) -> None:
        begun, sport = _unix_seconds(found.get(2)), found.get(5)
        if np.isfinite(begun) and len(self.sessions) < MOST_SESSIONS:
            name = _SPORTS.get(sport, "") if isinstance(sport, int) else ""
            self.sessions.append((begun, name))

    def _split_by_session(self) -> None:
        """Make a track of each session that has points, where the file has several."""
        builder = self.builder
        if len(self.sessions) < 2 or len(builder.latitudes) == self.first_point:
            return
        self.sessions.sort()
        times = np.array(builder.times[self.first_point :])
        latest = np.maximum.accumulate(np.nan_to_num(times, nan=-np.inf))
        begins = np.searchsorted(latest, [begun for begun, _ in self.sessions])
        begins[0] = 0
        # of two that begin at one point, the first has no points
        begun = dict(zip(begins.tolist(), [name for _, name in self.sessions], strict=True))
        builder.name_track(begun.pop(0))
        for at, name in begun.items():
            if at < times.size:
                builder.split(self.first_point + at, name)

    def finished(self) -> Track:
        """Return the track. Raises TrackRefused when the file holds none."""
        if not self.builder.starts:
            holds_points = self.kinds & {_ACTIVITY, _COURSE}
            raise TrackRefused("no_positions" if holds_points else "fit_other")
        return self.builder.track(
            kind="route" if self.kinds == {_COURSE} else "track",
            creator=self.device,
            barometer=_BAROMETER in self.sensors if self.sensors else None,
        )


def _unix_seconds(moment: int | bytes | None) -> float:
    if isinstance(moment, int) and moment >= FIRST_DATE_S:
        return float(moment + FIT_EPOCH_S)
    return NOT_KNOWN
