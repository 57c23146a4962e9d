"""GeoTIFFs of heights in every way that national surveys write them."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
from PIL import Image

PLAIN, LZW, DEFLATE, ZSTD = 1, 5, 8, 50000
FORMATS = {"u": 1, "i": 2, "f": 3}
TAG_TYPES = {"H": 3, "I": 4, "d": 12, "Q": 16}


def write_geotiff(
    path: Path,
    cells: np.ndarray,
    *,
    compression: int = DEFLATE,
    predictor: int = 1,
    tile: int | None = None,
    rows_a_strip: int | None = None,
    order: str = "<",
    big: bool = False,
    epsg: int = 4326,
    west: float = 9.0,
    north: float = 48.0,
    step: float = 0.001,
    is_area: bool = False,
    nodata: str | None = None,
    extra: dict[int, tuple[str, object]] | None = None,
) -> Path:
    """Write one band of cells; `tile` a side in cells, else strips."""
    high, wide = cells.shape
    block_high, block_wide = (tile, tile) if tile else (rows_a_strip or high, wide)

    def blocks() -> Iterable[bytes]:
        for row in range(0, high, block_high):
            for column in range(0, wide, block_wide):
                part = cells[row : row + block_high, column : column + block_wide]
                if tile:
                    part = np.pad(part, ((0, tile - part.shape[0]), (0, tile - part.shape[1])))
                yield packed(part, compression, predictor, order)

    write_blocks(
        path, high, wide, cells.dtype, blocks(), (block_high, block_wide), tiled=tile is not None,
        compression=compression, predictor=predictor, order=order, big=big,
        tags=geo_tags(epsg, west, north, step, is_area, nodata) | (extra or {}),
    )  # fmt: skip
    return path


def geo_tags(
    epsg: int, west: float, north: float, step: float, is_area: bool, nodata: str | None
) -> dict[int, tuple[str, object]]:
    geographic = epsg in (4326, 4258, 4269)
    keys = (1, 1, 0, 3, 1024, 0, 1, 2 if geographic else 1, 1025, 0, 1, 1 if is_area else 2)
    keys += (2048 if geographic else 3072, 0, 1, epsg)
    tags: dict[int, tuple[str, object]] = {
        33550: ("d", (step, step, 0.0)),
        33922: ("d", (0.0, 0.0, 0.0, west, north, 0.0)),
        34735: ("H", keys),
    }
    if nodata is not None:
        tags[42113] = ("s", nodata)
    return tags


def packed(part: np.ndarray, compression: int, predictor: int, order: str) -> bytes:
    """Return one block as it lies in the file."""
    size = part.dtype.itemsize
    if predictor == 2:
        whole = part.view(f"u{size}")
        part = np.diff(whole, axis=1, prepend=np.zeros((len(whole), 1), whole.dtype))
    if predictor == 3:
        weights = part.astype(f">f{size}").view(np.uint8).reshape(*part.shape, size)
        apart = weights.transpose(0, 2, 1).reshape(len(part), -1)
        content = np.diff(apart, axis=1, prepend=np.zeros((len(apart), 1), np.uint8)).tobytes()
    else:
        content = part.astype(part.dtype.newbyteorder(order)).tobytes()
    if compression == PLAIN:
        return content
    if compression == DEFLATE:
        return zlib.compress(content, 1)
    picture = Image.frombytes("L", (part.shape[1] * size, part.shape[0]), content)
    stream = io.BytesIO()
    picture.save(
        stream, "TIFF", compression={LZW: "tiff_lzw", ZSTD: "zstd"}[compression],
        tiffinfo={278: part.shape[0]}, strip_size=1 << 30,
    )  # fmt: skip
    with Image.open(stream) as again:
        tags = again.tag_v2  # type: ignore[attr-defined]
        (offset,), (count,) = tags[273], tags[279]
    return stream.getvalue()[offset : offset + count]


def write_blocks(
    path: Path,
    high: int,
    wide: int,
    dtype: np.dtype,
    blocks: Iterable[bytes],
    block: tuple[int, int],
    *,
    tiled: bool,
    compression: int,
    predictor: int,
    order: str,
    big: bool,
    tags: dict[int, tuple[str, object]],
    note: Callable[[int], None] = lambda _at: None,
) -> None:
    """Write blocks one after the other, then the directory."""
    places, sizes = [], []
    with path.open("wb") as stream:
        stream.write(b"\0" * 16)
        for content in blocks:
            places.append(stream.tell())
            sizes.append(len(content))
            stream.write(content)
            note(len(places))
        start = stream.tell() + stream.tell() % 2
        stream.seek(start)
        whole = "Q" if big else "I"
        entries: dict[int, tuple[str, object]] = {
            256: ("I", (wide,)),
            257: ("I", (high,)),
            258: ("H", (dtype.itemsize * 8,)),
            259: ("H", (compression,)),
            262: ("H", (1,)),
            277: ("H", (1,)),
            339: ("H", (FORMATS[dtype.kind],)),
        }
        if predictor != 1:
            entries[317] = ("H", (predictor,))
        if tiled:
            entries |= {322: ("I", (block[1],)), 323: ("I", (block[0],))}
            entries |= {324: (whole, places), 325: (whole, sizes)}
        else:
            entries |= {278: ("I", (block[0],)), 273: (whole, places), 279: (whole, sizes)}
        stream.write(directory(entries | tags, start, order, big))
        stream.seek(0)
        stream.write(b"II" if order == "<" else b"MM")
        if big:
            stream.write(struct.pack(order + "HHHQ", 43, 8, 0, start))
        else:
            stream.write(struct.pack(order + "HI", 42, start))


def directory(tags: dict[int, tuple[str, object]], start: int, order: str, big: bool) -> bytes:
    room, count_code, entry_size = (8, "Q", 20) if big else (4, "I", 12)
    head = struct.pack(order + ("Q" if big else "H"), len(tags))
    after = start + len(head) + entry_size * len(tags) + room
    told, beyond = b"", b""
    for tag, (code, values) in sorted(tags.items()):
        if code == "s":
            content, kind = str(values).encode() + b"\0", 2
            length = len(content)
        else:
            content = struct.pack(f"{order}{len(values)}{code}", *values)  # type: ignore[arg-type,misc]
            kind, length = TAG_TYPES[code], len(values)  # type: ignore[arg-type]
        told += struct.pack(order + "HH" + count_code, tag, kind, length)
        if len(content) <= room:
            told += content.ljust(room, b"\0")
        else:
            told += struct.pack(order + count_code, after + len(beyond))
            beyond += content
    return head + told + b"\0" * room + beyond
