"""Where the shared test data is, and skipping where it is not."""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]


def shared_folder() -> Path:
    """Return the folder of shared data: AMBLE_SHARED, or `../shared` beside the repository."""
    named = os.environ.get("AMBLE_SHARED")
    return Path(named) if named else REPOSITORY.parent / "shared"


def shared_file(*parts: str) -> Path:
    """Return a file of `shared/data`, or skip the test when it is not there."""
    path = shared_folder().joinpath("data", *parts)
    if not path.exists():
        pytest.skip(f"no shared data: {path}")
    return path


@cache
def _truths(path: Path) -> dict[str, dict[str, Any]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return {found["file"]: found for found in map(json.loads, lines)}


def true_numbers(recording: str) -> dict[str, Any]:
    """Return the true numbers of a recording (`recordings/truth.jsonl`)."""
    return _truths(shared_file("recordings", "truth.jsonl"))[recording]


def true_recordings() -> list[str]:
    """Return the names of all recordings with true numbers, or skip the test."""
    return list(_truths(shared_file("recordings", "truth.jsonl")))
