"""Reading FIT: what watches and bicycle computers write, through fitdecode into compact arrays.

Only positions, heights and times of `record` messages are kept, and what the file says about the
device. Several files in one (chained) are several tracks; so are the sessions of one file, as
walk, drive, walk. A damaged or cut off file is refused as a whole, for its checksum is at the end
and tells nothing about the part before the damage.

fitdecode reads message by message, so memory stays small; a bound on fields bounds its time, for
a file made to do harm holds 255 fields of one byte where a watch writes some 20.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from typing import Any

import fitdecode
import numpy as np

from community.routes.rules.refusals import TrackRefused
from community.routes.rules.track import Track
from community.routes.rules.track_builder import (
    HIGHEST_HEIGHT_M,
    LOWEST_HEIGHT_M,
    MOST_POINTS,
    NOT_KNOWN,
    TrackBuilder,
)

MOST_FIELDS = 3_000_000  # the largest real recording, 14 hours, has 1.3 million [D]
MOST_SESSIONS = 100  # real files: 5 [D]
LONGEST_NAME = 200  # characters kept of a device's name [D]
FIT_EPOCH_S = 631_065_600  # 1989-12-31 UTC in Unix seconds
FIRST_DATE_S = 0x10000000  # smaller: seconds since the device was switched on, no date
DEGREES = 180.0 / 2**31  # of one semicircle

# What fitdecode raises on damaged files; besides its own errors TypeError and ValueError were seen
_DAMAGED = (
    fitdecode.FitError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
    struct.error,
)


def parse_fit(chunks: Iterator[bytes]) -> Track:
    """Read the chunks of a FIT file. Raises TrackRefused."""
    reader = _Reader()
    for frame in _frames(io.BufferedReader(_Stream(chunks))):
        reader.take(frame)
    return reader.finished()


def _frames(stream: io.BufferedReader) -> Iterator[Any]:
    """Yield the pieces of a file. Raises TrackRefused for whatever fitdecode stumbles over."""
    with fitdecode.FitReader(
        stream,
        processor=None,
        check_crc=fitdecode.CrcCheck.RAISE,
        error_handling=fitdecode.ErrorHandling.IGNORE,
    ) as reader:
        frames = iter(reader)
        while True:
            try:
                frame = next(frames)
            except StopIteration:
                return
            except fitdecode.FitCRCError:
                raise TrackRefused("fit_checksum") from None
            except fitdecode.FitEOFError:
                raise TrackRefused("fit_cut_off") from None
            except _DAMAGED:
                raise TrackRefused("fit_damaged") from None
            yield frame


class _Stream(io.RawIOBase):
    """Chunks as a stream, for fitdecode."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self.chunks = chunks
        self.rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self.rest:
            self.rest = next(self.chunks, b"")
        taken = self.rest[: len(buffer)]
        buffer[: len(taken)] = taken
        self.rest = self.rest[len(taken) :]
        return len(taken)


class _Reader:
    """The state of one reading."""

    def __init__(self) -> None:
        self.builder = TrackBuilder()
        self.records = 0
        self.fields = 0
        self.file_types: list[str] = []
        self.devices: list[str] = []
        self.sensors: set[str] = set()  # those built into the device, where the file lists them
        self.first_point = 0  # of the file in the chain that is being read
        self.sessions: list[tuple[float, str]] = []
        self.handlers = {
            "record": self._take_record,
            "file_id": self._take_file_id,
            "device_info": self._take_device,
            "session": self._take_session,
        }

    def take(self, frame: Any) -> None:
        """Take one piece of the file. Raises TrackRefused when there is too much of it."""
        if frame.frame_type == fitdecode.FIT_FRAME_DATA:
            self.fields += len(frame.fields)
            handler = self.handlers.get(frame.name)
            if handler is not None:
                handler(frame.fields)
        elif frame.frame_type == fitdecode.FIT_FRAME_DEFINITION:
            self.fields += len(frame.field_defs) + len(frame.dev_field_defs)
        elif frame.frame_type == fitdecode.FIT_FRAME_HEADER:
            self.builder.open_track()
            self.first_point = len(self.builder.latitudes)
            self.sessions = []
        else:
            self._split_by_session()
        if self.fields > MOST_FIELDS:
            raise TrackRefused("fit_too_much")

    def _take_record(self, fields: list[Any]) -> None:
        self.records += 1
        latitude = longitude = moment = None
        height = NOT_KNOWN
        for one in fields:
            name = one.name_or_num
            if name == "position_lat":
                latitude = one.raw_value
            elif name == "position_long":
                longitude = one.raw_value
            elif name == "timestamp":
                moment = one.raw_value
            elif name == "enhanced_altitude" and isinstance(one.value, float):
                height = one.value
        if not (isinstance(latitude, int) and isinstance(longitude, int)):
            return
        if len(self.builder.latitudes) >= MOST_POINTS:
            raise TrackRefused("too_many_points", points=MOST_POINTS)
        if abs(latitude) > 2**30 or abs(longitude) > 2**31:
            swapped = abs(longitude) <= 2**30
            raise TrackRefused("fit_swapped" if swapped else "fit_position", record=self.records)
        if not LOWEST_HEIGHT_M <= height <= HIGHEST_HEIGHT_M:
            height = NOT_KNOWN
        self.builder.add(latitude * DEGREES, longitude * DEGREES, height, _unix_seconds(moment))

    def _take_file_id(self, fields: list[Any]) -> None:
        found = {one.name_or_num: one.value for one in fields}
        self.file_types.append(str(found.get("type")))
        product = found.get("product_name")
        if not product:
            told = (found.get("manufacturer"), found.get("garmin_product", found.get("product")))
            product = " ".join(str(one) for one in told if one is not None)
        self.devices.append(str(product)[:LONGEST_NAME].strip())

    def _take_device(self, fields: list[Any]) -> None:
        for one in fields:
            if one.name_or_num == "local_device_type" and one.value is not None:
                self.sensors.add(str(one.value))

    def _take_session(self, fields: list[Any]) -> None:
        found = {one.name_or_num: one for one in fields}
        start, sport = found.get("start_time"), found.get("sport")
        begun = _unix_seconds(start.raw_value) if start else NOT_KNOWN
        if np.isfinite(begun) and len(self.sessions) < MOST_SESSIONS:
            name = sport.value if sport and isinstance(sport.value, str) else ""
            self.sessions.append((begun, name.replace("_", " ").capitalize()))

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
        # two that begin at one point: the first of them has no points
        begun = dict(zip(begins.tolist(), [name for _, name in self.sessions], strict=True))
        builder.name_track(begun.pop(0))
        for at, name in begun.items():
            if at < times.size:
                builder.split(self.first_point + at, name)

    def finished(self) -> Track:
        """Return the track. Raises TrackRefused when the file holds none."""
        if not self.builder.starts:
            recorded = {"activity", "course"}.intersection(self.file_types)
            kind = next(iter(self.file_types), "")
            raise TrackRefused("no_positions") if recorded else TrackRefused("fit_other", kind=kind)
        return self.builder.track(
            kind="route" if set(self.file_types) == {"course"} else "track",
            creator=next(iter(self.devices), ""),
            barometer="barometer" in self.sensors if self.sensors else None,
        )


def _unix_seconds(moment: object) -> float:
    known = isinstance(moment, int) and moment >= FIRST_DATE_S
    return float(moment + FIT_EPOCH_S) if known and isinstance(moment, int) else NOT_KNOWN
