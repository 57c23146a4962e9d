"""Write docs/settings.md from the settings themselves, so that it stays true."""

from __future__ import annotations

from pathlib import Path

from community.foundation.settings import NAMES

PAGE = Path(__file__).resolve().parents[1] / "docs" / "settings.md"


def main() -> None:
    """Write the page."""
    lines = [
        "# Settings",
        "",
        "Amble reads its settings from the environment, once, when it starts. A wrong value or an",
        "unknown `AMBLE_` name stops the start with one sentence. This page is written by",
        "`python -m scripts.settings_page`; a test compares it with the code.",
        "",
        "| name | meaning |",
        "|---|---|",
        *(f"| `{name}` | {meaning} |" for name, meaning in NAMES.items()),
        "",
    ]
    PAGE.write_text("\n".join(lines))


if __name__ == "__main__":
    main()
