"""`heights import`: all or nothing, newest first, any reference system, the whole line first."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from flask import Flask
from pyproj import Transformer

from community.places import height_model
from tests.builders.height_files import write_geotiff


@pytest.fixture
def quiet_app(make_app: Callable[..., Flask]) -> Flask:
    return make_app()


def import_heights(app: Flask, source: str, *files: Path, more: tuple[str, ...] = ()):  # type: ignore[no-untyped-def]
    said = ["--source", source, "--attribution", source, *more]
    return app.test_cli_runner().invoke(args=["heights", "import", *map(str, files), *said])


def test_a_whole_import_counts_or_nothing_of_it(quiet_app: Flask, tmp_path: Path) -> None:
    settings = quiet_app.extensions["settings"]
    cells = np.full((40, 40), 400.0, np.float32)
    good = write_geotiff(tmp_path / "good.tif", cells)
    assert import_heights(quiet_app, "lidar", good).exit_code == 0
    other = write_geotiff(tmp_path / "other.tif", cells + 50)
    (tmp_path / "bad.tif").write_bytes(other.read_bytes()[:100])
    done = import_heights(quiet_app, "lidar", other, tmp_path / "bad.tif")
    assert done.exit_code == 1
    assert "bad.tif: This file holds no heights we can read." in done.output
    assert "Nothing was changed." in done.output
    model = height_model(settings)
    assert model is not None
    assert model.models[0].heights_at([47.98], [9.02])[0] == pytest.approx(400)
    assert len(list((settings.data / "heights").glob("import-*"))) == 1


def test_a_newer_import_replaces_the_same_area_of_the_same_source(
    quiet_app: Flask, tmp_path: Path
) -> None:
    settings = quiet_app.extensions["settings"]
    cells = np.full((40, 40), 400.0, np.float32)
    for number in range(3):
        file = write_geotiff(tmp_path / f"{number}.tif", cells + number)
        assert import_heights(quiet_app, "lidar", file).exit_code == 0
        assert import_heights(quiet_app, "srtm", file).exit_code == 0
    model = height_model(settings)
    assert model is not None
    assert [one.heights_at([47.98], [9.02])[0] for one in model.models] == pytest.approx([402, 402])
    index = json.loads((settings.data / "heights" / "heights.json").read_text())
    assert sorted(entry["source"] for entry in index) == ["lidar", "srtm"]
    tiles = list((settings.data / "heights").glob("import-*/*.tif"))
    assert len(tiles) <= 4  # those in use and the ones replaced last


def test_national_grids_lie_side_by_side_with_degrees(quiet_app: Flask, tmp_path: Path) -> None:
    east, north = Transformer.from_crs(4326, 2056, always_xy=True).transform(9.52, 47.14)
    swiss = write_geotiff(
        tmp_path / "swiss.tif", np.full((1100, 700), 450, np.float32), tile=256, epsg=2056,
        west=round(east) - 350.0, north=round(north) + 550.0, step=1.0, is_area=True,
    )  # fmt: skip
    degrees = write_geotiff(tmp_path / "degrees.tif", np.full((40, 40), 300, np.float32))
    assert import_heights(quiet_app, "lidar", swiss, degrees).exit_code == 0
    model = height_model(quiet_app.extensions["settings"])
    assert model is not None
    found = model.models[0].heights_at([47.14, 47.98, 10.0], [9.52, 9.02, -120.0])
    np.testing.assert_allclose(found, [450, 300, np.nan])


def test_a_coarse_model_of_the_whole_line_beats_a_fine_one_of_half_of_it(
    quiet_app: Flask, tmp_path: Path
) -> None:
    cells = np.full((40, 40), 400.0, np.float32)
    import_heights(quiet_app, "lidar", write_geotiff(tmp_path / "half.tif", cells[:, :25]))
    import_heights(quiet_app, "srtm", write_geotiff(tmp_path / "whole.tif", cells))
    model = height_model(quiet_app.extensions["settings"])
    assert model is not None
    lats, lons = np.full(100, 47.98), np.linspace(9.0, 9.039, 100)
    assert model.for_line(lats, lons).source == "srtm"  # type: ignore[union-attr]
    assert model.for_line(lats[:60], lons[:60]).source == "lidar"  # type: ignore[union-attr]
    assert model.for_line(lats, lons + 0.018) is not None
    assert model.for_line(lats, lons + 0.03) is None


def test_a_grid_without_a_number_needs_one(quiet_app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "a.asc"
    file.write_text("ncols 2\nnrows 2\nxllcorner 430000\nyllcorner 434000\ncellsize 50\n1 2 3 4\n")
    done = import_heights(quiet_app, "lidar", file)
    assert done.exit_code == 1
    assert "--epsg 27700" in done.output
    assert import_heights(quiet_app, "lidar", file, more=("--epsg", "27700")).exit_code == 0


def test_wide_strips_become_low_tiles_with_the_same_heights(
    quiet_app: Flask, tmp_path: Path
) -> None:
    cells = (400 + np.random.default_rng(1).random((300, 9000))).astype(np.float32)
    file = write_geotiff(tmp_path / "a.tif", cells, rows_a_strip=4, step=0.0001)
    assert import_heights(quiet_app, "lidar", file).exit_code == 0
    model = height_model(quiet_app.extensions["settings"])
    assert model is not None
    rows, columns = np.array([0, 128, 129, 256, 299]), np.array([0, 2048, 4097, 8191, 8999])
    found = model.models[0].heights_at(48 - rows * 0.0001, 9 + columns * 0.0001)
    np.testing.assert_allclose(found, cells[rows, columns], atol=1e-3)
