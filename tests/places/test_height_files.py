"""GeoTIFF, BigTIFF and .asc in windows: whatever the survey wrote, the same heights come out."""

from __future__ import annotations

import io
import tracemalloc
import zlib
from pathlib import Path

import numpy as np
import pytest
from pyproj import CRS, Transformer

from community.places.height_files import open_grids
from community.places.height_grids import HeightsRefused
from community.places.height_text import TextGrid
from community.places.height_tiff import TiffGrid
from community.places.heights import read_heights
from tests.builders.height_files import (
    DEFLATE,
    LZW,
    PLAIN,
    ZSTD,
    geo_tags,
    write_blocks,
    write_geotiff,
)
from tests.builders.shared_data import shared_file


def ground(dtype: str, high: int = 70, wide: int = 90) -> np.ndarray:
    down, right = np.mgrid[0:high, 0:wide]
    heights = 400 + 3.7 * down + 1.3 * right + np.random.default_rng(1).normal(0, 9, (high, wide))
    return np.round(heights, 2).astype(dtype)


def window(path: Path, row: int, column: int, rows: int, columns: int) -> np.ndarray:
    with open_grids(path) as grids:
        return next(grids).read(row, column, rows, columns)


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("layout", [{"tile": 32}, {"rows_a_strip": 16}, {"rows_a_strip": 70}])
@pytest.mark.parametrize("compression", [PLAIN, DEFLATE, LZW, ZSTD])
@pytest.mark.parametrize(
    ("dtype", "predictor"),
    [("i2", 1), ("i2", 2), ("u2", 1), ("f4", 1), ("f4", 2), ("f4", 3), ("f8", 1), ("f8", 3)],
)
def test_every_way_of_writing_gives_the_same_heights(
    tmp_path: Path, dtype: str, predictor: int, compression: int, layout: dict, order: str
) -> None:
    cells = ground(dtype)
    path = write_geotiff(
        tmp_path / "a.tif", cells, compression=compression, predictor=predictor, order=order,
        **layout,
    )  # fmt: skip
    expected = cells.astype(np.float32)
    np.testing.assert_array_equal(window(path, 0, 0, 70, 90), expected)
    np.testing.assert_array_equal(window(path, 30, 31, 37, 40), expected[30:67, 31:71])
    np.testing.assert_array_equal(window(path, 69, 89, 10, 10), expected[69:, 89:])


@pytest.mark.parametrize("order", ["<", ">"])
def test_bigtiff(tmp_path: Path, order: str) -> None:
    cells = ground("f4")
    path = write_geotiff(tmp_path / "a.tif", cells, tile=32, order=order, big=True)
    np.testing.assert_array_equal(window(path, 5, 6, 60, 70), cells[5:65, 6:76])


def test_tall_strips_that_are_not_compressed_are_read_row_by_row(tmp_path: Path) -> None:
    cells = ground("f4", 900, 400)
    path = write_geotiff(tmp_path / "a.tif", cells, compression=PLAIN)
    with path.open("rb") as stream:
        grid = TiffGrid(stream)
        assert grid._layout.high == 1
        np.testing.assert_array_equal(grid.read(880, 10, 20, 20), cells[880:, 10:30])


@pytest.mark.parametrize(
    ("nodata", "cells"),
    [
        ("-9999", [[1.0, -9999.0], [2.0, 3.0]]),
        ("-3.4028234663852886e+38", [[1.0, -3.4028234663852886e38], [2.0, 3.0]]),
        ("nan", [[1.0, np.nan], [2.0, 3.0]]),
        (None, [[1.0, 1e30], [2.0, 3.0]]),
        ("0", [[1.0, 0.0], [2.0, 3.0]]),
    ],
)
def test_what_is_void_is_unknown(tmp_path: Path, nodata: str | None, cells: list) -> None:
    path = write_geotiff(tmp_path / "a.tif", np.array(cells, np.float32), nodata=nodata)
    np.testing.assert_array_equal(window(path, 0, 0, 2, 2), [[1, np.nan], [2, 3]])


def test_decimetres_and_feet_become_metres(tmp_path: Path) -> None:
    cells = np.full((2, 2), 4321, np.int16)
    scaled = '<GDALMetadata><Item name="SCALE" sample="0" role="scale">0.1</Item></GDALMetadata>'
    path = write_geotiff(tmp_path / "a.tif", cells, extra={42112: ("s", scaled)})
    np.testing.assert_allclose(window(path, 0, 0, 2, 2), 432.1, atol=1e-3)
    keys = (1, 1, 0, 3, 1025, 0, 1, 2, 2048, 0, 1, 4326, 4099, 0, 1, 9002)
    path = write_geotiff(
        tmp_path / "b.tif", np.full((2, 2), 1000, "i2"), extra={34735: ("H", keys)}
    )
    np.testing.assert_allclose(window(path, 0, 0, 2, 2), 304.8, atol=1e-3)


def test_a_tile_that_was_left_out_is_void(tmp_path: Path) -> None:
    path = write_geotiff(tmp_path / "a.tif", ground("f4", 64, 64), tile=32, compression=PLAIN)
    content = bytearray(path.read_bytes())
    sizes = content.find(np.full(4, 32 * 32 * 4, "<u4").tobytes())
    content[sizes : sizes + 4] = b"\0" * 4
    path.write_bytes(content)
    found = window(path, 0, 0, 64, 64)
    assert np.isnan(found[:32, :32]).all()
    assert np.isfinite(found[32:]).all()


@pytest.mark.parametrize("epsg", [32632, 2056, 27700, 3035, 25832])
def test_projected_grids_lie_where_they_should(tmp_path: Path, epsg: int) -> None:
    lat, lon = (54.0, -1.5) if epsg == 27700 else (47.14, 9.52)
    east, north = Transformer.from_crs(4326, epsg, always_xy=True).transform(lon, lat)
    west, top = round(east) - 200.0, round(north) + 150.0
    down, right = np.mgrid[0:80, 0:100]
    cells = (500 - 0.5 * down * 5 + 0.25 * right * 5).astype(np.float32)  # metres down and right
    path = write_geotiff(
        tmp_path / "a.tif", cells, epsg=epsg, west=west, north=top, step=5.0, is_area=True
    )
    model = read_heights(path, "lidar", "us")
    expected = 500 - 0.5 * (top - 2.5 - north) + 0.25 * (east - west - 2.5)
    assert model.height_at(lat, lon) == pytest.approx(expected, abs=0.02)
    assert model.height_at(lat + 1, lon) is None
    assert model.height_at(0.0, -120.0) is None


def test_etrs89_degrees_are_read_too(tmp_path: Path) -> None:
    path = write_geotiff(tmp_path / "a.tif", ground("f4"), epsg=4258)
    assert read_heights(path).height_at(47.98, 9.02) is not None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"extra": {277: ("H", (3,))}}, "heights_picture"),
        ({"extra": {258: ("H", (8,))}}, "heights_picture"),
        ({"extra": {259: ("H", (34887,))}}, "heights_compression"),
        ({"extra": {33550: ("d", (1.0, 0.0, 0.0))}}, "heights_no_position"),
        ({"extra": {33922: ("d", (0.0, 0.0, 0.0, 9.0, 480.0, 0.0))}}, "heights_no_position"),
        ({"extra": {257: ("I", (700,))}}, "heights_broken"),
        ({"epsg": 9}, "heights_other_grid"),
    ],
)
def test_what_cannot_be_read_says_why(tmp_path: Path, change: dict, code: str) -> None:
    path = write_geotiff(tmp_path / "a.tif", ground("f4"), tile=32, **change)
    with pytest.raises(HeightsRefused) as refused:
        window(path, 0, 0, 70, 90)
    assert refused.value.code == code
    assert refused.value.message % refused.value.values


@pytest.mark.parametrize("compression", [PLAIN, DEFLATE, LZW, ZSTD])
def test_a_file_that_was_cut_off(tmp_path: Path, compression: int) -> None:
    path = write_geotiff(tmp_path / "a.tif", ground("f4"), tile=32, compression=compression)
    content = bytearray(path.read_bytes())
    middle = slice(1000, 5000) if compression != PLAIN else slice(0, 0)
    content[middle] = bytes(np.random.default_rng(1).integers(0, 256, len(content[middle])))
    (tmp_path / "damaged.tif").write_bytes(content)
    (tmp_path / "short.tif").write_bytes(content[: len(content) // 2])
    names = ["short.tif"] if compression == PLAIN else ["damaged.tif", "short.tif"]
    for name in names:
        with pytest.raises(HeightsRefused):
            window(tmp_path / name, 0, 0, 70, 90)


def test_one_compressed_piece_of_a_gigabyte_is_refused(tmp_path: Path) -> None:
    tall = {257: ("I", (200_000,)), 278: ("I", (200_000,))}
    path = write_geotiff(tmp_path / "a.tif", ground("f4"), extra=tall)  # type: ignore[arg-type]
    with pytest.raises(HeightsRefused) as refused:
        window(path, 0, 0, 2, 2)
    assert refused.value.code == "heights_too_large"


def test_a_tile_that_unpacks_to_too_much_gives_no_more_than_the_tile(tmp_path: Path) -> None:
    write_blocks(
        tmp_path / "a.tif", 32, 32, np.dtype("f4"), [zlib.compress(b"\0" * 500_000_000, 9)],
        (32, 32), tiled=True, compression=DEFLATE, predictor=1, order="<", big=False,
        tags=geo_tags(4326, 9.0, 48.0, 0.001, False, None),
    )  # fmt: skip
    tracemalloc.start()
    assert (window(tmp_path / "a.tif", 0, 0, 32, 32) == 0).all()
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()


def asc(text: str) -> TextGrid:
    return TextGrid(io.BytesIO(text.encode()), Path("a.asc"), None)


def test_the_ascii_clip_is_the_geotiff_clip() -> None:
    text = read_heights(shared_file("map", "vaduz-schaan-srtm3.asc"))
    tiff = read_heights(shared_file("map", "vaduz-schaan-srtm3.tif"))
    np.testing.assert_array_equal(text.values, tiff.values)
    assert text.placement.north == pytest.approx(tiff.placement.north, abs=1e-6)
    assert text.placement.west == pytest.approx(tiff.placement.west, abs=1e-6)


def test_ascii_corners_wrapped_rows_and_windows() -> None:
    head = "NCOLS 3\nNROWS 4\nXLLCORNER 9\nYLLCORNER 47\nCELLSIZE 0.5\nNODATA_value -1\n"
    grid = asc(head + "1 2\n3 4 5 -1\n7 8 9 10\n11 12")
    assert (grid.placement.north, grid.placement.west) == (48.75, 9.25)
    np.testing.assert_array_equal(grid.read(0, 0, 2, 3), [[1, 2, 3], [4, 5, np.nan]])
    np.testing.assert_array_equal(grid.read(1, 1, 3, 2), [[5, np.nan], [8, 9], [11, 12]])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("ncols 2\nnrows 2\n1 2 3 4", "heights_no_position"),
        ("ncols 2\nnrows 2\nxllcorner 9\nyllcorner 47\ncellsize 0\n1 2 3 4", "heights_no_position"),
        ("ncols x\n", "heights_unreadable"),
        ("ncols 2\nnrows 2\nxllcorner 9\nyllcorner 47\ncellsize 1\n1 2 3", "heights_broken"),
        ("ncols 2\nnrows 2\nxllcorner 9\nyllcorner 47\ncellsize 1\n1 2 3 b", "heights_broken"),
        ("ncols 2\nnrows 2\nxllcorner 530000\nyllcorner 180000\ncellsize 50\n1 2 3 4",
         "heights_other_grid"),
        ("ncols 99999\nnrows 2\nxllcorner 9\nyllcorner 47\ncellsize 1\n1", "heights_too_large"),
    ],
)  # fmt: skip
def test_ascii_that_cannot_be_read(text: str, code: str) -> None:
    with pytest.raises(HeightsRefused) as refused:
        asc(text).read(0, 0, 2, 2)
    assert refused.value.code == code


def test_an_ascii_grid_in_metres_has_its_system_beside_it_or_is_told(tmp_path: Path) -> None:
    text = "ncols 2\nnrows 2\nxllcorner 430000\nyllcorner 434000\ncellsize 50\n1 2 3 4\n"
    (tmp_path / "a.asc").write_text(text)
    with open_grids(tmp_path / "a.asc", 27700) as grids:
        assert next(grids).placement.epsg == 27700
    (tmp_path / "a.prj").write_text(CRS.from_epsg(27700).to_wkt("WKT1_ESRI"))
    with open_grids(tmp_path / "a.asc") as grids:
        assert next(grids).placement.epsg == 27700
