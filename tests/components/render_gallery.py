"""Renders templates with plain Jinja, without the application: the gallery, or any string.

    python -m tests.components.render_gallery OUT.html [--theme dark] [--text-size 200]

Needs `npm run build` first. Everything a template asks of the foundation has a stand-in here.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
from babel.dates import format_date
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Undefined
from markupsafe import Markup

from community.routes.rules.drawing import Frame, ProfileDrawing, draw_profile
from community.routes.rules.facts import Facts
from community.routes.rules.profile import Profile, Segment

ROOT = Path(__file__).resolve().parents[2]
DIST = ROOT / "static" / "dist"

TABS = [
    ("Today", "house"),
    ("Find", "search"),
    ("Journal", "book-open"),
    ("Plan", "target"),
    ("Me", "user"),
]


def _drawing(*knots: tuple[float, float], seats: tuple[float, ...] = ()) -> ProfileDrawing:
    """The drawing of a route with these (distance, height) knots, as the routes draw it."""
    distances, heights = (np.array(values, dtype=float) for values in zip(*knots, strict=True))
    profile = Profile(
        source="survey",
        segments=tuple(
            Segment(float(length), float(100 * rise / length))
            for length, rise in zip(np.diff(distances), np.diff(heights), strict=True)
        ),
        knot_distances_m=distances,
        knot_heights_m=heights,
        node_distances_m=distances,
        node_heights_m=heights,
        line_distances_m=distances,
        latitudes=distances * 0,
        longitudes=distances * 0,
        ascent_m=0,
        descent_m=0,
        floor_m=2,
        gaps=(),
    )
    facts = replace(Facts.unknown(), seats=seats)
    return draw_profile(profile, facts, Frame(width=396, height=180))


EXAMPLES: dict[str, Any] = {
    "level_drawing": _drawing(
        (0, 458.2),
        (60, 455.5),
        (600, 455.4),
        (1800, 453.6),
        (2180, 453.7),
        (2240, 457.3),
        (4000, 458.2),
        seats=(10, 180, 560, 700, 930, 1170, 1620, 2000, 2190, 2860, 3330),
    ),
    "steep_drawing": _drawing((0, 460), (400, 475), (800, 511), (1100, 532), (1600, 462)),
    "weeks": [
        {
            "label": str(week),
            "minutes": minutes,
            "state": "done" if week < 3 else "now" if week == 3 else "ahead",
        }
        for week, minutes in enumerate((8, 9, 10, 11, 13, 15, 17, 19, 21, 24, 27, 30), 1)
    ],
    "walks": [
        {"label": label, "day": f"{label} May", "before": before, "after": after}
        for label, before, after in (
            ("23", 5, 4),
            ("25", 5, 3),
            ("28", 4, 4),
            ("30", 6, 4),
            ("5", 4, 3),
            ("7", 4, 2),
            ("10", 3, 3),
            ("12", 4, None),
        )
    ],
}


def _translate(message: str) -> str:
    return message


def _translate_plural(one: str, many: str, num: int) -> str:
    return one if num == 1 else many


class Loud(StrictUndefined):
    """A variable that is missing fails the test, but `{% if thing %}` and `|default` still work."""

    __bool__ = Undefined.__bool__


def environment() -> Environment:
    manifest: dict[str, str] = json.loads((DIST / "manifest.json").read_text())
    icons: dict[str, str] = json.loads((DIST / "icons.json").read_text())
    env = Environment(
        loader=FileSystemLoader([ROOT / "templates", ROOT / "tests" / "components"]),
        autoescape=True,
        undefined=Loud,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    env.install_gettext_callables(  # type: ignore[attr-defined]
        _translate, _translate_plural, newstyle=True
    )
    env.globals.update(
        asset=lambda source: "/static/dist/" + manifest[source],
        icon_svg=lambda name: Markup(icons[name]),  # noqa: S704 - made by our own build
        csrf_token=lambda: "token",
        get_flashed_messages=lambda with_categories=False: [],
    )
    env.filters.update(
        short_weekday=lambda day: format_date(day, "EEE", locale="en_GB"),
        short_month=lambda day: format_date(day, "MMM", locale="en_GB"),
        day=lambda day: format_date(day, "EEE d MMM", locale="en_GB"),
        number=lambda value: f"{value:,g}",
        percent=lambda value: f"{value:g}%",
        distance=lambda metres: f"{metres / 1000:.1f} km" if metres >= 995 else f"{metres:.0f} m",
        metres=lambda metres: f"{metres:.0f} m",
    )
    return env


def context(theme: str = "light", text_size: str = "100", tab: str = "Find") -> dict[str, Any]:
    return {
        "reading": SimpleNamespace(
            theme=theme, text_size=text_size, underline_links=False, gentle_motion=False
        ),
        "navigation": [
            SimpleNamespace(
                label=label, href=f"/{label.lower()}", icon=icon, is_current=label == tab
            )
            for label, icon in TABS
        ],
        "viewer": SimpleNamespace(name="Ana"),
        "notices_link": SimpleNamespace(href="/notices", unread=2),
        "day": date(2026, 5, 14),
        **EXAMPLES,
    }


def render(template: str, **changes: Any) -> str:
    """The page `template` (a path below templates/) in the given theme and size of letters."""
    values = context(
        **{key: changes.pop(key) for key in ("theme", "text_size", "tab") if key in changes}
    )
    return environment().get_template(template).render(**{**values, **changes})


def render_string(source: str, **changes: Any) -> str:
    values = context(
        **{key: changes.pop(key) for key in ("theme", "text_size", "tab") if key in changes}
    )
    return environment().from_string(source).render(**{**values, **changes})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--theme", default="light")
    parser.add_argument("--text-size", default="100")
    parser.add_argument("--template", default="components/gallery.html")
    asked = parser.parse_args()
    asked.out.write_text(render(asked.template, theme=asked.theme, text_size=asked.text_size))


if __name__ == "__main__":
    main()
