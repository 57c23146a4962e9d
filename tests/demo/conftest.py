"""A neighbourhood that is seeded once a worker and database, for tests that only read it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from flask import Flask

from app import create_app
from community.demo import seed
from tests.conftest import settings_for

NOW = datetime(2026, 5, 12, 9, 7, tzinfo=UTC)  # a Tuesday, 11:07 in Vaduz


@pytest.fixture
def demo_app(make_app: Callable[..., Flask]) -> Iterator[Flask]:
    """An application with the demo on, nothing seeded yet, an app context open."""
    made = make_app(AMBLE_DEMO="1")
    with made.app_context():
        yield made


@pytest.fixture(scope="session")
def seeded_urls() -> dict[str, str]:
    """Databases that hold the demo already, by kind; filled by `seeded`."""
    return {}


@pytest.fixture
def seeded(
    seeded_urls: dict[str, str],
    templates: dict[str, str],
    worker: str,
    tmp_path_factory: pytest.TempPathFactory,
    database_url: str,
) -> Iterator[Flask]:
    """An application on the demo as it is at `NOW`; for tests that leave it as it is."""
    kind = "sqlite" if database_url.startswith("sqlite") else "postgresql"
    folder = tmp_path_factory.getbasetemp() / f"demo-{worker}"
    folder.mkdir(exist_ok=True)
    is_new = kind not in seeded_urls
    url = seeded_urls.get(kind) or _empty_copy(kind, templates[kind], worker, folder)
    made = create_app(settings_for(url, folder, AMBLE_DEMO="1"))
    made.testing = False
    with made.app_context():
        if is_new:
            assert seed(made.extensions["settings"], NOW)
            seeded_urls[kind] = url
        yield made
    made.extensions["database"].close()
    made.extensions["database"].close_idle()


def _empty_copy(kind: str, template: str, worker: str, folder: Path) -> str:
    if kind == "sqlite":
        copy = folder / "demo.db"
        shutil.copy(template.removeprefix("sqlite:///"), copy)
        return f"sqlite:///{copy}"
    server, name = template.rpartition("/")[0], f"demo_{worker}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f'drop database if exists "{name}" with (force)')  # type: ignore[arg-type]
        connection.execute(f'create database "{name}" template "template_{worker}"')  # type: ignore[arg-type]
    return f"{server}/{name}"
