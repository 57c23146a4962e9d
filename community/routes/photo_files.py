"""Pictures that people upload: read with care, drawn anew without what they tell besides.

A phone writes into a picture where and when it was taken, by which device, sometimes a small copy
of the uncropped picture. Nothing of it is kept: pixels only are taken over, turned as the phone
held them. Reading is bounded in bytes, pixels and time, and belongs off the loop.
"""

from __future__ import annotations

import io
import os
import secrets
import struct
import warnings
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from PIL import Image, ImageOps, UnidentifiedImageError

from community.foundation.errors import Problem
from community.foundation.words import N_

MOST_BYTES = 12 * 1024 * 1024
MOST_PIXELS = 64_000_000  # of a plain JPEG, which is decoded smaller: phones of 50 megapixels
# Of the others, held whole by their decoders: up to 15 bytes a pixel [measured], so 200 MB.
MOST_PIXELS_WHOLE = 13_000_000
MOST_SCANS = 32  # of a progressive JPEG, each as slow as a whole one; cameras make about 10
WIDTHS = (480, 1280)  # the longer side: for a phone's page, and to look at closely
QUALITY = 80
FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "HEIF")  # the last ones where Pillow can
_DECODERS_RAISE = (  # Pillow and what it stands on, when a picture is damaged [found by fuzzing]
    ArithmeticError,
    EOFError,
    LookupError,
    MemoryError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
)
_HEIC = tuple(b"ftyp" + brand for brand in (b"heic", b"heix", b"hevc", b"heim", b"mif1", b"msf1"))
ACCEPT = "image/jpeg,image/png,image/webp"  # phones turn HEIC into JPEG when asked like this


class PhotoRefused(Problem):
    """A picture that cannot be read; the message says why and what to do."""

    code = "photo_refused"
    status = 422
    message = N_(
        "We could not read this picture. Nothing was kept. Choose a JPEG, PNG or WebP file."
    )


TOO_BIG = N_("This picture is larger than 12 MB. Nothing was kept. Send a smaller one.")
TOO_MANY_PIXELS = N_(
    "This picture has too many pixels for us to read. Nothing was kept. Send a smaller one."
)
TOO_SMALL = N_("This picture is too small to see anything on it. Choose another one.")
HEIC = N_(
    "This is a HEIC picture, which we cannot read. Nothing was kept. "
    "Send it as JPEG: your phone can share it as that."
)
BROKEN = N_("This picture is damaged: it ends too early or has faults. Choose another one.")


@dataclass(frozen=True)
class Photo:
    """A picture as it is kept: JPEG files by the length of their longer side."""

    width: int
    height: int
    files: dict[int, bytes]


def read_photo(stream: BinaryIO) -> Photo:
    """Read a picture and draw it anew in our sizes. Errors: `PhotoRefused` with a sentence."""
    content = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise PhotoRefused(TOO_BIG)
    Image.init()
    if content[4:12] in _HEIC and "HEIF" not in Image.OPEN:
        raise PhotoRefused(HEIC)
    if content[:2] == b"\xff\xd8" and content.count(b"\xff\xda") > MOST_SCANS:
        raise PhotoRefused(BROKEN)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of Pillow, about pictures that are refused anyway
            return _drawn_anew(content)
    except UnidentifiedImageError:
        raise PhotoRefused from None
    except Image.DecompressionBombError:
        raise PhotoRefused(TOO_MANY_PIXELS) from None
    except _DECODERS_RAISE:
        raise PhotoRefused(BROKEN) from None


def _drawn_anew(content: bytes) -> Photo:
    formats = [name for name in FORMATS if name in Image.OPEN]
    with Image.open(io.BytesIO(content), formats=formats) as opened:
        is_plain = opened.format == "JPEG" and not opened.info.get("progressive")
        most = MOST_PIXELS if is_plain else MOST_PIXELS_WHOLE
        if opened.width * opened.height > most:
            raise PhotoRefused(TOO_MANY_PIXELS)
        if min(opened.size) < 32:
            raise PhotoRefused(TOO_SMALL)
        opened.draft("RGB", (WIDTHS[-1] * 2, WIDTHS[-1] * 2))  # a large JPEG is decoded smaller
        opened.thumbnail((WIDTHS[-1] * 2, WIDTHS[-1] * 2), Image.Resampling.BOX)
        upright = ImageOps.exif_transpose(opened)
        plain = _on_white(upright)
    files = {}
    for longest in WIDTHS:
        small = plain.copy()
        small.thumbnail((longest, longest), Image.Resampling.LANCZOS)
        files[longest] = _jpeg(small)
        size = small.size
    return Photo(size[0], size[1], files)


def _on_white(image: Image.Image) -> Image.Image:
    """Return the pixels alone, what is transparent on white: a new picture that knows no more."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
        plain = Image.new("RGB", image.size, "white")
        plain.paste(image, mask=image.getchannel("A"))
        return plain
    plain = Image.new("RGB", image.size)
    plain.paste(image.convert("RGB"))
    return plain


def _jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return out.getvalue()


def new_key() -> str:
    """Return the name of a picture's files: nobody guesses it, and it tells nothing."""
    return secrets.token_hex(16)


def folder_of(data: Path) -> Path:
    """Return where pictures are kept: in the data folder, never among the static files."""
    return data / "photos"


def file_of(data: Path, key: str, longest: int) -> Path:
    """Return the path of one size of a picture."""
    return folder_of(data) / key[:2] / f"{key}-{longest}.jpg"


def write_photo(data: Path, key: str, photo: Photo) -> None:
    """Write the sizes of a picture, each whole or not at all."""
    for longest, content in photo.files.items():
        path = file_of(data, key, longest)
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)


def remove_photos(data: Path, keys: Iterable[str]) -> None:
    """Remove the files of pictures; what is gone already is fine."""
    for key in keys:
        for longest in WIDTHS:
            path = file_of(data, key, longest)
            path.unlink(missing_ok=True)
            path.with_suffix(".part").unlink(missing_ok=True)  # of a process that ended in between


def keys_on_disk(data: Path) -> dict[str, float]:
    """Return the pictures that have a file, with when it was written."""
    found: dict[str, float] = {}
    for path in folder_of(data).glob("??/*"):
        with suppress(FileNotFoundError):  # removed by another process meanwhile
            found.setdefault(path.name.partition("-")[0], path.stat().st_mtime)
    return found
