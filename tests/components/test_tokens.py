"""The colours keep the contrast that the design promises, and both dark blocks are the same."""

from __future__ import annotations

import re

import pytest

from tests.components.render_gallery import ROOT

TOKENS = (ROOT / "static" / "css" / "tokens.css").read_text()


def block(selector: str) -> dict[str, str]:
    found = re.search(re.escape(selector) + r"\s*\{([^}]*)\}", TOKENS)
    assert found, selector
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{3,6});", found[1]))


LIGHT = block(":root")
DARK = {**LIGHT, **block('[data-theme="dark"]')}


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(c * 2 for c in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_like_my_phone_is_the_same_dark() -> None:
    assert block('[data-theme="auto"]') == block('[data-theme="dark"]')


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        *((text, ground) for text in ("ink", "ink-2") for ground in ("surface", "paper", "sunk")),
        *((tone, f"{tone}-tint") for tone in ("petrol", "moss", "amber", "brick")),
        *((tone, "surface") for tone in ("petrol", "moss", "amber", "brick")),
        ("on-petrol", "petrol"),
        ("on-petrol", "petrol-press"),
        ("on-way", "way"),
        ("on-strip", "strip"),
    ],
)
def test_text_has_7_to_1(theme: dict[str, str], text: str, ground: str) -> None:
    assert contrast(theme[text], theme[ground]) >= 7


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_outlines_have_4_and_a_half_to_1(theme: dict[str, str]) -> None:
    assert contrast(theme["edge"], theme["surface"]) >= 4.5
    assert contrast(theme["edge"], theme["paper"]) >= 4.5
    assert contrast(theme["focus"], theme["paper"]) >= 7
    assert contrast(theme["focus"], theme["halo"]) >= 7
