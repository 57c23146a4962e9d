"""Pictures are read with care and tell nothing but what is on them."""

from __future__ import annotations

import io
import struct
import time
import zlib
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from community.routes.photo_files import (
    BROKEN,
    HEIC,
    MOST_BYTES,
    TOO_BIG,
    TOO_MANY_PIXELS,
    TOO_SMALL,
    WIDTHS,
    PhotoRefused,
    file_of,
    keys_on_disk,
    new_key,
    read_photo,
    remove_photos,
    write_photo,
)
from tests.builders.photos import a_picture

SECRETS = (b"Exif", b"GPS", b"Ruth's phone", b"secret", b"xpacket", b"2026:05:01", b"ICC_PROFILE")


def test_where_and_when_it_was_taken_does_not_stay() -> None:
    content = a_picture(gps=True)
    assert b"Ruth's phone" in content
    assert Image.open(io.BytesIO(content)).getexif().get_ifd(0x8825)
    photo = read_photo(io.BytesIO(content))
    for file in photo.files.values():
        again = Image.open(io.BytesIO(file))
        assert dict(again.getexif()) == {}
        assert not again.getexif().get_ifd(0x8825)
        assert set(again.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density",
                                   "progressive", "progression"}  # fmt: skip
        assert not [word for word in SECRETS if word in file]


def test_texts_in_a_png_do_not_stay() -> None:
    texts = PngInfo()
    texts.add_text("Comment", "secret")
    out = io.BytesIO()
    Image.new("RGBA", (100, 80), (255, 0, 0, 0)).save(out, "PNG", pnginfo=texts)
    photo = read_photo(io.BytesIO(out.getvalue()))
    assert b"secret" not in photo.files[480]
    again = Image.open(io.BytesIO(photo.files[480]))
    assert again.getpixel((50, 40)) == (255, 255, 255)  # transparent is white


def test_it_stands_upright_as_the_phone_was_held() -> None:
    photo = read_photo(io.BytesIO(a_picture(size=(400, 200), orientation=6)))
    assert (photo.width, photo.height) == (200, 400)
    again = Image.open(io.BytesIO(photo.files[1280])).convert("RGB")
    red, _, blue = again.getpixel((100, 20))  # type: ignore[misc]
    assert red > 200 > blue  # the left half, red, is on top now


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_sizes_for_a_phone(kind: str) -> None:
    photo = read_photo(io.BytesIO(a_picture(size=(4000, 3000), kind=kind)))
    assert (photo.width, photo.height) == (1280, 960)
    assert set(photo.files) == set(WIDTHS)
    assert Image.open(io.BytesIO(photo.files[480])).size == (480, 360)
    assert all(Image.open(io.BytesIO(file)).format == "JPEG" for file in photo.files.values())


def png_bomb(width: int, height: int) -> bytes:
    """Return a small PNG that says to be huge."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content))
            + name
            + content
            + struct.pack(">I", zlib.crc32(name + content))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1_000_000))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", PhotoRefused.message),
        (b"just words", PhotoRefused.message),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", PhotoRefused.message),
        (b"GIF89a" + b"\0" * 100, PhotoRefused.message),
        (b"\0\0\0\x18ftypheic" + b"\0" * 100, HEIC),
        (b"\xff\xd8\xff" + b"x" * MOST_BYTES, TOO_BIG),
        (png_bomb(60_000, 60_000), TOO_MANY_PIXELS),
        (png_bomb(20_000, 4_000), TOO_MANY_PIXELS),
        (png_bomb(4_000, 3_000), BROKEN),  # too little in it
        (b"\xff\xd8" + b"\xff\xda\0\x08" * 100_000, BROKEN),
    ],
)
def test_what_is_no_picture_gets_a_sentence_at_once(content: bytes, says: str) -> None:
    started = time.perf_counter()
    with pytest.raises(PhotoRefused) as refused:
        read_photo(io.BytesIO(content))
    assert refused.value.message == says
    assert time.perf_counter() - started < 1.0


def a_jpeg(**options: bool) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (5000, 4000), "red").save(out, "JPEG", **options)
    return out.getvalue()


def test_a_large_picture_is_read_only_where_its_decoder_needs_little_memory() -> None:
    assert read_photo(io.BytesIO(a_jpeg())).width == 1280
    with pytest.raises(PhotoRefused) as refused:  # all scans of a progressive one are held whole
        read_photo(io.BytesIO(a_jpeg(progressive=True)))
    assert refused.value.message == TOO_MANY_PIXELS
    with pytest.raises(PhotoRefused) as refused:
        read_photo(io.BytesIO(png_bomb(5000, 4000)))
    assert refused.value.message == TOO_MANY_PIXELS


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_damaged_picture_is_refused_whatever_its_decoder_raises(kind: str) -> None:
    whole, chance = a_picture(size=(64, 48), kind=kind, gps=True, orientation=6), Random(7)
    for _ in range(400):
        content = bytearray(whole)
        for _ in range(chance.choice((1, 3, 12))):
            content[chance.randrange(len(content))] = chance.randrange(256)
        with suppress(PhotoRefused):
            read_photo(io.BytesIO(content))


def test_orientation_and_size_of_another_type_are_refused_or_read() -> None:
    entry = struct.pack("<HHII", 0x0112, 3, 1, 6) + struct.pack("<HHII", 0x0100, 12, 0, 0)
    for kind in range(16):
        odd = entry + struct.pack("<HHII", 0x011A, kind, 2, 8)
        exif = b"Exif\0\0II*\0\x08\0\0\0" + struct.pack("<H", 3) + odd
        out = io.BytesIO()
        Image.new("RGB", (64, 64)).save(out, "JPEG", exif=exif)
        with suppress(PhotoRefused):
            read_photo(io.BytesIO(out.getvalue()))


def test_cut_off_and_tiny_pictures_are_refused() -> None:
    with pytest.raises(PhotoRefused) as refused:
        read_photo(io.BytesIO(a_picture()[:600]))
    assert refused.value.message == BROKEN
    with pytest.raises(PhotoRefused) as refused:
        read_photo(io.BytesIO(a_picture(size=(8, 8))))
    assert refused.value.message == TOO_SMALL


def test_files_come_and_go_whole(tmp_path: Path) -> None:
    key, photo = new_key(), read_photo(io.BytesIO(a_picture()))
    write_photo(tmp_path, key, photo)
    assert file_of(tmp_path, key, 480).read_bytes() == photo.files[480]
    assert set(keys_on_disk(tmp_path)) == {key}
    remove_photos(tmp_path, [key, new_key()])
    assert keys_on_disk(tmp_path) == {}


def test_what_a_process_left_half_written_is_found_and_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = new_key()
    half = file_of(tmp_path, key, 480).with_suffix(".part")
    half.parent.mkdir(parents=True)
    half.write_bytes(b"half")
    assert set(keys_on_disk(tmp_path)) == {key}
    remove_photos(tmp_path, [key])
    assert not half.exists()
    monkeypatch.setattr(Path, "glob", lambda *_: [half])  # listed, and gone before it is looked at
    assert keys_on_disk(tmp_path) == {}
