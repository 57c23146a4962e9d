"""Unpacking: what is told too large is refused unread, and who lies stops at the limit."""

from __future__ import annotations

import gzip
import io
import random
import zlib
from collections.abc import Iterator

import pytest

from community.routes.rules import TrackRefused
from community.routes.rules.unpacking import (
    CHUNK_BYTES,
    HARMLESS_BYTES,
    LARGEST_UNPACKED_BYTES,
    unpacked,
)

SPACES = b" " * 1_000_000


class Counting(io.BytesIO):
    """A file that notes how much of it was read."""

    got = 0

    def read(self, size: int | None = -1) -> bytes:
        found = super().read(size)
        self.got += len(found)
        return found


def refused(stream: io.BytesIO) -> str:
    with pytest.raises(TrackRefused) as refusal:
        for _ in unpacked(stream):
            pass
    return refusal.value.code


def packed(megabytes: int) -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    parts = [packer.compress(SPACES) for _ in range(megabytes)]
    return b"".join([*parts, packer.flush()])


def test_a_file_of_500_mb_is_refused_after_its_first_piece() -> None:
    class Huge(Counting):
        def seek(self, offset: int, whence: int = 0) -> int:
            return 500_000_000 if whence == io.SEEK_END else super().seek(offset, whence)

    file = Huge(b"<gpx>" + SPACES)
    assert refused(file) == "too_large"
    assert file.got == CHUNK_BYTES


def test_a_bomb_is_not_unpacked_to_its_end_whatever_it_says() -> None:
    bomb = packed(200)
    assert refused(io.BytesIO(bomb)) == "too_large"
    for lie in (bomb[:-4] + b"\1\0\0\0", bomb + gzip.compress(b"small"), bomb + b"\0" * 512):
        assert refused(io.BytesIO(lie)) == "packed_too_small"
    slow = list(_until_refused(io.BytesIO(bomb)))
    assert sum(map(len, slow)) <= HARMLESS_BYTES


def _until_refused(stream: io.BytesIO) -> Iterator[bytes]:
    try:
        yield from unpacked(stream)
    except TrackRefused:
        return


def test_a_large_but_good_file_is_whole() -> None:
    content = random.Random(1).randbytes(LARGEST_UNPACKED_BYTES // 16) * 16
    assert sum(map(len, unpacked(io.BytesIO(content)))) == len(content)
    assert b"".join(unpacked(io.BytesIO(gzip.compress(content, 1)))) == content


def test_a_tail_that_looks_like_a_size_refuses_nothing() -> None:
    content = bytes(range(256)) * 2_000
    tail = b"\xff\xff\xff\x7f"
    noise = zlib.compress(content, 0)  # so that the packed file is large enough to be looked at
    whole = gzip.compress(noise, 0) + b"\0" * 512
    assert b"".join(unpacked(io.BytesIO(whole))) == noise
    assert b"".join(unpacked(io.BytesIO(gzip.compress(content) + tail))) == content
