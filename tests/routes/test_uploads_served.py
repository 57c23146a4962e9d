"""Uploads behind real servers: the bar in a browser, a process of its own for jobs, a kill."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from community.accounts import Person
from community.foundation import clock
from community.foundation.authorisation import SYSTEM
from community.foundation.database import write_transaction
from community.foundation.jobs import run_sweeps
from community.groups import Group
from community.routes import RouteDraft
from community.routes.models import RouteUpload
from community.routes.upload_actions import note_share, take_turn, wake_silent_uploads
from tests.builders.people import PASSWORD
from tests.components.test_gallery import violations
from tests.routes.test_loop import POINTS, Visitor, a_long_gpx
from tests.served import ROOT, Server

PHONE = {"width": 390, "height": 844}
LONG_AGO = timedelta(hours=1)
PATIENCE_S = 60


@contextmanager
def jobs_at_work(server: Server) -> Iterator[None]:
    """Run jobs in a process of its own, as in production."""
    with server.log.open("a") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "app", "jobs", "work"],
            cwd=ROOT,
            env={**os.environ, **server.environ, "AMBLE_ROLE": "jobs"},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        yield
    finally:
        process.kill()
        process.wait(20)


def sent(server: Server, ruth: Person, group: Group) -> Visitor:
    """Sign Ruth in and send a long file."""
    visitor = Visitor(server)
    fields = {"email": ruth.email, "password": PASSWORD, "csrf_token": visitor.token("/sign-in")}
    visitor.send("/sign-in", fields)
    path = f"/groups/{group.slug}/routes/new"
    visitor.send(path, {"csrf_token": visitor.token(path)}, a_long_gpx())
    return visitor


def wait_until(holds: Callable[[], bool], server: Server) -> None:
    for _ in range(PATIENCE_S * 20):
        if holds():
            return
        time.sleep(0.05)
    raise AssertionError(server.log.read_text()[-3000:])


def has_draft() -> bool:
    return bool(RouteDraft.select(RouteDraft.id).exists())


def test_a_process_of_its_own_reads_what_another_took_in(
    ruths: tuple[Person, Group], start_server: Callable[..., Server]
) -> None:
    server = start_server(AMBLE_ROLE="web")
    visitor = sent(server, *ruths)
    upload = RouteUpload.get()
    assert upload.state == "waiting"
    with jobs_at_work(server):
        wait_until(has_draft, server)
    assert RouteDraft.get().inspection["points"] == POINTS
    page = visitor.opener.open(f"{server.url}/routes/uploads/{upload.id}")
    assert page.geturl() == f"{server.url}/routes/drafts/{RouteDraft.get().id}"
    assert list((server.log.parent / "uploads").iterdir()) == []


def test_a_server_killed_in_the_middle_reads_the_file_after_it_is_back(
    app: Flask, ruths: tuple[Person, Group], start_server: Callable[..., Server]
) -> None:
    server = start_server(AMBLE_ROLE="web")
    sent(server, *ruths)
    with jobs_at_work(server):
        wait_until(lambda: RouteUpload.get().state != "waiting", server)
    server.stop(signal.SIGKILL)
    if has_draft():
        pytest.skip("this machine read the file before it could be killed")
    assert RouteUpload.get().state == "reading"
    server.start()
    with write_transaction(by=SYSTEM):  # the sweep takes nobody for dead in the first 30 seconds
        RouteUpload.update(touched_at=clock.now() - LONG_AGO).execute()
    run_sweeps(app)
    with jobs_at_work(server):
        wait_until(has_draft, server)
    assert (RouteUpload.get().state, RouteUpload.get().tries) == ("done", 2)
    assert list((server.log.parent / "uploads").iterdir()) == []


@pytest.fixture
def long_file(tmp_path: Path) -> Path:
    path = tmp_path / "long.gpx"
    path.write_bytes(a_long_gpx())
    return path


def upload_page(
    browser: Browser, server: Server, ruths: tuple[Person, Group], **rest: bool
) -> Page:
    ruth, group = ruths
    window = browser.new_context(base_url=server.url, viewport=PHONE, **rest)  # type: ignore[arg-type]
    page = window.new_page()
    page.goto(f"/sign-in?next=/groups/{group.slug}/routes/new")
    page.get_by_label("E-mail").fill(ruth.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    return page


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_the_bar_moves_survives_a_reload_and_leads_to_the_draft(
    ruths: tuple[Person, Group],
    start_server: Callable[..., Server],
    browser: Browser,
    long_file: Path,
    script: bool,
) -> None:
    server = start_server(AMBLE_ROLE="web")
    page = upload_page(browser, server, ruths, java_script_enabled=script)
    page.get_by_label("GPX, FIT or TCX file").set_input_files(long_file)
    page.get_by_role("button", name="Read this file").click()
    expect(page.get_by_role("heading", name="Reading your file")).to_be_visible()
    expect(page.get_by_text("It starts in a moment")).to_be_visible()
    turn = take_turn(RouteUpload.get().id, clock.now())
    assert turn is not None
    note_share(turn, 40, clock.now())
    expect(page.get_by_text("40% read")).to_be_visible()
    expect(page.get_by_role("img", name="40% read")).to_be_visible()
    page.reload()
    expect(page.get_by_text("40% read")).to_be_visible()
    if script:
        for theme in ("light", "dark"):
            page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
            assert violations(page) == []
    wake_silent_uploads(clock.now() + LONG_AGO)
    with write_transaction(by=SYSTEM):
        RouteUpload.update(touched_at=clock.now()).execute()
    with jobs_at_work(server):
        expect(page.get_by_role("heading", name="Check your route")).to_be_visible(timeout=60_000)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_file_that_is_too_large_is_not_sent(
    ruths: tuple[Person, Group],
    start_server: Callable[..., Server],
    browser: Browser,
    tmp_path: Path,
) -> None:
    large, small = tmp_path / "large.gpx", tmp_path / "small.gpx"
    with large.open("wb") as file:
        file.truncate(500_000_000)
    small.write_bytes(b"no track")
    page = upload_page(browser, start_server(), ruths)
    page.locator("form[data-connected]").wait_for()
    field = page.get_by_label("GPX, FIT or TCX file")
    field.set_input_files(large)
    sentence = page.get_by_text("This file is over 25 MB, so it was not sent.")
    expect(sentence).to_be_visible()
    page.get_by_role("button", name="Read this file").click()
    expect(sentence).to_be_visible()
    assert violations(page) == []
    field.set_input_files(small)
    expect(sentence).to_be_hidden()
    page.get_by_role("button", name="Read this file").click()
    expect(page.get_by_text("This is not a GPX, FIT or TCX file.").first).to_be_visible()
    assert RouteUpload.select().count() == 1
