"""A real Amble behind gunicorn, as `make run` starts it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from tests.services import free_port

ROOT = Path(__file__).resolve().parents[1]


class Server:
    """One gunicorn; `stop` and `start` keep its port and data."""

    def __init__(self, database_url: str, folder: Path, **environ: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / f"server-{self.port}.log"
        self.environ = {
            **{k: v for k, v in os.environ.items() if not k.startswith("AMBLE_")},
            "PORT": str(self.port),
            "AMBLE_DATA": str(folder),
            "AMBLE_ENV": "development",
            "DATABASE_URL": database_url,
            **environ,
        }
        self.start()

    def start(self) -> None:
        """Start and wait until the health check answers."""
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "app:create_app()"],
                cwd=ROOT,
                env=self.environ,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        for _ in range(600):
            try:
                urllib.request.urlopen(f"{self.url}/healthz").close()
                return
            except (urllib.error.URLError, OSError):
                assert self.process.poll() is None, self.log.read_text()
                time.sleep(0.05)
        raise AssertionError(self.log.read_text())

    def stop(self, how: int = signal.SIGKILL) -> None:
        """End it; SIGKILL is as good as any, for what was answered is stored."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, how)
        self.process.wait(20)
