"""Taking in, refusing, swapping and forgetting maps."""

from __future__ import annotations

import gzip
import shutil
import threading
from collections import namedtuple
from pathlib import Path

import numpy as np
import pytest

from community.places import (
    MapRefused,
    check_maps,
    forget_map,
    import_map,
    map_folder,
    map_of,
)
from tests.builders.extracts import Extract, degrees, the_map
from tests.builders.shared_data import REPOSITORY, shared_file
from tests.conftest import settings_for

CLIP = REPOSITORY / "community" / "demo" / "data" / "vaduz-schaan.osm.pbf"
LINE = degrees([(0, 0), (300, 0)])


def a_path(surface: str, north_m: float = 0.0) -> Extract:
    ground = Extract()
    ground.way((0, north_m), (300, north_m), highway="path", surface=surface)
    return ground


def surfaces(folder: Path) -> list[str]:
    found = the_map(folder).facts_along(*LINE)
    assert found is not None
    return [one.surface for one in found.stretches]


def names(folder: Path) -> list[str]:
    return [state.name for state in check_maps(folder)]


def refused(file: Path, folder: Path, name: str | None = None) -> MapRefused:
    with pytest.raises(MapRefused) as caught:
        import_map(file, name, folder)
    assert caught.value.message % caught.value.values
    return caught.value


def test_before_an_import_there_is_no_map(tmp_path: Path) -> None:
    assert map_of(settings_for("sqlite:///none", tmp_path)) is None
    assert check_maps(tmp_path) == []
    assert not forget_map("riet", tmp_path)


@pytest.mark.parametrize("ending", ["osm.pbf", "osm", "osm.gz", "osm.bz2"])
def test_formats_are_told_by_their_content(tmp_path: Path, ending: str) -> None:
    file = a_path("gravel").write(tmp_path / f"ground.{ending}")
    odd = file.rename(tmp_path / "without-an-ending")
    assert import_map(odd, "riet", tmp_path).counts["ways"] == 1
    assert surfaces(tmp_path) == ["gravel"]


def test_the_name_comes_from_the_file(tmp_path: Path) -> None:
    import_map(a_path("gravel").write(tmp_path / "Rhine Valley_2025.osm.pbf"), None, tmp_path)
    assert names(tmp_path) == ["rhine-valley-2025"]


@pytest.mark.parametrize("name", ["", "..", "Riet", "a/b", "-riet", "x" * 41, "riet\n"])
def test_names_that_are_no_folder_are_refused(tmp_path: Path, name: str) -> None:
    file = a_path("gravel").write(tmp_path / "ground.osm.pbf")
    assert refused(file, tmp_path, name).code == "map_name"
    assert not forget_map(name, tmp_path)


def test_the_same_file_again_is_not_made_again(tmp_path: Path) -> None:
    file = a_path("gravel").write(tmp_path / "ground.osm.pbf")
    told: list[str] = []
    first = import_map(file, None, tmp_path, told.append)
    assert told
    told.clear()
    assert import_map(file, None, tmp_path, told.append) == first
    assert told == []


def test_a_new_import_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    for surface in ("gravel", "asphalt", "wood"):
        import_map(a_path(surface).write(tmp_path / "ground.osm.pbf"), None, tmp_path)
        assert surfaces(tmp_path) == [surface]
    here = tmp_path / "places" / "ground"
    assert len([entry for entry in here.iterdir() if entry.is_dir()]) == 2  # this, and the last


def test_who_reads_goes_on_while_another_import_swaps_in(tmp_path: Path) -> None:
    for surface in ("gravel", "asphalt", "wood"):
        a_path(surface).write(tmp_path / f"{surface}.osm.pbf")
    import_map(tmp_path / "gravel.osm.pbf", "riet", tmp_path)
    held = the_map(tmp_path)
    seen: set[str] = set()
    wrong: list[BaseException] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            try:
                seen.update(surfaces(tmp_path))
            except BaseException as problem:
                wrong.append(problem)

    reader = threading.Thread(target=read)
    reader.start()
    for _ in range(3):
        for surface in ("asphalt", "wood", "gravel"):
            import_map(tmp_path / f"{surface}.osm.pbf", "riet", tmp_path)
    assert forget_map("riet", tmp_path)
    import_map(tmp_path / "wood.osm.pbf", "riet", tmp_path)
    stop.set()
    reader.join()
    assert not [problem for problem in wrong if not isinstance(problem, AssertionError)]
    assert seen <= {"gravel", "asphalt", "wood"}
    still = held.facts_along(*LINE)
    assert still is not None
    assert [one.surface for one in still.stretches] == ["gravel"]


def test_areas_lie_side_by_side(tmp_path: Path) -> None:
    west, east = Extract(), Extract()
    west.way((0, 0), (150, 0), highway="path", surface="gravel")
    east.way((150, 0), (300, 0), highway="path", surface="asphalt")
    for ground in (west, east):
        ground.node((150, 4), amenity="bench")
        ground.nodes[-1].id = 77  # both extracts have the bench at the border
    import_map(west.write(tmp_path / "west.osm.pbf"), None, tmp_path)
    import_map(east.write(tmp_path / "east.osm.pbf"), None, tmp_path)
    assert names(tmp_path) == ["east", "west"]
    assert surfaces(tmp_path) == ["gravel", "asphalt"]
    found = the_map(tmp_path).facts_along(*LINE)
    assert found is not None
    assert [one.osm for one in found.seats] == ["node/77"]
    assert forget_map("west", tmp_path)
    assert surfaces(tmp_path) == ["", "asphalt"]


def test_files_that_are_no_extract_are_refused(tmp_path: Path) -> None:
    for number, content in enumerate(
        (
            b"",
            b"Dear leader,\n",
            b'<?xml version="1.0"?><gpx version="1.1"></gpx>',
            b"\x1f\x8b",
            gzip.compress(b"nothing of the kind"),
            b"\x00\x00\x00\x0e\x0a\x09OSMHeader",
            bytes(range(256)) * 40,
        )
    ):
        file = tmp_path / f"{number}.osm.pbf"
        file.write_bytes(content)
        assert refused(file, tmp_path).code in ("map_not_osm", "map_damaged")
    assert names(tmp_path) == []


@pytest.mark.parametrize("share", [0.1, 0.5, 0.999])
def test_a_truncated_extract_replaces_nothing(tmp_path: Path, share: float) -> None:
    import_map(a_path("gravel").write(tmp_path / "clip.osm.pbf"), None, tmp_path)
    content = CLIP.read_bytes()
    (tmp_path / "clip.osm.pbf").write_bytes(content[: int(share * len(content))])
    assert refused(tmp_path / "clip.osm.pbf", tmp_path).code == "map_damaged"
    assert surfaces(tmp_path) == ["gravel"]
    assert not list((tmp_path / "places").rglob("*.tmp"))


@pytest.mark.parametrize("ending", ["osm", "osm.gz"])
def test_truncated_xml_is_refused(tmp_path: Path, ending: str) -> None:
    file = a_path("gravel").write(tmp_path / f"ground.{ending}")
    file.write_bytes(file.read_bytes()[:-60])
    assert refused(file, tmp_path).code == "map_damaged"
    assert names(tmp_path) == []
    assert not (tmp_path / "places" / "ground").exists()


def test_an_extract_without_a_way_is_refused(tmp_path: Path) -> None:
    ground = Extract()
    ground.node((0, 0), amenity="bench")
    ground.way((0, 0), (100, 0), highway="motorway")
    assert refused(ground.write(tmp_path / "sea.osm.pbf"), tmp_path).code == "map_no_way"
    assert names(tmp_path) == []


def test_too_many_ways_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("community.places.extract.MOST_WAYS", 2)
    ground = a_path("gravel")
    ground.way((0, 50), (50, 50), highway="path")
    ground.way((0, 90), (50, 90), building="yes")
    assert refused(ground.write(tmp_path / "land.osm.pbf"), tmp_path).code == "map_too_large"
    assert names(tmp_path) == []


def test_a_country_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("community.places.extract.LARGEST_PBF_BYTES", 100)
    file = a_path("gravel").write(tmp_path / "land.osm.pbf")
    assert refused(file, tmp_path).code == "map_too_large"


def test_a_full_disk_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")(10**6, 10**6 - 50, 50)
    monkeypatch.setattr(map_folder.shutil, "disk_usage", lambda _: usage)
    file = a_path("gravel").write(tmp_path / "ground.osm.pbf")
    assert refused(file, tmp_path).code == "map_no_disk"
    assert names(tmp_path) == []


def test_an_interrupted_import_leaves_the_old_map(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_map(a_path("gravel").write(tmp_path / "ground.osm.pbf"), None, tmp_path)

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(map_folder, "_save_points", stop)
    with pytest.raises(KeyboardInterrupt):
        import_map(a_path("asphalt").write(tmp_path / "ground.osm.pbf"), None, tmp_path)
    assert surfaces(tmp_path) == ["gravel"]
    assert not list((tmp_path / "places").rglob("*.tmp"))


def test_what_a_killed_import_left_is_cleared_away(tmp_path: Path) -> None:
    left = tmp_path / "places" / "ground" / "0123456789abcdef.tmp"
    left.mkdir(parents=True)
    (left / "way.bin").write_bytes(b"half")
    import_map(a_path("gravel").write(tmp_path / "ground.osm.pbf"), None, tmp_path)
    assert not left.exists()


def test_a_broken_map_is_told_and_the_others_go_on(tmp_path: Path) -> None:
    import_map(a_path("gravel").write(tmp_path / "good.osm.pbf"), None, tmp_path)
    import_map(a_path("asphalt", 500).write(tmp_path / "bad.osm.pbf"), None, tmp_path)
    here = tmp_path / "places" / "bad"
    (here / (here / "current").read_text() / "way.bin").write_bytes(b"")
    assert surfaces(tmp_path) == ["gravel"]
    assert [bool(state.wrong) for state in check_maps(tmp_path)] == [True, False]
    import_map(tmp_path / "bad.osm.pbf", None, tmp_path)
    assert not any(state.wrong for state in check_maps(tmp_path))


def test_a_map_of_another_version_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_map(a_path("gravel").write(tmp_path / "ground.osm.pbf"), None, tmp_path)
    monkeypatch.setattr(map_folder, "SCHEMA", map_folder.SCHEMA + 1)
    map_folder._loaded.cache_clear()
    assert map_of(settings_for("sqlite:///none", tmp_path)) is None
    assert check_maps(tmp_path)[0].wrong
    import_map(tmp_path / "ground.osm.pbf", None, tmp_path)
    assert surfaces(tmp_path) == ["gravel"]


def test_the_clip_as_xml_says_the_same(tmp_path: Path) -> None:
    xml = shared_file("map", "vaduz-schaan.osm.gz")
    shutil.copy(xml, tmp_path / "xml.osm.gz")
    first = import_map(CLIP, "pbf", tmp_path)
    second = import_map(tmp_path / "xml.osm.gz", "xml", tmp_path)
    assert first.counts == second.counts
    assert first.dated == second.dated
    assert np.allclose(first.box, second.box)
