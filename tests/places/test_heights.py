"""Height models: the table of data/map/README.md, voids, bilinear, and files that are none."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PIL.TiffImagePlugin import ImageFileDirectory_v2

from community.places.height_grids import HeightsRefused, Placement
from community.places.heights import HeightModel, read_heights
from tests.builders.shared_data import shared_file

KNOWN = [
    ("Vaduz castle", 47.1397, 9.5244, 568.3),
    ("Vaduz town hall", 47.1410, 9.5215, 459.5),
    ("Rhine dam at Vaduz", 47.1395, 9.5095, 455.7),
    ("Schaan, old station", 47.1683, 9.5085, 448.0),
    ("slope above Triesenberg", 47.1255, 9.5425, 1023.8),
]
VOIDS = [(47.1717, 9.5458), (47.1500, 9.5450), (47.1483, 9.5500), (47.1700, 9.5550)]
FILES = ["vaduz-schaan-srtm3.tif", "N47E009.hgt.zip"]


@pytest.mark.parametrize("name", FILES)
def test_heights_of_the_table(name: str) -> None:
    model = read_heights(shared_file("map", name))
    for place, lat, lon, height in KNOWN:
        assert model.height_at(lat, lon) == pytest.approx(height, abs=0.5), place
    for lat, lon in VOIDS:
        assert model.height_at(lat, lon) is None


def test_the_clip_has_26_voids() -> None:
    model = read_heights(shared_file("map", "vaduz-schaan-srtm3.tif"))
    assert model.values.shape == (117, 117)
    assert int(np.isnan(model.values).sum()) == 26


def test_the_tile_has_15299_voids() -> None:
    model = read_heights(shared_file("map", "N47E009.hgt.zip"))
    assert int(np.isnan(model.values).sum()) == 15_299


def small_model() -> HeightModel:
    values = np.array([[10, 20, np.nan], [30, 40, 50]], dtype=np.float32)
    return HeightModel(values, Placement(48.0, 9.0, 0.1, 0.1), "lidar", "us")


def test_bilinear_and_voids() -> None:
    model = small_model()
    assert model.height_at(48.0, 9.0) == 10
    assert model.height_at(47.95, 9.05) == pytest.approx(25)
    assert model.height_at(47.9, 9.15) == pytest.approx(45)  # the void above does not count here
    assert model.height_at(48.0, 9.1) == pytest.approx(20)  # nor exactly beside it
    assert model.height_at(47.95, 9.15) is None
    assert model.height_at(48.01, 9.05) is None
    assert model.height_at(47.95, 9.21) is None


def test_many_places_at_once_keep_their_shape() -> None:
    found = small_model().heights_at([[48.0, 47.95], [47.9, 10.0]], [[9.0, 9.05], [9.0, 9.0]])
    assert found.shape == (2, 2)
    assert np.isnan(found[1, 1])
    assert found[0].tolist() == pytest.approx([10, 25])


def write_tiff(path: Path, cells: np.ndarray, **tags: object) -> Path:
    found: dict[int, object] = {
        33550: (0.1, 0.1, 0.0),
        33922: (0.0, 0.0, 0.0, 9.0, 48.0, 0.0),
        34735: (1, 1, 0, 3, 1024, 0, 1, 2, 1025, 0, 1, 2, 2048, 0, 1, 4326),
        42113: "-9999",
    }
    found |= {int(key[1:]): value for key, value in tags.items()}
    info = ImageFileDirectory_v2()
    for tag, value in found.items():
        if value is None:
            continue
        info.tagtype[tag] = 2 if tag == 42113 else 3 if tag == 34735 else 12
        info[tag] = value
    Image.fromarray(cells).save(path, format="TIFF", tiffinfo=info, compression="tiff_lzw")
    return path


def test_float_geotiff_with_its_own_void(tmp_path: Path) -> None:
    cells = np.array([[1.5, -9999.0], [2.5, 3.5]], dtype=np.float32)
    model = read_heights(write_tiff(tmp_path / "a.tif", cells), "lidar", "us")
    assert model.height_at(48.0, 9.0) == pytest.approx(1.5)
    assert model.height_at(47.9, 9.05) == pytest.approx(3.0)
    assert model.height_at(48.0, 9.1) is None


def test_pixel_is_area_moves_the_centres_by_half_a_pixel(tmp_path: Path) -> None:
    cells = np.array([[1, 2], [3, 4]], dtype=np.float32)
    keys = (1, 1, 0, 3, 1024, 0, 1, 2, 1025, 0, 1, 1, 2048, 0, 1, 4326)
    model = read_heights(write_tiff(tmp_path / "a.tif", cells, t34735=keys), "lidar", "us")
    assert model.height_at(47.95, 9.05) == pytest.approx(1)
    assert model.height_at(47.90, 9.10) == pytest.approx(2.5)


def test_16_bit_geotiff(tmp_path: Path) -> None:
    cells = np.array([[400, 500], [600, 700]], dtype=np.int16)
    model = read_heights(write_tiff(tmp_path / "a.tif", cells.astype(np.uint16)), "srtm", "us")
    assert model.height_at(47.95, 9.05) == pytest.approx(550)


@pytest.mark.parametrize(
    ("tags", "code"),
    [
        ({"t33922": None}, "heights_no_position"),
        ({"t33550": None}, "heights_no_position"),
        ({"t34735": (1, 1, 0, 1, 1024, 0, 1, 1)}, "heights_other_grid"),
        ({"t34735": (1, 1, 0, 2, 1024, 0, 1, 1, 3072, 0, 1, 32767)}, "heights_other_grid"),
        ({"t34735": (1, 1, 0, 2, 1024, 0, 1, 1, 3072, 0, 1, 9)}, "heights_other_grid"),
    ],
)
def test_geotiffs_that_cannot_be_placed(tmp_path: Path, tags: dict[str, object], code: str) -> None:
    path = write_tiff(tmp_path / "a.tif", np.ones((2, 2), np.float32), **tags)
    with pytest.raises(HeightsRefused) as refused:
        read_heights(path)
    assert refused.value.code == code


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
def test_files_that_are_no_heights(tmp_path: Path) -> None:
    files = {
        "a.tif": b"II*\0 not a tiff",
        "b.hgt": b"\0" * 100,
        "N47E009.hgt": b"\0" * 100,
        "c.zip": b"PK nothing",
        "d.txt": b"text",
    }
    colours = io.BytesIO()
    Image.new("RGB", (4, 4)).save(colours, "TIFF")
    files["e.tif"] = colours.getvalue()
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(HeightsRefused):
            read_heights(tmp_path / name)


def test_a_zip_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "N47E009.hgt.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("N47E009.hgt", b"\0" * 60_000_000)
    with pytest.raises(HeightsRefused) as refused:
        read_heights(tmp_path / "N47E009.hgt.zip")
    assert refused.value.code == "heights_hgt"
