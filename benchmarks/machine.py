"""Where it runs: cores, versions, processes that are pinned and whose CPU time is read."""

from __future__ import annotations

import os
import platform
import shutil
import signal
import socket
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HERE = Path(__file__).resolve().parent
TICKS = os.sysconf("SC_CLK_TCK")
_CORES = sorted(os.sched_getaffinity(0))
LOAD_CORE, SERVER_CORE = _CORES[0], _CORES[-1]
PACKAGES = ("Flask", "Flask-SocketIO", "python-socketio", "gevent", "gunicorn", "peewee")


class WrongResult(Exception):
    """What was measured did the wrong thing; its speed means nothing."""


class NotMeasured(Exception):
    """Something that a part needs cannot be had here; its text says what."""


def pinned(core: int, argv: list[str]) -> list[str]:
    """Return the command that runs on this core alone, where that can be said."""
    if shutil.which("taskset") is None or len(_CORES) < 2:
        return argv
    return ["taskset", "-c", str(core), *argv]


def is_pinned() -> bool:
    """Whether server and load have a core of their own."""
    return pinned(0, []) != []


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def quiet_environ(**changes: str) -> dict[str, str]:
    """Return the environment without what would change Amble, and with `changes`."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("AMBLE_")
        and name not in ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "HOST", "PORT")
    }
    return {**kept, **changes}


class Server:
    """A process on the server's core, with its children; ended by its own number."""

    def __init__(self, argv: list[str], port: int, log: Path, environ: dict[str, str]) -> None:
        self.port, self.log = port, log
        with log.open("a") as out:
            self.process = subprocess.Popen(
                pinned(SERVER_CORE, argv),
                cwd=ROOT,
                env=environ,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + 90
        while time.monotonic() < deadline:
            try:
                if self._answers():
                    return
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.05)
        self.stop()
        raise RuntimeError(f"the server did not start:\n{self.log.read_text()[-3000:]}")

    def _answers(self) -> bool:
        """Whether a worker says anything; the port alone is open before there is one."""
        with socket.create_connection(("127.0.0.1", self.port), 60) as link:
            link.sendall(b"GET /socket.io/?EIO=4&transport=none HTTP/1.0\r\nHost: here\r\n\r\n")
            return link.recv(8).startswith(b"HTTP/1.")

    @property
    def group(self) -> int:
        """The process group, for `cpu_seconds`."""
        return self.process.pid

    def stop(self) -> None:
        """End it and its workers."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(20)

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def gunicorn(
    application: str, kind: str, port: int, folder: Path, environ: dict[str, str]
) -> Server:
    """Serve `application` from one worker of `kind`, gevent or gthread with four threads."""
    argv = [sys.executable, "-m", "gunicorn", "-k", kind, "-w", "1", application]
    if "serve_amble" not in application:
        argv += ["-c", str(HERE / "gunicorn_plain.py")]
    argv += ["--threads", "4"] if kind == "gthread" else ["--worker-connections", "5000"]
    return Server(argv, port, folder / f"server-{port}.log", {**environ, "PORT": str(port)})


def cpu_seconds(group: int) -> float:
    """Return the CPU time of the living processes of a group, user and system."""
    total = 0
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == group:
            total += int(fields[11]) + int(fields[12])
    return total / TICKS


def about() -> str:
    """Return one line about this machine and what runs on it."""
    names = [
        line for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line
    ]
    processor = names[0].partition(":")[2].strip() if names else platform.machine()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        f"{processor}, {len(_CORES)} cores, {memory:.0f} GB; {platform.system()} "
        f"{platform.release()}; Python {platform.python_version()}, {versions}"
    )


def load() -> str:
    """Return how busy the machine is just now."""
    return f"{os.getloadavg()[0]:.1f}"
