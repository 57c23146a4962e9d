"""The bytes of a FIT file: taken piece by piece from a stream, with their checksum."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any

import numpy as np

from community.routes.rules.refusals import TrackRefused
from community.routes.rules.unpacking import CHUNK_BYTES

LONGEST_PIECE = 2 * 255 * 255  # no message is longer: 255 fields of its own, 255 of apps
_MAGIC = b".FIT"
_SHORTEST_HEADER = 12


def _table(bits: int) -> list[int]:
    """Return what the checksum becomes when its last `bits` are pushed out."""
    found = np.arange(2**bits)
    for _ in range(bits):
        found = np.where(found & 1, found >> 1 ^ 0xA001, found >> 1)
    return found.tolist()


_AFTER_WORD, _AFTER_BYTE = _table(16), _table(8)


def checksum(data: bytes, before: int = 0) -> int:
    """Return the checksum of FIT, a CRC of 16 bits, two bytes at a time."""
    value = before
    for word in np.frombuffer(data, dtype="<u2", count=len(data) // 2).tolist():
        value = _AFTER_WORD[value ^ word]
    if len(data) % 2:
        value = value >> 8 ^ _AFTER_BYTE[(value ^ data[-1]) & 0xFF]
    return value


class FitBytes:
    """A stream of chunks. Raises TrackRefused where it ends too early."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self.chunks = chunks
        self.buffer = b""
        self.at = 0
        self.summed_to = 0  # in the buffer
        self.sum = 0
        self.dropped = 0
        self.is_ended = False

    @property
    def offset(self) -> int:
        """How many bytes were taken so far."""
        return self.dropped + self.at

    def is_more(self) -> bool:
        """Whether anything is left."""
        self._hold(1)
        return self.at < len(self.buffer)

    def _hold(self, size: int) -> None:
        """Have so many bytes in the buffer, and then some for what comes."""
        if self.at + size <= len(self.buffer) or self.is_ended:
            return
        self._sum_up()
        parts = [self.buffer[self.at :]]
        held = len(parts[0])
        while held < LONGEST_PIECE + CHUNK_BYTES:
            chunk = next(self.chunks, b"")
            if not chunk:
                self.is_ended = True
                break
            parts.append(chunk)
            held += len(chunk)
        self.dropped += self.at
        self.buffer, self.at, self.summed_to = b"".join(parts), 0, 0

    def _sum_up(self) -> None:
        self.sum = checksum(self.buffer[self.summed_to : self.at], self.sum)
        self.summed_to = self.at

    def skip(self, size: int) -> None:
        """Step over so many bytes."""
        if self.at + size > len(self.buffer):
            self._hold(size)
            if self.at + size > len(self.buffer):
                raise TrackRefused("fit_cut_off")
        self.at += size

    def take(self, size: int) -> bytes:
        """Return the next bytes."""
        self.skip(size)
        return self.buffer[self.at - size : self.at]

    def byte(self) -> int:
        """Return the next byte."""
        self.skip(1)
        return self.buffer[self.at - 1]

    def unpacked(self, fields: struct.Struct, size: int) -> tuple[Any, ...]:
        """Return the fields at the beginning of the next bytes."""
        self.skip(size)
        return fields.unpack_from(self.buffer, self.at - size)

    def header(self) -> int:
        """Take the header of a file; return how many bytes of messages follow it."""
        self._sum_up()
        self.sum = 0
        start = self.take(_SHORTEST_HEADER)
        size, told, magic = struct.unpack("<B3xI4s", start)
        if magic != _MAGIC or size < _SHORTEST_HEADER:
            raise TrackRefused("fit_damaged")
        rest = self.take(size - _SHORTEST_HEADER)
        its_sum = int.from_bytes(rest[:2], "little")
        if its_sum not in (0, checksum(start)):  # 0: not told
            raise TrackRefused("fit_checksum")
        return int(told)

    def check_sum(self) -> None:
        """Take the checksum at the end of a file, which has to fit."""
        self._sum_up()
        found = self.sum
        if int.from_bytes(self.take(2), "little") != found:
            raise TrackRefused("fit_checksum")
