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

_GZIP_MAGIC = b"\x1f\x8b"


def unpacked(stream: BinaryIO) -> Iterator[bytes]:
    """Yield the file's bytes in chunks, unpacked, up to the limit. Raises TrackRefused."""
    start = stream.read(CHUNK_BYTES)
    if not start:
        raise TrackRefused("empty_file")
    if len(start) == CHUNK_BYTES and stream.seekable():
        _refuse_what_is_told_too_large(stream, start[:2] == _GZIP_MAGIC)
    chunks = _inflated(stream, start) if start[:2] == _GZIP_MAGIC else _plain(stream, start)
    total = 0
    for chunk in chunks:
        total += len(chunk)
        if total > LARGEST_UNPACKED_BYTES:
            raise too_large()
        yield chunk


def _refuse_what_is_told_too_large(stream: BinaryIO, packed: bool) -> None:
    """Refuse by the size of the file, or by the one that the end of a packed file tells.

    The latter may lie, so it counts only when it tells what no track packs to; what lies the
    other way stops at the limit.
    """
    at = stream.tell()
    size = told = stream.seek(0, io.SEEK_END)
    if packed:
        stream.seek(-4, io.SEEK_END)
        told = int.from_bytes(stream.read(4), "little")
    stream.seek(at)
    if told > LARGEST_UNPACKED_BYTES and (not packed or told > HIGHEST_PACKING * size):
        raise too_large()


def too_large() -> TrackRefused:
    """Return the refusal of a file that is larger than any we read."""
    return TrackRefused("too_large", megabytes=LARGEST_UNPACKED_BYTES // 1_000_000)


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
