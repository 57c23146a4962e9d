"""Heights as GeoTIFF and BigTIFF, read block by block: tiles or strips, whatever their size.

Pillow knows no windows. So the tags are read here, and each block by itself: as it is, through
zlib, or, for LZW and Zstandard, through Pillow as a picture of its bytes. Predictors are undone by
numpy. TIFF 6.0, the BigTIFF proposal, GeoTIFF 1.1, GDAL's tags 42112 and 42113.
"""

from __future__ import annotations

import io
import re
import struct
import zlib
from dataclasses import dataclass
from functools import lru_cache
from typing import IO, Any, Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from community.foundation.words import N_
from community.places.height_grids import (
    NO_GRID,
    NO_POSITION,
    WGS84,
    Heights,
    HeightsRefused,
    Placement,
    known_epsg,
    without_voids,
)

LARGEST_BLOCK = 64 << 20  # bytes of one tile or strip, unpacked [D]
MOST_BLOCKS = 4_000_000  # offsets: 32 MB [D]
MOST_TAGS = 500
BLOCKS_IN_MEMORY_CELLS = 1 << 21  # a strip of a wide file may be wanted by several windows

_WIDTH, _HEIGHT, _BITS, _COMPRESSION = 256, 257, 258, 259
_STRIP_OFFSETS, _SAMPLES, _ROWS_PER_STRIP, _STRIP_BYTES = 273, 277, 278, 279
_PREDICTOR, _TILE_WIDTH, _TILE_HEIGHT, _TILE_OFFSETS, _TILE_BYTES = 317, 322, 323, 324, 325
_SAMPLE_FORMAT = 339
_PIXEL_SCALE, _TIEPOINT, _TRANSFORMATION, _GEO_KEYS = 33550, 33922, 34264, 34735
_GDAL_METADATA, _NODATA = 42112, 42113
_RASTER_TYPE_KEY = 1025  # 1 = pixel is area, 2 = pixel is point
_GEOGRAPHIC_KEY, _PROJECTED_KEY, _VERTICAL_UNITS_KEY = 2048, 3072, 4099
_USER_DEFINED = 32767
_METRES_OF_UNIT = {9001: 1.0, 9002: 0.3048, 9003: 1200 / 3937}  # EPSG units of measure

_TYPES = {  # TIFF field type: numpy code
    1: "u1", 2: "S1", 3: "u2", 4: "u4", 6: "i1", 7: "u1", 8: "i2", 9: "i4", 11: "f4", 12: "f8",
    13: "u4", 16: "u8", 17: "i8", 18: "u8",
}  # fmt: skip
_CELLS = {(1, 16): "u2", (2, 16): "i2", (1, 32): "u4", (2, 32): "i4", (3, 32): "f4", (3, 64): "f8"}
_PLAIN, _LZW, _DEFLATE, _OLD_DEFLATE, _ZSTD = 1, 5, 8, 32946, 50000
_BROKEN_FILE = (OSError, EOFError, ValueError, struct.error, zlib.error, SyntaxError)

NOT_HEIGHTS = N_("This GeoTIFF is a picture, not heights: heights have one band of 16 or 32 bits.")
PACKED = N_(
    "This GeoTIFF is compressed in a way we cannot read (number %(number)s). Convert it with "
    "gdal_translate -co TILED=YES -co COMPRESS=DEFLATE."
)
ONE_PIECE = N_(
    "This GeoTIFF is written in pieces that are too large to read one by one. Convert it with "
    "gdal_translate -co TILED=YES -co COMPRESS=DEFLATE."
)
TURNED = N_("This GeoTIFF is turned against its reference system. Convert it with gdalwarp.")
CUT_OFF = N_("This GeoTIFF is damaged: a piece of it is missing or does not unpack.")


@dataclass(frozen=True)
class _Layout:
    """How the cells lie in the file: blocks of `high` x `wide` cells, row after row."""

    dtype: np.dtype[Any]
    compression: int
    predictor: int
    high: int
    wide: int
    across: int  # blocks in a row of blocks
    offsets: NDArray[np.uint64]
    sizes: NDArray[np.uint64]


class TiffGrid:
    """The first picture of a GeoTIFF as a grid of heights."""

    def __init__(self, stream: IO[bytes], epsg: int | None = None) -> None:
        self._stream = stream
        try:
            tags = _tags_of(stream)
            self.rows, self.columns = int(tags[_HEIGHT][0]), int(tags[_WIDTH][0])
            self._layout = _layout(tags, self.rows, self.columns)
        except (KeyError, IndexError, *_BROKEN_FILE) as error:
            raise HeightsRefused from error
        if min(self.rows, self.columns) < 2:
            raise HeightsRefused
        keys = _geo_keys(tags.get(_GEO_KEYS))
        self.placement = _placement(tags, keys, epsg)
        self._nodata = _number(_text(tags.get(_NODATA)))
        self._scale, self._offset = _scale_of(_text(tags.get(_GDAL_METADATA)))
        self._scale *= _METRES_OF_UNIT.get(keys.get(_VERTICAL_UNITS_KEY, 9001), 1.0)
        cells = self._layout.high * self._layout.wide
        kept = max(1, BLOCKS_IN_MEMORY_CELLS // cells)
        self._block = lru_cache(maxsize=kept)(self._read_block)

    @property
    def block_columns(self) -> int:
        """Columns of a tile, or of a strip."""
        return self._layout.wide

    def read(self, row: int, column: int, rows: int, columns: int) -> Heights:
        """Return a window, NaN where void. Raises HeightsRefused."""
        end_row, end_column = min(row + rows, self.rows), min(column + columns, self.columns)
        window = np.full((end_row - row, end_column - column), np.nan, np.float32)
        high, wide = self._layout.high, self._layout.wide
        for down in range(row // high, -(-end_row // high)):
            for right in range(column // wide, -(-end_column // wide)):
                block = self._block(down, right)
                if block is None:
                    continue
                top, left = max(row, down * high), max(column, right * wide)
                bottom = min(end_row, down * high + block.shape[0])
                far = min(end_column, right * wide + block.shape[1])
                part = block[
                    top - down * high : bottom - down * high,
                    left - right * wide : far - right * wide,
                ]
                heights = without_voids(part, self._nodata, self._scale, self._offset)
                window[top - row : bottom - row, left - column : far - column] = heights
        return window

    def _read_block(self, down: int, right: int) -> NDArray | None:
        """Return the cells of one tile or strip, None for one that was left out (all void)."""
        layout = self._layout
        at = down * layout.across + right
        offset, size = int(layout.offsets[at]), int(layout.sizes[at])
        if size == 0 or offset == 0:
            return None
        rows = min(layout.high, self.rows - down * layout.high)
        try:
            self._stream.seek(offset)
            packed = self._stream.read(min(size, 2 * LARGEST_BLOCK))
            if len(packed) < size:
                raise EOFError
            return _unpacked(packed, layout, rows)
        except _BROKEN_FILE as error:
            raise HeightsRefused(CUT_OFF, code="heights_broken") from error


def _tags_of(stream: IO[bytes]) -> dict[int, NDArray]:
    """Return the tags of the first directory. Errors: those of _BROKEN_FILE, HeightsRefused."""
    head = stream.read(16)
    order: Literal["<", ">"] = ">" if head[:2] == b"MM" else "<"
    if head[:2] not in (b"II", b"MM"):
        raise HeightsRefused
    (magic,) = struct.unpack(order + "H", head[2:4])
    if magic not in (42, 43):
        raise HeightsRefused
    big = magic == 43
    (at,) = struct.unpack(order + ("Q" if big else "I"), head[8:16] if big else head[4:8])
    stream.seek(at)
    (count,) = struct.unpack(order + ("Q" if big else "H"), stream.read(8 if big else 2))
    if count > MOST_TAGS:
        raise HeightsRefused
    entry = order + ("HHQ8s" if big else "HHI4s")
    size = struct.calcsize(entry)
    directory = stream.read(size * count)
    tags = {}
    for tag, kind, length, inline in struct.iter_unpack(entry, directory):
        if kind not in _TYPES or length > MOST_BLOCKS:
            continue
        dtype = np.dtype(_TYPES[kind]).newbyteorder(order)
        wanted = dtype.itemsize * length
        if wanted <= len(inline):
            content = inline[:wanted]
        else:
            stream.seek(struct.unpack(order + ("Q" if big else "I"), inline)[0])
            content = stream.read(wanted)
        tags[tag] = np.frombuffer(content, dtype=dtype, count=length)
    tags[0] = np.array([order == ">"])
    return tags


def _layout(tags: dict[int, NDArray], rows: int, columns: int) -> _Layout:
    bits = int(tags.get(_BITS, [1])[0])
    code = _CELLS.get((int(tags.get(_SAMPLE_FORMAT, [1])[0]), bits))
    if code is None or int(tags.get(_SAMPLES, [1])[0]) != 1:
        raise HeightsRefused(NOT_HEIGHTS, code="heights_picture")
    dtype = np.dtype(code).newbyteorder(">" if tags[0][0] else "<")
    compression = int(tags.get(_COMPRESSION, [_PLAIN])[0])
    predictor = int(tags.get(_PREDICTOR, [1])[0])
    known = (_PLAIN, _LZW, _DEFLATE, _OLD_DEFLATE, _ZSTD)
    if compression not in known or predictor not in (1, 2, 3):
        raise HeightsRefused(PACKED, code="heights_compression", values={"number": compression})
    if predictor == 3 and dtype.kind != "f":
        raise HeightsRefused
    if _TILE_WIDTH in tags:
        high, wide = int(tags[_TILE_HEIGHT][0]), int(tags[_TILE_WIDTH][0])
        offsets, sizes = tags[_TILE_OFFSETS], tags[_TILE_BYTES]
    else:
        high, wide = min(rows, int(tags.get(_ROWS_PER_STRIP, [rows])[0])), columns
        offsets, sizes = tags[_STRIP_OFFSETS], tags[_STRIP_BYTES]
    if min(high, wide) < 1:
        raise HeightsRefused
    across, down = -(-columns // wide), -(-rows // high)
    if min(offsets.size, sizes.size) < across * down:
        raise HeightsRefused(CUT_OFF, code="heights_broken")
    row_bytes = wide * dtype.itemsize
    if compression == _PLAIN and across == 1 and predictor == 1 and high * row_bytes > 1 << 20:
        return _rows_apart(dtype, high, rows, columns, offsets)
    if high * row_bytes > LARGEST_BLOCK:
        raise HeightsRefused(ONE_PIECE, code="heights_too_large")
    return _Layout(dtype, compression, predictor, high, wide, across, offsets, sizes)


def _rows_apart(
    dtype: np.dtype[Any], high: int, rows: int, columns: int, offsets: NDArray
) -> _Layout:
    """Return tall strips that are not compressed as strips of one row each: any can be read."""
    row_bytes = columns * dtype.itemsize
    if row_bytes > LARGEST_BLOCK or rows > MOST_BLOCKS:
        raise HeightsRefused(ONE_PIECE, code="heights_too_large")
    row = np.arange(rows)
    starts = offsets[row // high].astype(np.uint64) + ((row % high) * row_bytes).astype(np.uint64)
    sizes = np.full(rows, row_bytes, np.uint64)
    return _Layout(dtype, _PLAIN, 1, 1, columns, 1, starts, sizes)


def _unpacked(packed: bytes, layout: _Layout, rows: int) -> NDArray:
    row_bytes = layout.wide * layout.dtype.itemsize
    wanted = rows * row_bytes
    if layout.compression == _PLAIN:
        content = packed
    elif layout.compression in (_LZW, _ZSTD):
        content = _through_pillow(packed, layout.compression, rows, row_bytes)
    else:
        content = zlib.decompressobj().decompress(packed, wanted)
    if len(content) < wanted:
        raise EOFError
    if layout.predictor == 3:
        return _floats_joined(np.frombuffer(content, np.uint8, wanted), rows, layout)
    count = rows * layout.wide
    cells = np.frombuffer(content, layout.dtype, count).reshape(rows, layout.wide)
    if layout.predictor == 2:  # differences of neighbours, wrapping round
        whole = np.dtype(f"u{layout.dtype.itemsize}")
        native = cells.astype(layout.dtype.newbyteorder("=")).view(whole)
        cells = np.add.accumulate(native, axis=1, dtype=whole).view(layout.dtype.newbyteorder("="))
    return cells


def _floats_joined(content: NDArray[np.uint8], rows: int, layout: _Layout) -> NDArray:
    """Undo the float predictor: bytes of a row sorted by weight, and their differences."""
    size = layout.dtype.itemsize
    apart = np.add.accumulate(content.reshape(rows, -1), axis=1, dtype=np.uint8)
    joined = apart.reshape(rows, size, layout.wide).transpose(0, 2, 1)
    return np.ascontiguousarray(joined).view(f">f{size}").reshape(rows, layout.wide)


def _through_pillow(packed: bytes, compression: int, rows: int, row_bytes: int) -> bytes:
    """Unpack with libtiff: the block as a TIFF of its own whose pixels are its bytes."""
    entries = [
        (_WIDTH, 4, row_bytes), (_HEIGHT, 4, rows), (_BITS, 3, 8), (_COMPRESSION, 3, compression),
        (262, 3, 1), (_STRIP_OFFSETS, 4, 0), (_SAMPLES, 3, 1), (_ROWS_PER_STRIP, 4, rows),
        (_STRIP_BYTES, 4, len(packed)),
    ]  # fmt: skip
    start = 8 + 2 + 12 * len(entries) + 4
    head = struct.pack("<2sHIH", b"II", 42, 8, len(entries))
    for tag, kind, value in entries:
        told = start if tag == _STRIP_OFFSETS else value
        head += struct.pack("<HHI", tag, kind, 1)
        head += struct.pack("<HH" if kind == 3 else "<I", *((told, 0) if kind == 3 else (told,)))
    try:
        with Image.open(
            io.BytesIO(head + struct.pack("<I", 0) + packed), formats=["TIFF"]
        ) as picture:
            return picture.tobytes()
    except (UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise ValueError from error


def _placement(tags: dict[int, NDArray], keys: dict[int, int], epsg: int | None) -> Placement:
    """Return where the grid lies. Raises HeightsRefused."""
    column, row, x, y, step_x, step_y = _corner(tags)
    if not (step_x > 0 and step_y > 0) or not np.isfinite([x, y, step_x, step_y]).all():
        raise HeightsRefused(NO_POSITION, code="heights_no_position")
    number = epsg or _system_of(keys)
    known_epsg(number)
    to_centre = 0.0 if keys.get(_RASTER_TYPE_KEY, 1) == 2 else 0.5
    north = y + (row - to_centre) * step_y
    west = x - (column - to_centre) * step_x
    if number == WGS84 and (abs(north) > 91 or abs(west) > 361):
        raise HeightsRefused(NO_POSITION, code="heights_no_position")
    return Placement(north, west, step_y, step_x, number)


def _corner(tags: dict[int, NDArray]) -> tuple[float, float, float, float, float, float]:
    """Return a place in pixels, the same in the reference system, and the steps."""
    scale, tie = tags.get(_PIXEL_SCALE), tags.get(_TIEPOINT)
    if scale is not None and tie is not None and scale.size >= 2 and tie.size >= 6:
        step_x, step_y = float(scale[0]), float(scale[1])
        return float(tie[0]), float(tie[1]), float(tie[3]), float(tie[4]), step_x, step_y
    matrix = tags.get(_TRANSFORMATION)
    if matrix is None or matrix.size < 16:
        raise HeightsRefused(NO_POSITION, code="heights_no_position")
    if matrix[1] or matrix[4]:
        raise HeightsRefused(TURNED, code="heights_other_grid")
    return 0.0, 0.0, float(matrix[3]), float(matrix[7]), float(matrix[0]), -float(matrix[5])


def _system_of(keys: dict[int, int]) -> int:
    number = keys.get(_PROJECTED_KEY) or keys.get(_GEOGRAPHIC_KEY) or (0 if keys else WGS84)
    if number in (0, _USER_DEFINED):
        raise HeightsRefused(NO_GRID, code="heights_other_grid")
    return number


def _geo_keys(directory: NDArray | None) -> dict[int, int]:
    """Return the short values of a GeoKeyDirectory; keys stored elsewhere are left out."""
    if directory is None:
        return {}
    entries = [directory[at : at + 4] for at in range(4, directory.size - 3, 4)]
    return {int(key): int(value) for key, place, _, value in entries if place == 0}


def _text(content: NDArray | None) -> str:
    return "" if content is None else content.tobytes().decode("latin-1").strip("\x00 ")


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _scale_of(metadata: str) -> tuple[float, float]:
    """Return the factor and the offset that GDAL's metadata gives to the cells."""
    found = {}
    for role in ("scale", "offset"):
        match = re.search(rf'role="{role}"[^>]*>([^<]+)<', metadata)
        found[role] = _number(match[1]) if match else None
    return found["scale"] or 1.0, found["offset"] or 0.0
