"""On SQLite nothing else runs between BEGIN and COMMIT (architecture.md 5): the loop would stop."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_no_greenlet_switches_inside_a_transaction(
    templates: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "amble.db"
    shutil.copy(templates["sqlite"].removeprefix("sqlite:///"), file)
    ran = subprocess.run(
        [sys.executable, "-m", "tests.foundation.no_switch", str(file)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
