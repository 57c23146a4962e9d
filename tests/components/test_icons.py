"""Every icon that a template asks for by name is in static/icons.txt."""

from __future__ import annotations

import re

from tests.components.render_gallery import ROOT

ASKED = re.compile(r"""\bicon\(\s*'([a-z0-9-]+)'|\bicon_name=\s*'([a-z0-9-]+)'""")


def test_each_icon_is_in_the_list() -> None:
    listed = set((ROOT / "static" / "icons.txt").read_text().split())
    missing = {
        f"{file.relative_to(ROOT)}: {name}"
        for file in (ROOT / "templates").rglob("*.html")
        for found in ASKED.findall(re.sub(r"\{#.*?#\}", "", file.read_text(), flags=re.DOTALL))
        for name in found
        if name and name not in listed
    }
    assert missing == set()
