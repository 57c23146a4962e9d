"""PostgreSQL and Redis for one test run, in a folder that goes away."""

from __future__ import annotations

import glob
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg


def free_port() -> int:
    """Return a port on loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _somebody_else() -> dict[str, Any]:
    """Arguments for Popen: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    return {}


class Services:
    """The servers that were started, and their addresses."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="amble-tests-"))
        self.folder.chmod(0o755)
        self.running: list[subprocess.Popen[bytes]] = []

    def postgresql(self) -> str:
        """Start PostgreSQL; return its address without a database, or '' when not installed."""
        programs = glob.glob("/usr/lib/postgresql/*/bin/initdb")
        if not programs:
            return ""
        folder = Path(max(programs, key=lambda path: int(path.split("/")[4]))).parent
        home, user, port = self.folder / "postgresql", _somebody_else(), free_port()
        home.mkdir()
        if user:
            os.chown(home, user["user"], user["group"])
        quiet: dict[str, Any] = {
            "stdout": subprocess.DEVNULL,
            "stderr": subprocess.DEVNULL,
            "cwd": home,
            "env": {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
            **user,
        }
        made = [folder / "initdb", "-D", home / "data", "-U", "amble", "-A", "trust"]
        subprocess.run([*made, "-E", "UTF8", "--no-sync"], check=True, **quiet)
        fast = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
        options = ("listen_addresses=127.0.0.1", "max_connections=200", *fast)
        served = [folder / "postgres", "-D", home / "data", "-p", str(port), "-k", ""]
        served += [word for option in options for word in ("-c", option)]
        self.running.append(subprocess.Popen(served, start_new_session=True, **quiet))
        address = f"postgresql://amble@127.0.0.1:{port}"
        for _ in range(300):
            try:
                psycopg.connect(f"{address}/postgres").close()
                return address
            except psycopg.OperationalError:
                time.sleep(0.03)
        raise RuntimeError("PostgreSQL did not start")

    def redis(self) -> str:
        """Start Redis; return its address, or '' when not installed."""
        program = shutil.which("redis-server")
        if not program:
            return ""
        port = free_port()
        command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
        command += ["--appendonly", "no", "--dir", str(self.folder)]
        self.running.append(
            subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
        )
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                return f"redis://127.0.0.1:{port}/0"
            except OSError:
                time.sleep(0.02)
        raise RuntimeError("Redis did not start")

    def stop(self) -> None:
        """End all servers and remove their folder."""
        for process in reversed(self.running):
            is_postgres = "postgres" in str(process.args[0])  # type: ignore[index]
            process.send_signal(signal.SIGINT if is_postgres else signal.SIGTERM)
        for process in self.running:
            process.wait(15)
        shutil.rmtree(self.folder, ignore_errors=True)
