"""The bytes of an uploaded file in chunks: gzip taken off, and a bound on what comes out."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from community.routes.rules.refusals import TrackRefused

CHUNK_BYTES = 64 * 1024  # speed.md section 4
LARGEST_UNPACKED_BYTES = 25_000_000  # design-screens.md, upload: "over 25 MB unpacked"
HIGHEST_PACKING = 100  # times; recordings pack to a fifth or a fifteenth [measured]
HARMLESS_BYTES = 5_000_000  # that much may be packed as small as it likes [D]

_GZIP_MAGIC = b"\x1f\x8b"


def unpacked(stream: BinaryIO) -> Iterator[bytes]:
    """Yield the file's bytes in chunks, unpacked, up to the limit. Raises TrackRefused."""
    start = stream.read(CHUNK_BYTES)
    if not start:
        raise TrackRefused("empty_file")
    packed = start[:2] == _GZIP_MAGIC
    if not packed and _size_of(stream) > LARGEST_UNPACKED_BYTES:
        raise too_large()
    chunks = _inflated(stream, start) if packed else _plain(stream, start)
    total = 0
    for chunk in chunks:
        total += len(chunk)
        if total > LARGEST_UNPACKED_BYTES:
            raise too_large()
        yield chunk


def _size_of(stream: BinaryIO, told: bool = False) -> int:
    """Return the size of the file, or the one that the end of a packed file tells; 0: unknown."""
    if not stream.seekable():
        return 0
    at = stream.tell()
    size = stream.seek(0, io.SEEK_END)
    if told:
        stream.seek(-4, io.SEEK_END)
        size = int.from_bytes(stream.read(4), "little")
    stream.seek(at)
    return size


def too_large() -> TrackRefused:
    """Return the refusal of a file that is larger than any we read."""
    return TrackRefused("too_large", megabytes=LARGEST_UNPACKED_BYTES // 1_000_000)


def _bomb(stream: BinaryIO) -> TrackRefused:
    """Return why we stop: it tells itself that it is too large, or no track packs so small."""
    if _size_of(stream, told=True) > LARGEST_UNPACKED_BYTES:
        return too_large()
    return TrackRefused("packed_too_small", times=HIGHEST_PACKING)


def _plain(stream: BinaryIO, start: bytes) -> Iterator[bytes]:
    chunk = start
    while chunk:
        yield chunk
        chunk = stream.read(CHUNK_BYTES)


def _inflated(stream: BinaryIO, start: bytes) -> Iterator[bytes]:
    """Yield what gzip members hold, never more than a chunk at a time."""
    packed = start
    taken, given = len(start), 0
    unpacker = zlib.decompressobj(wbits=31)
    try:
        while packed or not unpacker.eof:
            if not packed:
                packed = stream.read(CHUNK_BYTES)
                taken += len(packed)
                if not packed:
                    raise TrackRefused("bad_gzip")
            piece = unpacker.decompress(packed, CHUNK_BYTES)
            given += len(piece)
            unread = len(unpacker.unconsumed_tail) + len(unpacker.unused_data)
            if given > max(HARMLESS_BYTES, HIGHEST_PACKING * (taken - unread)):
                raise _bomb(stream)
            if piece:
                yield piece
            packed = unpacker.unconsumed_tail
            if unpacker.eof:
                packed = unpacker.unused_data
                if not packed:
                    packed = stream.read(CHUNK_BYTES)
                    taken += len(packed)
                if packed[:2] != _GZIP_MAGIC:  # the end, or padding behind it
                    return
                unpacker = zlib.decompressobj(wbits=31)
    except zlib.error as error:
        raise TrackRefused("bad_gzip") from error
