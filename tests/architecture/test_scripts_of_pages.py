"""The logic of the page scripts, tested without a browser by Node's own test runner."""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_logic_of_the_page_scripts_holds() -> None:
    files = sorted(str(file) for file in (ROOT / "tests").rglob("*.test.mjs"))
    assert files, "there are no *.test.mjs files"
    done = subprocess.run(["node", "--test", *files], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
