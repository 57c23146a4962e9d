"""Phones for the stories; pictures of all of them when a story fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Error

from tests.journeys.demo_site import DemoSite, make_demo_site
from tests.journeys.phone import Phone

PICTURES = Path(__file__).resolve().parents[2] / "test-results"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Let the fixtures below know how the test went."""
    report = yield
    if report.when == "call":  # type: ignore[attr-defined]
        item.failed = report.failed  # type: ignore[attr-defined]
    return report


@pytest.fixture
def phone(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Phone]]:
    """Give a person a phone; at the end no page may have had a fault."""
    phones: list[Phone] = []

    def make(url: str, owner: str, **context: Any) -> Phone:
        phones.append(Phone(browser, url, owner, **context))
        return phones[-1]

    yield make
    for one in phones:
        if getattr(request.node, "failed", False):
            with suppress(Error):
                one.picture(PICTURES, request.node.name)
        one.context.close()
    assert [trouble for one in phones for trouble in one.troubles] == []


@pytest.fixture(scope="session")
def demo_site(
    templates: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[DemoSite]:
    """The demo behind a server, seeded once a worker."""
    yield from make_demo_site(templates["sqlite"], tmp_path_factory.mktemp("demo"))
