"""Pictures for tests, as phones make them."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw


def a_picture(
    size: tuple[int, int] = (640, 480),
    kind: str = "JPEG",
    gps: bool = False,
    orientation: int = 0,
) -> bytes:
    """Return a picture, red on the left and blue on the right; `gps`: with what phones tell."""
    image = Image.new("RGB", size, "#2040d0")
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 2, size[1]), fill="#e02020")
    exif = Image.Exif()
    if gps:
        exif[0x0110] = "Ruth's phone"
        exif[0x9003] = "2026:05:01 09:30:00"
        exif[0x8825] = {1: "N", 2: (47.0, 8.0, 22.5), 3: "E", 4: (9.0, 30.0, 34.0)}
    if orientation:
        exif[0x0112] = orientation
    out = io.BytesIO()
    rest = {"comment": b"secret"} if gps and kind == "JPEG" else {}
    image.save(out, kind, exif=exif, **rest)
    return out.getvalue()
