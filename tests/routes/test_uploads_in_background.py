"""Files are read in the background: progress, a crash in the middle, twice, and for nobody else."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from community.accounts import Person
from community.foundation import clock
from community.foundation.errors import TooBig
from community.foundation.jobs import run_sweeps, run_waiting
from community.foundation.settings import Settings
from community.groups import Group
from community.groups.actions import set_role
from community.routes import RouteDraft, jobs, upload_actions
from community.routes.jobs import read_route_upload
from community.routes.models import RouteUpload
from community.routes.rules import TrackRefused
from community.routes.upload_actions import MOST_TRIES, SILENT_FOR, take_turn
from community.routes.upload_files import WatchedFile, folder_of, keep_file
from tests.builders.browsing import Browser, errors_of, field_value, page_text
from tests.builders.groups import a_group
from tests.builders.people import a_person
from tests.builders.routes import LEVEL, a_gpx

LATER = SILENT_FOR + timedelta(seconds=1)


@pytest.fixture
def ruth(app: Flask) -> Person:
    return a_person("Ruth")


@pytest.fixture
def group(ruth: Person) -> Group:
    return a_group(leaders=[ruth])


@pytest.fixture
def browser(app: Flask, ruth: Person) -> Browser:
    return Browser(app).sign_in(ruth)


@pytest.fixture
def nobody_works(app: Flask) -> None:
    """No process runs jobs, so each upload takes longer than anybody waits."""
    app.extensions["wait_for_jobs"] = lambda _seconds: None


def settings_of(app: Flask) -> Settings:
    found: Settings = app.extensions["settings"]
    return found


def files_in(app: Flask) -> list[Path]:
    folder = folder_of(settings_of(app))
    return sorted(folder.iterdir()) if folder.is_dir() else []


def send(
    browser: Browser, group: Group, content: bytes | None = None, form_id: str | None = None
) -> TestResponse:
    path = f"/groups/{group.slug}/routes/new"
    form_id = form_id or field_value(browser.get(path), "form_id")
    track = a_gpx(*LEVEL) if content is None else content
    fields = {"file": (io.BytesIO(track), "lake.gpx"), "form_id": form_id}
    return browser.post(path, fields, content_type="multipart/form-data")


def told(browser: Browser, path: str) -> Any:
    return browser.get(path, headers={"Accept": "application/json"}).get_json()


def test_a_small_file_leads_to_its_draft_at_once(
    app: Flask, browser: Browser, group: Group
) -> None:
    answer = send(browser, group)
    assert answer.status_code == 303
    assert answer.location == f"/routes/drafts/{RouteDraft.get().id}"
    assert files_in(app) == []


@pytest.mark.usefixtures("nobody_works")
def test_a_long_reading_shows_how_far_it_is_and_leads_on(
    app: Flask, browser: Browser, group: Group
) -> None:
    path = send(browser, group).location
    upload = RouteUpload.get()
    assert path == f"/routes/uploads/{upload.id}"
    page = browser.get(path)
    assert "Reading your file" in page_text(page)
    assert "It starts in a moment" in page_text(page)
    assert '<noscript><meta http-equiv="refresh"' in page.text
    turn = take_turn(upload.id, clock.now())
    assert turn is not None
    upload_actions.note_share(turn, 40, clock.now())
    assert "40% read" in page_text(browser.get(path))
    assert told(browser, path) == {"is_over": False, "share": 40, "words": "40% read"}
    jobs_begin_anew(app, upload.id)
    assert told(browser, path)["is_over"]
    assert browser.get(path).location == f"/routes/drafts/{RouteDraft.get().id}"
    assert files_in(app) == []


def jobs_begin_anew(app: Flask, upload_id: int) -> None:
    """Let what was begun be read again, as after a crash."""
    assert upload_actions.wake_silent_uploads(clock.now() + LATER) == [upload_id]
    run_waiting(app)


@pytest.mark.usefixtures("nobody_works")
def test_what_cannot_be_read_is_told_on_its_page_with_the_file_input_again(
    app: Flask, browser: Browser, group: Group
) -> None:
    path = send(browser, group, a_gpx(*LEVEL)[:2000]).location
    run_waiting(app)
    page = browser.get(path)
    assert page.status_code == 200
    assert "This file ends too early, after line 1." in errors_of(page)
    assert "The last file was lake.gpx." in page_text(page)
    assert field_value(page, "file") is not None
    assert told(browser, path)["is_over"]
    assert RouteDraft.select().count() == 0
    assert files_in(app) == []


@pytest.mark.usefixtures("nobody_works")
def test_an_upload_is_its_senders_alone(app: Flask, browser: Browser, group: Group) -> None:
    path = send(browser, group).location
    other = a_person("Olu")
    for person in (other, Person.get_by_id(group.created_by_id)):
        stranger = Browser(app).sign_in(person)
        assert stranger.get(path).status_code == 404
        assert stranger.get(path, headers={"Accept": "application/json"}).status_code == 404
    assert Browser(app).get(path).location.startswith("/sign-in")
    assert browser.get("/routes/uploads/999999").status_code == 404


def test_the_same_form_sent_twice_is_one_upload(app: Flask, browser: Browser, group: Group) -> None:
    form_id = field_value(browser.get(f"/groups/{group.slug}/routes/new"), "form_id")
    first, second = (send(browser, group, form_id=form_id) for _ in range(2))
    assert first.location == second.location
    assert RouteUpload.select().count() == RouteDraft.select().count() == 1
    assert files_in(app) == []


def test_somebody_elses_form_leads_nowhere(app: Flask, browser: Browser, group: Group) -> None:
    form_id = field_value(browser.get(f"/groups/{group.slug}/routes/new"), "form_id")
    send(browser, group, form_id=form_id)
    other = Browser(app).sign_in(Person.get_by_id(group.created_by_id))
    assert send(other, group, form_id=form_id).status_code == 404
    assert RouteUpload.select().count() == 1
    assert files_in(app) == []


@pytest.mark.usefixtures("nobody_works")
def test_a_job_that_runs_twice_reads_once(app: Flask, browser: Browser, group: Group) -> None:
    send(browser, group)
    upload = RouteUpload.get()
    run_waiting(app)
    read_route_upload(upload.id)
    read_route_upload(upload.id + 1)
    assert RouteDraft.select().count() == 1
    assert RouteUpload.get().tries == 1


@pytest.mark.usefixtures("nobody_works")
def test_killed_in_the_middle_it_is_read_by_the_next_sweep(
    app: Flask, browser: Browser, group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = send(browser, group).location
    upload = RouteUpload.get()
    assert take_turn(upload.id, clock.now()) is not None  # and then the process ended
    run_waiting(app)  # what was enqueued is gone with it
    run_sweeps(app)
    assert RouteUpload.get().state == "reading", "whoever reads may be alive"
    late = clock.now() + LATER
    monkeypatch.setattr(clock, "now", lambda: late)
    run_sweeps(app)
    assert len(files_in(app)) == 1
    run_waiting(app)
    assert browser.get(path).location == f"/routes/drafts/{RouteDraft.get().id}"
    assert files_in(app) == []


@pytest.mark.usefixtures("nobody_works")
def test_whoever_lost_the_turn_has_no_say(app: Flask, browser: Browser, group: Group) -> None:
    send(browser, group)
    upload = RouteUpload.get()
    slow = take_turn(upload.id, clock.now())
    assert slow is not None
    upload_actions.wake_silent_uploads(clock.now() + LATER)
    fast = take_turn(upload.id, clock.now())
    assert fast is not None
    upload_actions.note_share(slow, 77, clock.now())
    assert not upload_actions.end_with_refusal(slow, TrackRefused("no_track"), clock.now())
    assert (RouteUpload.get().state, RouteUpload.get().share) == ("reading", 0)
    assert upload_actions.end_with_refusal(fast, TrackRefused("no_track"), clock.now())
    assert RouteUpload.get().state == "refused"


@pytest.mark.usefixtures("nobody_works")
def test_a_file_that_ends_every_process_is_given_up(
    app: Flask, browser: Browser, group: Group
) -> None:
    path = send(browser, group).location
    upload, now = RouteUpload.get(), clock.now()
    for _ in range(MOST_TRIES):
        assert take_turn(upload.id, now) is not None
        now += LATER
        upload_actions.wake_silent_uploads(now)
    assert "Something broke on our side while we read this file." in errors_of(browser.get(path))


@pytest.mark.usefixtures("nobody_works")
def test_a_fault_of_ours_is_told_as_ours(
    app: Flask, browser: Browser, group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a fault")

    monkeypatch.setattr(jobs, "read_upload", broken)
    path = send(browser, group).location
    run_waiting(app)
    assert "Something broke on our side while we read this file." in errors_of(browser.get(path))
    assert files_in(app) == []


@pytest.mark.usefixtures("nobody_works")
def test_a_lost_file_is_told(app: Flask, browser: Browser, group: Group) -> None:
    path = send(browser, group).location
    files_in(app)[0].unlink()
    run_waiting(app)
    assert "Something broke on our side while we read this file." in errors_of(browser.get(path))


@pytest.mark.usefixtures("nobody_works")
def test_who_is_no_leader_any_more_gets_no_draft(
    app: Flask, browser: Browser, group: Group, ruth: Person
) -> None:
    path = send(browser, group).location
    set_role(group.created_by_id, group.id, ruth.id, "member")
    run_waiting(app)
    assert RouteDraft.select().count() == 0
    assert "Routes are added and checked by leaders of the group." in errors_of(browser.get(path))


@pytest.mark.usefixtures("nobody_works")
def test_old_uploads_and_stray_files_go(
    app: Flask, browser: Browser, group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(browser, group)
    keep_file(settings_of(app), io.BytesIO(b"stray"))
    run_sweeps(app)
    assert len(files_in(app)) == 2
    for file in files_in(app):
        os.utime(file, (0, 0))
    run_sweeps(app)
    assert [file.name for file in files_in(app)] == [RouteUpload.get().file_key]
    later = clock.now() + timedelta(days=1, minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    run_sweeps(app)
    assert RouteUpload.select().count() == 0
    assert files_in(app) == []


def test_a_file_over_the_limit_is_not_kept(make_app: Callable[..., Flask]) -> None:
    app = make_app(AMBLE_LARGEST_UPLOAD_MB="1")
    with app.app_context():
        ruth = a_person("Ruth")
        group = a_group(leaders=[ruth])
        browser = Browser(app).sign_in(ruth)
        page = browser.get(f"/groups/{group.slug}/routes/new")
        assert "1 MB at most" in page_text(page)
        for size in (1_100_000, 3_000_000):  # beyond the file's limit, and beyond the form's
            answer = send(browser, group, b" " * size)
            assert answer.status_code == 413
            assert "This is over 1 MB. Nothing was saved." in page_text(answer)
        assert RouteUpload.select().count() == 0
        assert files_in(app) == []
        with pytest.raises(TooBig):
            keep_file(settings_of(app), io.BytesIO(b" " * 1_100_000))
        assert files_in(app) == []


def test_the_file_is_for_the_server_alone(app: Flask) -> None:
    keep_file(settings_of(app), io.BytesIO(b"track"))
    assert files_in(app)[0].stat().st_mode & 0o077 == 0


def test_reading_tells_how_far_and_stops_at_the_limit(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = keep_file(settings_of(app), io.BytesIO(b"x" * 1000))
    with WatchedFile(settings_of(app), key) as file:
        file.read(500)
        assert file.share == 45
        monkeypatch.setattr("community.routes.upload_files.MOST_CPU_S", -1.0)
        with pytest.raises(TrackRefused) as stopped:
            file.read(500)
    assert stopped.value.code == "takes_too_long"


def test_a_broken_transaction_leaves_no_file(
    app: Flask, browser: Browser, group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("community.routes.upload_views.begin_upload", full)
    assert send(browser, group).status_code == 500
    assert files_in(app) == []


def test_what_was_sent_and_not_saved_is_found_again(
    app: Flask, browser: Browser, group: Group
) -> None:
    path = f"/groups/{group.slug}/routes/new"
    assert "Sent already" not in page_text(browser.get(path))
    send(browser, group)
    page = browser.get(path)
    assert "lake.gpx It is read. Nothing is saved yet." in page_text(page)
    assert f'href="/routes/uploads/{RouteUpload.get().id}"' in page.text
    app.extensions["wait_for_jobs"] = lambda _seconds: None
    send(browser, group)
    assert "lake.gpx It is being read." in page_text(browser.get(path))
    organiser = Browser(app).sign_in(Person.get_by_id(group.created_by_id))
    assert "Sent already" not in page_text(organiser.get(path))


@pytest.mark.usefixtures("nobody_works")
def test_of_many_that_begin_at_once_one_reads(app: Flask, browser: Browser, group: Group) -> None:
    send(browser, group)
    upload_id, now = RouteUpload.get().id, clock.now()

    def begin(_: int) -> bool:
        with app.app_context():
            return take_turn(upload_id, now) is not None

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(begin, range(8))) == 1
