"""What every test may ask for.

PostgreSQL and Redis are started once, by the first process; xdist's workers find them in the
environment. Each test gets a fresh database: a copied SQLite file, a PostgreSQL template.
"""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask
from playwright.sync_api import expect

from app import create_app
from community.foundation import database
from community.foundation.jobs import run_waiting
from community.foundation.settings import Settings
from tests.served import Server
from tests.services import Services

# What a page has to show it may show late on a busy machine: nothing here measures time.
expect.set_options(timeout=20_000)

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
MISSING = {
    "TEST_POSTGRESQL": "PostgreSQL is not installed (apt install postgresql)",
    "TEST_REDIS": "Redis is not installed (apt install redis-server)",
}


def pytest_configure(config: pytest.Config) -> None:
    """Start the servers that tests need, in the first process only."""
    if hasattr(config, "workerinput") or config.option.collectonly:
        return
    services = Services()
    config.stash_services = services  # type: ignore[attr-defined]
    os.environ["TEST_POSTGRESQL"] = services.postgresql()
    os.environ["TEST_REDIS"] = services.redis()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop them."""
    if services := getattr(config, "stash_services", None):
        services.stop()


@pytest.fixture(scope="session")
def worker(request: pytest.FixtureRequest) -> str:
    """The name of this xdist worker."""
    return str(getattr(request.config, "workerinput", {}).get("workerid", "main"))


@pytest.fixture(scope="session")
def templates(worker: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Both databases with the newest schema, made once a worker, to be copied."""
    file = tmp_path_factory.mktemp("database") / "template.db"
    urls = {"sqlite": f"sqlite:///{file}"}
    if server := os.environ["TEST_POSTGRESQL"]:
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            connection.execute(f'create database "template_{worker}"')  # type: ignore[arg-type]
        urls["postgresql"] = f"{server}/template_{worker}"
    for url in urls.values():
        real: Any = database.open_database(url)
        database.upgrade(real)
        real.close_idle()
    connection = sqlite3.connect(file)
    connection.execute("pragma wal_checkpoint(truncate)")
    connection.close()
    return urls


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(
    request: pytest.FixtureRequest, templates: dict[str, str], worker: str, tmp_path: Path
) -> Iterator[str]:
    """An empty database with the newest schema; each test runs on both kinds."""
    kind = request.param
    if kind not in templates:
        pytest.skip(MISSING["TEST_POSTGRESQL"])
    if kind == "sqlite":
        copy = tmp_path / "amble.db"
        shutil.copy(templates["sqlite"].removeprefix("sqlite:///"), copy)
        yield f"sqlite:///{copy}"
        return
    server, name = os.environ["TEST_POSTGRESQL"], f"test_{worker}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f'drop database if exists "{name}" with (force)')  # type: ignore[arg-type]
        connection.execute(f'create database "{name}" template "template_{worker}"')  # type: ignore[arg-type]
    yield f"{server}/{name}"


def settings_for(database_url: str, folder: Path, **changes: str) -> Settings:
    """Settings of a test: quiet, without limits by address."""
    return Settings.from_environment(
        {
            "AMBLE_ENV": "test",
            "AMBLE_DATA": str(folder),
            "DATABASE_URL": database_url,
            "SECRET_KEY": "only-for-tests-0123456789-0123456789",
            **changes,
        }
    )


@pytest.fixture
def make_app(database_url: str, tmp_path: Path) -> Iterator[Callable[..., Flask]]:
    """Make applications on this test's database, with changed settings where given.

    No process runs jobs beside them, so who waits for one runs what waits.
    """
    made: list[Flask] = []

    def make(**changes: str) -> Flask:
        app = create_app(settings_for(database_url, tmp_path, **changes))
        app.testing = False  # errors become our answers, as for people
        app.extensions["wait_for_jobs"] = lambda _seconds: run_waiting(app)
        made.append(app)
        return app

    yield make
    for app in made:
        real = app.extensions["database"]
        real.close()
        real.close_idle()


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Iterator[Flask]:
    """The application, with an app context open, so that tests may call actions and queries."""
    made = make_app()
    with made.app_context():
        yield made


@pytest.fixture
def start_server(database_url: str, tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Start real servers on this test's database."""
    started: list[Server] = []

    def start(**environ: str) -> Server:
        server = Server(database_url, tmp_path, **environ)
        started.append(server)
        return server

    yield start
    for server in started:
        server.stop(signal.SIGKILL)


@pytest.fixture
def redis_url() -> str:
    """The address of the run's Redis."""
    if not os.environ["TEST_REDIS"]:
        pytest.skip(MISSING["TEST_REDIS"])
    return os.environ["TEST_REDIS"]


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Debian's Chromium, as playwright starts it."""
    if not CHROMIUM:
        pytest.skip("Chromium is not installed (apt install chromium)")
    return {"executable_path": CHROMIUM, "args": CHROMIUM_ARGUMENTS}
