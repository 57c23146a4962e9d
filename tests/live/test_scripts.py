"""The page's logic in JavaScript, run by Node's test runner; it says what Python says."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from community.live.rules import board
from community.live.rules.board import Moment, Row
from tests.live.rules.test_board import AFTER, BEFORE, ON_THE_WAY

ROOT = Path(__file__).resolve().parents[2]
NODE = shutil.which("node") or str(ROOT / ".venv/bin/node")


def node(*arguments: str) -> subprocess.CompletedProcess[str]:
    if not Path(NODE).exists():
        pytest.skip("Node is not installed")
    return subprocess.run(
        [NODE, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )


def test_the_scripts_pass_their_own_tests() -> None:
    files = [str(file) for file in sorted((ROOT / "tests/live/js").glob("*.test.mjs"))]
    assert len(files) >= 3
    done = node("--test", *files)
    assert done.returncode == 0, done.stdout[-4000:]


def test_the_moves_while_offline_are_those_of_the_rules() -> None:
    moments = {"before": BEFORE, "on": ON_THE_WAY, "after": AFTER}
    told = {name: _flags(at) for name, at in moments.items()}
    script = f"""
        import {{ nextMoves }} from './static/js/live/board.js';
        const told = {json.dumps(told)};
        const states = {json.dumps(board.STATES)};
        console.log(JSON.stringify(Object.fromEntries(Object.entries(told).map(([name, moment]) =>
          [name, Object.fromEntries(states.map((state) => [state, nextMoves(state, moment)]))]))));
    """
    done = node("--input-type=module", "--eval", script)
    assert done.returncode == 0, done.stderr
    expected = {
        name: {state: list(board.moves(_row(state), at)) for state in board.STATES}
        for name, at in moments.items()
    }
    assert json.loads(done.stdout) == expected


def _flags(at: Moment) -> dict[str, bool]:
    return {"is_open": at.is_open, "has_begun": at.has_begun, "is_over": at.is_over}


def _row(state: str) -> Row:
    return Row(state, before="walking" if state == "needs_help" else "")
