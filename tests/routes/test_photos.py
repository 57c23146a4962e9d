"""Pictures of tricky places: who may add, see and delete them, and what becomes of their files."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from werkzeug.test import TestResponse

from community.accounts import Person, PersonErased
from community.foundation import clock
from community.foundation.authorisation import SYSTEM
from community.foundation.database import write_transaction
from community.foundation.signals import send
from community.groups import Group
from community.routes import Route
from community.routes.condition_actions import sweep_photos
from community.routes.models import ConditionReport, RoutePhoto
from community.routes.photo_files import keys_on_disk, new_key, read_photo, write_photo
from tests.builders.browsing import Browser, errors_of, field_value, page_text
from tests.builders.groups import a_group
from tests.builders.people import a_person
from tests.builders.photos import a_picture
from tests.builders.routes import ONE_RISE, a_route


@pytest.fixture
def ruth(app: Flask) -> Person:
    return a_person("Ruth")


@pytest.fixture
def ana(app: Flask) -> Person:
    return a_person("Ana")


@pytest.fixture
def group(ruth: Person, ana: Person) -> Group:
    return a_group(leaders=[ruth], members=[ana], joining="invite")


@pytest.fixture
def route(group: Group) -> Route:
    return a_route(group, *ONE_RISE)


@pytest.fixture
def data(app: Flask) -> Path:
    return Path(app.extensions["settings"].data)


def sent(browser: Browser, path: str, content: bytes | None, **rest: str) -> TestResponse:
    form_id = rest.pop("form_id", None) or field_value(browser.get(path), "form_id")
    form = {"form_id": form_id, **rest}
    if content is not None:
        form["photo"] = (io.BytesIO(content), "bridge.jpg")  # type: ignore[assignment]
    return browser.post(path, form, content_type="multipart/form-data")


def test_a_leader_shows_a_place_and_its_file_tells_nothing_more(
    app: Flask, ruth: Person, ana: Person, route: Route, data: Path
) -> None:
    browser = Browser(app).sign_in(ruth)
    path = f"/routes/{route.id}/photos/new"
    answer = sent(browser, path, a_picture(gps=True), at="400", words="Three steps down")
    assert answer.status_code == 303, errors_of(answer)
    photo = RoutePhoto.get()
    member = Browser(app).sign_in(ana)
    page = member.get(f"/routes/{route.id}")
    assert 'alt="Three steps down"' in page.text
    assert "At 400 m" in page_text(page)
    for size in (480, 1280):
        file = member.get(f"/routes/{route.id}/photos/{photo.id}-{size}.jpg")
        assert file.status_code == 200
        assert file.mimetype == "image/jpeg"
        assert file.headers["Cache-Control"].startswith("private, max-age=")
        assert not Image.open(io.BytesIO(file.data)).getexif()
        assert b"Ruth's phone" not in file.data
        again = member.get(
            f"/routes/{route.id}/photos/{photo.id}-{size}.jpg",
            headers={"If-None-Match": file.headers["ETag"]},
        )
        assert again.status_code == 304
    assert "static" not in str(next(data.glob("photos/*/*")).relative_to(data))


def test_it_is_seen_by_who_sees_the_route(app: Flask, ruth: Person, route: Route) -> None:
    browser = Browser(app).sign_in(ruth)
    sent(browser, f"/routes/{route.id}/photos/new", a_picture(), at="400", words="Steps")
    path = f"/routes/{route.id}/photos/{RoutePhoto.get().id}-480.jpg"
    assert browser.get(path).status_code == 200
    assert browser.get(path.replace("480", "481")).status_code == 404
    for other in (Browser(app), Browser(app).sign_in(a_person("Zoe"))):
        assert other.get(path).status_code == 404
        assert other.post(path.replace("-480.jpg", "/delete")).status_code in (303, 404)
    other_route = a_route(a_group(leaders=[a_person("Tom")]))
    photo_id = RoutePhoto.get().id
    assert browser.get(f"/routes/{other_route.id}/photos/{photo_id}-480.jpg").status_code == 404


def test_members_add_pictures_with_a_report_only(app: Flask, ana: Person, route: Route) -> None:
    browser = Browser(app).sign_in(ana)
    assert browser.get(f"/routes/{route.id}/photos/new").status_code == 403
    answer = sent(
        browser,
        f"/routes/{route.id}/report",
        a_picture(),
        kind="fallen_tree",
        at="700",
        words="A beech across the path",
    )
    assert answer.status_code == 303, errors_of(answer)
    assert RoutePhoto.get().report_id == ConditionReport.get().id
    page = browser.get(f"/routes/{route.id}")
    assert 'alt="A beech across the path"' in page.text
    assert "Delete" in page_text(page)


def test_a_picture_with_a_report_needs_its_place(app: Flask, ana: Person, route: Route) -> None:
    browser = Browser(app).sign_in(ana)
    answer = sent(browser, f"/routes/{route.id}/report", a_picture(), kind="ice", words="Ice")
    assert "Say how far from the start the picture was taken." in errors_of(answer)
    assert ConditionReport.select().count() == 0


@pytest.mark.parametrize(
    ("content", "words", "at", "says"),
    [
        (b"just words", "Steps", "400", "We could not read this picture. Nothing was kept."),
        (None, "Steps", "400", "Choose a picture first."),
        (a_picture(), "", "400", "Say in words what the picture shows"),
        (a_picture(), "Steps", "", "Write how far it is from the start"),
        (a_picture(size=(9, 9)), "Steps", "400", "This picture is too small"),
    ],
)
def test_faults_get_a_sentence_and_leave_nothing(
    app: Flask,
    ruth: Person,
    route: Route,
    data: Path,
    content: bytes | None,
    words: str,
    at: str,
    says: str,
) -> None:
    browser = Browser(app).sign_in(ruth)
    answer = sent(browser, f"/routes/{route.id}/photos/new", content, words=words, at=at)
    assert answer.status_code == 422
    assert says in errors_of(answer)
    assert RoutePhoto.select().count() == 0
    assert keys_on_disk(data) == {}


def test_sent_twice_it_is_there_once(app: Flask, ruth: Person, route: Route, data: Path) -> None:
    browser = Browser(app).sign_in(ruth)
    path = f"/routes/{route.id}/photos/new"
    form_id = field_value(browser.get(path), "form_id") or ""
    for _ in range(2):
        sent(browser, path, a_picture(), form_id=form_id, at="400", words="Steps")
    assert RoutePhoto.select().count() == 1
    assert len(keys_on_disk(data)) == 1


def test_files_go_with_the_picture_the_report_and_the_person(
    app: Flask, ruth: Person, ana: Person, route: Route, data: Path
) -> None:
    leader, member = Browser(app).sign_in(ruth), Browser(app).sign_in(ana)
    new = f"/routes/{route.id}/photos/new"
    sent(leader, new, a_picture(), at="400", words="Steps")
    leader.post(f"/routes/{route.id}/photos/{RoutePhoto.get().id}/delete")
    assert keys_on_disk(data) == {}
    sent(member, f"/routes/{route.id}/report", a_picture(), kind="ice", words="Ice", at="1")
    report = ConditionReport.get()
    leader.post(f"/routes/{route.id}/reports/{report.id}", {"do": "over"})
    assert (keys_on_disk(data), RoutePhoto.select().count()) == ({}, 0)
    sent(leader, new, a_picture(), at="400", words="Steps")
    with write_transaction(by=SYSTEM):
        send(PersonErased(ruth.id))
    assert (keys_on_disk(data), RoutePhoto.select().count()) == ({}, 0)


def test_what_nobody_needs_is_swept(app: Flask, ana: Person, route: Route, data: Path) -> None:
    member = Browser(app).sign_in(ana)
    sent(member, f"/routes/{route.id}/report", a_picture(), kind="ice", words="Ice", at="1")
    write_photo(data, new_key(), read_photo(io.BytesIO(a_picture())))
    now = clock.now()
    assert sweep_photos(now, data) == 0  # the file without a row is young
    assert sweep_photos(now + timedelta(days=3), data) == 2
    assert keys_on_disk(data) == {}
