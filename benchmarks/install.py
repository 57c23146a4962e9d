"""Installs what the plain ways need into benchmarks/.packages and benchmarks/node_modules."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

from benchmarks.machine import HERE, NotMeasured

PACKAGES = HERE / ".packages"
NODE_MODULES = HERE / "node_modules"


def python_packages() -> Path:
    """Return the folder with the packages of requirements.txt."""
    wanted = HERE / "requirements.txt"
    if _is_new(PACKAGES / "stamp", wanted):
        print("installing benchmarks/requirements.txt (seconds, the first time only)", flush=True)
        argv = [sys.executable, "-m", "pip", "install", "--quiet", "--require-hashes"]
        argv += ["--disable-pip-version-check", "--no-deps", "--upgrade"]
        argv += ["--target", str(PACKAGES), "-r", str(wanted)]
        if subprocess.run(argv, check=False).returncode:
            raise NotMeasured("benchmarks/requirements.txt could not be installed: no network?")
        _remember(PACKAGES / "stamp", wanted)
    return PACKAGES


def node_packages() -> None:
    """Install the peer's packages; what cannot be had or built, `node_driver` will miss."""
    wanted, stamp = HERE / "package-lock.json", NODE_MODULES / "stamp"
    if not _is_new(stamp, wanted) or shutil.which("npm") is None:
        return
    print("installing benchmarks/package.json (up to two minutes: it may compile)", flush=True)
    if _npm("ci") or _npm("ci", "--ignore-scripts"):
        _remember(stamp, wanted)


def node_driver() -> tuple[str, str] | None:
    """Return (SQLite driver of the Node peer, versions), None where Node has none."""
    if shutil.which("node") is None:
        return None
    done = subprocess.run(
        ["node", "node_peer/driver.js"], cwd=HERE, capture_output=True, text=True, check=False
    )
    if done.returncode:
        return None
    name, _, versions = done.stdout.strip().partition(" ")
    return name, versions


def _npm(*arguments: str) -> bool:
    argv = ["npm", *arguments, "--no-audit", "--no-fund", "--loglevel=error"]
    return subprocess.run(argv, cwd=HERE, check=False).returncode == 0


def _is_new(stamp: Path, wanted: Path) -> bool:
    return not stamp.exists() or stamp.read_text() != _digest(wanted)


def _remember(stamp: Path, wanted: Path) -> None:
    stamp.parent.mkdir(exist_ok=True)
    stamp.write_text(_digest(wanted))


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
